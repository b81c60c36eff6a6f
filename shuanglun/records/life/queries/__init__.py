"""Questions asked of the life room."""
