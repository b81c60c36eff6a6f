"""Acts on what belongs to a meeting: resolutions and attachments."""

from __future__ import annotations

from datetime import datetime

from shuanglun.base.audit import operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Meeting, MeetingFile, Resolution
from shuanglun.records.life.operations.meetings import _changing, recount


@operation("life.keep", act="life.resolve", label="登记决议")
def resolve(*, meeting: Meeting, title: str, agree: int, against: int, abstain: int) -> Resolution:
    """What was resolved, with the votes; those due and those who came are taken from the roster."""
    meeting = _changing(meeting)
    if meeting.resolutions.filter(title=title).exists():
        raise RefusedError("这次会议已有同名决议。", "title")
    row = Resolution(meeting=meeting, title=title, agree=agree, against=against, abstain=abstain)
    recount(row, meeting)
    row.save()
    return row


@operation("life.keep", act="life.unresolve", label="删除决议")
def unresolve(*, resolution: Resolution) -> None:
    """Take a resolution off a record that is still open."""
    _changing(resolution.meeting)
    resolution.delete()


@operation("life.keep", act="life.attach", label="上传会议附件")
def attach(*, meeting: Meeting, name: str, content: bytes, at: datetime) -> MeetingFile:
    """Attach a file to a meeting whose record is still open."""
    meeting = _changing(meeting)
    row = MeetingFile.made(name=name, content=content, at=at, meeting=meeting)
    row.save()
    return row


@operation("life.keep", act="life.detach", label="删除会议附件")
def detach(*, file: MeetingFile) -> None:
    """Take a file away; its content goes with the next clearing of strays."""
    _changing(file.meeting)
    file.delete()
