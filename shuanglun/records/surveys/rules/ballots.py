"""What a posted ballot must be before the box takes it, and how it is written down."""

from __future__ import annotations

import json
import re
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.secrecy import tickets

HEX = re.compile(r"[0-9a-f]*")
LENGTHS = {"key": 64, "random": 64, "signature": 768, "salt": 32, "words_salt": 32}
PROVEN_BY = {"online": ("key", "random", "signature"), "onsite": ("code",)}
CONTENT = ("marks", "words", "salt", "words_salt")
MOST_BYTES = 200_000
BROKEN = "选票内容不完整（{}），票箱没有收。请刷新投票页后重新提交，已填的内容还在。"


def has_shape(payload: Any, mode: str) -> Verdict:
    """Whether what was posted has every part, each of the right kind and length."""
    if not isinstance(payload, dict) or payload.get("v") != 1:
        return Refused(BROKEN.format("格式"))
    wanted = {*PROVEN_BY[mode], "salt", "words_salt"}
    for name in sorted(wanted - {"code"}):
        value = payload.get(name)
        if not isinstance(value, str) or len(value) != LENGTHS[name] or not HEX.fullmatch(value):
            return Refused(BROKEN.format(name))
    for name in ("marks", "group", *(["code"] if "code" in wanted else [])):
        if not isinstance(payload.get(name), str) or len(payload[name]) > 20_000:
            return Refused(BROKEN.format(name))
    words = payload.get("words")
    if not isinstance(words, dict) or not all(isinstance(item, str) for item in words.values()):
        return Refused(BROKEN.format("words"))
    return Allowed()


def written(payload: dict[str, Any], mode: str) -> bytes:
    """The ballot as it is sealed: the parts that count, in one order, nothing else that a browser may have sent. The
    recovery code of a ticket above all is not kept: it leads to the blinded message, and so to the person."""
    kept = {name: payload[name] for name in ("group", *PROVEN_BY[mode], *CONTENT)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def read(content: bytes) -> dict[str, Any]:
    """A ballot from its envelope; one without any part where it holds no ballot."""
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    return {"v": 1, "words": {}, **(found if isinstance(found, dict) else {})}


def commitment(payload: dict[str, Any]) -> str:
    """What the leaf of a ballot says of its content."""
    salts = bytes.fromhex(payload["salt"]), bytes.fromhex(payload["words_salt"])
    return tickets.commitment(payload["marks"], payload["words"], *salts)


def proof_of(payload: dict[str, Any]) -> str:
    """What shows that a ballot was issued: random prefix and blind signature, the code of a slip, or a paper number."""
    return payload.get("code") or payload.get("paper") or f"{payload['random']}.{payload['signature']}"
