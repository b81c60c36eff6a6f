"""Meetings and attendance, candid meetings with own issues, talks and care, hints, volunteer service."""

from shuanglun.records.life.models.candid import CandidMeeting, Criticism, Opinion, SelfCheck
from shuanglun.records.life.models.care import Care
from shuanglun.records.life.models.hints import Hint
from shuanglun.records.life.models.issues import IssueFile, IssueItem
from shuanglun.records.life.models.meetings import Attendance, LeaveRequest, Meeting, MeetingFile, Resolution
from shuanglun.records.life.models.services import VolunteerService
from shuanglun.records.life.models.talks import FollowUp, Opening, Talk, TalkAct

__all__ = [
    "Attendance", "CandidMeeting", "Care", "Criticism", "FollowUp", "Hint", "IssueFile", "IssueItem", "LeaveRequest",
    "Meeting", "MeetingFile", "Opening", "Opinion", "Resolution", "SelfCheck", "Talk", "TalkAct",
    "VolunteerService",
]  # fmt: skip
