"""Where the signing process keeps its things, and how its socket is reached.

<folder>/socket            0600: the site connects here
<folder>/store/            0700: the process alone
    signer.sqlite3         who got a signature, private keys sealed by the files in seals/
    seals/<campaign>.keys  32 bytes; whoever overwrites them has destroyed the keys of that campaign
    seals/<campaign>.box   the same for the box
    lock                   held by the one process that runs
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET, STORE = "socket", "store"
LONGEST_ADDRESS = 107  # sun_path of Linux has 108 bytes with the final zero


class NotReachable(OSError):
    """The folder's path is too long for a socket, and this system has no way around it; Chinese words."""


def default() -> Path:
    """The folder by the machine's variables: SHUANGLUN_SIGNER, or `signer` in the data folder."""
    named = os.environ.get("SHUANGLUN_SIGNER")
    data = os.environ.get("SHUANGLUN_DATA", Path(__file__).resolve().parents[4] / "var")
    return (Path(named) if named else Path(data) / "signer").resolve()


@contextmanager
def reach(folder: Path, name: str) -> Iterator[str]:
    """An address of a socket in a folder that the system accepts: through the open folder when the path is too long."""
    direct = str(folder / name)
    if len(os.fsencode(direct)) <= LONGEST_ADDRESS:
        yield direct
        return
    if not Path("/proc/self/fd").is_dir():
        raise NotReachable(
            f"文件夹路径太长（{len(os.fsencode(direct))} 字节）：{folder}。请用 SHUANGLUN_SIGNER 另设较短的路径"
        )
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{name}"
    finally:
        os.close(opened)


def prepare(folder: Path, group: int | None = None) -> Path:
    """Make the folders, closed to everybody else (`group`: its members may reach the socket) → the inner folder."""
    inner = folder / STORE
    for path, mode in ((folder, 0o700 if group is None else 0o710), (inner, 0o700), (inner / "seals", 0o700)):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if group is not None and path == folder:
            os.chown(path, -1, group)
        path.chmod(mode)
    return inner


def sync(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
