"""Columns that only the application can read: AES-256-GCM with a key id, bound to their row.

Stored text: `s1:<key id>:<base64url(nonce ‖ ciphertext ‖ tag)>`. The associated data is `table:column:row key`, so
a value copied into another row, column or table does not open. The primary key is unknown before the insert;
therefore the row key is another column of the same row that is known from the start and never changes (`uid`).
Equality is asked through a blind index (`blind`, an HMAC) in a column of its own, never through the sealed one.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from shuanglun.base import keys

MARK = "s1"
NONCE_BYTES = 12


class SealBroken(ValueError):
    """A sealed value does not open: it was altered, moved from another row, or its key is gone."""


class Token(str):
    """Stored text of a sealed value, as it comes from the database."""


class Opened(str):
    """Plain text that knows the row it belongs to, so that bulk updates can seal it again."""

    def __new__(cls, text: str, bound_to: bytes) -> Opened:
        opened = super().__new__(cls, text)
        opened.bound_to = bound_to
        return opened

    bound_to: bytes


def keyring() -> keys.Keyring:
    """The ring of this installation: `settings.SEALED_KEYS`, the environment, or (demo and debug) the data folder."""
    given = getattr(settings, "SEALED_KEYS", None)
    return given if isinstance(given, keys.Keyring) else _found()


@lru_cache(maxsize=1)
def _found() -> keys.Keyring:
    if text := os.environ.get("SHUANGLUN_SEALED_KEYS"):
        return keys.Keyring.from_text(text)
    if getattr(settings, "DEMO", False) or settings.DEBUG or (settings.DATA_DIR / "keys" / keys.FILE_NAME).exists():
        return keys.kept_in(settings.DATA_DIR / "keys")
    raise ImproperlyConfigured("SHUANGLUN_SEALED_KEYS is missing: personal values cannot be sealed")


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(text: str, bound_to: bytes) -> Token:
    """Seal text under the current key, bound to its place."""
    key_id, sealed = seal_bytes(text.encode(), bound_to)
    return Token(f"{MARK}:{key_id}:{base64.urlsafe_b64encode(sealed).decode()}")


def seal_bytes(content: bytes, bound_to: bytes) -> tuple[str, bytes]:
    """The id of the current key, and nonce ‖ ciphertext ‖ tag."""
    ring, nonce = keyring(), os.urandom(NONCE_BYTES)
    return ring.current, nonce + _cipher(ring.keys[ring.current]).encrypt(nonce, content, bound_to)


def unseal(token: str, bound_to: bytes) -> str:
    """The text behind a token. SealBroken when it was altered, belongs elsewhere, or the key is unknown."""
    try:
        mark, key_id, payload = token.split(":")
        sealed = base64.urlsafe_b64decode(payload)
        if mark != MARK:
            raise SealBroken("unknown form of sealed value")
    except ValueError as error:
        raise SealBroken(f"sealed value of {bound_to.decode()} does not open") from error
    return unseal_bytes(key_id, sealed, bound_to).decode()


def unseal_bytes(key_id: str, sealed: bytes, bound_to: bytes) -> bytes:
    """What `seal_bytes` sealed. SealBroken when it was altered, belongs elsewhere, or the key is unknown."""
    try:
        return _cipher(keyring().keys[key_id]).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, KeyError, ValueError) as error:
        raise SealBroken(f"sealed value of {bound_to.decode()} does not open") from error


def blind(value: str, purpose: str = "people.id_number") -> str:
    """64 hexadecimal digits that are equal for equal values, and say nothing without the key.

    `purpose` separates columns, so that equal values in two columns do not show it. The caller normalises first.
    """
    return hmac.digest(_blinding(keyring().blind, purpose), value.encode(), "sha256").hex()


@lru_cache(maxsize=16)
def _blinding(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, purpose.encode(), "sha256")


class SealedAttribute(DeferredAttribute):
    """Opens on reading: a list of 100,000 rows that never shows the value never decrypts it."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        return value if instance is None or not value else self.field.opened(instance, value)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text sealed in the database. Read and written as plain text through the row; empty text is stored empty.

    `row_key` names the column of the same row that binds the value. `values()` gives tokens, and `update()` with a
    bare text is refused, because neither knows the row; `bulk_create` and `bulk_update` work.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, row_key: str = "uid", **kwargs: Any) -> None:
        self.row_key = row_key
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), {**kwargs, "row_key": self.row_key}

    def place(self, instance: models.Model) -> bytes:
        """What binds the value to its row: table, column, row key."""
        row = getattr(instance, self.row_key)
        if row in (None, ""):
            raise ValueError(f"{self.model.__name__}.{self.name} cannot be sealed before {self.row_key} is known")
        return f"{self.model._meta.db_table}:{self.column}:{row}".encode()

    def opened(self, instance: models.Model, value: str) -> Opened:
        """The plain text of what the row holds."""
        place = self.place(instance)
        return Opened(unseal(value, place) if isinstance(value, Token) else value, place)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Keep an untouched token of the current key as it is, after proving that it opens; seal all else."""
        held = model_instance.__dict__.get(self.attname)
        value = getattr(model_instance, self.attname)
        return held if isinstance(held, Token) and held.split(":")[1] == keyring().current else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return Token(value) if value else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value in (None, "") or isinstance(value, Token):
            return value if value is None else str(value)
        if isinstance(value, Opened):
            return str(seal(value, value.bound_to))
        raise TypeError(f"{self.name} is sealed for one row: set it on the row and save or bulk_update")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed; ask its blind index instead of {lookup_name}")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """A dump holds the token, never the text."""
        value = self.pre_save(obj, add=False)
        return self.get_db_prep_value(value, None) or ""
