"""What holds for an organization's particulars: the unified social credit code (GB 32100)."""

from __future__ import annotations

import re
import unicodedata

from shuanglun.base.verdicts import Allowed, Refused, Verdict

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 symbols: no I, O, S, V, Z."""

_BODY_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def normalise_uscc(value: object) -> str:
    """Half-width, upper case, no spaces or hyphens."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", str(value))).upper()


def is_uscc(value: object) -> Verdict:
    """Whether it is a valid unified social credit code, with both of its check characters."""
    if not isinstance(value, str):
        return Refused("统一社会信用代码须为文本，数字格式会丢失末几位，请把该列设为文本。", "uscc")
    code = normalise_uscc(value)
    if len(code) != 18 or any(symbol not in SYMBOLS for symbol in code):
        return Refused("统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），请核对。", "uscc")
    if not code[2:8].isdigit():
        return Refused("统一社会信用代码第 3 至 8 位应为登记机关行政区划数字，请核对。", "uscc")
    if _body_check(code[8:16]) != code[16]:
        return Refused("统一社会信用代码第 17 位（主体标识码校验位）不符，请核对。", "uscc")
    if uscc_check(code[:17]) != code[17]:
        return Refused("统一社会信用代码末位校验位不符，请核对。", "uscc")
    return Allowed()


def uscc_check(first17: str) -> str:
    """The 18th character: weights are the powers of 3 modulo 31."""
    total = sum(SYMBOLS.index(symbol) * pow(3, place, 31) for place, symbol in enumerate(first17))
    return SYMBOLS[(31 - total % 31) % 31]


def _body_check(body: str) -> str:
    """The check character of the 8-character organization code (GB 11714)."""
    total = sum(_BODY_SYMBOLS.index(s) * weight for s, weight in zip(body, _BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
