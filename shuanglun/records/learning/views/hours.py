"""Hours of a year, person by person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.ui.screens import list_screen, screen
from shuanglun.records.learning import queries
from shuanglun.records.learning.tables import HoursTable
from shuanglun.records.learning.views import frame
from shuanglun.records.people.models import Person

YEARS = 4
NOTE = "不含党课学时，两处合计见双维度结果"


@screen("learning.view")
def hours(request: HttpRequest) -> HttpResponse:
    """Hours of the chosen year beside what is asked for."""
    today = timezone.localdate()
    year = chosen(request, today.year)
    people = Person.objects.in_post().select_related("unit").defer("id_number")
    return list_screen(
        request, HoursTable, queries.with_hours(people, year, today), title=frame.title(), tabs=frame.tabs("hours"),
        sub=f"{year} 年学时进度，{NOTE}；按姓名排列，不排名次", template="learning/hours.html", year=year,
        years=[(f"{item} 年", f"{reverse('learning:hours')}?year={item}", item == year) for item in _years(today.year)],
    )  # fmt: skip


def _years(this: int) -> list[int]:
    return list(range(this, this - YEARS, -1))


def chosen(request: HttpRequest, this: int) -> int:
    """The year asked for, if it is one of the last few; else this one."""
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted in map(str, _years(this)) else this
