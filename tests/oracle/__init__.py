"""A second opinion: written from docs/algorithms alone, sharing no code with the engine."""
