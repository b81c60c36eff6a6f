"""Screens of the room: `pages` to read, `drafts` to write, `acts` to move a version on; `frame` is around each."""
