"""Parts of `bench.ballots` without a web process: opening a large campaign, and counting a large box."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

OPENING_MARK, TALLY_MARK = 60, 60
UNITS, SUBJECTS = 100, 20


class Clock:
    """Seconds by name, printed as they are measured."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began
        print(f"  {name:<52}{self.seconds[name]:8.1f} s", flush=True)


def verdict(what: str, seconds: float, mark: float) -> bool:
    """Say whether a mark was kept."""
    print(f"  mark: {what} {seconds:.1f} s, ≤ {mark} s: {'kept' if seconds <= mark else 'MISSED'}", flush=True)
    return seconds <= mark


def staff(people: int, units: int) -> list[Any]:
    """Units under one house, and people in bulk."""
    from shuanglun.base import bulk
    from shuanglun.records.people.models import Person
    from shuanglun.records.people.tests.factories import FIRST_DAY, make_unit

    first = Person._base_manager.count()
    house = make_unit("示例研究院")
    rooms = [make_unit(f"第{number + 1}研究室", house) for number in range(units)]
    rows = [
        Person(
            staff_no=f"9{first + number:07d}", name=f"示例{number}", name_key=f"示例{number}", initials="sl", unit=rooms[number % units],
            political_status="13", unit_path=rooms[number % units].path, post_name="科员", category="M", grade="M09",
            joined_on=FIRST_DAY,
        )
        for number in range(people)
    ]  # fmt: skip
    bulk.create(rows)
    return rows


def draft(voters: dict[str, Any], subjects: list[Any], windows: dict[str, datetime], level: int, clock: Clock) -> Any:
    """A campaign with two classes, ready to be handed over."""
    from shuanglun.base.actor import acting
    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.tests import factories as made
    from shuanglun.records.surveys.tests.instruments import published_version

    title = f"测评 {time.monotonic_ns()}"
    with acting(made.PREPARES):
        row = operations.draft_campaign(
            title=title, version=published_version("appraisal", title[-18:]), mode="online", purpose="", picks=0,
            level=level, **windows,
        )  # fmt: skip
        labels = {"B": "中层、同级人员", "C": "职工、服务对象"}
        weight = 10_000 // len(voters)
        operations.set_classes(campaign=row, classes=[(code, labels[code], weight) for code in voters])
        with clock("listing the voters"):
            for code, people in voters.items():
                operations.list_voters(voter_class=row.classes.get(code=code), people=people)
        operations.add_subjects(campaign=row, people=subjects)
    return row


def opened(row: Any, at: datetime, clock: Clock) -> Any:
    """Handed over and approved by two officers, then opened as the job does."""
    from shuanglun.base.actor import acting
    from shuanglun.base.jobs import Progress
    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.tests import factories as made

    with acting(made.PREPARES), clock("handing over"):
        operations.submit(campaign=row, at=at)
    with acting(made.APPROVES):
        with clock("approving"):
            operations.approve(campaign=row, at=at)
        with clock("opening"):
            return operations.open_with_keys(row, at=at, progress=Progress())


def windows_now() -> dict[str, datetime]:
    """Tickets are issued now; ballots are cast later today."""
    from django.utils import timezone

    now = timezone.now()
    ends = {"issue_from": -5, "issue_until": 240, "cast_from": 360, "cast_until": 600}
    return {name: now + timedelta(minutes=minutes) for name, minutes in ends.items()}


