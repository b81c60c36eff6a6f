"""Candid meetings, talks and care of the fictional institution, beside the meetings that were held.

A large house gets them for its first branches only: their words are sealed one by one, and some hundreds show as much as
many thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from shuanglun.base.audit import note, operation
from shuanglun.front.demo import candor, words
from shuanglun.front.demo.accounts import Seat
from shuanglun.front.demo.operations import RIGHT, TOLD_PEOPLE, Loaded
from shuanglun.records.life.choices import MeetingKind, Presence
from shuanglun.records.life.models import (
    Attendance,
    CandidMeeting,
    Care,
    Criticism,
    FollowUp,
    IssueItem,
    Meeting,
    Opinion,
    SelfCheck,
    Talk,
)  # fmt: skip
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.people.models import Membership, Person

MOST_BRANCHES = 60
KEEPER = "政工干部"
DAYS = timedelta(days=1)
UNDER_WAY = (rules.SELF_CHECK, rules.OPINIONS, rules.TALKS, rules.PLAN)
"""Where the meetings of the year that ends stand, branch by branch."""


@dataclass
class Scene:
    """What the acts below share: the chances, the last day, who leads which branch, numbers of talks."""

    rng: Random
    until: date
    leaders: dict[int, list[Membership]]
    talks: dict[int, int]
    members: dict[int, list[Person]]

    def uid(self) -> UUID:
        """A number that the seed decides."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def leader(self, branch: int, on: date) -> int | None:
        """Who was secretary of a branch on a day."""
        rows = (row for row in self.leaders.get(branch, []) if row.from_on <= on)
        return next((row.person_id for row in rows if row.until_on is None or on < row.until_on), None)

    def number(self, year: int) -> str:
        """The next number of a talk."""
        self.talks[year] = self.talks.get(year, 0) + 1
        return f"谈{year}-{self.talks[year]:05d}"


@operation(RIGHT, act="demo.load_candid", label="装入演示生活会、谈话与关怀")
def load_candid(*, loaded: Loaded, seats: list[Seat], until: date, seed: int) -> int:
    """A candid meeting for each one that was held, the one being prepared, talks, follow-ups and care. Returns the
    number of rows."""
    scene = _scene(until, seed)
    branches = [row.pk for row in loaded.party if row.kind == "branch"][:MOST_BRANCHES]
    held = (
        Meeting.objects.approved().filter(kind=MeetingKind.ORG_LIFE, branch_id__in=branches).order_by("branch_id", "on")
    )
    rows: list[Any] = []
    for meeting in held:
        rows += _held(scene, meeting)
    for place, branch in enumerate(branches):
        rows += _prepared(scene, branch, _stage(scene, loaded, seats, branch, place))
        rows += _talks_and_care(scene, branch)
    rows += _democratic(scene, loaded)
    rows += _for_the_seats(scene, loaded, seats)
    if len(loaded.persons) <= TOLD_PEOPLE:
        note.batch("demo", [*_fresh(rows), *IssueItem._base_manager.filter(candid__isnull=False).order_by("pk")])
    note.reason(f"装入虚构单位：生活会、谈话与关怀 {len(rows)} 条")
    return len(rows)


def _fresh(rows: list[Any]) -> Iterator[Any]:
    """The rows as they stand in the database now, one query a table."""
    for model in dict.fromkeys(type(row) for row in rows):
        yield from model._base_manager.filter(pk__in=[row.pk for row in rows if type(row) is model]).order_by("pk")


def _scene(until: date, seed: int) -> Scene:
    leaders: dict[int, list[Membership]] = {}
    for row in Membership.objects.filter(post="secretary").order_by("branch_id", "from_on"):
        leaders.setdefault(row.branch_id, []).append(row)
    members: dict[int, list[Person]] = {}
    for person in Person.objects.in_post().exclude(branch=None).defer("id_number").order_by("pk"):
        members.setdefault(person.branch_id or 0, []).append(person)
    return Scene(Random(f"{seed}:candid"), until, leaders, {}, members)


