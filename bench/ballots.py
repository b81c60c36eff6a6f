"""Secret ballots: a burst of 300 voters within 60 s, a roster of 100,000, a box of 100,000 ballots.

    python -m bench.ballots [burst opening tally] [--voters 300] [--seconds 60] [--people 100000] [--groups 200] [--pool 200]
                            [--ballots 100000] [--envelopes 5000] [--postgres]

burst: against the real web process (2 workers × 4 threads) and the real signing process, all signed in beforehand: open
the page of the ticket and have it signed; later open the ballot and cast it. Mark: p95 of an answer at most 1 s (what the
browser waits, so with queueing), every answer 200, every voter one ticket and one ballot. opening: at most 60 s with `pool`
keys made ahead (8 is what the signing process keeps unless told otherwise). tally: both counts at most 60 s; opening and
judging are measured on real envelopes and told in proportion. Loopback only; the database is
made anew in a throw-away folder, or with --postgres in a throw-away cluster.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import django

from bench import box, machine
from bench.checkin import free_port

MARK_MS, AT_ONCE, TIMEOUT_SECONDS = 1000, 64, 60
PARTS = ("burst", "opening", "tally")
ROOT = Path(__file__).resolve().parents[1]
SAME = "c" * 32  # cookie and header of a form must be equal; what they are is the browser's affair


@dataclass
class Voter:
    """One browser: its session, its ticket, what it got and how long each answer took (ms)."""

    entry: Any
    ticket: Any
    session: str
    waits: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    token: dict[str, str] = field(default_factory=dict)

    def ask(self, port: int, name: str, verb: str, path: str, body: Any = None, *, known: bool = True) -> str:
        """One request; the answer's text, or nothing when it was no 200."""
        headers = {"Host": "127.0.0.1"}
        if known:
            headers |= {"Cookie": f"sessionid={self.session}; csrftoken={SAME}", "X-CSRFToken": SAME}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        began = time.perf_counter()
        try:
            connection.request(verb, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            status = answer.status
        except (OSError, http.client.HTTPException) as fault:
            text, status = str(fault), 0
        finally:
            connection.close()
        self.waits.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        if status != 200:
            self.failures.append(f"{name}: {status} {text[:200]}")
        return text if status == 200 else ""


def gather(voters: int) -> tuple[Any, list[Voter]]:
    """A campaign in its issuing window, everybody signed in, each ticket ready in its browser."""
    from django.test import Client
    from django.utils import timezone

    from shuanglun.base.actor import Actor, acting
    from shuanglun.records.people.tests.factories import make_person, make_unit
    from shuanglun.records.surveys.models import RosterEntry
    from shuanglun.records.surveys.tests import factories as made
    from tests.fixtures.signing import make_user

    quiet = box.Clock()
    with acting(Actor.system("bench")):
        unit = make_unit("示例研究院")
        people = [make_person(unit=unit) for _ in range(voters)]
        row = box.draft({"C": people}, people[:5], box.windows_now(), 0, quiet)
        row = box.opened(row, timezone.now(), quiet)
        found = []
        entries = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
        for entry in entries:
            browser = Client()
            backend = "django.contrib.auth.backends.ModelBackend"
            browser.force_login(make_user("staff", person=entry.person), backend=backend)
            found.append(Voter(entry, made.ticket_of(entry), browser.cookies["sessionid"].value))
            _ = found[-1].ticket.blinded  # the browser's work, not the server's
    return row, found


def rush(voters: list[Voter], seconds: float, rng: Random, act: Callable[[Voter], None]) -> float:
    """All of them act, each at a moment of its own; returns how long it took."""
    began = time.monotonic()

    def at_its_moment(voter: Voter, after: float) -> None:
        time.sleep(max(0.0, began + after - time.monotonic()))
        act(voter)

    moments = sorted((rng.uniform(0, seconds), number) for number in range(len(voters)))
    with ThreadPoolExecutor(AT_ONCE) as hall:
        for done in [hall.submit(at_its_moment, voters[number], after) for after, number in moments]:
            done.result()
    return time.monotonic() - began


def burst(voters: int, seconds: float, port: int) -> bool:
    """Tickets, then ballots; says what came of it."""
    from django.utils import timezone

    from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
    from shuanglun.records.surveys.tests import factories as made

    row, crowd = gather(voters)
    rng, uid = Random(voters), UUID(row.uid)

    def take(voter: Voter) -> None:
        voter.ask(port, "page of the ticket", "GET", f"/surveys/tickets/{uid}/")
        told = voter.ask(port, "领票", "POST", f"/surveys/tickets/{uid}/sign/", {"blinded": voter.ticket.blinded})
        if told:
            voter.token = voter.ticket.finish(json.loads(told)["signature"])

    def cast(voter: Voter) -> None:
        for name, path in (("page of the ballot", ""), ("what is asked", "paper.json")):
            voter.ask(port, name, "GET", f"/ballot/{uid}/{path}", known=False)
        payload = made.filled(row, voter.entry.group, voter.token, lambda _: rng.choice("abcd"), {"-:advice": "意见"})
        voter.ask(port, "投票", "POST", f"/ballot/{uid}/cast/", payload, known=False)

    took = [rush(crowd, seconds, rng, take)]
    now = timezone.now()
    Campaign.objects.filter(pk=row.pk).update(
        issue_from=now - timedelta(hours=3), issue_until=now - timedelta(hours=2), cast_from=now - timedelta(minutes=1)
    )
    took.append(rush([voter for voter in crowd if voter.token], seconds, rng, cast))
    tickets = RosterEntry._base_manager.filter(campaign=row, way="ticket").count()
    envelopes = Envelope._base_manager.filter(campaign=row.uid).count()
    return report(crowd, took, (voters, tickets, envelopes))


def report(crowd: list[Voter], took: list[float], counts: tuple[int, int, int]) -> bool:
    """Print the figures; whether the marks were kept."""
    voters, tickets, envelopes = counts
    print(f"burst: {voters} voters, tickets in {took[0]:.0f} s, ballots in {took[1]:.0f} s")
    slowest = 0.0
    for name in dict.fromkeys(name for voter in crowd for name in voter.waits):
        waits = sorted(wait for voter in crowd for wait in voter.waits.get(name, []))
        p50, p95 = (waits[int(len(waits) * share)] for share in (0.5, 0.95))
        slowest = max(slowest, p95)
        print(f"  {name:<20} p50 {p50:5.0f} ms  p95 {p95:5.0f} ms  longest {waits[-1]:5.0f} ms")
    failures = [failure for voter in crowd for failure in voter.failures]
    print(f"  tickets {tickets}, ballots in the box {envelopes}, errors {len(failures)} {failures[:2] or ''}")
    kept = slowest <= MARK_MS and not failures and voters == tickets == envelopes
    print(f"  mark: p95 ≤ {MARK_MS} ms, 0 errors, one each: {'kept' if kept else 'MISSED'}", flush=True)
    return kept


def measure(options: argparse.Namespace, folder: Path) -> int:
    """The parts asked for, one after the other, with the processes they need."""
    from django.core.management import call_command
    from django.db import connection

    from shuanglun.front.site.management.commands import serve
    from shuanglun.records.surveys.signer.client import Client

    print(f"{machine.facts('django', 'gunicorn', 'cryptography')} · {connection.vendor}", flush=True)
    call_command("migrate", verbosity=0)
    address = f"127.0.0.1:{free_port()}"
    commands = serve.commands(address)
    pool = ["--pool", str(options.pool)] if "opening" in options.parts else []
    running = [serve.start([*commands["signer"], *pool])]
    signer, marks = Client(folder / "signer"), []
    try:
        signer.status()
        if "opening" in options.parts:
            marks.append(box.opening(options.people, options.groups, signer))
        if "burst" in options.parts:
            running.append(serve.start(commands["web"]))
            serve.wait_until_ready(address, running[-1])
            marks.append(burst(options.voters, options.seconds, int(address.rpartition(":")[2])))
            serve.stop([running.pop()])
        if "tally" in options.parts:
            marks.append(box.tally(options.ballots, options.envelopes, folder))
    finally:
        serve.stop(running)
    return 0 if all(marks) else 1


def main() -> int:
    """Exit code 1 when a mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", default=PARTS, help=", ".join(PARTS))
    for name, usual in (
        ("voters", 300),
        ("people", 100_000),
        ("groups", 200),
        ("pool", 200),
        ("ballots", 100_000),
        ("envelopes", 5_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if options.postgres and "SHUANGLUN_DATABASE_URL" not in os.environ:
        again = [sys.executable, "-m", "bench.ballots", *sys.argv[1:]]
        return subprocess.run([sys.executable, str(ROOT / "scripts/pg.py"), *again], cwd=ROOT).returncode
    with tempfile.TemporaryDirectory(prefix="shuanglun-ballots-") as name:
        folder = Path(name).resolve()
        os.environ.setdefault("SHUANGLUN_DATABASE_URL", f"sqlite:///{folder / 'ballots.sqlite3'}")
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "shuanglun.front.site.settings", "SHUANGLUN_DATA": name, "SHUANGLUN_DEMO": "1",
            "SHUANGLUN_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        django.setup()
        return measure(options, folder)


if __name__ == "__main__":
    sys.exit(main())
