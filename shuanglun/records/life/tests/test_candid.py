"""Candid meetings: acts, refusals, and who may read what."""

from datetime import date

import pytest

from shuanglun.base.actor import acting
from shuanglun.base.audit.acts import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.audit.queries import latest
from shuanglun.base.audit.states import label
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import CandidMeeting, Criticism, Opening, Opinion, SelfCheck
from shuanglun.records.life.operations import candid as operations
from shuanglun.records.life.operations import issues
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import (
    AT,
    SYSTEM,
    TODAY,
    as_person,
    as_secretary,
    part,
    playing,
    standing,
)
from shuanglun.records.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return cases.Branch()


def move(house, candid, step, today=TODAY):
    with as_secretary(house):
        return operations.move(candid=candid, step=step, today=today)


def test_a_branch_plans_one_of_a_kind_a_year(house):
    candid = cases.planned(house)
    assert candid.stage == "plan"
    assert {check.person_id for check in SelfCheck._base_manager.all()} == {
        house.secretary.pk, house.first.pk, house.second.pk,
    }  # fmt: skip
    with pytest.raises(RefusedError, match="该年度已有同类生活会") as refused:
        cases.planned(house)
    assert refused.value.field == "year"
    assert cases.rows(CandidMeeting) == 1


def test_nobody_plans_for_another_branch(house):
    with as_secretary(house), pytest.raises(Forbidden):
        operations.plan(
            branch=house.other, kind="org_life", year=2025, theme="x", text="x", host=house.secretary,
            persons=[house.secretary], planned_on=None, approved_on=None, today=TODAY,
        )  # fmt: skip
    assert cases.rows(CandidMeeting) == 0


def test_the_next_stage_waits_for_what_this_one_needs_and_a_refusal_changes_nothing(house):
    candid = move(house, cases.planned(house), "gather")
    entries = Entry._base_manager.count()
    with pytest.raises(RefusedError, match="征求意见：还没有"):
        move(house, candid, "talk")
    with pytest.raises(RefusedError, match="当前状态为“征求意见”"):
        move(house, CandidMeeting._base_manager.get(), "meet")
    assert CandidMeeting._base_manager.get().stage == "opinions"
    assert Entry._base_manager.count() == entries


def test_opinions_are_word_for_word_and_have_no_author(house):
    candid = standing(cases.planned(house), "opinions")
    with as_secretary(house):
        operations.gather(
            candid=candid,
            channel="box",
            about="style",
            texts=["材料要得急", "例会太多"],
            gathered_on=TODAY,
            today=TODAY,
        )
    assert [row.text for row in Opinion._base_manager.order_by("pk")] == ["材料要得急", "例会太多"]
    names = {field.name for field in Opinion._meta.concrete_fields}
    assert names == {"id", "candid", "channel", "about", "text", "gathered_on"}
    with as_secretary(house), pytest.raises(RefusedError, match="在将来"):
        operations.gather(
            candid=candid, channel="box", about="style", texts=["x"], gathered_on=date(2026, 2, 1), today=TODAY
        )
    assert cases.rows(Opinion) == 2


def test_the_trail_keeps_no_words_of_opinions_checks_and_criticism(house):
    candid = standing(cases.planned(house), "self_check")
    with as_secretary(house):
        operations.gather(
            candid=candid, channel="box", about="style", texts=["独一份的意见"], gathered_on=TODAY, today=TODAY
        )
    with as_person(house.first):
        operations.hand_in(check=part(candid, house.first), text="独一份的检查", at=AT)
    standing(candid, "meeting")
    with as_secretary(house):
        operations.record_exchange(
            candid=candid, kind="self", speaker=house.first, addressee=house.first, issue="独一份的问题",
            happened="独一份的事实", response="",
        )  # fmt: skip
    told = " ".join(str(vars(entry)) for entry in Entry._base_manager.all())
    assert "独一份" not in told


