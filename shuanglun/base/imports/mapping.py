"""Which column of the file is which field of the sheet: guessed by name, then decided by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from shuanglun.base.imports.headers import Header, normal
from shuanglun.base.imports.sheet import Field, Sheet
from shuanglun.base.verdicts import RefusedError

ALIKE = 0.8
"""From this share of common characters on a header is taken for a misspelt name; 入党时间 and 入职时间 have 0.75."""


def guess(sheet: Sheet, columns: Iterable[Header]) -> dict[str, int]:
    """Field name → column index (from 0). One column for one field; exact names before similar ones."""
    scored = sorted(
        (
            (-_score(item, header), position, header.index, item.name)
            for position, item in enumerate(sheet.fields)
            for header in columns
        ),
    )
    mapping: dict[str, int] = {}
    for score, _, index, name in scored:
        if -score < ALIKE:
            break
        if name not in mapping and index not in mapping.values():
            mapping[name] = index
    return mapping


def _score(item: Field, header: Header) -> float:
    best = 0.0
    for place, name in enumerate(item.names):
        wanted = normal(name)
        for form in header.forms:
            if form == wanted:
                return 2.0 - place / 1000
            if len(wanted) > 2 and len(form) > 2:
                best = max(best, SequenceMatcher(None, form, wanted).ratio())
    return best


def check(sheet: Sheet, mapping: Mapping[str, int], columns: Iterable[Header]) -> dict[str, int]:
    """The mapping in the sheet's order. Raises RefusedError naming what is missing or taken twice."""
    labels = {header.index: f"{header.letter} 列「{header.label}」" for header in columns}
    known = {item.name for item in sheet.fields}
    if unknown := sorted(set(mapping) - known):
        raise RefusedError(f"没有这样的字段：{'、'.join(unknown)}。")
    taken: dict[int, str] = {}
    for item in sheet.fields:
        index = mapping.get(item.name)
        if index is None:
            continue
        if index not in labels:
            raise RefusedError(f"文件里没有第 {index + 1} 列，请重新选择“{item.label}”对应的列。")
        if index in taken:
            raise RefusedError(f"{labels[index]}同时对应“{taken[index]}”和“{item.label}”，一列只能对应一项。")
        taken[index] = item.label
    missing = [item.label for item in sheet.fields if item.required and item.name not in mapping]
    if missing:
        raise RefusedError(
            f"必填的列还没有对应：{'、'.join(missing)}。请在下面为它们选择文件中的列；文件里没有的，请补上后重新上传。"
        )
    return {item.name: mapping[item.name] for item in sheet.fields if item.name in mapping}
