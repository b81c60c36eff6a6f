"""The child process that opens an uploaded file. It limits itself first, then parses, then prints JSON lines: one of
meta data, one per row, one that says the end was reached. Nothing of Django or the database is in its reach."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from shuanglun.base.imports.limits import MAX_CELL, MAX_OUTPUT, MEMORY, SECONDS, Unreadable

RESAVE = "请用表格软件另存为 .xlsx 或 CSV 再上传"
SIGNATURES = (
    (b"MZ", "这是 Windows 程序，不是表格"),
    (b"\x7fELF", "这是程序文件，不是表格"),
    (b"%PDF", "这是 PDF 文件，不是表格"),
    (b"\x89PNG", "这是图片，不是表格"),
    (b"\xff\xd8\xff", "这是图片，不是表格"),
    (b"GIF8", "这是图片，不是表格"),
    (b"Rar!", "这是压缩包，不是表格"),
    (b"7z\xbc\xaf", "这是压缩包，不是表格"),
    (b"\x1f\x8b", "这是压缩包，不是表格"),
    (b"{\\rtf", "这是写字板文档，不是表格"),
    (b"SQLite format", "这是数据库文件，不是表格"),
)
OLE = b"\xd0\xcf\x11\xe0"


def limit() -> None:
    """Bound memory, processor time and open files of this process, where the system offers it."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: str, known: set[str]) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    """Meta data and rows, by what the file is, whatever it is called. Raises Unreadable."""
    with open(path, "rb") as file:
        data = file.read()
    if not data:
        raise Unreadable("文件是空的（0 字节）", "请确认文件已保存后再上传")
    for signature, problem in SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(problem, RESAVE)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise Unreadable("文件实际是网页或 XML，只是改了扩展名", RESAVE)
    if data.startswith(OLE):
        from shuanglun.base.imports.workbook import read_xls

        return read_xls(path, known)
    if data.startswith(b"PK"):
        from shuanglun.base.imports.workbook import read_xlsx

        return read_xlsx(path, known)
    from shuanglun.base.imports.delimited import read_csv

    return read_csv(data)


def lines(meta: dict[str, Any], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    """The answer, line by line; refuses to grow beyond MAX_OUTPUT."""
    yield _line(meta)
    written = count = 0
    for number, cells in enumerate(rows, start=1):
        while cells and cells[-1] is None:
            cells.pop()
        if not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells):
            continue
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and len(cell) > MAX_CELL:
                raise Unreadable(f"第 {number} 行第 {column} 列超过 {MAX_CELL:,} 个字", "请缩短该格内容")
        line = _line([number, cells])
        written += len(line)
        if written > MAX_OUTPUT:
            raise Unreadable(f"到第 {number} 行时内容已超过 {MAX_OUTPUT >> 20} MB", "请拆成几个文件分次导入")
        count += 1
        yield line
    yield _line({"end": count})


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def main() -> None:
    """Entry of the child: `path` is the argument, known header names come as JSON on standard input."""
    limit()
    out = sys.stdout.buffer
    try:
        known = set(json.loads(sys.stdin.buffer.read() or b"[]"))
        for line in lines(*read(sys.argv[1], known)):
            out.write(line)
    except Unreadable as refusal:
        out.write(b"\n" + _line({"refused": refusal.problem, "suggestion": refusal.suggestion}))
    except MemoryError:
        out.write(b"\n" + _line({"refused": "文件展开后占用内存过大", "suggestion": "请拆成几个文件分次导入"}))
    except BaseException as error:  # a parser written in another language panics with its own base class
        if type(error).__name__ != "PanicException":
            raise
        out.write(b"\n" + _line({"refused": "文件不完整或已损坏，无法读取", "suggestion": RESAVE}))
    out.flush()
