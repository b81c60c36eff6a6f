"""The signing key of one installation: made once, readable by its owner only."""

import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """The key in `path`; makes it first where it is missing. Two processes starting at once agree on one."""
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # fails if another process was faster: then its key stands
    except FileExistsError:
        pass
    finally:
        draft.unlink()
