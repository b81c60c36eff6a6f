"""A small house with records, frozen without the child process: the catalogue's own queries, written as the engine
wants them. Every figure in the tests can be worked out by hand from what stands here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from shuanglun.base.actor import Actor, acting, using
from shuanglun.engine import canonical, facts
from shuanglun.engine.tables import EXEMPTIONS, FACTS, KPIS, MEASURES, SUBJECTS
from shuanglun.evidence.indicators import operations as indicators
from shuanglun.evidence.indicators.tests.factories import BAI, DAY, LIN
from shuanglun.evidence.snapshots import catalogue
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.goals.models import KpiResult, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.people.models import Exemption, Person, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.records.surveys.models import PublishedMean
from shuanglun.scores.scoring import operations
from shuanglun.scores.scoring.models import Run

BEGINS, ENDS = date(2025, 1, 1), date(2026, 1, 1)
AT = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)


@dataclass
class House:
    """Two units and branches; a member with everything, a non-member, somebody without evidence, a worker."""

    unit: Any
    other_unit: Any
    branch: Any
    other_branch: Any
    member: Person
    outsider: Person
    bare: Person
    worker: Person


def make_house() -> House:
    """Persons and records of 2025."""
    root = make_unit("示例研究院")
    unit, other = make_unit("第一研究所", root), make_unit("第二研究所", root)
    branch, other_branch = make_branch("第一党支部", unit=unit), make_branch("第二党支部", unit=other)
    member = make_person("林一禾", unit=unit, branch=branch, category="P")
    outsider = make_person("白露晞", unit=unit, category="P")
    bare = make_person("江望舒", unit=other, branch=other_branch, category="M")
    worker = make_person("方听雨", unit=other, category="W")
    with acting(Actor.system("test")):
        party_life(member, branch)
        for person in (member, outsider):
            work(person)
            conduct(person, "88.00")
        modules(outsider, done=4)
        StudyRecord.objects.create(person=outsider, title="普法学习", on=date(2025, 5, 6), minutes=600)
    return House(unit, other, branch, other_branch, member, outsider, bare, worker)


def party_life(person: Person, branch: Any) -> None:
    """Organizational life of one member: 12 due, 2 of them exempt, 9 came; study, modules, issues, volunteering."""
    presences = ["present"] * 9 + ["absent", "exempt", "absent"]
    for month, presence in enumerate(presences, start=1):
        meeting = Meeting.objects.create(
            state="approved", branch=branch, kind="5", title=f"{month} 月主题党日", on=date(2025, month, 10), minutes=60
        )
        Attendance.objects.create(meeting=meeting, person=person, presence=presence)
    Exemption.objects.create(
        person=person, measure="life.attendance", reason="maternity", from_on=date(2025, 12, 1),
        until_on=date(2026, 1, 1),
    )  # fmt: skip
    StudyRecord.objects.create(person=person, title="专题学习", on=date(2025, 3, 3), minutes=1560)
    modules(person, done=7, due=8)
    for number, closed in enumerate([date(2025, 6, 1), date(2025, 6, 2), None], start=1):
        IssueItem.objects.create(
            person=person, title=f"问题{number}", raised_on=date(2025, 1, 5), due_on=date(2025, 6, 30), closed_on=closed
        )
    for number in range(6):
        VolunteerService.objects.create(person=person, title=f"社区服务{number}", on=date(2025, 7, 1), minutes=90)


def modules(person: Person, done: int, due: int = 4) -> None:
    """Modules due in September, the first `done` of them finished."""
    for number in range(due):
        ModuleRecord.objects.create(
            person=person, course="年度专业课", module=f"模块{number}", due_on=date(2025, 9, 30),
            done_on=date(2025, 9, 1) if number < done else None,
        )  # fmt: skip


def conduct(person: Person, mean: str) -> None:
    """Both published heads of the year's appraisal."""
    for head in ("conduct", "capability"):
        PublishedMean.objects.create(
            person=person, campaign="2025 年度测评", head=head, mean=Decimal(mean), opinions=23,
            published_on=date(2025, 12, 20),
        )  # fmt: skip


