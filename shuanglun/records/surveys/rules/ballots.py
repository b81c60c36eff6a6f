"""What a posted ballot must be before the box takes it, and how it is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.rules.content import limits_of_words
from shuanglun.records.surveys.secrecy import tickets

LENGTHS = {"group": 32, "key": 64, "random": 64, "signature": 768, "salt": 32, "words_salt": 32}
PROVEN_BY = {"online": ("group", "key", "random", "signature"), "onsite": ("code",)}
FILLED = ("marks", "words", "salt", "words_salt")
KEPT = ("group", "key", "random", "signature", "code", *FILLED)
MOST_BYTES = 200_000
"""Of a ballot as it is posted; what is written down of it is no longer than that."""
CODE = re.compile(r"[ -~]{1,40}")
MOST_WORDS = 200
ADDED = 200
"""What is written down beside what was posted: key and group of a slip."""
STEP, LONGEST_STEP = 1024, 16 * 1024
BROKEN = "选票内容不完整（{}），票箱没有收。请刷新投票页后重新提交，已填的内容还在。"


def has_shape(payload: Any, mode: str) -> Verdict:
    """Whether what was posted has every part, each of the right kind and length."""
    if not isinstance(payload, dict) or payload.get("v") != 1:
        return Refused(BROKEN.format("格式"))
    wanted = {*PROVEN_BY[mode], "salt", "words_salt"}
    for name in sorted(wanted - {"code"}):
        value = payload.get(name)
        if not tickets.is_hex(value, LENGTHS[name]):
            return Refused(BROKEN.format(name))
    marks, code, words = payload.get("marks"), payload.get("code"), payload.get("words")
    if not isinstance(marks, str) or len(marks) > 20_000:
        return Refused(BROKEN.format("marks"))
    if "code" in wanted and not (isinstance(code, str) and CODE.fullmatch(code)):
        return Refused("代码应为 20 位数字和英文字母，请对照票条核对。", "token")
    if (
        not isinstance(words, dict)
        or len(words) > MOST_WORDS
        or not all(isinstance(item, str) for item in words.values())
    ):
        return Refused(BROKEN.format("words"))
    return Allowed()


def parts(payload: dict[str, Any], mode: str) -> dict[str, Any]:
    """The parts that a ballot of this mode has. Whatever else was sent is not kept: least of all a ticket's own code, which
    leads to the blinded message and that to the person."""
    return {name: payload[name] for name in (*PROVEN_BY[mode], *FILLED)}


def written(payload: dict[str, Any]) -> bytes:
    """The ballot as it is sealed: the parts that count, in one order."""
    kept = {name: payload[name] for name in KEPT if payload.get(name)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def room(content: dict[str, Any], slots: Sequence[dict[str, Any]]) -> int:
    """To what number of bytes a ballot is padded: the longest that may be written, so that all have one length and none
    tells that much was written in it. Above 16 KiB (many places for words) to multiples of that, which few exceed."""
    fullest = {
        **{name: "0" * length for name, length in LENGTHS.items()}, "marks": "a" * len(slots),
        "words": {where: "\U00020000" * limit for where, limit in limits_of_words(content, slots).items()},
    }  # fmt: skip
    needed = len(written(fullest)) + STEP // 2
    return min(-(-needed // STEP) * STEP, LONGEST_STEP)


def read(content: bytes) -> dict[str, Any]:
    """A ballot from its envelope; one without any part where it holds no ballot."""
    try:
        found = json.loads(content) if len(content) <= MOST_BYTES + ADDED else None
    except (ValueError, RecursionError):  # whoever may write to the database may put anything into an envelope
        found = None
    return {"v": 1, "words": {}, **(found if isinstance(found, dict) else {})}


def commitment(payload: dict[str, Any]) -> str:
    """What the leaf of a ballot says of its content."""
    salts = bytes.fromhex(payload["salt"]), bytes.fromhex(payload["words_salt"])
    return tickets.commitment(payload["marks"], payload["words"], *salts)


def proof_of(payload: dict[str, Any]) -> str:
    """What shows that a ballot was issued: random prefix and blind signature, or the code of a slip."""
    return payload.get("code") or f"{payload['random']}.{payload['signature']}"
