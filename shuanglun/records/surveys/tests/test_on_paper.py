"""Paper ballots: handed out, typed in twice by two people, settled by a third, and hidden among the others."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.audit.canonical import canonical, leaf_hash
from shuanglun.base.audit.models import Entry, EntryObject, Salt
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, PaperSheet, RosterEntry, Slip
from shuanglun.records.surveys.rules import paper
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.meetings import BEFORE, THIRD, both, cast, drawn, issued, typed, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def test_paper_is_typed_in_twice_and_differences_are_settled(meeting, signer):
    group = meeting.groups.last()
    issued(group, 2)
    both(group, 1, "a.a.")
    both(group, 2, "aa..", "..aa")
    same, other = PaperSheet.objects.order_by("number")
    assert same.is_settled and other.differs
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="没有核对一致"):
        made.sealed(meeting)
    for typist in (made.PREPARES, made.APPROVES):
        with acting(typist), pytest.raises(RefusedError, match="两遍的录入人"):
            operations.settle_paper(sheet=other, marks="aa..", words={})
    with acting(THIRD):
        with pytest.raises(RefusedError, match="两遍录入都已完成"):
            typed(group, 2, "aa..")
        operations.settle_paper(sheet=other, marks="aa..", words={})
    with signer.at(made.AFTER):
        row = made.sealed(meeting)
    assert row.ballots == 2
    assert sorted(Ballot._base_manager.values_list("marks", flat=True)) == ["a.a.", "aa.."]
    assert not PaperSheet.objects.exists()


def test_more_paper_than_was_handed_out_is_not_taken(meeting):
    group = meeting.groups.last()
    with pytest.raises(RefusedError, match="多于人数"):
        issued(group, 13)
    issued(group, 1)
    with acting(made.PREPARES):
        with pytest.raises(RefusedError, match="票面编号应在 1 和 1 之间"):
            typed(group, 2, "aa..")
        with pytest.raises(RefusedError, match="截止以后"):
            typed(group, 1, "aa..", made.DURING_CAST)


def test_how_much_paper_went_out_is_fixed_when_the_voting_is_over(meeting):
    group = meeting.groups.last()
    issued(group, 3)
    with pytest.raises(RefusedError, match="已经截止"):
        issued(group, 2, made.CAST_UNTIL)
    both(group, 3, "aa..")
    with pytest.raises(RefusedError, match="不能少于 3"):
        issued(group, 2, made.DURING_CAST)  # a clock that goes wrong


def test_a_sheet_under_a_wrong_number_is_taken_back_by_a_third_person(meeting, signer, sign_in):
    group = meeting.groups.last()
    issued(group, 2)
    both(group, 1, "a.a.", "aa..")
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
    both(group, 1, "aa..")
    with signer.at(made.AFTER):
        assert made.sealed(meeting).ballots == 1


def test_a_spoiled_ballot_was_returned_and_does_not_count(meeting, signer):
    group = meeting.groups.last()
    issued(group, 11)
    for number in range(1, 10):
        both(group, number, "aa..")
    both(group, 10, "", is_spoiled=True)
    with acting(made.PREPARES):
        typed(group, 11, "aa..")
    with acting(made.APPROVES):
        sheet = typed(group, 11, "", is_spoiled=True)
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
    both(last, 1, "a.a.")
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
    both(group, 1, "a.a.")
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
    assert page.count('type="checkbox"') == 5, "one for each of the four people, and whether the ballot is spoiled"
    code = meeting.slots[0]["question"]
    three = {"number": 1, **{f"{subject}:{code}": "on" for subject in range(3)}}
    answer = officer.post(path, three)
    assert answer.status_code == 422 and "票面就是这样的，这张票不能录为有效票" in answer.content.decode()
    two = {name: value for name, value in three.items() if name != f"2:{code}"}
    assert officer.post(path, two)["Location"] == reverse("surveys:papers", args=[meeting.pk])
    [sheet] = PaperSheet.objects.all()
    assert paper.read(sheet.first) == {"marks": "aa..", "words": {}, "spoiled": False}
    settle = reverse("surveys:settle_paper", args=[sheet.pk])
    assert officer.get(settle).status_code == 404, "nobody sees an entry before the other one is there"
    with acting(THIRD):
        typed(group, 1, "a.a.")
    third = sign_in("personnel")
    page = third.get(settle).content.decode()
    assert page.count(" checked") == 1, "where both agree it stands, where they differ it is read from the paper"
    assert page.count("（两遍不同）") == 2 and "有 2 处不同" in page
    answer = third.post(settle, {f"0:{code}": "on", f"1:{code}": "a", f"2:{code}": "."})
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


def test_nothing_leads_from_who_got_paper_to_a_ballot(signer):
    with signer.at(made.DURING_ISSUE):
        row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5})))
        rows = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
        one, *others = rows.order_by("pk")
        with acting(made.PREPARES):
            operations.hand_paper(entry=one, at=made.DURING_ISSUE)
        for entry in others:
            payload = made.filled(row, entry.group, made.take(entry, made.ticket_of(entry)), lambda slot: "a")
            operations.cast(campaign=row, payload=payload, at=made.DURING_CAST)
    both(one.group, 1, "b" * len(row.slots))
    with signer.at(made.AFTER):
        made.sealed(row)
    group = Ballot._base_manager.filter(group=one.group.uid)
    ballot = group.get(marks="b" * len(row.slots))
    assert {*group.values_list("proof", flat=True)} == {""} and group.count() == 5
    assert all(Ballot._base_manager.exclude(group=one.group.uid).values_list("proof", flat=True))
    for text in (ballot.key, ballot.salt, ballot.words_digest, ballot.marks):
        assert not Entry._base_manager.filter(canonical__contains=text).exists()


def test_random_parts_of_paper_are_as_random_as_those_of_a_browser(meeting, signer):
    """A version-4 UUID has a fixed digit: as a salt it would tell paper from the rest."""
    group = meeting.groups.last()
    issued(group, 12)
    for number in range(1, 13):
        both(group, number, "aa..")
    with signer.at(made.AFTER):
        made.sealed(meeting)
    assert len({salt[12] for salt in Ballot._base_manager.values_list("salt", flat=True)}) > 1


def test_what_was_typed_of_a_cancelled_campaign_goes_and_the_trail_tells(meeting):
    group = meeting.groups.last()
    issued(group, 1)
    both(group, 1, "aa..")
    [sheet] = PaperSheet.objects.all()
    with acting(made.APPROVES):
        operations.cancel(campaign=meeting, reason="重新组织")
    part = EntryObject._base_manager.get(object=f"surveys:papersheet:{sheet.pk}")
    assert bytes(part.after) == leaf_hash(canonical({"after": None, "object": part.object}))
    assert not PaperSheet.objects.exists()
    with acting(made.PREPARES), pytest.raises(RefusedError, match="截止以后"):
        typed(group, 1, "aa..")
