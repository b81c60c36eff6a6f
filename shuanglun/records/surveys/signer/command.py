"""`shuanglun signer`: run the signing process until SIGTERM or Ctrl-C, without Django and without the site's database."""

from __future__ import annotations

import argparse
import grp
import os
import signal
import sys
import time
from pathlib import Path

from shuanglun.records.surveys.signer import place
from shuanglun.records.surveys.signer.pool import DEFAULT_SIZE, Pool
from shuanglun.records.surveys.signer.server import AlreadyRunning, Server, serve_in_thread

UNUSABLE = 2


def main(arguments: list[str]) -> int:
    """0 after an orderly end, 2 when the folder cannot be used."""
    parser = argparse.ArgumentParser(prog="shuanglun signer", description="签票进程：保管测评密钥，签发选票")
    parser.add_argument("--folder", type=Path, default=place.default(), help="自己的文件夹（默认 SHUANGLUN_SIGNER）")
    parser.add_argument("--pool", type=int, default=DEFAULT_SIZE, help=f"预先备好的密钥数（默认 {DEFAULT_SIZE}）")
    parser.add_argument("--group", help="网站所属的用户组：组内用户可以连接（单独用户运行时需要）")
    parser.add_argument("--with-parent", action="store_true", help="启动它的进程结束时一同结束")
    options = parser.parse_args(arguments)
    parent = os.getppid()
    stopping: list[int] = []
    for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ending, lambda number, _: stopping.append(number))
    try:
        group = grp.getgrnam(options.group).gr_gid if options.group else None
        server = Server(options.folder.resolve(), Pool(options.pool), group=group)
    except KeyError:
        print(f"没有用户组“{options.group}”", file=sys.stderr)
        return UNUSABLE
    except AlreadyRunning as fault:
        print(fault, file=sys.stderr)
        return UNUSABLE
    except OSError as fault:
        print(f"签票进程无法使用文件夹 {options.folder}：{fault.strerror or fault}", file=sys.stderr)
        return UNUSABLE
    thread = serve_in_thread(server)
    while not stopping and not (options.with_parent and os.getppid() != parent):
        time.sleep(0.1)
    server.shutdown()
    thread.join()
    server.server_close()
    return 0
