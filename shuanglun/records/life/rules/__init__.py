"""Judgements of the life room: facts in, verdicts out; no database, no clock."""
