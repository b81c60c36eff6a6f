"""From an uploaded file to rows with row numbers and column letters. The file is opened by a child process with
limits on time and memory; this process sees only the child's JSON lines."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shuanglun.base.imports.headers import Head, Header, find_head, normal
from shuanglun.base.imports.limits import MAX_BYTES, MAX_ROWS, MEGABYTE, SECONDS, Unreadable

EXTENSIONS = (".xlsx", ".xls", ".csv")
ROOT = Path(__file__).resolve().parents[3]
RESAVE = "请用表格软件另存为 .xlsx 或 CSV 再上传"


@dataclass(frozen=True)
class Broken:
    """A cell without a usable value: `kind` is "error" (#N/A and the like) or "formula" (never computed)."""

    kind: str


Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.timedelta | Broken | None


@dataclass(frozen=True)
class SourceRow:
    """One row of data: its number in the file (from 1) and its cells by column index (from 0)."""

    number: int
    cells: list[Cell]

    def cell(self, index: int) -> Cell:
        """The cell of a column; None beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass
class Table:
    """What a file holds: the head, the rows below it, and remarks for the person who uploaded it."""

    head: Head
    rows: list[SourceRow]
    sheet: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Header, ...]:
        """The columns with a name."""
        return self.head.columns


def check_name(name: str, size: int) -> None:
    """Refuse by name and size, before anything is opened. Raises Unreadable."""
    extension = Path(name).suffix.lower()
    if extension in (".xlsm", ".xltm"):
        raise Unreadable("含宏的工作簿（.xlsm）不能导入", "请另存为不含宏的 .xlsx 再上传")
    if extension not in EXTENSIONS:
        raise Unreadable(f"不能读取“{extension or '没有扩展名'}”文件", f"可以上传 {'、'.join(EXTENSIONS)}")
    if size > MAX_BYTES:
        raise Unreadable(f"文件有 {size / MEGABYTE:.1f} MB，超过 {MAX_BYTES // MEGABYTE} MB", "请拆成几个文件分次导入")
    if size == 0:
        raise Unreadable("文件是空的（0 字节）", "请确认文件已保存后再上传")


def read(path: Path, known: Iterable[str] = ()) -> Table:
    """The table in a file; `known` are the names and aliases which the sheet's fields answer to.

    Raises Unreadable with place and remedy.
    """
    check_name(path.name, path.stat().st_size)
    names = {normal(name) for name in known}
    meta, raw = _ask_child(path, names)
    head = find_head(raw, meta["merges"], names)
    below = [(number, cells) for number, cells in raw if number > head.last_row]
    _fill_merged(below, meta["merges"], head.last_row)
    rows = [SourceRow(number, typed(cells)) for number, cells in below]
    rows = [row for row in rows if not _repeats_head(row, head)]
    if not rows:
        raise Unreadable(f"第 {head.last_row} 行是表头，下面没有数据", "请填写数据后再上传")
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"共有 {len(rows):,} 行数据，超过 {MAX_ROWS:,} 行", "请拆成几个文件分次导入")
    return Table(head, rows, meta["sheet"], _remarks(meta))


def _ask_child(path: Path, names: set[str]) -> tuple[dict[str, Any], list[tuple[int, list[Any]]]]:
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {__package__}.sandbox import main; main()"
    try:
        child = subprocess.run(  # our own interpreter, our own module, no shell
            [sys.executable, "-I", "-c", start, str(path.resolve())],
            input=json.dumps(sorted(names)).encode(),
            capture_output=True,
            timeout=SECONDS,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "MALLOC_ARENA_MAX": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"读取文件超过 {SECONDS} 秒，已停止", "请删去多余的行列和格式，或拆成几个文件") from error
    answer = [json.loads(line) for line in child.stdout.splitlines() if line.strip() and _is_whole(line)]
    last = answer[-1] if answer else None
    if isinstance(last, dict) and "refused" in last:
        raise Unreadable(last["refused"], last["suggestion"])
    if not isinstance(last, dict) or last.get("end") != len(answer) - 2:
        raise Unreadable("文件展开后过大或结构异常，读取被中止", RESAVE)
    return answer[0], [(number, cells) for number, cells in answer[1:-1]]


def _is_whole(line: bytes) -> bool:
    """A row that a refusal interrupted is no JSON; every whole line ends with its bracket."""
    return line.endswith((b"}", b"]"))


def typed(cells: list[Any]) -> list[Cell]:
    """Cells as the child's JSON tells them, with their types."""
    return [_typed(cell) if type(cell) is dict else cell for cell in cells]


def _typed(cell: dict[str, Any]) -> Cell:
    kind, value = next(iter(cell.items()))
    if kind == "d":
        return datetime.date.fromisoformat(value)
    if kind == "t":
        return datetime.datetime.fromisoformat(value)
    if kind == "h":
        return datetime.timedelta(seconds=value)
    return Broken(value)


def _fill_merged(rows: list[tuple[int, list[Any]]], merges: list[list[int]], last_head_row: int) -> None:
    """Give every row below a vertically merged cell its value: that is what the person sees on the sheet."""
    by_number = dict(rows)
    for top, left, bottom, right in merges:
        if left != right or top < last_head_row or bottom == top:
            continue
        first = by_number.get(top + 1)
        value = first[left] if first is not None and left < len(first) else None
        for number in range(top + 2, bottom + 2):
            cells = by_number.get(number)
            if value is not None and cells is not None:
                cells.extend([None] * (left + 1 - len(cells)))
                cells[left] = value


def _repeats_head(row: SourceRow, head: Head) -> bool:
    """Printed lists repeat their head on each page; such a row is no data."""
    return all(
        isinstance(cell := row.cell(header.index), str) and normal(cell) in header.forms for header in head.columns
    )


def _remarks(meta: dict[str, Any]) -> list[str]:
    remarks = []
    if meta["others"]:
        others = "、".join(f"「{title}」" for title in meta["others"][:5])
        remarks.append(f"读取了工作表「{meta['sheet']}」，未读取{others}。")
    if meta.get("encoding") == "GB18030":
        remarks.append("文件编码为 GB18030，已自动识别；如有乱码，请另存为“CSV UTF-8”。")
    return remarks