def opening(people: int, groups: int, signer: Any) -> bool:
    """A roster of so many people in so many groups; `signer` made as many keys ahead as its pool holds."""
    from django.utils import timezone

    from shuanglun.records.people.models import Person

    clock = Clock()
    print(f"opening: {people:,} people, {groups} groups", flush=True)
    with clock(f"{signer.status()['pool_size']} keys made ahead by the signing process"):
        while (stand := signer.status())["pool"] < stand["pool_size"]:
            time.sleep(0.5)
    staff(people, groups // 2)
    half = Person._base_manager.order_by("pk").values_list("pk", flat=True)[people // 2]
    voters = {
        "B": Person._base_manager.filter(pk__lt=half), "C": Person._base_manager.filter(pk__gte=half)
    }  # fmt: skip
    row = draft(voters, list(Person._base_manager.order_by("pk")[:SUBJECTS]), windows_now(), 1, clock)
    row = opened(row, timezone.now(), clock)
    count = row.groups.count()
    print(f"  {count} groups with {count} keys, roster of {row.roster_size:,}")
    kept = verdict("opening", clock.seconds["opening"], OPENING_MARK)
    return kept and (count, row.roster_size) == (groups, people)


# Counting


def some_ballots(row: Any, count: int, first: int) -> None:
    """Take tickets and cast them, as `count` voters of one group do; the roster's own rows are left alone."""
    from django.utils import timezone

    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.secrecy.tickets import Ticket, make_code
    from shuanglun.records.surveys.signer.client import signer
    from shuanglun.records.surveys.tests import factories as made

    draw, group = Random(first), row.groups.get()
    n = int(group.modulus, 16)
    for number in range(first, first + count):
        ticket = Ticket(make_code(), row.uid, group.uid, n)
        token = ticket.finish(signer.sign(row.uid, group.uid, f"bench-{number}", ticket.blinded))
        words = {"-:advice": f"意见{number}"} if draw.random() < 0.2 else {}
        payload = made.filled(row, group, token, lambda _: draw.choice("aaabbcde"), words)
        operations.cast(campaign=row, payload=payload, at=timezone.now())


def _child(pk: int, count: int, first: int) -> None:
    import django

    django.setup()
    from shuanglun.records.surveys.models import Campaign

    some_ballots(Campaign.objects.get(pk=pk), count, first)


def fill(row: Any, count: int) -> None:
    """`count` real ballots, by as many processes as there are cores."""
    method, cores = multiprocessing.get_context("spawn"), len(os.sched_getaffinity(0))
    share = count // cores
    children = [method.Process(target=_child, args=(row.pk, share, number * share)) for number in range(cores)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert all(child.exitcode == 0 for child in children)


def tally(ballots: int, envelopes: int, folder: Path) -> bool:
    """Open and judge some real envelopes; write and count many ballots. The long part is told for all of them."""
    from django.utils import timezone

    from shuanglun.base.actor import Actor, acting
    from shuanglun.base.jobs import Progress
    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.models import Ballot, Campaign
    from shuanglun.records.surveys.tests import factories as made

    clock, now = Clock(), timezone.now()
    print(f"tally: {ballots:,} ballots × {SUBJECTS} people, {envelopes:,} of them real envelopes", flush=True)
    with acting(Actor.system("bench")):
        people = staff(envelopes, 1)
        row = opened(draft({"C": people}, people[:SUBJECTS], windows_now(), 0, Clock()), now, Clock())
        Campaign.objects.filter(pk=row.pk).update(cast_from=now - timedelta(minutes=5), issue_until=now - timedelta(hours=2),
                                                  issue_from=now - timedelta(hours=3))  # fmt: skip
        with clock(f"signing and casting {envelopes:,} ballots"):
            fill(row, envelopes)
        row.refresh_from_db()
        open_now(row, folder)
        row.cast_until = timezone.now()
        row.save()
        apart(row, clock)
        with clock(f"sealing {envelopes:,} real ballots, whole"), acting(made.PREPARES):
            row = operations.open_and_seal(row, at=timezone.now() + timedelta(hours=1), progress=Progress())
        assert (row.ballots, row.rejected) == (envelopes, 0)
        rows = Ballot._base_manager.filter(campaign=row.uid)
        parts(row, rows, ballots, envelopes, clock)
    seconds = clock.seconds
    counted = seconds["count by the database"] + seconds["count in Python"]
    steps = {name: seconds[name] * ballots / envelopes for name in ("opening in the signing process", "judging")}
    told = ", ".join(f"{name} {value:.0f} s" for name, value in steps.items())
    print(f"  in proportion for {ballots:,}: {told}")
    return verdict("double tally", counted, TALLY_MARK)


def apart(row: Any, clock: Clock) -> None:
    """The two long steps of a sealing, each on its own."""
    from shuanglun.records.surveys.models import Envelope
    from shuanglun.records.surveys.operations import sealing
    from shuanglun.records.surveys.signer.client import signer

    sealed = [bytes(one) for one in Envelope._base_manager.filter(campaign=row.uid).values_list("sealed", flat=True)]
    with clock("opening in the signing process"):
        plain = signer.open_box(row.uid, sealed)
    register = sealing.Register(row, whole=True)
    with clock("judging"):
        assert all(sealing._judged(register, one or b"") for one in plain)


def parts(row: Any, rows: Any, ballots: int, envelopes: int, clock: Clock) -> None:
    """So many rows like the real ones, and each step over them apart."""
    from django.db import transaction

    from shuanglun.base import bulk
    from shuanglun.records.surveys import queries
    from shuanglun.records.surveys.models import Ballot
    from shuanglun.records.surveys.operations.sealing import COLUMNS

    draw = Random(5)
    like = list(rows.values_list(*COLUMNS))
    more = sorted(
        (draw.randbytes(32).hex(), campaign, group, marks, salt, words, proof)
        for _, campaign, group, marks, salt, words, proof in (draw.choice(like) for _ in range(ballots - envelopes))
    )
    with clock(f"writing {len(more):,} ballots"), transaction.atomic():
        bulk.insert(Ballot, COLUMNS, more)
    with clock("count by the database"):
        first = queries.by_database(row)
    with clock("count in Python"):
        second = queries.by_hand(row)
    with clock("leaves and root"):
        queries.root_now(row)
    assert first == second and sum(next(iter(first.values()))[0].values()) == ballots


def _signer_row(folder: Path, statement: str, *values: Any) -> None:
    """The bench changes what the signing process keeps: it has no act for that, and must have none."""
    import sqlite3

    store = sqlite3.connect(folder / "signer" / "store" / "signer.sqlite3")
    with store:
        store.execute(statement, values)
    store.close()


def open_now(row: Any, folder: Path) -> None:
    """The box may be opened before its time."""
    _signer_row(folder, "UPDATE boxes SET opens = 1 WHERE campaign = ?", row.uid)
