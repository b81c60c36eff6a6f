"""The work order for the child process: every query as plain SQL, written out while Django is at hand.

The child opens the database without Django, so it needs the statements and where the database is, nothing else.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from shuanglun.base.actor import Actor, acting
from shuanglun.base.periods import Period
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.groups import NON_MEMBER
from shuanglun.evidence.snapshots import catalogue

NOT_FOR_LIBPQ = ("pool", "isolation_level", "server_side_binding", "assume_role", "cursor_factory")
MEMORY_LIMIT = "1GB"
THREADS = 2
TICK_SECONDS = 0.5


def literal(value: Any) -> str:
    """An SQL literal. Only what our own queries compare with: whole numbers, days, words, nothing."""
    if value is None:
        return "NULL"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    if isinstance(value, str) and "\\" not in value and "\x00" not in value:
        return "'" + str(value).replace("'", "''") + "'"
    raise ValueError(f"no literal for {value!r}")


def statement(queryset: Any) -> str:
    """A queryset as one SQL statement without parameters. ADBC streams such statements; with bound parameters the
    PostgreSQL driver would hold the whole answer in memory."""
    sql, parameters = queryset.order_by().query.sql_with_params()
    return sql % tuple(literal(value) for value in parameters)


def database() -> dict[str, str]:
    """Where the default database is, as ADBC wants it. Raises RefusedError for a database in memory."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(config["NAME"])
        if ":memory:" in name or "mode=memory" in name:
            raise RefusedError("数据库在内存中，无法冻结；请改用文件数据库或 PostgreSQL。")
        return sqlite(Path(name))
    options = {key: value for key, value in config["OPTIONS"].items() if key not in NOT_FOR_LIBPQ}
    options |= {"host": config["HOST"], "port": config["PORT"]}
    who = quote(config["USER"], safe="") + (f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else "")
    query = urlencode({key: value for key, value in options.items() if value})
    uri = f"postgresql://{who}{'@' if who else ''}/{quote(str(config['NAME']), safe='')}?{query}"
    return {"vendor": "postgresql", "uri": uri}


def sqlite(path: Path) -> dict[str, str]:
    """A SQLite file, opened read-only: such a connection neither writes nor checkpoints the log."""
    return {"vendor": "sqlite", "uri": f"file:{quote(str(path.resolve()))}?mode=ro"}


def queries(period: Period) -> dict[str, Any]:
    """Every statement of the catalogue for a period, over the whole house."""
    assert period.until is not None
    days = (period.from_, period.until)
    with acting(Actor.system("冻结快照")):
        return {
            "posts": statement(catalogue.POSTS(*days)),
            "memberships": statement(catalogue.MEMBERSHIPS(*days)),
            "facts": [
                {
                    "measure": source.measure.name,
                    "label": source.measure.label,
                    "ref": source.ref,
                    "sql": statement(source.query(*days)),
                }
                for source in catalogue.SOURCES
            ],
            "kpis": [{"ref": ref, "sql": statement(query(*days))} for ref, query, _ in catalogue.KPIS],
            "exemptions": [{"ref": ref, "sql": statement(query(*days))} for ref, query, _ in catalogue.EXEMPTIONS],
        }


def order(period: Period, directory: Path, former: Path | None, created_at: str) -> dict[str, Any]:
    """The whole work order; `directory` is empty and belongs to the child, `former` is the snapshot to compare with."""
    assert period.until is not None
    return {
        "database": database(),
        "begins": period.from_.isoformat(),
        "ends": period.until.isoformat(),
        "directory": str(directory),
        "former": str(former) if former else None,
        "catalogue": catalogue.version(),
        "created_at": created_at,
        "outside": NON_MEMBER,
        "measures": [catalogue.MEASURES[name].row() for name in sorted(catalogue.MEASURES)],
        "queries": queries(period),
        "memory_limit": getattr(settings, "SNAPSHOT_MEMORY", MEMORY_LIMIT),
        "threads": THREADS,
        "tick": TICK_SECONDS,
    }