def test_a_self_check_is_handed_in_by_the_person_and_sealed(house):
    candid = standing(cases.planned(house), "self_check")
    with as_person(house.first), pytest.raises(Forbidden):
        operations.hand_in(check=part(candid, house.second), text="代写", at=AT)
    with as_person(house.first):
        operations.hand_in(check=part(candid, house.first), text="材料不及时", at=AT)
    stored = SelfCheck._base_manager.filter(person=house.first).values_list("text", flat=True).get()
    assert str(stored).startswith("s1:")
    assert part(candid, house.first).text == "材料不及时"
    standing(candid, "rectify")
    with as_person(house.first), pytest.raises(RefusedError, match="会前才能提交"):
        operations.hand_in(check=part(candid, house.first), text="改写", at=AT)
    assert part(candid, house.first).text == "材料不及时"


def test_whoever_is_excused_is_not_awaited_and_no_reason_is_kept(house):
    candid = standing(cases.planned(house), "self_check")
    with as_secretary(house):
        operations.excuse(check=part(candid, house.second))
    for person in (house.secretary, house.first):
        with as_person(person):
            operations.hand_in(check=part(candid, person), text="对照检查", at=AT)
    assert move(house, candid, "meet").stage == "meeting"
    with as_person(house.second), pytest.raises(RefusedError, match="免交"):
        operations.hand_in(check=part(candid, house.second), text="对照检查", at=AT)


def test_the_host_and_the_reviewing_office_open_a_check_with_a_reason_that_the_person_sees(house, sign_in):
    candid = standing(cases.planned(house), "self_check")
    check = part(candid, house.first)
    with as_person(house.first):
        operations.hand_in(check=check, text="只给您看的话", at=AT)
    page, door = f"/life/candid/checks/{check.pk}/", f"/life/candid/checks/{check.pk}/open/"
    own = sign_in("staff", person=house.first)
    host = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    deputy = sign_in("branch_secretary", branch=house.branch)
    review, personnel = sign_in("political"), sign_in("personnel")
    assert "只给您看的话" in own.get(page).content.decode()
    for reader in (host, deputy, review, personnel):
        assert "只给您看的话" not in reader.get(page).content.decode()
    assert host.post(door, {"reason": " "}).status_code == 422
    for reader in (deputy, personnel):
        assert "只给您看的话" not in reader.post(door, {"reason": "想看"}).content.decode()
    assert cases.rows(Opening) == 0
    for reader in (host, review):
        assert "只给您看的话" in reader.post(door, {"reason": "汇总检查材料"}).content.decode()
        assert "只给您看的话" not in reader.get(page).content.decode()
    text = own.get(page).content.decode()
    assert text.count("汇总检查材料") == 2
    for stranger in (sign_in("staff", person=house.second), sign_in("branch_secretary", branch=house.other)):
        assert {stranger.get(page).status_code, stranger.post(door, {"reason": "x"}).status_code} == {404}
    assert {sign_in(role).get(page).status_code for role in ("auditor", "security_admin")} == {403}


def test_the_meeting_is_one_of_the_branch_and_lies_behind(house):
    candid = standing(cases.planned(house), "meeting")
    wrong, future = cases.held(house, candid), cases.held(house, candid, date(2026, 2, 1))
    with acting(SYSTEM):
        type(wrong).objects.filter(pk=wrong.pk).update(kind="5")
        wrong.refresh_from_db()
    for meeting, reason in ((wrong, "类型不符"), (future, "在将来")):
        with as_secretary(house), pytest.raises(RefusedError, match=reason):
            operations.link(candid=candid, meeting=meeting, today=TODAY)
    assert CandidMeeting._base_manager.get().meeting is None


def test_criticism_names_people_who_take_part_and_what_happened(house):
    candid = standing(cases.planned(house), "meeting")

    def record(**values):
        told = {"kind": "mutual", "speaker": house.first, "addressee": house.second, "issue": "通知太晚",
                "happened": "三次例会当天才通知", "response": ""} | values  # fmt: skip
        with as_secretary(house):
            return operations.record_exchange(candid=candid, **told)

    row = record()
    for values, field in (
        ({"addressee": house.first}, "addressee"), ({"happened": " "}, "happened"), ({"kind": "self"}, "addressee"),
    ):  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            record(**values)
        assert refused.value.field == field
    assert cases.rows(Criticism) == 1
    with as_person(house.first), pytest.raises(RefusedError, match="当事人本人"):
        operations.respond(exchange=row, response="代答")
    with as_person(house.second):
        operations.respond(exchange=row, response="提前两天通知")
    assert Criticism._base_manager.get().response == "提前两天通知"


