"""The keys under which personal values are sealed: where they come from, and which one is current.

Production gives them in the environment (`SHUANGLUN_SEALED_KEYS`, the JSON below, from the unit's own vault); a
demo or development machine makes them once in the folder `keys` of its data, readable by its owner only. Lose them
and the sealed values are gone: they belong in the backup, apart from the database.

    {"current": "k1", "keys": {"k1": "<base64, 32 bytes>"}, "blind": "<base64, 32 bytes>"}
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
FILE_NAME = "sealed.json"


@dataclass(frozen=True)
class Keyring:
    """Sealing keys by id, the id that seals from now on, and the key of blind indexes (it never rotates)."""

    current: str
    keys: dict[str, bytes]
    blind: bytes

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError(f"the current sealing key {self.current!r} is not among the keys")
        if any(":" in key_id or not key_id for key_id in self.keys):
            raise ValueError("a key id is not empty and holds no colon")
        if any(len(key) != KEY_BYTES for key in (*self.keys.values(), self.blind)):
            raise ValueError(f"every sealing key has {KEY_BYTES} bytes")

    @classmethod
    def fresh(cls, key_id: str = "k1") -> Keyring:
        """A new random ring with one key."""
        return cls(key_id, {key_id: secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Read the JSON above. ValueError when a part is missing or a key has the wrong length."""
        try:
            data = json.loads(text)
            keys = {key_id: base64.b64decode(key, validate=True) for key_id, key in data["keys"].items()}
            return cls(data["current"], keys, base64.b64decode(data["blind"], validate=True))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"sealing keys are incomplete: {error!r}") from error

    def to_text(self) -> str:
        """The JSON above."""
        keys = {key_id: base64.b64encode(key).decode() for key_id, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "blind": base64.b64encode(self.blind).decode()})

    def rotated(self, key_id: str) -> Keyring:
        """The ring with a new current key; what older keys sealed stays readable."""
        if key_id in self.keys:
            raise ValueError(f"key {key_id!r} exists already")
        return Keyring(key_id, {**self.keys, key_id: secrets.token_bytes(KEY_BYTES)}, self.blind)


def kept_in(folder: Path) -> Keyring:
    """The ring in `folder`, made first where it is missing. Two processes starting at once agree on one."""
    path = folder / FILE_NAME
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{FILE_NAME}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(Keyring.fresh().to_text())
        try:
            os.link(draft, path)  # fails if another process was faster: then its keys stand
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Keyring.from_text(path.read_text(encoding="ascii"))
