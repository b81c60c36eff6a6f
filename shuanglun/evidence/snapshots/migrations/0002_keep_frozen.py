"""The database itself refuses to change or remove a frozen snapshot, whoever writes: ORM, raw SQL, a shell.

Only the outcome of the latest check may still be written to it. On SQLite a later migration that alters the table
remakes it and drops its triggers: end such a migration with `install` from here again.
"""

from django.db import migrations

TABLE = "snapshots_snapshot"
KEPT = (
    "id", "name", "begins_on", "ends_on", "state", "sha256", "catalogue", "directory", "counts", "facts", "persons",
    "created_by", "created_at", "frozen_at",
)
WORDS = "快照已冻结，数据库拒绝修改或删除；记录有更正时请另冻结一份"
UPDATE, DELETE = f"snapshot_kept BEFORE UPDATE ON {TABLE}", f"snapshot_stays BEFORE DELETE ON {TABLE}"


def changed(differs):
    """When an update is refused; `differs` is the vendor's comparison that knows NULL."""
    columns = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in KEPT)
    return f"OLD.state = 'frozen' AND ({columns})"


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    yield f"CREATE TRIGGER {UPDATE} WHEN {changed('IS NOT')} {refuse}"
    yield f"CREATE TRIGGER {DELETE} WHEN OLD.state = 'frozen' {refuse}"


def postgresql():
    yield (
        "CREATE OR REPLACE FUNCTION snapshots_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for name, when in ((UPDATE, changed("IS DISTINCT FROM")), (DELETE, "OLD.state = 'frozen'")):
        yield f"CREATE TRIGGER {name} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION snapshots_frozen()"


def install(apps, schema_editor):
    vendor = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in vendor():
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for name in ("snapshot_kept", "snapshot_stays"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    if on:
        schema_editor.execute("DROP FUNCTION IF EXISTS snapshots_frozen()")


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
