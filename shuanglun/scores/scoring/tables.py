"""Lists of the scoring room. No column of a person's score can be sorted by (guide §4, G-18)."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, Search, Table
from shuanglun.engine.rounding import ONE, units
from shuanglun.records.people.searching import called
from shuanglun.scores.scoring import figures, queries
from shuanglun.scores.scoring.choices import DIMENSIONS, RUN_FLOW, RUN_LAMPS, Sufficiency, evidence
from shuanglun.scores.scoring.models import Run

LACKING = "资料不足"
EVIDENCE = [
    ("full", "证据充分"), ("part", "证据部分缺失"), ("lacking", "任一维资料不足"),
    *(choice for choice in Sufficiency.choices if choice[0] != Sufficiency.BOTH),
]  # fmt: skip
COVERAGES = [("100", "100%"), ("90", "不低于 90%"), ("60", "不低于 60%"), ("below", "有一维低于 60%")]


class RunTable(Table):
    """All runs, the latest period first."""

    columns = [
        Column("name", "名称", link="scoring:run"),
        Column("snapshot__name", "证据快照", link=("snapshots:snapshot", "snapshot_id"), nowrap=True),
        Column("period", "期间", value=lambda run: run.snapshot.period_label, nowrap=True),
        Column(
            "trial",
            "用途",
            value=lambda run: "试算" if run.trial else "正式",
            chip=lambda run: "warn" if run.trial else "ok",
        ),
        Column("state", "状态", lamp=RUN_LAMPS),
        Column("people", "人数", num=True),
        Column("lacking", "资料不足", num=True),
        Column("requested_by", "发起人"),
        Column("finished_at", "完成时间", nowrap=True),
        Column("result_hash", "结果散列", value=lambda run: run.result_hash[:12], hidden=True),
    ]
    filters = [
        Search("q", "名称或快照", fields=["name", "snapshot__name__startswith"]),
        Choice("state", "状态", options=RUN_FLOW.choices),
        Choice("trial", "用途", options=[("0", "正式"), ("1", "试算")]),
    ]
    empty = ("还没有计分", "先冻结证据快照、发布指标方案，再从右上角发起计分。")
    export_name = "计分运行"


def _by_name(scores: QuerySet, text: str) -> QuerySet:
    """Name, number or pinyin initials, each from its beginning."""
    return scores.filter(called(text, "person__"))


def _covered(scores: QuerySet, asked: str) -> QuerySet:
    if asked == "below":
        return scores.filter(lowest_coverage__lt=units(Decimal("0.6")))
    return scores.filter(lowest_coverage__gte=units(Decimal(asked) / 100))


def _enough(scores: QuerySet, asked: str) -> QuerySet:
    if asked == "full":
        return scores.filter(lowest_coverage=ONE, sufficiency=Sufficiency.BOTH)
    if asked == "part":
        return scores.filter(lowest_coverage__lt=ONE, sufficiency=Sufficiency.BOTH)
    return scores.exclude(sufficiency=Sufficiency.BOTH) if asked == "lacking" else scores.filter(sufficiency=asked)


def _figure(dimension: str) -> Column:
    return Column(
        dimension, DIMENSIONS[dimension], width="w-190", cell=f"scoring/cells.html#{dimension}",
        value=lambda row: figures.score(row.figure(dimension)) if row.figure(dimension) is not None else LACKING,
    )  # fmt: skip


def _coverage(dimension: str, label: str, hidden: bool = False) -> Column:
    return Column(
        f"{dimension}_coverage", label, num=True, hidden=hidden,
        value=lambda row: figures.coverage(row.figure(dimension, "coverage")), cell="scoring/cells.html#coverage",
    )  # fmt: skip


class ScoreTable(Table):
    """Persons of one run, by pinyin."""

    columns = [
        Column("person", "姓名", sort="name_key", link="scoring:score", value=lambda row: row.person.name, nowrap=True),
        Column("person__staff_no", "工号", hidden=True, nowrap=True),
        Column("unit__name", "部门", sort=("unit_path", "name_key")),
        Column("category", "岗位类别"),
        Column("groups", "指标组", value=lambda row: queries.group_words(row.groups), hidden=True),
        _figure("political"),
        _coverage("political", "政治覆盖率"),
        _figure("work"),
        _coverage("work", "业绩覆盖率"),
        Column("quadrant", "发展建议", value=lambda row: figures.quadrant(row.quadrant)),
        Column(
            "coordination",
            "协调度 D（分析视图）",
            num=True,
            hidden=True,
            value=lambda row: figures.degree(row.coordination),
        ),
        Column(
            "sufficiency",
            "证据",
            value=lambda row: evidence(row.sufficiency, row.lowest_coverage)[1],
            chip=lambda row: evidence(row.sufficiency, row.lowest_coverage)[0],
        ),
    ]
    default_sort = "person"
    empty = ("没有结果", "这次计分没有您可以查看的人员。")
    export_name = "双维度结果"


def score_table(run: Run) -> type[ScoreTable]:
    """The list of one run: its units are the options of the unit filter."""
    units_of_run = queries.units_seen(run)
    filters = [
        Search("q", "姓名、拼音首字母或工号", apply=_by_name),
        Choice("enough", "证据", options=EVIDENCE, apply=_enough),
        Choice("coverage", "较低覆盖率", options=COVERAGES, apply=_covered),
    ]
    if len(units_of_run) > 1:
        filters.insert(1, Choice(
            "unit", "部门", options=units_of_run, apply=lambda rows, path: rows.filter(within("unit_path", path))
        ))  # fmt: skip
    return type("ScoreTable", (ScoreTable,), {"filters": filters})
