"""Two people write the same thing in the same moment: rules looked before either was there, the database keeps one of
them, and the other is told so instead of meeting an error page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from shuanglun.base.verdicts import Refused, RefusedError

UNIQUE_VIOLATION = "23505"
TOGETHER = Refused("同样的内容刚刚已经登记，本次没有保存。请刷新页面核对；确需另行登记的，请换一个编号、名称或时间。")


def is_clash(error: IntegrityError) -> bool:
    """Whether a row stands already where this one should. PostgreSQL speaks the language of its cluster; the code of
    the error does not."""
    return getattr(error.__cause__, "sqlstate", "") == UNIQUE_VIOLATION or "UNIQUE" in str(error)


@contextmanager
def told(clash: Refused) -> Iterator[None]:
    """Raise RefusedError in the words of `clash` where the database refused a second row. Every other broken
    constraint is a fault of the program and stays one."""
    try:
        yield
    except IntegrityError as error:
        if not is_clash(error):
            raise
        raise RefusedError(clash.reason, clash.field) from error
