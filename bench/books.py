"""How fast the lists of the books answer over 100,000 people: meetings, branches, hours, modules, KPI results.

    python -m bench.books [--people 100000] [--requests 20]

The database is that of bench.freeze: 50,000 meetings with 2 million attendances of 2,500 branches, 800,000 study records,
500,000 modules, 400,000 KPI results of one year. Marks as in bench.lists: p50 of the server time at most 150 ms, at most
12 queries a request. The home page, the page of a person and the overview of all branches are no lists and have no mark.
"""

from __future__ import annotations

import argparse
import os
import sys

from bench import machine

HEAD_OF, SECRETARY_OF = "/1/700/", "/700/"


def main() -> int:
    """Exit code 1 when a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=20)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuanglun.front.site.settings"
    os.environ |= {"SHUANGLUN_DEMO": "1", "SHUANGLUN_LOG_LEVEL": "ERROR"}
    from bench import freeze, lists

    path = freeze.FOLDER / f"freeze-{options.people}.sqlite3"
    os.environ |= {"SHUANGLUN_DATABASE_URL": f"sqlite:///{path}", "SHUANGLUN_DATA": str(freeze.FOLDER)}
    import django

    django.setup()
    if not path.exists():
        freeze.synthesise(path, options.people)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(machine.facts("django"))
    clients = {
        "political": lists.client("political"),
        "head of unit": lists.client("section_head", HEAD_OF),
        "secretary": lists.client("branch_secretary", SECRETARY_OF),
    }
    print(f"{options.people:,} people, {options.requests} requests each\n{lists.HEAD}")
    figures = []
    for visit in visits(lists.Visit):
        figures.append(lists.measure(visit, clients[visit.who], options.requests))
        print(figures[-1].line(), flush=True)
    missed = [figure for figure in figures if figure.visit.is_marked and not figure.is_kept]
    print(
        f"marks: p50 ≤ {lists.MARK_MS} ms, ≤ {lists.MARK_QUERIES} queries: {f'{len(missed)} MISSED' if missed else 'all kept'}"
    )
    return 1 if missed else 0


def visits(visit: type) -> list:
    """What is measured."""
    return [
        visit("political", "home", "/", is_marked=False),
        visit("political", "meetings", "/life/"),
        visit("political", "meetings, page 50", "/life/?page=50"),
        visit("political", "meetings of one kind", "/life/?kind=4"),
        visit("political", "branches", "/life/branches/?year=2025", is_marked=False),
        visit("political", "year of a branch", "/life/branches/700/?year=2025"),
        visit("political", "own issues", "/life/issues/"),
        visit("political", "study records", "/learning/"),
        visit("political", "study records, page 50", "/learning/?page=50"),
        visit("political", "modules", "/learning/modules/"),
        visit("political", "hours of a year", "/learning/hours/?year=2025"),
        visit("political", "KPI results", "/goals/"),
        visit("political", "a person", "/people/700/", is_marked=False),
        visit("head of unit", "hours of a year", "/learning/hours/?year=2025"),
        visit("head of unit", "KPI results", "/goals/"),
        visit("secretary", "home", "/", is_marked=False),
        visit("secretary", "meetings", "/life/"),
        visit("secretary", "year of the branch", "/life/branches/700/?year=2025"),
    ]


if __name__ == "__main__":
    sys.exit(main())
