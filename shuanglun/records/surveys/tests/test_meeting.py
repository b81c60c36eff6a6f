"""Slips of a meeting and paper ballots: printed, drawn, voided before witnesses; typed in twice by two people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, Envelope, PaperSheet, RosterEntry, Slip, SlipRun
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
BEFORE = made.CAST_FROM - timedelta(hours=2)


@pytest.fixture
def meeting(signer):
    house = made.make_house({"A": 5, "B": 12}, subjects=4)
    with signer.at(made.BEGIN):
        row = made.make_campaign(house, "recommend_meeting", "会议推荐", mode="onsite", picks=2)
        yield made.opened(row)


def printed(group) -> list[str]:
    with acting(made.PREPARES):
        codes = operations.fresh_codes(group)
        operations.print_slips(group=group, codes=codes, at=BEFORE)
    return codes


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
    codes = printed(group)
    cast(meeting, codes[0])
    cast(meeting, codes[0].lower())
    with pytest.raises(RefusedError, match="已经投过"):
        cast(meeting, codes[0], "..aa")
    with pytest.raises(RefusedError, match="最多推荐 2 名"):
        cast(meeting, codes[1], "aaa.")
    with pytest.raises(RefusedError, match="不属于这次测评"):
        cast(meeting, "0" * 20)
    assert Envelope._base_manager.count() == 1


def test_left_over_slips_are_voided_before_witnesses_and_vote_no_more(meeting, sign_in):
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


def test_the_page_of_slips_shows_each_code_once_and_is_not_kept(meeting, sign_in):
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


def test_paper_is_typed_in_twice_and_differences_are_settled(meeting, signer):
    group = meeting.groups.last()
    with acting(made.PREPARES):
        operations.issue_paper(group=group, number=2)
    for officer in (made.PREPARES, made.APPROVES):
        with acting(officer):
            typed(meeting, group, 1, "a.a.")
            typed(meeting, group, 2, "aa.." if officer is made.PREPARES else "..aa")
    same, other = PaperSheet.objects.order_by("number")
    assert same.settled is not None and other.settled is None
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="没有核对一致"):
        made.sealed(meeting)
    with acting(made.PREPARES), pytest.raises(RefusedError, match="两人"):
        operations.settle_paper(sheet=other, marks="aa..", words={})
    with acting(made.APPROVES):
        operations.settle_paper(sheet=other, marks="aa..", words={})
    with signer.at(made.AFTER):
        row = made.sealed(meeting)
    assert row.ballots == 2
    assert sorted(Ballot._base_manager.values_list("marks", flat=True)) == ["a.a.", "aa.."]
    assert not PaperSheet.objects.exists()


def typed(row, group, number: int, marks: str):
    return operations.enter_paper(campaign=row, group=group, number=number, marks=marks, words={}, at=made.AFTER)


def test_more_paper_than_was_handed_out_is_not_taken(meeting):
    group = meeting.groups.last()
    with acting(made.PREPARES):
        with pytest.raises(RefusedError, match="多于人数"):
            operations.issue_paper(group=group, number=13)
        operations.issue_paper(group=group, number=1)
        with pytest.raises(RefusedError, match="票面编号应在 1 和 1 之间"):
            typed(meeting, group, 2, "aa..")
        with pytest.raises(RefusedError, match="截止以后"):
            operations.enter_paper(campaign=meeting, group=group, number=1, marks="aa..", words={}, at=made.DURING_CAST)


def test_paper_is_typed_in_on_the_screen(meeting, sign_in, monkeypatch):
    group = meeting.groups.last()
    with acting(made.PREPARES):
        operations.issue_paper(group=group, number=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.AFTER)
    path = reverse("surveys:enter_paper", args=[group.pk])
    officer = sign_in("political")
    page = officer.get(path).content.decode()
    assert page.count("（空白）") == 4
    assert officer.post(path, {"number": 1, "m0": "a", "m1": "a", "m2": "a", "m3": "."}).status_code == 422
    assert officer.post(path, {"number": 1, "m0": "a", "m1": "a", "m2": ".", "m3": "."}).status_code == 302
    assert PaperSheet.objects.get().first == {"marks": "aa..", "words": {}}


def test_who_took_a_ticket_gets_no_paper_and_the_other_way_round(signer):
    with signer.at(made.DURING_ISSUE):
        row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5})))
        rows = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
        one, other = rows.order_by("pk")[:2]
        made.take(one, made.ticket_of(one))
        with acting(made.PREPARES):
            with pytest.raises(RefusedError, match="一人只有一票"):
                operations.hand_paper(entry=one, at=made.DURING_ISSUE)
            operations.hand_paper(entry=other, at=made.DURING_ISSUE)
        with pytest.raises(RefusedError, match="改用纸质票"):
            made.take(other, made.ticket_of(other))
    assert next((line.tickets, line.paper) for line in queries.board(row)) == (1, 1)
