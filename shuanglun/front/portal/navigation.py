"""The navigation: one list, filtered by what the acting role may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from shuanglun.base.actor import Actor


@dataclass(frozen=True)
class Place:
    """One item of the sidebar: words, icon, URL name and the right that opens it. `roles` narrows it further."""

    label: str
    icon: str
    name: str
    right: str
    roles: tuple[str, ...] = ()
    staff_label: str = ""


@dataclass(frozen=True)
class Item:
    """A place as one request shows it."""

    label: str
    icon: str
    url: str
    current: bool
    count: int | None = None


GROUPS: list[tuple[str, str, list[Place]]] = [
    ("", "", [Place("工作台", "ti-home", "portal:home", "portal.home"), Place("后台任务", "ti-progress", "jobs:list", "jobs.view")]),
    (
        "档案",
        "我的",
        [
            Place("组织机构", "ti-sitemap", "organization:list", "organization.view"),
            Place("干部人事", "ti-id-badge-2", "people:list", "people.view", staff_label="我的档案"),
            Place("出勤", "ti-calendar-check", "people:work", "people.view", staff_label="我的出勤"),
            Place("组织生活", "ti-users-group", "life:list", "life.view", staff_label="我的组织生活"),
            Place("我的问题清单", "ti-list-check", "life:my_issues", "life.own"),
            Place("谈心谈话", "ti-messages", "life:talks", "life.talk"),
            Place("我的谈话与关怀", "ti-messages", "life:my_talks", "life.own"),
            Place("关怀", "ti-heart-handshake", "life:care", "life.talk"),
            Place("教育培训", "ti-school", "learning:list", "learning.view", staff_label="我的学习"),
            Place("目标协同", "ti-binary-tree", "goals:tree", "goals.view", staff_label="部门目标"),
            Place("目标业绩", "ti-target-arrow", "goals:list", "goals.view", staff_label="我的目标"),
            Place("民主测评", "ti-clipboard-check", "surveys:campaigns", "surveys.run"),
            Place("我的测评", "ti-clipboard-check", "surveys:mine", "surveys.vote"),
        ],
    ),
    ("证据", "", [Place("证据快照", "ti-camera", "snapshots:list", "snapshots.view")]),
    (
        "评价",
        "评价",
        [
            Place("指标方案", "ti-adjustments", "indicators:list", "indicators.view"),
            Place("计分", "ti-calculator", "scoring:list", "scoring.view", roles=("personnel", "political", "integration")),
            Place("双维度结果", "ti-chart-dots", "scoring:latest", "scoring.view",
                  roles=("personnel", "political", "integration", "section_head", "branch_secretary")),
            Place("我的双维度", "ti-chart-dots", "scoring:mine", "scoring.view", roles=("staff",)),
        ],
    ),
    (
        "系统",
        "系统",
        [
            Place("参数", "ti-settings", "parameters:list", "parameters.view"),
            Place("账号权限", "ti-users", "accounts:list", "accounts.manage"),
            Place("留痕", "ti-history", "audit:list", "audit.view"),
        ],
    ),
]  # fmt: skip


def navigation(actor: Actor, path: str) -> list[tuple[str, list[Item]]]:
    """The groups the actor may open; the item whose address is the longest prefix of `path` is the current one."""
    groups = [
        (own if actor.role == "staff" and own else label, [item for item in map(_item(actor), places) if item])
        for label, own, places in GROUPS
    ]
    urls = [url for _, items in groups for _, _, url in items]
    current = max((url for url in urls if path.startswith(url) and (url != "/" or path == "/")), key=len, default="")
    return [
        (label, [Item(words, icon, url, url == current) for words, icon, url in items])
        for label, items in groups
        if items
    ]


def _item(actor: Actor) -> Callable[[Place], tuple[str, str, str] | None]:
    def shown(place: Place) -> tuple[str, str, str] | None:
        if not actor.may(place.right) or (place.roles and actor.role not in place.roles):
            return None
        try:
            url = reverse(place.name)
        except NoReverseMatch:
            return None
        label = place.staff_label if actor.role == "staff" and place.staff_label else place.label
        return label, place.icon, url

    return shown
