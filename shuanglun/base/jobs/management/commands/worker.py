"""`shuanglun worker`: runs queued jobs, and the chores of every hour, until SIGTERM; ends after the job in hand."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from shuanglun.base.jobs import board, chores, operations, runner


class Command(BaseCommand):
    help = "运行后台任务，直到收到 SIGTERM（先做完手上的任务）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=0.5, help="没有任务时，隔几秒再看一次")
        parser.add_argument("--batch", action="store_true", help="做完现有任务就退出")

    def handle(self, *, interval: float, batch: bool, **options: Any) -> None:
        runner.worker_name = uuid.uuid4().hex
        board.sign_in(runner.worker_name)
        _put_back()
        lost = operations.recover()
        board.sweep()
        if lost:
            self.stdout.write(f"上次中断的任务：{lost} 项，已记为未完成")
        chores.do_all()
        chores.keep_doing()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=runner.worker_name,
        )
        worker.configure_signals()
        if options["verbosity"]:
            self.stdout.write("后台任务进程已启动")
        worker.run()


def _put_back() -> None:
    """Queue the tasks again that a dead worker had taken without starting their job; the rest is past help."""
    for taken in DBTaskResult.objects.running():
        if not board.is_alive(taken.worker_ids[-1] if taken.worker_ids else ""):
            DBTaskResult.objects.filter(pk=taken.pk, status="RUNNING").update(status="READY")
