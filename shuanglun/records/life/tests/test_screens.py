"""Screens of meetings: the job can be done on them, by whom it is meant for, at a constant cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.bulk import create
from shuanglun.records.life.models import Attendance, LeaveRequest, Meeting, MeetingFile
from shuanglun.records.life.tests.conftest import DAY, MINUTES
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def keeper(branch, sign_in):
    return sign_in("branch_secretary", branch=branch.row)


def the_only() -> Meeting:
    with acting(Actor.system("test")):
        return Meeting.objects.select_related("branch").order_by("pk")[0]


def test_a_meeting_is_planned_told_written_and_handed_over(branch, keeper, sign_in):
    today = timezone.localdate()
    plan = {"branch": branch.row.pk, "kind": "1", "title": "季度党员大会", "on": today, "begins_at": "", "minutes": 60,
            "place": "会议室", "agenda": "一、学习"}  # fmt: skip
    answer = keeper.post("/life/plan/", plan, follow=True)
    assert "应到名单已按党组织关系列出" in text(answer) and "季度党员大会" in text(answer)
    row = the_only()
    page = reverse("life:meeting", args=[row.pk])
    assert "还有 5 人的到会情况待登记" in text(keeper.get(page))

    with acting(Actor.system("test")):
        keys = list(Attendance.objects.order_by("person__staff_no").values_list("pk", flat=True))
    told = {f"p{key}": "present" for key in keys[:4]} | {f"p{keys[4]}": "expected", "rest": "absent"}
    assert keeper.post(f"{page}mark/", told).status_code == 302
    assert (
        keeper.post(f"{page}resolutions/", {"title": "通过计划", "agree": 4, "against": 0, "abstain": 0}).status_code
        == 302
    )
    record = {"title": row.title, "on": today, "minutes": 60, "host": branch.people[0].staff_no, "recorder": "",
              "record": MINUTES}  # fmt: skip
    assert keeper.post(f"{page}record/", record).status_code == 302
    photo = SimpleUploadedFile("现场.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    assert keeper.post(f"{page}files/", {"file": photo}).status_code == 302
    asked = text(keeper.get(f"{page}submit/"))
    assert "应到 5 人，到会 4 人，缺席 1 人，豁免 0 人" in asked
    keeper.post(f"{page}submit/")
    assert the_only().state == "submitted"

    office = sign_in("political")
    assert "审核会议记录：一支部" in text(office.get("/"))
    branch.plan(on=today, title="还没有写", begins_at=None)
    assert "还没有写" in text(keeper.get("/")) and "还没有写" not in text(office.get("/"))
    assert "审核通过" in text(office.get(page)) and "审核通过" not in text(keeper.get(page))
    office.post(f"{page}return/", {"reason": "请补充讨论"})
    assert "请补充讨论" in text(keeper.get(page)) and "修改会议记录" in text(keeper.get("/"))
    keeper.post(f"{page}submit/")
    office.post(f"{page}approve/", {"words": ""})
    assert the_only().state == "approved"


def test_what_is_refused_stands_at_its_field_and_the_input_stays(branch, keeper):
    plan = {"branch": branch.row.pk, "kind": "5", "title": "跨夜", "on": DAY, "begins_at": "23:30", "minutes": 60}
    answer = keeper.post("/life/plan/", plan)
    assert answer.status_code == 422 and "只有 30 分钟" in text(answer) and 'value="跨夜"' in text(answer)
    answer = keeper.post("/life/plan/", plan | {"branch": 999})
    assert answer.status_code == 422
    with acting(Actor.system("test")):
        assert not Meeting.objects.exists()


def test_leave_is_asked_by_oneself_and_its_reason_is_read_by_the_keeper_only(branch, keeper, sign_in):
    row = branch.plan(on=timezone.localdate() + timedelta(days=3))
    staff = sign_in("staff", person=branch.people[3])
    other = sign_in("staff", person=branch.people[4])
    page = reverse("life:meeting", args=[row.pk])
    mine = branch.roster(row)["一支部丁"]
    assert "参加：主题党日" in text(staff.get("/"))
    assert other.get(f"/life/attendances/{mine.pk}/leave/").status_code == 404
    assert staff.post(f"/life/attendances/{mine.pk}/leave/", {"reason": "sick", "words": "住院"}).status_code == 302
    assert "住院" in text(keeper.get(page)) and "办理请假：一支部丁" in text(keeper.get("/"))
    assert "住院" not in text(other.get(page)) and "一支部丁" not in text(other.get(page))
    with acting(Actor.system("test")):
        leave = LeaveRequest.objects.get()
    keeper.post(f"/life/leaves/{leave.pk}/", {"granted": "yes"})
    assert branch.roster(row)["一支部丁"].presence == "exempt"
    answer = keeper.post(f"/life/leaves/{leave.pk}/", {"granted": "no"})
    assert answer.status_code == 422 and "已经办理过了" in text(answer)


def test_an_attachment_is_opened_through_its_meeting_only(branch, make, keeper, sign_in):
    row = branch.plan()
    keeper.post(reverse("life:attach", args=[row.pk]), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")})
    with acting(Actor.system("test")):
        file = MeetingFile.objects.get()
    answer = keeper.get(reverse("life:file", args=[file.pk]))
    assert answer.content == b"%PDF-1.7 x" and "attachment" in answer["Content-Disposition"]
    stranger = sign_in("branch_secretary", branch=make("二支部").row)
    assert stranger.get(reverse("life:file", args=[file.pk])).status_code == 404
    bad = SimpleUploadedFile("x.exe", b"MZ")
    answer = keeper.post(reverse("life:attach", args=[row.pk]), {"file": bad})
    assert answer.status_code == 422 and "不支持这种文件" in text(answer)
    keeper.post(reverse("life:detach", args=[file.pk]))
    with acting(Actor.system("test")):
        assert not MeetingFile.objects.exists()


def test_pages_of_another_branch_are_not_there(branch, make, sign_in):
    row = make("二支部").plan()
    stranger = sign_in("branch_secretary", branch=branch.row)
    pages = ["", "record/", "cancel/", "roster/", "mark/", "open/", "wall/", "submit/", "resolutions/", "files/"]
    assert {stranger.get(f"/life/meetings/{row.pk}/{page}").status_code for page in pages} == {404}
    assert stranger.get(f"/life/branches/{row.branch_id}/").status_code == 404


def test_the_year_of_a_branch_is_set_down_in_one_act(branch, keeper):
    year = timezone.localdate().year + 1
    page = f"/life/branches/{branch.row.pk}/"
    assert "按现行频次还有 34 次没有安排" in text(keeper.get(f"{page}plan/?year={year}"))
    answer = keeper.post(f"{page}plan/?year={year}", {"day": 15}, follow=True)
    assert "已安排 34 次" in text(answer)
    shown = text(keeper.get(f"{page}?year={year}"))
    assert shown.count("已安排") >= 34 and f"{year} 年日历" in shown


def test_nonsense_for_a_year_is_this_year(branch, keeper):
    for wanted in ("abc", "99999", "1066"):
        assert f"{timezone.localdate().year} 年组织生活" in text(
            keeper.get(f"/life/branches/{branch.row.pk}/?year={wanted}")
        )


def counted(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(branch, meetings: int) -> None:
    """Approved meetings with everybody present."""
    with acting(Actor.system("test")):
        first = Meeting.objects.count()
        rows = [
            Meeting(branch=branch.row, kind="5", title=f"第 {first + number} 次", on=date(2026, 1 + number % 12, 1 + number % 28),
                    state="approved", minutes=60)
            for number in range(meetings)
        ]  # fmt: skip
        create(rows)
        create([Attendance(meeting=row, person=person, presence="present") for row in rows for person in branch.people])


def test_branches_and_the_year_of_one_ask_a_constant_number_of_queries(branch, make, sign_in):
    """The mark is 12 queries for a branch with 5,000 records of attendance in the year."""
    office = sign_in("political")
    page = f"/life/branches/{branch.row.pk}/?year=2026"
    fill(branch, 2)
    few = [counted(office, address) for address in (page, "/life/branches/?year=2026")]
    fill(branch, 1000)
    for number in range(30):
        fill(make(f"第{number}支部"), 1)
    many = [counted(office, address) for address in (page, "/life/branches/?year=2026")]
    assert few == many
    assert many[0] <= 12 and many[1] <= 9


def test_a_meeting_costs_the_same_for_few_and_for_many(branch, keeper):
    row = branch.plan()
    page = reverse("life:meeting", args=[row.pk])
    few = counted(keeper, page)
    guests = [make_person(unit=branch.people[0].unit, branch=branch.row) for _ in range(40)]
    with acting(Actor.system("test")):
        create([Attendance(meeting=row, person=person, presence="present") for person in guests])
        for number in range(9):
            MeetingFile.objects.create(
                meeting=row, name=f"{number}", media_type="x", size=1, sha256="", place="", added_by="",
                added_at=timezone.now(),
            )  # fmt: skip
    assert counted(keeper, page) == few <= 16


def test_g18_no_list_of_the_room_ranks_people():
    from shuanglun.records.life.tables import books, meetings

    tables = [
        books.AttendanceTable,
        books.IssueTable,
        books.ServiceTable,
        meetings.MeetingTable,
        meetings.OwnMeetingTable,
    ]
    sorted_by = {field for table in tables for column in table.columns if column.sort for field in column.sort_fields()}
    assert sorted_by <= {"meeting__on", "person__name_key", "raised_on", "due_on", "closed_on", "on"}
    assert not any(column.sort for column in meetings.BranchTable.columns)
