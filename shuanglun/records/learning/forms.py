"""Forms of the learning room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from shuanglun.base.ui.forms import ReasonForm
from shuanglun.records.learning.choices import Audience, ModuleKind, Presence
from shuanglun.records.learning.models import Course, CourseKind, Enrolment, Question
from shuanglun.records.people.fields import PersonsField

MOST_MINUTES = 1440


def _figure(label: str, most: int, least: int = 1, **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class KindForm(forms.Form):
    """A kind of course."""

    name = forms.CharField(label="课程类别", max_length=40)
    from_on = forms.DateField(label="生效日期")
    needs_party = forms.BooleanField(label="须含党性教育模块才能开课", required=False)
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="文件名称、条款或会议决定")


class KindChangeForm(ReasonForm):
    """Another rule for a kind, from a day on."""

    needs_party = forms.BooleanField(label="须含党性教育模块才能开课", required=False)
    from_on = forms.DateField(label="生效日期", help_text="须晚于现行规定；以前开的课程不变")
    basis = forms.CharField(label="依据", max_length=200, required=False)
    field_order = ("from_on", "needs_party", "basis", "reason")


class KindCloseForm(ReasonForm):
    """The day from which a kind is no longer used."""

    from_on = forms.DateField(label="停用日期", help_text="自这一天起不再用于新课程")
    field_order = ("from_on", "reason")


class CourseForm(forms.Form):
    """A course's particulars."""

    code = forms.CharField(label="课程编号", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    title = forms.CharField(label="课程名称", max_length=100)
    kind = forms.ModelChoiceField(label="课程类别", queryset=CourseKind.objects.none(), empty_label="请选择")
    audience = forms.ChoiceField(label="对象", choices=Audience.choices)
    provider = forms.CharField(label="主办", max_length=80, required=False)
    deadline_on = forms.DateField(
        label="应完成日期", required=False, help_text="选填；不填时，报了名的以上课当天为应完成日期"
    )
    aim = forms.CharField(label="培训目标", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.queryset = CourseKind.objects.in_force(on).order_by("name")


class ModuleForm(forms.Form):
    """A module of a course."""

    title = forms.CharField(label="模块名称", max_length=100)
    kind = forms.ChoiceField(label="性质", choices=ModuleKind.choices)
    audience = forms.ChoiceField(
        label="对象", choices=Audience.choices, help_text="党性教育模块只面向党员；非党员另设职业道德与普法模块"
    )
    minutes = _figure("时长（分钟）", MOST_MINUTES)
    order = _figure("次序", 99, 0, help_text="小的在前")


class QuestionForm(forms.Form):
    """A question with its options, one a line."""

    text = forms.CharField(label="题目", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    options = forms.CharField(
        label="选项", max_length=2000, help_text="每行一个", widget=forms.Textarea(attrs={"rows": 4})
    )
    answer = _figure("正确选项是第几个", 20)
    order = _figure("次序", 99, 0, help_text="小的在前")

    def clean_options(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]


class SessionForm(forms.Form):
    """When, where and for how many a course is held."""

    on = forms.DateField(label="日期")
    place = forms.CharField(label="地点", max_length=80)
    begins = _clock("开始")
    ends = _clock("结束")
    minutes = _figure("计学时长（分钟）", MOST_MINUTES, help_text="不超过起止时间之间的分钟数")
    capacity = _figure("名额", 10_000)
    modules = forms.MultipleChoiceField(
        label="所含模块", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一个模块。"}
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(module.pk): module for module in course.modules.all()}
        field: Any = self.fields["modules"]
        field.choices = [
            (key, f"{row.title}（{row.get_audience_display()}，{row.minutes} 分钟）")
            for key, row in self.by_key.items()
        ]

    def clean_modules(self) -> list[Any]:
        """The modules themselves."""
        return [self.by_key[key] for key in self.cleaned_data["modules"]]


class EnrolForm(forms.Form):
    """Whom to enrol."""

    people = PersonsField(label="人员")


class PresenceForm(forms.Form):
    """Who came, person by person; those who signed in themselves are not asked."""

    def __init__(self, *args: Any, roster: list[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = {f"p{row.pk}": row for row in roster}
        for name, row in self.by_name.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{row.person.name}（{row.person.staff_no}）", choices=Presence.choices, widget=forms.RadioSelect,
                initial=row.presence or Presence.ABSENT,
            )  # fmt: skip

    def chosen(self, presence: str) -> list[Enrolment]:
        """Those marked so."""
        return [row for name, row in self.by_name.items() if self.cleaned_data.get(name) == presence]


class CorrectForm(ReasonForm):
    """Another attendance of one person, and why."""

    presence = forms.ChoiceField(label="到课情况", choices=Presence.choices, widget=forms.RadioSelect)
    field_order = ("presence", "reason")


class QuizForm(forms.Form):
    """The questions of a quiz; the key is not in here."""

    def __init__(self, *args: Any, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions, 1):
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=f"{number}. {question.text}", choices=list(enumerate(question.options)), coerce=int,
                widget=forms.RadioSelect, error_messages={"required": "请选一个答案。"},
            )  # fmt: skip

    def answers(self) -> dict[int, int]:
        """The chosen option of each question."""
        return {int(name[1:]): choice for name, choice in self.cleaned_data.items()}