def test_rectification_sets_the_terms_from_the_day_of_the_meeting(house):
    candid = cases.planned(house, "democratic_life", approved_on=TODAY)
    meeting = cases.held(house, candid, present=2)
    standing(candid, "meeting", meeting=meeting)
    with acting(SYSTEM):
        SelfCheck.objects.filter(person=house.second).update(is_excused=True)
    with as_secretary(house):
        operations.record_exchange(
            candid=candid, kind="self", speaker=house.first, addressee=house.first, issue="x", happened="y", response=""
        )
    candid = move(house, candid, "rectify")
    assert candid.report_due_on == date(2026, 1, 30)
    assert dict(SelfCheck._base_manager.values_list("person_id", "list_due_on")) == {
        house.secretary.pk: date(2026, 1, 30), house.first.pk: date(2026, 1, 30), house.second.pk: None,
    }  # fmt: skip
    with as_secretary(house), pytest.raises(RefusedError, match="2026-01-15"):
        operations.report(candid=candid, reported_on=date(2026, 1, 14), today=TODAY)
    with as_secretary(house):
        assert operations.report(candid=candid, reported_on=TODAY, today=TODAY).reported_on == TODAY


def test_a_list_is_handed_in_by_the_person_once_there_is_one(house):
    candid = cases.planned(house)
    standing(candid, "rectify", meeting=cases.held(house, candid))
    check = part(candid, house.first)
    with as_person(house.first), pytest.raises(RefusedError, match="清单还是空的"):
        issues.hand_in_list(check=check, today=TODAY)
    with as_person(house.first):
        issues.raise_issue(
            person=house.first, title="通知太晚", fact="三次", measure="提前两天", owner="", due_on=date(2026, 6, 30),
            check=check, today=TODAY,
        )  # fmt: skip
        assert issues.hand_in_list(check=check, today=TODAY).listed_on == TODAY
    with as_person(house.first), pytest.raises(RefusedError, match="已于 2026-01-20 交出"):
        issues.hand_in_list(check=check, today=TODAY)


def test_the_list_asks_as_often_for_many_as_for_few(house, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cases.planned(house)
    reader = sign_in("political")

    def asked(address: str) -> int:
        reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address).status_code == 200
        return len(queries)

    few = asked("/life/candid/")
    with acting(SYSTEM):
        for year in range(2000, 2025):
            for kind in ("org_life", "democratic_life"):
                CandidMeeting.objects.create(branch=house.branch, kind=kind, year=year, theme="x", host=house.secretary)
    assert asked("/life/candid/") == few <= 7


