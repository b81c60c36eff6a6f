"""Run a command against a private PostgreSQL that lives only as long as the command.

    .venv/bin/python scripts/pg.py .venv/bin/pytest

The cluster listens on loopback only, sorts as zh_CN.UTF-8 does (the collation under which careless path ranges
fail), keeps nothing and does not wait for the disk. The command gets SHUANGLUN_DATABASE_URL.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

LOCALE = "zh_CN.UTF-8"
USER = "shuanglun"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


def main(command: list[str]) -> int:
    programs = find_programs()
    if programs is None:
        return stop("找不到 PostgreSQL 服务端程序（initdb）。请安装：apt-get install postgresql")
    if not has_locale() and not make_locale():
        return stop(f"系统没有 {LOCALE}。请安装 locales 并执行：localedef -i zh_CN -f UTF-8 {LOCALE}")
    owner = unprivileged()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` still stops the cluster
    folder = Path(tempfile.mkdtemp(prefix="shuanglun-pg-"))
    try:
        if owner:
            shutil.chown(folder, owner)
        port = start(programs, folder, owner)
        url = f"postgresql://{USER}@127.0.0.1:{port}/{USER}"
        return subprocess.run(command, env={**os.environ, "SHUANGLUN_DATABASE_URL": url}).returncode
    finally:
        call([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-s", "stop"], owner, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def stop(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 1


def find_programs() -> Path | None:
    """Folder of initdb and pg_ctl: Debian keeps them out of PATH, one folder per version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def has_locale() -> bool:
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.lower().split()
    return "zh_cn.utf8" in listed or "zh_cn.utf-8" in listed


def make_locale() -> bool:
    if os.geteuid() != 0 or not shutil.which("localedef"):
        return False
    return subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", LOCALE]).returncode == 0


def unprivileged() -> str | None:
    """PostgreSQL refuses root: name the user that Debian made for it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("root 不能运行 PostgreSQL，而系统没有 postgres 用户。")


def start(programs: Path, folder: Path, owner: str | None) -> int:
    """Make the cluster, start it, and make one database; returns the port."""
    data = folder / "data"
    initdb = [programs / "initdb", "-D", data, "-U", USER, "--auth=trust", f"--locale={LOCALE}", "--encoding=UTF8"]
    call([*initdb, "--no-sync", "--no-instructions"], owner)
    port = free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    call([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-s", "-w", "-o", options, "start"], owner)
    call([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, USER], owner)
    return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(command: list, owner: str | None, *, check: bool = True) -> None:
    """Run quietly as the unprivileged user; on failure show what it said."""
    done = subprocess.run(
        [str(part) for part in command], user=owner, group=owner and pwd.getpwnam(owner).pw_gid,
        extra_groups=[] if owner else None, cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if check and done.returncode:
        raise SystemExit(f"{Path(command[0]).name}: {done.stdout}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
