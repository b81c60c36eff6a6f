"""Files that are broken, huge, or not what they say: each is refused quickly, with place and remedy."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from shuanglun.base.imports import reader
from shuanglun.base.imports.limits import Unreadable
from shuanglun.base.imports.tests import files
from shuanglun.base.imports.tests.files import archive, changed, sheet_xml, with_sheet, xlsx

KNOWN = ["工号", "姓名", "身份证号"]
GOOD = xlsx([["工号", "姓名"], ["A1", "王芳"], ["A2", "李强"]])
CSV = files.text([["工号", "姓名", "到单位日期"], *[[f"A{n}", "王芳", "2014-07-01"] for n in range(40)]])
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>工号</t></is></c></row>'
DTD = '<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
TEXT = '<c r="A2" t="inlineStr"><is><t>{}</t></is></c>'


def zip_bomb() -> bytes:
    return changed(GOOD, xl__worksheets__sheet1_xml=sheet_xml(HEAD + " " * 30_000_000))


def huge_unpacked() -> bytes:
    return archive({"xl/workbook.xml": b"<a/>", **{f"xl/m{n}.xml": b" " * 11_000_000 for n in range(10)}})


def lying_size() -> bytes:
    """The table of contents says 10 bytes; the stream holds far more."""
    data = bytearray(zip_bomb())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def shared_amplified() -> bytes:
    """One shared string of 30,000 characters in 80,000 cells: 20 MB packed small, 2.4 GB unfolded."""
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + "工" * 30_000
        + "</t></si></sst>"
    )
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{chr(65 + c)}{r}" t="s"><v>0</v></c>' for c in range(4)) + "</row>"
        for r in range(1, 20_000)
    )
    return changed(GOOD, xl__worksheets__sheet1_xml=sheet_xml(rows), xl__sharedStrings_xml=strings)


# fmt: off
HOSTILE: dict[str, tuple[str, object, str]] = {
    "cell at XFD1048576": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "XFD1048576",
    ),
    "the same in single quotes": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + "<row r='1048576'><c t='n' r='XFD1048576'><v>1</v></c></row>")),
        "XFD1048576",
    ),
    "the same with a prefix": (
        "a.xlsx",
        lambda: with_sheet(
            sheet_xml(
                HEAD.replace("<c ", "<c  ")
                + '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
            )
        ),
        "XFD1048576",
    ),
    "the same hidden from a search": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + '<row r="1048576"><c\nr="&#88;FD1048576"><v>1</v></c></row>')),
        "。",
    ),
    "row 1,000,000": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + '<row r="1000000"><c r="A1000000"><v>1</v></c></row>')),
        "A1000000",
    ),
    "column 101": ("a.xlsx", lambda: with_sheet(sheet_xml(HEAD + '<row r="2"><c r="CW2"><v>1</v></c></row>')), "CW2"),
    "20,100 rows": ("a.xlsx", lambda: xlsx([["工号"], *[[f"A{n}"] for n in range(20_100)]]), "20,000 行"),
    "20,010 rows of data": (
        "a.xlsx",
        lambda: xlsx([["工号", "姓名"], *[[f"A{n}", "王芳"] for n in range(20_010)]]),
        "20,010 行",
    ),
    "150 columns": ("a.xlsx", lambda: xlsx([[f"列{n}" for n in range(150)]]), "CW1"),
    "zip bomb": ("a.xlsx", zip_bomb, "压缩"),
    "110 MB unpacked": ("a.xlsx", huge_unpacked, "100 MB"),
    "a size that lies": ("a.xlsx", lying_size, "损坏"),
    "300 members": ("a.xlsx", lambda: changed(GOOD, **{f"x{n}": b"" for n in range(300)}), "200 个"),
    "billion laughs": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + '<row r="2"><c r="A2"><v>&b;</v></c></row>', DTD)),
        "DTD",
    ),
    "entity in the workbook": (
        "a.xlsx",
        lambda: changed(
            GOOD, xl__workbook_xml='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>'
        ),
        "DTD",
    ),
    "entity in shared strings": (
        "a.xlsx",
        lambda: changed(GOOD, xl__sharedStrings_xml='<!DOCTYPE a SYSTEM "x"><sst/>'),
        "DTD",
    ),
    "UTF-16 to hide a DTD": ("a.xlsx", lambda: with_sheet(sheet_xml(HEAD, DTD).encode("utf-16")), "UTF-8"),
    "declared UTF-7": ("a.xlsx", lambda: with_sheet(sheet_xml(HEAD).replace("UTF-8", "UTF-7")), "UTF-8"),
    "macros": ("a.xlsx", lambda: changed(GOOD, xl__vbaProject_bin=b"x"), "宏"),
    "macros by name": ("a.xlsm", lambda: GOOD, "宏"),
    "encrypted member": ("a.xlsx", encrypted, "密码"),
    "shared string in 80,000 cells": ("a.xlsx", shared_amplified, "。"),
    "cell of 100,000 characters": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + f'<row r="2">{TEXT.format("工" * 100_000)}</row>')),
        "第 2 行第 1 列",
    ),
    "no workbook table": ("a.xlsx", lambda: changed(GOOD, xl__workbook_xml=None), "压缩包"),
    "no relations": ("a.xlsx", lambda: changed(GOOD, **{"xl___rels__workbook_xml.rels": None}), "另存为"),
    "sheet is not XML": ("a.xlsx", lambda: with_sheet(b"\x00\x01\x02 not xml"), "。"),
    "sheet is missing": ("a.xlsx", lambda: changed(GOOD, xl__worksheets__sheet1_xml=None), "。"),
    "workbook broken off": ("a.xlsx", lambda: changed(GOOD, xl__workbook_xml="<workbook><sheets><sheet"), "损坏"),
    "cell reference of nonsense": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml(HEAD + '<row r="2"><c r="🙂9"><v>1</v></c></row>')),
        "。",
    ),
    "negative row": ("a.xlsx", lambda: with_sheet(sheet_xml('<row r="-5"><c r="A-5"><v>1</v></c></row>')), "。"),
    "row beyond 64 bits": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml('<row r="99999999999999999999"><c r="A99999999999999999999"><v>1</v></c></row>')),
        "。",
    ),
    "shared string out of range": (
        "a.xlsx",
        lambda: with_sheet(sheet_xml('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>')),
        "。",
    ),
    "deep nesting": ("a.xlsx", lambda: with_sheet(sheet_xml("<row>" * 200_000)), "。"),
    "zip of zips": ("a.xlsx", lambda: archive({"名册.xlsx": GOOD, "二.xlsx": GOOD}), "解压"),
    "zip named csv": ("a.csv", lambda: archive({"名册.csv": CSV}), "解压"),
    "word document": ("a.xlsx", lambda: archive({"word/document.xml": "<w/>"}), "Word"),
    "ods": ("a.xlsx", lambda: archive({"content.xml": "<o/>", "mimetype": "application/vnd.oasis"}), ".ods"),
    "xlsb": ("a.xlsx", lambda: archive({"xl/workbook.bin": b"\x00"}), ".xlsb"),
    "renamed exe": ("a.xlsx", lambda: b"MZ\x90\x00" + b"\x00" * 500, "程序"),
    "renamed ELF": ("a.csv", lambda: b"\x7fELF" + b"\x02" * 500, "程序"),
    "renamed pdf": ("a.xlsx", lambda: b"%PDF-1.7\n" + b"x" * 500, "PDF"),
    "renamed png": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 500, "图片"),
    "renamed jpeg": ("a.xls", lambda: b"\xff\xd8\xff\xe0" + b"x" * 500, "图片"),
    "rar": ("a.xlsx", lambda: b"Rar!\x1a\x07\x00" + b"x" * 99, "压缩包"),
    "gzip": ("a.csv", lambda: b"\x1f\x8b\x08" + b"x" * 99, "压缩包"),
    "html table named xls": ("a.xls", lambda: b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
    "xml spreadsheet 2003": ("a.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "XML"),
    "truncated xls": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
    "sqlite file": ("a.csv", lambda: b"SQLite format 3\x00" + b"\x00" * 99, "数据库"),
    "NUL in csv": ("a.csv", lambda: b"a,b\nx\x00y,z\n", "第 2 行"),
    "random bytes": ("a.csv", lambda: bytes((n * 7919) % 256 for n in range(4000)), "。"),
    "neither UTF-8 nor GB18030": ("a.csv", lambda: "工号,姓名\n".encode() + b"A1,\x81\x20\xff\xff\n", "第 2 行"),
    "open quote": ("a.csv", lambda: '工号,姓名\nA1,"王芳\nA2,李强\n'.encode(), "引号"),
    "csv cell of 40,000 characters": ("a.csv", lambda: ("工号,姓名\nA1," + "工" * 40_000 + "\n").encode(), "32,767"),
    "csv of 150 columns": ("a.csv", lambda: (",".join(f"列{n}" for n in range(150)) + "\n").encode(), "100 列"),
    "csv of 30,000 rows": ("a.csv", lambda: ("工号,姓名\n" + "A1,王芳\n" * 30_000).encode(), "20,000 行"),
    "csv without last line end": ("a.csv", lambda: "工号,姓名\nA1,王".encode(), "最后一行"),
    "zero bytes": ("a.csv", lambda: b"", "空的"),
    "spaces only": ("a.csv", lambda: b"  \n\n  \n", "没有内容"),
    "empty workbook": ("a.xlsx", lambda: xlsx([]), "没有内容"),
    "head without data": ("a.xlsx", lambda: xlsx([["工号", "姓名"]]), "下面没有数据"),
    "data without head": ("a.csv", lambda: "A0001,王芳,1988-11-05\nA0002,李强,1990-01-02\n".encode(), "表头"),
    "numbers without head": ("a.xlsx", lambda: xlsx([[1, 2, 3], [4, 5, 6]]), "表头"),
    "docx by name": ("a.docx", lambda: GOOD, ".docx"),
    "no extension": ("名册", lambda: GOOD, "扩展名"),
    "11 MB": ("a.xlsx", lambda: b"x" * (11 << 20), "10 MB"),
}
# fmt: on


@pytest.mark.parametrize("case", HOSTILE)
def test_refused_quickly_with_a_remedy(case, tmp_path):
    name, build, said = HOSTILE[case]
    path = tmp_path / name
    path.write_bytes(build())
    started = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        reader.read(path, KNOWN)
    assert time.monotonic() - started < 10
    assert said in str(refusal.value)
    assert refusal.value.problem and refusal.value.suggestion


def test_the_small_bomb_is_small():
    """The file that hangs other readers: a few hundred bytes more than an empty workbook."""
    bomb = with_sheet(sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert len(bomb) < 8000
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(bomb)).read(files.SHEET)


@pytest.mark.parametrize("part", range(20))
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "gb.csv"])
def test_a_file_cut_off_anywhere_is_refused(name, part, tmp_path):
    whole = {"a.xlsx": GOOD, "a.csv": CSV, "gb.csv": CSV.decode("utf-8-sig").encode("gb18030")}[name]
    cut = whole[: len(whole) * (part + 1) // 21]
    # Cut exactly between two rows, a text file is whole; there the upload form notices (test_screens).
    while name != "a.xlsx" and cut.endswith((b"\n", b"\r")):
        cut = cut[:-1]
    (tmp_path / name).write_bytes(cut)
    with pytest.raises(Unreadable) as refusal:
        reader.read(tmp_path / name, KNOWN)
    assert refusal.value.suggestion
