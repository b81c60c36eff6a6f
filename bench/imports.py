"""How long an import of a roster takes: from an .xlsx of 20,000 rows to a committed batch, unchanged, undone.

    python -m bench.imports [--rows 20000]

Bound: upload, check and commit together in 20 s or less (2 cores). Runs on a database of its own in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from bench import machine

BOUND_SECONDS = 20
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "一禾子涵明轩思远雨桐嘉懿文博若曦宇航清扬知秋怀瑾"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HEADS = ["序号", "工作证号", "姓　名", "部门", "现任职务", "岗位类别", "身份证号码", "性别", "出生年月", "政治面貌", "所在党支部",
         "到单位日期", "任现职时间", "民族", "籍贯", "备注"]  # fmt: skip


def id_number(number: int, rng: random.Random) -> str:
    """A valid fictional number of a woman or man: region 999999 belongs to no place."""
    first = f"999999{1965 + number // 1000}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{number % 1000:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def roster(path: Path, rows: int, units: list[str], branches: list[str]) -> None:
    """A roster as people really send it: a title, a head, 16 columns."""
    rng = random.Random(20250301)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("名册")
    sheet.write_string(0, 0, "示例研究院人员名册")
    for place, head in enumerate(HEADS):
        sheet.write_string(1, place, head)
    for number in range(rows):
        card = id_number(number, rng)
        member = number % 3 == 0
        cells = [
            f"N{number:06d}", rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN), units[number % len(units)],
            "科员", "管理岗", card, "男" if int(card[16]) % 2 else "女", f"{card[6:10]}.{card[10:12]}",
            "中共党员" if member else "群众", branches[number % len(branches)] if member else "", "2014-07-01",
            "2018年5月1日", "汉", "示例省", "",
        ]  # fmt: skip
        sheet.write_number(number + 2, 0, number + 1)
        for place, cell in enumerate(cells, start=1):
            sheet.write_string(number + 2, place, cell)
    book.close()


def now() -> tuple[float, float]:
    """Wall clock and processor seconds of this process and its children."""
    used = os.times()
    return time.perf_counter(), used.user + used.system + used.children_user + used.children_system


class Clock:
    """Prints what each step took, by the wall and in processor seconds (the two part on a busy machine)."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __call__(self, words: str, started: tuple[float, float], *, counts: bool = False) -> None:
        wall, cpu = (end - start for end, start in zip(now(), started, strict=True))
        if counts:
            self.wall, self.cpu = self.wall + wall, self.cpu + cpu
        print(f"  {words:<28}{wall:7.2f} s   processor {cpu:7.2f} s")


def run(rows: int, folder: Path) -> Clock:
    """Import, import again, undo; the clock holds the seconds of upload, check and commit."""
    from shuanglun.base.actor import Actor, acting, using
    from shuanglun.base.imports import operations
    from shuanglun.base.imports.sheet import SHEETS
    from shuanglun.records.people.models import Person
    from shuanglun.records.people.tests.factories import make_branch, make_unit

    units = [make_unit(f"第 {number} 研究室") for number in range(40)]
    branches = [make_branch(f"第 {number} 党支部", unit=units[number]) for number in range(20)]
    path = folder / "roster.xlsx"
    roster(path, rows, [unit.name for unit in units], [branch.name for branch in branches])
    sheet, clock = SHEETS["people.roster"], Clock()
    print(f"  roster of {rows:,} rows × {len(HEADS)} columns, {path.stat().st_size / 1e6:.1f} MB")
    with acting(Actor.system("bench")), using(sheet.right):
        for words, counts in (("first import", True), ("the same file again", False)):
            print(words)
            started = now()
            batch = operations.receive(sheet, "roster.xlsx", [path.read_bytes()])
            clock("upload and read the head", started, counts=counts)
            started = now()
            batch = operations.check(sheet, batch, batch.mapping)
            clock("check (trial write)", started, counts=counts)
            assert batch.bad_rows == 0, [row.problem for row in batch.problems.all()[:1]]
            if counts:
                first, started = batch, now()
                operations.commit(sheet, batch)
                clock("commit with trail", started, counts=True)
        assert (batch.new, batch.changed, batch.unchanged) == (0, 0, rows)
        assert Person.objects.count() == rows
        print("undo")
        started = now()
        first.refresh_from_db()
        operations.undo(sheet, first)
        clock("undo", started)
        assert Person.objects.count() == 0
    return clock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SHUANGLUN_DATA": folder, "SHUANGLUN_DEMO": "1", "SHUANGLUN_LOG_LEVEL": "ERROR"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuanglun.front.site.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(machine.facts("django", "python-calamine"))
        clock = run(wanted.rows, Path(folder))
    print(f"upload + check + commit: {clock.wall:.1f} s, processor {clock.cpu:.1f} s (bound {BOUND_SECONDS} s)")
    sys.exit(clock.wall > BOUND_SECONDS)


if __name__ == "__main__":
    main()
