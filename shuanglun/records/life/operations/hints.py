"""Acts on hints: keeping what a check found, answering."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from shuanglun.base import bulk
from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.two_people import has_a_name
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Hint, Meeting
from shuanglun.records.life.rules import hints as rules
from shuanglun.records.life.rules.hints import Finding

FOUND = ("score", "other_id", "group", "evidence", "found_at", "state", "answered_by", "answered_at", "words")


@operation("life.review", act="life.hints", label="检查记录相似和补录")
def keep_findings(*, found: list[Finding], since: date, at: datetime) -> list[Hint]:
    """Make the hints of meetings since a day those that were found, as far as the actor reviews them. Safe to repeat:
    an answered hint stays answered as long as its evidence is the same; one that is open and was not found again goes.
    Returns the new and the changed ones."""
    inside = set(Meeting.objects.filter(on__gte=since).values_list("pk", flat=True))
    wanted = {(one.meeting, one.kind): one for one in found if one.meeting in inside}
    there = {(row.meeting_id, row.kind): row for row in Hint.objects.filter(meeting__on__gte=since)}
    new = [Hint(meeting_id=one.meeting, kind=one.kind) for key, one in wanted.items() if key not in there]
    changed = [row for key, row in there.items() if key in wanted and _differs(row, wanted[key])]
    gone = [row for key, row in there.items() if key not in wanted and row.state == rules.OPEN]
    for row in (*new, *changed):
        _take(row, wanted[row.meeting_id, row.kind], at)
    bulk.create(new)
    bulk.update(changed, FOUND)
    Hint.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for name, rows, is_gone in (("new", new, False), ("changed", changed, False), ("gone", gone, True)):
        if rows:
            note.batch(f"life:hints:{name}", rows, gone=is_gone)
    note.reason(f"新增 {len(new)} 条，变化 {len(changed)} 条，不再出现 {len(gone)} 条")
    return [*new, *changed]


def _differs(row: Hint, one: Finding) -> bool:
    kept = (row.score, row.other_id, row.group, row.evidence)
    return kept != (one.score, one.other, one.group, dict(one.evidence))


def _take(row: Hint, one: Finding, at: datetime) -> None:
    """Put what was found on the row (unsaved); an answer to other evidence is no answer to this."""
    old = (row.other_id, row.score, row.evidence)
    if row.pk and row.state != rules.OPEN and rules.is_new_evidence(row.kind, old, one):
        rules.FLOW.move(row, "again")
        row.answered_by, row.answered_at, row.words = "", None, ""
    row.score, row.other_id, row.group = one.score, one.other, one.group
    row.evidence, row.found_at = dict(one.evidence), at


@operation("life.review", act="life.answer_hint", label="答复核实提示")
def answer(*, hint: Hint, step: str, at: datetime, words: str = "", whole_group: bool = False) -> Hint:
    """Say that one has looked: `step` is "fine" or, after asking the branch, "follow", which says what came of it.
    With `whole_group` the unanswered hints of the same group of nearly equal records get the same answer."""
    has_a_name(current(), "答复").or_refuse()
    if step == "follow" and not words.strip():
        raise RefusedError("请写明与支部核实的情况，供以后查看。", "words")
    rows = [hint]
    if whole_group and hint.group is not None:
        rows += Hint.objects.unanswered().filter(kind=hint.kind, group=hint.group).exclude(pk=hint.pk)
    _answered(rows, step, at, words)
    if len(rows) > 1:
        note.batch(f"life:hints:group:{hint.group}", rows[1:])
    note.reason(words)
    return hint


@operation("life.review", act="life.reopen_hint", label="重新核实提示")
def ask_again(*, hint: Hint) -> Hint:
    """Take an answer back."""
    rules.FLOW.move(hint, "again")
    hint.answered_by, hint.answered_at, hint.words = "", None, ""
    hint.save(update_fields=["state", "answered_by", "answered_at", "words"])
    return hint


def _answered(rows: Iterable[Hint], step: str, at: datetime, words: str) -> None:
    for row in rows:
        rules.FLOW.move(row, step)
        row.answered_by, row.answered_at, row.words = current().name, at, words
        row.save(update_fields=["state", "answered_by", "answered_at", "words"])
