"""Meetings and attendance, own issues, volunteer service."""

from shuanglun.records.life.models.hints import Hint
from shuanglun.records.life.models.issues import IssueItem
from shuanglun.records.life.models.meetings import Attendance, LeaveRequest, Meeting, MeetingFile, Resolution
from shuanglun.records.life.models.services import VolunteerService

__all__ = [
    "Attendance",
    "Hint",
    "IssueItem",
    "LeaveRequest",
    "Meeting",
    "MeetingFile",
    "Resolution",
    "VolunteerService",
]
