"""Tickets and what hangs on them: the retrieval code (找回码), the blinded message, the token, the commitment, the leaf of
the sealed tree, and the file that a voter keeps (票据文件).

Everything of a ticket follows from its code: a retry sends the same blinded message, and a lost file is made anew. A code
has 100 random bits, so nobody finds the blinding factor of a ballot by trying codes. Hex is lower case throughout.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shuanglun.records.surveys.secrecy import blind

LABEL = "shuanglun-ballot-v1"
SLIP_LABEL = "shuanglun-slip-v1"
KIND = "shuanglun-ticket"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOKALIKES = str.maketrans("OIL", "011")
CODE_LETTERS, CODE_BITS = 20, 100
SHORT_LETTERS, SHORT_BITS = 12, 60
MODULUS_BITS = 3072
ECHOED = 40
"""The most characters of what somebody gave that a refusal repeats."""


class Unusable(ValueError):
    """A code or file that cannot be used; the text says in Chinese what is wrong and what to do."""


# Codes


def make_code() -> str:
    """A fresh code: 20 letters, 100 random bits."""
    return _letters(secrets.randbits(CODE_BITS), CODE_LETTERS)


def make_codes(count: int) -> list[str]:
    """Fresh codes, as many as slips are printed."""
    return [make_code() for _ in range(count)]


def normal(typed: str) -> str:
    """A code as somebody typed it → its 20 letters; `Unusable` when it cannot be one.

    Full-width letters, small letters, spaces and hyphens of any kind are fine; O is read as 0, I and L as 1.
    """
    text = unicodedata.normalize("NFKC", typed).upper().translate(LOOKALIKES)
    code = "".join(letter for letter in text if not (letter.isspace() or unicodedata.category(letter) == "Pd"))
    wrong = sorted({letter for letter in code if letter not in ALPHABET})
    if wrong:
        raise Unusable(
            f"找回码中没有“{'、'.join(wrong[: ECHOED // 2])}”这样的字符。请对照原件重新输入，只有数字和英文字母"
        )
    if len(code) != CODE_LETTERS:
        raise Unusable(f"找回码有 {CODE_LETTERS} 位，现在是 {len(code)} 位。请对照原件重新输入")
    return code


def show(code: str) -> str:
    """XXXXX-XXXXX-XXXXX-XXXXX."""
    return _grouped(code, 5)


def short_code(leaf: str) -> str:
    """What stands on screen for a leaf: its first 60 bits as XXXX-XXXX-XXXX."""
    return _grouped(_letters(int(leaf, 16) >> (256 - SHORT_BITS), SHORT_LETTERS), 4)


def _letters(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _grouped(letters: str, width: int) -> str:
    return "-".join(letters[start : start + width] for start in range(0, len(letters), width))


# Keys, messages, commitments


def derive(code: str, campaign: str, group: str, label: str, length: int) -> bytes:
    """HKDF-SHA-384 (RFC 5869) of the code for one purpose of one group of one campaign."""
    hkdf = HKDF(hashes.SHA384(), length, salt=LABEL.encode(), info=f"{campaign}/{group}/{label}".encode())
    return hkdf.derive(code.encode("ascii"))


def key_of_serial(serial: bytes) -> str:
    """The primary key of a ballot cast with a ticket."""
    return hashlib.sha256(serial).hexdigest()


def key_of_slip(campaign: str, code: str) -> str:
    """The primary key of a ballot cast with a paper slip."""
    return _sha256(f"{SLIP_LABEL}\n{campaign}\n{code}".encode()).hex()


def message(campaign: str, group: str, key: str) -> bytes:
    """What the signer signs without seeing it."""
    return f"{LABEL}\n{campaign}\n{group}\n{key}".encode()


def words_digest(words: dict[str, str], salt: bytes) -> bytes:
    """Digest of the texts of a ballot, keys in order of their bytes."""
    ordered = sorted(words.items(), key=lambda pair: pair[0].encode())
    return _sha256(salt + "".join(f"{key}\x1f{text}\x1e" for key, text in ordered).encode())


def commitment(marks: str, words: dict[str, str], salt: bytes, words_salt: bytes) -> str:
    """What a leaf says of the content of a ballot; two salts of 16 bytes keep it from being guessed."""
    return commitment_of(marks, words_digest(words, words_salt), salt)


def commitment_of(marks: str, words: bytes, salt: bytes) -> str:
    """The same from the digest of the texts, which is all that a sealed ballot keeps of them."""
    return _sha256(salt + marks.encode("ascii") + b"\x00" + words).hex()


def leaf(campaign: str, group: str, key: str, commitment: str) -> str:
    """The leaf of a ballot (RFC 9162 §2.1.1: a zero byte before the entry)."""
    return _sha256(f"\x00{campaign}\n{group}\n{key}\n{commitment}".encode()).hex()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def is_hex(value: Any, length: int) -> bool:
    """Whether a value is exactly so many lower-case hex digits."""
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{length}}}", value) is not None


def accepts(n: int, campaign: str, group: str, token: dict[str, Any]) -> bool:
    """Whether a token {key, random, signature} was signed with this group's key; False for anything malformed."""
    key, random, signature = (token.get(name) for name in ("key", "random", "signature"))
    if not (is_hex(key, 64) and is_hex(random, 64) and is_hex(signature, 2 * blind.size(n))):
        return False
    prepared = blind.prepare(message(campaign, group, str(key)), bytes.fromhex(str(random)))
    return blind.verify(n, prepared, bytes.fromhex(str(signature)))


