"""What was promised changes hands or is revoked by whoever keeps talks, with a reason; the to-do list follows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shuanglun.base.actor import acting
from shuanglun.base.audit.acts import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import FollowUp, TalkAct
from shuanglun.records.life.operations import care
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import AT, SYSTEM, TODAY, as_person, as_secretary, playing
from shuanglun.records.life.tests.talk_cases import stored, talked, told

pytestmark = pytest.mark.django_db
DUE, LATE, ANEW = date(2026, 2, 20), date(2026, 3, 1), date(2026, 4, 1)
WHY = "原责任人已调离"


@pytest.fixture
def house():
    return cases.Branch()


def promised(house, origin=None):
    """Something that the officer of another department promised, to be done by a day."""
    origin = origin or talked(house)
    with as_secretary(house, "life.talk"):
        return operations.promise(origin=origin, what="安排培训", owner=house.officer.pk, due_on=DUE, today=TODAY)


def handed_on(row, owner, due_on=ANEW, reason=WHY, today=LATE):
    return operations.reassign(follow_up=row, owner=owner.pk, due_on=due_on, reason=reason, at=AT, today=today)


def own_titles(person, on=LATE):
    with as_person(person):
        return [item.title for item in queries.open_own(on) if "跟踪" in item.title]


def kept_titles(house, on=LATE):
    with as_secretary(house, "life.talk"):
        return [item.title for item in queries.open_kept(on)]


def now() -> FollowUp:
    return FollowUp._base_manager.get()


def test_what_was_promised_goes_to_somebody_else_and_the_to_do_list_follows(house):
    row = promised(house)
    assert (own_titles(house.officer), kept_titles(house)) == (["办理跟踪事项：安排培训"], ["跟踪事项逾期"])
    with as_secretary(house, "life.talk"):
        handed_on(row, house.stranger)
    assert (now().owner_id, now().due_on) == (house.stranger.pk, ANEW)
    assert (own_titles(house.officer), own_titles(house.stranger)) == ([], ["办理跟踪事项：安排培训"])
    assert kept_titles(house) == []
    with as_person(house.officer), pytest.raises(Forbidden):
        operations.finish(follow_up=row, result="办了", today=LATE)
    with as_person(house.stranger):
        operations.finish(follow_up=row, result="办了", today=LATE)
    assert now().done_on == LATE
    kept = TalkAct._base_manager.get()
    assert kept.kind == "reassigned"
    assert kept.words == "由叶知秋（期限 2026-02-20）改为江望舒（期限 2026-04-01）：原责任人已调离"
    assert WHY not in " ".join(str(vars(entry)) for entry in Entry._base_manager.all())


def test_what_was_promised_is_revoked_with_a_reason_and_waits_for_nobody(house):
    row = promised(house)
    with as_secretary(house, "life.talk"):
        with pytest.raises(RefusedError, match="理由"):
            operations.revoke(follow_up=row, reason=" ", at=AT, today=LATE)
        assert now().is_running
        operations.revoke(follow_up=row, reason="培训取消", at=AT, today=LATE)
    assert (now().revoked_on, own_titles(house.officer), kept_titles(house)) == (LATE, [], [])
    with as_person(house.officer), pytest.raises(RefusedError, match="已于 2026-03-01 撤销"):
        operations.finish(follow_up=row, result="办了", today=LATE)
    with as_secretary(house, "life.talk"):
        for act in (lambda: handed_on(row, house.second), lambda: revoked(row)):
            with pytest.raises(RefusedError, match="已于 2026-03-01 撤销"):
                act()


def revoked(row):
    return operations.revoke(follow_up=row, reason="不再需要", at=AT, today=LATE)


def test_what_is_done_is_neither_handed_on_nor_revoked(house):
    row = promised(house)
    with as_person(house.officer):
        operations.finish(follow_up=row, result="办了", today=TODAY)
    with as_secretary(house, "life.talk"):
        for act in (lambda: handed_on(row, house.second), lambda: revoked(row)):
            with pytest.raises(RefusedError, match="已于 2026-01-20 办结"):
                act()
    with acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.update(revoked_on=TODAY)


def test_handing_on_needs_a_change_a_day_ahead_and_a_reason(house):
    row = promised(house)
    with as_secretary(house, "life.talk"):
        for words, values in {
            "没有改变": {"owner": house.officer, "due_on": DUE, "today": TODAY},
            "已过": {"owner": house.second, "due_on": DUE},
            "理由": {"owner": house.second, "reason": " "},
        }.items():
            with pytest.raises(RefusedError, match=words):
                handed_on(row, **values)
        assert (now().owner_id, now().due_on) == (house.officer.pk, DUE)
        handed_on(row, house.officer)  # the same person by another day
    assert (now().owner_id, now().due_on) == (house.officer.pk, ANEW)


def test_only_who_keeps_talks_over_the_person_hands_on_and_never_the_person(house):
    row = promised(house)
    with playing("branch_secretary", "life.talk", branch=house.other), pytest.raises(Forbidden):
        handed_on(row, house.second)
    with as_person(house.officer), pytest.raises(Forbidden):
        handed_on(row, house.second)
    with playing("branch_secretary", "life.talk", person=house.first, branch=house.branch):
        with pytest.raises(RefusedError, match="与本人有关"):
            handed_on(row, house.second)
        with pytest.raises(RefusedError, match="与本人有关"):
            revoked(row)
    assert (now().owner_id, now().revoked_on, cases.rows(TalkAct)) == (house.officer.pk, None, 0)


def test_a_record_with_a_promise_is_withdrawn_after_the_promise_was(house):
    with playing("political", "life.talk", person=house.officer):
        talk = operations.record(
            kind="heart", subject=house.first, sides=Sides(house.secretary.pk), held=told(), at=AT, today=TODAY
        )
    row = promised(house, talk)
    with as_secretary(house, "life.talk"):
        with pytest.raises(RefusedError, match="还有 1 项跟踪事项"):
            operations.withdraw(talk=talk, reason="登记有误", at=AT)
        revoked(row)
        operations.withdraw(talk=talk, reason="登记有误", at=AT)
    assert stored().state == "withdrawn"


def test_screens_hand_on_and_revoke_where_the_promise_is_shown(house, sign_in):
    row = promised(house)
    page, door = f"/life/talks/{row.talk_id}/", f"/life/follow-ups/{row.pk}/"
    keeper = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    text = keeper.get(page).content.decode()
    assert f"{door}reassign/" in text and f"{door}revoke/" in text
    own = sign_in("staff", person=house.first).get(f"/life/talks/mine/{row.talk_id}/").content.decode()
    assert f"{door}reassign/" not in own
    values = {"owner": house.stranger.staff_no, "due_on": "2099-04-01", "reason": WHY}
    assert keeper.post(f"{door}reassign/", values | {"reason": ""}).status_code == 422
    assert keeper.post(f"{door}reassign/", values).status_code == 302
    assert now().owner_id == house.stranger.pk and WHY in keeper.get(page).content.decode()
    owner = sign_in("staff", person=house.stranger)
    assert WHY in owner.get(door).content.decode() and "安排培训" in owner.get("/life/talks/mine/").content.decode()
    other = sign_in("personnel").get(page).content.decode()
    assert "安排培训" not in other and WHY not in other and f"{door}reassign/" in other
    assert keeper.post(f"{door}revoke/", {"reason": "培训取消"}).status_code == 302
    text = keeper.get(page).content.decode()
    assert "撤销事项" in text and "培训取消" in text and f"{door}revoke/" not in text
    text = owner.get(door).content.decode()
    assert "培训取消" in text and f"{door}done/" not in text
    assert keeper.post(f"{door}revoke/", {"reason": "再撤销"}).status_code == 422


def test_what_was_promised_with_care_changes_hands_too(house, sign_in):
    with as_secretary(house, "life.talk"):
        origin = care.record(kind="help", person=house.first, on=TODAY, by="x", reason="x", done="x", today=TODAY)
    row = promised(house, origin)
    keeper = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    page = f"/life/care/{origin.pk}/"
    assert f"/life/follow-ups/{row.pk}/revoke/" in keeper.get(page).content.decode()
    answer = keeper.post(f"/life/follow-ups/{row.pk}/revoke/", {"reason": "已另行解决"})
    assert (answer.status_code, answer.url, now().is_running) == (302, page, False)
