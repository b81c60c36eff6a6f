"""The tabs of the room: which lists stand side by side, as far as the acting role may open them."""

from __future__ import annotations

from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.ui.links import Tab

TABS = (
    ("会议活动", "life:list", "life.view"),
    ("党组织年度", "life:branches", "life.keep"),
    ("生活会", "life:candid", "life.view"),
    ("签到", "life:sign-ins", "life.view"),
    ("个人问题清单", "life:issues", "life.view"),
    ("志愿服务", "life:services", "life.view"),
    ("核实提示", "life:hints", "life.review"),
)


def title() -> str:
    """The room as the acting role's menu calls it."""
    return "我的组织生活" if current().role == "staff" else "组织生活"


def tabs(here: str) -> list[Tab]:
    """The tabs; `here` is the URL name of the one that is open."""
    return [(label, reverse(name), name == here) for label, name, right in TABS if current().may(right)]
