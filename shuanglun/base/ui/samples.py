"""Made-up content of the pattern page: fictional tasks in a list that answers like a queryset, a form, charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table

LINES = {"party": "党建", "hr": "人事", "fuse": "融合"}
LAMPS = {"soon": "剩 12 个工作日", "late": "逾期 1 个工作日", "ok": "正常", "idle": "未开始"}


@dataclass(frozen=True)
class Task:
    """A fictional task."""

    pk: int
    name: str
    line: str
    owner: str
    progress: int
    due: date
    lamp: str
    origin: str = "10 月联合研判会"


class Rows:
    """As much of a queryset as a table asks for, over a list."""

    ordered = False

    def __init__(self, rows: list[Task]) -> None:
        self.rows = rows

    def order_by(self, *fields: str) -> Rows:
        """Sorted by the first field."""
        if not fields:
            return self
        name = fields[0].removeprefix("-")
        return Rows(sorted(self.rows, key=lambda row: getattr(row, name), reverse=fields[0].startswith("-")))

    def kept(self, keep: Any) -> Rows:
        """Rows that `keep` accepts."""
        return Rows([row for row in self.rows if keep(row)])

    def __getitem__(self, part: slice) -> Rows:
        return Rows(self.rows[part])

    def __iter__(self) -> Any:
        return iter(self.rows)

    def count(self) -> int:
        """How many."""
        return len(self.rows)


_SEED = [
    ("第三研究所青年骨干联合培养", "fuse", "苏牧云", 67, date(2027, 2, 2), "soon"),
    ("检测中心组织生活补录说明", "party", "方听雨", 20, date(2027, 1, 14), "late"),
    ("关键岗位 AB 角", "hr", "叶知秋", 55, date(2027, 3, 31), "ok"),
    ("谈话反映问题转办（4 件）", "fuse", "白露晞", 75, date(2027, 2, 26), "ok"),
    ("红色入职礼 2027 春季批次", "party", "沈知微", 0, date(2027, 3, 5), "idle"),
]
TASKS = Rows(
    [
        Task(number, name if number <= 5 else f"{name}（{number}）", line, owner, progress, due, lamp)
        for number in range(1, 61)
        for name, line, owner, progress, due, lamp in [_SEED[(number - 1) % 5]]
    ]
)


def named(rows: Any, text: str) -> Any:
    """Tasks whose name contains the text."""
    return rows.kept(lambda task: text in task.name)


def of_line(rows: Any, line: str) -> Any:
    """Tasks of one line."""
    return rows.kept(lambda task: task.line == line)


class TaskTable(Table):
    """The list on the pattern page."""

    columns = [
        Column("name", "任务", sort=True, link=lambda row: f"#task-{row.pk}"),
        Column("line", "线", chip=lambda row: row.line, value=lambda row: LINES[row.line]),
        Column("owner", "责任人", sort=True),
        Column("progress", "进度", cell="ui/pattern/cells.html#progress", width="w-190"),
        Column("due", "到期", sort=True, num=True),
        Column("lamp", "状态", lamp=lambda row: row.lamp, value=lambda row: LAMPS[row.lamp]),
        Column("origin", "来源会商", hidden=True),
    ]
    filters = [
        Search("q", "任务名", apply=named),
        Choice("line", "线", LINES.items(), of_line),
        DateRange("due", "到期", apply=lambda rows, days: rows),
    ]
    default_sort = "due"
    empty = ("没有任务", "会商形成决议后，任务会出现在这里。")


class TaskForm(forms.Form):
    """A form with every kind of field."""

    sections = [("基本信息", ["name", "due", "origin", "line"]), ("责任", ["party", "groups", "file", "checked"])]

    name = forms.CharField(label="任务名称", max_length=20)
    due = forms.DateField(label="到期日", help_text="公示期按工作日计算")
    origin = forms.ChoiceField(
        label="会商来源", choices=[("", "请选择"), ("3", "10 月联合研判会 · 决议第 3 项")], required=False
    )
    line = forms.ChoiceField(label="线", choices=LINES.items(), widget=forms.RadioSelect)
    party = forms.CharField(label="党建线责任内容", widget=forms.Textarea(attrs={"rows": 2}))
    groups = forms.MultipleChoiceField(
        label="适用对象", choices=[("m", "党员"), ("n", "非党员")], widget=forms.CheckboxSelectMultiple, required=False
    )
    file = forms.FileField(label="依据文件", required=False, help_text="PDF 或 Word，不超过 10 MB")
    checked = forms.BooleanField(label="已与原件核对", required=False)


QUARTERS = ["25Q1", "25Q2", "25Q3", "25Q4", "26Q1", "26Q2", "26Q3", "26Q4"]
CHARTS: dict[str, dict[str, Any]] = {
    "trend": {
        "kind": "line",
        "labels": QUARTERS,
        "min": 70,
        "max": 90,
        "step": 10,
        "series": [
            {"name": "党建质量", "wheel": "party", "end": "党建 85.8",
             "values": [79.8, 80.9, 82.4, 83.0, 83.9, 84.6, 85.1, 85.8]},
            {"name": "队伍建设", "wheel": "hr", "end": "队伍 81.6",
             "values": [72.4, 73.9, 75.2, 74.1, 76.8, None, 80.2, 81.6]},
        ],
    },
    "quadrant": {
        "kind": "quadrant",
        "x": "政治素质与组织生活",
        "y": "履职能力与工作业绩",
        "points": [
            {"name": "2024", "x": 82.1, "y": 76.3, "xlo": 78.7, "xhi": 85.5, "ylo": 72.5, "yhi": 80.1},
            {"name": "2025", "x": 85.6, "y": 81.9, "xlo": 82.7, "xhi": 88.5, "ylo": 78.8, "yhi": 85.0},
            {"name": "2026", "x": 88.4, "y": 84.6, "xlo": 86.1, "xhi": 90.7, "ylo": 81.9, "yhi": 87.3},
        ],
    },
    "parts": {
        "kind": "contributions",
        "wheel": "party",
        "total": 90.47,
        "total_text": "90.47",
        "parts": [
            {"name": "职业道德与作风", "value": 34.22, "text": "+34.22"},
            {"name": "政治理论学习", "value": 25.0, "text": "+25.00"},
            {"name": "党性教育模块", "value": 14.58, "text": "+14.58"},
            {"name": "廉洁从业", "value": 16.67, "text": "+16.67"},
        ],
    },
    "units": {
        "kind": "scatter",
        "x": "党建质量",
        "y": "队伍建设",
        "points": [
            {"name": "第一研究所", "x": 90.3, "y": 85.4, "size": 87, "xlo": 88.6, "xhi": 92, "ylo": 83.6, "yhi": 87.2},
            {"name": "第三研究所", "x": 91.4, "y": 66.8, "size": 64, "on": True,
             "xlo": 89.6, "xhi": 93.2, "ylo": 63.6, "yhi": 70},
            {"name": "检测中心", "x": 71.5, "y": 86.8, "size": 41, "xlo": 67.9, "xhi": 75.1, "ylo": 84.5, "yhi": 89.1},
        ],
    },
}  # fmt: skip
