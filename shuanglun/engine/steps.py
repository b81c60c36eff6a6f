"""The formula, step by step, as Ibis expressions: tables in, a table out; nothing runs here.

Integers to the last step. Divisions go through the two functions `half_up` and `ratio9`, which the
backend defines: in 64 bits where operands prove that these suffice, else in 128 (minutes times 10^9 may not).
Subjects and measures meet by number (`subject_no`, `measure_no`): joins and sorts on integers are cheap.
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


@ibis.udf.scalar.builtin(name="floored")
def floored(num: int, den: int) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="enough")
def enough(part: int, whole: int, floor: int) -> bool: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="groups_key")
def groups_key(groups: list[str]) -> str: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="overlap_days")
def overlap_days(begins: date, ends: date, low: date, high: date) -> int: ...  # type: ignore[empty-body]


@ibis.udf.agg.builtin(name="total")
def total(value: int) -> int: ...  # type: ignore[empty-body]


def roster(subjects: Table, last: date) -> Table:
    """Return the interval of each subject that is in force on the period's last day, numbered in canonical order."""
    day = ibis.literal(last)
    present = subjects.filter(_["from"] <= day, _["until"].isnull() | (_["until"] > day))
    number = ibis.row_number().over(order_by=present.subject_id)
    return present.mutate(groups_key=groups_key(present.groups), subject_no=number).drop("from", "until")


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


def numbered(rows: Table, people: Table, reads: Table) -> Table:
    """Put numbers in place of the names of subject and measure; a subject who is not scored has none."""
    known = rows.join(reads, "measure").left_join(people.select("subject_id", "subject_no"), "subject_id")
    return known.drop("subject_id", "subject_id_right", "measure")


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


def exempted(facts: Table, exemptions: Table, rates: Table) -> Table:
    """Return per subject and rate: how much of `due` falls away, in how many records.

    Only an absent occasion (quantity 0) falls away, once, however many exemptions cover it; one that was
    attended counts in both sums. `rates` is a table of the rates' names: an exemption without a measure is
    spelt out for each of them, so that the joins are on equality (an OR would cost a nested loop).
    """
    days = {"from": _["from"], "until": _["until"].fill_null(ibis.literal(date.max))}
    named = exemptions.filter(_.measure.notnull()).mutate(**days)
    spread = exemptions.filter(_.measure.isnull()).drop("measure").cross_join(rates).mutate(**days)
    spelt = named.union(spread.select(*named.columns))
    absent = facts.semi_join(rates, "measure").filter(_.quantity == 0)
    stretch, single = spelt.filter(_.fact_ref.isnull()), spelt.filter(_.fact_ref.notnull())
    inside = [
        absent.subject_id == stretch.subject_id,
        absent.measure == stretch.measure,
        absent.on >= stretch["from"],
        absent.on < stretch["until"],
    ]
    rest = absent.anti_join(stretch, inside)
    occasion = [rest.subject_id == single.subject_id, rest.measure == single.measure, rest.ref == single.fact_ref]
    rows = absent.semi_join(stretch, inside).union(rest.semi_join(single, occasion))
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


COUNTS = ("quantity", "due", "exempt_due", "exempted", "records")
LINE = (
    "subject_no", "line", "status", "num", "den", "value", "low", "high", "covered", *COUNTS, "months",
    "target_prorated",
)  # fmt: skip
NULLABLE = ("num", "den", "value", "low", "high", "target_prorated")


def lines(people: Table, plan: Table, months: Table, sums: Table, exempt: Table, kpis: Table) -> Table:
    """Return one row per person and line that applies, with the value and its bounds in units of 10^-9.

    What the plan says itself is left out; join it on `line`.
    """
    known = people.select("subject_id", "subject_no", "groups_key")
    for table in (months, kpis):
        known = known.left_join(table, "subject_id").drop("subject_id_right")
    wide = known.join(plan.filter(_.applies), "groups_key")
    for table in (sums, exempt):
        wide = wide.left_join(table, ["subject_no", "measure_no"]).drop("subject_no_right", "measure_no_right")
    sums_of_kpis = ("kpi_done", "kpi_all", "kpi_sum", "kpi_records")
    whole = wide.mutate(**{name: wide[name].fill_null(0) for name in (*COUNTS, "weighted", *sums_of_kpis, "months")})
    return _bounded(_valued(_fractions(whole))).select(*LINE)


