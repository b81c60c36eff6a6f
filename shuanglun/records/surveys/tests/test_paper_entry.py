"""The screen on which a paper ballot is typed lies as the sheet does, and says where the paper is blank."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.forms_paper import PaperForm
from shuanglun.records.surveys.models import PaperSheet
from shuanglun.records.surveys.rules import content as rules
from shuanglun.records.surveys.rules import paper, shape
from shuanglun.records.surveys.rules.paper import Whom
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.instruments import shipped_content
from shuanglun.records.surveys.tests.meetings import BEFORE, both, issued, typed

KINDS = ["body", "person", "person"]
NAMED = {"body": [Whom(0, "领导班子")], "person": [Whom(1, "林一禾", "副院长"), Whom(2, "周明远", "副院长")]}


def form_of(content: dict[str, Any], data: dict[str, Any] | None = None, **more: Any) -> PaperForm:
    """The form of a ballot about a body and two people."""
    return PaperForm(data, content=content, slots=rules.slots(content, KINDS), named=NAMED, **more)


@pytest.mark.parametrize("kind", ["appraisal", "political", "team", "report", "satisfaction", "recommend_meeting"])
def test_what_is_typed_comes_back_as_it_was(kind):
    content = shipped_content(kind)
    blank = form_of(content)
    data: dict[str, Any] = {"number": 1}
    for at, (name, field) in enumerate(blank.fields.items()):
        if name in blank.needed:
            data[name] = [letter for letter, _ in field.choices[1:-1]][at % (len(field.choices) - 2)]
        elif name.startswith("w:"):
            data[name] = "第一行\r\n第二行"
        elif name.endswith("issues"):
            data[name] = ["0", "2"]
        elif name not in ("number", "is_spoiled"):
            data[name] = at % 2 == 0
    form = form_of(content, data)
    assert form.is_valid(), form.errors
    entry = {"marks": form.cleaned_data["marks"], "words": form.cleaned_data["words"], "spoiled": False}
    again = paper.typed(form.slots, entry)
    assert {name: value for name, value in data.items() if name != "number" and not name.startswith("w:")} == {
        name: value for name, value in again.items() if not name.startswith("w:")
    }
    assert set(entry["words"].values()) <= {"第一行\n第二行"}
    assert paper.differences(form.slots, entry, entry) == set()


def test_rows_are_people_and_columns_questions_in_the_order_of_the_sheet():
    form = form_of(shipped_content("appraisal"))
    [matrix] = form.matrices
    assert [column["head"] for column in matrix["columns"]] == ["德", "能", "勤", "绩", "廉", "总体评价"]
    assert [row["whom"].label for row in matrix["rows"]] == ["林一禾", "周明远"]
    assert [field.name for field in matrix["rows"][1]["cells"]][:2] == ["2:de", "2:neng"]
    assert matrix["columns"][0]["options"] == ["1 好", "2 较好", "3 一般", "4 差", "5 不了解"]
    assert form["2:de"].field.choices[-1] == (".", "0 空白")


def test_a_blank_where_an_answer_is_needed_is_named_with_what_to_do():
    content = shipped_content("appraisal")
    codes = ("de", "neng", "qin", "ji", "lian", "overall")
    full = {"number": 1, **{f"{subject}:{code}": "a" for subject in (1, 2) for code in codes}}
    assert form_of(content, full).is_valid()
    blank = form_of(content, full | {"2:qin": "."})
    [words] = blank.errors["2:qin"]
    assert words.startswith("是必答题，票面空白。看漏的补录") and "请勾选上方的“废票”" in words
    skipped = form_of(content, {"number": 1, "1:de": "a"})
    [words] = skipped.errors["1:neng"]
    assert words.startswith("没有录，另有 10 处（林一禾：勤、林一禾：绩、林一禾：廉等）。")
    spoiled = form_of(content, {"number": 1, "is_spoiled": "on"})
    assert spoiled.is_valid() and spoiled.cleaned_data["is_spoiled"]


def test_where_no_answer_is_needed_a_blank_is_typed_and_counts():
    content = shipped_content("appraisal")
    for question in content["questions"]:
        question["required"] = False
    codes = ("de", "neng", "qin", "ji", "lian", "overall")
    data = {"number": 1, **{f"{subject}:{code}": "." for subject in (1, 2) for code in codes}}
    assert form_of(content, data).is_valid()
    assert not form_of(content, data | {"1:ji": ""}).is_valid(), "not typed is not blank"


def test_several_answers_about_somebody_are_printed_and_typed():
    content = shipped_content("report")
    for question in content["questions"]:
        if question["kind"] == shape.MANY:
            question["about"] = "person"
    sheet = paper.sheet(content, NAMED)
    assert [whom.label for whom, _ in sheet.many] == ["林一禾", "周明远"]
    assert form_of(content).rest[0].label == "林一禾：主要问题"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def at(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def test_whoever_types_goes_on_with_the_next_sheet(meeting, sign_in, monkeypatch):
    group = meeting.groups.last()
    issued(group, 3)
    both(group, 2, "a.a.")
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.AFTER)
    officer, path = sign_in("political"), at("enter_paper", group.pk)
    for number in (1, 3):
        assert f'value="{number}"' in officer.get(path).content.decode()
        to = officer.post(path, {"number": number, f"0:{meeting.slots[0]['question']}": "on"})["Location"]
        assert to == (path if number == 1 else at("papers", meeting.pk))
    page = officer.get(to).content.decode()
    assert page.count("待录第二遍") == 2 and page.count("已核定") >= 1


def test_one_spoiled_and_one_valid_entry_are_settled_from_the_paper(meeting, sign_in, monkeypatch):
    group = meeting.groups.last()
    issued(group, 1)
    with acting(made.PREPARES):
        typed(group, 1, "aa..")
    with acting(made.APPROVES):
        sheet = typed(group, 1, "", is_spoiled=True)
    third, path = sign_in("personnel"), at("settle_paper", sheet.pk)
    page = third.get(path).content.decode()
    assert "一遍录为废票" in page and " checked" not in page and page.count("（两遍不同）") == 1
    assert "去核定" in third.get(at("papers", meeting.pk)).content.decode()
    assert third.post(path, {"is_spoiled": "on"}).status_code == 302
    assert paper.read(PaperSheet.objects.get().settled)["spoiled"]


def test_a_recommendation_on_which_entries_differ_is_answered_and_never_settled_by_an_empty_box(
    meeting, sign_in, monkeypatch
):
    group = meeting.groups.last()
    issued(group, 1)
    both(group, 1, "aa..", "a.a.")
    third, path = sign_in("personnel"), at("settle_paper", PaperSheet.objects.get().pk)
    code = meeting.slots[0]["question"]
    answer = third.post(path, {f"0:{code}": "on"})
    assert answer.status_code == 422 and "没有录" in answer.content.decode()
    assert not PaperSheet.objects.get().is_settled
    assert third.post(path, {f"0:{code}": "on", f"1:{code}": ".", f"2:{code}": "a"}).status_code == 302
    assert paper.read(PaperSheet.objects.get().settled)["marks"] == "a.a."


def test_the_printed_ballot_and_the_screen_have_the_same_rows(meeting, sign_in, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEFORE)
    issued(meeting.groups.last(), 1)
    officer = sign_in("political")
    printed = officer.get(at("paper_ballots", meeting.pk)).content.decode()
    screen = officer.get(at("enter_paper", meeting.groups.last().pk)).content.decode()
    labels = [subject.label for subject in queries.subjects(meeting)]
    assert printed.count("推荐超过名额、写有姓名的，整张票无效") == 2, (
        "what the entry refuses is told to whoever fills it"
    )
    assert re.findall(r"<td>\d+</td>\s*<td>(\S+)</td>", printed)[: len(labels)] == labels
    assert re.findall(r'scope="row">\s*\d+ (\S+?)<small>', screen) == labels


def test_a_valid_ballot_cannot_be_settled_with_too_many_names(meeting):
    group = meeting.groups.last()
    issued(group, 1)
    both(group, 1, "aa..", "a.a.")
    with acting(made.officer("柳未央", 903)), pytest.raises(RefusedError, match="请勾选“废票”"):
        operations.settle_paper(sheet=PaperSheet.objects.get(), marks="aaa.", words={})
