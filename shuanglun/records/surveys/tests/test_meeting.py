"""Slips of a meeting and paper ballots: printed, drawn, voided before witnesses; typed in twice by two people."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.audit.canonical import canonical, leaf_hash
from shuanglun.base.audit.models import Entry, EntryObject, Salt
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, Envelope, Group, PaperSheet, RosterEntry, Slip, SlipRun
from shuanglun.records.surveys.rules import paper
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
THIRD = made.officer("柳未央", 903)
BEFORE = made.CAST_FROM - timedelta(hours=2)


@pytest.fixture
def meeting(signer):
    house = made.make_house({"A": 5, "B": 12}, subjects=4)
    with signer.at(made.BEGIN):
        row = made.make_campaign(house, "recommend_meeting", "会议推荐", mode="onsite", picks=2)
        yield made.opened(row)


def printed(group) -> list[str]:
    group.refresh_from_db()
    with acting(made.PREPARES):
        codes = tickets.make_codes(queries.slips_wanted(group))
        operations.print_slips(group=group, codes=codes, at=BEFORE)
    return codes


def drawn(group) -> list[str]:
    """Slips of which the rest was voided before the voting."""
    codes = printed(group)
    void(group, codes[group.eligible :], BEFORE)
    return codes[: group.eligible]


def void(group, codes: list[str], at) -> None:
    with acting(made.PREPARES):
        run = SlipRun.objects.get(group=group)
        operations.void_slips(run=run, codes=codes, witnesses="甲、乙", at=at)


def cast(row, code: str, picks: str = "aa..", at=made.DURING_CAST):
    payload = made.filled(row, row.groups.first(), {"code": code}, lambda slot: picks[slot["subject"]])
    operations.cast(campaign=row, payload=payload, at=at)


def test_a_tenth_more_slips_than_people_are_printed_and_only_their_hashes_kept(meeting):
    first, second = meeting.groups.all()
    codes = [*printed(first), *printed(second)]
    assert [run.made for run in SlipRun.objects.order_by("pk")] == [6, 14]
    kept = set(Slip._base_manager.values_list("key", flat=True))
    assert len(kept) == 20 and not kept & set(codes)


def test_a_slip_votes_once_for_its_group(meeting):
    group = meeting.groups.last()
    codes = drawn(group)
    cast(meeting, codes[0])
    cast(meeting, codes[0].lower())
    with pytest.raises(RefusedError, match="已经投过"):
        cast(meeting, codes[0], "..aa")
    with pytest.raises(RefusedError, match="最多推荐 2 名"):
        cast(meeting, codes[1], "aaa.")
    with pytest.raises(RefusedError, match="不属于这次测评"):
        cast(meeting, "0" * 20)
    assert Envelope._base_manager.count() == 1


def test_left_over_slips_are_voided_before_witnesses_and_vote_no_more(meeting, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE)
    group = meeting.groups.last()
    codes, run = printed(group), SlipRun.objects.get(group=group)
    officer = sign_in("political")
    scanned = "\n".join(f"https://in.house/ballot/{meeting.uid}/#c={code}" for code in codes[:2])
    path = reverse("surveys:void_slips", args=[run.pk])
    assert "两位以上见证人" in officer.post(path, {"codes": scanned, "witnesses": "甲"}).content.decode()
    assert "不属于这一分组" in officer.post(path, {"codes": "0" * 20, "witnesses": "甲、乙"}).content.decode()
    assert officer.post(path, {"codes": scanned, "witnesses": "甲、乙"}).status_code == 302
    assert "已经作废" in officer.post(path, {"codes": scanned, "witnesses": "甲、乙"}).content.decode()
    run.refresh_from_db()
    assert (run.voided, run.witnesses, queries.board(meeting)[-1].tickets) == (2, "甲、乙", 12)
    with pytest.raises(RefusedError, match="已经作废"):
        cast(meeting, codes[0])
    cast(meeting, codes[2])


def test_the_page_of_slips_shows_each_code_once_and_is_not_kept(meeting, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE)
    group = meeting.groups.last()
    answer = sign_in("political").post(reverse("surveys:print_slips", args=[group.pk]))
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store" and page.count("<svg") == 14
    assert len(set(re.findall(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}", page))) == 14


def test_slips_are_not_printed_anew_once_the_voting_has_begun(meeting):
    group = meeting.groups.last()
    printed(group)
    with acting(made.PREPARES), pytest.raises(RefusedError, match="已经开始"):
        operations.print_slips(group=group, codes=["0" * 20], at=made.DURING_CAST)


def test_the_box_takes_no_ballot_of_a_group_before_its_rest_was_voided(meeting):
    first, last = meeting.groups.all()
    codes, others = printed(last), drawn(first)
    with pytest.raises(RefusedError, match="余票还没有作废，请会场工作人员先作废"):
        cast(meeting, codes[0])
    cast(meeting, others[0])
    void(last, codes[13:], made.DURING_CAST)
    with pytest.raises(RefusedError, match="余票还没有作废"):
        cast(meeting, codes[0])
    void(last, codes[12:13], made.DURING_CAST)
    cast(meeting, codes[0])


def test_a_slip_that_may_have_voted_is_not_voided(meeting):
    group = meeting.groups.last()
    codes = drawn(group)
    void(group, codes[11:], BEFORE)
    with pytest.raises(RefusedError, match="可能已经投过"):
        void(group, codes[10:11], made.DURING_CAST)
    cast(meeting, codes[10])


def test_slips_and_paper_together_are_no_more_than_people(meeting):
    group = meeting.groups.last()
    issued(group, 2)
    codes = printed(group)
    assert len(codes) == 11, "ten people and a tenth more"
    with acting(made.PREPARES), pytest.raises(RefusedError, match="应印 11 张票条，不能印 12 张"):
        operations.print_slips(group=group, codes=tickets.make_codes(12), at=BEFORE)
    with pytest.raises(RefusedError, match="余票还没有作废"):
        cast(meeting, codes[0])
    with pytest.raises(RefusedError, match="请先作废余票"):
        issued(group, 3)
    void(group, codes[9:], made.DURING_CAST)
    issued(group, 3, made.DURING_CAST)
    with pytest.raises(RefusedError, match="请先作废余票"):
        issued(group, 4, made.DURING_CAST)
    cast(meeting, codes[0])
    issued(meeting.groups.first(), 5)
    with pytest.raises(RefusedError, match="全部发了纸质票"):
        printed(meeting.groups.first())


def test_more_returned_than_a_group_has_people_is_not_sealed(meeting, signer):
    group = meeting.groups.first()
    for code in drawn(group):
        cast(meeting, code)
    Slip._base_manager.update(is_void=False)
    Group.objects.filter(pk=group.pk).update(paper_issued=1)  # past the program
    both(meeting, group, 1, "aa..")
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="多于应参加的 5 人"):
        made.sealed(meeting)
    assert not Ballot._base_manager.exists() and Envelope._base_manager.count() == 5


def issued(group, number: int, at=BEFORE) -> None:
    with acting(made.PREPARES):
        operations.issue_paper(group=group, number=number, at=at)


def both(row, group, number: int, marks: str, other: str | None = None, **more) -> None:
    """Two entries of a sheet."""
    for officer, entry in ((made.PREPARES, marks), (made.APPROVES, other if other is not None else marks)):
        with acting(officer):
            typed(row, group, number, entry, **more)


def test_paper_is_typed_in_twice_and_differences_are_settled(meeting, signer):
    group = meeting.groups.last()
    issued(group, 2)
    both(meeting, group, 1, "a.a.")
    both(meeting, group, 2, "aa..", "..aa")
    same, other = PaperSheet.objects.order_by("number")
    assert same.is_settled and other.differs
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="没有核对一致"):
        made.sealed(meeting)
    for typist in (made.PREPARES, made.APPROVES):
        with acting(typist), pytest.raises(RefusedError, match="两遍的录入人"):
            operations.settle_paper(sheet=other, marks="aa..", words={})
    with acting(THIRD):
        with pytest.raises(RefusedError, match="两遍录入都已完成"):
            typed(meeting, group, 2, "aa..")
        operations.settle_paper(sheet=other, marks="aa..", words={})
    with signer.at(made.AFTER):
        row = made.sealed(meeting)
    assert row.ballots == 2
    assert sorted(Ballot._base_manager.values_list("marks", flat=True)) == ["a.a.", "aa.."]
    assert not PaperSheet.objects.exists()


def typed(row, group, number: int, marks: str, at=made.AFTER, **more):
    group = Group.objects.select_related("campaign__version").get(pk=group.pk)
    return operations.enter_paper(group=group, number=number, marks=marks, words={}, at=at, **more)


def test_more_paper_than_was_handed_out_is_not_taken(meeting):
    group = meeting.groups.last()
    with pytest.raises(RefusedError, match="多于人数"):
        issued(group, 13)
    issued(group, 1)
    with acting(made.PREPARES):
        with pytest.raises(RefusedError, match="票面编号应在 1 和 1 之间"):
            typed(meeting, group, 2, "aa..")
        with pytest.raises(RefusedError, match="截止以后"):
            typed(meeting, group, 1, "aa..", made.DURING_CAST)


def test_how_much_paper_went_out_is_fixed_when_the_voting_is_over(meeting):
    group = meeting.groups.last()
    issued(group, 3)
    with pytest.raises(RefusedError, match="已经截止"):
        issued(group, 2, made.CAST_UNTIL)
    both(meeting, group, 3, "aa..")
    with pytest.raises(RefusedError, match="不能少于 3"):
        issued(group, 2, made.DURING_CAST)  # a clock that goes wrong


def test_a_sheet_under_a_wrong_number_is_taken_back_by_a_third_person(meeting, signer, sign_in):
    group = meeting.groups.last()
    issued(group, 2)
    both(meeting, group, 1, "a.a.", "aa..")
    [sheet] = PaperSheet.objects.all()
    for typist in (made.PREPARES, made.APPROVES):
        with acting(typist), pytest.raises(RefusedError, match="两遍的录入人"):
            operations.discard_paper(sheet=sheet, reason="编号看错")
    path, officer = reverse("surveys:discard_paper", args=[sheet.pk]), sign_in("personnel")
    assert officer.post(path, {"reason": ""}).status_code == 422
    assert officer.post(path, {"reason": "编号看错，应为 2 号"}).status_code == 302
    entry = Entry._base_manager.order_by("-seq").first()
    told = json.loads(entry.canonical)
    assert (told["act"], told["after"], told["reason"]) == ("surveys.discard_paper", None, "编号看错，应为 2 号")
    assert told["before"]["first_by"] and not PaperSheet.objects.exists()
    both(meeting, group, 1, "aa..")
    with signer.at(made.AFTER):
        assert made.sealed(meeting).ballots == 1


def test_a_spoiled_ballot_was_returned_and_does_not_count(meeting, signer):
    group = meeting.groups.last()
    issued(group, 11)
    for number in range(1, 10):
        both(meeting, group, number, "aa..")
    both(meeting, group, 10, "", is_spoiled=True)
    with acting(made.PREPARES):
        typed(meeting, group, 11, "aa..")
    with acting(made.APPROVES):
        sheet = typed(meeting, group, 11, "", is_spoiled=True)
    with acting(THIRD):
        operations.settle_paper(sheet=sheet, marks="", words={}, is_spoiled=True)
    with signer.at(made.AFTER):
        row = made.sealed(meeting)
    line = queries.board(row)[-1]
    assert (row.ballots, line.group.paper_void, line.cast, line.open_room) == (9, 2, 9, 0)
    with acting(made.APPROVES):
        turnout = operations.release(campaign=row, at=made.AFTER).release.body["turnout"]
    assert (turnout["void"], turnout["returned"]) == (2, 11)


def test_paper_hides_among_all_ballots_of_its_group(meeting, signer):
    first, last = meeting.groups.all()
    slips, without = drawn(last), drawn(first)[:2]
    void(last, slips[5:], BEFORE)
    with_paper = slips[:5]
    issued(last, 1)
    for code in [*with_paper, *without]:
        cast(meeting, code)
    both(meeting, last, 1, "a.a.")
    with signer.at(made.AFTER):
        made.sealed(meeting)
    proofs = {
        group: {*Ballot._base_manager.filter(group=group.uid).values_list("proof", flat=True)}
        for group in (first, last)
    }
    assert proofs == {last: {""}, first: {tickets.normal(code) for code in without}}
    assert not Slip._base_manager.exists(), "no list tells which ballots came by slip"


def test_what_is_typed_is_sealed_and_in_no_entry_of_the_trail(meeting, signer):
    group = meeting.groups.last()
    issued(group, 1)
    both(meeting, group, 1, "a.a.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT first, second, settled FROM surveys_papersheet")
        assert all(value.startswith("s1:") for value in cursor.fetchone())
    entries = Entry._base_manager.filter(act="surveys.enter_paper")
    for entry in entries:
        after = json.loads(entry.canonical)["after"]
        assert after["number"] == 1 and not {"first", "second", "settled"} & set(after)
        assert not Salt._base_manager.filter(entry_seq=entry.seq).exists()
    [sheet] = PaperSheet.objects.all()
    with signer.at(made.AFTER):
        made.sealed(meeting)
    told = json.loads(Entry._base_manager.get(act="surveys.seal").canonical)
    assert {"name": "纸质票录入", "rows": 1}.items() <= told["batches"][0].items()
    part = EntryObject._base_manager.get(object=f"surveys:papersheet:{sheet.pk}")
    assert bytes(part.after) == leaf_hash(canonical({"after": None, "object": part.object}))


def test_paper_is_typed_in_on_the_screen(meeting, sign_in, monkeypatch):
    group = meeting.groups.last()
    issued(group, 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.AFTER)
    path = reverse("surveys:enter_paper", args=[group.pk])
    officer = sign_in("political")
    page = officer.get(path).content.decode()
    assert page.count("（空白）") == 4
    assert officer.post(path, {"number": 1, "m0": "a", "m1": "a", "m2": "a", "m3": "."}).status_code == 422
    assert officer.post(path, {"number": 1, "m0": "a", "m1": "a", "m2": ".", "m3": "."}).status_code == 302
    [sheet] = PaperSheet.objects.all()
    assert paper.read(sheet.first) == {"marks": "aa..", "words": {}, "spoiled": False}
    settle = reverse("surveys:settle_paper", args=[sheet.pk])
    assert officer.get(settle).status_code == 404, "nobody sees an entry before the other one is there"
    with acting(THIRD):
        typed(meeting, group, 1, "a.a.")
    third = sign_in("personnel")
    page = third.get(settle).content.decode()
    assert page.count("selected") == 2, "where both agree it stands, where they differ it is read from the paper"
    answer = third.post(settle, {"number": 1, "m0": "a", "m1": "a", "m2": ".", "m3": "."})
    assert answer.status_code == 302 and third.get(settle).status_code == 404
    listed = third.get(reverse("surveys:papers", args=[meeting.pk])).content.decode()
    assert "作废录入" in listed


def test_paper_ballots_are_printed_with_the_names_of_the_campaign(meeting, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE)
    officer = sign_in("political")
    path = reverse("surveys:paper_ballots", args=[meeting.pk])
    assert path in officer.get(meeting.get_absolute_url()).content.decode()
    page = officer.get(path).content.decode()
    assert page.count('class="paper-sheet"') == 2 and "推荐不超过 2" in page
    for subject in queries.subjects(meeting):
        assert page.count(f"<td>{subject.label}</td>") == 2 and subject.post in page
    for group in meeting.groups.all():
        assert f"统计分组：{group.label}" in page


def test_who_took_a_ticket_gets_no_paper_and_the_other_way_round(signer):
    with signer.at(made.DURING_ISSUE):
        row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5})))
        rows = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
        one, other = rows.order_by("pk")[:2]
        made.take(one, made.ticket_of(one))
        with acting(made.PREPARES):
            operations.hand_paper(entry=other, at=made.DURING_ISSUE)
            for entry in (one, other):  # nobody learns here who took a ticket
                with pytest.raises(RefusedError, match=r"^一人只有一票，不能改发。$"):
                    operations.hand_paper(entry=entry, at=made.DURING_ISSUE)
        with pytest.raises(RefusedError, match="改用纸质票"):
            made.take(other, made.ticket_of(other))
    assert next((line.tickets, line.paper) for line in queries.board(row)) == (1, 1)
