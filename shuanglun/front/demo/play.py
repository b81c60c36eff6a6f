"""The whole play: make the institution, load it room by room, then let the river run once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from shuanglun.base import calendar
from shuanglun.base.actor import Actor, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts.models import User
from shuanglun.front.demo import (
    accounts,
    campaigns,
    candid_operations,
    course_operations,
    goal_operations,
    institution,
    operations,
    river,
    samples,
)
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.staff import Cast
from shuanglun.records.organization.models import Unit

Tell = Callable[[str], object]
ACTOR = Actor.system("装入虚构单位")


@dataclass(frozen=True)
class Play:
    """One fictional institution to be made: its size, years, seed and last day."""

    people: int
    years: int
    seed: int
    until: date
    tell: Tell = print
    today: date | None = None
    """With it, the year after the last one runs: what was held until then, and what is planned."""

    def run(self, *, reset: bool = False, records_only: bool = False) -> None:
        """Load everything into an empty database. Raises RefusedError when that is not allowed or not possible."""
        self._check()
        began = time.perf_counter()
        if reset:
            empty()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        with acting(ACTOR), transaction.atomic():
            if Unit.objects.exists() or User.objects.exists():
                raise RefusedError("数据库里已有数据。演示数据只装入空库；要重来，请加 --reset（会清空演示库）。")
            rows = self._load()
        if not records_only:
            river.run(self.until.year, self._timed, self.today if self._runs_on(self.until.year) else None)
            campaigns.run(self._timed, timezone.now())
        unfinished().unlink(missing_ok=True)
        self.tell(
            f"完成：{self.people} 人、{self.years} 年、{rows:,} 条记录，用时 {time.perf_counter() - began:.1f} 秒"
        )

    def _check(self) -> None:
        if not settings.DEMO:
            raise RefusedError("虚构数据只能装入演示环境，请设 SHUANGLUN_DEMO=1 后重试。")
        if self.people < 20 or self.years < 1:
            raise RefusedError("至少 20 人、1 年。")
        if (self.until.month, self.until.day) != (12, 31):
            raise RefusedError("资料截止日须是某年 12 月 31 日。")
        calendar.is_working(self.until)
        calendar.is_working(date(self.until.year - self.years + 1, 1, 1))

    def _load(self) -> int:
        """Everything the rooms keep. Returns the number of rows."""
        span = range(self.until.year - self.years + 1, self.until.year + 1)
        with self._timed("编写人物") as say:
            house = institution.build(self.people)
            people = Cast(house, span, self.seed).hire()
            years = [(Setting(house, people, year, span[-1]), self.seed) for year in span]
            say(f"{len(house.working_units)} 个部门，{len(house.branches)} 个党支部，{len(people):,} 人")
        with self._timed("组织机构"):
            loaded = operations.load_organization(house=house, people=people)
        with self._timed("干部人事") as say:
            total = operations.load_people(loaded=loaded, people=people, seed=self.seed)
            say(f"{total:,} 人")
        for label, load in (
            ("出勤月报", operations.load_work_months),
            ("组织生活", operations.load_life),
            ("教育培训", operations.load_learning),
            ("目标业绩", operations.load_goals),
            ("目标协同", goal_operations.load_tree),
            ("测评结果", operations.load_surveys),
        ):
            with self._timed(label) as say:
                rows = load(loaded=loaded, years=years)
                say(f"{rows:,} 条")
                total += rows
        last_day = self.until
        if self.today and self._runs_on(span[-1]):
            last_day = self.today
            with self._timed("本年度组织生活") as say:
                running = (Setting(house, people, self.today.year, span[-1]), self.seed)
                rows = operations.load_running_year(loaded=loaded, year=running, today=self.today)
                say(f"{rows:,} 条")
                total += rows
            with self._timed("本年度目标") as say:
                rows = goal_operations.load_running_tree(loaded=loaded, year=running, today=self.today)
                say(f"{rows:,} 条")
                total += rows
        seats = accounts.seats(house, people, date(span[0], 1, 1))
        with self._timed("生活会、谈话与关怀") as say:
            rows = candid_operations.load_candid(loaded=loaded, seats=seats, until=last_day, seed=self.seed)
            say(f"{rows:,} 条")
            total += rows
        with self._timed("演示账号") as say:
            operations.load_accounts(loaded=loaded, seats=seats, on=date(span[0], 1, 1))
            say("、".join(account.username for account in accounts.ACCOUNTS))
        with self._timed("课程与班次") as say:
            rows = course_operations.load_courses(loaded=loaded, years=years, today=self.today or self.until)
            say(f"{rows:,} 条")
            total += rows
        with self._timed("导入样表") as say:
            folder = Path(settings.DATA_DIR) / "samples"
            say("、".join(samples.Samples(folder, house, years[-1][0], self.seed).write()))
        return total

    def _runs_on(self, last: int) -> bool:
        """Whether the year after the last one is told too."""
        return self.today is not None and self.today.year == last + 1 and self._is_known(self.today)

    @staticmethod
    def _is_known(day: date) -> bool:
        """Whether the calendar knows the year's days off."""
        try:
            calendar.is_working(date(day.year, 12, 31))
        except RefusedError:
            return False
        return True

    @contextmanager
    def _timed(self, label: str) -> Iterator[Callable[[str], None]]:
        """Print a step, what it says of itself, and how long it took."""
        began = time.perf_counter()
        said: list[str] = []
        yield said.append
        self.tell(f"  {label}  {'；'.join(said)}  {time.perf_counter() - began:.1f} 秒")


def unfinished() -> Path:
    """The mark of a first start that is loading the demo; a whole demo has none."""
    return Path(settings.DATA_DIR) / "demo-unfinished"


def empty() -> None:
    """Empty the demo database and the files that belong to it. The trail cannot be deleted from, so the tables go."""
    if not settings.DEMO:
        raise RefusedError("只有演示环境（SHUANGLUN_DEMO=1）可以清空。")
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    for folder in ("snapshots", "runs", "samples", "uploads", "signer"):
        shutil.rmtree(Path(settings.DATA_DIR) / folder, ignore_errors=True)
