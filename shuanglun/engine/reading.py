"""From a read document to a `Scheme`: keys and types only. Every problem is collected, none is raised here."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from shuanglun.engine import document as documents
from shuanglun.engine.document import Document, SchemeError
from shuanglun.engine.terms import Bonus, Dimension, Indicator, Scheme, Target, Thresholds

NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,9})?", re.ASCII)
INTEGER = re.compile(r"-?\d{1,12}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Fields:
    """One mapping of the text, read key by key; what was not asked for is an unknown key."""

    def __init__(self, document: Document, data: Any, path: str) -> None:
        self.document, self.path, self.asked = document, path, set[str]()
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            document.problem(path, "这里应是一组“键: 值”。", "请对照样板方案补全。")

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, message: str, remedy: str) -> None:
        self.document.problem(self.at(key), message, remedy)

    def take(self, key: str, needed: bool) -> Any:
        self.asked.add(key)
        value = self.data.get(key)
        if value in (None, "") and needed:
            self.wrong(key, "缺少这一项。", f"请补上 {key}。")
        return None if value == "" else value

    def text(self, key: str, needed: bool = True) -> str:
        value = self.take(key, needed)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, "这里应是一段文字。", "请改为一行文字。")
            return ""
        return value.strip()

    def number(self, key: str, default: str | None = None) -> Decimal:
        text = self.text(key, default is None) or default or "0"
        if not NUMBER.fullmatch(text):
            self.wrong(key, f"“{text}”不是数。", "请写半角阿拉伯数字，例如 0.60。")
            return Decimal(default or 0)
        return Decimal(text)

    def integer(self, key: str) -> int:
        text = self.text(key) or "0"
        if not INTEGER.fullmatch(text):
            self.wrong(key, f"“{text}”不是整数。", "权重以万分之一为单位，例如 25% 写 2500。")
            return 0
        return int(text)

    def day(self, key: str) -> date:
        text = self.text(key)
        try:
            if text and DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        if text:
            self.wrong(key, f"“{text}”不是有效日期。", "请写成 2025-01-01 的形式，并核对该月天数。")
        return date.min

    def names(self, key: str, needed: bool = False) -> tuple[str, ...]:
        value = self.take(key, needed)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(key, "这里应是一列人员类别。", "例如 [member, secretary]。")
            return ()
        return tuple(value)

    def rows(self, key: str, needed: bool = False) -> list[Fields]:
        value = self.take(key, needed)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, "这里应是一列，每项以“- ”开头。", "请对照样板方案调整缩进。")
            return []
        return [Fields(self.document, item, f"{self.at(key)}[{i}]") for i, item in enumerate(value)]

    def done(self) -> None:
        for key in self.data:
            if key not in self.asked:
                self.wrong(
                    key, f"不认识的键“{key}”。", "请删去，或核对拼写：可用 " + "、".join(sorted(self.asked)) + "。"
                )


def _target(fields: Fields) -> Target | None:
    data = fields.take("target", False)
    if data is None:
        return None
    inner = Fields(fields.document, data, fields.at("target"))
    target = Target(inner.number("value"), inner.text("per", False) or "year", inner.text("prorate", False) or "months")
    inner.done()
    return target


def _indicator(fields: Fields) -> Indicator:
    cap = fields.number("cap", "1") if fields.data.get("cap") is not None else None
    fields.asked.add("cap")
    item = Indicator(
        id=fields.text("id"),
        name=fields.text("name"),
        measure=fields.text("measure"),
        basis=fields.text("basis", False),
        weight=fields.integer("weight"),
        only_for=fields.names("for"),
        not_for=fields.names("not_for"),
        target=_target(fields),
        cap=cap,
    )
    fields.done()
    return item


def _dimension(fields: Fields) -> Dimension:
    item = Dimension(
        id=fields.text("id"),
        name=fields.text("name"),
        minimum_coverage=fields.number("minimum_coverage"),
        indicators=tuple(_indicator(row) for row in fields.rows("indicators", True)),
    )
    fields.done()
    return item


def _bonus(fields: Fields) -> Bonus:
    item = Bonus(
        id=fields.text("id"),
        name=fields.text("name"),
        measure=fields.text("measure"),
        basis=fields.text("basis", False),
        points=fields.integer("points"),
        dimension=fields.text("dimension", False) or "political",
        target=_target(fields),
    )
    fields.done()
    return item


def _thresholds(fields: Fields) -> Thresholds:
    data = fields.take("thresholds", False)
    if data is None:
        return Thresholds()
    inner = Fields(fields.document, data, fields.at("thresholds"))
    thresholds = Thresholds(inner.number("upper", "80"))
    inner.done()
    return thresholds


def build(text: str, source: str = "方案") -> tuple[Scheme | None, Document]:
    """Read a text into (scheme, document). The scheme is None when there was no mapping at all;
    with problems in the document it is a best effort, good only for finding further problems."""
    document = documents.read(text, source)
    if not isinstance(document.data, dict):
        if not document.problems:
            document.problem("", "方案应是一组“键: 值”。", "请从系统导出一份方案作为样板。")
        return None, document
    fields = Fields(document, document.data, "")
    scheme = Scheme(
        id=fields.text("id"),
        version=fields.text("version"),
        name=fields.text("name"),
        valid_from=fields.day("valid_from"),
        basis=fields.text("basis", False),
        applies_to=fields.names("applies_to", True),
        dimensions=tuple(_dimension(row) for row in fields.rows("dimensions", True)),
        bonus=tuple(_bonus(row) for row in fields.rows("bonus")),
        thresholds=_thresholds(fields),
        w=fields.number("w", "0.5"),
    )
    fields.done()
    return scheme, document


def settled(scheme: Scheme | None, document: Document) -> Scheme:
    """Return the scheme when nothing is wrong. Raises SchemeError otherwise."""
    if scheme is None or document.problems:
        raise SchemeError(document.problems)
    return scheme
