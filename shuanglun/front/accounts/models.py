"""Users and the roles granted to them.

These rows are read at the door, before anybody acts, so their managers are not scoped; screens over them need
`accounts.manage`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from shuanglun.base.actor import Actor, Grant
from shuanglun.front.accounts.roles import OWN, OWN_ACCOUNT, OWN_VOTE, PARTY, RANGES, ROLES, UNIT, WHOLE
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
    name = models.CharField("显示姓名", max_length=60, db_index=True)
    person = models.OneToOneField(Person, verbose_name="人员", null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField("启用", default=True)
    first_until = models.DateTimeField(
        "初始密码有效至", null=True, blank=True, help_text="有值表示还在用初始密码，登录后须先改密"
    )
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

    @property
    def first_password_is_over(self) -> bool:
        """Whether the account still has its first password, and that one came of age."""
        return self.first_until is not None and self.first_until <= timezone.now()


class GrantQuerySet(models.QuerySet["RoleGrant"]):
    """Verbs of grants."""

    def in_force(self, on: date) -> GrantQuerySet:
        """Those that hold on the day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)

    def overlapping(self, on: date, until: date | None) -> GrantQuerySet:
        """Those that hold on some day of `[on, until)`."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on))
        return rows if until is None else rows.filter(from_on__lt=until)


def _administers() -> Q:
    """Each role beside its administrator kind, so that not even raw SQL grants one without the other. A comparison
    with NULL is neither true nor false and would pass a constraint: hence the `isnull`."""
    kinds = Q(administers=None) & ~Q(role__in=[role.code for role in ROLES.values() if role.administers])
    for role in ROLES.values():
        if role.administers:
            kinds |= Q(role=role.code, administers=role.administers, administers__isnull=False)
    return kinds


class RoleGrant(models.Model):
    """One role of one user over one range in `[from_on, until_on)`.

    Security, audit and system administration never meet in one person (GB/T 22239-2019 三权分立), and nothing is
    granted twice for the same day: triggers of migration 0002 say so on both databases.
    """

    user = models.ForeignKey(User, verbose_name="账号", on_delete=models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=30, choices=[(role.code, role.label) for role in ROLES.values()])
    path = models.CharField("范围", max_length=200, default="/", help_text="部门或党组织的路径；全单位为 /")
    range_label = models.CharField("范围名称", max_length=80, blank=True)
    administers = models.CharField(max_length=20, null=True, editable=False)
    from_on = models.DateField("起")
    until_on = models.DateField("失效日期", null=True, blank=True)
    reason = models.CharField("依据", max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "授权"
        constraints = [
            models.CheckConstraint(condition=_administers(), name="grant_administers"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="grant_period"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.range_words}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the administrator kind beside the role, where the constraint can see it."""
        self.administers = ROLES[self.role].administers
        super().save(*args, **kwargs)

    @property
    def range_words(self) -> str:
        """The range as people say it."""
        return self.range_label or RANGES[ROLES[self.role].reach]

    def state(self, on: date) -> str:
        """Whether it holds on the day: coming, open or over."""
        if self.from_on > on:
            return "coming"
        return "open" if self.until_on is None or self.until_on > on else "over"

    def grants(self) -> tuple[Grant, ...]:
        """What the role means on this range."""
        role = ROLES[self.role]
        kind = {WHOLE: "unit", UNIT: "unit", PARTY: "party", OWN: "own"}[role.reach]
        path = {WHOLE: "/", OWN: str(self.user.person_id)}.get(role.reach, self.path)
        return tuple(Grant(right, kind, path) for right in role.rights)


def actor_for(user: User, grants: list[RoleGrant], role: str) -> Actor:
    """The actor that `user` is in `role`: all ranges of that one role together; in any role the own account, and the own
    vote of whoever has a staff file."""
    rows = [grant for grant in grants if grant.role == role]
    votes = (
        [Grant(OWN_VOTE, "own", str(user.person_id))]
        if user.person_id and role in ROLES and not ROLES[role].administers
        else []
    )
    return Actor(
        name=user.name,
        person_id=user.person_id,
        account_id=user.pk,
        role=role,
        grants=(*(grant for row in rows for grant in row.grants()), Grant(OWN_ACCOUNT, "own", ""), *votes),
    )
