"""What was read from an uploaded file, until its batch is committed, given up or expired.

The file is parsed once and goes at once; what stays is its cells, sealed under the key of the installation and bound
to their own name. So no personal value lies readable on the disk, and what was checked is what will be written.
"""

from __future__ import annotations

import datetime
import json
import secrets
from pathlib import Path
from typing import Any

from shuanglun.base.imports.reader import Broken, Cell, SourceRow, typed
from shuanglun.base.sealed import SealBroken, Token, seal, unseal
from shuanglun.base.verdicts import RefusedError


def keep(rows: list[SourceRow], folder: Path) -> Path:
    """Write the rows to a new sealed file in the folder."""
    path = folder / f"{secrets.token_hex(16)}.rows"
    text = json.dumps([(row.number, row.cells) for row in rows], default=_plain, ensure_ascii=False)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(seal(text, path.name.encode()))
    return path


def fetch(path: Path) -> list[SourceRow]:
    """The rows of a sealed file. Raises RefusedError when it is gone or not what was kept."""
    try:
        text = unseal(Token(path.read_text()), path.name.encode())
    except FileNotFoundError as error:
        raise RefusedError("上传的内容已清理，不能再导入。请重新上传。") from error
    except (SealBroken, UnicodeDecodeError) as error:
        raise RefusedError("存放的内容与上传时不一致，不能导入。请重新上传。") from error
    return [SourceRow(number, typed(cells)) for number, cells in json.loads(text)]


def _plain(cell: Cell) -> dict[str, Any]:
    """The JSON of a cell that is neither text nor number, as the sandboxed child writes it."""
    if isinstance(cell, datetime.datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, datetime.date):
        return {"d": cell.isoformat()}
    if isinstance(cell, datetime.timedelta):
        return {"h": cell.total_seconds()}
    assert isinstance(cell, Broken)
    return {"x": cell.kind}
