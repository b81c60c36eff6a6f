"""`shuanglun receipt TICKET SEAL`: check on any machine, without a network, that one's own ballot is counted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from shuanglun.records.surveys.secrecy import seal, tickets

COUNTED, NOT_COUNTED, UNUSABLE = 0, 1, 2


def main(arguments: list[str]) -> int:
    """0 counted, 1 not counted or altered, 2 unusable files."""
    parser = argparse.ArgumentParser(prog="shuanglun receipt", description="核对自己的票是否已计入，不需要网络")
    parser.add_argument("ticket", type=Path, help="票据文件（投票后下载的那一份）")
    parser.add_argument("seal", type=Path, help="封箱文件 seal.json")
    options = parser.parse_args(arguments)
    try:
        ticket = tickets.read_ticket(options.ticket.read_bytes())
        verdict = seal.check(ticket, seal.read(options.seal.read_bytes()))
    except OSError as fault:
        print(f"无法读取 {fault.filename}：{fault.strerror}", file=sys.stderr)
        return UNUSABLE
    except tickets.Unusable as fault:
        print(fault, file=sys.stderr)
        return UNUSABLE
    print(f"{'✓' if verdict.is_counted else '✗'} {verdict.words}")
    return COUNTED if verdict.is_counted else NOT_COUNTED
