"""How passwords are kept: Argon2id with the OWASP minimum of 19 MiB, two passes, one lane. And how long they are."""

from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError

SHORTEST = 12


class Argon2(Argon2PasswordHasher):
    """OWASP Password Storage Cheat Sheet: m=19456 KiB, t=2, p=1."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


class LongEnough:
    """At least twelve characters. Django's own validator has no Chinese words for this since 5.2."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a shorter password."""
        if len(password) < SHORTEST:
            raise ValidationError(f"密码太短，至少 {SHORTEST} 位。", code="password_too_short")

    def get_help_text(self) -> str:
        """The rule in words."""
        return f"至少 {SHORTEST} 位"
