"""Screens of the goals room; the books of persons stand in `urls.py`."""
