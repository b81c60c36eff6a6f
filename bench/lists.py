"""How fast the list of people answers with 100,000 people: first page, filter by unit, search, page 50.

    python -m bench.lists [--people 100000] [--requests 40] [--analyze]

Marks: p50 of the server time at most 150 ms for a page and for the filter by unit, at most 12 queries a request. The
time is that of the whole request in the server (middleware, queries, template), without network and browser; the
processor's share is printed too, because the two part on a busy machine. The database is made once in var/bench, with
units and people of the fictional institution and without facts, and kept for the next run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import machine

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"
MARK_MS, MARK_QUERIES = 150, 12
SEED, YEAR, FROM = 1, 2025, date(2025, 1, 1)
WARM_UP = 3


@dataclass(frozen=True)
class Visit:
    """One address asked for by one role; `is_marked` says whether a mark holds for it."""

    who: str
    what: str
    address: str
    is_marked: bool = True


@dataclass(frozen=True)
class Figure:
    """What one visit cost: milliseconds by the wall and by the processor, queries, bytes, the place in words."""

    visit: Visit
    wall: list[float]
    processor: list[float]
    queries: int
    size: int

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def is_kept(self) -> bool:
        return self.median <= MARK_MS and self.queries <= MARK_QUERIES

    def line(self) -> str:
        """One row of the report."""
        worst = sorted(self.wall)[int(len(self.wall) * 0.95)]
        verdict = ("kept" if self.is_kept else "MISSED") if self.visit.is_marked else "no mark"
        return (
            f"{self.visit.who:<14}{self.visit.what:<28}{self.median:7.1f} ms{worst:9.1f} ms"
            f"{statistics.median(self.processor):11.1f} ms{self.queries:9}{self.size / 1024:8.0f} KiB  {verdict}"
        )


HEAD = f"{'role':<14}{'page':<28}{'p50':>10}{'p95':>12}{'processor':>14}{'queries':>9}{'page':>12}"


def load(people: int) -> None:
    """The fictional institution's units and people, through the demo's own operations; no facts."""
    from django.db import transaction

    from shuanglun.base.actor import Actor, acting
    from shuanglun.front.demo import institution, operations
    from shuanglun.front.demo.staff import Cast

    house = institution.build(people)
    cast = Cast(house, range(YEAR, YEAR + 1), SEED).hire()
    with acting(Actor.system("bench")), transaction.atomic():
        loaded = operations.load_organization(house=house, people=cast)
        operations.load_people(loaded=loaded, people=cast, seed=SEED)


def client(role: str, path: str = "/") -> Any:
    """A signed-in client in one role over one range."""
    from django.test import Client

    from shuanglun.front.accounts.models import RoleGrant, User

    name = f"bench-{role}{path.replace('/', '-')}"
    user = User.objects.filter(username=name).first() or User.objects.create_user(name, name=name)
    RoleGrant.objects.get_or_create(user=user, role=role, path=path, defaults={"from_on": FROM})
    entered = Client(HTTP_HOST="localhost")
    entered.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return entered


def visits(unit: str, site: str) -> list[Visit]:
    """What is measured: personnel over the whole house, section heads over a unit and over a site of 13 units."""
    return [
        Visit("personnel", "first page", "/people/"),
        Visit("personnel", "filtered by unit", f"/people/?unit={unit}"),
        Visit("personnel", "filtered by site", f"/people/?unit={site}"),
        Visit("personnel", "search by name", "/people/?q=王海"),
        Visit("personnel", "search by initials", "/people/?q=zxm"),
        Visit("personnel", "search finds nobody", "/people/?q=欧阳无此人"),
        Visit("personnel", "page 50", "/people/?page=50"),
        Visit("personnel", "100 rows a page", "/people/?size=100", is_marked=False),
        Visit("head of unit", "first page", "/people/"),
        Visit("head of unit", "search by name", "/people/?q=王"),
        Visit("head of site", "first page", "/people/"),
        Visit("head of site", "filtered by unit", f"/people/?unit={unit}"),
        Visit("head of site", "search by name", "/people/?q=王"),
        Visit("head of site", "page 50", "/people/?page=50"),
    ]


def measure(visit: Visit, entered: Any, requests: int) -> Figure:
    """Ask `requests` times, after some that do not count."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        answer = entered.get(visit.address)
        assert answer.status_code == 200, (visit, answer.status_code)
    with CaptureQueriesContext(connection) as asked:
        entered.get(visit.address)
    queries = len(asked)  # the next request clears the log
    wall, processor = [], []
    for _ in range(requests):
        began, used = time.perf_counter(), time.process_time()
        entered.get(visit.address)
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return Figure(visit, wall, processor, queries, len(answer.content))


def places() -> tuple[str, str]:
    """Paths of a middling unit in which people work, and of the site above it."""
    from shuanglun.records.organization.models import Unit

    units = list(Unit._base_manager.order_by("id").values_list("path", flat=True))
    sites = [path for path in units if sum(other.startswith(path) for other in units) == 14 and path.count("/") == 3]
    site = sites[len(sites) // 2] if sites else units[0]
    return next(path for path in reversed(units) if path.startswith(site) and path != site), site


def main() -> int:
    """Exit code 1 when a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--analyze", action="store_true", help="let the database gather statistics first")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"lists-{options.people}.sqlite3"
    os.environ.setdefault("SHUANGLUN_DATABASE_URL", f"sqlite:///{path}")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shuanglun.front.site.settings", "SHUANGLUN_DATA": str(FOLDER),
        "SHUANGLUN_DEMO": "1", "SHUANGLUN_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from shuanglun.records.people.models import Person

    print(machine.facts("django"))
    call_command("migrate", verbosity=0)
    if not Person._base_manager.exists():
        began = time.perf_counter()
        load(options.people)
        print(f"loaded {options.people:,} people in {time.perf_counter() - began:.0f} s")
    if options.analyze:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    unit, site = places()
    clients = {
        "personnel": client("personnel"),
        "head of unit": client("section_head", unit),
        "head of site": client("section_head", site),
    }
    print(f"{connection.vendor}, {options.requests} requests each\n{HEAD}")
    figures = []
    for visit in visits(unit, site):
        figures.append(measure(visit, clients[visit.who], options.requests))
        print(figures[-1].line(), flush=True)
    missed = [figure for figure in figures if figure.visit.is_marked and not figure.is_kept]
    print(f"marks: p50 ≤ {MARK_MS} ms, ≤ {MARK_QUERIES} queries: {f'{len(missed)} MISSED' if missed else 'all kept'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
