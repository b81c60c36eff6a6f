"""Pages to write: a new draft, its text, its figures. Whatever is wrong, what was typed stays on the screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.ui.screens import done, form_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine import scheme as engine
from shuanglun.evidence.indicators import operations, queries, reading, rules
from shuanglun.evidence.indicators.forms import DraftForm, NumbersForm, SourceForm
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.indicators.report import Report, report
from shuanglun.evidence.indicators.views import frame
from shuanglun.evidence.snapshots.catalogue import MEASURES


@screen("indicators.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Start a draft by copy, upload or paste."""
    return form_screen(
        request,
        DraftForm,
        title="起草新版本",
        sub="草稿可以反复修改；提交前检查须全部通过，发布须由另一人办理",
        initial=_proposed(request.GET.get("copy_of", "")),
        save=_draft,
        submit="建立草稿",
        done_text="草稿已建立",
        back=lambda row: ("indicators:version", row.pk),
        crumbs=[("指标方案", "indicators:list"), ("起草新版本", None)],
    )


def _proposed(wanted: str) -> dict[str, Any]:
    """What the form holds at first: a copy of the wanted version under the next free number."""
    if not wanted.isdecimal() or len(wanted) > 12:
        return {}
    row = queries.readable().filter(pk=wanted).first()
    if row is None:
        return {}
    today = timezone.localdate()
    number = rules.next_number(list(row.scheme.versions.values_list("version", flat=True)), today.year)
    return {"copy_of": str(row.pk), "version": number, "valid_from": today.replace(month=1, day=1)}


def _draft(data: dict[str, Any]) -> SchemeVersion:
    if not data["copy_of"]:
        return operations.draft_from(source=data["file"] or data["source"])
    origin = queries.readable().get(pk=data["copy_of"])
    source = rules.renumbered(origin.source, data["version"], data["valid_from"])
    try:
        return operations.draft_from(source=source, words=f"复制自 {origin.version} 版")
    except RefusedError as refused:
        raise RefusedError(refused.reason, field="version") from refused


@screen("indicators.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text. 检查 judges what is typed without saving it."""
    row = _open_draft(pk)
    form = SourceForm(request.POST or None, initial={"source": row.source, "seen": row.stamp})
    if request.method == "POST" and form.is_valid() and "check" not in request.POST:
        answer = _saved(request, row, form, form.cleaned_data["source"])
        if answer:
            return answer
    typed = form["source"].value() or ""
    return _editor(request, row, form, "edit.html", report(_plain(typed), MEASURES.values()))


@screen("indicators.edit")
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Weights, targets and limits of a draft as figures; the text is rewritten from them."""
    row = _open_draft(pk)
    outcome = report(row.source, MEASURES.values())
    if outcome.scheme is None or outcome.checks[0].found:
        raise RefusedError("原文结构有误，请先用“改原文”修正，再改数值。")
    form = NumbersForm(request.POST or None, initial={"seen": row.stamp}, scheme=outcome.scheme, measures=MEASURES)
    if request.method == "POST" and form.is_valid():
        text = engine.dump(form.content())
        answer = None if "check" in request.POST else _saved(request, row, form, text)
        if answer:
            return answer
        outcome = report(text, MEASURES.values())
    matrix = reading.matrix(outcome.scheme) if outcome.scheme else None
    return _editor(request, row, form, "numbers.html", outcome, matrix=matrix)


def _open_draft(pk: int) -> SchemeVersion:
    row = frame.find(pk)
    if not row.is_draft:
        raise RefusedError(f"“{row}”是{row.get_state_display()}状态，不能修改；请另起新版本。")
    return row


def _saved(request: HttpRequest, row: SchemeVersion, form: Any, text: str) -> HttpResponse | None:
    """Save the draft and go to its page; a refusal stands on the form."""
    try:
        operations.edit_draft(version=row, source=text, seen=form.cleaned_data["seen"])
    except RefusedError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        return None
    outcome = report(text, MEASURES.values())
    done(request, f"草稿已保存，{outcome.words}")
    return HttpResponseRedirect(frame.address(row))


def _editor(
    request: HttpRequest, row: SchemeVersion, form: Any, template: str, outcome: Report, **context: Any
) -> HttpResponse:
    checked = "check" in request.POST and not form.errors
    if checked and request.headers.get("HX-Request"):
        return render(request, f"indicators/{template}#outcome", {"outcome": outcome, **context})
    context |= {
        "title": f"修改 {row}",
        "crumbs": [("指标方案", reverse("indicators:list")), (str(row), frame.address(row)), ("修改", "")],
        "version": row, "form": form, "outcome": outcome, "checked": checked,
    }  # fmt: skip
    return render(request, f"indicators/{template}", context, status=422 if form.errors else 200)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")
