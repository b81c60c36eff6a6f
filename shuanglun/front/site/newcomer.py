"""The first start: the demo is loaded whole or not at all, and the newcomer is told how to sign in."""

from __future__ import annotations

import fcntl
import subprocess
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.utils import timezone

from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.demo import campaigns
from shuanglun.front.demo.accounts import ACCOUNTS, PASSWORD
from shuanglun.front.demo.play import unfinished


def set_up(program: str, say: Callable[[str], object]) -> None:
    """Load the demo into an empty database. While that goes on, a mark in the data folder names the database: whoever
    cut it off gets a whole demo with the next start on the same one. Nobody's work is lost, since nobody could sign in
    before."""
    mark, database = unfinished(), _database()
    if not mark.exists() and User.objects.exists():
        return
    with mark.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise CommandError("另一个进程正在载入示范单位，请等它完成后再启动。") from taken
        held.seek(0)
        was_cut = held.read() == database
        if not was_cut and User.objects.exists():
            return
        held.truncate(0)
        held.write(database)
        held.flush()
        say("· 上次载入中断，重新载入虚构的示范单位……" if was_cut else "· 载入虚构的示范单位……")
        connections.close_all()  # a reset replaces the file of the database
        # In a process of its own: its memory is given back when it ends. It holds the lock, also when we are gone.
        command = [program, "demo", *(["--reset"] if was_cut else [])]
        if subprocess.run(command, pass_fds=[held.fileno()]).returncode:
            raise CommandError("示范单位没有载入完，请看上面的提示；再次启动会从头载入。")
        mark.unlink(missing_ok=True)


def _database() -> str:
    """Which database this is, without its secrets."""
    values = settings.DATABASES["default"]
    return "|".join(str(values.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME"))


def first_steps() -> str:
    """How a new production site gets its first account; nothing once it has one."""
    held = RoleGrant.objects.in_force(timezone.localdate()).filter(role="security_admin", user__is_active=True)
    return "" if held.exists() else "还没有安全管理员，请先建立：shuanglun administrator 账号 --name 姓名"


def accounts_by_role() -> str:
    """A small table in Chinese: role, account, name and range; nothing when the data is not the demo's."""
    users = User.objects.prefetch_related("grants").in_bulk(
        [account.username for account in ACCOUNTS], field_name="username"
    )
    if not users:
        return ""
    lines = [f"演示账号（密码都是 {PASSWORD}）"]
    for account in ACCOUNTS:
        if user := users.get(account.username):
            places = "、".join(grant.range_label for grant in user.grants.all() if grant.range_label)
            lines.append(
                f"  {_wide(ROLES[account.role].label, 14)}{account.username:<12}{_wide(user.name, 10)}{places}"
            )
    return "\n".join([*lines, campaigns.tell_code()])


def _wide(text: str, columns: int) -> str:
    """Pad Chinese text, two columns a character."""
    return text + " " * max(1, columns - 2 * len(text))
