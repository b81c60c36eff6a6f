"""Questions to the surveys room."""

from shuanglun.records.surveys.queries.campaigns import (
    Line,
    board,
    box_takes,
    by_class,
    by_rule,
    draft_of,
    keep_days,
    live_slips,
    named,
    next_sheet,
    own_entries,
    paper,
    released_about,
    slips_wanted,
    subjects,
    voters,
    what_lacks,
)
from shuanglun.records.surveys.queries.results import leads, published, released_body
from shuanglun.records.surveys.queries.tally import by_database, by_hand, leaves, root_now, seal_file
from shuanglun.records.surveys.queries.todo import to_run, to_vote

__all__ = [
    "Line", "board", "box_takes", "by_class", "by_database", "by_hand", "by_rule", "draft_of", "keep_days", "leads", "leaves", "live_slips", "named", "next_sheet",
    "own_entries", "paper", "published", "released_about", "released_body", "root_now", "seal_file", "slips_wanted", "subjects", "to_run", "to_vote",
    "voters", "what_lacks",
]  # fmt: skip
