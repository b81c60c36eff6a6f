"""`shuanglun administrator ACCOUNT --name NAME`: the first security administrator of an installation, and the way back
in when every administrator has lost the password. Whoever has the machine may do this; the trail keeps it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts import first_password, operations
from shuanglun.front.accounts.forms import USERNAME
from shuanglun.front.accounts.models import User

ROLE = "security_admin"


class Command(BaseCommand):
    help = "建立安全管理员账号（新安装的第一个账号）；账号已存在时重设其密码。初始密码只显示一次"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="登录账号，字母和数字，如 anquan")
        parser.add_argument("--name", default="", help="显示姓名，新建账号时必填")

    def handle(self, *, account: str, name: str, **options: Any) -> None:
        password = first_password.make()
        try:
            with acting(Actor.system("命令行 administrator")), transaction.atomic():
                user = _ready(account, name.strip(), password)
        except RefusedError as refusal:
            raise CommandError(refusal.reason) from refusal
        until = timezone.localtime(user.first_until)
        self.stdout.write(f"账号 {account}\n初始密码 {password}\n有效至 {until:%Y-%m-%d %H:%M}，第一次登录后须修改")


def _ready(account: str, name: str, password: str) -> User:
    """The account with a new first password; a new one becomes a security administrator."""
    user = get_user_model().objects.filter(username=account).first()
    if user is not None:
        if not user.is_active or not user.grants.in_force(timezone.localdate()).filter(role=ROLE).exists():
            raise RefusedError(f"账号“{account}”已存在，但不是启用中的安全管理员；请换一个账号名")
        return operations.reset_password(user=user, password=password)
    if not USERNAME.fullmatch(account):
        raise RefusedError("账号由 2 至 60 个字母、数字、点、横线或下划线组成，以字母或数字开头")
    if not name:
        raise RefusedError("新建账号请写明姓名：--name 姓名")
    user = operations.create(username=account, name=name, person=None, password=password)
    operations.grant(
        user=user, role=ROLE, path="/", range_label="", on=timezone.localdate(), until=None, reason="由命令行建立"
    )
    return user
