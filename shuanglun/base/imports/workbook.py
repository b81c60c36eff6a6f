"""Reads .xlsx and .xls in the sandboxed child: the sheet that fits best, its cells with their types."""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from shuanglun.base.imports import archive as archives
from shuanglun.base.imports.headers import fit
from shuanglun.base.imports.limits import GUIDE_SHEET, HEAD_ROWS, MAX_COLUMNS, MAX_ROWS, Unreadable, too_large

MAX_SHEETS = 30
RESAVE = archives.RESAVE


def read_xlsx(path: str, known: set[str]) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    """Meta data and rows of the best fitting visible sheet. Raises Unreadable."""
    with archives.open_checked(path) as archive:
        broken = archives.check_parts(archive, _worksheet_parts(archive))
    return _read(path, known, broken)


def read_xls(path: str, known: set[str]) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    """The same for the binary format of Excel 97 to 2003."""
    return _read(path, known, {})


def _worksheet_parts(archive: Any) -> dict[str, str]:
    """Part names of the worksheets and their titles, after the workbook's own table."""
    try:
        targets = {
            node.get("Id"): posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
            for node in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
            if node.get("Target")
        }
        parts = {}
        for node in _tree(archive, "xl/workbook.xml").iter():
            if node.tag.rpartition("}")[2] == "sheet":
                reference = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
                parts[targets.get(reference, "")] = node.get("name", "")
        return parts
    except (KeyError, ElementTree.ParseError) as error:
        raise Unreadable("文件缺少工作簿目录，已损坏", RESAVE) from error


def _tree(archive: Any, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archives.content(archive, archive.getinfo(name)))  # no DTD


def _read(path: str, known: set[str], broken: dict[str, archives.Broken]) -> tuple[dict[str, Any], Iterator[list[Any]]]:
    try:
        book = calamine.load_workbook(path)
        titles = _readable_titles(book)
        sheets = [(title, book.get_sheet_by_name(title)) for title in titles]
    except calamine.PasswordError as error:
        raise Unreadable("文件有密码保护", "请去掉密码后再上传") from error
    except calamine.CalamineError as error:
        raise Unreadable("文件不完整或已损坏，无法读取", RESAVE) from error
    filled = [(title, sheet) for title, sheet in sheets if sheet.start is not None]
    if not filled:
        raise Unreadable("文件里没有内容", "请确认选对了文件，数据放在工作表里")
    for title, sheet in filled:
        _check_size(title, sheet)
    title, sheet = max(filled, key=lambda pair: fit(_head(pair[1]), known))
    meta = {
        "sheet": title,
        "others": [other for other, _ in filled if other != title],
        "merges": [[*start, *end] for start, end in (sheet.merged_cell_ranges or [])[:20_000]],
    }
    return meta, _rows(sheet, broken.get(title, {}))


def _readable_titles(book: Any) -> list[str]:
    titles = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.name != GUIDE_SHEET
        and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    if not titles:
        raise Unreadable("文件里没有可见的工作表", "请取消隐藏存放数据的工作表后再上传")
    return titles[:MAX_SHEETS]


def _check_size(title: str, sheet: Any) -> None:
    if sheet.total_height > MAX_ROWS + HEAD_ROWS or sheet.total_width > MAX_COLUMNS:
        raise too_large(f"工作表「{title}」有 {sheet.total_height:,} 行、{sheet.total_width} 列，")


def _head(sheet: Any) -> list[list[Any]]:
    return list(sheet.to_python(skip_empty_area=False, nrows=HEAD_ROWS))


def _rows(sheet: Any, broken: archives.Broken) -> Iterator[list[Any]]:
    """Every row from the first one of the sheet, in plain JSON values; merged areas are not filled."""
    troubled: dict[int, list[tuple[int, str]]] = {}
    for (row, column), kind in broken.items():
        troubled.setdefault(row, []).append((column, kind))
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False)):
        values = [plain(cell) for cell in cells]
        for column, kind in troubled.get(number, ()):
            values.extend([None] * (column + 1 - len(values)))
            values[column] = {"x": kind}
        yield values


def plain(cell: Any) -> Any:
    """A cell as JSON that keeps its type: text, number, boolean, {"d": day}, {"t": moment}, {"h": seconds}."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool | int) or cell is None:
        return cell
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return {"x": "error"}
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime.datetime):
        return {"d": cell.date().isoformat()} if cell.time() == datetime.time() else {"t": cell.isoformat()}
    if isinstance(cell, datetime.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, datetime.timedelta):
        return {"h": cell.total_seconds()}
    if isinstance(cell, datetime.time):
        return {"h": cell.hour * 3600 + cell.minute * 60 + cell.second}
    return str(cell)
