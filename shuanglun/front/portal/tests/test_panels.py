"""Panels: the line of time of a person, a department, a Party organization; corrections that came after a freeze."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.evidence.snapshots import catalogue
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.front.portal import corrections, timeline
from shuanglun.records.learning.models import StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.scores.scoring.models import Run
from tests.house.records import DAY, one_of_each
from tests.house.test_queries import counted

pytestmark = pytest.mark.django_db
EVERYBODY = Actor.system("test")
FREEZE = datetime(2026, 1, 8, 2, tzinfo=UTC)


@pytest.fixture
def unit():
    return make_unit("一所")


@pytest.fixture
def branch(unit):
    return make_branch("一支部", unit=unit)


@pytest.fixture
def person(unit, branch) -> Person:
    return make_person("本人", unit=unit, branch=branch)


def text(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# The line of time


def test_a_person_sees_the_newest_records_of_all_rooms(person, sign_in):
    one_of_each(person)
    page = text(sign_in("staff", person=person), f"/people/{person.pk}/")
    for words in ("三月主题党日", "社区服务", "专题学习", "项目管理 · 党性修养", "平台上线", "标准一项"):
        assert words in page
    assert "履历与记录" in page and "显示最近 8 条" in page


def test_only_approved_records_of_the_past_stand_there(person):
    with acting(EVERYBODY):
        for title, state, on in (
            ("草稿会议", "draft", DAY), ("待审会议", "submitted", DAY), ("已通过会议", "approved", DAY),
        ):  # fmt: skip
            meeting = Meeting.objects.create(branch=person.branch, kind="5", title=title, on=on, state=state)
            Attendance.objects.create(meeting=meeting, person=person, presence="present")
        StudyRecord.objects.create(person=person, title="将来的学习", on=DAY + timedelta(1), minutes=60)
        items = timeline.of_person(person, DAY)
    assert [item.text for item in items] == ["主题党日《已通过会议》", "一支部 · 普通党员", "一所 · 科员"]


def test_the_newest_eight_stand_in_order_whatever_room_they_are_from(person):
    with acting(EVERYBODY):
        for number in range(6):
            day = DAY + timedelta(2 * number)
            StudyRecord.objects.create(person=person, title=f"学习{number}", on=day, minutes=60)
            meeting = Meeting.objects.create(
                branch=person.branch, kind="5", title=f"党日{number}", on=day + timedelta(1), state="approved"
            )
            Attendance.objects.create(meeting=meeting, person=person, presence="present")
        items = timeline.of_person(person, DAY + timedelta(60))
    assert [item.on for item in items] == [DAY + timedelta(days) for days in range(11, 3, -1)]
    assert [item.wheel for item in items] == ["party", "hr"] * 4
    assert items[0].meta == "到会"


def test_who_may_not_open_a_room_sees_nothing_of_it(person, unit, sign_in):
    one_of_each(person)
    page = text(sign_in("section_head", unit=unit), f"/people/{person.pk}/")
    assert "专题学习" in page
    assert "三月主题党日" not in page and "社区服务" not in page


def test_a_department_and_a_branch_have_theirs(person, unit, branch, sign_in):
    one_of_each(person)
    stranger = make_person("外人", unit=make_unit("二所"), branch=make_branch("二支部"))
    one_of_each(stranger)
    reader = sign_in("political")
    for address in (reverse("organization:unit", args=[unit.pk]), reverse("organization:party", args=[branch.pk])):
        page = text(reader, address)
        assert "近期记录" in page and "三月主题党日" in page and "本人" in page
        assert "外人" not in page
        assert "调研不够" not in page  # an own issue stays with the person
    assert "1 人（含下级" in text(reader, reverse("organization:unit", args=[unit.pk]))


def test_the_pages_ask_a_constant_number_of_queries(person, unit, branch, sign_in):
    reader = sign_in("political")
    pages = [f"/people/{person.pk}/", reverse("organization:unit", args=[unit.pk])]
    pages.append(reverse("organization:party", args=[branch.pk]))
    one_of_each(person)
    few = [counted(reader, page) for page in pages]
    for _ in range(29):
        one_of_each(make_person(unit=unit, branch=branch))
    with acting(EVERYBODY):
        for number in range(30):
            StudyRecord.objects.create(person=person, title=f"学习{number}", on=DAY, minutes=60)
    assert [counted(reader, page) for page in pages] == few
    assert few[0] <= 26 and max(few[1:]) <= 20


# Late corrections


def freeze(name: str = "2025Y-01", at: datetime = FREEZE, begins: date = date(2025, 1, 1)) -> Snapshot:
    with acting(EVERYBODY):
        return Snapshot.objects.create(
            name=name, begins_on=begins, ends_on=date(2026, 1, 1), state="frozen", sha256="a" * 64, directory="x",
            created_by="测试", created_at=at, frozen_at=at,
        )  # fmt: skip


def score(snapshot: Snapshot, name: str, **values) -> Run:
    with acting(EVERYBODY):
        return Run.objects.create(
            name=name,
            snapshot=snapshot,
            state="done",
            result_hash="b",
            requested_by="测试",
            requested_at=FREEZE,
            **values,
        )


def touch(row, at: datetime, seq: int, *, in_batch: bool = False) -> None:
    """An act on the row in the trail."""
    name = f"{row._meta.app_label}:{row._meta.model_name}:{row.pk}"
    entry = Entry._base_manager.create(
        seq=seq, at=at, act="test", actor="李登记", object="test" if in_batch else name, trail_id=f"A-{seq}",
        canonical="{}", leaf=b"",
    )  # fmt: skip
    if in_batch:
        EntryObject._base_manager.create(entry=entry, position=0, object=name, after=b"")


@pytest.fixture
def study(person) -> StudyRecord:
    with acting(EVERYBODY):
        return StudyRecord.objects.create(person=person, title="专题学习", on=DAY, minutes=60)


def page_of(row) -> str:
    return reverse(f"{row._meta.app_label}:{row._meta.model_name}", args=[row.pk])


def test_a_correction_after_a_freeze_tells_what_it_would_touch(study, sign_in):
    snapshot = freeze()
    touch(study, FREEZE - timedelta(days=1), 9_000)
    officer = sign_in("personnel")
    assert "迟到的更正" not in text(officer, page_of(study))
    score(snapshot, "年度计分")
    score(snapshot, "试一试", trial=True)
    touch(study, FREEZE + timedelta(days=1), 9_001)
    page = text(officer, page_of(study))
    assert "迟到的更正" in page and "李登记" in page and "A-9001" in page
    assert f'href="{snapshot.get_absolute_url()}"' in page and "年度计分" in page
    assert "试一试" not in page


def test_the_person_reads_it_without_doors_that_do_not_open(study, person, sign_in):
    snapshot = freeze()
    run = score(snapshot, "年度计分")
    touch(study, FREEZE + timedelta(days=1), 9_001)
    page = text(sign_in("staff", person=person), page_of(study))
    assert "迟到的更正" in page and "2025Y-01" in page and "年度计分" in page
    assert snapshot.get_absolute_url() not in page and reverse("scoring:run", args=[run.pk]) not in page


def test_a_later_snapshot_has_taken_it_in(study):
    freeze()
    touch(study, FREEZE + timedelta(days=1), 9_001, in_batch=True)
    later = freeze("2025Y-02", FREEZE + timedelta(days=2))
    late = corrections.late(study)
    assert late is not None
    assert [row.name for row in late.missed] == ["2025Y-01"]
    assert late.taken_in == [later]
    assert late.runs == []
    with acting(EVERYBODY):
        assert dict(late.facts)["涉及的计分"] == "没有正式计分用到这些快照"


def test_another_period_and_a_snapshot_that_failed_do_not_count(study):
    touch(study, FREEZE + timedelta(days=1), 9_001)
    freeze(begins=DAY + timedelta(days=1))
    with acting(EVERYBODY):
        Snapshot.objects.create(
            name="2025Y-09", begins_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), state="failed", created_by="测试",
            created_at=FREEZE,
        )  # fmt: skip
    assert corrections.late(study) is None


def test_an_issue_that_takes_its_course_is_no_correction(person):
    with acting(EVERYBODY):
        going_on = IssueItem.objects.create(person=person, title="调研不够", raised_on=DAY, due_on=date(2026, 6, 30))
        over = IssueItem.objects.create(person=person, title="学习不够", raised_on=DAY, due_on=date(2025, 6, 30))
    freeze()
    for seq, row in enumerate((going_on, over), start=9_001):
        touch(row, FREEZE + timedelta(days=1), seq)
    assert corrections.late(going_on) is None
    assert corrections.late(over) is not None


def test_an_attendance_is_late_when_its_meeting_is(person):
    with acting(EVERYBODY):
        meeting = Meeting.objects.create(branch=person.branch, kind="5", title="党日", on=DAY, state="approved")
        row = Attendance.objects.create(meeting=meeting, person=person, presence="present")
    freeze()
    touch(row, FREEZE - timedelta(days=1), 9_000)
    assert corrections.late(row) is None
    touch(meeting, FREEZE + timedelta(days=1), 9_001)
    assert corrections.late(row) is not None and corrections.late(meeting) is not None


def test_every_kind_of_fact_has_its_day():
    refs = {source.ref for source in catalogue.SOURCES} | {ref for ref, _, _ in catalogue.KPIS}
    assert refs <= set(corrections.DAYS)


def test_it_costs_four_queries_whatever_there_is(study):
    for number in range(5):
        score(freeze(f"2025Y-{number:02d}", FREEZE + timedelta(hours=number)), f"计分{number}")
    touch(study, FREEZE + timedelta(days=1), 9_001)
    with CaptureQueriesContext(connection) as asked:
        late = corrections.late(study)
    assert late is not None and (len(late.missed), len(late.runs)) == (5, 5)
    assert len(asked) == 4
    assert timezone.is_aware(late.last.at)
