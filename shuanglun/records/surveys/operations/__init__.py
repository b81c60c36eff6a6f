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
    move_voters,
    remind,
    remove_subject,
    remove_voter,
    remove_voters,
    send_back,
    set_classes,
    submit,
)
from shuanglun.records.surveys.operations.casting import cast
from shuanglun.records.surveys.operations.instruments import (
    add_instrument,
    discard_version,
    draft_version,
    edit_version,
    keep_index,
    keep_question,
    keep_scale,
    load_shipped,
    move_question,
    publish_version,
    remove_index,
    remove_instrument,
    remove_question,
    remove_scale,
    rename_instrument,
    retire_version,
)
from shuanglun.records.surveys.operations.issuing import hand_paper, issue
from shuanglun.records.surveys.operations.opening import open_with_keys, planned
from shuanglun.records.surveys.operations.papers import discard_paper, enter_paper, issue_paper, settle_paper
from shuanglun.records.surveys.operations.releasing import destroy_ballots, release, review_fact, review_remark
from shuanglun.records.surveys.operations.sealing import destroy_keys, open_and_seal
from shuanglun.records.surveys.operations.slips import print_slips, void_slips

__all__ = [
    "PARTICULARS", "add_instrument", "add_subjects", "approve", "cancel", "cast", "destroy_ballots", "destroy_keys",
    "discard_paper", "discard_version", "draft_campaign", "draft_version", "edit_campaign", "edit_version", "enter_paper",
    "hand_paper", "issue", "issue_paper", "keep_index", "keep_question", "keep_scale", "list_voters",
    "load_shipped", "move_question", "move_voter", "move_voters", "open_and_seal", "open_with_keys", "planned", "print_slips", "publish_version",
    "release", "remind", "remove_index", "remove_instrument", "remove_question", "remove_scale", "remove_subject", "remove_voter", "remove_voters",
    "rename_instrument", "retire_version", "review_fact", "review_remark", "send_back", "set_classes", "settle_paper",
    "submit", "void_slips",
]  # fmt: skip
