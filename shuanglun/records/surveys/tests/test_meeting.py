"""Slips of a meeting: printed, drawn, voided before witnesses; what the box takes before and after."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, Envelope, Group, Slip, SlipRun
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.meetings import BEFORE, both, cast, drawn, issued, printed, void

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


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


def test_the_blank_ballot_tells_of_codes_what_a_typing_error_shows_by_and_nothing_of_votes(meeting):
    first, last = meeting.groups.all()
    printed_last = printed(last)
    live, gone = [*drawn(first), *printed_last[:12]], printed_last[12:]
    void(last, gone, BEFORE)
    assert "slips" not in queries.paper(meeting, BEFORE) and "slips" not in queries.paper(meeting, made.AFTER)
    told = queries.paper(meeting, made.DURING_CAST)["slips"]
    starts = {kind: sorted(tickets.key_of_slip(meeting.uid, code)[:6] for code in codes)
              for kind, codes in (("live", live), ("void", gone))}  # fmt: skip
    assert told["live"] == starts["live"] and set(starts["void"]) <= set(told["void"])
    assert {len(part) for kind in told.values() for part in kind} == {6}
    cast(meeting, live[0])
    assert queries.paper(meeting, made.DURING_CAST)["slips"] == told, "whether a slip has voted is nobody's to ask"


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
    again = sign_in("political").post(reverse("surveys:print_slips", args=[group.pk]))
    assert again.status_code == 422 and "没有重复印制" in again.content.decode(), "a page loaded twice prints once"
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
    both(group, 1, "aa..")
    with signer.at(made.AFTER), pytest.raises(RefusedError, match="多于应参加的 5 人"):
        made.sealed(meeting)
    assert not Ballot._base_manager.exists() and Envelope._base_manager.count() == 5
