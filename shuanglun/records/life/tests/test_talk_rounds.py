"""A record of a talk may be sent back, refused, amended and withdrawn: everybody is asked again, and nothing is lost."""

from datetime import timedelta

import pytest

from shuanglun.base.audit.acts import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Talk, TalkAct
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import AT, TODAY, as_person, as_secretary, playing
from shuanglun.records.life.tests.talk_cases import SAID, planned, stored, talked, told

pytestmark = pytest.mark.django_db
WRONG, ANEW, LATER = "这一段没有谈到", "改正以后的话", AT + timedelta(days=1)


@pytest.fixture
def house():
    return cases.Branch()


def draft(house):
    """A talk of the secretary that the political-work office wrote down, so that the secretary has to sign."""
    with as_office(house):
        return operations.record(
            kind="heart", subject=house.first, sides=Sides(house.secretary.pk), held=told(), at=AT, today=TODAY
        )


def as_office(house):
    return playing("political", "life.talk", person=house.officer)


def returned(house):
    row = draft(house)
    with as_person(house.secretary):
        operations.send_back(talk=row, reason=WRONG, at=AT)
    return row


def refused(house):
    row = talked(house)
    with as_person(house.first):
        operations.answer(talk=row, agrees=False, view="有保留", words=WRONG, at=AT)
    return row


def amended(row, house, **values):
    operations.amend(talk=row, sides=Sides(house.secretary.pk), held=told(**values), at=LATER, today=TODAY)


def shown(client, row, own=True):
    return client.get(f"/life/talks/{'mine/' if own else ''}{row.pk}/").content.decode()


def test_whoever_led_the_talk_sends_a_wrong_record_back_to_whoever_wrote_it(house):
    row = returned(house)
    assert (stored().state, stored().talker_signed_at) == ("returned", None)
    with as_person(house.secretary):
        assert queries.open_own(TODAY) == []
    with as_secretary(house, "life.talk"):
        assert queries.open_kept(TODAY) == []
    with as_office(house):
        assert [item.title for item in queries.open_kept(TODAY)] == ["修改谈话记录：林一禾"]
        amended(row, house, content=ANEW)
        assert queries.open_kept(TODAY) == []
    assert (stored().state, stored().content, stored().talker_signed_at) == ("draft", ANEW, None)
    with as_person(house.secretary):
        assert [item.title for item in queries.open_own(TODAY)] == [f"确认谈话记录 {row.number}"]
        operations.sign(talk=row, at=LATER)
    assert (stored().state, stored().talker_signed_at) == ("awaiting", LATER)


def test_the_second_sends_back_what_the_first_has_signed(house):
    row = talked(house, "admonish", second=house.officer.pk)
    assert stored().talker_signed_at == AT
    with as_person(house.officer):
        operations.send_back(talk=row, reason=WRONG, at=AT)
    assert (stored().state, stored().talker_signed_at) == ("returned", None)
    with as_secretary(house, "life.talk"):
        sides = Sides(house.secretary.pk, house.officer.pk)
        operations.amend(talk=row, sides=sides, held=told(content=ANEW), at=LATER, today=TODAY)
    assert (stored().state, stored().talker_signed_at, stored().second_signed_at) == ("draft", LATER, None)


def test_only_who_has_to_sign_sends_back_and_says_why(house):
    row = draft(house)
    with as_person(house.first), pytest.raises(RefusedError, match="谈话人本人"):
        operations.send_back(talk=row, reason=WRONG, at=AT)
    with as_person(house.second), pytest.raises(Forbidden):
        operations.send_back(talk=row, reason=WRONG, at=AT)
    with as_person(house.secretary), pytest.raises(RefusedError, match="理由"):
        operations.send_back(talk=row, reason=" ", at=AT)
    assert (stored().state, cases.rows(TalkAct)) == ("draft", 0)
    with as_person(house.secretary):
        operations.sign(talk=row, at=AT)
        with pytest.raises(RefusedError, match="不能退回修改"):
            operations.send_back(talk=row, reason=WRONG, at=AT)


