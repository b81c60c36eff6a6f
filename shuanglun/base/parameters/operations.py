"""Acts on parameters: one person proposes, another approves (G-14)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters import queries
from shuanglun.base.parameters.models import ParameterChange
from shuanglun.base.parameters.registry import DECLARED
from shuanglun.base.parameters.rules import APPROVED, FLOW, PROPOSED, may_become, may_hold_from
from shuanglun.base.two_people import gives_a_reason, has_a_name, is_another_person
from shuanglun.base.verdicts import RefusedError


@operation("parameters.edit", act="parameters.propose", label="提出参数变更")
def propose(*, key: str, value: int, from_on: date, reason: str, at: datetime) -> ParameterChange:
    """Propose another value from a day on. One proposal of a parameter at a time."""
    actor, parameter = current(), DECLARED[key]
    has_a_name(actor, "提出").or_refuse()
    gives_a_reason(reason, "变更").or_refuse()
    may_hold_from(from_on, timezone.localdate(at)).or_refuse()
    may_become(parameter, value, queries.value(key, from_on)).or_refuse()
    if ParameterChange.objects.filter(key=key, state=PROPOSED).exists():
        raise RefusedError("这个参数已有一项变更在等另一人批准，请先办理那一项。")
    if ParameterChange.objects.filter(key=key, state=APPROVED, from_on=from_on).exists():
        raise RefusedError(f"这个参数已有自 {from_on} 起生效的值，请换一个生效日期。", "from_on")
    note.reason(reason)
    return ParameterChange.objects.create(
        key=key, value=value, from_on=from_on, reason=reason, proposed_by=actor.name, proposed_account=actor.account_id,
        proposed_person=actor.person_id, proposed_at=at,
    )  # fmt: skip


@operation("parameters.approve", label="批准参数变更")
def approve(*, change: ParameterChange, at: datetime, words: str = "") -> ParameterChange:
    """Put a proposal in force; only another person may."""
    has_a_name(current(), "批准").or_refuse()
    FLOW.may(change, "approve").or_refuse()
    is_another_person(
        current(), change.proposed_account, change.proposed_person, "提出人与批准人须为两人：请由另一位人员批准。"
    ).or_refuse()
    return _decided(change, "approve", at, words)


@operation("parameters.edit", act="parameters.withdraw", label="不采用参数变更")
def withdraw(*, change: ParameterChange, at: datetime, reason: str) -> ParameterChange:
    """Give a proposal up, by whoever made it or somebody else."""
    gives_a_reason(reason, "不采用").or_refuse()
    return _decided(change, "withdraw", at, reason)


def _decided(change: ParameterChange, step: str, at: datetime, words: str) -> ParameterChange:
    FLOW.move(change, step)
    change.decided_by, change.decided_at, change.words = current().name, at, words
    change.save()
    note.reason(words)
    return change
