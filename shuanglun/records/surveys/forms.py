"""Forms of campaigns."""

from __future__ import annotations

from typing import Any

from django import forms

from shuanglun.records.organization.choices import PostCategory, grade_label
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.fields import PersonsField
from shuanglun.records.surveys.choices import LEVELS, Mode, VersionState
from shuanglun.records.surveys.models import InstrumentVersion, VoterClass

RIGHT = "surveys.run"


def _moment(label: str, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **options)


class CampaignForm(forms.Form):
    """What, how and when."""

    title = forms.CharField(label="测评名称", max_length=80, help_text="如：2026 年度中层干部民主测评")
    version = forms.ModelChoiceField(
        label="测评表", queryset=InstrumentVersion.objects.none(), empty_label="请选择", help_text="只列已发布的版本"
    )
    mode = forms.ChoiceField(
        label="方式", choices=Mode.choices,
        help_text="线上：先领票、后投票，两段时间分开；会场：抽取票条，用手机扫码投票",
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label="统计分组", choices=LEVELS, coerce=int, help_text="不足 5 人的分组在启动时自动并入相邻分组"
    )
    issue_from = _moment("领票开始", required=False)
    issue_until = _moment("领票截止", required=False, help_text="会场测评不填")
    cast_from = _moment("投票开始", help_text="须晚于领票截止，至少间隔 60 分钟（参数）")
    cast_until = _moment("投票截止")
    picks = forms.IntegerField(
        label="推荐名额", min_value=0, max_value=50, initial=0, help_text="民主推荐最多可推荐几人；其他测评填 0",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    purpose = forms.CharField(
        label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写给参加人看：为什么测评、结果怎么用",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        versions = InstrumentVersion.objects.filter(state=VersionState.PUBLISHED).select_related("instrument")
        field.queryset = versions.order_by("instrument__title", "-number")


class ClassesForm(forms.Form):
    """Voter classes: up to six lines of code, label, weight."""

    MOST = 6

    def __init__(self, *args: Any, classes: list[VoterClass], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [*classes, *[None] * self.MOST][: self.MOST]
        for number, row in enumerate(rows, 1):
            self.fields[f"code_{number}"] = forms.CharField(
                label=f"第 {number} 类 代号", max_length=2, required=False, initial=row.code if row else ""
            )
            self.fields[f"label_{number}"] = forms.CharField(
                label=f"第 {number} 类 评价主体", max_length=40, required=False, initial=row.label if row else ""
            )
            self.fields[f"weight_{number}"] = forms.DecimalField(
                label=f"第 {number} 类 权重（%）", required=False, min_value=0, max_value=100, decimal_places=2,
                initial=f"{row.weight / 100:g}" if row else "", widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields, line by line, as the table of the screen shows them."""
        return [
            (number, [self[f"{name}_{number}"] for name in ("code", "label", "weight")])
            for number in range(1, self.MOST + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """The lines that are filled."""
        data = super().clean() or {}
        classes = []
        for number in range(1, self.MOST + 1):
            code, label = data.get(f"code_{number}") or "", data.get(f"label_{number}") or ""
            weight = data.get(f"weight_{number}")
            if not (code or label or weight):
                continue
            if not code or not label or weight is None:
                self.add_error(f"code_{number}", f"第 {number} 类请把代号、评价主体和权重填全，或全部清空。")
            else:
                classes.append((code.upper(), label, int(weight * 100)))
        return {"classes": classes}


class SubjectsForm(forms.Form):
    """People to be asked about."""

    people = PersonsField(label="被测评人", right="people.view")


class BodyForm(forms.Form):
    """A leading team or a unit to be asked about."""

    body = forms.CharField(label="班子或单位", max_length=80, help_text="如：第二研究所领导班子")
    unit = forms.ChoiceField(label="所在部门", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.choices = [("/", "全单位"), *unit_options()]


class ByRuleForm(forms.Form):
    """Voters by unit, kind of post and grade."""

    voter_class = forms.ModelChoiceField(label="评价主体", queryset=VoterClass.objects.none(), empty_label="请选择")
    unit = forms.ChoiceField(label="部门", required=False)
    categories = forms.MultipleChoiceField(
        label="岗位类别", choices=PostCategory.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选为不限",
    )  # fmt: skip
    grade = forms.ChoiceField(
        label="管理岗等级", required=False,
        choices=[("", "不限"), *[(f"M{n:02d}", f"{grade_label(f'M{n:02d}')}及以上") for n in range(3, 10)]],
    )  # fmt: skip

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["voter_class"]
        field.queryset = classes
        units: Any = self.fields["unit"]
        units.choices = [("/", "全单位"), *unit_options()]


class ByNameForm(forms.Form):
    """Voters by name or staff number."""

    voter_class = forms.ModelChoiceField(label="评价主体", queryset=VoterClass.objects.none(), empty_label="请选择")
    people = PersonsField(label="人员", right="people.view")

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["voter_class"]
        field.queryset = classes


class MoveForm(forms.Form):
    """Another class."""

    voter_class = forms.ModelChoiceField(label="评价主体", queryset=VoterClass.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["voter_class"]
        field.queryset = classes


class ManyForm(forms.Form):
    """As many people as the screen named."""

    expected = forms.IntegerField(widget=forms.HiddenInput)


class MoveManyForm(ManyForm, MoveForm):
    """Another class for many."""


class RemindForm(forms.Form):
    """Words that everybody on the roster gets."""

    words = forms.CharField(
        label="提醒内容", max_length=200, help_text="名册上的每个人都会看到，不分投没投票；系统不知道谁投过",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class VoidForm(forms.Form):
    """Left-over slips, scanned or typed one a line."""

    codes = forms.CharField(
        label="余票的码", max_length=200_000, widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        help_text="逐张扫描（扫码枪每张一行）或逐行输入票条上的码",
    )  # fmt: skip
    witnesses = forms.CharField(label="见证人", max_length=120, help_text="两人以上，用顿号分开")

    def clean_codes(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]

    def clean_witnesses(self) -> str:
        """At least two names."""
        names = [name for name in self.cleaned_data["witnesses"].replace("，", "、").split("、") if name.strip()]
        if len(names) < 2:
            raise forms.ValidationError("请写两位以上见证人，用顿号分开。")
        return "、".join(name.strip() for name in names)


class PaperNumberForm(forms.Form):
    """How many paper ballots were handed out."""

    number = forms.IntegerField(
        label="发出纸质票（张）", min_value=0, max_value=100_000, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class FactForm(forms.Form):
    """What becomes of a fact of the reverse list."""

    is_lead = forms.TypedChoiceField(
        label="处理", widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", "留作核实线索"), ("no", "不采用（没有具体事实，或不属于所问的事）")],
        help_text="不公布、不计分；核实并听取本人说明以前，不作为任何结论的依据",
    )  # fmt: skip


class RedactForm(forms.Form):
    """What is shown of a written opinion."""

    shown = forms.CharField(
        label="公布文字", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="删去能认出写的人的内容（姓名、经历、只有少数人知道的事），不改变意思；不宜公布的清空",
    )  # fmt: skip
