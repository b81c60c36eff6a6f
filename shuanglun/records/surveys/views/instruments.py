"""Screens of instruments and their versions."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.forms_instruments import InstrumentForm, RenameForm
from shuanglun.records.surveys.models import Instrument, InstrumentVersion
from shuanglun.records.surveys.rules import editing, shape
from shuanglun.records.surveys.rules.content import problems
from shuanglun.records.surveys.tables import InstrumentTable, VersionTable
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"


@screen(RUN)
def instruments(request: HttpRequest) -> HttpResponse:
    """All instruments."""
    newest = InstrumentVersion.objects.filter(instrument=OuterRef("pk")).order_by("-number")
    rows = Instrument.objects.annotate(
        newest=Subquery(newest.values("number")[:1]), newest_state=Subquery(newest.values("state")[:1]),
        in_use=Count("versions", filter=Q(versions__state="published")),
    )  # fmt: skip
    return list_screen(
        request, InstrumentTable, rows, title=frame.title(), tabs=frame.tabs("surveys:instruments"),
        actions=[
            Action("装入随系统提供的测评表", "surveys:load_instruments", icon="ti-download"),
            Action("新增测评表", "surveys:add_instrument", primary=True, icon="ti-plus"),
        ],
    )  # fmt: skip


@screen(RUN)
def add(request: HttpRequest) -> HttpResponse:
    """A new instrument with an empty draft."""
    return form_screen(
        request, InstrumentForm, title="新增测评表", sub="建立后先添加评价标准，再添加题目，检查通过后发布",
        save=lambda data: operations.add_instrument(**data), back=lambda row: row.versions.get(),
        done_text="已新增，请编制草稿", crumbs=frame.of_instruments(("新增", None)),
    )  # fmt: skip


@screen(RUN)
def load(request: HttpRequest) -> HttpResponse:
    """Take in the instruments that come with the system."""
    return confirm_screen(
        request, title="装入随系统提供的测评表", submit="装入", back="surveys:instruments",
        text="民主测评、政治素质测评、领导班子测评、一报告两评议、谈话调研推荐、会议推荐、满意度调查共七种，"
        "装入后都是草稿，检查、修改后再发布。已有同一编号的不装入，也不改动。",
        save=operations.load_shipped, done_text=lambda rows: f"已装入 {len(rows)} 种测评表",
        crumbs=frame.of_instruments(("装入", None)),
    )  # fmt: skip


@screen(RUN)
def instrument(request: HttpRequest, pk: int) -> HttpResponse:
    """One instrument with its versions."""
    row = frame.find_instrument(pk)
    versions = list(row.versions.all())
    return detail_screen(
        request, title=row.title, sub=row.get_kind_display(), crumbs=frame.of_instrument(row),
        template="surveys/instrument.html", versions=VersionTable.plain(versions),
        facts=[("编号", row.code), ("类别", row.get_kind_display()), ("登记", recorded(row))],
        actions=[
            *([Action("删除测评表", "surveys:remove_instrument", args=(pk,), danger=True)]
              if editing.may_remove(version.state for version in versions) else []),
            Action("修改名称", "surveys:rename_instrument", args=(pk,), icon="ti-pencil"),
            *([] if versions and versions[0].is_draft else
              [Action("起草新版本", "surveys:draft_version", args=(pk,), primary=True, icon="ti-plus")]),
        ],
    )  # fmt: skip


@screen(RUN)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title or kind."""
    row = frame.find_instrument(pk)
    return form_screen(
        request, RenameForm, title=f"修改 {row.title}", initial={"title": row.title, "kind": row.kind}, back=row,
        save=lambda data: operations.rename_instrument(instrument=row, **data),
        crumbs=frame.of_instrument(row, ("修改名称", None)),
    )  # fmt: skip


@screen(RUN)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away an instrument made by mistake."""
    row = frame.find_instrument(pk)
    editing.may_remove(version.state for version in row.versions.all()).or_refuse()
    return confirm_screen(
        request, title=f"删除测评表 {row.title}", submit="删除", danger=True, back="surveys:instruments",
        text=f"“{row.title}”（编号 {row.code}）没有发布过，连同草稿一起删除，编号可以再用；留痕中仍可查到。",
        save=lambda: operations.remove_instrument(instrument=row), done_text="已删除测评表",
        crumbs=frame.of_instrument(row, ("删除", None)),
    )  # fmt: skip


@screen(RUN)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft from the latest version."""
    row = frame.find_instrument(pk)
    return confirm_screen(
        request, title=f"起草新版本：{row.title}", submit="起草", back=lambda made: made, done_text="已起草，请修改",
        text="以最新一版的内容起草。已发布的版本和用它的测评都不受影响。",
        save=lambda: operations.draft_version(instrument=row), crumbs=frame.of_instrument(row, ("起草新版本", None)),
    )  # fmt: skip