def test_the_page_asks_as_often_for_many_as_for_few(house, sign_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    candid = cases.planned(house)
    reader, counts = sign_in("political"), []
    for _ in range(2):
        reader.get(f"/life/candid/{candid.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"/life/candid/{candid.pk}/").status_code == 200
        counts.append(len(queries))
        with acting(SYSTEM):
            for _ in range(20):
                person = cases.make_person(unit=house.unit, branch=house.branch)
                SelfCheck.objects.create(candid=candid, person=person)
                Criticism.objects.create(
                    candid=candid, kind="self", speaker=person, addressee=person, issue="x", happened="y"
                )
    assert counts[0] == counts[1]


def test_who_finds_the_meeting(house, sign_in):
    address = f"/life/candid/{cases.planned(house).pk}/"
    readers = {
        "member": (sign_in("staff", person=house.first), 200),
        "other member": (sign_in("staff", person=house.stranger), 404),
        "secretary": (sign_in("branch_secretary", branch=house.branch), 200),
        "other secretary": (sign_in("branch_secretary", branch=house.other), 404),
        "office": (sign_in("political"), 200),
        "head": (sign_in("section_head", unit=house.unit), 403),
        "auditor": (sign_in("auditor"), 403),
    }
    assert {who: client.get(address).status_code for who, (client, _) in readers.items()} == {
        who: code for who, (_, code) in readers.items()
    }


def test_criticism_is_read_by_its_two_sides_and_whoever_keeps_the_book(house, sign_in):
    candid = standing(cases.planned(house), "meeting")
    with as_secretary(house):
        operations.record_exchange(
            candid=candid, kind="mutual", speaker=house.first, addressee=house.second, issue="例会材料",
            happened="三月例会材料缺两份", response="",
        )  # fmt: skip
    readers = {
        "speaker": sign_in("staff", person=house.first), "addressee": sign_in("staff", person=house.second),
        "secretary": sign_in("branch_secretary", branch=house.branch), "political": sign_in("political"),
        "personnel": sign_in("personnel"), "integration": sign_in("integration"),
        "third": sign_in("staff", person=house.secretary),
    }  # fmt: skip
    pages = {who: client.get(candid.get_absolute_url()).content.decode() for who, client in readers.items()}
    assert {who for who, page in pages.items() if "三月例会材料缺两份" in page} == {
        "speaker", "addressee", "secretary", "political",
    }  # fmt: skip


def test_what_waits_is_on_the_to_do_list(house):
    from shuanglun.records.life.queries import candid as queries

    candid = standing(cases.planned(house), "self_check")
    with as_person(house.first):
        assert [item.title for item in queries.open_checks(TODAY)] == ["提交对照检查材料"]
    with as_person(house.stranger):
        assert queries.open_checks(TODAY) == []
    standing(candid, "rectify", meeting=cases.held(house, candid), report_due_on=date(2026, 1, 30))
    with acting(SYSTEM):
        SelfCheck.objects.update(list_due_on=date(2026, 1, 30))
    with as_person(house.first):
        (item,) = queries.open_checks(TODAY)
        assert (item.title, item.due_on) == ("交问题清单", date(2026, 1, 30))
    with as_secretary(house):
        assert [item.due_on for item in queries.open_meetings(TODAY)] == [date(2026, 1, 30)]
    with playing("branch_secretary", "life.keep", branch=house.other):
        assert queries.open_meetings(TODAY) == []


def test_a_stage_entered_too_early_is_left_again_with_a_reason_and_nothing_is_lost(house):
    candid = standing(cases.planned(house), "talks", opinions_note="会上征求，没有意见")
    with as_secretary(house):
        with pytest.raises(RefusedError, match="请写明退回理由"):
            operations.go_back(candid=candid, reason=" ")
        operations.go_back(candid=candid, reason="还有两个部门没有征求")
        candid.refresh_from_db()
        assert (candid.stage, candid.opinions_note) == ("opinions", "会上征求，没有意见")
        operations.go_back(candid=candid, reason="方案要改")
        with pytest.raises(RefusedError, match="第一个环节"):
            operations.go_back(candid=candid, reason="再退")
    assert Entry._base_manager.filter(act="life.return_candid").count() == 2


def test_who_left_without_a_list_is_excused_and_a_mistake_is_taken_back(house):
    """Nobody's absence holds a meeting up, and nobody excused by mistake stays so (G-05)."""
    candid = standing(cases.planned(house), "self_check")
    with as_person(house.first):
        operations.hand_in(check=part(candid, house.first), text="三次例会的材料当天才发", at=AT)
    with acting(SYSTEM):
        Person.objects.filter(pk=house.first.pk).update(branch=house.other, branch_path=house.other.path)
    candid = standing(candid, "rectify", meeting=cases.held(house, candid))
    with as_secretary(house):
        operations.excuse(check=part(candid, house.first))
        check = part(candid, house.first)
        assert (check.is_excused, check.text) == (True, "三次例会的材料当天才发")
        with pytest.raises(RefusedError, match="已经登记免交"):
            operations.excuse(check=check)
        operations.include(check=check)
        assert part(candid, house.first).list_due_on == date(2026, 1, 30)
        with pytest.raises(RefusedError, match="不需要撤销"):
            operations.include(check=part(candid, house.first))


def test_every_change_of_a_part_is_in_the_trail(house):
    candid = cases.planned(house)
    assert all(latest([label(check)]) for check in SelfCheck._base_manager.all())
    gone = label(part(candid, house.second))
    with as_secretary(house):
        operations.edit(
            candid=candid, theme="x", text="x", host=house.secretary, persons=[house.secretary, house.first],
            planned_on=None, approved_on=None, today=TODAY,
        )  # fmt: skip
    assert Entry._base_manager.get(trail_id=latest([gone]).trail_id).act == "life.edit_candid"
