"""What may be attached, and what a photograph keeps to itself."""

import io
import struct
import zipfile
import zlib

import pytest

from shuanglun.base.files import kinds, store
from shuanglun.base.verdicts import RefusedError


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), *chunks, (b"IDAT", zlib.compress(b"\0\0"))]
    body = [
        struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in [*parts, (b"IEND", b"")]
    ]
    return kinds.PNG + b"".join(body)


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    parts = [b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data for mark, data in segments]
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xda\x00\x04\x00\x00pixels\xff\xd9"


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return out.getvalue()


def test_kinds_are_told_by_content():
    assert kinds.told(b"%PDF-1.7 ...").ending == ".pdf"
    assert kinds.told(png()).ending == ".png"
    assert kinds.told(jpeg()).ending == ".jpg"
    assert [kinds.told(office(name)).ending for name in ("word/a", "xl/a", "ppt/a")] == [".docx", ".xlsx", ".pptx"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 字节"),
        (b"MZ program", "不支持这种文件"),
        (b"<html>", "不支持这种文件"),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024), "超过 10 MB"),
        (b"PK\x03\x04 broken", "已损坏"),
        (office("word/vbaProject.bin"), "含有宏"),
        (office("other/a"), "不接收压缩包"),
    ],
)
def test_the_rest_is_refused_with_a_remedy(content, words):
    with pytest.raises(RefusedError, match=words):
        kinds.told(content)


def test_a_photograph_loses_where_and_when_it_was_taken():
    plain = jpeg((0xE0, b"JFIF\0"), (0xDB, b"table"))
    assert (
        kinds.without_whereabouts(jpeg((0xE0, b"JFIF\0"), (0xE1, b"Exif GPS"), (0xFE, b"me"), (0xDB, b"table")))
        == plain
    )
    assert kinds.without_whereabouts(png((b"eXIf", b"GPS"), (b"tEXt", b"Author\0me"))) == png()
    assert kinds.without_whereabouts(b"%PDF-1.7") == b"%PDF-1.7"


@pytest.mark.parametrize("content", [png()[:-6], jpeg((0xE1, b"Exif GPS"))[:12]])
def test_a_picture_cut_off_is_refused(content):
    with pytest.raises(RefusedError, match="已损坏"):
        kinds.without_whereabouts(content)


def test_what_is_kept_lies_sealed_and_comes_back(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    name = store.put(b"%PDF-secret")
    path = store.folder() / name
    assert b"secret" not in path.read_bytes() and path.stat().st_mode & 0o777 == 0o600
    assert store.get(name) == b"%PDF-secret"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(RefusedError, match="与保存时不一致"):
        store.get(name)
    path.unlink()
    with pytest.raises(RefusedError, match="不在了"):
        store.get(name)


def test_files_nobody_names_go_after_a_day(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    kept, stray = store.put(b"a"), store.put(b"b")
    assert store.clear_strays([kept]) == 0, "the transaction that names it may still be open"
    monkeypatch.setattr(store, "STRAY_AFTER_SECONDS", -1)
    assert store.clear_strays([kept]) == 1
    assert store.get(kept) == b"a" and not (store.folder() / stray).exists()
