"""Acts on care (M25)."""

from __future__ import annotations

from datetime import date

from shuanglun.base.actor import current
from shuanglun.base.audit import operation
from shuanglun.records.life.models import Care
from shuanglun.records.life.rules.talks import was_given
from shuanglun.records.people.models import Person


@operation("life.talk", act="life.record_care", label="登记关怀")
def record(*, kind: str, person: Person, on: date, by: str, reason: str, done: str, today: date) -> Care:
    """Write down a visit or help that was given."""
    was_given(on, today).or_refuse()
    actor = current()
    return Care.objects.create(
        kind=kind, person=person, on=on, by=by, reason=reason, done=done, kept_by=actor.name,
        kept_account=actor.account_id,
    )  # fmt: skip
