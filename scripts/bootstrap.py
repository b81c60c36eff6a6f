"""Set the project up in .venv, with nothing but Python's own library. A repeat without changes takes no time.

    python3 scripts/bootstrap.py                for developers (tests and checks too)
    python3 scripts/bootstrap.py --production   only what serving needs

Every package is pinned by hash; the front-end files come from package-lock.json. Nothing is built here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from vendor import icons_used

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "set-up"
OLDEST = (3, 11)
COMMAND = """#!{python}
import sys

from shuanglun.front.site.cli import main

sys.exit(main())
"""


def main() -> int:
    production = "--production" in sys.argv[1:]
    if sys.version_info < OLDEST:
        return stop(f"需要 Python 3.11 或更新版本，当前是 {sys.version.split()[0]}。可用 make PYTHON=python3.11 指定。")
    lock = ROOT / ("requirements.lock" if production else "requirements-dev.lock")
    wanted = fingerprint(lock)
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return 0
    start = time.monotonic()
    for step, what in (
        (make_venv, "虚拟环境"),
        (lambda: install(lock), "Python 依赖"),
        (link, "命令"),
        (vendor, "前端文件"),
    ):
        print(f"· {what}", flush=True)
        if problem := step():
            return stop(problem)
    STAMP.write_text(wanted)
    print(f"· 就绪，用时 {time.monotonic() - start:.0f} 秒", flush=True)
    return 0


def stop(problem: str) -> int:
    print(f"无法继续：{problem}", file=sys.stderr)
    return 1


def fingerprint(lock: Path) -> str:
    """What the set-up depends on: a change in any of it makes a new one necessary."""
    sources = [
        lock,
        ROOT / "requirements-uv.lock",
        ROOT / "package-lock.json",
        ROOT / "scripts/vendor.py",
        Path(__file__),
    ]
    digest = hashlib.sha256(f"{ROOT} {sys.version} {icons_used()}".encode())
    for source in sources:
        digest.update(source.read_bytes() if source.is_file() else b"")
    return digest.hexdigest()


def make_venv() -> str | None:
    """Create .venv unless it stands and works; Debian ships venv apart, so fetch it when we may."""
    if (BIN / "python").exists() and run([BIN / "python", "-m", "pip", "--version"], quiet=True):
        return None
    shutil.rmtree(VENV, ignore_errors=True)
    if not has_venv() and not (os.geteuid() == 0 and shutil.which("apt-get") and apt("python3-venv")):
        return "这台机器没有 venv 模块。请先安装：apt-get install python3-venv"
    return None if run([sys.executable, "-m", "venv", VENV]) else "不能创建虚拟环境 .venv。"


def has_venv() -> bool:
    return run([sys.executable, "-c", "import ensurepip, venv"], quiet=True)


def apt(package: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return run(["apt-get", "update", "-qq"], env=environment) and run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=environment
    )


def install(lock: Path) -> str | None:
    """The installer first, then exactly what the lock names, by hash."""
    pip = [BIN / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    if not run([*pip, "-r", ROOT / "requirements-uv.lock"]):
        return "不能安装 uv。请检查到 Python 软件包源的网络。"
    if not run([BIN / "uv", "pip", "sync", "-q", "--require-hashes", "--python", BIN / "python", lock]):
        return f"不能安装 {lock.name} 中的依赖。请检查到 Python 软件包源的网络。"
    return None


def link() -> str | None:
    """Make the package importable and put the command `shuanglun` beside it, without building anything."""
    library = VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (library / "shuanglun.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = BIN / "shuanglun"
    command.write_text(COMMAND.format(python=BIN / "python"), encoding="utf-8")
    command.chmod(0o755)
    return None


def vendor() -> str | None:
    return (
        None if run([BIN / "python", ROOT / "scripts/vendor.py"]) else "不能取得前端文件。请检查到 npm 软件包源的网络。"
    )


def run(command: list, *, quiet: bool = False, **options) -> bool:
    """Run a command in the project's root; whether it succeeded."""
    sink = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run([str(part) for part in command], cwd=ROOT, stdout=sink, stderr=sink, **options).returncode == 0
    )


if __name__ == "__main__":
    sys.exit(main())
