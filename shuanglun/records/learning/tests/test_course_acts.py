"""Acts on courses and sessions: what opens, what is refused, and that nothing changed then."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from shuanglun.base.actor import acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import (
    Course,
    CourseKind,
    CourseModule,
    Enrolment,
    Session,
    StudyRecord,
)
from shuanglun.records.learning.tests.factories import (
    AFTER,
    BEFORE,
    DAY,
    KEEPER,
    PARTS,
    enrol,
    finish,
    make_course,
    make_kind,
    make_session,
    member,
    oneself,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def test_a_course_of_a_listed_kind_opens_only_with_both_modules():
    course = make_course(parts=PARTS[:1], opens=False, kind=make_kind("专业技术"))
    with acting(KEEPER), pytest.raises(RefusedError, match="“专业技术”类课程须含党性教育模块"):
        operations.open_course(course=course, at=BEFORE)
    kind, title, minutes, audience = PARTS[1]
    with acting(KEEPER):
        operations.add_module(course=course, kind=kind, title=title, minutes=minutes, audience=audience, order=2)
        with pytest.raises(RefusedError, match="供非党员学习的“职业道德与普法”模块"):
            operations.open_course(course=Course.objects.get(pk=course.pk), at=BEFORE)
    assert Course.objects.get(pk=course.pk).state == "draft"
    kind, title, minutes, audience = PARTS[2]
    with acting(KEEPER):
        operations.add_module(course=course, kind=kind, title=title, minutes=minutes, audience=audience, order=3)
        opened = operations.open_course(course=Course.objects.get(pk=course.pk), at=BEFORE)
    assert (opened.state, opened.opened_by) == ("open", "白露晞")


def test_a_changed_list_does_not_rewrite_the_past():
    kind = make_kind("安全生产", needs_party=False)
    before, later = (make_course(parts=PARTS[:1], kind=kind, opens=False) for _ in range(2))
    with acting(KEEPER):
        operations.open_course(course=before, at=BEFORE)
        operations.change_kind(
            kind=kind, needs_party=True, basis="党委会议定", from_on=date(2026, 3, 5), reason="全覆盖"
        )
        with pytest.raises(RefusedError, match="须含党性教育模块"):
            operations.open_course(course=later, at=AFTER)
    assert Course.objects.get(pk=before.pk).state == "open"
    assert [row.needs_party for row in CourseKind.objects.filter(name="安全生产").order_by("from_on")] == [False, True]
    assert Course.objects.get(pk=before.pk).kind == kind


def test_an_open_course_keeps_its_modules():
    course = make_course()
    module = course.modules.first()
    with acting(KEEPER):
        with pytest.raises(RefusedError, match="模块不能再改"):
            operations.remove_module(module=module)
        with pytest.raises(RefusedError, match="不能再改"):
            operations.edit_course(course=course, title="另一个名称")
    assert course.modules.count() == 3


def test_a_party_spirit_module_is_for_members_in_the_database_too():
    course = make_course(opens=False)
    with acting(KEEPER), pytest.raises(RefusedError, match="对象只能是党员"):
        operations.add_module(course=course, kind="party_spirit", title="全员", minutes=60, audience="all", order=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseModule.objects.create(course=course, kind="party_spirit", title="全员", minutes=60, audience="all")


def test_a_module_is_no_longer_than_a_day():
    course = make_course(opens=False)
    module = course.modules.first()
    values = {"kind": "professional", "title": "全程实训", "audience": "all", "order": 4}
    with acting(KEEPER):
        for act, what in ((operations.add_module, {"course": course}), (operations.edit_module, {"module": module})):
            with pytest.raises(RefusedError, match="481 分钟超过一天最多登记的 480 分钟") as refused:
                act(minutes=481, **what, **values)
            assert refused.value.field == "minutes"
        operations.add_module(course=course, minutes=480, **values)
    assert course.modules.count() == 4
    assert CourseModule.objects.get(pk=module.pk).minutes == 120


def test_only_the_keepers_open_a_course():
    course = make_course(opens=False)
    with acting(oneself(make_person())), pytest.raises(Forbidden):
        operations.open_course(course=course, at=BEFORE)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"minutes": 200, "ends": time(12)}, "超过起止时间之间的 180 分钟"),
        ({"minutes": 150}, "所含模块共 180 分钟，超过本班次时长 150 分钟"),
        ({"ends": time(20), "minutes": 600}, "超过上限 480 分钟"),
        ({"ends": time(8)}, "结束时间须晚于开始时间"),
        ({"on": date(2026, 2, 1)}, "已经过去"),
    ],
)
def test_a_session_fits_its_times_and_the_day(changes, reason):
    course = make_course()
    with pytest.raises(RefusedError, match=reason):
        make_session(course, **changes)
    assert not Session.objects.exists()


def test_a_draft_has_no_session():
    with pytest.raises(RefusedError, match="请先开课"):
        make_session(make_course(opens=False))


def test_nobody_is_in_two_sessions_at_once():
    first, second = make_session(), make_session(begins=time(11), ends=time(14))
    person = member("林一禾")
    enrol(first, person)
    with pytest.raises(RefusedError, match="林一禾同一时间已报名"):
        enrol(second, person)
    assert Enrolment.objects.filter(person=person).count() == 1
    assert Session.objects.get(pk=second.pk).taken == 0


def test_a_session_does_not_move_onto_another_of_its_people():
    person = member("林一禾")
    morning, evening = make_session(), make_session(begins=time(15), ends=time(18))
    enrol(morning, person)
    enrol(evening, person)
    course = evening.course
    with acting(KEEPER), pytest.raises(RefusedError, match="林一禾同一时间已报名"):
        operations.change_session(
            session=evening, on=DAY, begins=time(10), ends=time(13), minutes=180, place="三楼", capacity=30,
            modules=list(course.modules.all()), at=BEFORE,
        )  # fmt: skip
    assert Session.objects.get(pk=evening.pk).begins == time(15)


def moved(session: Session, at: datetime = BEFORE, **values: Any) -> Session:
    values = {"on": DAY, "begins": time(9), "ends": time(12), "place": "三楼", "capacity": 30} | values
    with acting(KEEPER):
        return operations.change_session(
            session=session, minutes=180, modules=list(session.course.modules.all()), at=at, **values
        )


def test_a_planned_session_of_a_closed_course_is_changed_and_no_other_planned():
    session = make_session()
    with acting(KEEPER):
        operations.close_course(course=session.course, reason="明年换新版")
    row = moved(session, on=date(2026, 3, 11), begins=time(14), ends=time(17))
    assert (str(row.on), row.place, row.begins) == ("2026-03-11", "三楼", time(14))
    with pytest.raises(RefusedError, match="日期 2026-02-01 已经过去"):
        moved(session, on=date(2026, 2, 1))
    with pytest.raises(RefusedError, match="课程没有开放，不能排班次"):
        make_session(Course.objects.get(pk=session.course_id), on=date(2026, 3, 12))
    with pytest.raises(RefusedError, match="课程已停开，不能再报名"):
        enrol(session, member())


def test_a_session_that_began_or_ended_is_not_changed():
    session = make_session()
    with pytest.raises(RefusedError, match="班次已于 2026-03-10 09:00 开始，不能再修改"):
        moved(session, at=AFTER)
    finish(session, enrol(session, member()))
    with pytest.raises(RefusedError, match="班次已办结，不能再修改"):
        moved(session)
    assert Session.objects.get().place == "二号楼 201"


def test_nobody_studies_longer_than_a_day():
    person = member("林一禾")
    StudyRecord.objects.create(person=person, title="网络学院", on=DAY, minutes=301)
    with pytest.raises(RefusedError, match="林一禾一天的学习时长合计 481 分钟"):
        enrol(make_session(), person)
    assert not Enrolment.objects.exists()