@dataclass(frozen=True)
class Ticket:
    """One voter's ticket for one group, all of it computed from the code. `n` is the group's modulus."""

    code: str
    campaign: str
    group: str
    n: int

    def _derive(self, label: str, length: int) -> bytes:
        return derive(self.code, self.campaign, self.group, label, length)

    @property
    def serial(self) -> bytes:
        return self._derive("serial", 32)

    @property
    def random(self) -> bytes:
        return self._derive("random", 32)

    @property
    def salt(self) -> bytes:
        return self._derive("salt", blind.SALT_BYTES)

    @property
    def r(self) -> int:
        """The blinding factor, 1 ≤ r < n; 400 bytes leave a bias below 2⁻¹²⁰ for 3072 bits."""
        return 1 + int.from_bytes(self._derive("blind", 400), "big") % (self.n - 1)

    @cached_property
    def key(self) -> str:
        return key_of_serial(self.serial)

    @cached_property
    def prepared(self) -> bytes:
        return blind.prepare(message(self.campaign, self.group, self.key), self.random)

    @cached_property
    def _blinded(self) -> tuple[bytes, int]:
        return blind.blind(self.n, self.prepared, self.salt, self.r)

    @property
    def blinded(self) -> str:
        """What is sent to be signed, as hex."""
        return self._blinded[0].hex()

    def finish(self, blind_signature: str) -> dict[str, str]:
        """The token from the signer's answer; ValueError when the answer does not fit."""
        signature = blind.finalize(self.n, self.prepared, bytes.fromhex(blind_signature), self._blinded[1])
        return {"key": self.key, "random": self.random.hex(), "signature": signature.hex()}


# The file a voter keeps


@dataclass(frozen=True)
class TicketFile:
    """What a 票据文件 says of the counting: the receipt proves that a ballot is counted, never what stood on it. After the
    vote it holds nothing but that. `leaves` are several where the box never told the group of a slip."""

    campaign: str
    title: str
    leaves: tuple[str, ...]
    inclusion: dict[str, Any] | None
    raw: dict[str, Any]

    @property
    def leaf(self) -> str:
        """The ballot's leaf; the first one where the group is not known, and none before the vote."""
        return next(iter(self.leaves), "")

    @property
    def is_sure(self) -> bool:
        """Whether the box said that it took the ballot."""
        return not self.raw.get("unsure")


def write_ticket(values: dict[str, Any]) -> str:
    """The text of a 票据文件; `values` are its fields without version and kind."""
    return json.dumps(
        {"v": 1, "kind": KIND, "receipt": None, "inclusion": None, **values}, ensure_ascii=False, indent=1
    )


def read_ticket(text: str | bytes) -> TicketFile:
    """Read a 票据文件; `Unusable` when it is none, was cut, or was changed so that it no longer fits itself."""
    raw = read_json(text, KIND, "票据文件")
    receipt, inclusion = raw.get("receipt"), raw.get("inclusion")
    names = (("campaign", 32), *((("group", 32), ("key", 64)) if receipt is None else ()))
    if not all(is_hex(raw.get(name), length) for name, length in names):
        raise Unusable("票据文件缺少测评、分组或票号，可能被改动过。请用找回码在领票页面重新生成")
    leaves = _leaves(receipt)
    if not all(is_hex(leaf, 64) for leaf in leaves):
        raise Unusable("票据文件中的投票回执不完整，可能被改动过。请使用投票后下载的那一份")
    if inclusion is not None and not isinstance(inclusion, dict):
        raise Unusable("票据文件中的计票凭据不完整，可能被改动过。请重新下载")
    if receipt and "short" in receipt and receipt["short"] != short_code(leaves[0]):
        raise Unusable("票据文件中的短码与回执不符，文件被改动过。请使用投票后下载的那一份")
    return TicketFile(raw["campaign"], str(raw.get("title", "")), leaves, inclusion, raw)


def _leaves(receipt: Any) -> tuple[Any, ...]:
    """The leaves that a receipt names, whatever they are; none without a receipt."""
    if receipt is None:
        return ()
    also = receipt.get("also", []) if isinstance(receipt, dict) else None
    return (receipt.get("leaf"), *also) if isinstance(also, list) else (None,)


def read_json(text: str | bytes, kind: str, label: str) -> dict[str, Any]:
    """A JSON file of one of our kinds, version 1; `Unusable` otherwise."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Unusable(f"这不是{label}，或者文件不完整：无法读取。请重新下载") from fault
    if not isinstance(raw, dict) or raw.get("kind") != kind:
        raise Unusable(f"这不是{label}。请检查是否选错了文件")
    if raw.get("v") != 1:
        raise Unusable(f"{label}的版本是 {str(raw.get('v'))[:ECHOED]}，本程序只认版本 1。请更新程序后再核对")
    return raw
