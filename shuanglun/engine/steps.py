"""The formula, step by step, as Ibis expressions: tables in, a table out; nothing runs here.

Integers to the last step. Divisions go through the two functions `half_up` and `ratio9`, which the
backend defines in 128 bits, because a sum of minutes times 10^9 leaves 64.
Source: docs/algorithms/scoring.md.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
from ibis import _
from ibis.expr.types import Table, Value

from shuanglun.engine.rounding import ONE

MONTH_DAYS = 15


@ibis.udf.scalar.builtin(name="half_up")
def half_up(num: int, den: int) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="ratio9")
def ratio9(num: int, den: int) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="enough")
def enough(full: int, part: int, num: int, den: int, total: int, floor: int) -> bool: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="groups_key")
def groups_key(groups: list[str]) -> str: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="overlap_days")
def overlap_days(begins: date, ends: date, low: date, high: date) -> int: ...  # type: ignore[empty-body]


@ibis.udf.agg.builtin(name="total")
def total(value: int) -> int: ...  # type: ignore[empty-body]


def roster(subjects: Table, last: date) -> Table:
    """Return the interval of each subject that is in force on the period's last day."""
    day = ibis.literal(last)
    present = subjects.filter(_["from"] <= day, _["until"].isnull() | (_["until"] > day))
    return present.mutate(groups_key=groups_key(present.groups)).drop("from", "until")


def presence(subjects: Table, months: list[tuple[date, date]]) -> Table:
    """Return (subject_id, months): calendar months of the period with at least 15 days inside intervals."""
    days = {
        f"m{i}": total(overlap_days(subjects["from"], subjects["until"], ibis.literal(low), ibis.literal(high)))
        for i, (low, high) in enumerate(months)
    }
    sums = subjects.group_by("subject_id").aggregate(**days)
    count = sum((sums[name] >= MONTH_DAYS).cast("int64") for name in days)
    return sums.select("subject_id", months=count)


def period_facts(facts: Table, begins: date, ends: date, measures: list[str]) -> Table:
    """Return the facts inside `[begins, ends)` of the measures that some scheme reads."""
    return facts.filter(_.on >= ibis.literal(begins), _.on < ibis.literal(ends), _.measure.isin(measures))


def sums(facts: Table) -> Table:
    """Return per subject and measure: sums, number of records, and signs of rows that cannot be."""
    return facts.group_by("subject_id", "measure").aggregate(
        quantity=total(_.quantity),
        due=total(_.due),
        weighted=total(_.quantity * _.due),
        records=_.count(),
        undue=_.count() - _.due.count(),
        least=_.quantity.min(),
        most=_.quantity.max(),
        least_due=_.due.min(),
    )


def exempted(facts: Table, exemptions: Table, rates: list[str]) -> Table:
    """Return per subject and rate: how much of `due` falls away, in how many records.

    Only an absent occasion (quantity 0) falls away; one that was attended counts in both sums.
    """
    absent = facts.filter(_.measure.isin(rates), _.quantity == 0)
    stretch = exemptions.filter(_.fact_ref.isnull())
    single = exemptions.filter(_.fact_ref.notnull())
    by_time = absent.semi_join(
        stretch,
        [
            absent.subject_id == stretch.subject_id,
            stretch.measure.isnull() | (stretch.measure == absent.measure),
            absent.on >= stretch["from"],
            stretch["until"].isnull() | (absent.on < stretch["until"]),
        ],
    )
    by_ref = absent.semi_join(
        single,
        [
            absent.subject_id == single.subject_id,
            absent.ref == single.fact_ref,
            single.measure.isnull() | (single.measure == absent.measure),
        ],
    )
    rows = by_time.union(by_ref, distinct=True)
    return rows.group_by("subject_id", "measure").aggregate(exempt_due=total(_.due), exempted=_.count())


def kpi_sums(kpis: Table) -> Table:
    """Return per subject: weights with an actual and in all, and the weighted attainment in 10^-9.

    Attainment is clip((actual - bound) / (target - bound)); lower-is-better turns both signs, so the same
    quotient serves both directions (methods §0b).
    """
    sign = ibis.ifelse(kpis.direction == "lower", -1, 1)
    reached = ibis.least(ibis.greatest((kpis.actual - kpis.bound) * sign, 0), (kpis.target - kpis.bound) * sign)
    attained = ratio9(reached, (kpis.target - kpis.bound) * sign)
    done = kpis.actual.notnull()
    rows = kpis.mutate(done=done, attained=attained)
    return rows.group_by("subject_id").aggregate(
        kpi_done=total(ibis.ifelse(_.done, _.weight, 0)),
        kpi_all=total(_.weight),
        kpi_sum=total(ibis.ifelse(_.done, _.weight * _.attained, 0)),
        kpi_records=_.done.cast("int64").sum(),
    )


