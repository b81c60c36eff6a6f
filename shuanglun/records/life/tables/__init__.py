"""Lists of the life room, by the kind of record."""
