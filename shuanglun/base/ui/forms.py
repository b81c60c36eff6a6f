"""Small forms that every room asks with."""

from __future__ import annotations

from django import forms

LONGEST_WORDS = 400


class ReasonForm(forms.Form):
    """A reason that stays in the history."""

    reason = forms.CharField(label="理由", max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}))


class WordsForm(forms.Form):
    """A remark, if there is one."""

    words = forms.CharField(
        label="说明",
        max_length=LONGEST_WORDS,
        required=False,
        help_text="选填，留在经过中",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
