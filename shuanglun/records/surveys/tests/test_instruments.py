"""Instruments: what is shipped, acts on drafts, and that a published version never changes."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Instrument, InstrumentVersion
from shuanglun.records.surveys.operations.instruments import shipped
from shuanglun.records.surveys.rules.content import digest, problems, slots
from shuanglun.records.surveys.tests.instruments import AT, OFFICER, draft_of, published_version, shipped_content

TABLE = "surveys_instrumentversion"


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each["code"])
def test_a_shipped_instrument_can_be_published_and_names_the_source_of_its_numbers(each: dict[str, Any]) -> None:
    assert problems(each["content"]) == []
    assert "本单位约定" in each["content"]["help"] or not each["content"]["scales"]


def test_the_seven_forms_of_the_field_are_shipped() -> None:
    assert sorted(each["kind"] for each in shipped()) == [
        "appraisal", "political", "recommend_meeting", "recommend_talk", "report", "satisfaction", "team",
    ]  # fmt: skip


def test_the_appraisal_has_the_five_heads_and_an_overall_grade() -> None:
    content = shipped_content()
    assert [slot["question"] for slot in slots(content, ["person"])] == ["de", "neng", "qin", "ji", "lian", "overall"]
    points = {code: [option["points"] for option in scale["options"]] for code, scale in content["scales"].items()}
    assert points == {"heads": [4, 3, 2, 1, None], "overall": [100, 80, 60, 0, None]}
    assert [(row["feeds"], row["weights"]) for row in content["indexes"]] == [
        ("conduct", {"de": 1, "lian": 1}), ("capability", {"neng": 1, "qin": 1, "ji": 1}),
    ]  # fmt: skip


def test_the_reverse_list_asks_about_conduct_only_and_wants_facts() -> None:
    """G-22: N02, N05, N06, N07 speak of opinion, belief or private life."""
    content = shipped_content("political")
    flags = [row for row in content["questions"] if row["kind"] == "flag"]
    assert [row["code"] for row in flags] == [
        "n01", "n03", "n04", "n08", "n09", "n10", "n11", "n12", "n13", "n14", "n15", "n16",
    ]  # fmt: skip
    assert {tuple(row["facts"]) for row in flags} == {("b", "c")}
    assert list(content["indexes"][0]["weights"].values()) == [35, 15, 20, 20, 10]
    assert not set(content["indexes"][0]["weights"]) & {row["code"] for row in flags}


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def refused(says: str, act: Any, **values: Any) -> None:
    with pytest.raises(RefusedError, match=says), acting(OFFICER):
        act(**values)


def changed(version: InstrumentVersion, act: Any, **values: Any) -> dict[str, Any]:
    with acting(OFFICER):
        return act(version=version, **values).content


def test_shipped_instruments_are_loaded_once_as_drafts() -> None:
    with acting(OFFICER):
        operations.add_instrument(code="MYD", title="自己的调查", kind="satisfaction")
        operations.load_shipped()
    assert Instrument.objects.count() == 7
    assert Instrument.objects.get(code="MYD").title == "自己的调查"
    assert {(row.number, row.state, row.made_by) for row in InstrumentVersion.objects.all()} == {(1, "draft", "白露晞")}
    refused("都已在列", operations.load_shipped)


def test_only_who_runs_surveys_may_change_an_instrument() -> None:
    with pytest.raises(Forbidden), acting(Actor("林一禾", 3, "staff", ())):
        operations.add_instrument(code="X", title="表", kind="other")
    assert not Instrument.objects.exists()


def test_a_code_serves_one_instrument() -> None:
    row = draft_of(code="MZCP").instrument
    for code in ("MZCP", "mzcp", "Mzcp"):
        refused("编号“MZCP”已用于.*不分大小写", operations.add_instrument, code=code, title="又一张", kind="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument.objects.create(code="mzCP", title="绕过", kind="other")
    Instrument.objects.filter(pk=row.pk).update(code="mzcp")
    with acting(OFFICER):
        operations.load_shipped()
    assert Instrument.objects.count() == 7, "the shipped one of that code is there already"


def test_an_instrument_made_by_mistake_goes_with_its_draft_and_the_trail_keeps_both() -> None:
    version = draft_of()
    row, names = (
        version.instrument,
        [f"surveys:instrument:{version.instrument_id}", f"surveys:instrumentversion:{version.pk}"],
    )
    with acting(OFFICER):
        operations.remove_instrument(instrument=row)
    assert not Instrument.objects.exists() and not InstrumentVersion.objects.exists()
    told = json.loads(Entry._base_manager.get(act="surveys.remove_instrument").canonical)
    assert [part["object"] for part in (told, *told["more"])] == names
    assert told["before"]["title"] == row.title and told["more"][0]["before"]["content"] == version.content
    assert all(part["after"] is None for part in (told, *told["more"]))


def test_an_instrument_that_was_published_stays() -> None:
    version = published_version()
    refused("发布过的测评表不能删除", operations.remove_instrument, instrument=version.instrument)
    with acting(OFFICER):
        operations.retire_version(version=version, reason="改用新表")
        operations.draft_version(instrument=version.instrument)
    refused("发布过的测评表不能删除", operations.remove_instrument, instrument=version.instrument)
    assert version.instrument.versions.count() == 2


def test_publishing_names_all_that_is_wrong_and_changes_nothing() -> None:
    with acting(OFFICER):
        version = operations.add_instrument(code="X", title="新表", kind="other").versions.get()
    refused("有 2 处要改：“说明”是空的.*还没有题目", operations.publish_version, version=version, at=AT)
    version.refresh_from_db()
    assert (version.state, version.digest) == ("draft", "")


def test_a_published_version_bears_the_digest_of_its_content_and_is_followed_by_another() -> None:
    version = published_version()
    assert (version.state, version.published_by, version.published_at) == ("published", "白露晞", AT)
    assert version.digest == digest(shipped_content())
    refused("不能发布", operations.publish_version, version=version, at=AT)
    refused("不能再改", operations.remove_question, version=version, code="advice")
    refused("不能再改", operations.discard_version, version=version)
    with acting(OFFICER):
        second = operations.draft_version(instrument=version.instrument)
    assert (second.number, second.content, second.digest) == (2, version.content, "")
    refused("第 2 版还是草稿", operations.draft_version, instrument=version.instrument)
    with acting(OFFICER):
        operations.discard_version(version=second)
        operations.retire_version(version=version, reason="改用新表")
    assert [row.state for row in version.instrument.versions.all()] == ["retired"]


@pytest.mark.parametrize(
    "column",
    ["number = 9", "content = '{}'", "digest = 'x'", "made_by = 'x'", "published_by = 'x'", "published_at = NULL"],
)
def test_a_published_version_cannot_be_changed_by_sql(column: str) -> None:
    version = published_version()
    for change in (column, f"{column}, state = 'retired'"):
        by_sql(f"UPDATE {TABLE} SET {change} WHERE id = %s", version.pk)


def test_a_published_version_goes_nowhere_but_into_retirement_and_is_never_deleted() -> None:
    version = published_version()
    by_sql(f"UPDATE {TABLE} SET state = 'draft' WHERE id = %s", version.pk)
    by_sql(f"DELETE FROM {TABLE} WHERE id = %s", version.pk)
    InstrumentVersion.objects.filter(pk=version.pk).update(state="retired")
    by_sql(f"UPDATE {TABLE} SET state = 'published' WHERE id = %s", version.pk)
    by_sql(f"DELETE FROM {TABLE} WHERE id = %s", version.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()


def by_sql(statement: str, *values: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def question(**more: Any) -> dict[str, Any]:
    return {
        "code": "zuofeng", "about": "person", "kind": "choice", "head": "作风", "text": "作风怎么样？", "scale": "heads",
        "required": True, "facts": [], "options": [], "limit": None, "help": "",
    } | more  # fmt: skip


def test_questions_are_added_changed_moved_and_removed() -> None:
    version = draft_of()
    added = changed(version, operations.keep_question, code=None, values=question())["questions"]
    assert added[-1] == {
        "code": "zuofeng", "about": "person", "kind": "choice", "head": "作风", "text": "作风怎么样？", "required": True,
        "help": "", "scale": "heads",
    }  # fmt: skip
    moved = changed(version, operations.move_question, code="zuofeng", way="up")["questions"]
    assert [row["code"] for row in moved] == ["de", "neng", "qin", "ji", "lian", "zuofeng", "advice", "overall"]
    same = changed(version, operations.move_question, code="de", way="up")["questions"]
    assert same == moved
    kept = changed(version, operations.keep_question, code="zuofeng", values=question(code="other", head="新"))
    assert [(row["code"], row["head"]) for row in kept["questions"]][5] == ("zuofeng", "新")
    left = changed(version, operations.remove_question, code="zuofeng")
    assert problems(left) == [] and len(left["questions"]) == 7


@pytest.mark.parametrize(
    ("act", "values", "says"),
    [
        ("keep_question", {"code": None, "values": question(code="de")}, "代号“de”已经用过"),
        ("keep_question", {"code": None, "values": question(code="De")}, "以小写字母开头"),
        ("keep_question", {"code": None, "values": question(scale="")}, "请选择评价标准"),
        ("keep_question", {"code": None, "values": question(kind="many", options=["一"])}, "2—26 个不同的选项"),
        ("keep_question", {"code": "none", "values": question()}, "已经不在草稿里"),
        ("keep_question", {"code": "overall", "values": question(kind="text", required=False)}, "不是单选评价"),
        ("keep_question", {"code": "de", "values": question(about="body")}, "同一类对象"),
        ("remove_question", {"code": "overall"}, "总体评价题，不能删除"),
        ("remove_question", {"code": "de"}, "指标“思想政治与职业操守”用到这一题"),
        ("remove_scale", {"code": "heads"}, "“德”等 5 题使用"),
        ("keep_scale", {"code": None, "values": {"code": "heads", "label": "又", "low": 0, "high": 1, "options": [
            {"label": "是", "points": 1}, {"label": "否", "points": 0}]}}, "代号“heads”已经用过"),
        ("keep_scale", {"code": "overall", "values": {"label": "改", "low": 0, "high": 1, "options": [
            {"label": "不了解", "points": None}, {"label": "是", "points": 1}, {"label": "否", "points": 0}]}}, "有分值的选项"),
        ("keep_index", {"code": None, "values": {"code": "x", "label": "又", "weights": {"de": 1}, "feeds": "conduct"}},
         "已经进入这项证据"),
        ("keep_index", {"code": "conduct", "values": {"label": "空", "weights": {}, "feeds": ""}}, "至少一题单选评价"),
        ("remove_index", {"code": "none"}, "已经不在草稿里"),
        ("edit_version", {"help": "x", "overall": "overall", "excellent": ["e"], "passing": ["e"]}, "有分值的选项"),
    ],
)  # fmt: skip
def test_a_change_that_fits_not_is_refused_and_leaves_the_draft(act: str, values: dict[str, Any], says: str) -> None:
    version = draft_of()
    before = deepcopy(version.content)
    refused(says, getattr(operations, act), version=version, **values)
    version.refresh_from_db()
    assert version.content == before


def test_scales_indexes_and_the_overall_question_are_kept_by_acts() -> None:
    version = draft_of()
    scale = {"code": "two", "label": "两档", "low": 0, "high": 1,
             "options": [{"label": "是", "points": 1}, {"label": "否", "points": 0}]}  # fmt: skip
    assert "没有题目使用" in problems(changed(version, operations.keep_scale, code=None, values=scale))[0]
    changed(version, operations.remove_scale, code="two")
    changed(version, operations.remove_index, code="conduct")
    index = {"code": "all", "label": "五项", "weights": {"de": 30, "neng": 20}, "feeds": "conduct"}
    content = changed(version, operations.keep_index, code=None, values=index)
    assert content["indexes"][-1] == index | {"code": "all"}
    content = changed(version, operations.edit_version, help="依据", overall="", excellent=[], passing=[])
    assert (content["help"], content["overall"], problems(content)) == ("依据", "", [])
