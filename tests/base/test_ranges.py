"""Who sees which rows: by unit, by Party branch, one's own, everything; and nobody without saying who acts."""

import pytest
from django.apps import apps
from django.db import connection

from shuanglun.base.actor import Actor, Grant, NoActor, acting, using
from shuanglun.base.scope import PathField
from shuanglun.records.people.models import Person, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

pytestmark = pytest.mark.django_db
BYTES = 'COLLATE "C"'
READ_WHOLE = {"accounts.RoleGrant.path"}
"""Paths that are never compared with a range."""


@pytest.fixture
def house():
    top = make_unit("示例研究院")
    one, two = make_unit("一所", top), make_unit("二所", top)
    deep = make_unit("一所甲组", one)
    branch = make_branch("一支部", unit=two)
    return {
        "one": one, "two": two, "branch": branch, "top": top,
        "a": make_person("甲", unit=one), "b": make_person("乙", unit=deep), "c": make_person("丙", unit=two, branch=branch),
    }  # fmt: skip


def actor(*grants):
    return Actor("somebody", grants=tuple(Grant("people.view", kind, path) for kind, path in grants))


def seen(who, right="people.view"):
    with acting(who), using(right):
        return set(Person.objects.values_list("name", flat=True))


@pytest.mark.postgres
def test_the_database_sorts_as_chinese_does_and_paths_do_not():
    """Under zh_CN slashes weigh nothing at first, and what lies below a unit falls out of its range (ADR 0014)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone()[0].lower().startswith("zh_cn")
        below = "'/1/2/7/' {0} >= '/1/2/' AND '/1/2/7/' {0} < '/1/20'".format
        cursor.execute(f"SELECT {below('')}, {below(BYTES)}")
        assert cursor.fetchone() == (False, True)


def test_every_path_asks_for_its_own_order():
    paths = {
        f"{model._meta.label}.{field.name}": isinstance(field, PathField)
        for model in apps.get_models()
        if model.__module__.startswith("shuanglun.")
        for field in model._meta.concrete_fields
        if field.name == "path" or field.name.endswith("_path")
    }
    assert len(paths) > 6
    assert {name for name, own in paths.items() if not own} == READ_WHOLE


def test_nobody_acting_raises(house):
    with acting(None), pytest.raises(NoActor):
        Person.objects.count()


def test_a_unit_is_seen_with_what_lies_below_it(house):
    assert seen(actor(("unit", house["one"].path))) == {"甲", "乙"}


def test_a_path_never_matches_a_longer_number_with_the_same_beginning(house):
    fake = f"/{house['top'].pk}/{house['one'].pk}9/"
    Person._base_manager.filter(pk=house["c"].pk).update(unit_path=fake)
    assert seen(actor(("unit", house["one"].path))) == {"甲", "乙"}


def test_a_branch_is_seen_through_membership_not_through_units(house):
    assert seen(actor(("party", house["branch"].path))) == {"丙"}


def test_ranges_of_one_role_add_up(house):
    assert seen(actor(("unit", house["one"].path), ("own", str(house["c"].pk)))) == {"甲", "乙", "丙"}


def test_own_sees_one_row_and_the_rows_about_it(house):
    with acting(Actor.system("test")):
        WorkMonth.objects.create(person=house["a"], month="2025-01-01", work_days=21, present_days=20)
        WorkMonth.objects.create(person=house["c"], month="2025-01-01", work_days=21, present_days=20)
    mine = actor(("own", str(house["a"].pk)))
    assert seen(mine) == {"甲"}
    with acting(mine), using("people.view"):
        assert [row.person_id for row in WorkMonth.objects.all()] == [house["a"].pk]


def test_a_right_not_held_shows_nothing(house):
    assert seen(actor(("unit", "/")), right="people.import") == set()
    with acting(actor(("unit", "/"))):
        assert Person.objects.count() == 0  # no right in use


def test_the_whole_house_and_everything(house):
    assert seen(actor(("unit", "/"))) == {"甲", "乙", "丙"}
    assert seen(Actor.system("test")) == {"甲", "乙", "丙"}
