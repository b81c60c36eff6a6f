"""What binds others takes two people (G-14): somebody hands over under the own name, somebody else decides."""

from __future__ import annotations

from shuanglun.base.actor import Actor
from shuanglun.base.verdicts import Allowed, Refused, Verdict

LONGEST_WORDS = 400


def has_a_name(actor: Actor, verb: str) -> Verdict:
    """Handing over and deciding are acts of somebody who signed in, never of a part of the system (G-14)."""
    if actor.account_id is None:
        return Refused(f"{verb}须由本人登录办理，系统任务不能代办。")
    return Allowed()


def is_another_person(actor: Actor, account_id: int | None, person_id: int | None, reason: str = "") -> Verdict:
    """Two people stand behind what binds others (G-14). An account is one person; two accounts of one staff file are
    one person as well. `reason` says it in the room's own words."""
    if actor.is_one_with(account_id, person_id):
        return Refused(reason or "提交人与审核人须为两人：这一份由您提交，请由另一位有审核权限的人员办理。")
    return Allowed()


def gives_a_reason(words: str, verb: str) -> Verdict:
    """Sending back, retiring, giving up are explained to whoever comes after."""
    if not words.strip():
        return Refused(f"请写明{verb}理由，经过中会保留。", field="reason")
    if len(words) > LONGEST_WORDS:
        return Refused(f"{verb}理由不超过 {LONGEST_WORDS} 字，现为 {len(words)} 字。", field="reason")
    return Allowed()
