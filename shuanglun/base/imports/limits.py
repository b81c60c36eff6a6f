"""How much an uploaded file may ask of this machine (design: hostile input). Shared by the web process and the
sandboxed child, so it knows neither Django nor any parser."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

MAX_BYTES = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_RATIO = 100
MAX_MEMBERS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 100
HEAD_ROWS = 30
"""Title and header rows are looked for in the first 30 rows, and do not count as rows of data."""

MAX_CELL = 32_767
"""Characters in one cell, the limit of the spreadsheet programs themselves."""

MAX_OUTPUT = 64 * MEGABYTE
"""Bytes the child may hand back: one shared string can be referred to by two million cells."""

GUIDE_SHEET = "填写说明"
"""The sheet of our own template that explains the columns; it is never read."""

SECONDS = 10
MEMORY = 512 * MEGABYTE


class Unreadable(Exception):  # a verdict on a file, not a fault of the program
    """The file as a whole is refused: `problem` says what is wrong and where, `suggestion` what to do."""

    def __init__(self, problem: str, suggestion: str) -> None:
        super().__init__(f"{problem}。{suggestion}。")
        self.problem = problem
        self.suggestion = suggestion


def too_large(place: str) -> Unreadable:
    """The refusal of a sheet beyond the size of one import; `place` names sheet and cell."""
    return Unreadable(
        f"{place}超出一次导入的范围（最多 {MAX_ROWS:,} 行 × {MAX_COLUMNS} 列）",
        "请删去表格右侧和下方的多余内容，或拆成几个文件分次导入",
    )


def column_letter(index: int) -> str:
    """Spreadsheet name of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
