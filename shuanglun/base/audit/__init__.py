"""Audit (留痕): the one door through which anything is written, and the tamper-evident trail behind it. It knows
who acted, under which right, on what; it never knows what the act means. Rooms import `operation` from here."""

from shuanglun.base.audit.acts import Forbidden, note, operation

__all__ = ["Forbidden", "note", "operation"]
