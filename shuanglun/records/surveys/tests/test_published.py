"""The public page of a sealed box: the same for everybody, about nobody."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Release, RosterEntry, Subject
from shuanglun.records.surveys.rules.results import about_nobody, release
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.counted import appraisal
from shuanglun.records.surveys.tests.test_release import in_turn, released, reviewed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
BODY = "第二研究所领导班子"


def held(signer, kind: str, *, subjects: int = 0, body: str = "") -> Campaign:
    """Sealed: everybody took a ticket, and everybody but the last one voted."""
    with signer.at(made.DURING_ISSUE):
        sizes = {"C": 23} if kind == "satisfaction" else {"A": 5, "B": 6, "C": 12}
        row = made.make_campaign(made.make_house(sizes, subjects), kind, f"公布 {kind}")
        if body:
            with acting(made.PREPARES):
                operations.add_subjects(campaign=row, body=body)
        row = made.opened(row)
        fill, rows = in_turn(), RosterEntry._base_manager.filter(campaign=row).order_by("pk")
        tokens = [
            (one, made.take(one, made.ticket_of(one))) for one in rows.select_related("person", "group", "campaign")
        ]
        for one, token in tokens[:-1]:
            operations.cast(campaign=row, payload=made.filled(row, one.group, token, fill), at=made.DURING_CAST)
    with signer.at(made.AFTER):
        return made.sealed(row)


def page(row: Campaign) -> str:
    answer = Client().get(reverse("box:result", args=[row.uid]), headers={"cookie": "sessionid=x"})
    assert answer.status_code == 200 and not answer.cookies and answer["Referrer-Policy"] == "no-referrer"
    return answer.content.decode()


def test_before_the_release_it_tells_the_root_and_how_many_and_nothing_else(signer):
    row = held(signer, "team", body=BODY)
    text = page(row)
    assert row.root in text and "22 张" in text
    assert [word for word in ("参加情况", "发出", BODY, "散列", f"{row.sealed_at:%Y-%m-%d}") if word in text] == []
    assert Client().get(reverse("box:check", args=[row.uid])).content.decode().count(row.root) == 1


def test_after_it_who_took_part_and_what_was_said_of_bodies(signer, sign_in):
    row = released(reviewed(held(signer, "team", body=BODY)))
    text, found = page(row), Release.objects.get(campaign=row)
    for part in (row.root, found.digest, "22 张", "2027-01-1", "差额", "没有销毁", BODY, "剔除封套"):
        assert part in text, part
    assert not re.search(r"\d\d:\d\d", text), "a day, no time"
    lines = re.findall(r'<td class="num" data-label="差额">(\d+)</td>', text)
    assert sorted(map(int, lines))[-2:] == [1, 1], "in all and in the group of whoever did not vote"
    with signer.at(made.AFTER), acting(made.PREPARES):
        operations.destroy_keys(campaign=row, at=made.AFTER)
    assert "已销毁" in page(row)
    one = RosterEntry._base_manager.filter(campaign=row).select_related("person").first().person
    mine = sign_in("staff", person=one, name=one.name).get(reverse("surveys:mine")).content.decode()
    assert reverse("box:result", args=[row.uid]) in mine


def test_nothing_of_a_person_is_on_it(signer):
    row = released(reviewed(held(signer, "appraisal", subjects=2)))
    text = page(row)
    names = Subject._base_manager.filter(campaign=row).values_list("label", flat=True)
    assert "差额" in text and [name for name in names if name in text] == []
    assert (
        "总体评价" not in text and "得分" not in text and "德" not in re.sub(r"<head>.*</head>", "", text, flags=re.S)
    )


def test_a_survey_of_satisfaction_shows_its_own_figures_and_an_appraisal_does_not(signer):
    row = released(reviewed(held(signer, "satisfaction")))
    assert "总体满意度" in page(row)
    arguments, _ = appraisal()
    body = release(*arguments) | {"rejected": 0, "remarks": [{"texts": ["x"]}]}
    for of_the_whole, kinds in ((True, ["ballot"]), (False, [])):
        shown = about_nobody(body, of_the_whole=of_the_whole)
        assert [section["kind"] for section in shown["sections"]] == kinds
        assert "remarks" not in shown and shown["agreement"] == [] and set(shown["methods"]) <= set(body["methods"])
