"""First passwords: made by the machine, shown once, good for a week, changed at the first sign-in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils import timezone

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # read aloud and typed from paper: no i, l, o, 0, 1
GROUPS, LENGTH = 4, 5
DAYS = 7


def make() -> str:
    """Four groups of five letters and digits: 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def good_until() -> datetime:
    """When a first password made now stops to open the door."""
    return timezone.now() + timedelta(days=DAYS)
