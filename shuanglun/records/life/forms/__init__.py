"""What the life room asks for, by the kind of record."""