def lines(people: Table, plan: Table, months: Table, sums: Table, exempt: Table, kpis: Table) -> Table:
    """Return one row per person and line of the plan, with the value and its bounds in units of 10^-9."""
    wide = people.select("subject_id", "groups_key").join(plan, "groups_key").drop("groups_key")
    wide = wide.left_join(months, "subject_id").drop("subject_id_right")
    for table in (sums, exempt):
        wide = wide.left_join(table, ["subject_id", "measure"]).drop("subject_id_right", "measure_right")
    wide = wide.left_join(kpis, "subject_id").drop("subject_id_right")
    counts = ("quantity", "due", "weighted", "records", "exempt_due", "exempted")
    sums_of_kpis = ("kpi_done", "kpi_all", "kpi_sum", "kpi_records")
    known = wide.mutate(**{name: wide[name].fill_null(0) for name in (*counts, *sums_of_kpis, "months")})
    return _valued(_fractions(known))


def _fractions(t: Table) -> Table:
    """Add `num` / `den` (den 0: no value) by kind; see the table "Kinds" of the description."""
    kpi, rate, mean = t.kind == "kpi", t.kind == "rate", t.kind == "mean"
    share = ibis.ifelse(t.prorated, 12, 1)
    goal = t.target * ibis.ifelse(t.prorated, t.months, 1)
    num = _choose(kpi, t.kpi_sum, rate, t.quantity, mean, t.weighted - t.mean_low * t.due, t.quantity * share)
    den = _choose(
        kpi,
        t.kpi_done * ONE,
        rate,
        t.due - t.exempt_due,
        mean,
        t.mean_span * t.due,
        ibis.ifelse(t.records > 0, goal, 0),
    )
    return t.mutate(num=num, den=den, goal=goal)


def _choose(*branches: Any) -> Value:
    """Return CASE over pairs of (condition, value), the last one otherwise."""
    *pairs, other = branches
    return ibis.cases(*zip(pairs[::2], pairs[1::2], strict=True), else_=other)


def _valued(t: Table) -> Table:
    has = t.applies & (t.den > 0)
    kpi = t.kind == "kpi"
    value = ibis.ifelse(has, ibis.least(ratio9(t.num, t.den), t.cap), None)
    low = ratio9(t.kpi_sum, t.kpi_all * ONE)
    high = ratio9(t.kpi_sum + (t.kpi_all - t.kpi_done) * ONE, t.kpi_all * ONE)
    partly = t.applies & kpi & (t.kpi_all > 0)
    covered = _choose(has & kpi, ratio9(t.kpi_done, t.kpi_all), has, ONE, 0)
    counts = ("quantity", "due", "exempt_due", "exempted")
    return t.mutate(
        num=ibis.ifelse(has, t.num, None),
        den=ibis.ifelse(has, t.den, None),
        status=_choose(~t.applies, "not_applicable", has, "value", "missing"),
        value=value,
        low=_choose(~t.applies, None, partly, ibis.least(low, t.cap), has, value, 0),
        high=_choose(~t.applies, None, partly, ibis.least(high, t.cap), has, value, t.cap),
        covered=covered,
        records=_choose(~t.applies, 0, kpi, t.kpi_records, t.records),
        target=ibis.ifelse(t.target > 0, t.target, None),
        target_prorated=ibis.ifelse(t.target > 0, half_up(t.goal, ibis.ifelse(t.prorated, 12, 1)), None),
        **{name: ibis.ifelse(t.applies, t[name], 0) for name in counts},
    )


def dimensions(lines: Table) -> Table:
    """Return one row per person and dimension: base before bonus, bonus, sums for coverage, bounds."""
    valued, counted = lines.status == "value", (lines.role == "indicator") & lines.applies
    whole, partly = counted & valued & (lines.kind != "kpi"), counted & valued & (lines.kind == "kpi")
    weight = lines.weight
    grouped = lines.group_by("subject_id", "dimension").aggregate(
        weighted=total(ibis.ifelse(counted & valued, weight * lines.value, 0)),
        valued=total(ibis.ifelse(counted & valued, weight, 0)),
        applicable=total(ibis.ifelse(counted, weight, 0)),
        whole=total(ibis.ifelse(whole, weight, 0)),
        partly=total(ibis.ifelse(partly, weight, 0)),
        kpi_done=ibis.ifelse(partly, lines.kpi_done, 0).max(),
        kpi_all=ibis.ifelse(partly, lines.kpi_all, 1).max(),
        low=total(ibis.ifelse(counted, weight * lines.low, 0)),
        high=total(ibis.ifelse(counted, weight * lines.high, 0)),
        bonus=total(ibis.ifelse((lines.role == "bonus") & valued, half_up(lines.value * lines.points, 100), 0)),
    )
    return grouped


def judged(dimension: Table, floor: Value) -> dict[str, Value]:
    """Return the figures of one dimension; `number` only when coverage reaches the floor, judged exactly."""
    d = dimension
    reached = (d.valued > 0) & enough(d.whole, d.partly, d.kpi_done, d.kpi_all, d.applicable, floor)
    base = ibis.ifelse(reached, half_up(d.weighted, d.valued), None)
    return {
        "coverage": ratio9(d.whole * d.kpi_all + d.partly * d.kpi_done, d.applicable * d.kpi_all),
        "base": base,
        "number": ibis.ifelse(base.notnull(), ibis.least(base + d.bonus, ONE), None),
        "low": ibis.ifelse(base.notnull(), ibis.least(half_up(d.low, d.applicable) + d.bonus, ONE), None),
        "high": ibis.ifelse(base.notnull(), ibis.least(half_up(d.high, d.applicable) + d.bonus, ONE), None),
    }