def _fractions(t: Table) -> Table:
    """Add `num` / `den` (den 0: no value) by kind; see the table "Kinds" of the description."""
    kpi, rate, mean = t.kind == "kpi", t.kind == "rate", t.kind == "mean"
    goal = t.target * ibis.ifelse(t.prorated, t.months, 1)
    num = _choose(
        kpi, t.kpi_sum,
        rate, t.quantity,
        mean, t.weighted - t.mean_low * t.due,
        t.quantity * ibis.ifelse(t.prorated, 12, 1),
    )  # fmt: skip
    den = _choose(
        kpi, t.kpi_done * ONE,
        rate, t.due - t.exempt_due,
        mean, t.mean_span * t.due,
        t.records > 0, goal,
        0,
    )  # fmt: skip
    return t.mutate(num=num, den=den, goal=goal, has=den > 0)


def _choose(*branches: Any) -> Value:
    """Return CASE over pairs of (condition, value), the last one otherwise."""
    *pairs, other = branches
    return ibis.cases(*zip(pairs[::2], pairs[1::2], strict=True), else_=other)


def _valued(t: Table) -> Table:
    kpi = t.kind == "kpi"
    exact = ibis.ifelse(kpi, half_up(t.kpi_sum, t.kpi_done), ratio9(t.num, t.den))
    return t.mutate(
        status=ibis.ifelse(t.has, "value", "missing"),
        num=ibis.ifelse(t.has, t.num, None),
        den=ibis.ifelse(t.has, t.den, None),
        value=ibis.ifelse(t.has, ibis.least(exact, t.cap), None),
        covered=_choose(t.has & kpi, ratio9(t.kpi_done, t.kpi_all), t.has, ONE, 0),
        records=ibis.ifelse(kpi, t.kpi_records, t.records),
        target_prorated=ibis.ifelse(t.target > 0, half_up(t.goal, ibis.ifelse(t.prorated, 12, 1)), None),
    )


def _bounded(t: Table) -> Table:
    """Add the values that the line would have if what is missing were 0 (`low`) or full (`high`)."""
    partly = (t.kind == "kpi") & (t.kpi_all > 0)
    low = half_up(t.kpi_sum, t.kpi_all)
    high = half_up(t.kpi_sum + (t.kpi_all - t.kpi_done) * ONE, t.kpi_all)
    return t.mutate(
        low=_choose(partly, ibis.least(low, t.cap), t.has, t.value, 0),
        high=_choose(partly, ibis.least(high, t.cap), t.has, t.value, t.cap),
    )


def unasked(people: Table, plan: Table) -> Table:
    """Return a row like those of `lines` for each person and line that does not apply: nothing is known of it."""
    rows = people.select("subject_no", "groups_key").join(plan.filter(~_.applies), "groups_key")
    empty = ibis.null().cast("int64")
    columns = {"status": ibis.literal("not_applicable")} | {
        name: ibis.literal(0) for name in (*COUNTS, "covered", "months")
    }
    return rows.select("subject_no", "line", **columns, **{name: empty for name in LINE if name in NULLABLE}).select(
        *LINE
    )


def dimensions(lines: Table, plan: Table) -> Table:
    """Return one row per person and dimension: sums for the base, for coverage, for the bounds; the bonus."""
    t = lines.join(plan.drop("target"), "line")
    counted, valued = t.role == "indicator", t.value.notnull()
    kpi, weight = t.kind == "kpi", t.weight
    return t.group_by("subject_no", "dimension").aggregate(
        weighted=total(ibis.ifelse(counted & valued, weight * t.value, 0)),
        valued=total(ibis.ifelse(counted & valued, weight, 0)),
        applicable=total(ibis.ifelse(counted, weight, 0)),
        whole=total(ibis.ifelse(counted & valued & ~kpi, weight, 0)),
        partly=total(ibis.ifelse(counted & valued & kpi, weight, 0)),
        low=total(ibis.ifelse(counted, weight * t.low, 0)),
        high=total(ibis.ifelse(counted, weight * t.high, 0)),
        bonus=total(ibis.ifelse((t.role == "bonus") & valued, half_up(t.value * t.points, 100), 0)),
    )


def judged(dimension: Table, floor: Value) -> Table:
    """Add the figures of one dimension; `number` only when coverage reaches the floor, judged exactly."""
    d = dimension.mutate(
        covered=dimension.whole * dimension.kpi_all + dimension.partly * dimension.kpi_done,
        coverable=dimension.applicable * dimension.kpi_all,
    )
    reached = (d.valued > 0) & enough(d.covered, d.coverable, floor)
    d = d.mutate(
        coverage=ratio9(d.covered, d.coverable), base=ibis.ifelse(reached, half_up(d.weighted, d.valued), None)
    )
    return d.mutate(
        number=ibis.ifelse(d.base.notnull(), ibis.least(d.base + d.bonus, ONE), None),
        low=ibis.ifelse(d.base.notnull(), ibis.least(half_up(d.low, d.applicable) + d.bonus, ONE), None),
        high=ibis.ifelse(d.base.notnull(), ibis.least(half_up(d.high, d.applicable) + d.bonus, ONE), None),
    )
