"""Pure judgements of the surveys room."""
