"""Screens of the scoring room."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots import queries as snapshots
from shuanglun.scores.scoring import operations, pages, preview, queries
from shuanglun.scores.scoring.forms import RunForm
from shuanglun.scores.scoring.models import Run, Score
from shuanglun.scores.scoring.queries import RUN_JOB, VERIFY_JOB
from shuanglun.scores.scoring.tables import RunTable, score_table

RUN, VIEW = "scoring.run", "scoring.view"


@screen(RUN)
def runs(request: HttpRequest) -> HttpResponse:
    """All runs."""
    return list_screen(
        request, RunTable, queries.runs(), title="计分",
        sub="每次计分由证据快照、方案版本和引擎版本唯一决定；可以随时复算核对。",
        actions=[Action("发起计分", "scoring:new", right=RUN, primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen(RUN)
def new_run(request: HttpRequest) -> HttpResponse:
    """Ask for a run; beside the form stands who would be in scope."""
    usable = list(snapshots.usable()[:50])
    asked = request.GET.get("snapshot", "")
    chosen = next((item for item in usable if str(item.pk) == asked), usable[0] if usable else None)
    seen = preview.preview(chosen) if chosen else None
    if request.headers.get("HX-Target") == "preview":
        return render(request, "scoring/new.html#preview", {"preview": seen})
    initial = (
        {"snapshot": chosen.pk, "name": f"{chosen.ends_on.year - (chosen.ends_on.month == 1)} 年度双维度评价"}
        if chosen
        else {}
    )
    return form_screen(
        request, RunForm, title="发起计分", save=_request, back=lambda run: ("scoring:run", run.pk),
        sub="期末生效的方案自动选用；发起后快照与方案即固定。", initial=initial, submit="发起计分",
        done_text="已发起计分，后台正在计算", crumbs=[("计分", "scoring:list"), ("发起计分", None)],
        template="scoring/new.html", preview=seen,
    )  # fmt: skip


def _request(data: dict[str, Any]) -> Run:
    versions = list(SchemeVersion.objects.filter(pk__in=data.get("drafts", [])).select_related("scheme"))
    run = operations.request_run(
        name=data["name"], snapshot=data["snapshot"], drafts=versions, trial=data["trial"], at=timezone.now()
    )
    enqueue(RUN_JOB, run=run.pk)
    return run


@screen(RUN)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its progress, then counts, coverage, spread by unit, provenance."""
    row = get_object_or_404(queries.runs(), pk=pk)
    context = pages.run_context(row)
    if request.headers.get("HX-Target") == "progress":
        if not row.is_open or context["stalled"]:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "scoring/run.html#progress", context)
    return detail_screen(
        request, title=row.name, sub=pages.run_words(row), actions=pages.run_actions(row, context["stalled"]),
        crumbs=[("计分", "scoring:list"), (row.name, None)], template="scoring/run.html", **context,
    )  # fmt: skip


@screen(RUN)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a run that waits or computes."""
    row = get_object_or_404(queries.runs(), pk=pk)
    return confirm_screen(
        request, title="取消计分", text=f"取消“{row.name}”？已算的部分会全部撤掉，不留半成品。",
        save=lambda: pages.give_up(row), back=("scoring:run", pk), submit="取消计分", danger=True,
        done_text="已要求取消",
    )  # fmt: skip


@screen(RUN)
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute a finished run once more and compare."""
    row = get_object_or_404(queries.runs().finished(), pk=pk)
    return redirect(enqueue(VERIFY_JOB, run=row.pk))


@screen(VIEW)
def latest(request: HttpRequest) -> HttpResponse:
    """The results of the latest official run."""
    row = queries.latest()
    if row is None:
        return detail_screen(request, title="双维度结果", template="scoring/none.html")
    return HttpResponseRedirect(reverse("scoring:scores", args=[row.pk]))


@screen(VIEW)
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Persons of one run, by name."""
    row = get_object_or_404(queries.runs().finished(), pk=pk)
    others = [(other.name, other.pk) for other in queries.runs().finished()[:12]]
    return list_screen(
        request, score_table(row), queries.scores(row), title="双维度结果",
        sub=f"{row.name} · {row.snapshot.period_label} · 按姓名排序，不按分数排名",
        template="scoring/scores.html", run=row,
        tabs=[(name, reverse("scoring:scores", args=[key]), key == pk) for name, key in others],
    )  # fmt: skip


@screen(VIEW)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own results over the years."""
    rows = queries.own_scores()
    left_out = None if rows else queries.left_out(timezone.localdate())
    return detail_screen(
        request, title="我的双维度", sub="历年正式计分结果；分数是委员会的参考材料，不自动产生等次",
        template="scoring/mine.html", years=pages.years(rows), chart=pages.quadrant(rows),
        left_out=left_out,
    )  # fmt: skip


@screen(VIEW)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's result: every point down to its records."""
    row = _found(pk)
    return detail_screen(
        request, title=f"{row.run.name} · 结果说明", sub=pages.score_words(row),
        crumbs=pages.score_crumbs(row), template="scoring/score.html", **pages.score_context(row),
    )  # fmt: skip


@screen(VIEW)
def indicator(request: HttpRequest, pk: int, dimension: str, part: str) -> HttpResponse:
    """One indicator of one person: formula with numbers, and the records behind it."""
    row = _found(pk)
    context = pages.indicator_context(row, dimension, part)
    if context is None:
        raise Http404
    if request.headers.get("HX-Target") == "detail":
        return render(request, "scoring/indicator.html#detail", context)
    crumbs = [*pages.score_crumbs(row)[:-1], ("结果说明", ("scoring:score", pk)), (context["line"].view.name, None)]
    return detail_screen(
        request, title=context["line"].view.name, sub=pages.score_words(row), crumbs=crumbs,
        template="scoring/indicator.html", **context,
    )  # fmt: skip


def _found(pk: int) -> Score:
    return get_object_or_404(Score.objects.select_related("run__snapshot", "person", "unit"), pk=pk)
