"""`name__begins="王"`: text that begins with something, read from an index on every database.

SQLite uses no index for LIKE with an escape, so `startswith` reads the whole table: a quarter of a second among 100,000
people. There a half-open range serves; PostgreSQL under a language's collation needs LIKE, on the index for patterns
which `db_index` brings along. Upper and lower case differ, on both.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup
from django.db.models.lookups import StartsWith

LAST, BEFORE_SURROGATES, AFTER_SURROGATES = 0x10FFFF, 0xD7FF, 0xE000


def after(text: str) -> str | None:
    """The first text, in the order of code points, behind all that begin with `text`; None when there is none."""
    text = text.rstrip(chr(LAST))
    if not text:
        return None
    last = ord(text[-1])
    return text[:-1] + chr(AFTER_SURROGATES if last == BEFORE_SURROGATES else last + 1)


@CharField.register_lookup
class Begins(Lookup):
    """The column begins with the text."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """LIKE, where the database finds an index for it."""
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A range; SQLite compares bytes, and UTF-8 bytes sort as code points do."""
        column, values = self.process_lhs(compiler, connection)
        end = after(self.rhs)
        if end is None:
            return f"{column} >= %s", [*values, self.rhs]
        return f"({column} >= %s AND {column} < %s)", [*values, self.rhs, *values, end]
