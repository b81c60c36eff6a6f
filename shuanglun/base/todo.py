"""What waits for somebody: rooms offer `queries.open_items(on)`, the portal's to-do list asks for them (pulled, never
pushed)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OpenItem:
    """One thing that waits for the acting role.

    title: verb and object. meta: where it comes from. url: where it is done. due_on: the last day, if there is one.
    line: the wheel it belongs to (`party`, `hr` or `fuse`).
    """

    title: str
    meta: str
    url: str
    due_on: date | None = None
    line: str = "fuse"

    def lamp(self, on: date) -> str:
        """late, soon (within 7 days), ok, or idle without a day."""
        if self.due_on is None:
            return "idle"
        left = (self.due_on - on).days
        return "late" if left < 0 else "soon" if left <= 7 else "ok"

    def words(self, on: date) -> str:
        """The remaining time in words."""
        if self.due_on is None:
            return "待办理"
        left = (self.due_on - on).days
        return f"逾期 {-left} 天" if left < 0 else "今天到期" if left == 0 else f"剩 {left} 天"