@screen(RUN)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: questions, scales, indexes, and what is still wrong."""
    row = frame.find_version(pk)
    wrong = problems(row.content) if row.is_draft else []
    return detail_screen(
        request, title=str(row), sub=f"{row.instrument.get_kind_display()} · {row.get_state_display()}",
        crumbs=frame.of_version(row), template="surveys/version.html",
        version=row, content=row.content, wrong=wrong, actions=_actions(row, bool(wrong)), facts=_facts(row),
        groups=_groups(row.content), scales=_scales(row.content), indexes=_indexes(row.content), overall=_overall(row.content),
    )  # fmt: skip


def _facts(row: InstrumentVersion) -> list[tuple[str, Any]]:
    at = row.published_at and f"{row.published_by}，{timezone.localtime(row.published_at):%Y-%m-%d %H:%M}"
    return [
        ("状态", row.get_state_display()), ("编制", row.made_by), ("发布", at or "未发布"),
        ("散列", row.digest and f"{row.digest[:16]}…"), ("登记", recorded(row)),
    ]  # fmt: skip


def _actions(row: InstrumentVersion, is_wrong: bool) -> list[Action]:
    def act(label: str, name: str, **looks: Any) -> Action:
        return Action(label, f"surveys:{name}", args=(row.pk,), right=RUN, **looks)

    previews = [act("手机预览", "preview_phone", icon="ti-eye"), act("纸质预览", "preview_paper", icon="ti-printer")]
    if row.is_draft:
        return [
            *previews, act("删除草稿", "discard_version", danger=True),
            act("发布", "publish_version", primary=True, why_not="还不能发布，见下方说明" if is_wrong else ""),
        ]  # fmt: skip
    return [*previews, *([act("停用", "retire_version", danger=True)] if row.state == "published" else [])]


def _groups(content: shape.Content) -> list[tuple[str, list[dict[str, Any]]]]:
    """Questions about persons, bodies and the whole ballot, with the words of their answers."""
    return [
        (
            label,
            [
                question | {"kind_words": shape.KINDS[question["kind"]], "answers": _answers(content, question)}
                for question in shape.questions_about(content, about)
            ],
        )
        for about, label in shape.ABOUT.items()
        if shape.questions_about(content, about)
    ]


def _answers(content: shape.Content, question: shape.Question) -> str:
    options = shape.options_of(content, question)
    if options:
        facts = [row["label"] for letter, row in shape.lettered(options)
                 if letter in question.get("facts", ())]  # fmt: skip
        return "、".join(row["label"] for row in options) + (f"；{'、'.join(facts)}须写事实" if facts else "")
    if question["kind"] == shape.MANY:
        return "、".join(question["options"])
    return f"不超过 {shape.limit_of(question)} 字" if question["kind"] == shape.TEXT else "不超过推荐名额"


def _scales(content: shape.Content) -> list[dict[str, Any]]:
    return [
        scale | {"code": code, "used": sum(row.get("scale") == code for row in content["questions"])}
        for code, scale in content["scales"].items()
    ]


def _indexes(content: shape.Content) -> list[dict[str, Any]]:
    heads = {code: row["head"] for code, row in shape.by_code(content).items()}
    return [
        row | {
            "feeds_words": shape.FEEDS.get(row["feeds"], row["feeds"]),
            "parts": "，".join(f"{heads.get(code, code)} {weight}" for code, weight in row["weights"].items()),
        }
        for row in content["indexes"]
    ]  # fmt: skip


def _overall(content: shape.Content) -> list[tuple[str, str]]:
    question = shape.by_code(content).get(content["overall"])
    if question is None:
        return [("总体评价题", "没有")]
    labels = [row["label"] for row in shape.options_of(content, question)]
    words = {name: "、".join(labels[shape.LETTERS.index(letter)] for letter in content[name])
             for name in ("excellent", "passing")}  # fmt: skip
    return [("总体评价题", question["head"]), ("算作优秀", words["excellent"]), ("算作合格以上", words["passing"])]


def _above(row: InstrumentVersion) -> list[tuple[str, Any]]:
    """Crumbs with the version itself as a link; the step adds its own."""
    return [*frame.of_version(row, ("", None))[:-1]]


@screen(RUN)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """From draft to published, for good."""
    row = frame.find_version(pk)
    return ask_step(
        request, editing.VERSION_FLOW, row, "publish", back=row, crumbs=_above(row),
        text="发布后内容不能再改，数据库也拒绝修改；需要改动的，另起新版本。请先看过手机预览和纸质预览。",
        save=lambda: operations.publish_version(version=row, at=timezone.now()),
    )  # fmt: skip


@screen(RUN)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offered no more."""
    row = frame.find_version(pk)
    return ask_step(
        request, editing.VERSION_FLOW, row, "retire", back=row, crumbs=_above(row), form_class=ReasonForm,
        text="停用后新的测评不能再选这一版；正在进行的和已经结束的不受影响。", danger=True,
        save=lambda data: operations.retire_version(version=row, reason=data["reason"]),
    )  # fmt: skip


@screen(RUN)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    row = frame.find_version(pk)
    return confirm_screen(
        request, title=f"删除草稿 {row}", text="草稿的内容不再保留；留痕中仍可查到每次修改。", submit="删除", danger=True,
        back=row.instrument, save=lambda: operations.discard_version(version=row), done_text="已删除草稿",
        crumbs=frame.of_version(row, ("删除草稿", None)),
    )  # fmt: skip
