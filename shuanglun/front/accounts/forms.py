"""Forms of the accounts room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from shuanglun.front.accounts.roles import PARTY, ROLES, UNIT
from shuanglun.records.organization.models import PartyOrganization, Unit


class LoginForm(AuthenticationForm):
    """Account and password."""

    error_messages = {
        "invalid_login": "账号或密码不正确。连续 5 次不正确将锁定 15 分钟；忘记密码请联系安全管理员。",
        "inactive": "该账号已停用，请联系安全管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(label="新密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label="再输一次", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        """Refuse what the password rules refuse."""
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        super().clean()
        data = self.cleaned_data
        if data.get("password") and data.get("password") != data.get("again"):
            self.add_error("again", "两次输入不一致，请重新输入")
        return data


class GrantForm(forms.Form):
    """A role over a range, from a day on."""

    role = forms.ChoiceField(label="角色", choices=[(role.code, role.label) for role in ROLES.values()])
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label="部门", queryset=None, required=False, help_text="角色为部门负责人时必填"
    )
    party: forms.ModelChoiceField[PartyOrganization] = forms.ModelChoiceField(
        label="党组织", queryset=None, required=False, help_text="角色为党支部书记时必填"
    )
    on = forms.DateField(label="起", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="止", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The security administrator grants over units whose records they may not read.
        for name, places in (("unit", Unit), ("party", PartyOrganization)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = places.objects.in_order()

    def clean(self) -> dict[str, Any]:
        """The range which the role needs must be given; the end lies after the beginning."""
        super().clean()
        data = self.cleaned_data
        reach = ROLES[data["role"]].reach if data.get("role") else ""
        if reach == UNIT and not data.get("unit"):
            self.add_error("unit", "部门负责人需要指定部门")
        if reach == PARTY and not data.get("party"):
            self.add_error("party", "党支部书记需要指定党组织")
        if data.get("until") and data.get("on") and data["until"] <= data["on"]:
            self.add_error("until", "止日期应晚于起日期")
        return data

    def range(self) -> tuple[str, str]:
        """Path and words of the range."""
        place = {UNIT: self.cleaned_data.get("unit"), PARTY: self.cleaned_data.get("party")}.get(
            ROLES[self.cleaned_data["role"]].reach
        )
        return (place.path, place.name) if place else ("/", "")
