"""Tests of the engine: vectors of the methods, golden cases, properties, and the independent scorer."""
