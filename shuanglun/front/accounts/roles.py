"""The roles of the institution and the rights each one carries. A right is `room.verb`; a role is granted to a
person over a range (the whole house, a unit, a Party organization, or only oneself)."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE, UNIT, PARTY, OWN = "whole", "unit", "party", "own"
OWN_ACCOUNT = "accounts.own"
"""The right of everybody who signed in, in whatever role: to change the own password and to switch roles."""
OWN_VOTE = "surveys.vote"
"""The right of everybody with a staff file, in whatever role: to take the own ticket of a ballot."""
RANGES = {WHOLE: "全单位", UNIT: "一个部门", PARTY: "一个党组织", OWN: "本人"}


@dataclass(frozen=True)
class Role:
    """A role: its words, the kind of range it is granted over, its rights, and the administrator kind if any."""

    code: str
    label: str
    reach: str
    rights: tuple[str, ...]
    administers: str | None = None


_SEE_RECORDS = ("people.view", "life.view", "learning.view", "goals.view", "surveys.view")
_OFFICE = (
    "portal.home", "organization.view", *_SEE_RECORDS, "snapshots.view", "indicators.view", "indicators.edit",
    "indicators.publish", "scoring.view", "scoring.run", "jobs.view",
    "parameters.view", "parameters.edit", "parameters.approve", "goals.keep", "goals.report",
    "surveys.run", "surveys.open",
)  # fmt: skip

ROLES = {
    role.code: role
    for role in (
        Role("personnel", "人事干部", WHOLE, (*_OFFICE, "people.import", "goals.import", "life.talk", "learning.keep")),
        Role(
            "political", "政工干部", WHOLE,
            (*_OFFICE, "life.import", "learning.import", "surveys.import", "life.keep", "life.review", "life.talk",
             "learning.keep"),
        ),
        Role("integration", "融合办专员", WHOLE, (*_OFFICE, "snapshots.freeze", "goals.review")),
        Role(
            "section_head", "部门负责人", UNIT,
            ("portal.home", "organization.view", "people.view", "learning.view", "goals.view", "goals.import",
             "goals.report", "life.talk", "indicators.view", "scoring.view", "jobs.view"),
        ),
        Role(
            "branch_secretary", "党支部书记", PARTY,
            ("portal.home", "people.view", "life.view", "life.keep", "life.talk", "learning.view", "indicators.view",
             "scoring.view"),
        ),
        Role(
            "staff", "职工", OWN,
            ("portal.home", *_SEE_RECORDS, "life.own", "learning.own", "goals.own", "indicators.view", "scoring.view"),
        ),
        Role("auditor", "审计员", WHOLE, ("portal.home", "audit.view"), administers="audit"),
        Role("security_admin", "安全管理员", WHOLE, ("portal.home", "accounts.manage"), administers="security"),
    )
}  # fmt: skip


def rights() -> set[str]:
    """Every right that some role carries, and the one that all do."""
    return {right for role in ROLES.values() for right in role.rights} | {OWN_ACCOUNT, OWN_VOTE}
