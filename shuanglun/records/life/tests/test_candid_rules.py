"""Candid meetings, issues and talks judged without a database."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from shuanglun.base.actor import Actor
from shuanglun.records.life.rules import candid, issues, talks
from shuanglun.records.life.rules.talks import Sides

TODAY = date(2026, 1, 20)
NOW = candid.Progress(kind="org_life", today=TODAY, per_mille=666, has_plan=True, roster=3, checks=3)
DEMOCRATIC = replace(NOW, kind="democratic_life")


def test_a_plan_needs_words_and_people_and_a_democratic_one_the_consent_from_above():
    assert candid.may_leave("plan", NOW)
    assert "还没有内容" in candid.may_leave("plan", replace(NOW, has_plan=False)).reason
    assert "参加人员" in candid.may_leave("plan", replace(NOW, checks=0)).reason
    assert "报上级同意" in candid.may_leave("plan", DEMOCRATIC).reason
    assert candid.may_leave("plan", replace(DEMOCRATIC, approved_on=TODAY))


def test_no_opinion_is_an_answer_only_with_a_note():
    assert not candid.may_leave("opinions", NOW)
    assert candid.may_leave("opinions", replace(NOW, opinions=1))
    assert candid.may_leave("opinions", replace(NOW, opinions_note="书面征求，均无意见"))


def test_talks_come_first_and_no_plan_stays_open():
    assert not candid.may_leave("talks", NOW)
    assert candid.may_leave("talks", replace(NOW, talks_held=1))
    assert candid.may_leave("talks", replace(NOW, talks_note="集中出差"))
    assert "1 次计划未谈" in candid.may_leave("talks", replace(NOW, talks_held=1, talks_waiting=1)).reason


def test_every_self_check_comes_before_the_meeting():
    assert "已交 2 / 3" in candid.may_leave("self_check", replace(NOW, checks_handed=2)).reason
    assert candid.may_leave("self_check", replace(NOW, checks_handed=3))
    assert not candid.may_leave("self_check", replace(NOW, checks=0))


@pytest.mark.parametrize(
    ("present", "due", "enough"),
    [(2, 3, True), (1, 3, False), (6, 9, True), (5, 9, False), (133, 200, False), (134, 200, True), (0, 0, False)],
)
def test_two_thirds_of_those_due_not_of_those_who_came(present, due, enough):
    assert candid.has_quorum(present, due, 666) is enough


def test_a_democratic_meeting_without_its_quorum_does_not_go_on():
    held = replace(DEMOCRATIC, held_on=TODAY, due=3, present=1, exchanges=1)
    assert "应到 3，实到 1" in candid.may_leave("meeting", held).reason
    assert candid.may_leave("meeting", replace(held, present=2))
    assert candid.may_leave("meeting", replace(held, kind="org_life"))
    assert not candid.may_leave("meeting", replace(held, present=2, held_on=None))
    assert "批评与自我批评" in candid.may_leave("meeting", replace(held, present=2, exchanges=0)).reason


def test_looking_back_waits_for_lists_terms_and_the_report():
    assert candid.may_leave("rectify", NOW)
    for values in ({"lists_missing": 1}, {"claimed": 1}, {"running": 1}):
        assert not candid.may_leave("rectify", replace(NOW, **values))
    assert "会议情况上报" in candid.may_leave("rectify", DEMOCRATIC).reason
    assert candid.may_leave("rectify", replace(DEMOCRATIC, reported_on=TODAY))
    assert "还有 1 个问题" in candid.may_leave("look_back", replace(NOW, issues=3, looked_back=2)).reason
    assert candid.may_leave("look_back", replace(NOW, issues=3, looked_back=3))


def test_every_stage_says_what_it_needs():
    for stage in candid.STAGES:
        assert all(need.label and need.words for need in candid.needs(stage, DEMOCRATIC))
    stages = list(candid.STAGES)
    onward = [step for step in candid.FLOW.steps if step not in candid.BACK.values()]
    assert [(step.sources, step.target) for step in onward] == [((at,), to) for at, to in pairwise(stages)]
    assert {at: step.target for at, step in candid.BACK.items()} == {at: to for to, at in pairwise(stages)}


def test_criticism_is_a_fact_about_an_issue():
    assert candid.may_record_exchange("meeting", True, True, "三次例会材料当天才发")
    assert not candid.may_record_exchange("talks", True, True, "三次例会材料当天才发")
    assert candid.may_record_exchange("meeting", False, True, "事实").field == "addressee"
    assert candid.may_record_exchange("meeting", True, False, "事实").field == "addressee"
    assert candid.may_record_exchange("meeting", False, False, "  ").field == "happened"


@pytest.mark.parametrize(
    ("fact", "measure", "due", "specific"),
    [("两次延期", "按月报告", TODAY, True), ("", "按月报告", TODAY, False), ("两次延期", " ", TODAY, False),
     ("两次延期", "按月报告", None, False)],
)  # fmt: skip
def test_an_issue_is_specific_with_fact_measure_and_term(fact, measure, due, specific):
    assert issues.is_specific(fact, measure, due) is specific


def test_somebody_else_says_that_an_issue_is_mended():
    assert not issues.is_another(Actor("本人", person_id=7), 7)
    assert issues.is_another(Actor("书记", person_id=8), 7)
    assert not issues.is_own(Actor("书记", person_id=8), 7, "修改")


def test_looking_back_ends_with_a_conclusion():
    assert issues.may_look_back("closed", False, "kept", "仍在执行", None, TODAY)
    assert issues.may_look_back("open", True, "kept", "仍在执行", None, TODAY).field == "outcome"
    assert issues.may_look_back("closed", False, "reopened", "又出现", None, TODAY).field == "due_on"
    assert issues.may_look_back("closed", False, "reopened", "又出现", TODAY, TODAY).field == "due_on"
    assert issues.may_look_back("closed", False, "kept", " ", None, TODAY).field == "words"


@pytest.mark.parametrize(
    ("kind", "sides", "field"),
    [("heart", Sides(1), None), ("heart", Sides(2), "talker"), ("heart", Sides(1, 2), "second"),
     ("heart", Sides(1, 1), "second"), ("remind", Sides(1), "second"), ("admonish", Sides(1), "second"),
     ("remind", Sides(1, 3), None), ("admonish", Sides(1, 3), None)],
)  # fmt: skip
def test_who_sits_where(kind, sides, field):
    verdict = talks.may_sit(kind, sides, subject=2)
    assert bool(verdict) is (field is None)
    assert getattr(verdict, "field", None) == field


def test_what_is_recorded_has_happened_and_what_is_planned_has_not():
    assert talks.was_held(TODAY, TODAY, "谈了").__bool__()
    assert talks.was_held(date(2026, 1, 21), TODAY, "谈了").field == "on"
    assert talks.was_held(TODAY, TODAY, " ").field == "content"
    assert talks.may_plan_for(TODAY, TODAY)
    assert not talks.may_plan_for(date(2026, 1, 19), TODAY)


def test_the_rate_of_talks_is_missing_without_a_plan_and_never_above_one():
    vectors = {(0, 0): None, (0, 4): Fraction(0), (3, 4): Fraction(3, 4), (5, 4): Fraction(1)}
    assert {pair: talks.talk_rate(*pair) for pair in vectors} == vectors
