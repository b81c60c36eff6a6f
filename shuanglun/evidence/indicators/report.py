"""The validation report of a scheme's text: every rule of the engine with what it found, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from shuanglun.engine import reading
from shuanglun.engine.document import Document, Problem
from shuanglun.engine.facts import Measure
from shuanglun.engine.scheme import Scheme
from shuanglun.engine.validate import RULES, Context

STRUCTURE = "文本结构、键与类型"
LABELS = {
    "Identifiers": "编号合规且不重复",
    "VersionFormat": "版本号格式",
    "Basis": "每一项都有依据",
    "Groups": "人员类别存在，且有人适用",
    "TwoDimensions": "政治、业务两个维度齐全",
    "WeightsInRange": "权重为正且不超过 100%",
    "WeightsSum": "每类人员的权重合计为 100%",
    "KnownMeasures": "度量都有数据来源",
    "OnceForOne": "同一记录不重复计分",
    "Targets": "目标值齐全、单位合理",
    "Bounds": "覆盖率下限、分数线、封顶值在范围内",
    "BonusBounds": "加分项 1—5 分，志愿服务不强制",
    "MembersOnly": "组织生活指标只用于党员",
    "PrivateLife": "不涉及私生活和敏感个人信息",
    "CriticismReceived": "受到批评不计入评价",
    "ConductNotBelief": "评价行为而不是想法",
}
FIELDS = {
    "id": "编号", "version": "版本号", "name": "名称", "valid_from": "生效日期", "basis": "依据",
    "applies_to": "适用人员", "weight": "权重", "measure": "度量", "for": "适用", "not_for": "除外", "target": "目标",
    "value": "目标值", "per": "周期", "prorate": "折算", "cap": "封顶", "points": "加分上限", "dimension": "所属维度",
    "minimum_coverage": "覆盖率下限", "indicators": "指标", "dimensions": "维度", "bonus": "加分项",
    "thresholds": "分数线", "upper": "上象限分数线", "w": "两维合并时政治维度的比重",
}  # fmt: skip
_PART = re.compile(r"([A-Za-z_]+)(?:\[(\d+)\])?")


@dataclass(frozen=True)
class Found:
    """One problem with the place in people's words."""

    problem: Problem
    place: str


@dataclass(frozen=True)
class Check:
    """One rule and what it found; `ran` is false when the text was too broken to judge."""

    label: str
    found: tuple[Found, ...] = ()
    ran: bool = True

    @property
    def lamp(self) -> tuple[str, str]:
        """Kind and words of the lamp."""
        if not self.ran:
            return "off", "未检查"
        return ("late", f"{len(self.found)} 处") if self.found else ("done", "通过")


@dataclass(frozen=True)
class Report:
    """All checks of one text. `scheme` is a best effort when something is wrong, None when nothing was read."""

    scheme: Scheme | None
    checks: tuple[Check, ...]

    @property
    def found(self) -> list[Found]:
        """Every problem, by line."""
        found = [item for check in self.checks for item in check.found]
        return sorted(found, key=lambda item: item.problem.line or 0)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.found

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        if self.passed:
            return f"{len(self.checks)} 项检查全部通过"
        return f"有 {len(self.found)} 处需要修改"


def report(source: str, measures: Collection[Measure] | None) -> Report:
    """Judge a text by structure and by every rule of meaning; never raises. A path already broken in structure is
    not blamed a second time."""
    scheme, document = reading.build(source)
    structure = Check(STRUCTURE, tuple(Found(problem, place(scheme, problem.path)) for problem in document.problems))
    if scheme is None:
        return Report(None, (structure, *(Check(_label(rule), ran=False) for rule in RULES)))
    context = Context(scheme, None if measures is None else {measure.name: measure for measure in measures})
    return Report(scheme, (structure, *(_checked(rule, context, document) for rule in RULES)))


def _checked(rule: object, context: Context, document: Document) -> Check:
    broken = {problem.path for problem in document.problems}
    found = [
        Found(Problem(path, message, remedy, document.source, document.line(path)), place(context.scheme, path))
        for path, message, remedy in rule.find(context)  # type: ignore[attr-defined]
        if path not in broken
    ]
    return Check(_label(rule), tuple(found))


def _label(rule: object) -> str:
    name = type(rule).__name__
    return LABELS.get(name, name)


def place(scheme: Scheme | None, path: str) -> str:
    """A path of the text in words: `dimensions[0].indicators[1].weight` is 政治维度 › 学时 · 权重."""
    if not path:
        return "全文"
    names, field, row = [], "", scheme
    for part in path.split("."):
        matched = _PART.fullmatch(part)
        if matched is None:
            return path
        key, index = matched.groups()
        if index is None:
            field, row = FIELDS.get(key, key), None
            continue
        rows = getattr(row, key, ())
        row = rows[int(index)] if int(index) < len(rows) else None
        names.append(getattr(row, "name", "") or f"{FIELDS.get(key, key)}第 {int(index) + 1} 项")
    return " · ".join(filter(None, (" › ".join(names), field)))
