"""Pages to read: the list, and the four tabs of a version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.ui.screens import Action, list_screen, screen
from shuanglun.engine.scheme import SchemeError
from shuanglun.evidence.indicators import compare, queries, reading
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.indicators.report import report
from shuanglun.evidence.indicators.tables import VersionTable
from shuanglun.evidence.indicators.views import frame
from shuanglun.evidence.snapshots.catalogue import MEASURES


@screen("indicators.view")
def versions(request: HttpRequest) -> HttpResponse:
    """All versions the reader may open."""
    return list_screen(
        request,
        VersionTable,
        queries.readable().phased(timezone.localdate()).defer("source"),
        title="指标方案",
        sub="什么计入、对谁计、占多少、依据什么；一人提交、另一人发布，发布后只能由新版本接替",
        actions=[Action("起草新版本", "indicators:new", right="indicators.edit", primary=True, icon="ti-plus")],
    )


@screen("indicators.view")
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The scheme as a person reads it."""
    row = frame.find(pk)
    outcome = report(row.source, MEASURES.values())
    scheme = outcome.scheme
    context: dict[str, Any] = {"outcome": outcome, "scheme": scheme}
    if scheme is not None:
        context |= {
            "cards": reading.cards(scheme, MEASURES.values()),
            "matrix": reading.matrix(scheme),
            "particulars": reading.particulars(scheme),
            "basis": reading.basis(scheme.basis),
        }
    return frame.answer(request, row, "indicators:version", "version.html", **context)


@screen("indicators.view")
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The text itself, with line numbers that problems point to."""
    row = frame.find(pk)
    download = Action("下载 YAML", "indicators:download", args=(row.pk,), icon="ti-download")
    lines = row.source.splitlines()
    return frame.answer(request, row, "indicators:source", "source.html", more=(download,), lines=lines)


@screen("indicators.view")
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a file; scoring from files reads the same bytes."""
    row = frame.find(pk)
    response = HttpResponse(row.source, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.scheme.code}-{row.version}.yaml"'
    return response


@screen("indicators.view")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Every rule and what it found."""
    row = frame.find(pk)
    outcome = report(row.source, MEASURES.values())
    return frame.answer(request, row, "indicators:check", "check.html", outcome=outcome)


@screen("indicators.view")
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """This version beside the one before, or beside the one asked for."""
    row = frame.find(pk)
    others = list(queries.readable().filter(scheme=row.scheme_id).exclude(pk=row.pk).order_by("-valid_from", "-pk"))
    wanted = next((other for other in others if str(other.pk) == request.GET.get("with")), None)
    against = wanted or queries.previous(row)
    context: dict[str, Any] = {"others": others, "against": against, **_compared(against, row)}
    return frame.answer(request, row, "indicators:compare", "compare.html", **context)


def _compared(before: SchemeVersion | None, after: SchemeVersion) -> dict[str, Any]:
    if before is None:
        return {}
    try:
        pair = queries.scheme_of(before), queries.scheme_of(after)
    except SchemeError:
        return {"unreadable": True}
    return {"differences": compare.differences(*pair, MEASURES), "affected": compare.affected(*pair, MEASURES)}
