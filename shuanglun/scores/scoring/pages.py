"""What the pages show, gathered for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.jobs import board
from shuanglun.base.jobs.runner import note_of
from shuanglun.base.ui.screens import Action
from shuanglun.engine.balance import QUADRANTS
from shuanglun.engine.rounding import ONE, units
from shuanglun.evidence.snapshots import opening
from shuanglun.records.organization.choices import grade_label
from shuanglun.scores.scoring import explanation, figures, files, operations, overview, queries, sources
from shuanglun.scores.scoring.choices import DIMENSIONS, RUN_LAMPS
from shuanglun.scores.scoring.explanation import Line, Side
from shuanglun.scores.scoring.models import Run, Score

COMMITTEE = "分数是委员会的参考材料，不自动产生等次"
PHASES = {
    "open": "核对快照", "sum": "汇总事实", "score": "计分", "contribute": "分解贡献", "write": "写文件", "hash": "散列",
    "total": "合计",
}  # fmt: skip
CLOSED = {"failed": "计分没有完成", "cancelled": "计分已取消"}


# A run


def run_words(run: Run) -> str:
    """A run in one line."""
    use = "试算，仅办公室可见" if run.trial else "正式"
    return f"{use} · 快照 {run.snapshot.name} · {run.snapshot.period_label} · 发起人 {run.requested_by}"


def run_actions(run: Run, stalled: bool) -> list[Action]:
    """What can be done with a run in its state."""
    if run.is_open:
        return [Action("取消计分", "scoring:cancel", args=(run.pk,), right=operations.RIGHT, danger=True)]
    if run.state != "done":
        return []
    return [
        Action("复算核对", "scoring:verify", args=(run.pk,), right=operations.RIGHT, post=True, icon="ti-refresh"),
        Action("查看结果", "scoring:scores", args=(run.pk,), primary=True, icon="ti-list-details"),
    ]


def run_context(run: Run) -> dict[str, Any]:
    """What the page of a run shows in its state."""
    job = queries.job_of(run) if run.is_open else None
    context: dict[str, Any] = {
        "run": run,
        "lamp": RUN_LAMPS[run.state],
        "closed": CLOSED.get(run.state, ""),
        "note": note_of(job) if job else None,
        "stalled": queries.is_stalled(run, job),
        "uses": queries.uses_of(run),
    }
    if run.state == "done":
        context |= {
            "sufficiency": overview.sufficiency_of(run),
            "coverage_labels": overview.COVERAGE_LABELS,
            "coverage": overview.coverage_of(run),
            "units": overview.units_of(run),
            "schemes": run.summary.get("schemes", {}),
            "files": sorted(run.summary.get("files", {}).items()),
            "timings": [(PHASES.get(name, name), seconds) for name, seconds in run.summary.get("timings", {}).items()],
        }
    return context


def give_up(run: Run) -> Run:
    """Stop a run: its job stops at the next step; one that nobody works on is closed at once."""
    job = queries.job_of(run)
    if job and job.is_open:
        board.ask_to_cancel(job.pk)
        if run.state == "running":
            return run
    return operations.cancel(run=run)


# One person


def score_words(score: Score) -> str:
    """Whose result, and where they worked on the last day of the period."""
    person = score.person
    post = grade_label(person.grade) if person.grade else score.get_category_display()
    return " · ".join(part for part in (person.name, score.unit.name, person.post_name, post) if part)


def score_crumbs(score: Score) -> list[tuple[str, Any]]:
    """The way here: one's own page, or the list of the run."""
    if score.person_id == current().person_id and current().role == "staff":
        return [("我的双维度", "scoring:mine"), ("结果说明", None)]
    return [("双维度结果", ("scoring:scores", score.run_id)), (score.person.name, None)]


def opened(score: Score) -> tuple[Path, list[Side], dict[str, Any]]:
    """The evidence of one person's result, both dimensions with every line, and by which scheme."""
    scheme, use = queries.scheme_of(score)
    with opening.opened(score.run.snapshot) as evidence:
        gauges, home = sources.gauges(evidence), evidence.home
    found = files.explained(queries.directory_of(score.run), home, scheme, score.person_id)
    return home, explanation.sides(found, scheme, gauges), {"scheme": scheme, "use": use}


def score_context(score: Score) -> dict[str, Any]:
    """What the result page shows."""
    _, sides, origin = opened(score)
    return origin | {
        "score": score,
        "run": score.run,
        "sides": sides,
        "committee": COMMITTEE,
        "groups": queries.group_words(score.groups, queries.party_post(score)),
        "views": views_of_pair(score),
        "quadrant": figures.quadrant(score.quadrant),
        "advice": advice(score, origin["scheme"].thresholds.upper),
        "widest": widest(sides),
        "charts": [(side, side.chart()) for side in sides if side.has_number],
        "period_label": period_words(score),
    }


