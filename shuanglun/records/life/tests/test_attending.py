"""Attendance by hand: beside scans that come meanwhile, with a ground where somebody leaves the denominator."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Attendance, LeaveRequest, Meeting
from shuanglun.records.life.operations import attending
from shuanglun.records.life.tests.conftest import AT, DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rest", ["", "absent"])
def test_who_scans_while_the_form_is_open_stays_present(branch, sign_in, rest):
    """The page shows two who are expected; one of them scans before it is sent."""
    meeting = branch.plan(on=timezone.localdate())
    client = sign_in("branch_secretary", branch=branch.row)
    address = f"/life/meetings/{meeting.pk}/mark/"
    form = client.get(address).context["form"]
    sent = {"shown": form["shown"].value(), "rest": rest} | {field.name: "expected" for _, field in form.lines()}
    scanned, told = (row.pk for row, _ in form.lines()[:2])
    sent[f"p{told}"] = "present"
    with acting(Actor.system("test")):
        Attendance.objects.filter(pk=scanned).update(
            presence="present", how="account", ticket="t", signed_at=timezone.now()
        )
    assert client.post(address, sent).status_code == 302
    rows = {row.pk: row for row in Attendance._base_manager.filter(meeting=meeting)}
    assert (rows[scanned].presence, rows[scanned].ticket, rows[scanned].how) == ("present", "t", "account")
    assert (rows[told].presence, rows[told].how) == ("present", "hand")
    assert {row.presence for pk, row in rows.items() if pk not in (scanned, told)} == {rest or "expected"}


def test_leave_is_not_granted_to_somebody_who_came(branch):
    meeting = branch.plan(on=timezone.localdate())
    with acting(Actor.system("test")):
        row = Attendance.objects.filter(meeting=meeting).first()
        leave = LeaveRequest.objects.create(attendance=row, reason="personal", words="", asked_at=timezone.now())
        Attendance.objects.filter(pk=row.pk).update(presence="present", how="account", signed_at=timezone.now())
        with pytest.raises(RefusedError, match="已登记到会"):
            attending.decide_leave(leave=leave, granted=True, by="甲", at=timezone.now())
        attending.decide_leave(leave=leave, granted=False, by="甲", at=timezone.now())
    assert Attendance._base_manager.get(pk=row.pk).presence == "present"


def test_nobody_leaves_the_denominator_by_hand_without_a_ground(branch):
    """G-05: an exemption has a leave on file behind it, which the reviewer sees; health is not described."""
    meeting = branch.plan()
    row = branch.roster(meeting)[branch.people[3].name]
    with branch.kept():
        with pytest.raises(RefusedError, match="须选择豁免事由") as refused:
            attending.mark(meeting=meeting, presences={row.pk: "exempt"}, today=DAY, at=AT)
        with pytest.raises(RefusedError, match="事假请登记为“请假”"):
            attending.mark(meeting=meeting, presences={row.pk: "exempt"}, today=DAY, at=AT, ground="personal")
        attending.mark(meeting=meeting, presences={row.pk: "exempt"}, today=DAY, at=AT, ground="duty")
    assert refused.value.field == "ground"
    leave = LeaveRequest._base_manager.get(attendance=row)
    assert (leave.reason, leave.state, leave.decided_by) == ("duty", "granted", branch.secretary.name)


def test_nobody_grants_their_own_leave(branch):
    """G-14."""
    meeting = branch.plan(on=timezone.localdate())
    row = branch.roster(meeting)[branch.people[0].name]
    with acting(Actor.system("test")):
        leave = LeaveRequest.objects.create(attendance=row, reason="duty", words="", asked_at=timezone.now())
    with branch.kept(), pytest.raises(RefusedError, match="须由另一人办理"):
        attending.decide_leave(leave=leave, granted=True, by="甲", at=timezone.now())
    with branch.reviewed():
        assert Attendance._base_manager.get(pk=row.pk).presence == "expected"


@pytest.mark.parametrize("on", ["0001-01-01", "2126-01-01"])
def test_a_mistyped_year_is_asked_about(branch, sign_in, on):
    client = sign_in("branch_secretary", branch=branch.row)
    answer = client.post(
        "/life/plan/", {"branch": branch.row.pk, "kind": "5", "title": "学习", "on": on, "minutes": "60"}
    )
    assert answer.status_code == 422
    assert "请核对年份" in answer.content.decode()
    assert not Meeting._base_manager.exists()


def test_the_year_of_a_branch_is_linked_only_for_those_who_keep_its_book(branch, sign_in):
    branch.plan()
    linked = f'href="/life/branches/{branch.row.pk}/"'
    pages = {role: sign_in(role).get("/life/").content.decode() for role in ("political", "personnel", "integration")}
    assert {role for role, page in pages.items() if linked in page} == {"political"}
