"""Reads .csv in the sandboxed child: encoding, delimiter, and whether the file was cut off on its way."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from shuanglun.base.imports.limits import HEAD_ROWS, MAX_CELL, MAX_COLUMNS, MAX_ROWS, Unreadable, too_large

RESAVE = "请用表格软件打开后另存为“CSV UTF-8”或 .xlsx 再上传"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DELIMITERS = ",\t;|，"


def read_csv(data: bytes) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    """Meta data and rows; every cell is text. Raises Unreadable."""
    text, encoding = decode(data)
    if not text.strip():
        raise Unreadable("文件里没有内容", "请确认选对了文件")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable(f"第 {line} 行含有不可见的控制字符，这可能不是文本表格", RESAVE)
    if not text.endswith(("\n", "\r")):
        # A file cut in mid-field looks complete otherwise: "1988-11" instead of "1988-11-05".
        raise Unreadable(
            f"最后一行（第 {text.count(chr(10)) + 1} 行）没有换行符，文件可能没有传完",
            "请核对最后一行，再用表格软件另存为 CSV 或 .xlsx 后上传",
        )
    delimiter = sniff(text)
    meta = {"sheet": "", "others": [], "merges": [], "encoding": encoding, "delimiter": delimiter}
    return meta, _rows(text, delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030. Raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16"), "UTF-16"
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        if error.end >= len(data) and error.start > len(data) - 4 and error.start > 0:
            _refuse_cut(data, error.start)
    return _decoded(data, "gb18030"), "GB18030"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"第 {line} 行的文字编码无法识别（不是 UTF-8，也不是 GB18030）", RESAVE) from error


def _refuse_cut(data: bytes, start: int) -> None:
    """UTF-8 that breaks off inside its last character was cut; GB18030 would read it as other characters."""
    if any(byte > 0x7F for byte in data[:start]):
        raise Unreadable(f"第 {data.count(10) + 1} 行在半个汉字处中断，文件没有传完", "请重新导出或重新传一次")


def sniff(text: str) -> str:
    """The delimiter that splits the first lines most evenly; a comma when nothing does."""
    lines = [line for line in text[:65_536].splitlines()[: HEAD_ROWS + 10] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(widths), key=lambda width: (widths.count(width) if width > 1 else 0, width))
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(DELIMITERS, key=evenness)
    except csv.Error:
        return ","


def _rows(text: str, delimiter: str) -> Iterator[list[Any]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if row > MAX_ROWS + HEAD_ROWS or len(cells) > MAX_COLUMNS:
                raise too_large(f"第 {row} 行有 {len(cells)} 列，")
            yield [cell or None for cell in cells]
    except csv.Error as error:
        raise Unreadable(f"第 {row + 1} 行的引号没有配对，或一格超过 {MAX_CELL:,} 个字", RESAVE) from error
