"""Audit (留痕): the one door through which anything is written, and the tamper-evident trail behind it. It knows
who acted, under which right, on what; it never knows what the act means. Rooms import `operation` from here."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuanglun.base.audit.acts import Forbidden, note, operation

__all__ = ["Forbidden", "note", "operation"]


def __getattr__(name: str) -> Any:
    """Import on first use: Django loads this package before any model may be loaded."""
    if name not in __all__:
        raise AttributeError(name)
    from shuanglun.base.audit import acts

    return getattr(acts, name)
