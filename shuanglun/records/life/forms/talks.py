"""What is asked about talks, promises and care."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from shuanglun.base.actor import Actor, acting
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.records.life.choices import CareKind, Reach, TalkKind, Trigger
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.people.fields import PersonField

LONGEST = 10_000
UNSEEN = "原有文字不向您显示：留空则保留，填写则替换"


class ColleagueField(PersonField):
    """Somebody of the house, also outside the acting role's range: who sits beside, who does what was promised.

    Nothing of them is shown but that the number or name exists.
    """

    def _among(self, wanted: Q) -> QuerySet:
        with acting(Actor.system("查找谈话人和责任人")):
            return super()._among(wanted)


class SidesForm(forms.Form):
    """Who sits on the institution's side."""

    talker = ColleagueField(label="谈话人")
    second = ColleagueField(label="第二谈话人", required=False, help_text="提醒谈话、诫勉告知必填；填工号或姓名")

    def sides(self) -> Sides:
        """The two as keys."""
        return sides_of(self.cleaned_data)


def sides_of(data: dict[str, Any]) -> Sides:
    """The institution's side of a talk from what a form asked."""
    return Sides(data["talker"].pk, data["second"].pk if data["second"] else None)


class PlanForm(SidesForm):
    """A talk that will take place."""

    kind = forms.ChoiceField(label="类型", choices=TalkKind.choices)
    trigger = forms.ChoiceField(label="由来", choices=Trigger.choices)
    subject = PersonField(label="谈话对象", right="life.talk")
    on = forms.DateField(label="计划日期")
    place = forms.CharField(label="地点", max_length=60, required=False)
    topic = forms.CharField(
        label="主题", max_length=120, required=False, help_text="主题和提纲加密保存；谈话登记以前谈话对象看不到"
    )
    outline = forms.CharField(
        label="提纲", max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("kind", "trigger", "subject", "talker", "second", "on", "place", "topic", "outline")


class HeldForm(SidesForm):
    """A talk that took place. `unseen` names the words that stand there and are not shown to whoever writes now."""

    on = forms.DateField(label="谈话日期")
    place = forms.CharField(label="地点", max_length=60, required=False)
    recorder = forms.CharField(label="记录人", max_length=60, required=False)
    topic = forms.CharField(label="主题", max_length=120, required=False)
    content = forms.CharField(
        label="主要内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="肯定的、指出的、本人提出的；加密保存，谈话双方可见",
    )  # fmt: skip
    reach = forms.ChoiceField(label="可见范围", choices=Reach.choices)

    def __init__(self, *args: Any, unseen: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in unseen:
            self.fields[name].required = False
            self.fields[name].help_text = UNSEEN


class RecordForm(HeldForm):
    """One that nobody had planned."""

    kind = forms.ChoiceField(label="类型", choices=TalkKind.choices)
    trigger = forms.ChoiceField(label="由来", choices=Trigger.choices)
    subject = PersonField(label="谈话对象", right="life.talk")
    field_order = (
        "kind", "trigger", "subject", "talker", "second", "on", "place", "recorder", "topic", "content", "reach",
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Agree or not; both look the same, neither is chosen beforehand."""

    agrees = forms.TypedChoiceField(
        label="记录与谈话是否相符", choices=[("1", "相符，确认"), ("0", "不确认")], coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    view = forms.CharField(label="本人意见", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    words = forms.CharField(
        label="不确认的理由", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不确认的须填写；记录会保留，不影响使用",
    )  # fmt: skip


class PromiseForm(forms.Form):
    """What, who, until when."""

    what = forms.CharField(label="事项", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    owner = ColleagueField(label="责任人")
    due_on = forms.DateField(label="期限")


class ReassignForm(ReasonForm):
    """Who does it now, until when, and why it changes hands."""

    owner = ColleagueField(label="责任人")
    due_on = forms.DateField(label="期限")
    field_order = ("owner", "due_on", "reason")


class FinishForm(forms.Form):
    """What came of it."""

    result = forms.CharField(label="办理结果", max_length=400, widget=forms.Textarea(attrs={"rows": 4}))


class CareForm(forms.Form):
    """A visit or help that was given."""

    kind = forms.ChoiceField(label="类型", choices=CareKind.choices)
    person = PersonField(label="人员", right="life.talk")
    on = forms.DateField(label="日期")
    by = forms.CharField(label="办理人", max_length=120)
    reason = forms.CharField(
        label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="加密保存，不用于任何评价；本人、登记人和政工部门可见",
    )  # fmt: skip
    done = forms.CharField(label="办理情况", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
