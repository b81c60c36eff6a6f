"""Tests of the whole: house rules, journeys, oracle. A room's own tests live in the room."""
