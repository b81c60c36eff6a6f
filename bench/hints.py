"""Looking for hints among 50,000 minutes in SQLite: the whole job, from the database to the kept hints.

    python -m bench.hints [--minutes 50000]

Mark: at most 30 s. The minutes are about 400 characters long and share stock phrases as real ones do; one in ten is a
copy of an earlier one with up to three places changed, and two hundred are one form letter. It is counted how many of
the copies at or above the limit were found. The database is made anew in a throw-away folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import django

from bench import machine

MARK_SECONDS, LEAST_RECALL = 30, 0.99
BRANCHES, DUE = 500, 12
FORM_LETTERS = 200
LENGTH, COPIED_EVERY = 400, 10
STOCK = [
    "会议由支部书记主持，应到人数和实到人数已在签到表中核对。", "支部委员先传达了上级通知要求，随后围绕本月重点展开交流。",
    "大家认为要把要求落到工作的具体环节。", "会议对照要求查找差距，逐项明确责任人。", "结果在下次会议上通报。",
    "请假人员由党小组长一周内补课，补课情况登记备查。", "主持人通报上次会议议定事项的办理情况。",
]  # fmt: skip
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]


def texts(count: int) -> Iterator[tuple[str, int | None]]:
    """Minutes, each with the place of the one it was copied from."""
    rng = Random(1)
    written: list[str] = []
    for place in range(count):
        source = None
        if place and place % COPIED_EVERY == 0:
            source = rng.randrange(place)
            signs = list(written[source])
            for _ in range(rng.randint(0, 3)):
                signs[rng.randrange(len(signs))] = rng.choice(SIGNS)
            text = "".join(signs)
        elif 100 <= place % 5_000 < 100 + FORM_LETTERS * 5_000 // count:
            text = "".join(STOCK)
        else:
            text = "".join(rng.sample(STOCK, 3))
            text += "".join(rng.choices(SIGNS, k=LENGTH - len(text)))
        written.append(text)
        yield text, source


def load(count: int) -> list[tuple[str, int | None]]:
    """Branches, people, meetings with their rosters; returns the minutes in the order of the days."""
    from datetime import UTC, datetime

    from shuanglun.front.demo.pouring import pour
    from shuanglun.records.life.models import Attendance, Meeting
    from shuanglun.records.organization.models import PartyOrganization
    from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

    unit = make_unit("示例研究院")
    make_branch("示例党支部", unit=unit)
    people = [make_person(unit=unit).pk for _ in range(DUE)]
    PartyOrganization.objects.bulk_create(
        PartyOrganization(
            code=f"X{n}", name=f"第{n}党支部", kind="branch", unit=unit, path=f"/x{n}/", opened_on=date(2015, 1, 1)
        )
        for n in range(BRANCHES - 1)
    )
    branches = list(PartyOrganization.objects.values_list("pk", flat=True))
    rows = list(texts(count))
    first, last = date(date.today().year - 2, 1, 1), date.today()  # noqa: DTZ011
    step = (last - first) / count
    meetings = [
        Meeting(
            branch_id=branches[place % BRANCHES], kind="5", title=f"主题党日 {place}", on=first + timedelta(days=(step * place).days),
            minutes=60, record=text, state="approved", submitted_at=datetime.combine(first + step * place, datetime.min.time(), UTC),
        )
        for place, (text, _) in enumerate(rows)
    ]  # fmt: skip
    Meeting.objects.bulk_create(meetings, batch_size=1_000)
    presences = ["present"] * 9 + ["leave"]
    pour(
        Attendance,
        ("meeting", "person", "presence", "how"),
        (
            (meeting.pk, person, presences[(meeting.pk + index) % 10], "hand")
            for meeting in meetings
            for index, person in enumerate(people)
        ),
    )
    return rows


def recall(rows: list[tuple[str, int | None]], found: set[int], percent: int) -> tuple[int, int]:
    """How many of the copies at or above the limit were found, and how many there are."""
    from shuanglun.records.life import similarity

    due = {
        place
        for place, (text, source) in enumerate(rows)
        if source is not None and similarity.similarity(text, rows[source][0]) >= percent * 100
    }
    return len(due & found), len(due)


def measure(count: int) -> bool:
    """Load, look, count. Returns whether the marks were kept."""
    from shuanglun.base.actor import Actor, acting
    from shuanglun.base.jobs import Progress
    from shuanglun.records.life import jobs
    from shuanglun.records.life.models import Hint, Meeting

    with acting(Actor.system("bench")):
        rows = load(count)
        print(
            f"{count:,} minutes of {sum(len(text) for text, _ in rows) / count:.0f} characters, {count * DUE:,} attendances"
        )
        began, used = time.perf_counter(), time.process_time()
        jobs.find_hints(Progress())
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        places = {
            pk: place for place, pk in enumerate(Meeting.objects.order_by("on", "pk").values_list("pk", flat=True))
        }
        found = {places[pk] for pk in Hint.objects.filter(kind="similar").values_list("meeting_id", flat=True)}
        hit, due = recall(rows, found, 85)
        began = time.perf_counter()
        jobs.find_hints(Progress())
        again = time.perf_counter() - began
    kept = seconds <= MARK_SECONDS and hit >= LEAST_RECALL * due
    print(
        f"first check {seconds:.1f} s ({processor:.1f} s of the processor), {len(found):,} hints; once more {again:.1f} s"
    )
    print(f"copies at or above 85 %: {hit:,} of {due:,} found")
    print(f"mark: ≤ {MARK_SECONDS} s, recall ≥ {LEAST_RECALL}: {'kept' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """Exit code 1 when a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shuanglun-hints-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "shuanglun.front.site.settings", "SHUANGLUN_DATA": folder, "SHUANGLUN_DEMO": "1",
            "SHUANGLUN_DATABASE_URL": f"sqlite:///{Path(folder) / 'hints.sqlite3'}", "SHUANGLUN_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        django.setup()
        from django.core.management import call_command
        from django.db import transaction

        print(machine.facts("django", "numpy"))
        call_command("migrate", verbosity=0)
        with transaction.atomic():
            return 0 if measure(options.minutes) else 1


if __name__ == "__main__":
    sys.exit(main())
