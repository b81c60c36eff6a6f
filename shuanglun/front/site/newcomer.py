"""What a newcomer to the demo is told: one account for every role."""

from __future__ import annotations

from shuanglun.front.accounts.models import User
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.demo.accounts import ACCOUNTS, PASSWORD


def accounts_by_role() -> str:
    """A small table in Chinese: role, account, name and range; nothing when the data is not the demo's."""
    users = User.objects.prefetch_related("grants").in_bulk(
        [account.username for account in ACCOUNTS], field_name="username"
    )
    if not users:
        return ""
    lines = [f"演示账号（密码都是 {PASSWORD}）"]
    for account in ACCOUNTS:
        if user := users.get(account.username):
            places = "、".join(grant.range_label for grant in user.grants.all() if grant.range_label)
            lines.append(
                f"  {_wide(ROLES[account.role].label, 14)}{account.username:<12}{_wide(user.name, 10)}{places}"
            )
    return "\n".join(lines)


def _wide(text: str, columns: int) -> str:
    """Pad Chinese text, two columns a character."""
    return text + " " * max(1, columns - 2 * len(text))
