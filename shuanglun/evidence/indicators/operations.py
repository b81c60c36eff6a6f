"""Acts on versions. A version is drafted, submitted by one person and published by another (G-14); what was published
is never edited, only superseded by a later version or retired."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils import timezone

from shuanglun.base import two_people
from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.scheme import Scheme as Content
from shuanglun.evidence.indicators import queries, rules
from shuanglun.evidence.indicators.models import Scheme, SchemeVersion, VersionAct
from shuanglun.evidence.indicators.report import Report, report
from shuanglun.evidence.indicators.rules import FLOW
from shuanglun.evidence.snapshots import catalogue

SHIPPED = Path(__file__).parent / "schemes"


class Unsound(RefusedError):
    """The text cannot be used as it stands; `report` tells every place and its remedy."""

    def __init__(self, outcome: Report) -> None:
        first = outcome.found[0]
        super().__init__(
            f"{outcome.words}：{first.place}，{first.problem.message}{first.problem.remedy}", field="source"
        )
        self.report = outcome


class Overtaken(RefusedError):
    """Somebody else changed the draft meanwhile."""


@operation("indicators.edit", act="indicators.draft", label="起草方案")
def draft_from(*, source: str, words: str = "") -> SchemeVersion:
    """Start a draft from a YAML text. What is wrong inside may be mended in the draft; a text without code, version,
    name and first day is refused (Unsound), and so is a number that was used before."""
    source = _plain_lines(source)
    content = _headline(source)
    scheme, _ = Scheme.objects.get_or_create(code=content.id, defaults={"name": content.name})
    taken = scheme.versions.exclude(state="discarded").filter(version=content.version).exists()
    if taken:
        raise RefusedError(f"{scheme} 已有 {content.version} 版，请在原文的 version 处换一个版本号。", field="source")
    version = SchemeVersion(scheme=scheme, version=content.version)
    _write(version, source, content)
    _told(version, "draft", words)
    return version


@operation("indicators.edit", act="indicators.edit_draft", label="修改方案草稿")
def edit_draft(*, version: SchemeVersion, source: str, seen: str | None = None) -> SchemeVersion:
    """Replace a draft's text. `seen` is the stamp of the text the editor started from: if the draft has another one by
    now, Overtaken is raised and nothing is lost."""
    version = _locked(version)
    if not version.is_draft:
        raise RefusedError(f"“{version}”是{version.get_state_display()}状态，不能修改；请另起新版本。", field="source")
    if seen is not None and seen != version.stamp:
        raise Overtaken("在您编辑期间，这份草稿已被他人修改。请复制您的内容，刷新后再合并。", field="source")
    source = _plain_lines(source)
    content = _headline(source)
    rules.stays_in_its_line(content, version.scheme.code, version.version).or_refuse()
    _write(version, source, content)
    _told(version, "edit")
    return version


@operation("indicators.edit", act="indicators.submit", label="提交方案")
def submit(*, version: SchemeVersion, words: str = "") -> SchemeVersion:
    """Hand a draft over for publication. Every rule of the engine must be satisfied, otherwise Unsound."""
    actor, version = current(), _locked(version)
    two_people.has_a_name(actor, "提交").or_refuse()
    _sound(version)
    FLOW.move(version, "submit")
    version.submitted_account, version.submitted_by = actor.account_id, actor.person_id
    version.submitted_name, version.submitted_at = actor.name, timezone.now()
    version.return_reason = ""
    version.save()
    _told(version, "submit", words)
    return version


@operation("indicators.publish", act="indicators.publish", label="发布方案")
def publish(*, version: SchemeVersion, on: date, words: str = "", seen: str | None = None) -> SchemeVersion:
    """Put a submitted version in force from its first day. The publisher is another person than the submitter; a
    published version of the same scheme with the same first day is retired `on` this day, since it is superseded.
    `seen` is the stamp of the text which the publisher read."""
    actor, version = current(), _locked(version)
    two_people.has_a_name(actor, "发布").or_refuse()
    FLOW.may(version, "publish").or_refuse()
    rules.is_another_publisher(actor, version.submitted_account, version.submitted_by).or_refuse()
    if seen is not None and seen != version.stamp:
        raise Overtaken("这一版在您阅读之后被退回修改过，请刷新后重新阅读再发布。")
    content = _sound(version)
    rules.may_stand_beside(content, map(queries.scheme_of, queries.beside(version))).or_refuse()
    _supersede(version, on)
    FLOW.move(version, "publish")
    version.published_account, version.published_by = actor.account_id, actor.person_id
    version.published_name, version.published_at = actor.name, timezone.now()
    version.save()
    _told(version, "publish", words)
    return version


@operation("indicators.publish", act="indicators.return_draft", label="退回方案")
def return_draft(*, version: SchemeVersion, reason: str) -> SchemeVersion:
    """Send a submitted version back to draft, saying why."""
    two_people.gives_a_reason(reason, "退回").or_refuse()
    version = _locked(version)
    FLOW.move(version, "return")
    version.submitted_account, version.submitted_by = None, None
    version.submitted_name, version.submitted_at = "", None
    version.return_reason = reason.strip()
    version.save()
    _told(version, "return", reason)
    return version


@operation("indicators.publish", act="indicators.retire", label="停用方案")
def retire(*, version: SchemeVersion, on: date, reason: str) -> SchemeVersion:
    """Take a published version out of force from the day `on`; runs already made with it stay as they are."""
    two_people.gives_a_reason(reason, "停用").or_refuse()
    version = _locked(version)
    FLOW.move(version, "retire")
    version.retired_on = on
    version.save()
    _told(version, "retire", reason)
    return version


@operation("indicators.edit", act="indicators.discard", label="作废方案草稿")
def discard(*, version: SchemeVersion, reason: str) -> SchemeVersion:
    """Give up a draft; it stays readable, its number becomes free."""
    two_people.gives_a_reason(reason, "作废").or_refuse()
    version = _locked(version)
    FLOW.move(version, "discard")
    version.save()
    _told(version, "discard", reason)
    return version


def ship(*, submitter: Actor, publisher: Actor, on: date) -> list[SchemeVersion]:
    """Draft, submit and publish the schemes that come with the system, by two people; those already there are left
    alone. Returns the published versions, also the ones that were there before."""
    return [
        _shipped(path.read_text(encoding="utf-8"), submitter, publisher, on) for path in sorted(SHIPPED.glob("*.yaml"))
    ]


def _shipped(source: str, submitter: Actor, publisher: Actor, on: date) -> SchemeVersion:
    content = _headline(source)
    there = SchemeVersion.objects.filter(scheme__code=content.id, version=content.version, state="published").first()
    if there is not None:
        return there
    with acting(submitter):
        version = draft_from(source=source, words="随系统提供的样板")
        version = submit(version=version, words="权重与目标按本单位参数核对")
    with acting(publisher):
        return publish(version=version, on=on, words="经核对后发布")


def _locked(version: SchemeVersion) -> SchemeVersion:
    """The row as it stands now, held until the act is done: two people may click at once."""
    row = SchemeVersion.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version.pk)
    note(row, before=state(row))
    return row


def _headline(source: str) -> Content:
    """What the text says of itself. Raises Unsound or RefusedError when not even that can be read."""
    outcome = report(source, None)
    if outcome.scheme is None:
        raise Unsound(outcome)
    rules.has_a_headline(outcome.scheme).or_refuse()
    return outcome.scheme


def _plain_lines(source: str) -> str:
    """Browsers send CRLF; the stored text has one kind of line end, or each save would look like a change."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _sound(version: SchemeVersion) -> Content:
    outcome = report(version.source, catalogue.MEASURES.values())
    if not outcome.passed or outcome.scheme is None:
        raise Unsound(outcome)
    return outcome.scheme


def _write(version: SchemeVersion, source: str, content: Content) -> None:
    version.source, version.name, version.valid_from = source, content.name, content.valid_from
    version.digest = content.digest
    version.save()


def _supersede(version: SchemeVersion, on: date) -> None:
    for row in SchemeVersion.objects.published().filter(scheme=version.scheme_id, valid_from=version.valid_from):
        retire(version=row, on=on, reason=f"由 {version.version} 版取代")


def _told(version: SchemeVersion, act: str, words: str = "") -> None:
    actor = current()
    if words:
        note.reason(words.strip())
    VersionAct.objects.create(
        version=version, act=act, person_id=actor.person_id, name=actor.name, at=timezone.now(),
        words=words.strip()[: two_people.LONGEST_WORDS],
    )  # fmt: skip
