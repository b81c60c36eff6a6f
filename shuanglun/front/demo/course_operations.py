"""Loading the catalogue, the sessions of the past years and those to come. What past sessions left on the study book is
written as finishing them would have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from shuanglun.base.audit import note, operation
from shuanglun.front.accounts.models import User
from shuanglun.front.demo import courses
from shuanglun.front.demo.courses import PRESENT, Held, Plan
from shuanglun.front.demo.operations import RIGHT, TOLD_PEOPLE, Loaded, Year
from shuanglun.records.learning.models import (
    Attempt,
    Certificate,
    Course,
    CourseKind,
    CourseModule,
    Enrolment,
    ModuleRecord,
    Question,
    Session,
    StudyRecord,
)
from shuanglun.records.learning.rules.courses import fitting
from shuanglun.records.people.models import Person

BY = "虚构单位"


@operation(RIGHT, act="demo.load_courses", label="装入演示课程")
def load_courses(*, loaded: Loaded, years: list[Year], today: date) -> int:
    """Kinds, courses, sessions with rosters, certificates; and what is coming after `today`. Returns the number of rows."""
    return _Loader(loaded, years, today).load()


class _Loader:
    """The rows made so far, by code and by number."""

    def __init__(self, loaded: Loaded, years: list[Year], today: date) -> None:
        self.loaded, self.years, self.today = loaded, years, today
        self.first = years[0][0].first
        self.rng = Random(f"{years[0][1]}:courses")
        self.courses: dict[str, Course] = {}
        self.modules: dict[str, list[CourseModule]] = {}
        self.people: dict[int, Person] = {}
        self.sessions = 0

    def load(self) -> int:
        """Everything, in the order in which it could have happened."""
        kinds = self._kinds()
        for plan in (*courses.CATALOGUE, *(plan for setting, _ in self.years for plan in courses.yearly(setting.year))):
            self._course(plan, kinds)
        self.people = dict(Person.objects.only("political_status", "standing").in_bulk())
        for setting, seed in self.years:
            for one in courses.held(setting, Random(f"{seed}:{setting.year}:sessions")):
                self._held(one)
            for place, day in enumerate(courses.training_days(setting)):
                self._training(place, day, [self.loaded.persons[p.index] for p in courses.officers(setting, day)])
        self._certificates()
        self._coming()
        return self._tell()

    def _kinds(self) -> dict[str, CourseKind]:
        turn, found = self.years[-1][0].first, {}
        for kind in courses.KINDS:
            if kind.since_last_year and turn > self.first:
                CourseKind.objects.create(
                    name=kind.name, needs_party=False, basis="原目录", from_on=self.first, until_on=turn
                )
            found[kind.name] = CourseKind.objects.create(
                name=kind.name, needs_party=kind.needs_party, basis=kind.basis,
                from_on=turn if kind.since_last_year else self.first,
            )  # fmt: skip
        return found

    def _course(self, plan: Plan, kinds: dict[str, CourseKind]) -> None:
        opened = plan.state != "draft"
        row = Course.objects.create(
            code=plan.code, title=plan.title, kind=kinds[plan.kind], audience=plan.audience, aim=plan.aim,
            provider=plan.provider, state=plan.state, opened_by=BY if opened else "",
            opened_at=_moment(self.first, time(9)) if opened else None,
        )  # fmt: skip
        self.courses[plan.code] = row
        self.modules[plan.code] = CourseModule.objects.bulk_create(
            CourseModule(
                course=row, kind=part.kind, title=part.title, minutes=part.minutes, audience=part.audience, order=order
            )
            for order, part in enumerate(plan.parts, 1)
        )
        Question.objects.bulk_create(
            Question(course=row, text=text, options=list(options), answer=answer, order=order)
            for order, (text, options, answer) in enumerate(plan.quiz, 1)
        )

    def _held(self, one: Held) -> Session:
        """A finished session with what it left on the study book."""
        roster = [(self.loaded.persons[index], presence) for index, presence in one.roster]
        row = self._session(one, "held", len(roster))
        self._enrol(row, roster)
        title = f"{row.course.title}（{one.begins:%H:%M} 班）"
        StudyRecord.objects.bulk_create(
            StudyRecord(person_id=person, title=title, on=one.on, minutes=one.minutes, session=row)
            for person, presence in roster
            if presence == PRESENT
        )
        self._modules(row, one, roster)
        return row

    def _modules(self, row: Session, one: Held, roster: list[tuple[int, str]]) -> None:
        known = set(
            ModuleRecord.objects.filter(course=row.course.title, due_on__year=one.on.year).values_list(
                "person_id", "module"
            )
        )
        recorded = [module for module in self.modules[one.code] if module.kind != courses.PROFESSIONAL]
        ModuleRecord.objects.bulk_create(
            ModuleRecord(
                person_id=person, course=row.course.title, module=module.title, due_on=one.on, session=row,
                done_on=one.on if presence == PRESENT else None,
            )
            for person, presence in roster
            for module in fitting(recorded, self.people[person].is_member)
            if (person, module.title) not in known
        )  # fmt: skip

    def _training(self, place: int, day: date, due: list[int]) -> None:
        """A day of the officers' training: the study book tells who came."""
        came = StudyRecord.objects.filter(title=courses.TRAINING, on=day)
        here = set(came.values_list("person_id", flat=True))
        one = Held("DW-01", day, time(8, 30), time(17, 30), 480, "党校教室", (place,), [])
        row = self._session(one, "held", len(due))
        self._enrol(row, [(person, PRESENT if person in here else courses.ABSENT) for person in due])
        came.filter(person__in=due).update(session=row)

    def _session(self, one: Held, state: str, taken: int, capacity: int = 0) -> Session:
        self.sessions += 1
        course = self.courses[one.code]
        return Session.objects.create(
            course=course, on=one.on, begins=one.begins, ends=one.ends, minutes=one.minutes, place=one.place, state=state,
            capacity=max(capacity, taken, 1), taken=taken, parts=[self.modules[one.code][place].pk for place in one.parts],
            closed_by=BY if state == "held" else "", closed_at=_moment(one.on, one.ends) if state == "held" else None,
        )  # fmt: skip

    def _enrol(self, row: Session, roster: Iterable[tuple[int, str]], places: int | None = None) -> list[Enrolment]:
        """People in their turn; beyond the places they wait. Who came signed in with a phone, mostly."""
        asked = _moment(min(row.on - timedelta(days=12), self.today - timedelta(days=2)), time(10))
        return Enrolment.objects.bulk_create(
            Enrolment(
                session=row, person_id=person, turn=turn, at=asked, by=BY, presence=presence,
                state="enrolled" if places is None or turn <= places else "waiting",
                how=("account" if turn % 4 else "number") if presence == PRESENT else "",
                signed_at=_moment(row.on, row.begins) - timedelta(minutes=turn % 15) if presence == PRESENT else None,
            )
            for turn, (person, presence) in enumerate(roster, 1)
        )  # fmt: skip

    def _certificates(self) -> None:
        """For who came to a session that covers the whole course, a month later, in the order of sessions."""
        rows = Enrolment.objects.came().filter(session__parts=[]).select_related("session__course", "person")
        serials: dict[int, int] = {}
        done, made = set[tuple[int, int]](), []
        for item in rows.order_by("session__on", "session__begins", "turn"):
            course, on = item.session.course, item.session.on + timedelta(days=20)
            if (item.person_id, course.pk) in done:
                continue
            done.add((item.person_id, course.pk))
            serials[on.year] = serial = serials.get(on.year, 0) + 1
            fits = fitting(self.modules[course.code], item.person.is_member)
            made.append(Certificate(
                person=item.person, course=course, year=on.year, serial=serial, number=f"PX-{on.year}-{serial:04d}",
                issued_on=on, issued_by=BY, minutes=item.session.minutes, modules=[module.title for module in fits],
            ))  # fmt: skip
        Certificate.objects.bulk_create(made, batch_size=400)

    def _coming(self) -> None:
        """What a visitor can try: a quiz to take, a session today, free places next week, a waiting list next month."""
        user = User.objects.filter(username="zhigong").select_related("person").first()
        me = [user.person_id] if user and user.person_id else []
        here = [pk for pk, person in self.people.items() if person.standing == "in_post" and pk not in me]
        others = self.rng.sample(sorted(here), min(16, len(here)))
        week = _weekday(self.today - timedelta(days=7))
        past = Held("GL-02", week, time(9), time(11), 120, "第二会议室", (), [])
        row = self._session(past, "held", len(me) + 6)
        roster = [(person, PRESENT) for person in (*me, *others[:6])]
        rows = self._enrol(row, roster)
        title = f"{row.course.title}（09:00 班）"
        StudyRecord.objects.bulk_create(
            StudyRecord(person_id=person, title=title, on=week, minutes=120, session=row) for person, _ in roster
        )
        self._modules(row, past, roster)
        Attempt.objects.bulk_create(
            Attempt(enrolment=item, number=1, answers=[0, 1, 2, 0, 1], right=5, total=5, passed=True,
                    at=_moment(week, time(15)))
            for item in rows[len(me) :]
        )  # fmt: skip
        today = Held("AQ-01", self.today, time(14, 30), time(16), 90, "后勤楼会议室", (), [])
        self._enrol(self._session(today, "planned", len(me) + 7, 30), [(person, "") for person in (*me, *others[:7])])
        soon = Held("GL-02", _weekday(self.today + timedelta(days=6)), time(9), time(11), 120, "第二会议室", (), [])
        self._enrol(self._session(soon, "planned", 5, 20), [(person, "") for person in others[6:11]])
        later = Held("ZY-01", _weekday(self.today + timedelta(days=25)), time(9), time(12), 180, "科研楼 201", (), [])
        self._enrol(self._session(later, "planned", 10, 10), [(person, "") for person in others[:14]], places=10)

    def _tell(self) -> int:
        """Say in the trail what was loaded; every row of a small house."""
        tables = (
            CourseKind, Course, CourseModule, Question, Session, Enrolment, Attempt, Certificate,
            StudyRecord, ModuleRecord,
        )  # fmt: skip
        counts = {model._meta.verbose_name: model._base_manager.count() for model in tables[:-2]}
        if len(self.loaded.persons) <= TOLD_PEOPLE:
            of_sessions = [model._base_manager.exclude(session=None) for model in tables[-2:]]
            rows = [row for model in tables[:-2] for row in model._base_manager.order_by("pk")]
            note.batch("demo:courses", [*rows, *(row for part in of_sessions for row in part.order_by("pk"))])
        note.reason("装入虚构单位：" + "，".join(f"{name} {count} 条" for name, count in counts.items()))
        return sum(counts.values())


def _moment(on: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(on, clock))


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
