"""The figures of one subject: each question by classes or units, indexes, the reverse list, recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from shuanglun.records.surveys.rules.classes import ClassCell, ClassTable, spread, tabulate
from shuanglun.records.surveys.rules.disclosure import (
    BEST,
    COARSE,
    EXACT,
    HIDDEN,
    HIGH,
    LEAST,
    SPREAD,
    WORST,
    Cell,
    Shown,
    check,
    cover,
    is_extreme,
    pools,
)
from shuanglun.records.surveys.rules.figures import Opinions, opinions, option_values, weighted
from shuanglun.records.surveys.rules.merging import after_closing, map_words, percent
from shuanglun.records.surveys.rules.shape import lettered
from shuanglun.records.surveys.rules.wording import LACKING, band, distribution, rate, share, value

Counts = Mapping[str, int]
COVERED = "有一部分意见只公布范围，为避免推算，相邻的数字不单列。"
YES_NO = {"a": Fraction(100), ".": Fraction(0)}
"""A recommendation as a question: the mean is the share."""


@dataclass(frozen=True)
class Part:
    """A class or a unit of voters as the campaign has it. weight in basis points; 0 where weights play no role."""

    label: str
    weight: int
    ballots: int


@dataclass
class Asked:
    """One subject with its counts: question code → for each part, counts by letter (of a many: one list per option)."""

    content: Mapping
    parts: Sequence[Part]
    is_by_class: bool
    counts: Mapping[str, Sequence[Counts]]
    many: Mapping[str, Sequence[Sequence[Counts]]] = field(default_factory=dict)

    @property
    def questions(self) -> list[Mapping]:
        """The questions it was asked, in order."""
        return [row for row in self.content["questions"] if row["code"] in self.counts or row["code"] in self.many]


def figures_of(asked: Asked) -> dict[str, Any]:
    """Everything that may be shown of one subject. One merge map serves all its scored figures.

    parts: the shown classes or units; span: how many of the campaign's, which follow each other, each of them holds.
    feeds: the exact scores that become evidence; unfed: in words, why another one does not.
    """
    scored = {row["code"]: _opinions(asked, row) for row in asked.questions if row["kind"] in ("choice", "pick")}
    by_question = [[part.n for part in row] for row in scored.values()]
    merged, words = _map(asked, by_question)
    shown = []
    for part in merged:
        members = [asked.parts[at] for at in part]
        weight = sum(member.weight for member in members)
        shown.append({
            "label": "、".join(member.label for member in members), "span": len(members),
            "weight": percent(weight) if asked.is_by_class else "",
        })  # fmt: skip
    body: dict[str, Any] = {"map": words, "parts": shown if len(merged) > 1 else []}
    body["questions"], body["picks"] = [], []
    exact: dict[str, tuple[Fraction, int]] = {}
    scores: dict[str, dict[str, Any]] = {}
    for row in asked.questions:
        if row["code"] in scored:
            made, known = _figure(asked, row, scored[row["code"]], merged)
            (body["picks"] if row["kind"] == "pick" else body["questions"]).append(made)
            scores[row["code"]] = made
            if known is not None:
                exact[row["code"]] = known
    body["indexes"] = [
        _index(row, scores, exact) for row in asked.content["indexes"] if set(row["weights"]) & set(scores)
    ]
    body["feeds"] = {
        row["feeds"]: {"mean": row["score"]["at"], "n": row["n"]}
        for row in body["indexes"] if row["feeds"] and row["score"]["state"] == EXACT
    }  # fmt: skip
    body["unfed"] = [
        f"“{row['label']}”这次不作为评分证据：{row['note']}。评分时记为“资料不足”，不是零分。"
        for row in body["indexes"] if row["feeds"] and row["score"]["state"] != EXACT
    ]  # fmt: skip
    body["units"] = None if asked.is_by_class else _units(body)
    body["flags"] = [_flag(asked, row) for row in asked.questions if row["kind"] == "flag"]
    body["many"] = [_many(asked, row) for row in asked.questions if row["kind"] == "many"]
    return body


def _units(body: Mapping) -> dict[str, Any] | None:
    """The same means once more, with units in rows."""
    figures = [row for row in body["questions"] if row["parts"]]
    if not figures:
        return None
    rows = [
        {"label": part["label"], "cells": [{"head": row["head"], **row["parts"][at]} for row in figures]}
        for at, part in enumerate(body["parts"])
    ]
    return {"heads": [row["head"] for row in figures], "rows": rows}


def _opinions(asked: Asked, question: Mapping) -> list[Opinions]:
    """For each part; whoever leaves a recommendation blank recommends not this one."""
    counts = asked.counts[question["code"]]
    if question["kind"] != "pick":
        values = option_values(asked.content["scales"][question["scale"]])
        return [opinions(row, values) for row in counts]
    filled = (
        {"a": row.get("a", 0), ".": part.ballots - row.get("a", 0)}
        for part, row in zip(asked.parts, counts, strict=True)
    )
    return [opinions(row, YES_NO) for row in filled]


def _map(asked: Asked, by_question: list[list[int]]) -> tuple[list[list[int]], str]:
    """Which parts are shown together, and the words for it. Shares are distributions, so parts with recommendations have
    `SPREAD` ballots at least: in a smaller one all or none of the votes would be told whatever is written for it."""
    least = SPREAD if any(row["kind"] == "pick" for row in asked.questions) else LEAST
    if asked.is_by_class:
        rows = [{"label": part.label, "weight": part.weight} for part in asked.parts]
        classes = after_closing(rows, by_question, least)
        return [list(part.members) for part in classes], map_words(classes, least)
    seen = [row for row in by_question if sum(row) >= least] or [[0] * len(asked.parts)]
    merged = pools([tuple(row[at] for row in seen) for at in range(len(asked.parts))], least)
    joined = ["、".join(asked.parts[at].label for at in part) for part in merged if len(part) > 1]
    if len(merged) == 1:
        return merged, f"按部门统计有不足 {least} 份的，各部门合并统计，不分部门公布。" if joined else ""
    return merged, f"有效意见不足 {least} 份的部门并入相邻部门：{'；'.join(joined)}。" if joined else ""


def _figure(
    asked: Asked, question: Mapping, known: Sequence[Opinions], merged: Sequence[Sequence[int]]
) -> tuple[dict[str, Any], tuple[Fraction, int] | None]:
    """One question as it is shown, and the exact score with n where that is shown."""
    whole = sum(known, Opinions())
    base = {"code": question["code"], "head": question["head"], "text": question["text"], "method": "mean"}
    if whole.n < LEAST:
        return {**base, "n": None, "unknown": None, "score": value(None), "mean": value(None), "weighted": False,
                "options": None, "rates": None, "parts": [], "note": f"有效意见不足 {LEAST} 份"}, None  # fmt: skip
    is_pick = question["kind"] == "pick"
    table = _votes(asked, known, merged) if is_pick else _table(asked, question, known, merged)
    unit = "%" if is_pick else ""
    made = {
        **base, "n": whole.n, "unknown": whole.unknown, "weighted": table.is_weighted and len(table.cells) > 1,
        "score": value(table.weighted, table.score, unit=unit), "mean": value(table.mean, table.pooled, unit=unit),
        "parts": [
            {"label": cell.label, "n": cell.n, "mean": value(cell.mean, cell.state, unit=unit), "options": None}
            for cell in table.cells
        ] if len(table.cells) > 1 else [],
        "options": None, "rates": None, "note": COVERED if _covers(table) else "",
    }  # fmt: skip
    made["method"] = "pick" if is_pick else "score" if made["weighted"] else "mean"
    if is_pick:
        _add_votes(made, table)
    else:
        _add_spreads(made, asked, question, table, merged)
    return made, ((table.weighted, whole.n) if table.score == EXACT else None)


def _cells(asked: Asked, known: Sequence[Opinions], merged: Sequence[Sequence[int]]) -> list[ClassCell]:
    cells = []
    for part in merged:
        row = sum((known[at] for at in part), Opinions())
        weight = sum(asked.parts[at].weight for at in part)
        cells.append(
            ClassCell("、".join(asked.parts[at].label for at in part), weight, row.n, row.total, len(part) > 1)
        )
    return cells


def _votes(asked: Asked, known: Sequence[Opinions], merged: Sequence[Sequence[int]]) -> ClassTable:
    """Recommendations: `_map` leaves no small part, so only a small whole can be coarse."""
    table = ClassTable(_cells(asked, known, merged), False)
    if table.n < SPREAD and is_extreme(table.n, table.total):
        table.pooled = table.score = COARSE
    return table


def _table(asked: Asked, question: Mapping, known: Sequence[Opinions], merged: Sequence[Sequence[int]]) -> ClassTable:
    """The protected figures: by class with both equations, by unit as a tree."""
    cells = _cells(asked, known, merged)
    values = option_values(asked.content["scales"][question["scale"]])
    counts = asked.counts[question["code"]]
    for part, cell in zip(merged, cells, strict=True):
        cell.options = {
            value: sum(counts[at].get(mark, 0) for at in part for mark, other in values.items() if other == value)
            for value in set(values.values()) if value is not None
        }  # fmt: skip
    if asked.is_by_class or len(cells) == 1:
        return tabulate(cells, is_weighted=asked.is_by_class)
    tree = Shown("全部", sum(cell.n for cell in cells), sum((cell.total for cell in cells), Fraction(0)))
    for part, cell in zip(merged, cells, strict=True):
        inside = tuple(Cell(asked.parts[at].label, known[at].n, known[at].total) for at in part if len(part) > 1)
        tree.children.append(Shown(cell.label, cell.n, cell.total, parts=inside, mixed=bool(inside)))
    shown = list(tree.children)
    cover(tree)
    check(tree)
    for cell, child in zip(cells, shown, strict=True):
        cell.state = child.state if tree.children else HIDDEN
    return spread(ClassTable(cells, False, tree.state, tree.state))


def _covers(table: ClassTable) -> bool:
    """Whether anything but a coarse cell itself had to be held back."""
    return HIDDEN in {table.pooled, table.score, *(cell.state for cell in table.cells)}


def _add_votes(made: dict[str, Any], table: ClassTable) -> None:
    """Votes beside shares of ten ballots and more."""
    made["votes"] = int(table.total) // 100 if table.n >= SPREAD else None
    for part, cell in zip(made["parts"], table.cells, strict=False):
        part["votes"] = int(cell.total) // 100


def _add_spreads(
    made: dict[str, Any], asked: Asked, question: Mapping, table: ClassTable, merged: Sequence[Sequence[int]]
) -> None:
    """Distributions, and of the overall question the rates with their intervals."""
    scale = asked.content["scales"][question["scale"]]
    known = [(letter, row["label"]) for letter, row in lettered(scale["options"]) if row["points"] is not None]
    counts = asked.counts[question["code"]]

    def over(part: Sequence[int]) -> list[tuple[str, int]]:
        return [(label, sum(counts[at].get(mark, 0) for at in part)) for mark, label in known]

    if table.spreads:
        everyone = range(len(asked.parts))
        made["options"] = distribution(over(everyone))
        if question["code"] == asked.content["overall"]:
            given = {mark: sum(counts[at].get(mark, 0) for at in everyone) for mark, _ in known}
            made["rates"] = [
                {"label": label, **rate(sum(given.get(mark, 0) for mark in marks), table.n)}
                for label, marks in rates_of(asked.content)
            ]
    if table.spreads_by_class:
        for place, part in zip(made["parts"], merged, strict=True):
            place["options"] = distribution(over(part))


def rates_of(content: Mapping) -> list[tuple[str, Sequence[str]]]:
    """The rates of the overall question, named by its options: 优秀率, 合格以上率."""
    [overall] = [row for row in content["questions"] if row["code"] == content["overall"]]
    labels = {
        letter: row["label"].partition("（")[0]
        for letter, row in lettered(content["scales"][overall["scale"]]["options"])
    }
    made: list[tuple[str, Sequence[str]]] = []
    for name in ("excellent", "passing"):
        if marks := sorted(content[name]):
            above = "以上" if len(marks) > 1 else ""
            made.append((f"{labels[marks[-1]]}{above}率", marks))
    return made


def _index(
    index: Mapping, scores: Mapping[str, dict[str, Any]], exact: Mapping[str, tuple[Fraction, int]]
) -> dict[str, Any]:
    """The weighted mean of scores, shown only where every score in it is: it would tell the missing one."""
    codes = [code for code in index["weights"] if code in scores]
    made = {"code": index["code"], "label": index["label"], "feeds": index["feeds"], "method": "index", "note": ""}
    if all(code in exact for code in codes):
        mean = weighted((index["weights"][code], exact[code][0]) for code in codes)
        return {**made, "score": value(mean), "n": min(exact[code][1] for code in codes)}
    states = {scores[code]["score"]["state"] for code in codes}
    if LACKING in states:
        return {**made, "score": value(None), "n": None, "note": f"有的题目有效意见不足 {LEAST} 份"}
    texts = {scores[code]["score"]["text"] for code in codes}
    n = min(scores[code]["n"] for code in codes)
    if states == {COARSE} and len(texts) == 1:
        best = scores[codes[0]]["score"]["at"] == str(HIGH)
        return {**made, "score": value(BEST if best else WORST, COARSE), "n": n, "note": "各题都只公布范围"}
    return {**made, "score": value(None, HIDDEN), "n": n, "note": "有的题目只公布范围，指标得分不单列"}


def _flag(asked: Asked, question: Mapping) -> dict[str, Any]:
    """The reverse list: the share of ticks from five opinions on, below ten one of three bands; a lead for talks, never a
    score."""
    scale = asked.content["scales"][question["scale"]]
    known = {letter for letter, row in lettered(scale["options"]) if row["points"] is not None}
    counts = asked.counts[question["code"]]
    n = sum(row.get(mark, 0) for row in counts for mark in known)
    ticks = sum(row.get(mark, 0) for row in counts for mark in known & set(question["facts"]))
    made = {"code": question["code"], "head": question["head"], "text": question["text"], "method": "flag"}
    if n < LEAST:
        return {**made, "n": None, "share": share(0, 0, LACKING)}
    return {**made, "n": n, "share": share(ticks, n) if n >= SPREAD else band(ticks, n)}


def _many(asked: Asked, question: Mapping) -> dict[str, Any]:
    """How often each of several answers was ticked: a distribution, so from ten ballots on."""
    n = sum(part.ballots for part in asked.parts)
    made = {"code": question["code"], "head": question["head"], "text": question["text"], "method": "many"}
    if n < SPREAD:
        return {**made, "n": None, "options": None, "note": f"有效票不足 {SPREAD} 张"}
    ticks = [sum(row.get("a", 0) for row in parts) for parts in asked.many[question["code"]]]
    options = [{"label": label, **share(count, n)} for label, count in zip(question["options"], ticks, strict=True)]
    return {**made, "n": n, "options": options, "note": ""}
