"""Two people behind a record: who keeps it submits, somebody else approves or returns it.

Rooms inherit `Reviewed`, make their table of steps with `review_flow`, and call `submitted`, `returned`, `approved` in
their operations. Only approved rows are facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from shuanglun.base.actor import current
from shuanglun.base.flow import Flow, Step
from shuanglun.base.two_people import LONGEST_WORDS, gives_a_reason, has_a_name, is_another_person

DRAFT, SUBMITTED, RETURNED, APPROVED, CANCELLED = "draft", "submitted", "returned", "approved", "cancelled"
OPEN = (DRAFT, RETURNED)
"""States in which whoever keeps the record may still change it."""
STATES = {DRAFT: "草稿", SUBMITTED: "待审核", RETURNED: "已退回", APPROVED: "已通过"}
LAMPS = {DRAFT: "idle", SUBMITTED: "soon", RETURNED: "late", APPROVED: "done", CANCELLED: "off"}


def review_flow(name: str, *, draft: str = STATES[DRAFT], cancels: str = "", more: Iterable[Step] = ()) -> Flow:
    """The table of steps from draft to approval. `draft` is what the first state is called; `cancels` is the
    verb of giving a record up while it is open; without it none is. An approved record goes back only by `reopen`, with a reason."""
    states = STATES | {DRAFT: draft} | ({CANCELLED: "已取消"} if cancels else {})
    steps = [
        Step("submit", OPEN, SUBMITTED, "提交审核"),
        Step("approve", (SUBMITTED,), APPROVED, "审核通过"),
        Step("return", (SUBMITTED,), RETURNED, "退回"),
        Step("reopen", (APPROVED,), RETURNED, "退回更正"),
    ]
    if cancels:
        steps.append(Step("cancel", OPEN, CANCELLED, cancels))
    return Flow(name, states, (*steps, *more))


class Reviewed(models.Model):
    """A record that somebody submits and somebody else approves, along the `flow` that the room gives. The names are the
    actors' own words; the numbers of account and person serve only to tell whether both are one human being."""

    flow: ClassVar[Flow]

    state = models.CharField("状态", max_length=10, default=DRAFT, db_index=True)
    submitted_name = models.CharField("提交人", max_length=120, blank=True)
    submitted_account = models.BigIntegerField("提交账号编号", null=True, blank=True)
    submitted_person = models.BigIntegerField("提交人编号", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    reviewed_name = models.CharField("审核人", max_length=120, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_words = models.CharField("审核意见", max_length=LONGEST_WORDS, blank=True)

    class Meta:
        abstract = True

    def get_state_display(self) -> str:
        """The state in words, as Django says it of choices."""
        return self.flow.states.get(self.state, self.state)

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state in OPEN

    @property
    def is_approved(self) -> bool:
        """Whether it counts."""
        return self.state == APPROVED

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return LAMPS[self.state]


def submitted(flow: Flow, row: Any, at: datetime) -> None:
    """Hand the row over (unsaved). Raises RefusedError from a wrong state or for a part of the system."""
    actor = current()
    has_a_name(actor, "提交").or_refuse()
    flow.move(row, "submit")
    row.submitted_name, row.submitted_at = actor.name, at
    row.submitted_account, row.submitted_person = actor.account_id, actor.person_id
    row.review_words = ""


def approved(flow: Flow, row: Any, at: datetime, words: str = "") -> None:
    """Approve the row (unsaved); the reviewer is another person than whoever submitted (G-14)."""
    flow.may(row, "approve").or_refuse()
    _is_another(row)
    _reviewed(flow, row, "approve", at, words)


def returned(flow: Flow, row: Any, at: datetime, reason: str, step: str = "return") -> None:
    """Send the row back to whoever keeps it, with the reason (unsaved). `step` is "return", or "reopen" for a row that
    was approved: that judges nothing, so whoever submitted may ask for it too."""
    flow.may(row, step).or_refuse()
    gives_a_reason(reason, flow.step(step).label).or_refuse()
    if step == "return":
        _is_another(row)
    _reviewed(flow, row, step, at, reason)


def _is_another(row: Any) -> None:
    is_another_person(current(), row.submitted_account, row.submitted_person).or_refuse()


def _reviewed(flow: Flow, row: Any, step: str, at: datetime, words: str) -> None:
    actor = current()
    has_a_name(actor, "审核").or_refuse()
    flow.move(row, step)
    row.reviewed_name, row.reviewed_at, row.review_words = actor.name, at, words
