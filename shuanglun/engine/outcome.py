"""From lines and dimensions to what is shown: a row per person, and who contributed how much.

Ibis expressions again; nothing runs here. Geometric mean, C and D are doubles computed from the integers
in one fixed order and quantised half up to 10^-9; everything else stays an integer.
Source: docs/algorithms/scoring.md and coupling.md.
"""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from shuanglun.engine import steps
from shuanglun.engine.rounding import ONE
from shuanglun.engine.terms import POLITICAL, WORK


def results(people: Table, dimensions: Table, kpis: Table, schemes: Table) -> Table:
    """Return one row per person with both dimensions and, when both have a number, the views of the pair."""
    shares = kpis.select("subject_id", "kpi_done", "kpi_all")
    wide = people.join(schemes, "place").left_join(shares, "subject_id").drop("subject_id_right")
    wide = wide.mutate(kpi_done=wide.kpi_done.fill_null(0), kpi_all=wide.kpi_all.fill_null(1))
    for name in (POLITICAL, WORK):
        half = dimensions.filter(_.dimension == name).drop("dimension")
        wide = wide.join(_figures(half, wide, name), "subject_no")
    p, b = wide[POLITICAL], wide[WORK]
    return wide.mutate(**_views(p, b, wide.w), quadrant=_quadrant(p, b, wide.upper))


def _figures(dimension: Table, people: Table, name: str) -> Table:
    floors = people.select("subject_no", "kpi_done", "kpi_all", floor=people[f"{name}_floor"])
    joined = floors.left_join(dimension, "subject_no").drop("subject_no_right")
    known = ("weighted", "valued", "applicable", "whole", "partly", "bonus")
    figures = steps.judged(joined.mutate(**{name: joined[name].fill_null(0) for name in known}), joined.floor)
    return figures.select(
        "subject_no",
        **{
            name: figures.number,
            f"{name}_base": figures.base,
            f"{name}_bonus": figures.bonus,
            f"{name}_coverage": figures.coverage.fill_null(0),
            f"{name}_low": figures.low,
            f"{name}_high": figures.high,
        },
    )


def quantised(x: Value) -> Value:
    """Return a double of [0, 1] in units of 10^-9, half up."""
    return (x * 1e9 + 0.5).floor().cast("int64")


def _views(p: Value, b: Value, w: Value) -> dict[str, Value]:
    """Return arithmetic and geometric mean, C, T and D. T has the same weights as the arithmetic mean."""
    level = steps.half_up(w * p + (10_000 - w) * b, 10_000)
    weight, rest = w.cast("float64") / 10_000.0, (10_000 - w).cast("float64") / 10_000.0
    geometric = (p.cast("float64") / 1e9).pow(weight) * (b.cast("float64") / 1e9).pow(rest)
    top, bottom = ibis.greatest(p, b), ibis.least(p, b)
    evenness = ((ONE - (top - bottom)) * bottom).cast("float64") / (ONE * top).cast("float64")
    both = p.notnull() & b.notnull()
    coupling = ibis.ifelse(top > 0, evenness, 0.0).sqrt()
    views = {
        "arithmetic": level,
        "geometric": quantised(geometric),
        "coupling": quantised(coupling),
        "level": level,
        "coordination": quantised((coupling * (level.cast("float64") / 1e9)).sqrt()),
    }
    return {name: ibis.ifelse(both, value, None) for name, value in views.items()}


def _quadrant(p: Value, b: Value, upper: Value) -> Value:
    strong_p, strong_b = p >= upper, b >= upper
    key = ibis.cases((strong_p & strong_b, "both"), (strong_p, "work"), (strong_b, "political"), else_="support")
    return ibis.ifelse(p.notnull() & b.notnull(), key, None)


def contributions(lines: Table, plan: Table, results: Table, dimensions: Table) -> Table:
    """Return what each line gave: shares of the base that sum to it exactly, and the bonus beside them.

    Shares are rounded down; the units left over go to the largest remainders, in the scheme's order
    among equals. `final` equals `share` until the ceiling is met (see `capped`).
    """
    bases = _long(results).join(dimensions.select("subject_no", "dimension", "valued"), ["subject_no", "dimension"])
    named = lines.select("subject_no", "line", "value").filter(_.value.notnull()).join(plan, "line")
    needed = named.select("subject_no", "dimension", "line", "value", "role", "weight", "points")
    given = needed.join(bases, ["subject_no", "dimension"])
    indicators, bonus = given.filter(_.role == "indicator"), given.filter(_.role == "bonus")
    product = indicators.weight * indicators.value
    parts = indicators.mutate(floor=steps.floored(product, indicators.valued), rest=product % indicators.valued)
    keys = ["subject_no", "dimension"]
    by_rest = ibis.window(group_by=keys, order_by=[ibis.desc("rest"), "line"])
    ranked = parts.mutate(
        left=parts.base - parts.floor.sum().over(ibis.window(group_by=keys)),
        rank=ibis.row_number().over(by_rest),
    )
    shares = ranked.mutate(share=ranked.floor + (ranked.rank < ranked.left).cast("int64"))
    extra = bonus.mutate(share=steps.half_up(bonus.value * bonus.points, 100))
    names = ("subject_no", "dimension", "line", "share", "over")
    rows = [t.select(*names, final=t.share) for t in (shares, extra)]
    return rows[0].union(rows[1])


def _long(results: Table) -> Table:
    """Return (subject_no, dimension, base, over) of the dimensions that have a number."""
    halves = [
        results.filter(results[name].notnull()).select(
            "subject_no",
            dimension=ibis.literal(name),
            base=results[f"{name}_base"],
            over=results[f"{name}_base"] + results[f"{name}_bonus"] > ONE,
        )
        for name in (POLITICAL, WORK)
    ]
    return halves[0].union(halves[1])
