"""Care on the screen (M25): a ledger without reasons, and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.links import Action
from shuanglun.base.ui.screens import detail_screen, form_screen, list_screen, screen
from shuanglun.records.life.forms.talks import CareForm
from shuanglun.records.life.models import Care
from shuanglun.records.life.operations import care as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.tables.candid import CareTable


def find(pk: int) -> Care:
    """The record, as far as the acting role may see it; else 404."""
    return get_object_or_404(Care.objects.select_related("person__unit"), pk=pk)


@screen("life.talk")
def care_list(request: HttpRequest) -> HttpResponse:
    """That care was given: to whom, when, by whom."""
    return list_screen(
        request, CareTable, Care.objects.select_related("person__unit"), title="关怀", sub="慰问和困难帮扶；不用于任何评价",
        actions=[Action("登记关怀", "life:care_add", right="life.talk", primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen("life.talk")
def care(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    return _page(request, find(pk), ("关怀", "life:care"))


@screen("life.own")
def my_care(request: HttpRequest, pk: int) -> HttpResponse:
    """One that was given to me."""
    return _page(request, find(pk), ("我的谈话与关怀", "life:my_talks"))


def _page(request: HttpRequest, row: Care, start: tuple[str, str]) -> HttpResponse:
    knows = queries.knows_care(row)
    words: list[tuple[str, Any]] = [("事由", row.reason), ("办理情况", row.done)] if knows else []
    return detail_screen(
        request, title=str(row), sub=f"{row.person.name} · {row.person.unit.name}", crumbs=[start, (str(row), None)],
        template="life/care.html", care=row, knows=knows, today=timezone.localdate(),
        facts=[("人员", row.person.name), ("类型", row.get_kind_display()), ("日期", row.on), ("办理人", row.by), *words,
               ("登记人", row.kept_by)],
        promised=queries.promised_in(row), sees_promises=knows, hands_on=queries.hands_on(row),
        actions=[Action("登记跟踪事项", "life:care_promise", args=(row.pk,), right="life.talk", icon="ti-plus")],
    )  # fmt: skip


@screen("life.talk")
def add(request: HttpRequest) -> HttpResponse:
    """A visit or help that was given."""
    today = timezone.localdate()
    return form_screen(
        request, CareForm, title="登记关怀", submit="登记", initial={"on": today, "by": current().name},
        save=lambda data: operations.record(today=today, **data), back=lambda row: ("life:care_record", row.pk),
        done_text="已登记", crumbs=[("关怀", "life:care"), ("登记", None)],
    )  # fmt: skip
