"""What the room asks for."""

from __future__ import annotations

from django import forms

from shuanglun.base.ui.forms import ReasonForm


class ChangeForm(ReasonForm):
    """Another value from a day on, and why."""

    value = forms.IntegerField(
        label="新值", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    from_on = forms.DateField(label="生效日期", help_text="不早于今年 1 月 1 日；已冻结的证据和已公布的结果不变")
    field_order = ("value", "from_on", "reason")
