"""The database itself refuses to change what was submitted or published (C7), whoever writes: ORM, raw SQL, a shell.

A version moves draft → submitted → published → retired (or back to draft, or draft → discarded). From `submitted` on
its text stays; from `published` on everything stays but the retirement. Acts are written once.
On SQLite a later migration that alters one of these tables remakes it and drops its triggers: begin such a migration
with `remove` and end it with `install` again, as 0003 does.
"""

from django.db import migrations

VERSIONS, ACTS = "indicators_schemeversion", "indicators_versionact"
TEXT = ("id", "scheme_id", "version", "name", "source", "digest", "valid_from")
PEOPLE = (
    "submitted_by", "submitted_name", "submitted_at", "published_by", "published_name", "published_at", "return_reason",
)
MOVES = {"draft": ("draft", "submitted", "discarded"), "submitted": ("draft", "published"), "published": ("retired",)}
FROZEN = "方案版本已提交或已发布，数据库拒绝修改；请另起新版本"
KEPT = "方案版本的经过只能追加，数据库拒绝修改或删除"


def changed(columns, differs):
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)


def refused(differs, people):
    """When an update is refused; `differs` is the vendor's comparison that knows NULL."""
    moves = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in news)}))" for old, news in MOVES.items()
    )
    return (
        f"NOT ({moves}) OR (OLD.state <> 'draft' AND ({changed(TEXT, differs)}))"
        f" OR (OLD.state = 'published' AND ({changed(people, differs)}))"
    )


def sqlite(people):
    refuse = "BEGIN SELECT RAISE(ABORT, '{}'); END"
    yield f"CREATE TRIGGER version_kept BEFORE UPDATE ON {VERSIONS} WHEN {refused('IS NOT', people)} {refuse.format(FROZEN)}"
    yield (
        f"CREATE TRIGGER version_stays BEFORE DELETE ON {VERSIONS} WHEN OLD.state <> 'draft' {refuse.format(FROZEN)}"
    )
    yield f"CREATE TRIGGER act_kept BEFORE UPDATE ON {ACTS} {refuse.format(KEPT)}"
    yield f"CREATE TRIGGER act_stays BEFORE DELETE ON {ACTS} {refuse.format(KEPT)}"


def postgresql(people):
    for name, words in (("indicators_frozen", FROZEN), ("indicators_kept", KEPT)):
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    for name, when in (
        (f"version_kept BEFORE UPDATE ON {VERSIONS}", f"WHEN ({refused('IS DISTINCT FROM', people)})"),
        (f"version_stays BEFORE DELETE ON {VERSIONS}", "WHEN (OLD.state <> 'draft')"),
    ):
        yield f"CREATE TRIGGER {name} FOR EACH ROW {when} EXECUTE FUNCTION indicators_frozen()"
    yield (
        f"CREATE TRIGGER act_kept BEFORE UPDATE OR DELETE ON {ACTS} FOR EACH ROW EXECUTE FUNCTION indicators_kept()"
    )


def install(apps, schema_editor, people=PEOPLE):
    vendor = {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]
    for statement in vendor(people):
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    on = {"version_kept": VERSIONS, "version_stays": VERSIONS, "act_kept": ACTS, "act_stays": ACTS}
    if schema_editor.connection.vendor == "sqlite":
        for name in on:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name, table in on.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    for name in ("indicators_frozen", "indicators_kept"):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
