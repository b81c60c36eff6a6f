"""How many slips are printed, which are voided, and when paper entries agree."""

from __future__ import annotations

from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict


def printed(eligible: int, surplus_percent: int) -> int:
    """N and the surplus, rounded up: whoever draws last still draws from several."""
    return eligible + -(-eligible * surplus_percent // 100)


def may_void(made: int, void: int, asked: int, unknown: int, again: int) -> Verdict:
    """Whether these left-over slips can be voided together."""
    if unknown:
        return Refused(f"有 {unknown} 个码不属于这一分组的票条，请核对后重新录入；没有作废任何票条。", field="codes")
    if again:
        return Refused(f"有 {again} 个码已经作废或重复录入，请核对；没有作废任何票条。", field="codes")
    if void + asked > made:
        return Refused("作废的票条多于印制的票条，请核对。", field="codes")
    return Allowed()


def differences(first: dict[str, Any], second: dict[str, Any], slots: list[dict[str, Any]]) -> list[int]:
    """Places where the two entries of a paper ballot differ; the place after the last slot stands for written words."""
    marks = [place for place in range(len(slots)) if first["marks"][place] != second["marks"][place]]
    return marks if first["words"] == second["words"] else [*marks, len(slots)]
