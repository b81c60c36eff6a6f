"""The KPI list: what its filter takes and how its figures read."""

import re

import pytest
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.records.goals.models import KpiResult
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def page_of(client, address: str, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def make_kpi(person, year: int = 2025, **values):
    with acting(Actor.system("test")):
        return KpiResult.objects.create(
            person=person, year=year, code="K1", name="项目验收", weight=10000,
            target=values.pop("target", 10), actual=values.pop("actual", 9), **values,
        )  # fmt: skip


@pytest.mark.parametrize("year", ["abc", "²", "9" * 30, "1850", "２０２５"])
def test_a_year_nobody_offers_is_ignored(sign_in, year):
    make_kpi(make_person())
    assert "共 1 条" in page_of(sign_in("personnel"), "/goals/", year=year)


def test_rows_of_one_year(sign_in):
    person = make_person()
    make_kpi(person, timezone.localdate().year)
    make_kpi(person, timezone.localdate().year - 1)
    assert "共 1 条" in page_of(sign_in("personnel"), "/goals/", year=timezone.localdate().year)


def test_figures_carry_no_empty_decimals(sign_in):
    row = make_kpi(make_person(), target="1200000.5000", actual="98.0000")
    client = sign_in("personnel")
    for page in (page_of(client, "/goals/"), page_of(client, f"/goals/kpiresult/{row.pk}/")):
        assert ">98<" in re.sub(r"\s", "", page)
        assert "1,200,000.5" in page
        assert ".0000" not in page