def advice(score: Score, upper: Decimal) -> str:
    """The quadrant as advice, and a warning when what is missing could move it: an interval over the limit line is
    not above it (guide §5)."""
    if not score.quadrant:
        return ""
    limit = units(upper / 100)
    bounds = [(score.figure(name, "low") or 0, score.figure(name, "high") or 0) for name in DIMENSIONS]
    may_move = any(low < limit <= high for low, high in bounds)
    tail = f"；缺证区间跨过 {upper} 分，补齐证据后可能改变" if may_move else ""
    return figures.advice(score.quadrant, upper) + tail


def widest(sides: Sequence[Side]) -> int:
    """The full width of the bars, in points: the largest adjusted weight, up to the next ten."""
    largest = max((line.adjusted or 0 for side in sides for line in side.lines), default=0)
    return max(10, -(-int(largest) // 10) * 10)


def views_of_pair(score: Score) -> list[tuple[str, Any, str]]:
    """Level and balance of the pair: label, figure, what it says; nothing unless both have a number."""
    if score.arithmetic is None:
        return []
    return [
        ("综合（算术平均）", figures.score(score.arithmetic), "两个维度按方案权重平均"),
        ("综合（几何平均）", figures.score(score.geometric), "一项偏低时下降更多"),
        ("耦合度 C", figures.degree(score.coupling), figures.stage(score.coupling)),
        ("水平 T", figures.degree(score.level), "两项得分的总体水平"),
        ("协调度 D", figures.degree(score.coordination), figures.band(score.coordination)),
    ]


def indicator_context(score: Score, dimension: str, part: str) -> dict[str, Any] | None:
    """One indicator: formula with numbers and the records behind it; None when the person has no such line."""
    home, sides, origin = opened(score)
    for side in sides:
        for line in side.lines:
            if (side.id, line.view.id) == (dimension, part):
                records = sources.of(home, files.subject_of(score.person_id), line)
                shown = {"score": score, "run": score.run, "side": side, "line": line, "records": records}
                shown |= {
                    "dated": any(record.on for record in records),
                    "closed": not all(record.href for record in records),
                }
                return origin | shown | _limits(line) | {"period_label": period_words(score)}
    return None


def _limits(line: Line) -> dict[str, str]:
    """Target and cap of a line, in words."""
    target, cap = line.view.target_prorated, line.view.cap
    return {
        "target": line.gauge.amount(target) if target else "",
        "capped": str(figures.exact(cap)) if cap < ONE else "",
    }


# One's own years


def years(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """One row per period, the latest first, figures ready to print."""
    return [
        {
            "score": score,
            "href": reverse("scoring:score", args=[score.pk]),
            "period": period_name(score),
            "cells": [_cell(score, name, label) for name, label in DIMENSIONS.items()],
            "quadrant": figures.quadrant(score.quadrant),
            "coordination": figures.degree(score.coordination),
            "band": figures.band(score.coordination),
        }
        for score in scores
    ]  # fmt: skip


def _cell(score: Score, name: str, label: str) -> tuple[str, Any, str, Any]:
    """One dimension of one period: label, score, 缺证区间 unless nothing is lacking, coverage."""
    low, high = score.figure(name, "low"), score.figure(name, "high")
    interval = "" if low == high else f"缺证区间 {figures.interval(low, high)}"
    return label, figures.score(score.figure(name)), interval, figures.coverage(score.figure(name, "coverage") or 0)


def quadrant(scores: Sequence[Score]) -> dict[str, Any] | None:
    """The quadrant chart of the years that have both numbers, oldest first; None when there is none. The limit is
    that of the latest scheme; names go right above, left above, right below, left below (the x axis is political)."""
    known = [score for score in reversed(scores) if score.arithmetic is not None]
    if not known:
        return None
    points = [_point(score) for score in known]
    lowest = min(min(point["xlo"], point["ylo"], point["x"], point["y"]) for point in points)
    return {
        "kind": "quadrant",
        "x": DIMENSIONS["political"],
        "y": DIMENSIONS["work"],
        "limit": float(queries.scheme_of(known[-1])[0].thresholds.upper),
        "names": [QUADRANTS[key] for key in ("both", "political", "work", "support")],
        "min": min(60, int(lowest // 10 * 10)),
        "max": 100,
        "points": points,
        "label": "；".join(f"{p['name']}：{p['x']}、{p['y']}" for p in points),
    }


def _point(score: Score) -> dict[str, Any]:
    point: dict[str, Any] = {"name": period_name(score)}
    for axis, name in (("x", "political"), ("y", "work")):
        point[axis] = float(figures.score(score.figure(name)) or 0)
        point[f"{axis}lo"] = float(figures.score(score.figure(name, "low")) or 0)
        point[f"{axis}hi"] = float(figures.score(score.figure(name, "high")) or 0)
    return point


def period_words(score: Score) -> str:
    """The period of a result as the top bar names it."""
    name = period_name(score)
    return f"{name} 年度" if name.isdecimal() else score.run.snapshot.period_label


def period_name(score: Score) -> str:
    """The period of a result as a mark in a chart: the year, or the snapshot's code for a part of one."""
    snapshot = score.run.snapshot
    whole = (snapshot.begins_on.month, snapshot.ends_on.month) == (1, 1)
    return str(snapshot.begins_on.year) if whole else snapshot.name.rpartition("-")[0]
