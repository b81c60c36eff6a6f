"""Questions to the surveys room."""

from shuanglun.records.surveys.queries.campaigns import (
    Line,
    board,
    by_rule,
    draft_of,
    own_entries,
    paper,
    subjects,
    voters,
    what_lacks,
)
from shuanglun.records.surveys.queries.results import released_body
from shuanglun.records.surveys.queries.tally import by_database, by_hand, leaves, root_now, seal_file
from shuanglun.records.surveys.queries.todo import to_run, to_vote

__all__ = [
    "Line", "board", "by_database", "by_hand", "by_rule", "draft_of", "leaves", "own_entries", "paper", "released_body", "root_now", "seal_file", "subjects",
    "to_run", "to_vote", "voters", "what_lacks",
]  # fmt: skip