def _moment(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _held(scene: Scene, meeting: Meeting) -> list[Any]:
    """Everything of a meeting that was held: closed, or in its look-back if it was the last one."""
    roster = dict(Attendance.objects.filter(meeting=meeting).order_by("person_id").values_list("person_id", "presence"))
    host = scene.leader(meeting.branch_id, meeting.on) or next(iter(roster), None)
    if host is None:
        return []
    last = meeting.on.year == scene.until.year
    candid = CandidMeeting.objects.create(
        branch_id=meeting.branch_id, kind="org_life", year=meeting.on.year - 1, theme=candor.THEMES[meeting.on.year % len(candor.THEMES)], plan=candor.PLAN,
        host_id=host, planned_on=meeting.on, meeting=meeting, stage=rules.LOOK_BACK if last else rules.CLOSED,
    )  # fmt: skip
    checks = [_check(scene, candid, meeting.on, person, presence) for person, presence in roster.items()]
    present = [person for person, presence in roster.items() if presence == Presence.PRESENT]
    rows = [
        *SelfCheck.objects.bulk_create(checks), *Opinion.objects.bulk_create(_opinions(scene, candid, meeting.on)),
        *Criticism.objects.bulk_create(_exchanges(scene, candid, present)),
    ]  # fmt: skip
    _mend(scene, candid, meeting, list(roster), last)
    return [candid, *rows]


def _check(scene: Scene, candid: CandidMeeting, on: date, person: int, presence: str) -> SelfCheck:
    rng, exempt = scene.rng, presence == Presence.EXEMPT
    return SelfCheck(
        uid=scene.uid(), candid=candid, person_id=person, is_excused=exempt,
        text="" if exempt else candor.self_check(rng),
        handed_at=None if exempt else _moment(on - rng.randint(3, 12) * DAYS),
        list_due_on=None if exempt else rules.last_day(on, 15),
        listed_on=None if exempt else on + rng.choice((2, 4, 6, 8, 10, 12, 14, 18)) * DAYS,
    )  # fmt: skip


def _opinions(scene: Scene, candid: CandidMeeting, before: date, share: int = 4) -> list[Opinion]:
    return [
        Opinion(
            candid=candid,
            about=about,
            channel=channel,
            text=text,
            gathered_on=before - scene.rng.randint(14, 30) * DAYS,
        )
        for about, channel, text in scene.rng.sample(candor.OPINIONS, share)
    ]


def _exchanges(scene: Scene, candid: CandidMeeting, present: list[int]) -> Iterator[Criticism]:
    """Three criticise themselves, three others; what each happens to hear says nothing about anybody."""
    rng = scene.rng
    for speaker in rng.sample(present, min(3, len(present))):
        others = [person for person in present if person != speaker]
        for kind, addressee in (("self", speaker), ("mutual", rng.choice(others) if others else None)):
            if addressee is not None:
                issue = rng.choice(sorted(candor.FACTS))
                yield Criticism(
                    uid=scene.uid(), candid=candid, kind=kind, speaker_id=speaker, addressee_id=addressee, issue=issue,
                    happened=candor.FACTS[issue], response=rng.choice(candor.RESPONSES),
                )  # fmt: skip


def _mend(scene: Scene, candid: CandidMeeting, meeting: Meeting, persons: list[int], last: bool) -> None:
    """Own issues raised at the meeting point to it. In a closed meeting even the late ones have been mended by now,
    late: what counts (closed by its day) stays as it was drawn."""
    rng = scene.rng
    if last and not IssueItem.objects.filter(person_id__in=persons, raised_on=meeting.on).exists():
        IssueItem.objects.bulk_create(_listed(scene, meeting.on, persons))
    mine = IssueItem.objects.filter(person_id__in=persons, raised_on=meeting.on)
    if not last:
        late = F("due_on") + timedelta(days=60)
        mine.filter(closed_on=None).update(closed_on=late)
    mine.update(candid=candid)
    closed = mine.exclude(closed_on=None)
    closed.update(
        claimed_on=F("closed_on"), claim_words=rng.choice(candor.CLAIMS), closed_by=KEEPER,
        closed_words=rng.choice(candor.VERIFIED),
    )  # fmt: skip
    seen = closed.filter(closed_on__lt=date(scene.until.year, 7, 1)) if last else closed
    seen.update(
        looked_back_on=min(scene.until, meeting.on + timedelta(days=400)), look_back="kept", look_back_by=KEEPER,
        look_back_words=candor.KEPT,
    )  # fmt: skip


def _listed(scene: Scene, on: date, persons: list[int]) -> Iterator[IssueItem]:
    """Own issues of the year that still runs, which no other act of the demo raises; most are mended by their day."""
    rng = scene.rng
    for person in persons:
        for title, measure in rng.sample(words.ISSUES, 2):
            due = on + rng.choice((120, 180, 240, 300)) * DAYS
            closed = due - rng.randint(2, 40) * DAYS
            mended = closed < scene.until and rng.random() < 0.85
            yield IssueItem(
                person_id=person, title=title, fact=candor.FACTS[title], measure=measure, raised_on=on, due_on=due,
                closed_on=closed if mended else None,
            )  # fmt: skip


def _stage(scene: Scene, loaded: Loaded, seats: list[Seat], branch: int, place: int) -> str:
    """Branches stand at different stages; that of the demo's staff member asks for something to be handed in."""
    staff = next((seat.person for seat in seats if seat.account.role == "staff"), None)
    theirs = staff is not None and any(p.pk == loaded.persons[staff] for p in scene.members.get(branch, []))
    return rules.SELF_CHECK if theirs else UNDER_WAY[place % len(UNDER_WAY)]


def _prepared(scene: Scene, branch: int, stage: str) -> list[Any]:
    """The meeting of the year that ends, on its way."""
    people, host = scene.members.get(branch, []), scene.leader(branch, scene.until)
    if not people or host is None:
        return []
    year = scene.until.year
    candid = CandidMeeting.objects.create(
        branch_id=branch, kind="org_life", year=year, theme=candor.THEMES[(year + 1) % len(candor.THEMES)], plan=candor.PLAN, host_id=host,
        planned_on=date(year + 1, 1, 20), stage=stage,
    )  # fmt: skip
    checks = [SelfCheck(uid=scene.uid(), candid=candid, person=person) for person in people]
    if stage == rules.SELF_CHECK:
        for check in checks[1::3]:
            check.text, check.handed_at = candor.self_check(scene.rng), _moment(scene.until - 3 * DAYS)
    opinions = [] if stage == rules.PLAN else _opinions(scene, candid, scene.until, 3)
    return [candid, *SelfCheck.objects.bulk_create(checks), *Opinion.objects.bulk_create(opinions)]


def _democratic(scene: Scene, loaded: Loaded) -> list[Any]:
    """The democratic-life meeting of the whole institution's Party committee, on its way: the secretaries take part."""
    root = next(row for row in loaded.party if row.parent_id is None)
    people = sorted({pk for branch in scene.leaders if (pk := scene.leader(branch, scene.until))})[:9]
    if not people:
        return []
    candid = CandidMeeting.objects.create(
        branch=root, kind="democratic_life", year=scene.until.year, theme=candor.THEMES[0], plan=candor.PLAN,
        host_id=people[0], planned_on=date(scene.until.year + 1, 1, 26), approved_on=scene.until - 10 * DAYS,
        stage=rules.OPINIONS,
    )  # fmt: skip
    checks = [SelfCheck(uid=scene.uid(), candid=candid, person_id=pk) for pk in people]
    opinions = _opinions(scene, candid, scene.until, 2)
    return [candid, *SelfCheck.objects.bulk_create(checks), *Opinion.objects.bulk_create(opinions)]


def _talks_and_care(scene: Scene, branch: int) -> list[Any]:
    """Some talks of the branch in each of its years, half of them with a promise, and care now and then."""
    rng, people = scene.rng, scene.members.get(branch, [])
    talks = []
    for candid in CandidMeeting.objects.filter(branch_id=branch).order_by("year"):
        start = candid.meeting.on if candid.meeting else scene.until
        leader = scene.leader(branch, start)
        others = [person for person in people if person.pk != leader and (person.joined_on or start) < start]
        for place, person in enumerate(rng.sample(others, min(3, len(others))) if leader else []):
            said = candor.BEFORE if place == 0 else rng.choice(candor.TALKS)
            talks.append(_talk(scene, candid, start - rng.randint(5, 40) * DAYS, leader or 0, person, said))
    talks = Talk.objects.bulk_create(talks)
    promised = [_promise(scene, row.subject, row.talker_id, row.on, talk=row) for row in talks[::2]]
    cared = [_care(scene, person) for person in rng.sample(people, min(2, len(people)))]
    cares = Care.objects.bulk_create(cared)
    leader = scene.leader(branch, scene.until)
    promised += [
        _promise(scene, row.person, leader, row.on, care=row) for row in cares if leader and row.kind == "help"
    ]
    return [*talks, *cares, *FollowUp.objects.bulk_create(promised)]


def _talk(
    scene: Scene,
    candid: CandidMeeting | None,
    on: date,
    leader: int,
    person: Person,
    said: candor.Said,
    **more: Any,
) -> Talk:
    kind, trigger, topic, content = said
    signed = _moment(on, 16)
    values = {"state": "confirmed", "answered_at": _moment(on + DAYS, 9), "subject_view": "记录属实。"} | more
    return Talk(
        uid=scene.uid(), number=scene.number(on.year), kind=kind, trigger=trigger, on=on, place="会议室", talker_id=leader,
        subject=person, recorder="支部委员", topic=topic, content=content, talker_signed_at=signed, kept_by="党支部书记",
        candid=candid if trigger == "before_meeting" else None, **values,
    )  # fmt: skip


def _promise(scene: Scene, about: Person, owner: int, on: date, **origin: Any) -> FollowUp:
    due = on + scene.rng.choice((30, 60, 90)) * DAYS
    done = due - 5 * DAYS if due < scene.until and scene.rng.random() < 0.8 else None
    return FollowUp(
        uid=scene.uid(), about=about, owner_id=owner, what=scene.rng.choice(candor.PROMISES), due_on=due, done_on=done,
        result="已办理并告知本人。" if done else "", **origin,
    )  # fmt: skip


def _care(scene: Scene, person: Person) -> Care:
    kind, reason, done = scene.rng.choice(candor.CARES)
    on = scene.until - scene.rng.randint(10, 330) * DAYS
    return Care(
        uid=scene.uid(), kind=kind, person=person, on=max(on, person.joined_on or on), by="党支部书记、工会小组长",
        reason=reason, done=done, kept_by="党支部书记",
    )  # fmt: skip


def _for_the_seats(scene: Scene, loaded: Loaded, seats: list[Seat]) -> list[Any]:
    """Something waits for the demo's staff member: a talk to answer, a promise to keep."""
    seat = next((seat.person for seat in seats if seat.account.role == "staff" and seat.person is not None), None)
    person = Person.objects.filter(pk=loaded.persons[seat]).first() if seat is not None else None
    leader = scene.leader(person.branch_id, scene.until) if person and person.branch_id else None
    if person is None or leader is None or leader == person.pk:
        return []
    told = {"state": "awaiting", "answered_at": None, "subject_view": ""}
    talk = _talk(scene, None, scene.until - 4 * DAYS, leader, person, candor.TALKS[0], **told)
    talk.save()
    promise = _promise(scene, person, person.pk, scene.until, talk=talk)
    promise.what = "整理岗位交接清单，交支部书记"
    promise.save()
    return [talk, promise, *_own_issues(scene, person)]


def _own_issues(scene: Scene, person: Person) -> list[IssueItem]:
    """Two everyday issues of the demo's staff member: one under way, one reported and waiting to be looked at."""
    raised = scene.until - 20 * DAYS
    found = []
    for title, claimed in (("时间管理不够合理", None), ("带教青年不够经常", scene.until)):
        row = IssueItem(
            person=person, title=title, fact=candor.FACTS[title], measure=candor.MEASURES[title], raised_on=raised,
            due_on=scene.until + 25 * DAYS, claimed_on=claimed, claim_words=candor.CLAIMS[0] if claimed else "",
        )  # fmt: skip
        row.save()
        found.append(row)
    return found
