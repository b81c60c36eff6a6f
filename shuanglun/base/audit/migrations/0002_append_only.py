"""Entries of the trail can be appended, never changed or removed: the database itself refuses."""

from django.db import migrations

TABLES = ("audit_entry", "audit_entryobject")
MESSAGE = "the trail is append-only"


def acts(schema_editor):
    """SQLite has no TRUNCATE; its DELETE without a condition fires the row trigger."""
    return ("UPDATE", "DELETE", *(["TRUNCATE"] if schema_editor.connection.vendor == "postgresql" else []))


def protect(apps, schema_editor):
    for table in TABLES:
        for act in acts(schema_editor):
            name = f"{table}_no_{act.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger AS "
                    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$ LANGUAGE plpgsql"
                )
                each = "STATEMENT" if act == "TRUNCATE" else "ROW"
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )


def release(apps, schema_editor):
    for table in TABLES:
        for act in acts(schema_editor):
            target = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}{target}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
