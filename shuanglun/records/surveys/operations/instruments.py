"""Acts on instruments and their versions. Only drafts change; the database refuses anything else (migration 0004)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.states import state
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.choices import VersionState
from shuanglun.records.surveys.models import Campaign, Instrument, InstrumentVersion
from shuanglun.records.surveys.rules import editing
from shuanglun.records.surveys.rules.content import digest, problems
from shuanglun.records.surveys.rules.shape import Content, empty

RIGHT = "surveys.run"
SHIPPED = Path(__file__).parents[1] / "instruments"


def shipped() -> list[dict[str, Any]]:
    """The instruments that come with the system: code, title, kind, content."""
    return [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(SHIPPED.glob("*.yaml"))]


@operation(RIGHT, act="surveys.add_instrument", label="新增测评表")
def add_instrument(*, code: str, title: str, kind: str) -> Instrument:
    """A new instrument with an empty draft. Raises RefusedError for a code in use."""
    return _added(code, title, kind, empty())


def _added(code: str, title: str, kind: str, content: Content) -> Instrument:
    other = Instrument.objects.filter(code__iexact=code).first()
    if other is not None:
        raise RefusedError(f"编号“{other.code}”已用于“{other.title}”（编号不分大小写），请换一个。", "code")
    instrument = Instrument.objects.create(code=code, title=title, kind=kind)
    InstrumentVersion.objects.create(instrument=instrument, number=1, content=content, made_by=current().name)
    return instrument


@operation(RIGHT, act="surveys.rename_instrument", label="修改测评表名称")
def rename_instrument(*, instrument: Instrument, title: str, kind: str) -> Instrument:
    """Another title or kind; versions and what was asked stay."""
    instrument.title, instrument.kind = title, kind
    instrument.save()
    return instrument


@operation(RIGHT, act="surveys.remove_instrument", label="删除测评表")
def remove_instrument(*, instrument: Instrument) -> Instrument:
    """Take away an instrument that was made by mistake, with its draft. Raises RefusedError once a version was published."""
    versions = list(InstrumentVersion.objects.select_for_update().filter(instrument=instrument))
    editing.may_remove([version.state for version in versions]).or_refuse()
    note(instrument)
    for version in versions:
        note(version, before=state(version))
        version.delete()
    instrument.delete()
    return instrument


@operation(RIGHT, act="surveys.load_instruments", label="装入随系统提供的测评表")
def load_shipped() -> list[Instrument]:
    """Add the instruments that come with the system, each as a draft; codes already there are left as they are."""
    there = {code.lower() for code in Instrument.objects.values_list("code", flat=True)}
    made = [_added(**each) for each in shipped() if each["code"].lower() not in there]
    if not made:
        raise RefusedError("随系统提供的测评表都已在列，没有可装入的。")
    for row in made:
        note(row)
    return made


@operation(RIGHT, act="surveys.draft_version", label="起草测评表新版本")
def draft_version(*, instrument: Instrument) -> InstrumentVersion:
    """A draft with the content of the latest version. Raises RefusedError while there is one."""
    latest = InstrumentVersion.objects.select_for_update().filter(instrument=instrument).order_by("-number").first()
    if latest is not None and latest.is_draft:
        raise RefusedError(f"第 {latest.number} 版还是草稿，请在草稿上修改，不必另起新版本。")
    number, content = (latest.number + 1, latest.content) if latest else (1, empty())
    return InstrumentVersion.objects.create(
        instrument=instrument, number=number, content=content, made_by=current().name
    )


@operation(RIGHT, act="surveys.discard_version", label="删除测评表草稿")
def discard_version(*, version: InstrumentVersion) -> InstrumentVersion:
    """Drop a draft that no campaign names."""
    _draft(version)
    if Campaign.objects.filter(version=version).exists():
        raise RefusedError("有测评选用了这一版，不能删除。请先在测评中改选别的测评表。")
    version.delete()
    return version


@operation(RIGHT, act="surveys.edit_version", label="修改测评表说明")
def edit_version(
    *, version: InstrumentVersion, help: str, overall: str, excellent: list[str], passing: list[str]
) -> InstrumentVersion:
    """Another explanation, overall question, and letters that count as excellent and as passing."""
    return _changed(
        version,
        lambda content: editing.with_settings(
            content, help=help, overall=overall, excellent=excellent, passing=passing
        ),
    )


@operation(RIGHT, act="surveys.keep_question", label="修改测评题目")
def keep_question(*, version: InstrumentVersion, code: str | None, values: dict[str, Any]) -> InstrumentVersion:
    """Add a question (`code` None) or replace one. `values` are the parts of a question."""
    return _changed(version, lambda content: editing.with_question(content, code, values))


@operation(RIGHT, act="surveys.remove_question", label="删除测评题目")
def remove_question(*, version: InstrumentVersion, code: str) -> InstrumentVersion:
    """Take a question out."""
    return _changed(version, lambda content: editing.without_question(content, code))


@operation(RIGHT, act="surveys.move_question", label="调整测评题目次序")
def move_question(*, version: InstrumentVersion, code: str, way: str) -> InstrumentVersion:
    """Move a question "up" or "down" among those about the same."""
    return _changed(version, lambda content: editing.moved(content, code, way))


@operation(RIGHT, act="surveys.keep_scale", label="修改评价标准")
def keep_scale(*, version: InstrumentVersion, code: str | None, values: dict[str, Any]) -> InstrumentVersion:
    """Add a scale (`code` None) or replace one."""
    return _changed(version, lambda content: editing.with_scale(content, code, values))


@operation(RIGHT, act="surveys.remove_scale", label="删除评价标准")
def remove_scale(*, version: InstrumentVersion, code: str) -> InstrumentVersion:
    """Take a scale out that no question uses."""
    return _changed(version, lambda content: editing.without_scale(content, code))


@operation(RIGHT, act="surveys.keep_index", label="修改测评指标")
def keep_index(*, version: InstrumentVersion, code: str | None, values: dict[str, Any]) -> InstrumentVersion:
    """Add an index (`code` None) or replace one."""
    return _changed(version, lambda content: editing.with_index(content, code, values))


@operation(RIGHT, act="surveys.remove_index", label="删除测评指标")
def remove_index(*, version: InstrumentVersion, code: str) -> InstrumentVersion:
    """Take an index out."""
    return _changed(version, lambda content: editing.without_index(content, code))


@operation(RIGHT, act="surveys.publish_version", label="发布测评表")
def publish_version(*, version: InstrumentVersion, at: datetime) -> InstrumentVersion:
    """Publish a draft without problems; from then on it never changes. Raises RefusedError with all that is wrong."""
    held = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    editing.VERSION_FLOW.may(held, "publish").or_refuse()
    wrong = problems(held.content)
    if wrong:
        raise RefusedError(f"还不能发布，有 {len(wrong)} 处要改：" + "".join(wrong))
    editing.VERSION_FLOW.move(held, "publish")
    held.digest, held.published_by, held.published_at = digest(held.content), current().name, at
    held.save()
    return held


@operation(RIGHT, act="surveys.retire_version", label="停用测评表版本")
def retire_version(*, version: InstrumentVersion, reason: str) -> InstrumentVersion:
    """Offer a published version no more; campaigns that use it go on."""
    gives_a_reason(reason, "停用").or_refuse()
    held = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    editing.VERSION_FLOW.move(held, "retire")
    held.save()
    note.reason(reason)
    return held


def _draft(version: InstrumentVersion) -> InstrumentVersion:
    held = InstrumentVersion.objects.select_for_update().filter(pk=version.pk).first()
    if held is None:
        raise RefusedError("这一版草稿已经删除。请返回测评表重新打开。")
    if held.state != VersionState.DRAFT:
        raise RefusedError(f"第 {held.number} 版{held.get_state_display()}，不能再改；需要改动的，请起草新版本。")
    return held


def _changed(version: InstrumentVersion, change: Callable[[Content], Content]) -> InstrumentVersion:
    held = _draft(version)
    held.content = change(held.content)
    held.save()
    return held
