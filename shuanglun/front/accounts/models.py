"""Users and the roles granted to them.

These rows are read at the door, before anybody acts, so their managers are not scoped; screens over them need
`accounts.manage`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from shuanglun.base.actor import Actor, Grant
from shuanglun.front.accounts.roles import OWN, PARTY, ROLES, UNIT, WHOLE
from shuanglun.records.people.models import Person


class UserManager(BaseUserManager["User"]):
    """Makes users; the caller is an operation or the demo."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> User:
        """A user with a hashed password; None means that nobody can sign in with a password."""
        user = self.model(username=username, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who may enter. Officers without a staff file (an outside auditor) have no person."""

    PERSONAL = ("name", "password")

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("显示姓名", max_length=60)
    person = models.OneToOneField(Person, verbose_name="人员", null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name shown in the top bar."""
        return self.name


class RoleGrant(models.Model):
    """One role of one user over one range in `[from_on, until_on)`."""

    user = models.ForeignKey(User, verbose_name="账号", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=30, choices=[(role.code, role.label) for role in ROLES.values()])
    path = models.CharField("范围", max_length=200, default="/", help_text="部门或党组织的路径；全单位为 /")
    range_label = models.CharField("范围名称", max_length=80, blank=True)
    administers = models.CharField(max_length=20, null=True, editable=False)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "path"], name="grant_once"),
            # Security, audit and system administration never meet in one person (GB/T 22239-2019 三权分立).
            models.UniqueConstraint(fields=["user"], condition=~Q(administers=None), name="one_administration"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="grant_period"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.range_label or ROLES[self.role].reach}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the administrator kind beside the role, where the constraint can see it."""
        self.administers = ROLES[self.role].administers
        super().save(*args, **kwargs)

    def grants(self) -> tuple[Grant, ...]:
        """What the role means on this range."""
        role = ROLES[self.role]
        kind = {WHOLE: "unit", UNIT: "unit", PARTY: "party", OWN: "own"}[role.reach]
        path = {WHOLE: "/", OWN: str(self.user.person_id)}.get(role.reach, self.path)
        return tuple(Grant(right, kind, path) for right in role.rights)


def actor_for(user: User, grants: list[RoleGrant], role: str) -> Actor:
    """The actor that `user` is in `role`: all ranges of that one role together."""
    rows = [grant for grant in grants if grant.role == role]
    return Actor(
        name=user.name,
        person_id=user.person_id,
        account_id=user.pk,
        role=role,
        grants=tuple(grant for row in rows for grant in row.grants()),
    )
