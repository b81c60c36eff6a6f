"""The demo's campaigns, each at another step: one released, one whose tickets are being issued, one whose box is open, one
of a meeting to come, one that waits for the second officer. They are made by the acts themselves, with real tickets and a
real signing process whose clock is moved: nothing here is written past the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts.models import User
from shuanglun.front.demo.river import actor
from shuanglun.records.people.models import Person
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, InstrumentVersion, Remark, RosterEntry
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.secrecy.tickets import Ticket
from shuanglun.records.surveys.signer.pool import Pool
from shuanglun.records.surveys.signer.server import AlreadyRunning, Server, serve_in_thread

Timed = Callable[[str], AbstractContextManager[Callable[[str], None]]]
CODE = "SHVNGDEM00BA110T2026"
"""The recovery code of the demo account zhigong in the campaign whose box is open: known to everybody, like its password."""
OPINIONS = (
    "希望多听一线的难处，任务布置再具体一些。", "工作扎实，建议多给年轻人压担子。", "部门之间配合还可以更主动。",
    "联系群众好，善于解决实际问题。", "会议偏多，希望精简。",
)  # fmt: skip
LEADERS, HEADS = "M04", ("M05", "M06")


def run(timed: Timed, now: datetime) -> None:
    """Everything, in the order in which it could have happened. Not inside a transaction."""
    with timed("民主测评") as say:
        try:
            with _signing(now) as clock:
                say("、".join(_Scene(now, clock).play()))
        except AlreadyRunning:
            say("签票进程正在运行，没有装入")


@contextmanager
def _signing(now: datetime) -> Iterator[Callable[[datetime], None]]:
    """The signing process of this installation, with a clock that can be set."""
    moment = [now.timestamp()]
    server = Server(settings.SIGNER_DIR, Pool(0), clock=lambda: moment[0])
    thread = serve_in_thread(server)
    try:
        yield lambda at: moment.__setitem__(0, at.timestamp())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Scene:
    """The officers, the people, and what is asked."""

    def __init__(self, now: datetime, clock: Callable[[datetime], None]) -> None:
        self.now, self.clock, self.rng = now, clock, Random("campaigns")
        self.prepares, self.approves = actor("zhenggong", "political"), actor("renshi", "personnel")
        with acting(Actor.system("装入虚构单位")):
            people = list(Person.objects.in_post().select_related("unit").defer("id_number").order_by("pk"))
            self.staff = User.objects.filter(username="zhigong").values_list("person_id", flat=True).first()
        self.leaders = [person for person in people if person.category == "M" and person.grade <= LEADERS]
        self.heads = [person for person in people if person.category == "M" and person.grade in HEADS]
        self.others = [person for person in people if person not in self.leaders and person not in self.heads]
        self.others.sort(key=lambda person: person.pk != self.staff)

    def play(self) -> Iterator[str]:
        """One campaign after another; a very small house cannot hold each."""
        with acting(self.prepares):
            versions = {row.code: self._published(row) for row in operations.load_shipped()}
        for hold in (self._released, self._casting, self._issuing, self._meeting, self._waiting):
            try:
                yield hold(versions)
            except RefusedError as refused:
                yield refused.reason

    def _published(self, instrument: Any) -> InstrumentVersion:
        version = instrument.versions.get()
        return operations.publish_version(version=version, at=self.now)

    def _draft(self, title: str, version: InstrumentVersion, begins: timedelta, **values: Any) -> Campaign:
        """A campaign whose tickets are issued for two days from `begins` on; a day later the box is open for two days."""
        start = (self.now + begins).replace(minute=0, second=0, microsecond=0)
        windows = {
            "issue_from": start, "issue_until": start + timedelta(days=2), "cast_from": start + timedelta(days=3),
            "cast_until": start + timedelta(days=5),
        }  # fmt: skip
        plain = {"mode": "online", "purpose": "", "picks": 0, "level": 0}
        with acting(self.prepares):
            return operations.draft_campaign(title=title, version=version, **{**plain, **windows, **values})

    def _fill(self, row: Campaign, voters: dict[str, list[Person]], people: list[Person] = [], body: str = "") -> None:  # noqa: B006
        with acting(self.prepares):
            for item in row.classes.all():
                operations.list_voters(voter_class=item, people=voters[item.code])
            if people:
                operations.add_subjects(campaign=row, people=people)
            if body:
                operations.add_subjects(campaign=row, body=body)

    def _open(self, row: Campaign) -> Campaign:
        before = min((row.issue_from or row.cast_from) - timedelta(days=1), self.now)
        with acting(self.prepares):
            operations.submit(campaign=row, at=before)
        with acting(self.approves):
            operations.approve(campaign=row, at=before)
            return operations.open_with_keys(row, at=before, progress=Progress())

    def _released(self, versions: dict[str, InstrumentVersion]) -> str:
        """The appraisal of some heads, counted and published."""
        row = self._draft(f"{self.now.year} 年度中层干部民主测评", versions["MZCP"], timedelta(days=-12))
        self._fill(row, self._three(30), self.heads[:6])
        row = self._open(row)
        self._vote(row, 0.94)
        with acting(self.prepares), using("surveys.run"):
            row = operations.open_and_seal(row, at=self.now, progress=Progress())
            operations.destroy_keys(campaign=row, at=self.now)
            for remark in Remark.objects.filter(campaign=row):
                operations.review_remark(remark=remark, shown=remark.text)
        with acting(self.approves):
            operations.release(campaign=row, at=self.now)
        return f"已公布 {row.ballots} 票"

    def _three(self, most: int) -> dict[str, list[Person]]:
        """Voters of the three classes; in a house without enough leaders a class takes from the next."""
        leaders = [*self.leaders, *self.heads[-5:]][: max(5, len(self.leaders))]
        heads = [person for person in self.heads if person not in leaders]
        return {"A": leaders, "B": heads, "C": self.others[:most]}

    def _casting(self, versions: dict[str, InstrumentVersion]) -> str:
        """Political quality of two heads: tickets are issued, the box is open, half of them voted."""
        row = self._draft(f"{self.now.year} 年政治素质测评", versions["ZZSZ"], timedelta(days=-4))
        self._fill(row, self._three(20), self.heads[:2])
        row = self._open(row)
        self._vote(row, 0.5, keeps=self.staff)
        return f"投票中 {row.roster_size} 人"

    def _issuing(self, versions: dict[str, InstrumentVersion]) -> str:
        """Satisfaction of everybody, by department."""
        row = self._draft(f"{self.now.year} 年职工满意度调查", versions["MYD"], timedelta(days=-1), level=1)
        self._fill(row, {"C": [*self.others, *self.heads][:1_000]}, body="示例研究院")
        row = self._open(row)
        return f"领票中 {row.roster_size} 人"

    def _meeting(self, versions: dict[str, InstrumentVersion]) -> str:
        """A recommendation in a meeting to come: slips can be printed."""
        begins = self.now + timedelta(days=3)
        row = self._draft(
            f"{self.now.year} 年后备干部会议推荐", versions["HYTJ"], timedelta(days=3), mode="onsite", picks=2,
            issue_from=None, issue_until=None, cast_from=begins, cast_until=begins + timedelta(hours=2),
        )  # fmt: skip
        self._fill(row, self._three(0), self.heads[6:12])
        return f"会场推荐 {self._open(row).roster_size} 人"

    def _waiting(self, versions: dict[str, InstrumentVersion]) -> str:
        """一报告两评议, handed over and not yet opened."""
        row = self._draft(f"{self.now.year} 年度一报告两评议", versions["YBG"], timedelta(days=7))
        self._fill(row, self._three(15), self.heads[:2], "示例研究院选人用人工作")
        with acting(self.prepares):
            operations.submit(campaign=row, at=self.now)
        return "待启动 1 次"

    def _vote(self, row: Campaign, share: float, keeps: int | None = None) -> None:
        """Tickets for everybody, ballots from a share of them; the person `keeps` has not voted yet."""
        rows = RosterEntry._base_manager.filter(campaign=row).select_related(
            "person", "group", "campaign__version__instrument"
        )
        entries = list(rows.order_by("pk"))
        assert row.issue_from is not None, "an online campaign"
        self.clock(row.issue_from + timedelta(hours=1))
        payloads = []
        for entry in entries:
            has_kept = entry.person_id == keeps
            payload = self._filled(entry, CODE if has_kept else tickets.make_code())
            if not has_kept and self.rng.random() < share:
                payloads.append(payload)
        self.clock(max(row.cast_from, self.now - timedelta(days=30)))
        for payload in payloads:
            operations.cast(campaign=row, payload=payload, at=row.cast_from)
        self.clock(self.now)

    def _filled(self, entry: RosterEntry, code: str) -> dict[str, Any]:
        row, group = entry.campaign, entry.group
        assert group is not None
        ticket = Ticket(code, row.uid, group.uid, int(group.modulus, 16))
        right = Grant("surveys.vote", "own", str(entry.person_id))
        with acting(Actor(entry.person.name, entry.person_id, "staff", (right,))), using("surveys.vote"):
            signed = operations.issue(entry=entry, blinded=ticket.blinded, at=row.issue_from)  # type: ignore[arg-type]
        marks = "".join(self._mark(slot) for slot in row.slots)
        words = (
            {"-:advice": self.rng.choice(OPINIONS)}
            if row.version.instrument.code == "MZCP" and self.rng.random() < 0.2
            else {}
        )
        return {
            "v": 1, "group": group.uid, **ticket.finish(signed.signature), "marks": marks, "words": words,
            "salt": self.rng.randbytes(16).hex(), "words_salt": self.rng.randbytes(16).hex(),
        }  # fmt: skip

    def _mark(self, slot: dict[str, Any]) -> str:
        """Mostly the first two options; nobody marks what would need facts."""
        letters = slot["letters"]
        if slot["question"].startswith("n") and len(letters) == 4:
            return "a"
        return self.rng.choices(letters, [(10, 7, 2, 1, 1, 1)[place] for place in range(len(letters))])[0]


def tell_code() -> str:
    """How a newcomer gets the demo's ticket back."""
    return f"示范票据：zhigong →“我的测评”→ 政治素质测评，用找回码 {tickets.show(CODE)} 取回，再去投票"
