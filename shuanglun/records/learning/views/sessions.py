"""Screens of sessions: the list, one session with its roster, planning and cancelling."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.choices import PLANNED
from shuanglun.records.learning.forms import SessionForm
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.rules import sessions as rules
from shuanglun.records.learning.tables import RosterTable, SessionTable
from shuanglun.records.learning.views import frame

KEEP, OWN = "learning.keep", "learning.own"


@screen("learning.view")
def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions of every course, the latest first."""
    return list_screen(
        request,
        SessionTable,
        Session.objects.select_related("course"),
        title=frame.title(),
        tabs=frame.tabs("learning:sessions"),
    )


@screen("learning.view")
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: when, where, who, and what may be done next."""
    row, now = frame.find_session(pk), timezone.now()
    roster = list(Enrolment.objects.standing().filter(session=row).select_related("person__unit").order_by("turn"))
    return detail_screen(
        request, title=row.course.title, sub=f"{row.on} {row.time_words} · {row.place} · {row.get_state_display()}",
        crumbs=[*frame.of_session(row)[:-1], (str(row), None)], template="learning/session.html", session=row,
        facts=_facts(row), roster=RosterTable.plain(roster), shown=len(roster), counts=queries.counts(row),
        keeps=current().may(KEEP), mine=_mine(roster), actions=_actions(row, roster, now),
        is_checkin_open=row.is_checkin_open(now),
    )  # fmt: skip


def _facts(row: Session) -> list[tuple[str, Any]]:
    modules = "、".join(f"{module.title}（{module.get_audience_display()}）" for module in row.covers())
    return [
        ("课程", row.course.title), ("日期", row.on), ("时间", row.time_words), ("地点", row.place),
        ("计学时长", f"{row.minutes} 分钟"), ("所含模块", modules),
        *([("办结", f"{row.closed_by}，{timezone.localtime(row.closed_at):%Y-%m-%d %H:%M}")] if row.closed_at else []),
        *([("取消理由", row.words)] if row.words else []),
    ]  # fmt: skip


def _mine(roster: list[Enrolment]) -> Enrolment | None:
    return next((item for item in roster if item.person_id == current().person_id), None)


def _actions(row: Session, roster: list[Enrolment], now: Any) -> list[Action]:
    def act(label: str, name: str, right: str = KEEP, **looks: Any) -> Action:
        return Action(label, f"learning:{name}", args=(row.pk,), right=right, **looks)

    if row.state != PLANNED:
        return []
    begun, over, today = now >= row.begins_at, now >= row.ends_at, row.on == timezone.localdate(now)
    acts = [act("取消班次", "cancel", danger=True)]
    acts += [] if begun else [act("修改", "change", icon="ti-pencil")]
    acts += [act("登记报名", "enrol", icon="ti-user-plus", primary=not begun and not today)]
    if not begun:
        acts += _own_actions(act, _mine(roster), row)
    if today:
        is_open = row.is_checkin_open(now)
        acts += [act("关闭签到", "close_checkin"), act("签到大屏", "wall", icon="ti-qrcode")] if is_open else []
        acts += [] if is_open else [act("打开签到", "open_checkin", icon="ti-qrcode", primary=not over)]
    if begun:
        acts += [act("登记到课", "mark", icon="ti-clipboard-check")]
        acts += [act("办结", "finish", primary=over, why_not="" if over else f"{row.ends:%H:%M} 结束后可以办结")]
    return acts


def _own_actions(act: Any, mine: Enrolment | None, row: Session) -> list[Action]:
    if current().role != "staff":
        return []
    if mine is None:
        return [act("报名" if row.free > 0 else "候补报名", "join", OWN, primary=True)]
    return [Action("退出", "learning:leave", args=(mine.pk,), right=OWN)]


@screen(KEEP)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A session of a course."""
    row = frame.find_course(pk)
    rules.may_plan(row.state, timezone.localdate(), timezone.localdate()).or_refuse()
    modules = list(row.modules.all())
    needed = rules.weight((module.audience, module.minutes) for module in modules)
    return form_screen(
        request, SessionForm, title=f"排班次：{row.title}", form_kwargs={"course": row},
        initial={"minutes": needed, "modules": [str(module.pk) for module in modules]},
        save=lambda data: operations.plan_session(course=row, at=timezone.now(), **data), back=lambda made: made,
        done_text="已排班次", crumbs=frame.of_course(row, ("排班次", None)),
    )  # fmt: skip


@screen(KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, place or size."""
    row = frame.find_session(pk)
    names = ("on", "place", "begins", "ends", "minutes", "capacity")
    return form_screen(
        request, SessionForm, title=f"修改班次：{row.course.title}", form_kwargs={"course": row.course},
        initial={name: getattr(row, name) for name in names} | {"modules": [str(item.pk) for item in row.covers()]},
        save=lambda data: operations.change_session(session=row, at=timezone.now(), **data), back=row,
        sub="名单上的人须在新时间没有冲突；名额增加时候补按次序递补", crumbs=frame.of_session(row, ("修改", None)),
    )  # fmt: skip


@screen(KEEP)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be held."""
    row = frame.find_session(pk)
    return ask_step(
        request, rules.SESSION_FLOW, row, "cancel", back=row, crumbs=frame.of_session(row), form_class=ReasonForm,
        text=f"{row.taken} 人已报名。取消后不计学时，名单保留备查；请另行通知已报名人员。", danger=True,
        save=lambda data: operations.cancel_session(session=row, reason=data["reason"], at=timezone.now()),
    )  # fmt: skip


@screen(KEEP)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Attendance becomes hours and modules."""
    row = frame.find_session(pk)
    counts = queries.counts(row)
    return ask_step(
        request, rules.SESSION_FLOW, row, "finish", back=row, crumbs=frame.of_session(row),
        text=f"应到 {counts.due} 人，到课 {counts.present} 人，其余 {counts.unmarked} 人尚未登记，办结后按未到课记。"
        f"到课的各记 {row.minutes} 分钟学时，并登记所含党性教育或职业道德模块。",
        save=lambda: operations.finish_session(session=row, at=timezone.now()), done_text="已办结，学时和模块已登记",
    )  # fmt: skip