def test_after_a_refusal_the_record_is_amended_and_everybody_asked_again(house):
    row = refused(house)
    with as_secretary(house, "life.talk"):
        amended(row, house, content=ANEW)
    now = stored()
    assert (now.state, now.content, now.talker_signed_at, now.answered_at) == ("awaiting", ANEW, LATER, None)
    assert (now.subject_note, now.subject_view) == ("", "")
    with as_person(house.first):
        assert [item.title for item in queries.open_own(TODAY)] == [f"确认{row}"]
        operations.answer(talk=row, agrees=True, view="", words="", at=LATER)
    assert stored().state == "confirmed"
    kept = TalkAct._base_manager.get()
    assert (kept.kind, kept.name, kept.at, kept.content) == ("objected", "林一禾", AT, SAID)
    assert WRONG in kept.words and "有保留" in kept.words


def test_a_former_refusal_is_read_by_both_sides_and_nobody_else(house, sign_in):
    row = refused(house)
    with as_secretary(house, "life.talk"):
        amended(row, house, content=ANEW)
    for person in (house.first, house.secretary):
        page = shown(sign_in("staff", person=person), row)
        assert WRONG in page and SAID in page and ANEW in page and "2026-01-20 10:00" in page, person
    for reader in (sign_in("personnel"), sign_in("branch_secretary", branch=house.branch)):
        page = shown(reader, row, own=False)
        assert WRONG not in page and SAID not in page and ANEW not in page
    office = sign_in("political")
    assert WRONG in office.post(f"/life/talks/{row.pk}/open/", {"reason": "核实来信"}).content.decode()
    told_to_all = " ".join(str(vars(entry)) for entry in Entry._base_manager.all())
    assert WRONG not in told_to_all and ANEW not in told_to_all


@pytest.mark.parametrize("agrees", [True, None])
def test_what_was_confirmed_or_is_being_asked_is_not_amended(house, agrees):
    row = talked(house)
    if agrees:
        with as_person(house.first):
            operations.answer(talk=row, agrees=True, view="", words="", at=AT)
    with as_secretary(house, "life.talk"), pytest.raises(RefusedError, match="不能修改谈话记录"):
        amended(row, house, content=ANEW)
    assert stored().content == SAID


def test_another_keeper_amends_without_reading_and_without_taking_a_seat(house, sign_in):
    row = returned(house)
    address = f"/life/talks/{row.pk}/amend/"
    other = sign_in("personnel", person=house.stranger)
    page = other.get(address).content.decode()
    for words in (SAID, WRONG, "近况", "会议室"):
        assert words not in page
    assert "留空则保留" in page
    values = {"talker": house.secretary.staff_no, "on": "2026-01-05", "reach": "review", "content": "", "topic": ""}
    answer = other.post(address, values | {"talker": house.stranger.staff_no})
    assert (answer.status_code, "谈话人不能更换" in answer.content.decode()) == (422, True)
    answer = other.post(address, values | {"reach": "sides"})
    assert (answer.status_code, "可见范围不能更改" in answer.content.decode()) == (422, True)
    assert other.post(address, values).status_code == 302
    now = stored()
    assert (now.state, now.content, now.topic, now.place) == ("draft", SAID, "近况", "会议室")
    assert SAID not in shown(other, row, own=False)
    with as_person(house.secretary):
        operations.send_back(talk=row, reason=WRONG, at=AT)
    assert SAID not in other.get(address).content.decode()


def test_whoever_wrote_the_record_sees_it_again_when_it_comes_back(house, sign_in):
    office = sign_in("political")
    values = {"kind": "heart", "trigger": "regular", "subject": "林一禾", "talker": house.secretary.staff_no,
              "on": "2026-01-05", "content": SAID, "topic": "近况", "reach": "review"}  # fmt: skip
    assert office.post("/life/talks/record/", values).status_code == 302
    row = stored()
    talker = sign_in("staff", person=house.secretary)
    assert "退回修改" in shown(talker, row)
    assert talker.post(f"/life/talks/{row.pk}/return/", {"reason": " "}).status_code == 422
    assert talker.post(f"/life/talks/{row.pk}/return/", {"reason": WRONG}).status_code == 302
    page = shown(office, row, own=False)
    assert WRONG in page and "修改谈话记录" in page
    assert WRONG not in shown(sign_in("staff", person=house.first), row)
    address = f"/life/talks/{row.pk}/amend/"
    form = office.get(address).content.decode()
    assert SAID in form and "近况" in form
    assert office.post(address, values | {"content": ""}).status_code == 422
    assert office.post(address, values | {"content": ANEW, "topic": ""}).status_code == 302
    assert (stored().state, stored().content, stored().topic) == ("draft", ANEW, "")


