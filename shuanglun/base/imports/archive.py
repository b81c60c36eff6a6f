"""What is inside an .xlsx before a parser believes it: the members of the zip, then one streaming pass over each XML
part. Runs in the sandboxed child only. No document type declaration, no macros, no cell beyond the limits."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator

from shuanglun.base.imports.limits import (
    HEAD_ROWS,
    MAX_COLUMNS,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    MEGABYTE,
    Unreadable,
    too_large,
)

RESAVE = "请用表格软件打开后另存为 .xlsx 再上传"
Broken = dict[tuple[int, int], str]
"""Cells without a usable value, by (row, column) counted from 0: "error" or "formula"."""

# One cell may carry a namespace prefix; a cell that only has a style is closed at once and does not count.
REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
FAR_CELL = re.compile(
    rb"""\sr=["']((?:[A-Z]{3}|[D-Z][A-Z]|C[W-Z])[0-9]+|[A-Z]{1,2}(?:[2-9][0-9]{4}|[0-9]{6,}))["']"""
    rb"""[^>]*(?<!/)>(?!</)"""
)
ERROR_CELL = re.compile(rb"""<(?:\w+:)?c(\s[^>]*?\bt=["']e["'][^>]*)>""")
EMPTY_FORMULA = re.compile(
    rb"""<(?:\w+:)?c(\s[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding=["']([\w-]+)["']""")


def open_checked(path: str) -> zipfile.ZipFile:
    """The archive, once its table of contents keeps the limits. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("文件不完整或已损坏，无法打开", "请重新导出或重新传一次，文件没有任何内容被写入") from error
    members = archive.infolist()
    names = {member.filename for member in members}
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"文件内含 {len(members)} 个部件，超过 {MAX_MEMBERS} 个", RESAVE)
    if "xl/workbook.xml" not in names:
        _refuse_other_archive(names)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable("文件含有宏", "请另存为不含宏的 .xlsx 再上传")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise Unreadable(f"文件解压后有 {unpacked // MEGABYTE} MB，超过 {MAX_UNPACKED // MEGABYTE} MB", RESAVE)
    # Tiny parts of a few hundred bytes compress far; below 1 MB no ratio can hurt.
    if unpacked > MEGABYTE and unpacked > MAX_RATIO * max(packed, 1):
        raise Unreadable(f"文件压缩率超过 {MAX_RATIO} 倍，疑似压缩炸弹", RESAVE)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("文件有密码保护", "请去掉密码后再上传")
    return archive


def _refuse_other_archive(names: set[str]) -> None:
    if "word/document.xml" in names:
        raise Unreadable("这是 Word 文档，不是表格", "请把其中的表格复制到表格软件，另存为 .xlsx 再上传")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable("这种表格格式（.xlsb 或 .ods）不能读取", RESAVE)
    raise Unreadable("这是压缩包，不是表格", "请先解压，再逐个上传其中的 .xlsx 或 .csv 文件")


def check_parts(archive: zipfile.ZipFile, sheets: dict[str, str]) -> dict[str, Broken]:
    """Look through every XML part once; `sheets` maps the part names of worksheets to their titles.

    This is for a quick and exact message: what slips through by odd spelling still meets the child's limits on
    time and memory. Returns the broken cells of each worksheet by title. Raises Unreadable.
    """
    broken: dict[str, Broken] = {}
    for member in archive.infolist():
        if not member.filename.endswith((".xml", ".rels", ".vml")):
            continue
        data = content(archive, member)
        title = sheets.get(member.filename)
        if title is not None:
            _refuse_far_cells(data, title)
            broken[title] = dict(_broken_cells(data))
    return broken


def content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One XML part, in UTF-8 and without a document type declaration. Raises Unreadable."""
    try:
        data = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise Unreadable(f"文件内的部件 {member.filename} 已损坏", RESAVE) from error
    declared = ENCODING.match(data[:200].lstrip(b"\xef\xbb\xbf"))
    if b"\x00" in data[:4] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise Unreadable(f"文件内的部件 {member.filename} 不是 UTF-8 编码", RESAVE)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable("文件内含文档类型声明（DTD），不予读取", RESAVE)
    return data


def _refuse_far_cells(data: bytes, title: str) -> None:
    for found in FAR_CELL.finditer(data):
        reference = found[1].decode()
        letters = reference.rstrip("0123456789")
        if int(reference[len(letters) :]) > MAX_ROWS + HEAD_ROWS or _column_index(letters) >= MAX_COLUMNS:
            raise too_large(f"工作表「{title}」的单元格 {reference[:12]} 有内容，")


def _broken_cells(data: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for hint, pattern, kind in ((b"f>", EMPTY_FORMULA, "formula"), (b"#", ERROR_CELL, "error")):
        for found in pattern.finditer(data) if hint in data else ():
            reference = REFERENCE.search(found[1])
            if reference:
                yield (int(reference[2]) - 1, _column_index(reference[1].decode())), kind


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
