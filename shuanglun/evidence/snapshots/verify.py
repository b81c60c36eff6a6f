"""Does a frozen snapshot still say what it said? Every file is hashed again, row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shuanglun.engine import canonical
from shuanglun.engine.facts import MANIFEST, SNAPSHOT, Manifest, ManifestError

Tell = Callable[[int, int, str], None]


def problems(directory: Path, sha256: str, tell: Tell | None = None) -> list[str]:
    """What is wrong with the files of a snapshot whose recorded hash is `sha256`, in words; empty when sound."""
    try:
        manifest = Manifest.read(directory)
    except ManifestError as error:
        return [str(error)]
    found = []
    if manifest.sha256 != sha256:
        found.append("清单的散列与登记的不符，清单被换过。")
    known = {table.file for table in SNAPSHOT} | {MANIFEST}
    found += [f"{path.name}：快照目录中的多余文件。" for path in sorted(directory.iterdir()) if path.name not in known]
    duck = canonical.connect()
    try:
        for index, table in enumerate(SNAPSHOT):
            if tell:
                tell(index, len(SNAPSHOT), f"正在校验 {table.file}")
            found += _of_file(duck, directory / table.file, table, manifest)
    finally:
        duck.close()
    return found


def _of_file(
    duck: canonical.duckdb.DuckDBPyConnection, path: Path, table: canonical.Table, manifest: Manifest
) -> list[str]:
    expected = manifest.files.get(table.name)
    if expected is None:
        return [f"{path.name}：清单中没有这个文件。"]
    if not path.is_file():
        return [f"{path.name}：文件不见了。"]
    try:
        rows, sha256 = canonical.digest(duck, path, table)
    except (canonical.duckdb.Error, canonical.CanonicalError):
        return [f"{path.name}：文件已损坏，无法读取。"]
    if rows != expected.rows:
        return [f"{path.name}：应有 {expected.rows:,} 行，实有 {rows:,} 行。"]
    if sha256 != expected.sha256:
        return [f"{path.name}：内容被改动，散列不符。"]
    return []
