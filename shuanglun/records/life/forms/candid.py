"""What is asked about candid meetings."""

from __future__ import annotations

from typing import Any

from django import forms

from shuanglun.base.actor import using
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.records.life.choices import CandidKind, Candor, Channel, OpinionAbout
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.fields import PersonField, PersonsField

LONGEST = 10_000
LINES = forms.Textarea(attrs={"rows": 6})


def branches() -> list[tuple[int, str]]:
    """Party organizations whose book the acting role keeps."""
    with using("life.keep"):
        return list(PartyOrganization.objects.in_order().values_list("pk", "name"))


class EditForm(forms.Form):
    """The plan of a meeting."""

    theme = forms.CharField(label="主题", max_length=120)
    text = forms.CharField(
        label="方案", max_length=LONGEST, required=False, widget=LINES, help_text="步骤、时间安排、着力解决的问题"
    )
    host = PersonField(label="主持人", right="life.keep")
    persons = PersonsField(
        label="参加人员", required=False, right="life.keep",
        help_text="填工号或姓名，用顿号或换行分开；留空：组织生活会为支部全体党员，民主生活会为支部班子成员",
    )  # fmt: skip
    planned_on = forms.DateField(label="拟召开日期", required=False)
    approved_on = forms.DateField(
        label="上级同意日期", required=False, help_text="民主生活会须报上级党组织同意后才能征求意见"
    )


class PlanForm(EditForm):
    """A new one: of which organization, which kind, which year."""

    branch = forms.TypedChoiceField(label="党组织", coerce=int, choices=branches)
    kind = forms.ChoiceField(label="类型", choices=CandidKind.choices)
    year = forms.IntegerField(
        label="年度", min_value=2015, max_value=2100, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    field_order = ("branch", "kind", "year", "theme", "text", "host", "persons", "planned_on", "approved_on")


class OpinionsForm(forms.Form):
    """Opinions word for word, one a line."""

    channel = forms.ChoiceField(label="方式", choices=Channel.choices)
    about = forms.ChoiceField(label="方面", choices=OpinionAbout.choices)
    gathered_on = forms.DateField(label="征求日期")
    texts = forms.CharField(
        label="意见原文", max_length=LONGEST, widget=LINES,
        help_text="一行一条，照原话写；不写提出人，也不写能认出提出人的内容",
    )  # fmt: skip

    def clean_texts(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]


class ExplainForm(forms.Form):
    """Why there is none."""

    words = forms.CharField(label="说明", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class SelfCheckForm(forms.Form):
    """The own self-check."""

    text = forms.CharField(
        label="对照检查材料", max_length=30_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="加密保存，只有您本人能直接看到；主持人、政工部门查阅须写理由，您会看到记录",
    )  # fmt: skip


class LinkForm(forms.Form):
    """The meeting that was held."""

    meeting = forms.TypedChoiceField(
        label="会议", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "请选择会议；没有可选的，请先在“组织生活”中登记会议和出勤。"},
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = meetings  # type: ignore[attr-defined]


class ExchangeForm(forms.Form):
    """Criticism as a fact about an issue: no field asks what somebody is like."""

    kind = forms.ChoiceField(label="类别", choices=Candor.choices)
    speaker = PersonField(label="提出人", right="life.keep")
    addressee = PersonField(label="对象", right="life.keep", help_text="自我批评填本人")
    issue = forms.CharField(label="针对的问题", max_length=200, help_text="写问题，不写对人的评价")
    happened = forms.CharField(
        label="具体事实", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="什么时间、什么事、怎样做的；例：三次例会的材料当天才发",
    )  # fmt: skip
    response = forms.CharField(
        label="本人回应", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可由本人会后自行填写",
    )  # fmt: skip


class ResponseForm(forms.Form):
    """The own answer."""

    response = forms.CharField(label="回应", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))


class ReportForm(forms.Form):
    """The day of the report."""

    reported_on = forms.DateField(label="上报日期")


class OpenForm(ReasonForm):
    """Why somebody opens what others wrote."""

    reason = forms.CharField(
        label="查阅理由",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人会看到谁、何时、为什么查阅",
    )
