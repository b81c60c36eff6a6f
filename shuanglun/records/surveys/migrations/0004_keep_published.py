"""The database itself refuses to change a published version of an instrument, whoever writes (ADR 0021): what people
were asked stays what they were asked.

A version moves draft → published → retired. From `published` on everything stays but the retirement, and only drafts are
deleted. On SQLite a later migration that alters the table remakes it and drops its triggers: begin such a migration
with `remove` and end it with `install` again.
"""

from django.db import migrations

TABLE = "surveys_instrumentversion"
FIXED = ("id", "instrument_id", "number", "content", "digest", "made_by", "published_by", "published_at")
MOVES = {"draft": ("draft", "published"), "published": ("retired",)}
FROZEN = "测评表版本已发布，数据库拒绝修改；请另起新版本"


def refused(differs):
    """When an update is refused; `differs` is the vendor's comparison that knows NULL."""
    moves = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in news)}))" for old, news in MOVES.items()
    )
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    return f"NOT ({moves}) OR (OLD.state <> 'draft' AND ({changed}))"


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
    yield f"CREATE TRIGGER instrument_kept BEFORE UPDATE ON {TABLE} WHEN {refused('IS NOT')} {refuse}"
    yield f"CREATE TRIGGER instrument_stays BEFORE DELETE ON {TABLE} WHEN OLD.state <> 'draft' {refuse}"


def postgresql():
    yield (
        "CREATE OR REPLACE FUNCTION surveys_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for name, when in (
        ("instrument_kept BEFORE UPDATE", refused("IS DISTINCT FROM")),
        ("instrument_stays BEFORE DELETE", "OLD.state <> 'draft'"),
    ):
        yield f"CREATE TRIGGER {name} ON {TABLE} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION surveys_frozen()"


def install(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name in ("instrument_kept", "instrument_stays"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else f" ON {TABLE}"))
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION IF EXISTS surveys_frozen()")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_without_rowid")]

    operations = [migrations.RunPython(install, remove)]
