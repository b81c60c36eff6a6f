"""What is asked about own issues."""

from __future__ import annotations

from typing import Any

from django import forms

from shuanglun.base.files.forms import FileForm
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.records.life.choices import LookBack
from shuanglun.records.life.models.issues import LONGEST


class IssueEditForm(forms.Form):
    """What it is about and what will be done."""

    title = forms.CharField(label="问题", max_length=200)
    fact = forms.CharField(
        label="具体表现", max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="什么时间、什么事；写清表现、措施、期限才算具体",
    )  # fmt: skip
    measure = forms.CharField(
        label="整改措施", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.CharField(label="责任人", max_length=60, required=False, help_text="留空为本人")


class IssueTermForm(IssueEditForm):
    """The same while its term may still change."""

    due_on = forms.DateField(label="整改期限", help_text="交清单以后（日常查摆的在提出当天以后）本人不能再改")


class TermForm(ReasonForm):
    """Another term, and why."""

    due_on = forms.DateField(label="更正后的期限")
    field_order = ("due_on", "reason")


class IssueForm(IssueTermForm):
    """A new one, with its term and the meeting it comes from."""

    check = forms.TypedChoiceField(label="来自", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, checks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["check"].choices = [("", "日常查摆"), *checks]  # type: ignore[attr-defined]


class ClaimForm(FileForm):
    """How it was mended, with proof if there is some."""

    words = forms.CharField(label="整改情况", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    field_order = ("words", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label, self.fields["file"].required = "佐证", False


class LookBackForm(forms.Form):
    """Whether it holds."""

    outcome = forms.ChoiceField(label="结论", choices=LookBack.choices, widget=forms.RadioSelect)
    words = forms.CharField(label="看到的情况", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(label="新的期限", required=False, help_text="重新整改的须填写")
