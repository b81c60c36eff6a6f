"""Rows of the surveys room: instruments, campaigns, the box, paper, and what leaves it."""

from shuanglun.records.surveys.models.box import Ballot, Envelope
from shuanglun.records.surveys.models.campaigns import Campaign, Group, RosterEntry, Subject, VoterClass
from shuanglun.records.surveys.models.instruments import Instrument, InstrumentVersion
from shuanglun.records.surveys.models.outcomes import PublishedMean, Release, Remark, Seal
from shuanglun.records.surveys.models.paper import PaperSheet, Slip, SlipRun

__all__ = [
    "Ballot", "Campaign", "Envelope", "Group", "Instrument", "InstrumentVersion", "PaperSheet", "PublishedMean",
    "Release", "Remark", "RosterEntry", "Seal", "Slip", "SlipRun", "Subject", "VoterClass",
]  # fmt: skip
