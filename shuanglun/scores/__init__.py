"""The floor of scores: runs of the engine and what they explain."""
