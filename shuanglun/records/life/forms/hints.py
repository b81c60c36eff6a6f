"""What the answer to a hint asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from shuanglun.base.ui.forms import WordsForm


class AnswerForm(WordsForm):
    """A remark, and whether it holds for the whole group of nearly equal records."""

    whole_group = forms.BooleanField(label="同组的提示一并答复", required=False)

    def __init__(self, *args: Any, alike: int = 0, needs_words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_words:
            self.fields["words"].required = True
            self.fields["words"].help_text = "写明向谁核实、情况怎样"
        if alike:
            self.fields["whole_group"].label = f"同组还有 {alike} 条待看的提示，一并答复"
        else:
            del self.fields["whole_group"]
