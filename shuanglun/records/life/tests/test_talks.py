"""Talks and care: both sides, what was said behind need-to-know, what was promised."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shuanglun.base.actor import acting
from shuanglun.base.audit.acts import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life import facts
from shuanglun.records.life.models import Care, FollowUp, Opening, Talk
from shuanglun.records.life.operations import care
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import AT, SYSTEM, TODAY, as_person, as_secretary, playing
from shuanglun.records.life.tests.talk_cases import SAID, stored, talked, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return cases.Branch()


def test_whoever_led_and_wrote_it_down_has_signed_and_the_subject_is_asked(house):
    row = talked(house)
    assert (row.number, row.state, row.talker_signed_at) == ("谈2026-00001", "awaiting", AT)
    assert str(Talk._base_manager.values_list("content", flat=True).get()).startswith("s1:")
    assert SAID not in " ".join(str(vars(entry)) for entry in Entry._base_manager.all())
    with as_person(house.second), pytest.raises(Forbidden):
        operations.answer(talk=row, agrees=True, view="", words="", at=AT)
    with as_person(house.secretary), pytest.raises(RefusedError, match="当事人本人"):
        operations.answer(talk=row, agrees=True, view="", words="", at=AT)
    assert stored().state == "awaiting"
    with as_person(house.first):
        operations.answer(talk=row, agrees=True, view="同意", words="", at=AT)
    assert (stored().state, stored().subject_view) == ("confirmed", "同意")


def test_to_refuse_is_a_right_with_a_note(house):
    row = talked(house)
    with as_person(house.first), pytest.raises(RefusedError) as refused:
        operations.answer(talk=row, agrees=False, view="", words=" ", at=AT)
    assert (refused.value.field, stored().state) == ("words", "awaiting")
    with as_person(house.first):
        operations.answer(talk=row, agrees=False, view="", words="第二段与谈话不符", at=AT)
    assert (stored().state, stored().subject_note) == ("refused", "第二段与谈话不符")
    with as_person(house.first), pytest.raises(RefusedError, match="不能确认"):
        operations.answer(talk=stored(), agrees=True, view="", words="", at=AT)


@pytest.mark.parametrize("kind", ["remind", "admonish"])
def test_some_talks_take_two(house, kind):
    with pytest.raises(RefusedError, match="须由两人进行"):
        talked(house, kind)
    assert cases.rows(Talk) == 0
    row = talked(house, kind, second=house.officer.pk)
    assert row.state == "draft"
    with as_person(house.officer):
        operations.sign(talk=row, at=AT)
    assert stored().state == "awaiting"
    with acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.update(second=None)


def test_sides_are_different_people_says_the_database_too(house):
    row = talked(house)
    for values in ({"talker": house.first}, {"second": house.first}, {"second": house.secretary}):
        with acting(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
            Talk.objects.filter(pk=row.pk).update(**values)


def test_a_talk_in_the_future_can_be_planned_only(house):
    with pytest.raises(RefusedError, match="不能登记为已谈"):
        talked(house, on=date(2026, 2, 1))
    assert cases.rows(Talk) == 0
    with as_secretary(house, "life.talk"):
        row = operations.open_talk(
            kind="party", subject=house.first, sides=Sides(house.secretary.pk), on=date(2026, 2, 1), today=TODAY,
            trigger="transfer",
        )  # fmt: skip
        assert row.state == "planned"
        with pytest.raises(RefusedError, match="已过"):
            operations.open_talk(
                kind="party", subject=house.first, sides=Sides(house.secretary.pk), on=date(2026, 1, 1), today=TODAY
            )
        assert [item.title for item in queries.open_kept(date(2026, 2, 1))] == ["登记谈话：林一禾"]
        assert queries.open_kept(TODAY) == []
        operations.record_planned(
            talk=row, sides=Sides(house.secretary.pk), held=told(on=date(2026, 2, 1)), at=AT, today=date(2026, 2, 1)
        )
    assert stored().state == "awaiting"


def test_nobody_talks_down_into_another_branch(house):
    with as_secretary(house, "life.talk"), pytest.raises(Forbidden):
        operations.record(
            kind="heart", subject=house.stranger, sides=Sides(house.secretary.pk), held=told(), at=AT, today=TODAY
        )
    assert cases.rows(Talk) == 0


def test_who_reads_what_was_said(house, sign_in):
    """The need-to-know matrix: page, and whether the words stand on it."""
    row = talked(house)
    kept, own = f"/life/talks/{row.pk}/", f"/life/talks/mine/{row.pk}/"
    matrix = {
        "subject": (sign_in("staff", person=house.first), own, 200, True),
        "talker": (sign_in("branch_secretary", branch=house.branch, person=house.secretary), kept, 200, True),
        "other staff": (sign_in("staff", person=house.second), own, 404, False),
        "deputy": (sign_in("branch_secretary", branch=house.branch), kept, 200, False),
        "other secretary": (sign_in("branch_secretary", branch=house.other), kept, 404, False),
        "head": (sign_in("section_head", unit=house.unit), kept, 200, False),
        "other head": (sign_in("section_head", unit=house.other_unit), kept, 404, False),
        "personnel": (sign_in("personnel"), kept, 200, False),
        "political": (sign_in("political"), kept, 200, False),
        "integration": (sign_in("integration"), kept, 403, False),
        "auditor": (sign_in("auditor"), kept, 403, False),
        "guard": (sign_in("security_admin"), kept, 403, False),
    }
    for who, (client, address, code, reads) in matrix.items():
        answer = client.get(address)
        text = answer.content.decode()
        assert (answer.status_code, SAID in text, "近况" in text) == (code, reads, reads), who
    for who in ("deputy", "head", "personnel", "political"):
        ledger = matrix[who][0].get("/life/talks/").content.decode()
        assert row.number in ledger and "近况" not in ledger, who


def test_opening_by_others_takes_a_reason_that_the_subject_sees(house, sign_in):
    row = talked(house)
    door = f"/life/talks/{row.pk}/open/"
    review, personnel = sign_in("political"), sign_in("personnel")
    assert personnel.post(door, {"reason": "想看"}).status_code == 403
    assert review.post(door, {"reason": " "}).status_code == 422
    assert cases.rows(Opening) == 0
    entries = Entry._base_manager.count()
    assert SAID in review.post(door, {"reason": "核实来信"}).content.decode()
    assert Entry._base_manager.count() == entries + 1
    assert SAID not in review.get(f"/life/talks/{row.pk}/").content.decode()
    own = sign_in("staff", person=house.first)
    page = own.get(f"/life/talks/mine/{row.pk}/").content.decode()
    assert "核实来信" in page and review.user.name in page
    talker = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    assert "核实来信" not in talker.get(f"/life/talks/{row.pk}/").content.decode()


def test_a_talk_kept_between_the_sides_opens_to_nobody_else(house, sign_in):
    row = talked(house, reach="sides")
    answer = sign_in("political").post(f"/life/talks/{row.pk}/open/", {"reason": "核实来信"})
    assert answer.status_code == 422 and SAID not in answer.content.decode()
    assert cases.rows(Opening) == 0


def test_that_somebody_was_admonished_is_told_to_few(house, sign_in):
    row = talked(house, "admonish", second=house.officer.pk)
    for reader in (sign_in("section_head", unit=house.unit), sign_in("personnel")):
        for address in ("/life/talks/", f"/life/talks/{row.pk}/", "/life/talks/?export=csv"):
            answer = reader.get(address)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert "诫勉" not in data.decode("utf-8-sig"), address
    assert "诫勉告知" in sign_in("political").get(f"/life/talks/{row.pk}/").content.decode()


def test_what_was_promised_waits_for_whoever_does_it_and_late_for_whoever_keeps_the_talk(house):
    row = talked(house)
    with as_secretary(house, "life.talk"):
        with pytest.raises(RefusedError, match="已过"):
            operations.promise(
                origin=row, what="安排培训", owner=house.officer.pk, due_on=date(2026, 1, 1), today=TODAY
            )
        promise = operations.promise(
            origin=row, what="安排培训", owner=house.officer.pk, due_on=date(2026, 2, 20), today=TODAY
        )
    with as_person(house.officer):
        assert [(item.title, item.due_on) for item in queries.open_own(TODAY)] == [
            ("办理跟踪事项：安排培训", date(2026, 2, 20))
        ]
    with as_person(house.second):
        assert queries.open_own(TODAY) == []
    late = date(2026, 3, 1)
    with as_secretary(house, "life.talk"):
        assert queries.open_kept(TODAY) == []
        assert [item.title for item in queries.open_kept(late)] == ["跟踪事项逾期"]
    with playing("personnel", "life.talk", person=house.stranger):
        assert queries.open_kept(late) == []
    with as_person(house.first), pytest.raises(RefusedError, match="当事人本人"):
        operations.finish(follow_up=promise, result="办了", today=late)
    with as_person(house.officer):
        operations.finish(follow_up=promise, result="名额已定", today=late)
        assert queries.open_own(late) == []
    assert FollowUp._base_manager.get().done_on == late


def test_the_subject_is_asked_on_the_to_do_list(house):
    talked(house)
    with as_person(house.first):
        assert [item.title for item in queries.open_own(TODAY)] == ["确认谈话 谈2026-00001"]
    with as_person(house.second):
        assert queries.open_own(TODAY) == []


def test_the_rate_of_a_branch_counts_held_over_planned(house):
    with as_secretary(house, "life.talk"):
        assert queries.talk_rate(house.branch, 2026) == (0, 0, None)
    talked(house)
    with as_secretary(house, "life.talk"):
        sides = Sides(house.secretary.pk)
        for on in (date(2026, 3, 1), date(2026, 4, 1)):
            row = operations.open_talk(kind="heart", subject=house.second, sides=sides, on=on, today=TODAY)
        assert queries.talk_rate(house.branch, 2026)[:2] == (1, 3)
        operations.cancel(talk=row, reason="出差", at=AT)
        done, planned, rate = queries.talk_rate(house.branch, 2026)
        assert (done, planned, rate * 2) == (1, 2, 1)


def test_why_care_was_given_is_known_to_few(house, sign_in):
    with as_secretary(house, "life.talk"):
        with pytest.raises(RefusedError, match="在将来"):
            care.record(
                kind="help", person=house.first, on=date(2026, 2, 1), by="书记", reason="x", done="y", today=TODAY
            )
        row = care.record(
            kind="help", person=house.first, on=TODAY, by="支部书记", reason="家中急事", done="办理补助", today=TODAY
        )
    kept, own = f"/life/care/{row.pk}/", f"/life/care/mine/{row.pk}/"
    matrix = {
        "own": (sign_in("staff", person=house.first), own, 200, True),
        "political": (sign_in("political"), kept, 200, True),
        "personnel": (sign_in("personnel"), kept, 200, False),
        "head": (sign_in("section_head", unit=house.unit), kept, 200, False),
        "other staff": (sign_in("staff", person=house.second), own, 404, False),
        "other head": (sign_in("section_head", unit=house.other_unit), kept, 404, False),
        "auditor": (sign_in("auditor"), kept, 403, False),
    }
    for who, (client, address, code, reads) in matrix.items():
        answer = client.get(address)
        assert (answer.status_code, "家中急事" in answer.content.decode()) == (code, reads), who
    assert "家中急事" not in " ".join(str(vars(entry)) for entry in Entry._base_manager.all())
    assert cases.rows(Care) == 1


def test_talks_and_care_are_no_facts():
    refs = {source.ref for source in facts.SOURCES}
    assert refs & {"life:talk", "life:care", "life:followup", "life:criticism", "life:opinion", "life:opening"} == set()


@pytest.mark.parametrize("address", ["/life/talks/", "/life/care/"])
def test_the_ledgers_ask_as_often_for_many_as_for_few(house, sign_in, address):
    talked(house)
    with as_secretary(house, "life.talk"):
        care.record(kind="visit", person=house.first, on=TODAY, by="x", reason="x", done="x", today=TODAY)
    reader = sign_in("political")

    def asked() -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as found:
            assert reader.get(address).status_code == 200
        return len(found)

    few = asked()
    with acting(SYSTEM):
        for number in range(60):
            Talk.objects.create(
                number=f"T{number}", kind="heart", on=TODAY, talker=house.secretary, subject=house.first, kept_by="x"
            )
            Care.objects.create(kind="visit", person=house.first, on=TODAY, by="x", reason="x", done="x", kept_by="x")
    assert asked() == few <= 7


def test_screens_of_a_talk_from_plan_to_answer(house, sign_in):
    keeper = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    values = {"kind": "heart", "trigger": "regular", "subject": "林一禾", "talker": house.secretary.staff_no,
              "on": "2099-01-01", "topic": "近况"}  # fmt: skip
    assert keeper.post("/life/talks/plan/", values | {"subject": "江望舒"}).status_code == 422
    assert keeper.post("/life/talks/plan/", values).status_code == 302
    address = f"/life/talks/{stored().pk}/"
    held = {"talker": house.secretary.staff_no, "on": "2099-01-01", "content": SAID, "reach": "review"}
    answer = keeper.post(f"{address}record/", held)
    assert answer.status_code == 422 and SAID in answer.content.decode()
    assert keeper.post(f"{address}record/", held | {"on": "2026-01-05"}).status_code == 302
    own = sign_in("staff", person=house.first)
    assert "查看并答复" in own.get("/life/talks/mine/").content.decode()
    page = f"/life/talks/{stored().pk}/answer/"
    assert own.post(page, {"agrees": "0", "words": ""}).status_code == 422
    assert own.post(page, {"agrees": "1", "view": "属实"}).status_code == 302
    assert stored().state == "confirmed"
    due = {"what": "安排培训", "owner": house.officer.staff_no, "due_on": "2099-01-01"}
    assert keeper.post(f"{address}promise/", due).status_code == 302
    assert "安排培训" in sign_in("staff", person=house.officer).get("/life/talks/mine/").content.decode()
