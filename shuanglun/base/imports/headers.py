"""Finds the header in a sheet as people really make them: titles above, heads of two rows with merged cells, stray
spaces, full-width letters. Plain Python, so that the sandboxed child can ask which sheet fits best."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shuanglun.base.imports.limits import HEAD_ROWS, Unreadable, column_letter

REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")
NOISE = re.compile(r"[\s*:：,，、./\\\-—_·'\"]+")
VALUE_LIKE = re.compile(r"\d{3,}|^\d+$|^\d{4}年")


def normal(label: object) -> str:
    """A header as it is compared: half-width, lower case, without spaces, marks and remarks in brackets."""
    text = unicodedata.normalize("NFKC", str(label)).lower()
    bare = NOISE.sub("", REMARK.sub("", text))
    return bare or NOISE.sub("", text)


@dataclass(frozen=True)
class Header:
    """One column's head: `index` counts from 0, `forms` are its normalised names, the best first."""

    index: int
    label: str
    forms: tuple[str, ...]

    @property
    def letter(self) -> str:
        """The column as the spreadsheet program calls it."""
        return column_letter(self.index)


@dataclass(frozen=True)
class Head:
    """The header found: its columns and the number (from 1) of the row above the data."""

    columns: tuple[Header, ...]
    last_row: int


Row = tuple[int, list[Any]]
Merge = Sequence[int]


def fit(rows: Iterable[list[Any]], known: set[str]) -> tuple[int, int]:
    """How well a sheet's first rows answer to the known names: best count of matches, then filled cells."""
    best = filled = 0
    for cells in rows:
        names = {normal(cell) for cell in cells if isinstance(cell, str) and cell.strip()}
        best = max(best, len(names & known))
        filled += len(names)
    return best, filled


def find_head(rows: Sequence[Row], merges: Sequence[Merge], known: set[str]) -> Head:
    """The header among the first rows. Raises Unreadable when no row looks like one."""
    top = rows[:HEAD_ROWS]
    best: tuple[int, int, bool, Head] | None = None
    for position, row in enumerate(top):
        for second in (None, top[position + 1] if position + 1 < len(top) else None):
            head, bonus = _candidate(row, second, merges)
            if head is None or (second is None and bonus):
                continue
            count = _matches(head, known)
            # A title above the head joins nothing: on a tie one row is the better answer.
            if best is None or (count, bonus, second is None) > best[:3]:
                best = (count, bonus, second is None, head)
    if best is not None and best[0] >= min(2, len(known)) and best[0] > 0:
        return best[3]
    guess = next((row for row in top if _looks_like_head(row[1], top)), None)
    if guess is None:
        raise Unreadable(
            f"前 {HEAD_ROWS} 行里没有找到表头（写着各列名称的一行）", "请在数据上方加一行列名，或下载模板填写"
        )
    return _two_rows_or_one(guess, top, merges)


def _candidate(row: Row, second: Row | None, merges: Sequence[Merge]) -> tuple[Head | None, int]:
    if second is None:
        return Head(tuple(_single(row[1])), row[0]), 0
    if second[0] != row[0] + 1 or not _may_be_second(row, second):
        return None, 0
    spans = _spans(row, merges)
    return Head(tuple(_double(row[1], second[1], spans)), second[0]), int(bool(spans))


def _two_rows_or_one(row: Row, top: Sequence[Row], merges: Sequence[Merge]) -> Head:
    position = top.index(row)
    second = top[position + 1] if position + 1 < len(top) else None
    if second is not None and _spans(row, merges):
        head, _ = _candidate(row, second, merges)
        if head is not None:
            return head
    return Head(tuple(_single(row[1])), row[0])


def _single(cells: list[Any]) -> Iterable[Header]:
    for index, cell in enumerate(cells):
        if isinstance(cell, str) and cell.strip():
            yield Header(index, _clean(cell), (normal(cell),))


def _double(upper: list[Any], lower: list[Any], spans: dict[int, int]) -> Iterable[Header]:
    carried = ""
    for index in range(max(len(upper), len(lower))):
        above, below = _text(upper, index), _text(lower, index)
        if above:
            carried = above
        elif index in spans:
            above = _text(upper, spans[index])
        elif below and not spans:
            above = carried
        if above and below and normal(above) != normal(below):
            forms = (normal(above + below), normal(below + above), normal(below))
            yield Header(index, f"{above} / {below}", forms)
        elif above or below:
            yield Header(index, above or below, (normal(above or below),))


def _spans(row: Row, merges: Sequence[Merge]) -> dict[int, int]:
    """Columns of the row covered by a merge that begins further left and does not take the whole row."""
    width = max(len(row[1]), *(merge[3] + 1 for merge in merges if merge[0] == row[0] - 1), 0)
    covered = {}
    for top, left, bottom, right in merges:
        if top == bottom == row[0] - 1 and right > left and right - left + 1 < width:
            covered.update(dict.fromkeys(range(left + 1, right + 1), left))
    return covered


def _may_be_second(row: Row, second: Row) -> bool:
    """A second head row holds words only, and fills a gap of the row above."""
    filled = [(index, cell) for index, cell in enumerate(second[1]) if cell is not None]
    if not filled or sum(cell is not None for cell in row[1]) < 2:
        return False
    if any(not isinstance(cell, str) or VALUE_LIKE.search(cell) for _, cell in filled):
        return False
    return any(not _text(row[1], index) for index, _ in filled)


def _matches(head: Head, known: set[str]) -> int:
    return len({next((form for form in header.forms if form in known), None) for header in head.columns} - {None})


def _looks_like_head(cells: list[Any], top: Sequence[Row]) -> bool:
    filled = [cell for cell in cells if cell is not None]
    usual = max(sum(cell is not None for cell in row) for _, row in top)
    words = all(isinstance(cell, str) and cell.strip() and not VALUE_LIKE.search(cell) for cell in filled)
    return len(filled) >= 2 and len(filled) * 2 >= usual and words and len(set(filled)) == len(filled)


def _text(cells: list[Any], index: int) -> str:
    cell = cells[index] if index < len(cells) else None
    return _clean(cell) if isinstance(cell, str) else ""


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()[:80]
