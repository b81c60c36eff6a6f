"""Screens of campaigns: who may open them, what they offer, how often they ask the database."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.audit.models import Entry
from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.instruments import published_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
FIELDS = {
    "title": "中层干部测评", "mode": "online", "level": "0", "picks": "0", "purpose": "年度考核用",
    "issue_from": "2027-01-11T08:00", "issue_until": "2027-01-11T16:00", "cast_from": "2027-01-11T18:00",
    "cast_until": "2027-01-12T02:00",
}  # fmt: skip


def asked(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_an_officer_prepares_a_campaign_and_a_second_one_opens_it(sign_in, signer):
    unit = made.make_unit("示例研究院")
    first, second = (
        sign_in("political", person=make_person(unit=unit)),
        sign_in("personnel", person=make_person(unit=unit)),
    )
    subject = make_person("林一禾", unit=unit)
    voters = [make_person(unit=unit) for _ in range(15)]
    version = published_version()
    answer = first.post(reverse("surveys:draft"), FIELDS | {"version": version.pk})
    row = Campaign.objects.get()
    assert answer["Location"] == reverse("surveys:campaign", args=[row.pk])
    page = first.get(answer["Location"]).content.decode()
    assert "还不能提交" in page and "有权重而没有人" in page
    for place, item in enumerate(row.classes.all()):
        names = "、".join(person.staff_no for person in voters[place * 5 : place * 5 + 5])
        first.post(reverse("surveys:by_name", args=[row.pk]), {"voter_class": item.pk, "people": names})
    first.post(reverse("surveys:add_subjects", args=[row.pk]), {"people": subject.staff_no})
    with signer.at(made.BEGIN):
        assert first.post(reverse("surveys:submit", args=[row.pk])).status_code == 302
        assert first.post(reverse("surveys:approve", args=[row.pk])).status_code == 422, "nobody opens the own campaign"
        assert "/jobs/" in second.post(reverse("surveys:approve", args=[row.pk]))["Location"]
    row.refresh_from_db()
    assert (row.state, row.roster_size, len(row.slots)) == ("open", 15, 6)
    page = second.get(reverse("surveys:campaign", args=[row.pk])).content.decode()
    assert "截止以前任何人都看不到票数" in page and row.roster_hash[:16] in page
    approved = Entry._base_manager.get(act="surveys.approve")
    told = sign_in("auditor").get(f"/audit/{approved.seq}/").content.decode().partition("规范文本</")[0]
    assert "<td>待启动</td>" in told and "<td>正在启动</td>" in told and "submitted</td>" not in told


def test_overlapping_windows_are_refused_at_their_field_and_the_form_keeps_what_was_typed(sign_in):
    officer = sign_in("political")
    data = FIELDS | {"version": published_version().pk, "cast_from": "2027-01-11T16:30"}
    answer = officer.post(reverse("surveys:draft"), data)
    page = answer.content.decode()
    assert answer.status_code == 422 and "投票须在领票截止 60 分钟以后开始" in page
    assert 'value="2027-01-11T16:30"' in page and "年度考核用" in page


def test_nobody_but_officers_opens_a_campaign(sign_in):
    row = made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}))
    readers = {role: sign_in(role) for role in ("section_head", "branch_secretary", "auditor")}
    readers["staff"] = sign_in("staff", person=make_person())
    for role, reader in readers.items():
        for name in ("campaign", "roster", "submit", "approve", "seal", "release", "remarks", "cancel"):
            assert reader.get(reverse(f"surveys:{name}", args=[row.pk])).status_code == 403, (role, name)


def test_the_lists_ask_as_often_for_many_as_for_few(sign_in):
    officer = sign_in("political")
    row = made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}))
    lists = [
        reverse("surveys:campaigns"),
        reverse("surveys:roster", args=[row.pk]),
        reverse("surveys:campaign", args=[row.pk]),
    ]
    few = [asked(officer, path) for path in lists]
    for number in range(6):
        made.make_campaign(made.House({}, []), title=f"测评 {number}")
    with acting(made.PREPARES):
        operations.list_voters(voter_class=row.classes.first(), people=[make_person() for _ in range(40)])
        operations.add_subjects(campaign=row, people=[make_person() for _ in range(10)])
    assert [asked(officer, path) for path in lists] == few
    assert max(few) <= 12


def test_a_campaign_that_was_cancelled_keeps_its_reason_and_no_ballot(sign_in, signer):
    with signer.at(made.DURING_ISSUE):
        row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5})))
        made.votes(row, lambda slot: "a")
    answer = sign_in("personnel").post(reverse("surveys:cancel", args=[row.pk]), {"reason": "范围有误，重新组织"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.review_words, Envelope._base_manager.count()) == ("cancelled", "范围有误，重新组织", 0)


def test_a_reminder_reaches_everybody_on_the_roster_alike(sign_in, signer):
    people = [make_person() for _ in range(6)]
    row = made.make_campaign(made.House({"C": people}, []), kind="satisfaction", title="满意度")
    with signer.at(made.BEGIN):
        row = made.opened(row)
    officer = sign_in("political")
    officer.post(reverse("surveys:remind", args=[row.pk]), {"words": "请在周三前领票"})
    entry = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign").first()
    with signer.at(made.DURING_ISSUE):
        made.take(entry, made.ticket_of(entry))
    shown = [
        re.search(r"领票：满意度.*?请在周三前领票", sign_in("staff", person=person).get("/").content.decode(), re.S)
        for person in people
    ]
    assert all(shown)
