"""Acts of the surveys room."""

from shuanglun.records.surveys.operations.campaigns import (
    PARTICULARS,
    add_subjects,
    approve,
    cancel,
    draft_campaign,
    edit_campaign,
    list_voters,
    move_voter,
    remind,
    remove_subject,
    remove_voter,
    send_back,
    set_classes,
    submit,
)
from shuanglun.records.surveys.operations.casting import cast
from shuanglun.records.surveys.operations.issuing import hand_paper, issue
from shuanglun.records.surveys.operations.opening import open_campaign
from shuanglun.records.surveys.operations.papers import enter_paper, issue_paper, settle_paper
from shuanglun.records.surveys.operations.releasing import destroy_ballots, release, review_remark
from shuanglun.records.surveys.operations.sealing import destroy_keys, seal
from shuanglun.records.surveys.operations.slips import fresh_codes, print_slips, void_slips

__all__ = [
    "PARTICULARS",
    "add_subjects",
    "approve",
    "cancel",
    "cast",
    "destroy_ballots",
    "destroy_keys",
    "draft_campaign",
    "edit_campaign",
    "enter_paper",
    "fresh_codes",
    "hand_paper",
    "issue",
    "issue_paper",
    "list_voters",
    "move_voter",
    "open_campaign",
    "print_slips",
    "release",
    "remind",
    "remove_subject",
    "remove_voter",
    "review_remark",
    "seal",
    "send_back",
    "set_classes",
    "settle_paper",
    "submit",
    "void_slips",
]  # fmt: skip
