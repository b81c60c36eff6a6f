"""The form of a paper ballot: laid out as the sheet is printed, typed with the keyboard alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms

from shuanglun.records.surveys.rules import paper, shape
from shuanglun.records.surveys.rules.content import Slot
from shuanglun.records.surveys.rules.paper import Items, Matrix, Whom

BLANK = ("", "")
EMPTY = (shape.NOTHING, "0 空白")
DIFFERS = "（两遍不同）"
NAMED = 4
"""Places that an error names; it counts the others."""


class PaperForm(forms.Form):
    """One paper ballot. What is not typed yet is not blank: that the paper is blank somewhere is typed too."""

    number = forms.IntegerField(
        label="票面编号", min_value=1, help_text="清点后在票面上编的号",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    is_spoiled = forms.BooleanField(
        label="废票", required=False,
        help_text="必答题空白、超过名额、勾选须写事实而没有写、无法辨认、写有姓名等，当众认定无效的勾选这一项，不录内容；计入收回，不计入结果",
    )  # fmt: skip

    def __init__(
        self, *args: Any, content: shape.Content, slots: Sequence[Slot], named: Mapping[str, Sequence[Whom]],
        differ: Collection[str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        """`differ`: where two entries differ, for whoever settles them."""
        super().__init__(*args, **kwargs)
        self.content, self.slots, self.sheet = content, slots, paper.sheet(content, named)
        self.needed: dict[str, bool] = {}
        for whom, question in self.sheet.asked():
            self._ask(whom, question)
        if differ is not None:
            del self.fields["number"]
        for name in differ or ():
            if isinstance(self.fields[name], forms.BooleanField) and name != paper.SPOILED:
                self._must_be_told(name)
            field = self.fields[name]
            field.label = f"{field.label}{DIFFERS}"
            field.widget.attrs["class"] = "differs"

    def _ask(self, whom: Whom, question: shape.Question) -> None:
        name, label, kind = whom.place(question), whom.called(question["head"]), question["kind"]
        if kind in shape.SCALED:
            options = [(letter, f"{at} {row['label']}") for at, (letter, row) in enumerate(self._options(question), 1)]
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[BLANK, *options, EMPTY],
                widget=forms.Select(attrs={"data-facts": "".join(question.get("facts", ()))}),
            )  # fmt: skip
            self.needed[name] = bool(question["required"])
        if kind == shape.PICK:
            self.fields[name] = forms.BooleanField(label=label, required=False)
        if kind == shape.MANY:
            self.fields[name] = forms.MultipleChoiceField(
                label=label, required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(str(at), option) for at, option in enumerate(question["options"])],
            )  # fmt: skip
        if kind in shape.WRITTEN:
            self.fields[f"w:{name}"] = forms.CharField(
                label=f"{label} · 事实" if kind == shape.FLAG else label, required=False,
                max_length=shape.limit_of(question), widget=forms.Textarea(attrs={"rows": 1 if kind == shape.FLAG else 3}),
            )  # fmt: skip

    def _must_be_told(self, name: str) -> None:
        """A recommendation on which two entries differ: an empty box would settle it unseen."""
        options = [BLANK, (shape.CHOSEN, "1 推荐"), EMPTY]
        self.fields[name] = forms.ChoiceField(label=self.fields[name].label, required=False, choices=options)
        self.needed[name] = False

    def _options(self, question: shape.Question) -> Iterable[tuple[str, dict[str, Any]]]:
        return shape.lettered(shape.options_of(self.content, question))

    def clean(self) -> dict[str, Any]:
        """Marks and words as a ballot has them, and whether it is spoiled."""
        data: dict[str, Any] = super().clean() or {}
        spoiled = bool(data.get(paper.SPOILED))
        if not spoiled:
            typed = {name: data.get(name) for name in self.needed if name not in self.errors}
            self._say("没有录", "票面上空白的，录“0 空白”", [name for name, mark in typed.items() if not mark])
            blank = [name for name, mark in typed.items() if mark == shape.NOTHING and self.needed[name]]
            self._say("是必答题，票面空白", "看漏的补录；确实空白的，这张票不能录为有效票，请勾选上方的“废票”", blank)
        words = {name[2:]: text.replace("\r\n", "\n") for name, text in data.items() if name.startswith("w:") and text}
        return {
            "number": data.get("number"),
            "marks": paper.marks_of(self.slots, data),
            "words": words,
            "is_spoiled": spoiled,
        }

    def _say(self, what: str, remedy: str, names: list[str]) -> None:
        """One error for all of the places, at the first of them; each is marked."""
        for name in names:
            self.fields[name].widget.attrs["class"] = "is-invalid"
        if names:
            labels = "、".join(str(self.fields[name].label) for name in names[1:NAMED])
            others = f"，另有 {len(names) - 1} 处（{labels}{'等' if len(names) > NAMED else ''}）" if labels else ""
            self.add_error(names[0], f"{what}{others}。{remedy}。")

    @property
    def matrices(self) -> list[dict[str, Any]]:
        """Those asked about down, questions across."""
        return [self._matrix(part) for part in self.sheet.matrices]

    def _matrix(self, part: Matrix) -> dict[str, Any]:
        return {
            "heads": paper.HEADS[part.about],
            "columns": [{"head": each["head"], "options": self._legend(each)} for each in part.questions],
            "rows": [
                {"whom": whom, "cells": [self[whom.place(each)] for each in part.questions]} for whom in part.rows
            ],
        }

    def _legend(self, question: shape.Question) -> list[str]:
        return [f"{at} {row['label']}" for at, (_, row) in enumerate(self._options(question), 1)] or ["勾选"]

    @property
    def items(self) -> list[dict[str, Any]]:
        """Questions down, with room for facts in a reverse list."""
        return [self._items(part) for part in self.sheet.items]

    def _items(self, part: Items) -> dict[str, Any]:
        facts = part.questions[0]["kind"] == shape.FLAG
        return {
            "title": part.whom.called("反向测评") if facts else "整体评价", "legend": self._legend(part.questions[0]), "facts": facts,
            "rows": [
                {"text": each["text"], "mark": self[part.whom.place(each)],
                 "words": self[f"w:{part.whom.place(each)}"] if facts else None}
                for each in part.questions
            ],
        }  # fmt: skip

    @property
    def rest(self) -> list[forms.BoundField]:
        """Several answers and written ones, below the tables."""
        many = [self[whom.place(each)] for whom, each in self.sheet.many]
        return [*many, *(self[f"w:{whom.place(each)}"] for whom, each in self.sheet.texts)]
