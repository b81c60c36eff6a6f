"""Form fields that ask for people: typed as 工号 or 姓名, found within the acting role's range.

A name that two people bear is refused with their numbers and departments, so that nobody is picked by mistake.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from shuanglun.base.actor import using
from shuanglun.records.people.models import Person

BETWEEN = re.compile(r"[\s,，、;；]+")
MOST_NAMESAKES = 5


class PersonField(forms.CharField):
    """One person. `right` is the right under which the person is looked for; without it, the right in use."""

    def __init__(self, *, right: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "填工号或姓名；重名时请填工号")
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.right = right

    def prepare_value(self, value: Any) -> Any:
        """A person as they are typed."""
        return value.staff_no if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        """The person, or None for an empty field that need not be filled."""
        text = super().clean(value).strip()
        return self.found([text])[0] if text else None

    def found(self, texts: list[str]) -> list[Person]:
        """The person behind each text, in order; one query. Raises ValidationError naming every text that fits
        nobody, or more than one."""
        rows: dict[str, list[Person]] = {text: [] for text in texts}
        for person in self._among(Q(staff_no__in=texts) | Q(name__in=texts)):
            for text in {person.staff_no, person.name} & set(rows):
                rows[text].append(person)
        problems = [problem for text, people in rows.items() if (problem := _problem(text, people))]
        if problems:
            raise forms.ValidationError(problems)
        return [rows[text][0] for text in rows]

    def _among(self, wanted: Q) -> QuerySet:
        def ask() -> QuerySet:
            return Person.objects.in_post().filter(wanted).select_related("unit").defer("id_number").order_by("pk")

        if not self.right:
            return ask()
        with using(self.right):
            return ask()


class PersonsField(PersonField):
    """Several people, one a line or separated by 、."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "填工号或姓名，用顿号、逗号或换行分开；重名时请填工号")
        kwargs.setdefault("max_length", 20_000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """People as they are typed."""
        return "、".join(person.staff_no for person in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Person]:  # type: ignore[override]
        """The people, each once, in the order typed."""
        text = forms.CharField.clean(self, value)
        return self.found(list(dict.fromkeys(filter(None, BETWEEN.split(text)))))


def _problem(text: str, people: list[Person]) -> str:
    if len(people) == 1:
        return ""
    if not people:
        return f"没有在职人员“{text}”，或不在您的管理范围。请核对工号或姓名。"
    known = "、".join(f"{person.staff_no}（{person.unit.name}）" for person in people[:MOST_NAMESAKES])
    return f"有 {len(people)} 位“{text}”：{known}。请改填工号。"
