"""Forms of the snapshots room."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from shuanglun.evidence.snapshots.choices import Part

YEARS_BACK = 5


def _years() -> list[tuple[int, str]]:
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year, this_year - YEARS_BACK, -1)]


class FreezeForm(forms.Form):
    """Which period to freeze."""

    year = forms.TypedChoiceField(label="年度", choices=_years, coerce=int)
    part = forms.ChoiceField(
        label="期间", choices=Part.choices, widget=forms.RadioSelect, help_text="只能冻结已经结束的期间。"
    )
