"""Forms of the accounts room."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from shuanglun.front.accounts.models import User
from shuanglun.front.accounts.roles import PARTY, ROLES, UNIT
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.models import Person

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,59}")


class LoginForm(AuthenticationForm):
    """Account and password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "账号或密码不正确，或账号已停用。连续 5 次不正确将锁定 15 分钟；忘记密码请联系安全管理员。",
        "first_over": "初始密码已过期，请联系安全管理员重设。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"

    def confirm_login_allowed(self, user: Any) -> None:
        """A first password opens the door for some days only."""
        super().confirm_login_allowed(user)
        if user.first_password_is_over:
            raise ValidationError(self.error_messages["first_over"], code="first_over")


class PasswordForm(forms.Form):
    """A new password, typed twice, under the present one."""

    old = forms.CharField(
        label="当前密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    password = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 12 位，不能是常见密码或纯数字，不能与账号、姓名相近",
    )  # fmt: skip
    again = forms.CharField(
        label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """Whoever finds an open screen does not take the account over."""
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError("当前密码不正确")
        return self.cleaned_data["old"]

    def clean_password(self) -> str:
        """Refuse what the password rules refuse, and the present password."""
        if self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError("新密码不能与当前密码相同")
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        super().clean()
        data = self.cleaned_data
        if data.get("password") and data.get("password") != data.get("again"):
            self.add_error("again", "两次输入不一致，请重新输入")
        return data


class EditForm(forms.Form):
    """Whose account it is: a staff number, or a name for officers without a staff file."""

    staff_no = forms.CharField(
        label="工号", max_length=20, required=False, help_text="外聘的审计员等没有人事档案的，不填"
    )
    name = forms.CharField(label="显示姓名", max_length=60, required=False, help_text="填了工号时可不填，取档案姓名")

    def clean_staff_no(self) -> Person | None:
        """The person with the number."""
        number = self.cleaned_data["staff_no"].strip()
        person = Person.objects.filter(staff_no__in={number, number.upper()}).first() if number else None
        if number and person is None:
            raise ValidationError(f"没有工号为“{number}”的人员，请核对，或先在人员名册中登记")
        return person

    def clean(self) -> dict[str, Any]:
        """Everybody is called something."""
        super().clean()
        person: Person | None = self.cleaned_data.get("staff_no")
        self.cleaned_data["name"] = self.cleaned_data.get("name") or (person.name if person else "")
        if not self.cleaned_data["name"] and "staff_no" in self.cleaned_data:
            self.add_error("name", "没有工号的账号，请填写显示姓名")
        return self.cleaned_data


class CreateForm(EditForm):
    """A new account."""

    username = forms.CharField(
        label="账号", max_length=60, help_text="登录用，字母和数字，如工号或姓名全拼；建立后不能更改"
    )
    field_order = ("username", "staff_no", "name")

    def clean_username(self) -> str:
        """Plain letters, which look the same on every keyboard."""
        username = self.cleaned_data["username"].strip()
        if not USERNAME.fullmatch(username):
            raise ValidationError("账号由 2 至 60 个字母、数字、点、横线或下划线组成，以字母或数字开头")
        return username


class ReasonForm(forms.Form):
    """Why: kept in the trail."""

    reason = forms.CharField(label="理由", max_length=200, help_text="写入留痕，如“调离人事处”")


class GrantForm(forms.Form):
    """A role over a range, from a day on, for a reason."""

    role = forms.ChoiceField(label="角色", choices=[(role.code, role.label) for role in ROLES.values()])
    place = forms.ChoiceField(
        label="范围", required=False,
        help_text="部门负责人选部门，党支部书记选党组织；其他角色的范围是固定的，不选",
    )  # fmt: skip
    on = forms.DateField(label="起", initial=timezone.localdate, help_text="最早为今天")
    until = forms.DateField(label="失效日期", required=False, help_text="从这一天起无效；不填为长期")
    reason = forms.CharField(label="依据", max_length=200, help_text="任命文件或批准事项，随授权保存")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The security administrator grants over units whose records they may not read.
        today = timezone.localdate()
        self.places = {
            UNIT: {f"{UNIT}:{row.pk}": row for row in Unit.objects.open_on(today).in_order()},
            PARTY: {f"{PARTY}:{row.pk}": row for row in PartyOrganization.objects.in_order()},
        }
        choices: list[Any] = [("", "按角色固定（全单位或本人）")]
        for kind, label in ((UNIT, "部门"), (PARTY, "党组织")):
            choices.append((label, [(key, row.name) for key, row in self.places[kind].items()]))
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The range fits the role; the end lies after the beginning. Adds `path` and `range_label`."""
        super().clean()
        data = self.cleaned_data
        role, place = ROLES.get(data.get("role", "")), data.get("place", "")
        if role and role.reach in self.places:
            row = self.places[role.reach].get(place)
            if row is None:
                kind = "部门" if role.reach == UNIT else "党组织"
                self.add_error("place", f"{role.label}需要指定{kind}")
            else:
                data["path"], data["range_label"] = row.path, row.name
        elif role and place:
            self.add_error("place", f"{role.label}的范围是固定的，请不要选部门或党组织")
        if data.get("until") and data.get("on") and data["until"] <= data["on"]:
            self.add_error("until", "失效日期应晚于起日期")
        return {"path": "/", "range_label": "", **data}
