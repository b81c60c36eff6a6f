"""Acts on own issues: set down, hand in, report, verify, look back."""

from __future__ import annotations

from datetime import date, datetime

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters.queries import value
from shuanglun.base.two_people import gives_a_reason, has_a_name
from shuanglun.base.verdicts import Refused, RefusedError
from shuanglun.records.life.choices import LookBack
from shuanglun.records.life.models import IssueFile, IssueItem, SelfCheck
from shuanglun.records.life.parameters import LONGEST_TERM
from shuanglun.records.life.queries.issues import is_listed
from shuanglun.records.life.rules import candid as candid_rules
from shuanglun.records.life.rules import issues as rules
from shuanglun.records.people.models import Person

Upload = tuple[str, bytes]
"""Name and content of a file."""
SAME_TITLE = Refused("今天已经列出过同名的问题，请换一个说法或修改原有的一条。", "title")


@operation("life.own", act="life.raise_issue", label="列出个人问题", clash=SAME_TITLE)
def raise_issue(
    *, person: Person, title: str, fact: str, measure: str, owner: str, due_on: date, check: SelfCheck | None,
    today: date,
) -> IssueItem:  # fmt: skip
    """Set down an issue of one's own, as of today; `check` says at which candid meeting."""
    rules.is_own(current(), person.pk, "列出个人问题").or_refuse()
    rules.may_raise(today, due_on, today, value(LONGEST_TERM, today)).or_refuse()
    if check is not None and check.candid.stage not in (candid_rules.MEETING, candid_rules.RECTIFY):
        raise RefusedError(f"会议现处“{candid_rules.STAGES[check.candid.stage]}”环节，开会和整改中列出问题。")
    row = IssueItem(
        person=person, title=title, fact=fact, measure=measure, owner=owner, raised_on=today, due_on=due_on,
        candid=check.candid if check else None,
    )  # fmt: skip
    row.save()
    return row


@operation("life.own", act="life.edit_issue", label="补充个人问题")
def edit(
    *, issue: IssueItem, title: str, fact: str, measure: str, owner: str, due_on: date | None = None, today: date
) -> IssueItem:
    """Say more clearly what it is about. The term may change until the list is handed in."""
    rules.is_own(current(), issue.person_id, "修改").or_refuse()
    if issue.state != rules.OPEN:
        raise RefusedError(f"“{issue.state_words}”的问题不再修改。")
    if due_on is not None and due_on != issue.due_on:
        rules.may_set_term(issue.state, issue.raised_on, is_listed(issue), today).or_refuse()
        rules.may_raise(issue.raised_on, due_on, today, value(LONGEST_TERM, today)).or_refuse()
        issue.due_on = due_on
    issue.title, issue.fact, issue.measure, issue.owner = title, fact, measure, owner
    issue.save()
    return issue


@operation("life.review", act="life.correct_issue_term", label="更正整改期限")
def correct_term(*, issue: IssueItem, due_on: date, reason: str, today: date) -> IssueItem:
    """The office corrects a term that was written wrongly, saying why; one that has passed stays."""
    gives_a_reason(reason, "更正").or_refuse()
    rules.is_another(current(), issue.person_id).or_refuse()
    rules.may_correct_term(issue.state, issue.due_on, today).or_refuse()
    rules.may_raise(issue.raised_on, due_on, today, value(LONGEST_TERM, today)).or_refuse()
    if due_on < today:
        raise RefusedError("更正后的期限不能早于今天。", "due_on")
    issue.due_on = due_on
    issue.save()
    note.reason(reason)
    return issue


@operation("life.own", act="life.hand_in_list", label="交问题清单")
def hand_in_list(*, check: SelfCheck, today: date) -> SelfCheck:
    """The own list of issues of a meeting is complete."""
    rules.is_own(current(), check.person_id, "交问题清单").or_refuse()
    if check.listed_on:
        raise RefusedError(f"清单已于 {check.listed_on} 交出。")
    meeting = check.candid.meeting
    issues = IssueItem.objects.filter(person=check.person, candid=check.candid).count()
    rules.may_hand_in_list(issues, meeting.on if meeting else None).or_refuse()
    check.listed_on = today
    check.save()
    return check


@operation("life.own", act="life.claim_issue", label="报告整改完成")
def claim(*, issue: IssueItem, words: str, upload: Upload | None, at: datetime, today: date) -> IssueItem:
    """Say how the issue was mended, with proof; somebody else will look."""
    rules.is_own(current(), issue.person_id, "报告整改完成").or_refuse()
    rules.FLOW.may(issue, "claim").or_refuse()
    rules.may_claim(words).or_refuse()
    issue.claimed_on, issue.claim_words = today, words
    issue.closed_words = ""
    issue.save()
    if upload:
        note(_kept(issue, upload, at))
    return issue


@operation("life.own", act="life.attach_issue", label="补充整改佐证")
def attach(*, issue: IssueItem, upload: Upload, at: datetime) -> IssueItem:
    """Another file as proof, until the issue is closed."""
    rules.is_own(current(), issue.person_id, "补充佐证").or_refuse()
    if issue.state == rules.CLOSED:
        raise RefusedError("已销号的问题不再补充佐证。")
    note(_kept(issue, upload, at))
    return issue


def _kept(issue: IssueItem, upload: Upload, at: datetime) -> IssueFile:
    row = IssueFile.made(name=upload[0], content=upload[1], at=at, issue=issue)
    row.save()
    return row


@operation("life.keep", act="life.verify_issue", label="核实销号")
def verify(*, issue: IssueItem, words: str, today: date) -> IssueItem:
    """Somebody else saw that the issue is mended. In time is what the person reported in time, however late it was
    looked at."""
    _looked_at(issue, "verify")
    issue.closed_on, issue.closed_by, issue.closed_words = today, current().name, words
    issue.save()
    return issue


@operation("life.keep", act="life.return_issue", label="退回继续整改")
def send_back(*, issue: IssueItem, reason: str) -> IssueItem:
    """Not mended yet: back to the person, with the reason."""
    _looked_at(issue, "return")
    gives_a_reason(reason, "退回").or_refuse()
    issue.claimed_on, issue.closed_by, issue.closed_words = None, current().name, reason
    issue.save()
    return issue


def _looked_at(issue: IssueItem, step: str) -> None:
    has_a_name(current(), "核实").or_refuse()
    rules.FLOW.may(issue, step).or_refuse()
    rules.is_another(current(), issue.person_id).or_refuse()


@operation("life.keep", act="life.look_back_issue", label="回头看")
def look_back(*, issue: IssueItem, outcome: str, words: str, due_on: date | None, today: date) -> IssueItem:
    """Whether the rectification holds. What does not is set down anew with another term; what stood there stays, so
    that a missed term never leaves the year in which it was due. Returns the issue to go on with."""
    has_a_name(current(), "回头看").or_refuse()
    rules.is_another(current(), issue.person_id).or_refuse()
    rules.may_look_back(issue.state, issue.due_on < today, outcome, words, due_on, today).or_refuse()
    issue.looked_back_on, issue.look_back = today, outcome
    issue.look_back_by, issue.look_back_words = current().name, words
    issue.save()
    if outcome != LookBack.REOPENED or due_on is None:
        return issue
    rules.may_raise(today, due_on, today, value(LONGEST_TERM, today)).or_refuse()
    note(issue)
    same = {name: getattr(issue, name) for name in ("person", "candid", "title", "fact", "measure", "owner")}
    return IssueItem.objects.create(**same, raised_on=today, due_on=due_on, former=issue)
