"""On SQLite the tables of the box have no row numbers: those count up, and so would tell in which order people voted.

On PostgreSQL nothing is to be done: envelopes lie under names that lead nowhere, and ballots are written sorted, all in
one transaction. A later migration that alters one of these tables on SQLite remakes it with row numbers: end it with
`part_with_numbers` again.
"""

from django.db import migrations

TABLES = ("surveys_envelope", "surveys_ballot")


def part_with_numbers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            found = cursor.fetchall()
            indexes = [sql for kind, sql in found if kind == "index"]
            [made] = [sql for kind, sql in found if kind == "table"]
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"{made} WITHOUT ROWID")
            for index in indexes:
                cursor.execute(index)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_ballots")]

    operations = [migrations.RunPython(part_with_numbers, migrations.RunPython.noop)]
