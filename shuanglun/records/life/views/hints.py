"""Screens of hints: for reviewers only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.links import linked
from shuanglun.base.ui.screens import Action, detail_screen, done, list_screen, screen
from shuanglun.base.ui.steps import ask_step, step_action
from shuanglun.records.life import similarity
from shuanglun.records.life.forms.hints import AnswerForm
from shuanglun.records.life.jobs import HINTS_JOB
from shuanglun.records.life.models import Hint, Meeting
from shuanglun.records.life.operations import hints as acts
from shuanglun.records.life.queries import hints as asked
from shuanglun.records.life.rules.hints import FLOW
from shuanglun.records.life.tables.hints import HintTable
from shuanglun.records.life.views.tabs import tabs, title

REVIEW = asked.REVIEW
CRUMBS = [("组织生活", "life:list"), ("核实提示", "life:hints")]
STEPS = ("fine", "follow")


@screen(REVIEW)
def hints(request: HttpRequest) -> HttpResponse:
    """All hints in the reviewer's range."""
    return list_screen(
        request, HintTable, Hint.objects.told(), title=title(), tabs=tabs("life:hints"),
        sub="只给审核人看，提醒核实；不计分、不扣分，不显示在支部和个人页面",
        actions=[Action("开始检查", "life:find-hints", right=REVIEW, primary=True, post=True, icon="ti-search")],
    )  # fmt: skip


@screen(REVIEW)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look anew, in the background."""
    return redirect(enqueue(HINTS_JOB))


def _find(pk: int) -> Hint:
    return get_object_or_404(Hint.objects.select_related("meeting__branch", "other__branch"), pk=pk)


@screen(REVIEW)
def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint with its evidence, and the two ways to answer."""
    row = _find(pk)
    return detail_screen(
        request, title=str(row), sub=row.meeting.branch.name, crumbs=[*CRUMBS, (row.meeting.title, None)],
        template="life/hint.html", hint=row, sides=_sides(row), kept=asked.kept_by(row), facts=_facts(row),
        actions=[
            *(action for step in STEPS for action in step_action(FLOW, row, step, f"life:hint-{step}", REVIEW)),
            *step_action(FLOW, row, "again", "life:hint-again", REVIEW, post=True),
        ],
    )  # fmt: skip


def _sides(row: Hint) -> list[dict[str, Any]]:
    """Both minutes, the earlier one left, with what they share; one outside the reviewer's range stays closed."""
    if row.other is None:
        return []
    earlier, later = similarity.shared_parts(row.other.record, row.meeting.record)
    is_open = Meeting.objects.filter(pk=row.other.pk).exists()
    return [
        {"meeting": row.other, "text": _marked(earlier) if is_open else "", "name": "较早的记录"},
        {"meeting": row.meeting, "text": _marked(later), "name": "这一份记录"},
    ]


def _marked(parts: list[tuple[str, bool]]) -> SafeString:
    """Text with what is shared marked; made here because the page keeps every line break of it."""
    marked = ("<mark>{}</mark>" if is_shared else "{}" for _, is_shared in parts)
    return mark_safe("".join(format_html(form, text) for form, (text, _) in zip(marked, parts, strict=True)))


def _facts(row: Hint) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("会议", linked(f"{row.meeting} · {row.meeting.when}", row.meeting, right="life.view")),
        ("发现时间", row.found_at),
    ]
    if row.group_size > 1:
        facts.append(("同组记录", f"{row.group_size} 份互相接近"))
    if row.answered_at:
        facts += [("答复", f"{row.get_state_display()} · {row.answered_by}"), ("答复时间", row.answered_at)]
        facts += [("说明", row.words)] if row.words else []
    return facts


@screen(REVIEW)
def answer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Say that one has looked."""
    if step not in STEPS:
        raise Http404
    row = _find(pk)
    texts = {
        "fine": "答复后这条提示不再列为待看；以后证据有变化才会再次提示。",
        "follow": "写明与支部核实的情况。提示不改变记录的审核状态；记录需要更正的，请在会议页面退回。",
    }
    return ask_step(
        request, FLOW, row, step, back="life:hints", crumbs=[*CRUMBS, (row.meeting.title, row)], form_class=AnswerForm,
        form_kwargs={"alike": asked.alike(row), "needs_words": step == "follow"}, text=f"{row.told}{texts[step]}",
        done_text="已答复", save=lambda data: acts.answer(hint=row, step=step, at=timezone.now(), **data),
    )  # fmt: skip


@screen(REVIEW)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back."""
    row = acts.ask_again(hint=_find(pk))
    done(request, "已改为待看")
    return redirect(row)
