"""The trail as auditors read it: in words, on the screen and in the export."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.audit import note, operation, words
from shuanglun.base.audit.acts import OPERATIONS
from shuanglun.base.audit.models import Entry
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person
from tests.fixtures.flush import _without_triggers

ACT = "trial.leave"
pytestmark = pytest.mark.django_db


@operation("people.import", act=ACT, label="登记离职")
def leave(*, person: Person) -> Person:
    person.standing = "left"
    person.save(update_fields=["standing"])
    note.batch("people.roster #3 restored", [person])
    return person


@pytest.fixture(scope="module", autouse=True)
def forget_act():
    yield
    del OPERATIONS[ACT]


@pytest.fixture
def entry() -> Entry:
    officer = Actor("王芳", role="integration", grants=(Grant("people.import", "unit", "/"),))
    person = make_person("林一禾")
    with acting(officer):
        leave(person=person)
    return Entry._base_manager.get()


def test_an_entry_speaks_of_roles_acts_objects_and_states_in_words(entry, sign_in):
    page = sign_in("auditor").get(f"/audit/{entry.seq}/").content.decode()
    shown = page.partition("规范文本</")[0]
    for text in ("融合办专员", "登记离职", "导入人员名册 · 批次 3 · 恢复原值", "叶哈希与规范文本一致"):
        assert text in shown, text
    for code in ("integration", "people:person", "in_post", "standing", ACT, "people.roster"):
        assert code not in shown, code
    standing = dict(Person._meta.get_field("standing").flatchoices)
    assert standing["in_post"] in shown and standing["left"] in shown


@pytest.mark.parametrize(
    "edit", ["actor = 'x'", "at = '2020-01-01 00:00:00'", "canonical = replace(canonical, '王芳', 'x')"]
)
def test_an_entry_edited_past_the_system_is_called_so(entry, sign_in, edit):
    auditor = sign_in("auditor")
    with _without_triggers(connection), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {edit} WHERE seq = {entry.seq}")
    assert "在系统之外被改过" in auditor.get(f"/audit/{entry.seq}/").content.decode()


def test_the_list_its_filters_and_the_export_speak_the_same(entry, sign_in):
    auditor = sign_in("auditor")
    page = auditor.get("/audit/").content.decode()
    assert f"人员 {entry.object.rpartition(':')[2]}" in page and "登记离职" in page
    assert "people:person:" not in page.replace('value="people:person:"', "")
    assert auditor.get("/audit/?kind=people:person:").content.decode().count("登记离职") > 1
    assert "没有" in auditor.get("/audit/?kind=life:meeting:").content.decode()
    export = b"".join(auditor.get("/audit/?export=csv")).decode("utf-8-sig")
    assert "登记离职" in export and ACT not in export and "people:person" not in export


def test_every_act_kind_and_column_of_ours_has_chinese_words(client):
    client.get("/accounts/login/")  # the address table, and with it every room's operations
    ours = {act: run for act, run in OPERATIONS.items() if not act.startswith("test.")}  # other tests make some
    assert [act for act, run in ours.items() if run.label.isascii()] == []
    assert words.act_words("people.roster.commit") == "导入人员名册"  # before anybody imported
    kept = [model for model in apps.get_models() if model.__module__.startswith("shuanglun.")]
    mute = [
        f"{model._meta.label}.{field.name}"
        for model in kept
        if model._meta.app_label != "audit"
        for field in model._meta.concrete_fields
        if words.field_words(field, field.attname).isascii()
    ]
    assert mute == []


def test_every_state_that_a_row_begins_in_is_told_in_words():
    """Also those whose words stand in a flow and not in the choices of the column."""
    told = {
        f"{field.model._meta.label}.{field.name}": words.value_words(field, field.default)
        for model in apps.get_models() if model.__module__.startswith("shuanglun.")
        for field in model._meta.concrete_fields if isinstance(field.default, str) and field.default.isalpha()
    }  # fmt: skip
    assert told["surveys.Campaign.state"] == told["goals.QuarterReview.state"] == "草稿"
    assert told["life.Meeting.state"] == "已安排" and told["surveys.Campaign.mode"] == "线上（盲签领票）"
    assert [name for name, text in told.items() if text.isascii()] == []
