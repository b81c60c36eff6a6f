"""Forms of the scoring room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from shuanglun.evidence.snapshots import queries as snapshots
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.scores.scoring import queries


def _periods() -> list[tuple[int, str]]:
    return [(snapshot.pk, queries.snapshot_words(snapshot)) for snapshot in snapshots.usable()]


def _drafts() -> list[tuple[int, str]]:
    return [(version.pk, f"{version}（{version.get_state_display()}）") for version in queries.drafts()]


class RunForm(forms.Form):
    """What to compute: a snapshot under the schemes in force, or under drafts as a trial."""

    name = forms.CharField(label="名称", max_length=80, help_text="例如“2026 年度考核”，会显示在本人的结果说明上。")
    snapshot = forms.TypedChoiceField(
        label="证据快照", choices=_periods, coerce=int,
        widget=forms.Select(
            attrs={"hx-get": reverse_lazy("scoring:new"), "hx-target": "#preview", "hx-swap": "outerHTML"}
        ),
    )  # fmt: skip
    trial = forms.BooleanField(
        label="试算：只给办公室看，本人、部门和支部都看不到", required=False,
    )  # fmt: skip
    drafts = forms.TypedMultipleChoiceField(
        label="试算时换用的草稿方案", choices=_drafts, coerce=int, required=False,
        help_text="不选则用期末生效的方案；选中的草稿替换同一方案的生效版本。",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["drafts"].choices:  # type: ignore[attr-defined]
            del self.fields["drafts"]

    def clean_snapshot(self) -> Snapshot:
        """The snapshot itself."""
        return snapshots.usable().get(pk=self.cleaned_data["snapshot"])
