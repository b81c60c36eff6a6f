"""What is asked about a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from shuanglun.records.life.choices import LeaveReason, MeetingKind, Presence
from shuanglun.records.life.models import Attendance
from shuanglun.records.life.rules.meetings import EXEMPTING
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.fields import PersonField, PersonsField
from shuanglun.records.people.models import Person

YEARS_BACK, YEARS_AHEAD = 5, 2
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def own_branches() -> list[tuple[str, str]]:
    """Party organizations for which the acting role keeps meetings."""
    return [(str(pk), name) for pk, name in PartyOrganization.objects.in_order().values_list("pk", "name")]


class LikelyDay(forms.DateField):
    """A day that somebody keeps a meeting of: a mistyped year is asked about."""

    def clean(self, value: Any) -> Any:
        """The day, or a word about its year."""
        day, today = super().clean(value), timezone.localdate()
        if day is not None and not -YEARS_BACK <= day.year - today.year <= YEARS_AHEAD:
            raise forms.ValidationError(
                f"日期 {day} 不在 {today.year - YEARS_BACK} 年到 {today.year + YEARS_AHEAD} 年之间，请核对年份；更早的会议请用导入补登。"
            )
        return day


class PlanForm(forms.Form):
    """A meeting to set down."""

    branch = forms.TypedChoiceField(label="党组织", choices=own_branches, coerce=int)
    kind = forms.ChoiceField(label="类型", choices=MeetingKind.choices)
    title = forms.CharField(label="主题", max_length=120)
    on = LikelyDay(label="日期")
    begins_at = forms.TimeField(label="开始时间", widget=TIME, required=False)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=1440, initial=60)
    place = forms.CharField(label="地点", max_length=80, required=False)
    agenda = forms.CharField(label="议程", required=False, widget=forms.Textarea(attrs={"rows": 4}))


class RecordForm(forms.Form):
    """What is told of a meeting: when and where, who presided, what was said."""

    title = forms.CharField(label="主题", max_length=120)
    on = LikelyDay(label="日期")
    begins_at = forms.TimeField(label="开始时间", widget=TIME, required=False)
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=1440)
    place = forms.CharField(label="地点", max_length=80, required=False)
    host = PersonField(label="主持人", required=False, right="life.view")
    recorder = PersonField(label="记录人", required=False, right="life.view")
    observers = forms.CharField(
        label="列席人员", max_length=200, required=False, help_text="不在应到名单上的列席者，用顿号分开"
    )
    agenda = forms.CharField(label="议程", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    record = forms.CharField(
        label="会议记录", required=False, help_text="写清议题、讨论和结论；涉密内容不得录入",
        widget=forms.Textarea(attrs={"rows": 12}),
    )  # fmt: skip
    sections = (
        ("会议", ("title", "on", "begins_at", "minutes", "place", "host", "recorder", "observers")),
        ("内容", ("agenda", "record")),
    )


class RosterForm(forms.Form):
    """Who is due: members of the organization to tick, and others by number or name."""

    members = forms.TypedMultipleChoiceField(
        label="本组织人员", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = PersonsField(label="其他人员", required=False, right="people.view")

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {person.pk: person for person in persons}
        self.fields["members"].choices = [(pk, person.name) for pk, person in self.persons.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Everybody chosen, each once, as `persons`."""
        data = super().clean() or self.cleaned_data
        found = {pk: self.persons[pk] for pk in data.get("members", ())}
        found |= {person.pk: person for person in data.get("others", ())}
        return {"persons": list(found.values())}


class MarkForm(forms.Form):
    """One choice for each person on the roster, named by the key of the attendance; "rest" tells all that are still
    expected at once. What the page showed comes back with it, so that who scanned meanwhile stays scanned."""

    rest = forms.ChoiceField(
        label="其余待登记的人员", required=False,
        choices=[("", "保持待登记"), (Presence.PRESENT, "都到会"), (Presence.ABSENT, "都未到会")],
    )  # fmt: skip
    ground = forms.ChoiceField(
        label="新增豁免的事由", required=False,
        choices=[("", "没有新增豁免"), *((reason.value, reason.label) for reason in LeaveReason if reason in EXEMPTING)],
        help_text="把人改为豁免时必选，作为已同意的请假存档；只有记录人和审核人看得到，不写病情",
    )  # fmt: skip
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        self.fields["shown"].initial = ",".join(f"{row.pk}:{row.presence}" for row in self.rows)
        for row in self.rows:
            self.fields[f"p{row.pk}"] = forms.ChoiceField(
                label=row.person.name, choices=Presence.choices, initial=row.presence
            )

    def lines(self) -> list[tuple[Attendance, Any]]:
        """Each attendance with its field."""
        return [(row, self[f"p{row.pk}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        """By the key of the attendance, of those told anew: `presences`, and `shown`, what the page said before."""
        data = super().clean() or self.cleaned_data
        was = dict(pair.split(":", 1) for pair in data.get("shown", "").split(",") if ":" in pair)
        shown = {row.pk: was.get(str(row.pk), row.presence) for row in self.rows}
        told = {row.pk: data.get(f"p{row.pk}", shown[row.pk]) for row in self.rows}
        if rest := data.get("rest"):
            told |= {pk: rest for pk, presence in told.items() if presence == Presence.EXPECTED}
        presences = {pk: presence for pk, presence in told.items() if presence != shown[pk]}
        return {
            "presences": presences,
            "shown": {pk: shown[pk] for pk in presences},
            "ground": data.get("ground", ""),
        }


class LeaveForm(forms.Form):
    """One's own leave."""

    reason = forms.ChoiceField(label="事由", choices=LeaveReason.choices)
    words = forms.CharField(
        label="说明", max_length=200, required=False, help_text="只有记录人看得到事由和说明；不必写病情",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ResolutionForm(forms.Form):
    """A resolution and its votes."""

    title = forms.CharField(label="决议事项", max_length=200)
    agree = forms.IntegerField(label="赞成", min_value=0, max_value=10_000)
    against = forms.IntegerField(label="反对", min_value=0, max_value=10_000, initial=0)
    abstain = forms.IntegerField(label="弃权", min_value=0, max_value=10_000, initial=0)


class YearForm(forms.Form):
    """The usual day of the month for the meetings of a year."""

    day = forms.IntegerField(
        label="每月通常在几日",
        min_value=1,
        max_value=28,
        initial=15,
        help_text="遇休息日顺延到下一个工作日；排好后可逐次修改",
    )
