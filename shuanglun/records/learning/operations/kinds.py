"""Acts on the list of kinds: a changed rule follows the former one from a day on."""

from __future__ import annotations

from datetime import date

from shuanglun.base.audit import note, operation
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning.models import CourseKind
from shuanglun.records.learning.rules import courses as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.add_kind", label="增加课程类别")
def add_kind(*, name: str, needs_party: bool, basis: str, from_on: date) -> CourseKind:
    """Put a kind on the list from a day on. Raises RefusedError for a name that is on it."""
    if CourseKind.objects.filter(name=name, until_on=None).exists():
        raise RefusedError(f"已有课程类别“{name}”，请直接修改它的规定。", "name")
    last = CourseKind.objects.filter(name=name).order_by("-from_on").first()
    if last is not None and last.until_on is not None and from_on < last.until_on:
        raise RefusedError(f"“{name}”曾使用到 {last.until_on}，新的生效日期不能早于这一天。", "from_on")
    return CourseKind.objects.create(name=name, needs_party=needs_party, basis=basis, from_on=from_on)


@operation(RIGHT, act="learning.change_kind", label="修改课程类别规定")
def change_kind(*, kind: CourseKind, needs_party: bool, basis: str, from_on: date, reason: str) -> CourseKind:
    """Another rule for a kind from a day on; courses that opened before stay as they are."""
    gives_a_reason(reason, "修改").or_refuse()
    rules.may_follow(kind.from_on, from_on, kind.until_on).or_refuse()
    kind.until_on = from_on
    kind.save()
    note(kind)
    note.reason(reason)
    return CourseKind.objects.create(name=kind.name, needs_party=needs_party, basis=basis, from_on=from_on)


@operation(RIGHT, act="learning.close_kind", label="停用课程类别")
def close_kind(*, kind: CourseKind, from_on: date, reason: str) -> CourseKind:
    """Take a kind off the list from a day on."""
    gives_a_reason(reason, "停用").or_refuse()
    rules.may_follow(kind.from_on, from_on, kind.until_on).or_refuse()
    kind.until_on = from_on
    kind.save()
    note.reason(reason)
    return kind
