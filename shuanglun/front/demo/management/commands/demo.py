"""`shuanglun demo`: makes the fictional institution and loads it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuanglun.base.verdicts import RefusedError
from shuanglun.front.demo.play import Play


class Command(BaseCommand):
    help = "生成并装入虚构的示例研究院（只用于演示和测速）"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        last = date.today().year - 1  # noqa: DTZ011 - the machine's own calendar year is meant
        parser.add_argument("--people", type=int, default=600, help="期末在职人数，至少 20（默认 600）")
        parser.add_argument("--years", type=int, default=3, help="资料年数（默认 3）")
        parser.add_argument("--seed", type=int, default=1, help="随机种子，相同种子得到相同单位（默认 1）")
        parser.add_argument(
            "--until", type=date.fromisoformat, default=date(last, 12, 31), help=f"资料截止日（默认 {last}-12-31）"
        )
        parser.add_argument("--reset", action="store_true", help="先清空演示库（只在演示模式下允许）")
        parser.add_argument("--records-only", action="store_true", help="只装入档案，不冻结快照、不发布方案、不计分")

    def handle(self, **options: Any) -> None:
        play = Play(
            people=options["people"], years=options["years"], seed=options["seed"], until=options["until"],
            tell=self.stdout.write, today=date.today(),  # noqa: DTZ011
        )  # fmt: skip
        try:
            play.run(reset=options["reset"], records_only=options["records_only"])
        except RefusedError as refusal:
            raise CommandError(refusal.reason) from refusal
