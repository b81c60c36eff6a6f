"""Finding somebody by the beginning of a name, a number or pinyin initials."""

import pytest
from django.db import connection

from shuanglun.base.actor import Actor, acting
from shuanglun.records.people.models import Person
from shuanglun.records.people.searching import called
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    unit = make_unit()
    for number, name in (("T001", "王小明"), ("T002", "王晓"), ("T010", "汪洋"), ("A_1%", "林一禾")):
        make_person(name, unit=unit, staff_no=number)
    with acting(Actor.system("test")):
        yield Person.objects


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王", {"王小明", "王晓"}), ("王 小", {"王小明"}), ("王小明", {"王小明"}), ("小明", set()),
        ("wx", {"王小明", "王晓"}), ("WY", {"汪洋"}), ("lyh", {"林一禾"}), ("T00", {"王小明", "王晓"}),
        ("t01", {"汪洋"}), ("A_", {"林一禾"}), ("A%", set()), ("'; --", set()), ("\U0010ffff", set()),
    ],
)  # fmt: skip
def test_found_by_its_beginning(people, typed, found):
    assert set(people.filter(called(typed)).values_list("name", flat=True)) == found


@pytest.mark.sqlite
def test_no_search_reads_the_whole_table(people):
    """A quarter of a second among 100,000 people, were it otherwise (`bench/lists.py`)."""
    sql, values = people.filter(called("wxm")).order_by("name_key", "id")[:25].query.sql_with_params()
    with connection.cursor() as cursor:
        steps = [row[-1] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()]
    assert "MULTI-INDEX OR" in steps
    assert not [step for step in steps if step.startswith("SCAN people_person")]
