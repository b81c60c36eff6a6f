"""What a result says about what is missing, for whom it is made, and how its sums come out in print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.engine import balance
from shuanglun.engine.rounding import ONE
from shuanglun.records.people.choices import PartyPost
from shuanglun.records.people.models import Membership
from shuanglun.scores.scoring import figures
from shuanglun.scores.scoring.choices import Sufficiency, evidence
from shuanglun.scores.scoring.explanation import Gauge
from shuanglun.scores.scoring.models import Run, Score
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.test_screens import SYSTEM, key_of, result, words

MINUTES = {"kind": "target", "unit": "minutes", "scale": 1, "room": "learning"}


@pytest.mark.parametrize(
    ("minutes", "hours"), [(3360, "56"), (3710, "61.83"), (1919, "31.98"), (90, "1.5"), (0, "0"), (120_000, "2,000")]
)
def test_study_is_told_in_hours_of_sixty_minutes(minutes, hours):
    gauge = Gauge.of(MINUTES)
    assert (gauge.unit, gauge.human(minutes)) == ("学时", hours)
    assert gauge.amount(minutes) == f"{hours} 学时（{minutes} 分钟）"


def test_evidence_is_sufficient_only_when_nothing_is_missing():
    assert evidence(Sufficiency.BOTH, ONE) == ("ok", "证据充分")
    assert evidence(Sufficiency.BOTH, ONE - 1) == ("warn", "证据部分缺失")
    assert evidence(Sufficiency.NO_WORK, ONE // 2) == ("warn", "业绩维度资料不足")


@pytest.mark.parametrize(
    ("units", "shown"),
    [(ONE, "100"), (ONE - 1, "99.9"), (600_000_000, "60"), (599_999_999, "59.9"), (0, "0"), (765_432_100, "76.5")],
)
def test_a_coverage_never_reads_fuller_than_it_is(units, shown):
    assert str(figures.coverage(units)) == shown


def test_what_is_missing_is_named_with_who_can_supply_it(run, house, sign_in):
    client = sign_in("personnel")
    text = words(client.get(result(run, house.member)))
    assert "履职能力与工作业绩：证据部分缺失" in text
    assert "绩效目标结果（1 项没有完成值，由人事干部或部门负责人补登）" in text
    assert "政治素质与组织生活：证据部分缺失" not in text
    assert "由政工干部补登" in words(client.get(result(run, house.bare)))
    url = reverse("scoring:indicator", args=[key_of(run, house.member), "work", "kpi"])
    assert "由人事干部或部门负责人补登" in words(client.get(url))


def test_the_list_tells_full_evidence_from_partial(run, house, sign_in):
    client = sign_in("personnel")
    url = reverse("scoring:scores", args=[run.pk])
    rows = client.get(url).context["table"].page.rows
    assert "证据充分" not in {evidence(row.sufficiency, row.lowest_coverage)[1] for row in rows}
    listed = {
        asked: [row.person.name for row in client.get(f"{url}?enough={asked}").context["table"].page.rows]
        for asked in ("full", "part", "lacking")
    }
    assert listed == {"full": [], "part": ["白露晞", "林一禾"], "lacking": ["江望舒"]}


@pytest.mark.parametrize("post", [PartyPost.SECRETARY, PartyPost.DEPUTY, PartyPost.COMMITTEE])
def test_the_very_party_post_is_shown(post, house, sign_in):
    with acting(SYSTEM):
        Membership.objects.filter(person=house.member).update(post=post)
        Membership.objects.filter(person=house.member).update(from_on=date(2024, 1, 1))
        run = factories.make_run(factories.make_snapshot())
    page = sign_in("staff", person=house.member).get(result(run, house.member))
    assert f"适用：党员 · {post.label} · 专业技术岗" in words(page)


def test_a_worker_is_told_that_no_scheme_applies(run, house, sign_in):
    mine = reverse("scoring:mine")
    text = words(sign_in("staff", person=house.worker).get(mine))
    assert "没有适用于工勤技能岗的指标方案" in text
    assert "没有分数不是零分" in text
    assert "还没有正式计分结果" not in text
    with acting(SYSTEM):
        Run._base_manager.all().delete()
    assert "还没有正式计分结果" in words(sign_in("staff", person=house.member).get(mine))


def test_a_bonus_that_nobody_earned_lacks_nothing(run, house, sign_in):
    address = reverse("scoring:indicator", args=[key_of(run, house.outsider), "political", "volunteer"])
    text = words(sign_in("personnel").get(address))
    assert "没有登记不扣分，不影响覆盖率" in text
    assert "没有记录，不加分，也不扣分" in text
    assert "资料不足" not in text and "降低覆盖率" not in text and "分担" not in text


def test_every_printed_product_is_the_printed_contribution(run, house, sign_in):
    """得分 × 折算权重 = 贡献, and a bonus = 得分 × 至多 n 分 ÷ 100, in what the page itself prints."""
    page = sign_in("personnel").get(result(run, house.member))
    lines = [line for side in page.context["sides"] for line in side.lines if line.counts]
    assert any(line.is_bonus for line in lines)
    for line in lines:
        rate = Decimal(line.most) if line.is_bonus else line.adjusted
        product = figures.exact(line.view.value) * rate / 100
        assert abs(product - figures.exact(line.view.share)) < Decimal("0.02"), line.working
        assert str(figures.exact(line.view.share)) in line.working


def test_a_share_that_met_the_ceiling_says_so(run, house, sign_in):
    line = sign_in("personnel").get(result(run, house.member)).context["sides"][0].lines[0]
    met = replace(line, view=replace(line.view, final=line.view.share - 10_000_000))
    assert "超过 100 分" not in line.working
    assert f"超出部分由各项按沙普利值分摊，实计 {met.contribution} 分" in met.working


def test_each_quadrant_names_the_side_to_develop():
    """methods: P ≥ 80 > B is 促业务, B ≥ 80 > P is 强思想; a sentence of advice, never a verdict."""
    upper = Decimal(80)
    for political, work, name, advises in ((90, 70, "促业务", "加强业务"), (70, 90, "强思想", "加强政治学习")):
        key = balance.quadrant(political, work, 80)
        assert figures.quadrant(key) == name
        assert f"建议{advises}" in figures.advice(key, upper)
    assert all("建议" in figures.advice(key, upper) for key in balance.QUADRANTS)


def test_the_chart_names_its_corners_after_the_engine(run, house, sign_in):
    """Right above, left above, right below, left below; x is political."""
    chart = sign_in("staff", person=house.member).get(reverse("scoring:mine")).context["chart"]
    corners = [(90, 90), (70, 90), (90, 70), (70, 70)]
    assert chart["names"] == [figures.quadrant(balance.quadrant(x, y, 80)) for x, y in corners]
    assert chart["limit"] == 80


def test_an_interval_over_the_limit_line_is_said(run, house, sign_in):
    with acting(SYSTEM):
        score = Score.objects.get(run=run, person=house.member)
    assert score.work_low < 800_000_000 <= score.work_high
    text = words(sign_in("personnel").get(result(run, house.member)))
    assert "缺证区间跨过 80 分，补齐证据后可能改变" in text
