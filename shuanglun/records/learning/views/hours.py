"""Hours of a year, person by person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.parameters import queries as parameters
from shuanglun.base.parameters.registry import DECLARED, Standing
from shuanglun.base.ui.screens import list_screen, screen
from shuanglun.records.learning import queries
from shuanglun.records.learning.parameters import LEADER_HOURS, MEMBER_HOURS, STAFF_HOURS
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
        request, HoursTable, queries.with_hours(people, year, today), title=frame.title(), tabs=frame.tabs("learning:hours"),
        sub=f"{year} 年学时进度，{NOTE}；按姓名排列，不排名次", template="learning/hours.html", figures=_figures(year, today),
        years=[(f"{item} 年", f"{reverse('learning:hours')}?year={item}", item == year) for item in _years(today.year)],
    )  # fmt: skip


def _figures(year: int, today: date) -> Mapping[str, object]:
    """What is asked for, as of the day `queries.with_hours` reads the parameters, and whether one is still unsure."""
    found = parameters.values("learning.", on=queries.as_of(year, today))
    unsure = (
        DECLARED[LEADER_HOURS].standing == Standing.UNVERIFIED and found[LEADER_HOURS] == DECLARED[LEADER_HOURS].shipped
    )
    names = {"member": MEMBER_HOURS, "leader": LEADER_HOURS, "staff": STAFF_HOURS}
    return {name: found[key] for name, key in names.items()} | {"unsure": unsure}


def _years(this: int) -> list[int]:
    return list(range(this, this - YEARS, -1))


def chosen(request: HttpRequest, this: int) -> int:
    """The year asked for, if it is one of the last few; else this one."""
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted in map(str, _years(this)) else this
