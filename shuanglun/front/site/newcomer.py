"""What a newcomer to the demo is told: one account for every role."""

from __future__ import annotations

from django.db.models import Count

from shuanglun.front.accounts.models import RoleGrant
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.demo import PASSWORD


def accounts_by_role() -> str:
    """A small table in Chinese: role, account, name; whoever holds fewest other roles stands for a role."""
    lines = [f"演示账号（密码都是 {PASSWORD}）"]
    for code, role in ROLES.items():
        grants = RoleGrant.objects.filter(role=code).annotate(held=Count("user__grants"))
        grant = grants.select_related("user").order_by("held", "id").first()
        if grant:
            where = f"　{grant.range_label}" if grant.range_label else ""
            lines.append(f"  {_wide(role.label, 12)}{grant.user.username:<16}{grant.user.name}{where}")
    return "\n".join(lines)


def _wide(text: str, columns: int) -> str:
    """Pad Chinese text, two columns a character."""
    return text + " " * max(1, columns - 2 * len(text))