def work(person: Person) -> None:
    """One KPI reached by 90 %, one without an actual, an outcome of 60 points, a month of full attendance."""
    KpiResult.objects.create(person=person, year=2025, code="K1", name="平台验收", weight=6000, target=10, actual=9)
    KpiResult.objects.create(person=person, year=2025, code="K2", name="成果转化", weight=4000, target=5, actual=None)
    Outcome.objects.create(person=person, title="团体标准一项", on=date(2025, 8, 1), points=Decimal("60"))
    WorkMonth.objects.create(person=person, month=date(2025, 3, 1), work_days=21, exempt_days=1, present_days=20)


def make_schemes() -> None:
    """The shipped schemes, published by two persons."""
    indicators.ship(submitter=LIN, publisher=BAI, on=DAY)


def make_snapshot(name: str = "2025Y-01", begins: date = BEGINS, ends: date = ENDS) -> Snapshot:
    """A frozen snapshot of what stands in the records now."""
    directory = Path(settings.DATA_DIR) / "snapshots" / name
    directory.mkdir(parents=True, exist_ok=True)
    with acting(Actor.system("test")):
        rows = {
            SUBJECTS: list(_subjects(begins, ends)),
            MEASURES: [measure.row() for measure in catalogue.MEASURES.values()],
            FACTS: list(_facts(begins, ends)),
            KPIS: list(_kpis(begins, ends)),
            EXEMPTIONS: list(_exemptions(begins, ends)),
        }
        for table, found in rows.items():
            canonical.write_rows(found, table, directory / table.file)
        manifest = facts.seal(directory, begins, ends, catalogue.version())
        return Snapshot.objects.create(
            name=name, begins_on=begins, ends_on=ends, state="frozen", sha256=manifest.sha256, created_by="test",
            directory=f"snapshots/{name}", facts=len(rows[FACTS]), persons=len(rows[SUBJECTS]), created_at=AT,
            frozen_at=AT,
        )  # fmt: skip


def _subjects(begins: date, ends: date) -> Iterator[dict[str, Any]]:
    party = {person: rest for person, *rest in catalogue.MEMBERSHIPS(begins, ends)}
    for person, unit, path, group, _, _ in catalogue.POSTS(begins, ends):
        branch, branch_path, groups, *_ = party.get(person, (None, None, "non_member"))
        yield {
            "subject_id": f"person:{person}", "kind": "person", "unit_id": str(unit), "unit_path": path,
            "branch_id": branch and str(branch), "branch_path": branch_path,
            "groups": sorted([*groups.split(","), group]), "from": begins, "until": ends,
        }  # fmt: skip


def _facts(begins: date, ends: date) -> Iterator[dict[str, Any]]:
    for source in catalogue.SOURCES:
        for person, on, quantity, due, pk in source.query(begins, ends):
            yield {
                "subject_id": f"person:{person}", "measure": source.measure.name, "on": _day(on),
                "quantity": int(quantity), "due": due, "ref": f"{source.ref}:{pk}",
            }  # fmt: skip


def _kpis(begins: date, ends: date) -> Iterator[dict[str, Any]]:
    for ref, query, _ in catalogue.KPIS:
        for person, weight, direction, bound, target, actual, pk in query(begins, ends):
            yield {
                "kpi_id": f"kpi:{pk}", "subject_id": f"person:{person}", "weight": weight, "direction": direction,
                "bound": bound, "target": target, "actual": actual, "ref": f"{ref}:{pk}",
            }  # fmt: skip


def _exemptions(begins: date, ends: date) -> Iterator[dict[str, Any]]:
    for ref, query, _ in catalogue.EXEMPTIONS:
        for person, measure, from_on, until_on, fact, pk in query(begins, ends):
            yield {
                "subject_id": f"person:{person}", "measure": measure or None, "from": _day(from_on),
                "until": until_on or _day(from_on) + timedelta(days=1), "fact_ref": fact and f"{ref}:{fact}",
                "ref": f"{ref}:{pk}",
            }  # fmt: skip


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def silent(done: int, total: int = 0, message: str = "") -> None:
    """Progress that nobody watches."""


def request(snapshot: Snapshot, name: str = "2025 年度评价", **values: Any) -> Run:
    """A requested run."""
    with acting(Actor.system("test")), using("scoring.run"):
        return operations.request_run(
            name=name, snapshot=snapshot, drafts=values.pop("drafts", []), trial=values.pop("trial", False), at=AT
        )


def make_run(snapshot: Snapshot, **values: Any) -> Run:
    """A finished run."""
    run = request(snapshot, **values)
    with acting(Actor.system("test")):
        return operations.carry_out(run=run, tell=silent)
