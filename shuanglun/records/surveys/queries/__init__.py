"""Questions to the surveys room."""

from shuanglun.records.surveys.queries.campaigns import (
    Line,
    board,
    draft_of,
    due,
    own_entries,
    paper,
    subjects,
    voters,
    what_lacks,
)
from shuanglun.records.surveys.queries.tally import by_database, by_hand, leaves

__all__ = [
    "Line", "board", "by_database", "by_hand", "draft_of", "due", "leaves", "own_entries", "paper", "subjects", "voters",
    "what_lacks",
]  # fmt: skip
