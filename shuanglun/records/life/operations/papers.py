"""Acts on what belongs to a meeting: resolutions and attachments."""

from __future__ import annotations

from datetime import datetime

from shuanglun.base.audit import operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Meeting, MeetingFile, Resolution
from shuanglun.records.life.operations.meetings import recount
from shuanglun.records.life.rules import meetings as rules


@operation("life.keep", act="life.resolve", label="登记决议")
def resolve(*, meeting: Meeting, title: str, agree: int, against: int, abstain: int) -> Resolution:
    """What was resolved, with the votes; those due and those who came are taken from the roster."""
    rules.may_change(meeting.state).or_refuse()
    if meeting.resolutions.filter(title=title).exists():
        raise RefusedError("这次会议已有同名决议。", "title")
    row = Resolution(meeting=meeting, title=title, agree=agree, against=against, abstain=abstain)
    recount(row, meeting)
    row.save()
    return row


@operation("life.keep", act="life.unresolve", label="删除决议")
def unresolve(*, resolution: Resolution) -> None:
    """Take a resolution off a record that is still open."""
    rules.may_change(resolution.meeting.state).or_refuse()
    resolution.delete()


@operation("life.keep", act="life.attach", label="上传会议附件")
def attach(*, meeting: Meeting, name: str, content: bytes, at: datetime) -> MeetingFile:
    """Attach a file to a meeting whose record is still open."""
    rules.may_change(meeting.state).or_refuse()
    row = MeetingFile.made(name=name, content=content, at=at, meeting=meeting)
    row.save()
    return row


@operation("life.keep", act="life.detach", label="删除会议附件")
def detach(*, file: MeetingFile) -> None:
    """Take a file away; its content goes with the next clearing of strays."""
    rules.may_change(file.meeting.state).or_refuse()
    file.delete()
