"""The process that freezes: reads the database by ADBC and writes Parquet. Never imports Django.

Why a process of its own: ADBC brings a second copy of SQLite. Were the file open in this process through Django as
well, closing it here would drop the POSIX locks of the other copy, and in a trial an acknowledged commit was lost.

It gets a work order (`plan.order`) as JSON on its input and prints one JSON object a line: `{"done", "total",
"message"}` twice a second while it works, then `{"counts", "sha256"}` or `{"error"}`. When the parent is gone, the
next line cannot be printed and the process ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from shuanglun.engine import canonical, facts
from shuanglun.evidence.snapshots import overlay
from shuanglun.evidence.snapshots.tally import counts

BATCH_ROWS = 65_536
LAST_STEPS = 2


class Without:
    """Finds neither pandas nor polars: the drivers load both where they are installed, use neither here, and that takes
    longer than a small freeze."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in ("pandas", "polars"):
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)


class Voice:
    """Says how far the work is, every `tick` seconds, so that the parent can also tell that it goes on."""

    def __init__(self, total: int, tick: float) -> None:
        self.tick = tick
        self.state: dict[str, Any] = {"done": 0, "total": total, "message": "准备"}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._tick, daemon=True)
        self.thread.start()

    def step(self, message: str) -> None:
        """The next step begins."""
        self.state = self.state | {"done": self.state["done"] + 1, "message": message}

    def detail(self, message: str) -> None:
        """The same step goes on."""
        self.state = self.state | {"message": message}

    def last(self, answer: dict[str, Any]) -> None:
        """The final word."""
        self.over.set()
        self.thread.join()
        _print(answer)

    def _tick(self) -> None:
        while not self.over.wait(self.tick):
            try:
                _print(self.state)
            except OSError:  # nobody listens any more
                os._exit(1)


def _print(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextmanager
def connected(database: dict[str, str]) -> Iterator[Any]:
    """One connection with one read transaction: all queries see the same moment."""
    if database["vendor"] == "sqlite":
        from adbc_driver_sqlite import dbapi
    else:
        from adbc_driver_postgresql import dbapi  # type: ignore[no-redef]
    connection = dbapi.connect(database["uri"])  # autocommit is off: a transaction is open from here on
    try:
        cursor = connection.cursor()
        if database["vendor"] == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master")  # the moment; BEGIN alone reads nothing yet
            cursor.fetchall()
        else:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.close()
        yield connection
    finally:
        connection.close()


class Freezer:
    """Carries out one work order."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, self.queries = order, order["queries"]
        self.vendor = order["database"]["vendor"]
        self.directory = Path(order["directory"])
        self.timings: dict[str, float] = {}
        reads = 2 + sum(len(self.queries[name]) for name in ("facts", "kpis", "exemptions"))
        self.voice = Voice(reads + len(facts.SNAPSHOT) + LAST_STEPS, order["tick"])
        self.duck = canonical.connect(order["memory_limit"], order["threads"], self.directory / "spill")

    def run(self) -> dict[str, Any]:
        """Read, write, count. Answers what the row of the snapshot keeps."""
        with self._timed("read"), connected(self.order["database"]) as connection:
            self._read_all(connection)
        with self._timed("write"):
            sums = self._write_all()
        manifest = facts.Manifest(
            date.fromisoformat(self.order["begins"]), date.fromisoformat(self.order["ends"]), self.order["catalogue"],
            sums, self.order["created_at"], self.timings,
        )  # fmt: skip
        manifest.write(self.directory)
        self.voice.step("正在计数与比对")
        former = Path(self.order["former"]) if self.order["former"] else None
        answer = {"counts": counts(self.duck, self.directory, former), "sha256": manifest.sha256}
        self.duck.close()
        self._settle()
        return answer

    def _read_all(self, connection: Any) -> None:
        for table in ("posts", "memberships"):
            self.voice.step("正在读取 任职与党组织关系")
            self.duck.execute(overlay.create(table, overlay.STRETCH))
            self._read(connection, self.queries[table], overlay.STRETCH, table, ())
        for table, shape in (("kpis", overlay.KPI), ("exemptions", overlay.EXEMPTION)):
            self.duck.execute(overlay.create(table, shape, "kind"))
            for source in self.queries[table]:
                self.voice.step("正在读取 KPI" if table == "kpis" else "正在读取 豁免")
                self._read(connection, source["sql"], shape, table, (source["ref"],))
        self.duck.execute(overlay.create("facts", overlay.FACT, "measure", "kind"))
        for source in self.queries["facts"]:
            self.voice.step(f"正在读取 {source['label']}")
            self._read(connection, source["sql"], overlay.FACT, "facts", (source["measure"], source["ref"]))

    def _read(self, connection: Any, sql: str, shape: overlay.Shape, table: str, constants: tuple[str, ...]) -> None:
        """Stream one query into a table. The cursor closes before the connection, or ADBC complains."""
        cursor = connection.cursor()
        try:
            if self.vendor == "sqlite":
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
            cursor.execute(overlay.reading(self.vendor, sql, shape))
            reader = cursor.fetch_record_batch()
            self.duck.register("incoming", pa.RecordBatchReader.from_batches(reader.schema, self._told(reader)))
            marks = "".join("?, " for _ in constants)
            self.duck.execute(
                f"INSERT INTO {table} SELECT {marks}{overlay.received(shape)} FROM incoming", list(constants)
            )
            self.duck.unregister("incoming")
        finally:
            cursor.close()

    def _told(self, reader: Any) -> Iterator[Any]:
        label, rows = self.voice.state["message"], 0
        for batch in reader:
            yield batch
            rows += batch.num_rows
            self.voice.detail(f"{label}（{rows:,} 行）")

    def _write_all(self) -> dict[str, facts.FileSum]:
        """Every file in canonical order, with its rows and hash."""
        rows = overlay.Rows(self.order["begins"], self.order["ends"], self.order["outside"])
        sums = {}
        for table in facts.SNAPSHOT:
            self.voice.step(f"正在排序、写入并计算散列 {table.file}")
            path = self.directory / table.file
            if table is facts.MEASURES:
                canonical.write_rows(self.order["measures"], table, path)
                written = canonical.digest(self.duck, path, table)
            else:
                # Only the overlay is a complicated query; the others are one pass over what was read.
                written = canonical.write(
                    self.duck, getattr(rows, table.name)(), table, path, staged=table is facts.SUBJECTS
                )
            sums[table.name] = facts.FileSum(*written)
        for table_read in ("posts", "memberships", "facts", "kpis", "exemptions"):
            self.duck.execute(f"DROP TABLE {table_read}")
        return sums

    def _settle(self) -> None:
        """All bytes reach the disk before the parent gives the folder its name."""
        self.voice.step("正在落盘")
        spill = self.directory / "spill"
        if spill.exists():
            spill.rmdir()
        for path in sorted(self.directory.iterdir()):
            path.chmod(0o444)
            sync(path)
        sync(self.directory)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.timings[name] = round(time.perf_counter() - started, 3)


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def main() -> int:
    """Exit code 0 when the folder holds a complete snapshot."""
    sys.meta_path.insert(0, Without())
    freezer = Freezer(json.load(sys.stdin))
    try:
        answer = freezer.run()
    except Exception as error:
        freezer.voice.last({"error": f"{type(error).__name__}: {error}"})
        return 1
    freezer.voice.last(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
