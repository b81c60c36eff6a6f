"""Seals: 32 random bytes in a file of their own encrypt all private values of a campaign in the database.

To destroy the values it is enough to overwrite 32 bytes in place. Overwriting rows would not do: the database's journal
writes the former page to other blocks of the disk before each change, and those are freed, not cleared.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shuanglun.records.surveys.signer.place import sync

SEAL_BYTES, NONCE_BYTES = 32, 12


class Broken(Exception):
    """The seal is gone: nothing that it sealed can be read any more."""


class Seals:
    """The seals of a folder, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def close(self, name: str, about: str, plain: bytes) -> bytes:
        """Encrypt under a seal, which is made when there is none; `about` must be given again to open."""
        path, nonce = self.folder / name, secrets.token_bytes(NONCE_BYTES)
        if not path.exists():
            self._make(path)
        return nonce + AESGCM(self._read(path)).encrypt(nonce, plain, about.encode())

    def open(self, name: str, about: str, sealed: bytes) -> bytes:
        """Decrypt; `Broken` when the seal was destroyed."""
        try:
            return AESGCM(self._read(self.folder / name)).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode()
            )
        except InvalidTag as fault:
            raise Broken(name) from fault

    def destroy(self, name: str) -> None:
        """Overwrite the seal, then remove it; nothing happens when there is none."""
        path = self.folder / name
        if path.exists():
            with open(path, "r+b", buffering=0) as file:
                file.write(secrets.token_bytes(SEAL_BYTES))
                os.fsync(file.fileno())
            path.unlink()
            sync(self.folder)

    def _read(self, path: Path) -> bytes:
        try:
            seal = path.read_bytes()
        except FileNotFoundError as fault:
            raise Broken(path.name) from fault
        if len(seal) != SEAL_BYTES:
            raise Broken(path.name)
        return seal

    def _make(self, path: Path) -> None:
        """Under another name first: a seal is whole or not there."""
        fresh = path.with_name(f".{path.name}")
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(opened, "wb") as file:
            file.write(secrets.token_bytes(SEAL_BYTES))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
        sync(self.folder)