def test_a_record_is_withdrawn_with_a_reason_and_stays_in_the_list(house, sign_in):
    row = draft(house)
    keeper = sign_in("branch_secretary", branch=house.branch)
    address = f"/life/talks/{row.pk}/withdraw/"
    assert keeper.post(address, {"reason": " "}).status_code == 422
    assert stored().state == "draft"
    assert keeper.post(address, {"reason": "登记错了对象"}).status_code == 302
    assert stored().state == "withdrawn"
    ledger = keeper.get("/life/talks/").content.decode()
    assert row.number in ledger and "已撤销" in ledger
    readers = {
        "keeper": (keeper, False, False, True), "personnel": (sign_in("personnel"), False, False, False),
        "subject": (sign_in("staff", person=house.first), True, False, False),
        "talker": (sign_in("staff", person=house.secretary), True, True, True),
    }  # fmt: skip
    for who, (client, own, reads, knows_why) in readers.items():
        page = shown(client, row, own)
        assert (SAID in page, "登记错了对象" in page, "已撤销" in page) == (reads, knows_why, True), who
    assert sign_in("political").post(f"/life/talks/{row.pk}/open/", {"reason": "想看"}).status_code == 422
    with as_secretary(house, "life.talk"):
        assert queries.talk_rate(house.branch, 2026) == (0, 0, None)
        with pytest.raises(RefusedError, match="不能修改谈话记录"):
            amended(row, house)


def test_what_was_sent_back_may_be_withdrawn_too(house):
    row = returned(house)
    with as_office(house):
        operations.withdraw(talk=row, reason="没有谈成", at=LATER)
        assert queries.open_kept(TODAY) == []
    assert stored().state == "withdrawn"


@pytest.mark.parametrize("agrees", [True, False])
def test_what_was_answered_stays(house, agrees):
    row = talked(house)
    with as_person(house.first):
        operations.answer(talk=row, agrees=agrees, view="", words=WRONG, at=AT)
    with as_secretary(house, "life.talk"), pytest.raises(RefusedError, match="不能撤销谈话记录"):
        operations.withdraw(talk=row, reason="不要了", at=LATER)


def test_a_refusal_is_not_withdrawn_by_way_of_another_round(house):
    row = refused(house)
    with as_office(house):
        amended(row, house, content=ANEW)
        assert stored().state == "draft"
        with pytest.raises(RefusedError, match="曾答复不确认"):
            operations.withdraw(talk=row, reason="不要了", at=LATER)
    assert stored().state == "draft"


def test_a_plan_is_cancelled_with_a_reason_that_its_subject_does_not_read(house, sign_in):
    row = planned(house)
    keeper = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    assert keeper.post(f"/life/talks/{row.pk}/cancel/", {"reason": ""}).status_code == 422
    assert keeper.post(f"/life/talks/{row.pk}/cancel/", {"reason": "另行安排"}).status_code == 302
    assert stored().state == "cancelled" and "另行安排" in shown(keeper, row, own=False)
    page = shown(sign_in("staff", person=house.first), row)
    assert "已取消" in page and "另行安排" not in page and "拟谈主题" not in page


def test_nobody_gives_up_or_rewrites_what_others_wrote_of_a_talk_with_themselves(house):
    row = planned(house)
    with as_subject(house), pytest.raises(RefusedError, match="其他有权限的同志"):
        operations.cancel(talk=row, reason="不想谈", at=AT)
    Talk._base_manager.all().delete()
    row = returned(house)
    with as_subject(house):
        with pytest.raises(RefusedError, match="其他有权限的同志"):
            operations.withdraw(talk=row, reason="不想谈", at=AT)
        with pytest.raises(RefusedError, match="其他有权限的同志"):
            amended(row, house, content=ANEW)
    assert (stored().state, stored().content) == ("returned", SAID)


def as_subject(house):
    """The person whom the talk is with, as somebody who keeps talks of the branch."""
    return playing("branch_secretary", "life.talk", person=house.first, branch=house.branch)
