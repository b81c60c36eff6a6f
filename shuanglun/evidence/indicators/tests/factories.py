"""Two fictional officers and scheme texts to work with."""

from __future__ import annotations

from datetime import date

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.evidence.indicators import operations
from shuanglun.evidence.indicators.models import SchemeVersion

RIGHTS = ("indicators.view", "indicators.edit", "indicators.publish")
DAY = date(2026, 3, 2)


def officer(account_id: int, person_id: int | None, name: str) -> Actor:
    """Somebody who may draft, submit and publish."""
    return Actor(
        name, person_id, "personnel", tuple(Grant(right, "unit", "/") for right in RIGHTS), account_id=account_id
    )


LIN, BAI = officer(1, 101, "林一禾"), officer(2, 102, "白露晞")


def text(name: str = "management", **swaps: str) -> str:
    """A shipped scheme's text; each keyword replaces the value of a top-level key."""
    source = (operations.SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
    lines = source.splitlines()
    for key, value in swaps.items():
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in lines]
    return "\n".join(lines) + "\n"


def with_version(number: str, valid_from: str = "2026-01-01", name: str = "management") -> str:
    """A shipped scheme's text under another number."""
    return text(name, version=f'"{number}"', valid_from=valid_from)


def drafted(source: str | None = None) -> SchemeVersion:
    """A draft by Lin."""
    with acting(LIN):
        return operations.draft_from(source=source or text())


def submitted(source: str | None = None) -> SchemeVersion:
    """Submitted by Lin."""
    version = drafted(source)
    with acting(LIN):
        return operations.submit(version=version)


def published(source: str | None = None) -> SchemeVersion:
    """Submitted by Lin, published by Bai."""
    version = submitted(source)
    with acting(BAI):
        return operations.publish(version=version, on=DAY)
