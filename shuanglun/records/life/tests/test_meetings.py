"""Acts on meetings: what is planned, who is due, what is handed over and what counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life import facts
from shuanglun.records.life.models import Attendance, Meeting, Resolution
from shuanglun.records.life.operations import attending, papers
from shuanglun.records.life.operations import meetings as acts
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.queries import years
from shuanglun.records.life.tests.conftest import AT, DAY, MINUTES
from shuanglun.records.people.models import Exemption, Membership
from shuanglun.records.people.tests.factories import make_person
from tests.fixtures.signing import make_actor

pytestmark = pytest.mark.django_db


def presences(branch, meeting) -> dict[str, str]:
    return {name: row.presence for name, row in branch.roster(meeting).items()}


def told(branch, meeting, *values: str) -> None:
    with branch.kept():
        rows = list(meeting.attendances.order_by("person__staff_no"))
        attending.mark(
            meeting=meeting, presences=dict(zip([row.pk for row in rows], values, strict=True)), today=DAY, at=AT,
            ground="duty" if "exempt" in values else "",
        )  # fmt: skip


def complete(branch, *values: str, **more) -> Meeting:
    """A meeting told to the end, ready to be handed over."""
    meeting = branch.plan(host=branch.people[0], record=MINUTES, **more)
    told(branch, meeting, *(values or ["present"] * 4 + ["absent"]))
    return meeting


def approved(branch, *values: str, **more) -> Meeting:
    meeting = complete(branch, *values, **more)
    with branch.kept():
        acts.submit(meeting=meeting, at=AT)
    with branch.reviewed():
        return acts.approve(meeting=meeting, at=AT)


def test_everybody_of_the_branch_is_due_on_that_day(branch):
    with acting(Actor.system("test")):
        Membership.objects.filter(person=branch.people[4]).update(until_on=DAY)
        Exemption.objects.create(person=branch.people[3], reason="sick", from_on=DAY, until_on=date(2026, 6, 1))
    meeting = branch.plan()
    assert presences(branch, meeting) == {
        "一支部甲": "expected", "一支部乙": "expected", "一支部丙": "expected", "一支部丁": "exempt",
    }  # fmt: skip
    assert set(presences(branch, branch.plan(kind="2", title="支委会"))) == {"一支部甲", "一支部乙", "一支部丙"}
    assert presences(branch, branch.plan(kind="10", title="志愿服务")) == {}


def test_a_branch_keeps_its_own_meetings_only(branch, make):
    other = make("二支部")
    meeting = other.plan()
    with branch.kept(), pytest.raises(Forbidden):
        acts.edit_meeting(meeting=meeting, title="别人的")
    with branch.kept(), pytest.raises(Forbidden):
        acts.plan_meeting(branch=other.row, kind="5", title="别人的", on=DAY, minutes=60)
    with acting(Actor.system("test")):
        assert Meeting.objects.get().title == "五月主题党日"


def test_the_same_meeting_is_not_set_down_twice(branch):
    branch.plan()
    with pytest.raises(RefusedError, match="已有同类型、同主题"):
        branch.plan()
    with acting(Actor.system("test")):
        assert (Meeting.objects.count(), Attendance.objects.count()) == (1, 5)


def test_a_record_goes_from_its_branch_to_the_office_and_counts_then(branch):
    meeting = complete(branch)
    year = (date(2026, 1, 1), date(2027, 1, 1))
    with branch.kept():
        acts.submit(meeting=meeting, at=AT)
        with pytest.raises(RefusedError, match="不能修改"):
            acts.edit_meeting(meeting=Meeting.objects.get(), title="改题")
    with acting(Actor.system("test")):
        assert facts.attendances(*year).count() == 0
    with branch.reviewed():
        acts.approve(meeting=meeting, at=AT, words="记录完整")
    with acting(Actor.system("test")):
        assert sorted(row[2] for row in facts.attendances(*year)) == [0, 1, 1, 1, 1]
        row = Meeting.objects.get()
    assert (row.state, row.reviewed_name, row.review_words) == ("approved", branch.officer.name, "记录完整")


def test_nobody_signs_in_to_a_record_that_was_handed_over(branch):
    meeting = complete(branch)
    row = branch.roster(meeting)["一支部戊"]
    with branch.kept():
        acts.submit(meeting=meeting, at=AT)
    oneself = Actor(row.person.name, row.person_id, "attendee", (Grant("life.sign_in", "own", str(row.person_id)),))
    with acting(oneself), pytest.raises(RefusedError, match="待审核，不能修改"):
        attending.sign_in(attendance=row, number="n" * 16, how="account", at=AT)
    assert presences(branch, meeting)["一支部戊"] == "absent"


def test_who_submitted_does_not_approve(branch):
    meeting = complete(branch)
    with branch.reviewed():
        acts.submit(meeting=meeting, at=AT)
        with pytest.raises(RefusedError, match="须为两人"):
            acts.approve(meeting=meeting, at=AT)
        with pytest.raises(RefusedError, match="须为两人"):
            acts.send_back(meeting=meeting, at=AT, reason="退回")
    with acting(Actor.system("test")):
        assert Meeting.objects.get().state == "submitted"


def test_what_is_returned_is_mended_and_handed_over_again(branch):
    meeting = complete(branch)
    with branch.kept():
        acts.submit(meeting=meeting, at=AT)
    with branch.reviewed():
        with pytest.raises(RefusedError, match="请写明退回理由"):
            acts.send_back(meeting=meeting, at=AT, reason=" ")
        acts.send_back(meeting=meeting, at=AT, reason="缺少讨论内容")
    with branch.kept():
        acts.edit_meeting(meeting=Meeting.objects.get(), record=MINUTES * 2)
        row = acts.submit(meeting=meeting, at=AT)
    assert (row.state, row.review_words) == ("submitted", "")


def test_a_correction_opens_an_approved_record_and_takes_it_out_meanwhile(branch):
    meeting = approved(branch)
    with branch.reviewed():
        acts.reopen(meeting=meeting, at=AT, reason="到会人数有误")
    with acting(Actor.system("test")):
        assert facts.attendances(date(2026, 1, 1), date(2027, 1, 1)).count() == 0
    told(branch, meeting, *["present"] * 5)
    assert asked.counted(meeting).present == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [({"record": "短"}, "太短"), ({"host": None}, "主持人"), ({"on": date(2026, 5, 9)}, "还没有召开")],
)
def test_an_incomplete_record_is_not_handed_over(branch, change, words):
    meeting = complete(branch)
    with branch.kept():
        acts.edit_meeting(meeting=meeting, **change)
        with pytest.raises(RefusedError, match=words):
            acts.submit(meeting=meeting, at=AT)
        assert Meeting.objects.get().state == "draft"


def test_nobody_counts_as_absent_before_it_was_told(branch):
    meeting = branch.plan(host=branch.people[0], record=MINUTES)
    with branch.kept(), pytest.raises(RefusedError, match="还有 5 人的到会情况待登记"):
        acts.submit(meeting=meeting, at=AT)


def test_nobody_is_told_present_before_the_day_or_in_two_places(branch):
    later = branch.plan(on=date(2026, 5, 9))
    with pytest.raises(RefusedError, match="还没有到"):
        told(branch, later, *["present"] * 5)
    first, second = branch.plan(title="上午"), branch.plan(title="同时", begins_at=time(9, 30))
    told(branch, first, *["present"] * 5)
    with pytest.raises(RefusedError, match="一支部甲同一时段已登记参加主题党日《上午》"):
        told(branch, second, "present", *["absent"] * 4)
    assert set(presences(branch, second).values()) == {"expected"}
    told(branch, second, *["leave"] * 5)


def test_the_roster_is_changed_but_nobody_who_came_is_lost(branch):
    guest = branch.people[4]
    meeting = branch.plan(kind="2", title="支委会")
    told(branch, meeting, "present", "expected", "expected")
    with branch.kept():
        with pytest.raises(RefusedError, match="一支部甲已登记到会"):
            attending.set_roster(meeting=meeting, persons=branch.people[1:3])
        attending.set_roster(meeting=meeting, persons=[branch.people[0], guest])
    assert presences(branch, meeting) == {"一支部甲": "present", "一支部戊": "expected"}


def test_a_meeting_that_people_attended_is_not_called_off(branch):
    meeting = branch.plan()
    told(branch, meeting, "present", *["absent"] * 4)
    with branch.kept():
        with pytest.raises(RefusedError, match="已有人登记到会"):
            acts.cancel(meeting=meeting, reason="改期")
        other = branch.plan(title="另一次")
    with branch.kept():
        assert acts.cancel(meeting=other, reason="改期").state == "cancelled"


def test_votes_are_counted_by_those_due(branch):
    meeting = branch.plan(kind="1", title="党员大会")
    with acting(Actor.system("test")):
        Membership.objects.filter(person=branch.people[4]).update(stage="4")
    told(branch, meeting, "present", "present", "present", "absent", "present")
    with branch.kept():
        row = papers.resolve(meeting=meeting, title="通过计划", agree=3, against=0, abstain=0)
        assert (row.eligible, row.present, row.passed) == (4, 3, True), "a probationary member has no vote"
        row = papers.resolve(meeting=meeting, title="不过半", agree=2, against=1, abstain=0)
        assert not row.passed
        with pytest.raises(RefusedError, match="合计 4 票"):
            papers.resolve(meeting=meeting, title="多一票", agree=4, against=0, abstain=0)
        with pytest.raises(RefusedError, match="同名决议"):
            papers.resolve(meeting=meeting, title="通过计划", agree=3, against=0, abstain=0)
        assert Resolution.objects.count() == 2


def test_votes_are_held_against_the_roster_again_when_handed_over(branch):
    meeting = complete(branch, "present", "present", "present", "absent", "absent", kind="1", title="党员大会")
    with branch.kept():
        papers.resolve(meeting=meeting, title="通过计划", agree=3, against=0, abstain=0)
    told(branch, meeting, "present", "present", "absent", "absent", "absent")
    with branch.kept(), pytest.raises(RefusedError, match="决议“通过计划”"):
        acts.submit(meeting=meeting, at=AT)


def test_g05_leave_for_a_reason_that_exempts_leaves_the_denominator(branch):
    meeting = branch.plan()
    rows = branch.roster(meeting)
    for name, reason in (("一支部丁", "sick"), ("一支部戊", "personal")):
        person = rows[name].person
        with acting(make_actor("staff", person=person)):
            leave = attending.ask_leave(attendance=rows[name], reason=reason, words="", at=AT)
            with pytest.raises(RefusedError, match="正在等待办理"):
                attending.ask_leave(attendance=rows[name], reason=reason, words="", at=AT)
        with branch.kept():
            attending.decide_leave(leave=leave, granted=True, by="书记", at=AT)
    counts = asked.counted(meeting)
    assert (counts.due, counts.leave, counts.exempt) == (4, 1, 1)


def test_nobody_of_another_branch_is_put_on_the_roster(branch):
    meeting = branch.plan()
    with branch.kept(), pytest.raises(Forbidden):
        attending.set_roster(meeting=meeting, persons=[make_person("来宾")])
    assert len(presences(branch, meeting)) == 5


def test_nobody_asks_for_the_leave_of_another(branch):
    meeting = branch.plan()
    row = branch.roster(meeting)["一支部丁"]
    with acting(make_actor("staff", person=branch.people[4])), pytest.raises(Forbidden):
        attending.ask_leave(attendance=row, reason="sick", words="", at=AT)


def test_volunteering_is_an_occasion_of_service_and_never_an_absence(branch):
    meeting = branch.plan(kind="10", title="社区服务", host=branch.people[0], record=MINUTES)
    with branch.kept():
        attending.set_roster(meeting=meeting, persons=branch.people[:2])
        rows = list(meeting.attendances.order_by("person__staff_no"))
        attending.mark(meeting=meeting, presences={rows[0].pk: "present", rows[1].pk: "absent"}, today=DAY, at=AT)
        acts.submit(meeting=meeting, at=AT)
    with branch.reviewed():
        acts.approve(meeting=meeting, at=AT)
    year = (date(2026, 1, 1), date(2027, 1, 1))
    with acting(Actor.system("test")):
        assert [row[0] for row in facts.volunteering(*year)] == [branch.people[0].pk]
        assert facts.attendances(*year).count() == facts.exemptions(*year).count() == 0


def test_the_year_is_set_down_where_something_is_due_and_missing(branch):
    today = date(2026, 10, 20)
    with branch.kept():
        made = acts.plan_year(branch=branch.row, year=2026, day=15, today=today)
        kinds = sorted((row.kind, row.on) for row in made)
        assert kinds == [
            ("1", date(2026, 11, 16)), ("2", date(2026, 10, 20)), ("2", date(2026, 11, 16)), ("2", date(2026, 12, 15)),
            ("4", date(2026, 11, 16)), ("5", date(2026, 10, 20)), ("5", date(2026, 11, 16)), ("5", date(2026, 12, 15)),
            ("6", date(2026, 12, 15)), ("9", date(2026, 12, 15)),
        ]  # fmt: skip
        with pytest.raises(RefusedError, match="没有需要补排的"):
            acts.plan_year(branch=branch.row, year=2026, day=15, today=today)
        found = years.of_branch(branch.row, 2026, today)
    assert {line.duty.kind: (line.held, line.required) for line in found.lines} == {
        "1": (0, 3), "2": (0, 9), "4": (0, 3), "5": (0, 9), "6": (0, 0), "9": (0, 0),
    }  # fmt: skip
    assert found.late == 24 and found.percent == "0.0%"


def test_a_second_meeting_does_not_stand_in_for_a_missing_one(branch):
    for title in ("三月一", "三月二"):
        approved(branch, on=date(2026, 3, 10), title=title, begins_at=None)
    with branch.kept():
        found = years.of_branch(branch.row, 2026, date(2026, 5, 1))
    line = next(line for line in found.lines if line.duty.kind == "5")
    assert (line.held, line.required) == (1, 4)


def test_attendance_of_a_year_is_listed_by_name(branch):
    approved(branch, "present", "leave", "exempt", "absent", "present")
    with branch.kept():
        found = {share.name: (share.tally.due, share.tally.present) for share in years.attendance(branch.row, 2026)}
    assert found == {
        "一支部甲": (1, 1), "一支部乙": (1, 0), "一支部丙": (0, 0), "一支部丁": (1, 0), "一支部戊": (1, 1),
    }  # fmt: skip


def test_leaders_take_part_like_anybody_else(branch):
    with acting(Actor.system("test")):
        branch.people[1].grade = "M05"
        branch.people[1].save(update_fields=["grade"])
    with branch.kept():
        assert years.leaders(branch.row, DAY) == {branch.people[1].pk}


def test_sign_in_is_opened_on_the_day_only(branch):
    tomorrow, today = branch.plan(on=date(2026, 5, 9)), branch.plan()
    until = datetime(2026, 5, 8, 3, tzinfo=UTC)
    with branch.kept():
        with pytest.raises(RefusedError, match="还没有到"):
            attending.open_checkin(meeting=tomorrow, until=until, at=AT)
        with pytest.raises(RefusedError, match="已经过去"):
            attending.open_checkin(meeting=today, until=AT, at=AT)
        row = attending.open_checkin(meeting=today, until=until, at=AT)
        first = row.checkin_key
        assert row.is_checkin_open(AT) and not row.is_checkin_open(until)
        assert attending.open_checkin(meeting=today, until=until, at=AT).checkin_key != first
        assert not attending.close_checkin(meeting=today, at=AT).is_checkin_open(AT)
