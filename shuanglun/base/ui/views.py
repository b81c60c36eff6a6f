"""The living pattern page: every component with all its states, on made-up content; nothing here reads the database."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from shuanglun.base.ui import errors, samples
from shuanglun.base.ui.screens import Action, confirm_screen, form_screen, list_screen, screen
from shuanglun.base.verdicts import RefusedError

OPEN = "组件样张，只有虚构内容"
CRUMBS = [("组件样张", "ui:pattern")]
STEPS = [
    {"label": "述职", "note": "12-20", "state": "done"},
    {"label": "测评", "note": "12-28", "state": "done"},
    {"label": "公示", "note": "不适用", "state": "skip-step"},
    {"label": "签署", "note": "01-20 前", "state": "now"},
    {"label": "归档", "note": "签署后", "state": "todo-step"},
]
EVENTS = [
    {
        "on": "2026-12-22",
        "wheel": "party",
        "text": "民主生活会问题整改 5/5",
        "chip": "组织生活",
        "meta": "白露晞 记录",
    },
    {"on": "2026-12-10", "wheel": "hr", "text": "数据平台一期上线", "chip": "目标业绩", "href": "#"},
    {"on": "2026-11-18", "wheel": "fuse", "text": "党员攻关队立项", "chip": "党建品牌"},
]
CHANGES = [
    ("职务", "副所长", "所长"),
    ("任职日期", "2023-05-01", "2027-01-18"),
    ("支部", "第二党支部", "第二党支部"),
]
HEADS = ["综合管理部", "第一研究所", "第三研究所", "国际合作部"]
STRIP = [
    {"label": "党建质量", "wheel": "party", "cells": [
        {"css": "p4", "text": "84.1"}, {"css": "p5", "text": "90.3"}, {"css": "p3", "text": "79.4"}, None]},
    {"label": "队伍建设", "wheel": "hr", "cells": [
        {"css": "q4", "text": "82.6"}, {"css": "q4", "text": "85.4"},
        {"css": "q1", "text": "66.8"}, {"css": "q3", "text": "80.4"}]},
]  # fmt: skip
TABS = [("概况", "#", True), ("记录", "#records", False), ("变更", "#changes", False)]
TOAST = {"text": "已登记落实，等待第二人核验", "trail": "A-20270115-0931", "href": "#"}


@screen(None, why=OPEN)
def pattern(request: HttpRequest) -> HttpResponse:
    """All components; its list sorts, filters, pages and chooses columns like any other."""
    faulty = samples.TaskForm({"name": "关键岗位 AB 角", "due": "2027-13-08", "line": "hr"})
    context: dict[str, Any] = {
        "steps": STEPS,
        "events": EVENTS,
        "changes": CHANGES,
        "heads": HEADS,
        "strip": STRIP,
        "tab_list": TABS,
        "toast_part": TOAST,
        "charts": samples.CHARTS,
        "faulty": faulty,
        "plain": samples.TaskTable.plain([], without=["origin"]),
    }
    actions = [
        Action("表单", "ui:pattern_form", icon="ti-forms"),
        Action("确认", "ui:pattern_confirm", icon="ti-help"),
        Action("签署并提交", "#", why_not="还差 2 个工作日"),
    ]
    sub = "每个组件一个 cotton 文件；这里看得到的状态，都要能在测试里打开"
    return list_screen(
        request,
        samples.TaskTable,
        samples.TASKS,  # type: ignore[arg-type]
        title="组件样张",
        sub=sub,
        actions=actions,
        template="ui/pattern.html",
        **context,
    )


@screen(None, why=OPEN)
def pattern_form(request: HttpRequest) -> HttpResponse:
    """A form with every kind of field; the name 重名 is refused at its field, 冻结 as a whole."""

    def save(data: dict[str, object]) -> None:
        if data["name"] == "重名":
            raise RefusedError("已有同名任务，请改名或在原任务上补充", "name")
        if data["name"] == "冻结":
            raise RefusedError("四季度证据已冻结，此后更正进入下一个快照")

    return form_screen(
        request,
        samples.TaskForm,
        title="新建任务",
        save=save,
        back="ui:pattern",
        submit="保存任务",
        crumbs=[*CRUMBS, ("新建任务", None)],
    )


@screen(None, why=OPEN)
def pattern_confirm(request: HttpRequest) -> HttpResponse:
    """A question before an act."""
    text = "撤销后 12 条记录恢复为导入前的内容。留痕不删除，之后可以重新导入。"
    return confirm_screen(
        request,
        title="撤销这一批导入",
        text=text,
        save=lambda: None,
        back="ui:pattern",
        submit="撤销导入",
        done_text="已撤销导入",
        danger=True,
        crumbs=[*CRUMBS, ("撤销导入", None)],
    )


@screen(None, why=OPEN)
def pattern_error(request: HttpRequest, code: int) -> HttpResponse:
    """One of the error pages, for looking at."""
    if code == 500:
        return errors.broken(request)
    if code not in errors.PAGES:
        raise Http404
    return errors.page(request, code, *errors.PAGES[code])
