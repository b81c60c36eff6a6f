"""Screens of instruments: editing a draft step by step, previews, and refusals that keep what was typed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys.models import Instrument, InstrumentVersion
from shuanglun.records.surveys.tests.instruments import draft_of, published_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def at(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


QUESTION = {"head": "作风", "code": "zuofeng", "text": "作风怎么样？", "kind": "choice", "about": "person",
            "required": "on", "scale": "grades", "options": "", "limit": "", "help": ""}  # fmt: skip


def test_an_instrument_is_made_filled_and_published_on_screen(sign_in):
    office = sign_in("political")
    assert office.post(at("add_instrument"), {"code": "ZF", "title": "作风测评", "kind": "other"}).status_code == 302
    version = InstrumentVersion.objects.get()
    page = text(office.get(at("version", version.pk)))
    assert "发布前还有 2 处要改" in page and "还没有题目，请至少添加一题" in page
    scale = {"label": "三档", "code": "grades", "low": "0", "high": "100", "options": "好 100\n差：0\n不了解"}
    assert office.post(at("add_scale", version.pk), scale).status_code == 302
    assert office.post(at("add_question", version.pk), QUESTION).status_code == 302
    index = {"label": "作风", "code": "style", "feeds": "conduct", "w_zuofeng": "1"}
    assert office.post(at("add_index", version.pk), index).status_code == 302
    settings = {"help": "分值为本单位约定", "overall": "zuofeng", "excellent": ["grades:a"], "passing": ["grades:a"]}
    assert office.post(at("edit_version", version.pk), settings).status_code == 302
    page = text(office.get(at("version", version.pk)))
    assert "处要改" not in page and "好、差、不了解" in page and "作风 1" in page
    assert office.post(at("publish_version", version.pk)).status_code == 302
    version.refresh_from_db()
    assert version.state == "published"
    assert version.content["scales"]["grades"]["options"] == [
        {"label": "好", "points": 100}, {"label": "差", "points": 0}, {"label": "不了解", "points": None},
    ]  # fmt: skip
    page = text(office.get(at("version", version.pk)))
    assert "添加题目" not in page and "停用" in page
    assert "不能再改" in text(office.get(at("edit_question", version.pk, "zuofeng")))
    assert office.post(at("retire_version", version.pk), {"reason": ""}).status_code == 422
    assert office.post(at("retire_version", version.pk), {"reason": "改用新表"}).status_code == 302
    assert office.post(at("draft_version", version.instrument_id)).status_code == 302
    assert list(version.instrument.versions.values_list("number", "state")) == [(2, "draft"), (1, "retired")]


def test_shipped_instruments_come_in_with_one_act(sign_in):
    office = sign_in("integration")
    assert "装入随系统提供的测评表" in text(office.get(at("instruments")))
    assert office.post(at("load_instruments")).status_code == 302
    page = text(office.get(at("instruments")))
    assert all(row.title in page for row in Instrument.objects.all()) and Instrument.objects.count() == 7
    assert "都已在列" in text(office.post(at("load_instruments")))
    assert text(office.get(at("instruments") + "?state=published")).count("第 1 版") == 0
    assert office.get(at("instruments") + "?export=csv").status_code == 200


def test_an_instrument_made_by_mistake_is_deleted_on_screen_after_a_question(sign_in):
    office, draft, used = sign_in("political"), draft_of(code="X"), published_version("team")
    path = at("remove_instrument", draft.instrument_id)
    assert path in text(office.get(at("instrument", draft.instrument_id)))
    assert "编号 X" in text(office.get(path)) and Instrument.objects.count() == 2
    assert office.post(path)["Location"] == at("instruments")
    assert list(Instrument.objects.all()) == [used.instrument]
    assert at("remove_instrument", used.instrument_id) not in text(office.get(at("instrument", used.instrument_id)))
    answer = office.post(at("remove_instrument", used.instrument_id))
    assert answer.status_code == 422 and "发布过的测评表不能删除" in text(answer)
    twin = office.post(at("add_instrument"), {"code": used.instrument.code.upper(), "title": "又一张", "kind": "other"})
    assert twin.status_code == 422 and "编号不分大小写" in text(twin)


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("add_question", QUESTION | {"code": "de", "scale": "heads"}, "代号“de”已经用过"),
        ("add_question", QUESTION | {"scale": "", "text": "保留的题目文字"}, "请选择评价标准"),
        ("add_question", QUESTION | {"kind": "flag", "scale": "heads", "facts": ["overall:a"]}, "属于所选的评价标准"),
        ("add_question", QUESTION | {"kind": "many", "scale": "", "options": "只有一个"}, "个不同的选项"),
        ("add_scale", {"label": "保留的名称", "code": "x", "low": "0", "high": "1", "options": "是 9\n否 0"}, "不在最低分"),
        ("add_index", {"label": "保留的指标", "code": "x", "feeds": "conduct", "w_de": "3"}, "只能有一个"),
        ("edit_version", {"help": "保留的说明", "overall": "overall", "excellent": ["heads:a"]}, "至少一个有分值的选项"),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_keeps_what_was_typed(sign_in, name, values, says):
    version = draft_of()
    answer = sign_in("political").post(at(name, version.pk), values)
    assert answer.status_code == 422 and says in text(answer)
    typed = [
        value for value in values.values() if isinstance(value, str) and value.startswith(("保留", "作风", "只有"))
    ]
    assert typed and all(value in text(answer) for value in typed)
    assert InstrumentVersion.objects.get().content == version.content


def test_questions_are_edited_moved_and_removed_on_screen(sign_in):
    office, version = sign_in("personnel"), draft_of("political")
    page = text(office.get(at("edit_question", version.pk, "n01")))
    assert re.search(r'value="reverse:b"[^>]*checked', page) and not re.search(r'value="reverse:a"[^>]*checked', page)
    assert office.post(at("move_question", version.pk, "steadfastness", "up")).status_code == 302
    assert office.post(at("move_question", version.pk, "steadfastness", "left")).status_code == 404
    assert office.get(at("move_question", version.pk, "steadfastness", "up")).status_code == 405
    assert office.get(at("edit_question", version.pk, "nothing")).status_code == 404
    version.refresh_from_db()
    assert [row["code"] for row in version.content["questions"]][:2] == ["steadfastness", "loyalty"]
    refused = office.post(at("remove_question", version.pk, "loyalty"))
    assert refused.status_code == 422 and "指标“政治素质”用到这一题" in text(refused)
    assert office.post(at("remove_question", version.pk, "n01")).status_code == 302
    for name, code in (("edit_scale", "heads"), ("edit_index", "political"), ("remove_scale", "heads"),
                       ("remove_index", "political")):  # fmt: skip
        assert office.get(at(name, version.pk, code)).status_code == 200
    assert "好 4\n" in text(office.get(at("edit_scale", version.pk, "heads")))


def test_the_phone_preview_shows_one_question_with_the_unknown_apart(sign_in):
    office, version = sign_in("political"), published_version("political")
    page = text(office.get(at("preview_phone", version.pk)))
    assert 'class="apart"' in page and "不计入结果" in page and "共 17 题，第 1 题" in page
    flag = text(office.get(at("preview_phone", version.pk) + "?q=6"))
    assert flag.count("须写事实") == 2 and 'maxlength="500"' in flag and "只作核实的线索，不公布、不计分" in flag
    for odd in ("0", "999", "x", "-1", "²"):
        assert office.get(at("preview_phone", version.pk) + f"?q={odd}").status_code == 200


def test_the_paper_preview_has_the_layout_of_the_field(sign_in):
    office = sign_in("political")
    page = text(office.get(at("preview_paper", published_version().pk)))
    for words in ("单位：", "日期：", "不记名，请在相应栏内划√", "被测评人", "总体评价", "评价主体类别：□ A 领导班子"):
        assert words in page
    assert re.findall(r'class="first"\s*>\s*(\S+)\s*</th>', page) == ["德", "能", "勤", "绩", "廉", "总体评价"]
    reverse_list = text(office.get(at("preview_paper", published_version("political").pk)))
    assert "反向测评" in reverse_list and "只作核实的线索，不公布、不计分" in reverse_list
    for kind, words in (("report", "□ 任人唯亲"), ("recommend_meeting", "划√"), ("satisfaction", "非常满意"),
                        ("team", "班子或单位")):  # fmt: skip
        assert words in text(office.get(at("preview_paper", published_version(kind).pk)))


def test_staff_do_not_open_instruments(sign_in):
    version, staff = draft_of(), sign_in("staff", person=make_person())
    for name, args in (("instruments", ()), ("version", (version.pk,)), ("preview_paper", (version.pk,))):
        assert staff.get(at(name, *args)).status_code == 403


def test_the_list_of_instruments_asks_a_constant_number_of_queries(sign_in):
    office = sign_in("political")
    counts = []
    for numbers in (range(1), range(1, 31)):
        for number in numbers:
            draft_of(code=f"T{number}")
        office.get(at("instruments"))
        with CaptureQueriesContext(connection) as queries:
            assert office.get(at("instruments")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


@pytest.mark.parametrize(
    ("part", "code", "called", "known"),
    [("question", "de", "题目", "德"), ("scale", "heads", "评价标准", "好、较好、一般、差"), ("index", "conduct", "指标", "思想政治与职业操守")],
)  # fmt: skip
def test_the_parts_of_a_draft_are_added_edited_and_removed_alike(sign_in, part, code, called, known):
    office, version = sign_in("political"), draft_of()
    added = text(office.get(at(f"add_{part}", version.pk)))
    assert f"<h1>添加{called}</h1>" in added and 'name="code"' in added
    edited = text(office.get(at(f"edit_{part}", version.pk, code)))
    assert f"修改{called} {known}" in edited and f"代号 {code}" in edited and 'name="code"' not in edited
    assert at(f"remove_{part}", version.pk, code) in edited
    assert f"删除{called} {known}" in text(office.get(at(f"remove_{part}", version.pk, code)))
    for name in ("edit", "remove"):
        assert office.get(at(f"{name}_{part}", version.pk, "nothing")).status_code == 404
