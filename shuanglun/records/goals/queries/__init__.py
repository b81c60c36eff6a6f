"""Questions about goals: the tree, how far its KPIs are, what waits for whom."""

from shuanglun.records.goals.queries.computing import computed_kpis, uncomputed
from shuanglun.records.goals.queries.todo import open_items

__all__ = ["computed_kpis", "open_items", "uncomputed"]
