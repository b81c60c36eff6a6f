"""Many rows by one prepared statement: the parts of a batch entry, the rows that an import writes.

Django's `bulk_create` composes one long statement for each few rows, and spends its time composing: twenty thousand
people cost three seconds through it and a third of that here. All of this must run inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of text, integers, bytes and None; `names` are attribute names in the order of the values.

    For tables whose values are plain already and whose keys nobody needs back. Columns left out get the database's
    own default.
    """
    by_name = {column.attname: column for column in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(by_name[name].column)) for name in names)
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", list(rows))


def create(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give each its key. Raises IntegrityError like `bulk_create`."""
    if not rows:
        return
    model = type(rows[0])
    key = _key(model)
    if isinstance(key, models.AutoField):
        for row, number in zip(rows, _next_keys(model, len(rows)), strict=True):
            row.pk = number
    columns = model._meta.concrete_fields
    prepared = zip(*(_prepared(column, rows, adding=True) for column in columns), strict=True)
    insert(model, [column.attname for column in columns], prepared)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Save some columns (attribute names) of many rows of one model, and those which tell when a row was changed."""
    wanted = set(names)
    if not rows or not wanted:
        return
    model, quote = type(rows[0]), connection.ops.quote_name
    columns = [
        column
        for column in model._meta.concrete_fields
        if column.attname in wanted or getattr(column, "auto_now", False)
    ]
    parts = [*columns, _key(model)]
    prepared = zip(*(_prepared(column, rows, adding=False) for column in parts), strict=True)
    places = ", ".join(f"{quote(str(column.column))} = %s" for column in columns)
    where = f"WHERE {quote(str(_key(model).column))} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {places} {where}", list(prepared))


def _key(model: type[models.Model]) -> models.Field:
    key = model._meta.pk
    assert key is not None  # every model has one
    return key


def _prepared(column: models.Field, rows: Sequence[models.Model], *, adding: bool) -> Iterator[Any]:
    """What the database gets for one column of each row. Text in a text column and whole numbers are it already."""
    database = connections[DEFAULT_DB_ALIAS]  # `connection` looks it up again at each touch
    plain = _plain_type(column)
    name = column.attname

    def prepare(value: Any) -> Any:
        return column.get_db_prep_save(value, database)

    if isinstance(column, models.DateField):  # many rows, few days
        prepare = cache(prepare)
    if type(column).pre_save is models.Field.pre_save:
        values = (getattr(row, name) for row in rows)
    else:  # a moment of change, a sealed text
        values = (column.pre_save(row, adding) for row in rows)
    return (value if value is None or type(value) is plain else prepare(value) for value in values)


def _plain_type(column: models.Field) -> type | None:
    """The Python type whose values this column stores as they are; None when each must be asked."""
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    prepares = type(column).get_prep_value
    if prepares in (models.CharField.get_prep_value, models.TextField.get_prep_value):
        return str
    return int if prepares in (models.IntegerField.get_prep_value, models.AutoField.get_prep_value) else None


def _next_keys(model: type[models.Model], count: int) -> Iterable[int]:
    """Keys that nobody else will get. SQLite lets one transaction write at a time, and its count goes back with it."""
    table, name = model._meta.db_table, str(_key(model).column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, name, count]
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return range(last + 1, last + count + 1)
