"""`shuanglun administrator`: how a new installation gets its first account."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from shuanglun.base.audit.models import Entry
from shuanglun.front.accounts.models import User

pytestmark = pytest.mark.django_db


def told(*arguments) -> str:
    out = StringIO()
    call_command("administrator", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_administrator_signs_in_and_must_change_the_password(enter):
    first = re.search(r"初始密码 (\S+)", told("anquan", "--name", "安宁")).group(1)
    client, code = enter("anquan", first)
    assert (code, client.get("/accounts/users/")["Location"]) == (302, "/accounts/password/")
    own = "my-own-long-password-7"
    client.post("/accounts/password/", {"old": first, "password": own, "again": own})
    assert client.get("/accounts/users/").status_code == 200
    acts = list(Entry._base_manager.order_by("seq").values_list("act", "actor"))[:2]
    assert acts == [("accounts.create", "系统：命令行 administrator"), ("accounts.grant", "系统：命令行 administrator")]


def test_a_lost_password_is_set_anew(enter):
    told("anquan", "--name", "安宁")
    first = re.search(r"初始密码 (\S+)", told("anquan")).group(1)
    assert enter("anquan", first)[1] == 302
    assert User.objects.count() == 1


def test_it_makes_no_administrator_of_somebody_else(user):
    for arguments, words in (
        (["lin"], "不是启用中的安全管理员"), (["new"], "请写明姓名"), (["新", "--name", "x"], "账号由 2 至 60 个字母"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            told(*arguments)
    assert User.objects.count() == 1
