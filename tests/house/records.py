"""One record of each kind about one person, for house tests."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from shuanglun.base.actor import Actor, acting
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.learning.tests.factories import make_certificate, make_enrolment
from shuanglun.records.life.models import Attendance, CandidMeeting, IssueItem, Meeting, SelfCheck, VolunteerService
from shuanglun.records.people.models import Person, WorkMonth
from shuanglun.records.surveys.models import PublishedMean

DAY = date(2025, 3, 14)


def one_of_each(person: Person) -> list[str]:
    """Write one row of every book about the person; returns the addresses of their pages."""
    with acting(Actor.system("test")):
        meeting = Meeting.objects.create(
            state="approved", branch=person.branch, kind="5", title=f"三月主题党日 {person.pk}", on=DAY, minutes=120
        )
        candid, _ = CandidMeeting.objects.get_or_create(
            branch=person.branch, kind="org_life", year=2025, defaults={"theme": "年度组织生活会", "host": person}
        )
        rows = [
            SelfCheck.objects.create(candid=candid, person=person),
            WorkMonth.objects.create(person=person, month=date(2025, 3, 1), work_days=21, present_days=20),
            Attendance.objects.create(meeting=meeting, person=person, presence="present"),
            IssueItem.objects.create(person=person, title="调研不够", raised_on=DAY, due_on=date(2025, 6, 30)),
            VolunteerService.objects.create(person=person, title="社区服务", on=DAY, minutes=120),
            StudyRecord.objects.create(person=person, title="专题学习", on=DAY, minutes=240),
            ModuleRecord.objects.create(person=person, course="项目管理", module="党性修养", due_on=DAY, done_on=DAY),
            make_enrolment(person),
            make_certificate(person),
            KpiResult.objects.create(
                person=person, year=2025, code="K1", name="项目验收", weight=10000, target=10, actual=9
            ),
            KeyTask.objects.create(person=person, title="平台上线", due_on=DAY, done_on=DAY),
            Outcome.objects.create(person=person, title="标准一项", on=DAY, points=30),
            PublishedMean.objects.create(
                person=person, campaign="2025 年度", head="conduct", mean=88, opinions=9, published_on=DAY
            ),
        ]
    return [
        f"/people/{person.pk}/",
        *(reverse(f"{row._meta.app_label}:{row._meta.model_name}", args=[row.pk]) for row in rows),
    ]
