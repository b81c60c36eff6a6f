"""The audited operation: right, range, transaction, one entry; and a trail the database keeps append-only."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.audit import Forbidden, note, operation
from shuanglun.base.audit import trail as trails
from shuanglun.base.audit.acts import OPERATIONS
from shuanglun.base.audit.canonical import EMPTY_ROOT, canonical, leaf_hash, merkle_root
from shuanglun.base.audit.models import Entry, EntryObject, Salt
from shuanglun.base.verdicts import Refused, RefusedError
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person, make_unit

CT_LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                              "606162636465666768696a6b6c6d6e6f")]  # fmt: skip


@operation("test.rename")
def rename(*, unit, name):
    if not name:
        Refused("名称不能为空，请填写部门名称", "name").or_refuse()
    unit.name = name
    unit.save(update_fields=["name"])
    return unit


@operation("test.rename", act="test.rename_person")
def rename_person(*, person, name):
    person.name = name
    person.save(update_fields=["name"])
    return person


@operation("test.rename", act="test.rename_both")
def rename_both(*, unit, name):
    note.batch("units", [rename(unit=unit, name=name), unit])


@operation("test.rename", act="test.rename_all")
def rename_all(*, units, name):
    Unit.objects.filter(pk__in=[unit.pk for unit in units]).update(name=name)


@operation("test.rename", act="test.recode", clash=Refused("编号已有，请换一个", "code"))
def recode(*, unit, code):
    Unit.objects.filter(pk=unit.pk).update(name="写了一半")
    Unit.objects.filter(pk=unit.pk).update(code=code)
    return unit


@operation("test.rename", act="test.end")
def end(*, unit, on):
    Unit.objects.filter(pk=unit.pk).update(closed_on=on)
    return unit


@pytest.fixture(scope="module", autouse=True)
def forget_acts():
    yield
    for name in [name for name in OPERATIONS if name.startswith("test.")]:
        del OPERATIONS[name]


def entries():
    return list(Entry._base_manager.order_by("seq"))


def can(path):
    return Actor("甲", person_id=7, role="personnel", grants=(Grant("test.rename", "unit", path),))


@pytest.mark.django_db
def test_one_act_leaves_one_entry_with_before_and_after():
    unit = make_unit("旧名")
    with acting(can("/")):
        rename(unit=unit, name="新名")
    (entry,) = entries()
    body = json.loads(entry.canonical)
    assert (body["act"], body["actor"], body["object"]) == ("test.rename", "甲", f"organization:unit:{unit.pk}")
    assert (body["before"]["name"], body["after"]["name"]) == ("旧名", "新名")
    assert bytes(entry.leaf) == leaf_hash(entry.canonical.encode()) and entry.canonical.encode() == canonical(body)
    assert trails.root() == (1, bytes(entry.leaf))


@pytest.mark.django_db
def test_a_refused_act_changes_nothing_and_leaves_no_entry():
    unit = make_unit("旧名")
    with acting(can("/")), pytest.raises(Exception, match="名称不能为空"):
        rename(unit=unit, name="")
    assert Unit._base_manager.get(pk=unit.pk).name == "旧名" and entries() == []


@pytest.mark.django_db
def test_who_writes_the_same_in_the_same_moment_is_told_and_nothing_stays():
    """No rule looked: as when two look and both find nothing there."""
    first, second = make_unit("甲"), make_unit("乙")
    with acting(can("/")), pytest.raises(RefusedError, match="编号已有") as refused:
        recode(unit=second, code=first.code)
    assert refused.value.field == "code"
    second.refresh_from_db(from_queryset=Unit._base_manager.all())
    assert (second.name, entries()) == ("乙", [])


@pytest.mark.django_db
def test_another_broken_constraint_is_a_fault_of_the_program():
    unit = make_unit("甲")
    with acting(can("/")), pytest.raises(IntegrityError):
        end(unit=unit, on=unit.opened_on)


@pytest.mark.django_db
def test_without_the_right_or_outside_the_range_it_is_forbidden():
    mine, theirs = make_unit("甲"), make_unit("乙")
    with acting(Actor("无权")), pytest.raises(Forbidden):
        rename(unit=mine, name="新")
    with acting(can(mine.path)):
        rename(unit=mine, name="新")
        with pytest.raises(Forbidden):
            rename(unit=theirs, name="新")
    assert Unit._base_manager.get(pk=theirs.pk).name == "乙" and len(entries()) == 1


@pytest.mark.django_db
def test_rows_inside_a_list_are_held_to_the_range_and_told():
    mine, theirs = make_unit("甲"), make_unit("乙")
    with acting(can(mine.path)):
        with pytest.raises(Forbidden):
            rename_all(units=[mine, theirs], name="新")
        rename_all(units=[mine], name="新")
    (entry,) = entries()
    body = json.loads(entry.canonical)
    assert (body["before"]["name"], body["after"]["name"]) == ("甲", "新")


@pytest.mark.django_db
def test_the_entry_tells_what_the_database_held_not_what_the_caller_had_in_memory():
    unit = make_unit("旧名")
    older = Unit._base_manager.get(pk=unit.pk)
    Unit._base_manager.filter(pk=unit.pk).update(order=7)
    with acting(Actor.system("test")):
        rename(unit=older, name="新名")
    body = json.loads(entries()[0].canonical)
    assert (body["before"]["order"], body["after"]["order"], body["after"]["name"]) == (7, 7, "新名")


@pytest.mark.django_db
def test_personal_values_stand_in_the_trail_as_salted_commitments():
    person = make_person("林一禾")
    with acting(Actor.system("test")):
        rename_person(person=person, name="林二禾")
    (entry,) = entries()
    assert "林" not in entry.canonical and "commitment" in entry.canonical
    assert Salt._base_manager.filter(entry_seq=entry.seq).count() == 1
    assert Person._base_manager.get(pk=person.pk).name == "林二禾"


@pytest.mark.django_db
def test_nested_acts_share_a_trail_and_a_batch_keeps_each_object():
    unit = make_unit("旧")
    with acting(can("/")):
        rename_both(unit=unit, name="新")
    inner, outer = entries()
    assert inner.trail_id == outer.trail_id and [inner.seq, outer.seq] == [0, 1]
    parts = list(EntryObject._base_manager.filter(entry=outer).order_by("position"))
    body = json.loads(outer.canonical)
    assert body["batches"][0]["root"] == merkle_root([bytes(part.after) for part in parts]).hex()
    assert len(parts) == body["batches"][0]["rows"] == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        pytest.param("TRUNCATE audit_entry CASCADE", marks=pytest.mark.postgres),
    ],
)
def test_the_database_refuses_to_change_the_trail(sql):
    with acting(can("/")):
        rename(unit=make_unit(), name="新")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert [entry.actor for entry in entries()] == ["甲"]


def test_merkle_roots_are_those_of_certificate_transparency():
    roots = [merkle_root([leaf_hash(leaf) for leaf in CT_LEAVES[:n]]).hex() for n in (1, 2, 4, 8)]
    assert [root[:8] + root[-4:] for root in roots] == ["6e340b9ca01d", "fac54203c125", "d37ee41814b7", "5dc9da794328"]
    assert merkle_root([]) == EMPTY_ROOT


def test_canonical_json_sorts_by_utf16_and_keeps_text():
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "a": None}) == '{"a":null,"\U0001f600":2,"\ufb33":1}'.encode()
    assert canonical({"d": 1.5}) == b'{"d":"1.5"}'  # never a float
