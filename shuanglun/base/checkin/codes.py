"""Codes and tickets: what a screen shows and what one scan of it is worth. Nothing here reads the database.

A code is `kind.pk.slot.mac` with mac = HMAC-SHA-256(key of the occasion, "kind.pk.slot"), cut to 80 bits: a slot lasts
`SLOT_SECONDS`, and a code is good in its slot and the next, so that nobody is turned away who scans at the turn. A
ticket is Django's signed and timed text over the same occasion and a random number; that number is stored with the
attendance it made, under a unique constraint, so that it serves once.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass

from django.core import signing

from shuanglun.base.verdicts import RefusedError

SLOT_SECONDS = 30
TICKET_SECONDS = 300
SALT = "shuanglun.checkin"
STALE = "这个签到码已经过期。请对准会场屏幕上现在显示的二维码，重新扫一次。"
UNKNOWN = "这不是有效的签到码。请扫描会场屏幕上的二维码。"


@dataclass(frozen=True)
class Ticket:
    """One scan: which occasion, and the number that makes it serve once."""

    kind: str
    pk: int
    number: str


def new_key() -> str:
    """A key for one occasion, made anew each time signing in is opened."""
    return secrets.token_hex(16)


def code(key: str, kind: str, pk: int, seconds: float) -> str:
    """The code of an occasion at a moment (seconds since 1970)."""
    slot = int(seconds) // SLOT_SECONDS
    return f"{kind}.{pk}.{slot}.{_mac(key, kind, pk, slot)}"


def occasion(text: str, kind: str) -> int:
    """The occasion a code names, before it is known to be genuine. Raises RefusedError for anything else."""
    parts = text.split(".")
    if len(parts) != 4 or parts[0] != kind or not all(part.isdecimal() and len(part) < 19 for part in parts[1:3]):
        raise RefusedError(UNKNOWN)
    return int(parts[1])


def genuine(text: str, key: str, seconds: float) -> None:
    """Raise RefusedError unless the code was made with the key in this slot or the one before."""
    kind, pk, slot, mac = text.split(".")
    if not key or not hmac.compare_digest(mac.encode(), _mac(key, kind, int(pk), int(slot)).encode()):
        raise RefusedError(UNKNOWN)
    if int(seconds) // SLOT_SECONDS - int(slot) not in (0, 1):
        raise RefusedError(STALE)


def ticket(kind: str, pk: int) -> str:
    """A new ticket for one person at an occasion."""
    return signing.dumps([kind, pk, secrets.token_hex(8)], salt=SALT)


def opened(text: str, kind: str) -> Ticket:
    """The ticket behind its text. Raises RefusedError when it is too old or not ours."""
    try:
        found, pk, number = signing.loads(text, salt=SALT, max_age=TICKET_SECONDS)
    except signing.SignatureExpired as error:
        raise RefusedError(STALE) from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise RefusedError(UNKNOWN) from error
    if found != kind:
        raise RefusedError(UNKNOWN)
    return Ticket(kind, int(pk), str(number))


def _mac(key: str, kind: str, pk: int, slot: int) -> str:
    digest = hmac.digest(key.encode(), f"{kind}.{pk}.{slot}".encode(), "sha256")
    return b32encode(digest[:10]).decode().lower()
