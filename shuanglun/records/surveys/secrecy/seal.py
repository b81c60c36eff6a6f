"""The sealed box: the tree over all ballots, its file (封箱文件), and the check of one's own ticket against it.

Leaves in order of their bytes, nodes and paths by RFC 9162 §2.1. Everybody downloads the whole list, so that looking for
one's own leaf tells nobody which one it is.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shuanglun.base.audit.canonical import merkle_root, node_hash
from shuanglun.records.surveys.secrecy.tickets import ECHOED, TicketFile, Unusable, is_hex, read_json

KIND = "shuanglun-seal"
COUNTED, MISSING, ALTERED = "counted", "missing", "altered"


@dataclass(frozen=True)
class Seal:
    """The content of a 封箱文件: leaves as hex, as the file has them."""

    campaign: str
    title: str
    size: int
    root: str
    leaves: list[str]

    @cached_property
    def fault(self) -> str:
        """What is wrong with the file as such, in Chinese; empty when size, order and root agree."""
        if self.size != len(self.leaves):
            return f"封箱文件写明 {self.size} 张票，实际列出 {len(self.leaves)} 张"
        if any(first >= second for first, second in zip(self.leaves, self.leaves[1:], strict=False)):
            return "封箱文件中的票没有按顺序排列，或有重复"
        if root(self.leaves) != self.root:
            return "封箱文件中的票与它的封箱值不符，有票被改动"
        return ""


@dataclass(frozen=True)
class Verdict:
    """What the check of a ticket found: outcome `counted`, `missing` or `altered`, and Chinese words."""

    outcome: str
    words: str

    @property
    def is_counted(self) -> bool:
        return self.outcome == COUNTED


def root(leaves: list[str]) -> str:
    """The root over sorted leaves (hex)."""
    return merkle_root([bytes.fromhex(leaf) for leaf in leaves]).hex()


def write(campaign: str, title: str, leaves: list[str]) -> str:
    """The text of a 封箱文件 over leaves in any order."""
    ordered = sorted(leaves)
    values = {"campaign": campaign, "title": title, "size": len(ordered), "root": root(ordered), "leaves": ordered}
    return json.dumps({"v": 1, "kind": KIND, **values}, ensure_ascii=False)


def read(text: str | bytes) -> Seal:
    """Read a 封箱文件; `Unusable` when it is none. Whether its root is right is told by `fault`."""
    raw = read_json(text, KIND, "封箱文件")
    leaves, size = raw.get("leaves"), raw.get("size")
    if not (isinstance(leaves, list) and all(is_hex(leaf, 64) for leaf in leaves)):
        raise Unusable("封箱文件中的票列表不完整。请重新下载")
    if not (is_hex(raw.get("campaign"), 32) and is_hex(raw.get("root"), 64) and type(size) is int):
        raise Unusable("封箱文件缺少测评、票数或封箱值。请重新下载")
    return Seal(raw["campaign"], str(raw.get("title", "")), size, raw["root"], leaves)


def inclusion(leaves: list[str], leaf: str) -> dict[str, Any] | None:
    """The inclusion path of a leaf (RFC 9162 §2.1.3.1) in sorted leaves; None when it is not among them."""
    index = bisect_left(leaves, leaf)
    if index == len(leaves) or leaves[index] != leaf:
        return None
    level = [bytes.fromhex(item) for item in leaves]
    path, place = [], index
    while len(level) > 1:
        if place ^ 1 < len(level):
            path.append(level[place ^ 1].hex())
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
        place //= 2
    return {"index": index, "size": len(leaves), "path": path, "root": level[0].hex()}


def follow(leaf: str, proof: dict[str, Any]) -> str | None:
    """The root to which an inclusion path leads (RFC 9162 §2.1.3.2), as hex; None when it is no path of that place."""
    index, size, path = proof.get("index"), proof.get("size"), proof.get("path")
    if type(index) is not int or type(size) is not int or not 0 <= index < size:
        return None
    if not (isinstance(path, list) and all(is_hex(item, 64) for item in path)):
        return None
    place, last, node = index, size - 1, bytes.fromhex(leaf)
    for item in map(bytes.fromhex, path):
        if last == 0:
            return None
        if place & 1 or place == last:
            node = node_hash(item, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, item)
        place, last = place >> 1, last >> 1
    return node.hex() if last == 0 else None


def check(ticket: TicketFile, seal: Seal) -> Verdict:
    """Whether the ballot of a ticket is counted in a sealed box, for its voter.

    `Unusable` when the two do not belong together or the ticket has no receipt. A path kept in the ticket must lead to
    the root of this very box: whoever kept it notices a box that was opened and sealed again.
    """
    if ticket.campaign != seal.campaign:
        raise Unusable(
            f"票据属于“{ticket.title[:ECHOED]}”，封箱文件属于“{seal.title[:ECHOED]}”，不是同一次测评。请下载同一次测评的封箱文件"
        )
    if not ticket.leaf:
        raise Unusable("这份票据没有投票回执：它是投票之前保存的。请使用投票后下载的票据文件")
    if seal.fault:
        return Verdict(ALTERED, f"{seal.fault}。请保存这两个文件并向纪检部门反映")
    if ticket.inclusion is not None:
        if ticket.inclusion.get("root") not in [follow(leaf, ticket.inclusion) for leaf in ticket.leaves]:
            return Verdict(ALTERED, "票据中的计票凭据与回执不符，票据文件被改动过。请使用投票后下载的那一份")
        if ticket.inclusion.get("root") != seal.root:
            return Verdict(
                ALTERED, "封箱之后票箱又被改动：封箱值与票据中保存的不一致。请保存这两个文件并向纪检部门反映"
            )
    if all(inclusion(seal.leaves, leaf) is None for leaf in ticket.leaves):
        if not ticket.is_sure:
            return Verdict(MISSING, "封箱文件中没有您的这张票：提交时没有收到回复，票箱没有收下它")
        return Verdict(MISSING, "封箱文件中没有您的这张票。请保存这两个文件并向纪检部门反映")
    return Verdict(COUNTED, f"您的票已计入：共 {seal.size} 张票，封箱值以 {seal.root[:12]} 开头，请与公布的封箱值对照")
