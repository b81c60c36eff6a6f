"""The pieces of a results page: drawn from a body alone."""

from __future__ import annotations

from django.template.loader import render_to_string

from shuanglun.records.surveys.rules.agreement import measure
from shuanglun.records.surveys.rules.results import release
from shuanglun.records.surveys.tests.counted import APPRAISAL, appraisal, vector
from shuanglun.records.surveys.tests.test_results import by_unit, recommended_body


def page(body):
    """The text of the page without idle space."""
    return "".join(render_to_string("surveys/results/body.html", {"body": body}).split())


def test_a_page_shows_score_rates_and_what_they_rest_on():
    text = page(release(*vector()))
    for part in (
        "林一禾",
        "89.10",
        "50.77%",
        "38.92—62.54",
        "领导班子40%",
        "加权得分",
        "收回率100.00%",
        ">优秀33</span>",
    ):
        assert part in text
    assert "<c-" not in text


def test_what_is_held_back_is_said():
    assert "不单列" in page(release(*vector((5, 0, 0, 0)))) and "≥90" in page(release(*vector((5, 0, 0, 0))))
    lacking = vector()
    for uid in lacking[5]:
        lacking[5][uid] = {0: {"e": 5}}
    assert "资料不足" in page(release(*lacking))


def test_units_recommendations_and_whole_instruments():
    assert "1室、2室" in page(by_unit((3, 4, 2), (1, 1), (4, 2, 1, 1), (9, 6, 3, 1, 1)))
    assert "8票，80.00%n10" in page(recommended_body(8, 12, 15)).replace('<spanclass="nowrap">', "").replace("</span>", "").replace('<spanclass="text-2t12nowrap">', "")  # fmt: skip
    arguments, ballots = appraisal()
    marks = [row for rows in ballots.values() for row in rows]
    text = page(release(*arguments, agreement=measure(APPRAISAL, arguments[4], marks)))
    for part in ("履职能力", "只作谈话核实的线索", "论资排辈", "KendallW", "反向测评"):
        assert part in text


def test_why_a_score_is_no_evidence_is_said_in_words():
    arguments, _ = appraisal((5, 0, 0))
    arguments[5]["a" * 32] = {at: {"a": 5} for at in range(40)}
    text = page(release(*arguments))
    assert "“履职能力”这次不作为评分证据：各题都只公布范围。评分时记为“资料不足”，不是零分。" in text


def test_a_group_with_more_than_was_issued_is_named_in_its_row():
    arguments = vector()
    arguments[6]["a" * 32] |= {"issued": 4}
    text = page(release(*arguments))
    assert "“领导班子”收回5张，多于发出的4张" in text and "领导班子：收回多于发出" in text


def test_a_void_campaign_shows_why_and_no_figure():
    arguments = vector()
    arguments[6]["c" * 32] |= {"issued": 1}
    text = page(release(*arguments))
    assert "无效" in text and "89.10" not in text
