"""Rows by one prepared statement are the rows that Django itself would have written."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shuanglun.base import bulk
from shuanglun.records.people.models import Appointment, Person
from shuanglun.records.people.tests.factories import make_unit

pytestmark = pytest.mark.django_db


def unsaved(number, unit, **more):
    return Person(
        staff_no=f"B{number}", name="林一禾", name_key="lin2", initials="lyh", unit=unit, unit_path=unit.path,
        category="M", joined_on=date(2014, 7, 1), **more,
    )  # fmt: skip


def stored(person):
    row = Person._base_manager.get(pk=person.pk)
    columns = {column.attname: getattr(row, column.attname) for column in Person._meta.concrete_fields}
    return {name: value for name, value in columns.items() if name not in ("id", "uid", "staff_no", "id_index")}


def test_a_created_row_is_what_django_would_have_written():
    unit = make_unit("材料研究所")
    ours, theirs = (unsaved(n, unit, id_number="999999199003070012", id_index=str(n)) for n in (1, 2))
    bulk.create([ours])
    Person._base_manager.bulk_create([theirs])
    assert stored(ours) == stored(theirs)
    assert (ours.pk, ours._state.adding) == (Person._base_manager.get(staff_no="B1").pk, False)
    token = Person._base_manager.values_list("id_number", flat=True).get(pk=ours.pk)
    assert "999999199003070012" not in token


def test_keys_are_given_once_also_after_a_rollback_and_between_other_writers():
    unit = make_unit("材料研究所")
    with transaction.atomic():
        bulk.create([unsaved(n, unit) for n in range(3)])
        transaction.set_rollback(True)
    single = unsaved(1, unit)
    single.save()
    many = [unsaved(n, unit) for n in range(2, 5)]
    bulk.create(many)
    last = unsaved(5, unit)
    last.save()
    assert len({row.pk for row in (single, *many, last)}) == Person._base_manager.count() == 5


def test_an_update_writes_the_named_columns_only():
    unit = make_unit("材料研究所")
    people = [unsaved(n, unit) for n in range(3)]
    bulk.create(people)
    for person in people:
        person.id_number, person.joined_on, person.name = "999999198811150024", date(2020, 2, 29), "不写"
    bulk.update(people, ["id_number", "joined_on"])
    for row in Person._base_manager.all():
        assert (row.id_number, row.joined_on, row.name) == ("999999198811150024", date(2020, 2, 29), "林一禾")


def test_a_refused_row_raises_and_leaves_nothing():
    person = unsaved(1, make_unit("材料研究所"))
    bulk.create([person])
    open_twice = [
        Appointment(person=person, unit=person.unit, category="M", from_on=date(2020 + n, 1, 1)) for n in (0, 1)
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.create(open_twice)
    assert Appointment._base_manager.count() == 0


def test_nothing_to_write_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.create([])
        bulk.update([], ["name"])
