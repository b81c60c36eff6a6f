"""Questions other rooms ask of the organization."""

from __future__ import annotations

from shuanglun.records.organization.models import PartyOrganization, Unit


def unit_options() -> list[tuple[str, str]]:
    """Units the actor may see, as filter options: path and name, in organizational order."""
    return list(Unit.objects.in_order().values_list("path", "name"))


def branch_options() -> list[tuple[str, str]]:
    """Party organizations the actor may see, as filter options: path and name."""
    return list(PartyOrganization.objects.in_order().values_list("path", "name"))
