"""What the goals room asks for."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from shuanglun.base.files.kinds import ACCEPT
from shuanglun.records.goals import offers
from shuanglun.records.goals.choices import QUARTER_CHOICES, Direction, Level, Origin, Pace
from shuanglun.records.goals.models import Goal
from shuanglun.records.goals.models.progress import LONGEST_REPORT
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.fields import PersonField

FIGURE = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class PercentField(forms.DecimalField):
    """A share typed in percent, kept in basis points."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, widget=FIGURE, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Basis points as percent."""
        return f"{value / 100:g}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Percent as basis points."""
        share = super().clean(value)
        return None if share is None else int(share * 100)


class FigureField(forms.DecimalField):
    """A figure with up to four decimals, shown without the zeros at its end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=4, widget=FIGURE, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """98 and not 98.0000."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class TextForm(forms.Form):
    """The words and the weight of a goal."""

    code = forms.CharField(label="编号", max_length=16, help_text="同一年度内唯一")
    title = forms.CharField(label="目标", max_length=120)
    weight = PercentField(label="权重（%）", help_text="同一部门（或本人、同级战略目标）的权重合计 100%")
    remark = forms.CharField(label="说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ParentForm(forms.Form):
    """Under which goal another one hangs; `parents` are those that may be chosen, `top` says whether none is one."""

    parent = forms.TypedChoiceField(label="上级目标", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, parents: Iterable[Goal] = (), top: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].required = not top
        self.parents = {goal.pk: goal for goal in parents}
        named = [(goal.pk, _named(goal)) for goal in self.parents.values()]
        self.fields["parent"].choices = [("", "（顶层）" if top else "请选择"), *named]  # type: ignore[attr-defined]

    def clean_parent(self) -> Goal | None:
        """The goal itself."""
        return self.parents.get(self.cleaned_data["parent"])


def _named(goal: Goal) -> str:
    return f"{goal} · {goal.unit.name}" if goal.unit else str(goal)


class GoalForm(TextForm, ParentForm):
    """A new goal of one level."""

    unit = forms.TypedChoiceField(label="部门", coerce=int, empty_value=None)
    person = PersonField(label="岗位人员")
    field_order = ("unit", "person", "parent", "code", "title", "weight", "remark")

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, top=level == Level.STRATEGY, **kwargs)
        if level == Level.UNIT:
            self.units = {unit.pk: unit for unit in Unit.objects.in_order()}
            self.fields["unit"].choices = [  # type: ignore[attr-defined]
                ("", "请选择"),
                *((pk, unit.name) for pk, unit in self.units.items()),
            ]
        else:
            del self.fields["unit"]
        if level != Level.POST:
            del self.fields["person"]

    def clean_unit(self) -> Unit | None:
        """The unit itself."""
        return self.units.get(self.cleaned_data["unit"])


def _branches() -> list[tuple[Any, str]]:
    rows = PartyOrganization.objects.in_order().values_list("pk", "name")
    return [("", "按部门人员计算"), *rows]


class KpiForm(forms.Form):
    """One side of a goal."""

    name = forms.CharField(label="指标", max_length=120)
    owner = PersonField(label="牵头人")
    unit_word = forms.CharField(label="计量单位", max_length=20, required=False, help_text="例如 %、项、次")
    weight = PercentField(label="在本目标内的权重（%）", help_text="两侧合计 100%")
    direction = forms.ChoiceField(label="方向", choices=Direction.choices)
    pace = forms.ChoiceField(
        label="进度",
        choices=Pace.choices,
        help_text="逐季累计：如次数、学时，随时间增长；保持水平：如出勤率，每季都应达到目标。来源为“快照计算”的随计算口径",
    )
    bound = FigureField(
        label="底线值或上限值", required=False,
        help_text="越高越好：底线值，达不到得 0，不填为 0；越低越好：上限值，必填",
    )  # fmt: skip
    target = FigureField(label="目标值", help_text="全年累计要达到的数")
    origin = forms.ChoiceField(label="完成值来源", choices=Origin.choices)
    measure = forms.ChoiceField(
        label="计算口径", required=False, choices=lambda: [("", "不计算"), *offers.options()],
        help_text="来源为“快照计算”时选择",
    )  # fmt: skip
    party = forms.TypedChoiceField(
        label="按党组织计算", coerce=int, empty_value=None, required=False, choices=_branches,
        help_text="来源为“快照计算”时可选；不选则按部门人员计算",
    )  # fmt: skip
    sections: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("指标", ("name", "owner", "unit_word", "weight")),
        ("目标", ("direction", "pace", "bound", "target")),
        ("完成值", ("origin", "measure", "party")),
    )

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if level == Level.POST:
            del self.fields["owner"], self.fields["party"]
            self.sections = tuple(
                (title, tuple(name for name in names if name in self.fields)) for title, names in self.sections
            )

    def clean_party(self) -> PartyOrganization | None:
        """The organization itself."""
        chosen = self.cleaned_data["party"]
        return PartyOrganization.objects.get(pk=chosen) if chosen else None


class ActualForm(forms.Form):
    """What a KPI had reached by the end of a quarter, with a file that proves it."""

    quarter = forms.TypedChoiceField(label="季度", coerce=int, choices=QUARTER_CHOICES)
    value = FigureField(label="年初至季末累计完成值", required=False, help_text="没有数据的留空并写明原因，不填 0")
    words = forms.CharField(
        label="说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="完成情况或没有数据的原因",
    )  # fmt: skip
    file = forms.FileField(
        label="佐证材料", required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="PDF、图片或 Office 文件，10 MB 以内；涉密材料不得上传",
        error_messages={"empty": "文件是空的（0 字节）。请确认文件已保存后再上传。"},
    )  # fmt: skip


def _long(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_REPORT, widget=forms.Textarea(attrs={"rows": 4}), **more)


class ReviewForm(forms.Form):
    """The words of a unit about its quarter."""

    done = _long("完成情况")
    problems = _long("存在问题", required=False, help_text="两侧进度分离的，说明原因")
    next_steps = _long("下一步措施", required=False)
