"""Screens of the learning room: what they show to whom, and that bad input is told and kept."""

from __future__ import annotations

import re
from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shuanglun.records.learning.models import Course, CourseKind, Enrolment, Question, Session, StudyRecord
from shuanglun.records.learning.tests.factories import (
    DAY,
    PARTS,
    make_course,
    make_kind,
    make_session_today,
    member,
    open_today,
    within_the_hour,
)
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def at(name: str, *args: int) -> str:
    return reverse(f"learning:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def plan(course: Course, days: int = 7, begins: int = 9, capacity: int = 30) -> Session:
    """A session some days from now, as a plain row."""
    on = timezone.localdate() + timezone.timedelta(days=days)
    return Session.objects.create(
        course=course, on=on, begins=time(begins), ends=time(begins + 3), minutes=180, place="二号楼", capacity=capacity
    )


def test_a_course_is_drafted_filled_and_opened_on_screen(sign_in):
    office, kind = sign_in("personnel"), make_kind("专业技术")
    values = {"code": "ZY-1", "title": "项目管理", "kind": kind.pk, "audience": "all", "provider": "", "aim": ""}
    assert office.post(at("draft"), values).status_code == 302
    course = Course.objects.get()
    assert "课程还没有模块，不能开课" in text(office.get(at("course", course.pk)))
    for order, (what, title, minutes, audience) in enumerate(PARTS, 1):
        page = text(office.get(at("course", course.pk)))
        assert "还不能开课" in page
        values = {"kind": what, "title": title, "minutes": minutes, "audience": audience, "order": order}
        assert office.post(at("add_module", course.pk), values).status_code == 302
    assert "还不能开课" not in text(office.get(at("course", course.pk)))
    assert office.post(at("open", course.pk)).status_code == 302
    assert Course.objects.get().state == "open"


def test_a_code_in_use_is_told_at_its_field_and_input_is_kept(sign_in):
    office, course = sign_in("personnel"), make_course()
    values = {"code": course.code, "title": "另一门课", "kind": course.kind_id, "audience": "all"}
    answer = office.post(at("draft"), values)
    assert answer.status_code == 422
    assert f"编号“{course.code}”已用于课程" in text(answer)
    assert 'value="另一门课"' in text(answer)
    assert Course.objects.count() == 1


def test_a_session_too_long_is_told_at_its_field(sign_in):
    office, course = sign_in("personnel"), make_course()
    values = {
        "on": timezone.localdate() + timezone.timedelta(days=3), "place": "二号楼", "begins": "08:00", "ends": "20:00",
        "minutes": 700, "capacity": 20, "modules": [module.pk for module in course.modules.all()],
    }  # fmt: skip
    answer = office.post(at("plan", course.pk), values)
    assert answer.status_code == 422
    assert "超过上限 480 分钟" in text(answer)
    assert 'value="700"' in text(answer)
    assert not Session.objects.exists()
    assert office.post(at("plan", course.pk), values | {"minutes": 480}).status_code == 302
    assert Session.objects.get().parts == []


def test_an_overlapping_enrolment_keeps_what_was_typed(sign_in):
    office, person = sign_in("personnel"), member("林一禾")
    first, second = plan(make_course()), plan(make_course(), begins=10)
    typed = {"people": f"{person.staff_no}、"}
    assert office.post(at("enrol", first.pk), typed).status_code == 302
    answer = office.post(at("enrol", second.pk), typed)
    assert answer.status_code == 422
    assert "林一禾同一时间已报名" in text(answer)
    assert person.staff_no in text(answer)
    assert Enrolment.objects.count() == 1


def test_staff_enrol_wait_and_leave_by_themselves(sign_in):
    people = [member(), member()]
    session = plan(make_course(), capacity=1)
    first, second = (sign_in("staff", person=person) for person in people)
    assert "余 1" in text(first.get(at("mine")))
    assert first.post(at("join", session.pk)).status_code == 302
    assert "已满" in text(second.get(at("mine")))
    second.post(at("join", session.pk))
    mine = Enrolment.objects.get(person=people[1])
    assert "候补第 1 位" in text(second.get(at("enrolment", mine.pk)))
    assert second.get(at("leave", Enrolment.objects.get(person=people[0]).pk)).status_code == 404
    first.post(at("leave", Enrolment.objects.get(person=people[0]).pk))
    mine.refresh_from_db()
    assert mine.state == "enrolled"
    assert "递补" in text(second.get(at("enrolment", mine.pk)))


def test_a_session_that_has_begun_is_left_no_more_and_takes_walk_ins(sign_in):
    person, late = member(), member("陆知远")
    session = make_session_today(person)
    row, mine = Enrolment.objects.get(), text(sign_in("staff", person=person).get(at("mine")))
    assert (at("enrolment", row.pk) in mine, at("leave", row.pk) in mine) == (True, False)
    office = sign_in("political")
    assert at("enrol", session.pk) in text(office.get(at("session", session.pk)))
    assert "登记临时到场的人" in text(office.get(at("enrol", session.pk)))
    assert office.post(at("enrol", session.pk), {"people": late.staff_no}).status_code == 302
    assert Enrolment.objects.get(person=late).state == "enrolled"
    coming = plan(make_course())
    client = sign_in("staff", person=late)
    client.post(at("join", coming.pk))
    mine = text(client.get(at("mine")))
    assert at("leave", Enrolment.objects.get(session=coming).pk) in mine


def test_the_page_of_claiming_says_completed_only_when_it_is_so(sign_in):
    person = member()
    session = make_session_today(person)
    client, row = sign_in("staff", person=person), Enrolment.objects.get()
    answer = client.get(at("claim", session.course_id))
    assert (answer.status_code, "还不能领取证书" in text(answer), "已学完" in text(answer)) == (422, True, False)
    office = sign_in("political")
    office.post(at("mark", session.pk), {f"p{row.pk}": "present"})
    office.post(at("finish", session.pk))
    assert "已学完适合的全部模块" in text(client.get(at("claim", session.course_id)))


def test_staff_are_offered_what_is_meant_for_them(sign_in):
    for_members = plan(make_course(parts=PARTS[:2], audience="member", title="党员专题"))
    for_all = plan(make_course(title="全员课程"))
    page = text(sign_in("staff", person=make_person()).get(at("mine")))
    assert (for_all.course.title in page, for_members.course.title in page) == (True, False)
    assert for_members.course.title in text(sign_in("staff", person=member()).get(at("mine")))


def test_a_head_sees_the_own_unit_on_a_roster_and_the_figures_of_all(sign_in):
    unit = make_unit("一所")
    ours, other = make_person("本所人", unit=unit), make_person("外所人")
    session = make_session_today(ours, other)
    page = text(sign_in("section_head", unit=unit).get(at("session", session.pk)))
    assert ("本所人" in page, "外所人" in page) == (True, False)
    assert "2 / 30" in page
    assert at("finish", session.pk) not in page


def test_an_office_marks_finishes_and_corrects(sign_in):
    office, people = sign_in("political"), [member("甲某"), member("乙某")]
    session = make_session_today(*people)
    rows = list(Enrolment.objects.order_by("turn"))
    page = text(office.get(at("mark", session.pk)))
    assert "甲某" in page and "乙某" in page
    office.post(at("mark", session.pk), {f"p{rows[0].pk}": "present", f"p{rows[1].pk}": "absent"})
    assert "到课 1 人" in text(office.get(at("finish", session.pk)))
    office.post(at("finish", session.pk))
    assert list(StudyRecord.objects.values_list("person_id", "minutes")) == [(people[0].pk, 2)]
    answer = office.post(at("correct", rows[1].pk), {"presence": "present", "reason": ""})
    assert answer.status_code == 422
    office.post(at("correct", rows[1].pk), {"presence": "present", "reason": "签到漏登"})
    assert StudyRecord.objects.count() == 2
    record = StudyRecord.objects.get(person=people[1])
    assert f"班次 {session}" in text(office.get(reverse("learning:studyrecord", args=[record.pk])))


def test_a_future_session_cannot_be_signed_in_today(sign_in):
    office, session = sign_in("political"), plan(make_course())
    answer = office.get(at("open_checkin", session.pk))
    assert answer.status_code == 422
    assert "还没有到上课日期" in text(answer)
    assert office.get(at("mark", session.pk)).status_code == 422


def test_the_key_of_a_quiz_is_not_in_its_page(sign_in):
    person = member()
    session = make_session_today(person)
    question = Question.objects.create(course=session.course, text="第一题", options=["甲", "乙", "丙"], answer=0)
    Enrolment.objects.update(presence="present")
    client, row = sign_in("staff", person=person), Enrolment.objects.get()

    def page() -> str:
        content = text(client.get(at("quiz", row.pk)))
        return re.sub(r"\b[A-Za-z0-9]{64}\b", "", content)  # the tokens against forged requests

    pages = []
    for answer in range(3):
        Question.objects.update(answer=answer)
        pages.append(page())
    assert pages[0] == pages[1] == pages[2]
    assert "丙" in pages[0]
    answer = client.post(at("quiz", row.pk), {})
    assert (answer.status_code, "请选一个答案" in text(answer)) == (422, True)
    assert client.post(at("quiz", row.pk), {f"q{question.pk}": 2}).status_code == 302
    assert "1 / 1" in text(client.get(at("enrolment", row.pk)))
    course = text(sign_in("staff", person=member()).get(at("course", session.course_id)))
    assert "第一题" not in course


def test_hours_are_shown_against_what_fits(sign_in):
    leader = make_person("书记甲", branch=member().branch, party_post="secretary")
    plain, other, nobody = member("党员乙"), make_person("职工丙"), make_person("职工丁")
    year = timezone.localdate().year
    for person, minutes in ((leader, 28 * 60), (plain, 26 * 60), (other, 45 * 60)):
        StudyRecord.objects.create(person=person, title="学习", on=DAY.replace(year=year), minutes=minutes)
    page = text(sign_in("political").get(at("hours")))
    rows = {
        name: row for row in page.split("<tr")[1:] for name in ("书记甲", "党员乙", "职工丙", "职工丁") if name in row
    }
    assert "50.0%，要求 56 学时" in rows["书记甲"]
    assert "81.3%，要求 32 学时" in rows["党员乙"]
    assert "不适用" in rows["职工丙"] and "50.0%，要求 90 学时" in rows["职工丙"]
    assert "资料不足" in rows["职工丁"] and "0.0" not in rows["职工丁"]
    assert "不含党课学时" in page
    own = text(sign_in("staff", person=nobody).get(at("hours")))
    assert ("职工丁" in own, "职工丙" in own) == (True, False)


def test_the_list_of_kinds_asks_a_constant_number_of_queries(sign_in):
    office, counts = sign_in("personnel"), []
    for number in (2, 40):
        for _ in range(number):
            make_kind()
        office.get(at("kinds"))
        with CaptureQueriesContext(connection) as queries:
            assert office.get(at("kinds")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_a_kind_is_changed_from_a_day_on_and_closed(sign_in):
    office, kind = sign_in("personnel"), make_kind("安全生产", needs_party=False)
    today = timezone.localdate()
    answer = office.post(at("change_kind", kind.pk), {"from_on": "2019-01-01", "needs_party": "on", "reason": "全覆盖"})
    assert (answer.status_code, "须晚于现行规定" in text(answer)) == (422, True)
    office.post(at("change_kind", kind.pk), {"from_on": today, "needs_party": "on", "reason": "全覆盖"})
    newer = CourseKind.objects.get(name="安全生产", until_on=None)
    assert (newer.needs_party, CourseKind.objects.get(pk=kind.pk).until_on) == (True, today)
    later = today + timezone.timedelta(days=30)
    office.post(at("close_kind", newer.pk), {"from_on": later, "reason": "合并"})
    assert CourseKind.objects.get(pk=newer.pk).until_on == later
    assert office.post(at("add_kind"), {"name": "安全生产", "from_on": today}).status_code == 422


def test_an_office_opens_and_closes_the_sign_in(sign_in):
    office, session = sign_in("political"), make_session_today(member())
    window = {"until": f"{within_the_hour():%Y-%m-%dT%H:%M:%S}"}
    assert office.post(at("open_checkin", session.pk), window).status_code == 302
    assert at("wall", session.pk) in text(office.get(at("session", session.pk)))
    assert office.post(at("close_checkin", session.pk)).status_code == 302
    assert not Session.objects.get().is_checkin_open(timezone.now())


def test_a_cancelled_session_says_why(sign_in):
    office, session = sign_in("political"), plan(make_course())
    assert office.post(at("cancel", session.pk), {"reason": " "}).status_code == 422
    office.post(at("cancel", session.pk), {"reason": "讲师临时有任务"})
    assert "讲师临时有任务" in text(office.get(at("session", session.pk)))


def test_staff_keep_nothing(sign_in):
    client, session = sign_in("staff", person=member()), open_today(make_session_today(member()))
    for name in ("wall", "mark", "finish", "enrol", "change", "cancel", "open_checkin"):
        assert client.get(at(name, session.pk)).status_code == 403, name
