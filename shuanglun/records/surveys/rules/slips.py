"""How many slips are printed, which may be voided, and when the box takes ballots of a group."""

from __future__ import annotations

from shuanglun.base.verdicts import Allowed, Refused, Verdict

SHUT = "余票还没有作废，请会场工作人员先作废"


def printed(people: int, surplus_percent: int) -> int:
    """N and the surplus, rounded up: whoever draws last still draws from several. None for nobody."""
    return people + -(-people * surplus_percent // 100)


def may_print(wanted: int, asked: int) -> Verdict:
    """Whether that many slips are printed: as many as are wanted for those who got no paper ballot."""
    if not wanted:
        return Refused("这一分组全部发了纸质票，不用印制票条。")
    if asked > wanted:
        return Refused(f"这一分组应印 {wanted} 张票条，不能印 {asked} 张。请刷新页面后重新印制。")
    return Allowed()


def takes(eligible: int, live: int, paper: int) -> Verdict:
    """Whether the box takes ballots of a group: slips that can still vote and paper ballots are no more than its people.
    Otherwise whoever keeps the left-over slips could vote with them."""
    return Allowed() if live + paper <= eligible else Refused(f"{SHUT}。")


def may_void(made: int, void: int, asked: int, unknown: int, again: int) -> Verdict:
    """Whether these left-over slips can be voided together."""
    if unknown:
        return Refused(f"有 {unknown} 个码不属于这一分组的票条，请核对后重新录入；没有作废任何票条。", field="codes")
    if again:
        return Refused(f"有 {again} 个码已经作废或重复录入，请核对；没有作废任何票条。", field="codes")
    if void + asked > made:
        return Refused("作废的票条多于印制的票条，请核对。", field="codes")
    return Allowed()


def may_still_void(*, begun: bool, box_takes: Verdict) -> Verdict:
    """Slips are voided before the voting; after it began only while the box has taken none of the group: a slip that may
    have voted is never voided."""
    if begun and box_takes:
        return Refused("这一分组已经可以投票，票条可能已经投过，不能再作废。")
    return Allowed()
