"""What may be attached, told by the first bytes and not by the name; and photographs without what they know of the place.

A camera writes where and when a picture was taken into it. Nobody's whereabouts are collected here (G-01), so these
parts are cut out before anything is kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

from shuanglun.base.verdicts import RefusedError

MOST_BYTES = 10 * 1024 * 1024
MOST_MEMBERS = 2_000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
PRIVATE_PNG = (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME")
APP1, APP13, COMMENT, SCAN = 0xE1, 0xED, 0xFE, 0xDA
REMEDY = "请改为 PDF、图片（PNG、JPEG）或 Word、Excel、PowerPoint 的 docx、xlsx、pptx 后再上传。"


@dataclass(frozen=True)
class Kind:
    """One kind of file: how names end, what browsers call it, its word."""

    ending: str
    type: str
    label: str


PDF = Kind(".pdf", "application/pdf", "PDF")
PICTURES = {PNG: Kind(".png", "image/png", "图片"), JPEG: Kind(".jpg", "image/jpeg", "图片")}
OFFICE = {
    "word/": Kind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    "xl/": Kind(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "ppt/": Kind(".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"),
}
ACCEPT = ",".join(kind.ending for kind in (PDF, *PICTURES.values(), *OFFICE.values())) + ",.jpeg"


def told(content: bytes) -> Kind:
    """The kind of a file by its content. Raises RefusedError for anything else, for macros and for too much."""
    if not content:
        raise RefusedError("文件是空的（0 字节）。请确认文件已保存后再上传。", "file")
    if len(content) > MOST_BYTES:
        raise RefusedError("文件超过 10 MB。请压缩或拆成几个文件。", "file")
    if content.startswith(b"%PDF-"):
        return PDF
    for magic, kind in PICTURES.items():
        if content.startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise RefusedError(f"不支持这种文件。{REMEDY}", "file")


def _office(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise RefusedError("文件不完整或已损坏，无法打开。请重新保存后再上传。", "file") from error
    if len(names) > MOST_MEMBERS or any(name.endswith("vbaProject.bin") for name in names):
        raise RefusedError("文件含有宏或异常内容，不予接收。请另存为不含宏的格式再上传。", "file")
    for folder, kind in OFFICE.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    raise RefusedError(f"不接收压缩包。{REMEDY}", "file")


def without_whereabouts(content: bytes) -> bytes:
    """The same picture without place, time, camera and comments; other files as they are.

    Raises RefusedError for a picture that is cut off.
    """
    try:
        if content.startswith(PNG):
            return _png(content)
        return _jpeg(content) if content.startswith(JPEG) else content
    except (struct.error, IndexError) as error:
        raise RefusedError("图片不完整或已损坏。请重新保存后再上传。", "file") from error


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        if end > len(content):
            raise IndexError
        if content[at + 4 : at + 8] not in PRIVATE_PNG:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while content[at + 1] != SCAN:
        if content[at] != 0xFF:
            raise IndexError
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] not in (APP1, APP13, COMMENT):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, content[at:]])
