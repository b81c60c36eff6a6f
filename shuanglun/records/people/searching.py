"""What people type to find somebody: the beginning of a name, of a number, or of the pinyin initials."""

from __future__ import annotations

from django.db.models import Q

from shuanglun.base import beginnings  # noqa: F401 - makes `begins` known
from shuanglun.records.people import names


def called(text: str, at: str = "") -> Q:
    """Persons whose name, staff number or pinyin initials begin with `text`; `at` leads to them ("person__").

    Every part reads an index. Numbers are found however their letters are typed.
    """
    found = Q(**{f"{at}name__begins": names.normal(text)})
    for number in {text, text.upper()}:
        found |= Q(**{f"{at}staff_no__begins": number})
    typed = names.typed(text)
    return found | Q(**{f"{at}initials__begins": typed}) if typed else found
