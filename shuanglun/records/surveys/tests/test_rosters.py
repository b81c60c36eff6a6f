"""The roster of a campaign: how many of each class, and many people moved or removed at once."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.tests.factories import make_person, make_unit
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


@pytest.fixture
def campaign() -> Campaign:
    """Two departments: five leaders and six of the staff in one, seven of the staff in the other."""
    one, other = make_unit("第一研究所"), make_unit("第二研究所")
    voters = {
        "A": [make_person(unit=one) for _ in range(5)],
        "C": [*(make_person(unit=one) for _ in range(6)), *(make_person(unit=other) for _ in range(7))],
    }
    return made.make_campaign(made.House(voters, [make_person(unit=one)]))


def at(name: str, *args: Any, unit: str = "") -> str:
    path = reverse(f"surveys:{name}", args=args)
    return (
        f"{path}?{urlencode({'unit': RosterEntry._base_manager.filter(unit__name=unit).first().unit_path})}"
        if unit
        else path
    )


def shown(answer: Any) -> str:
    return re.sub(r"<[^>]+>|\s", "", answer.content.decode())


def numbers(row: Campaign) -> dict[str, int]:
    return {item.code: everybody for item, _, everybody in queries.by_class(row, queries.voters(row))}


def test_the_filter_goes_by_the_department_that_the_roster_shows(campaign, sign_in):
    one = campaign.roster.filter(unit__name="第一研究所").first().person
    one.unit = make_unit("第三研究所")
    one.save()
    office = sign_in("political")
    assert one.name in office.get(at("roster", campaign.pk, unit="第一研究所")).content.decode()


def test_each_class_is_counted_above_the_list_also_for_a_department(campaign, sign_in):
    office = sign_in("political")
    assert "A领导班子成员5人B中层、同级人员0人C职工、服务对象13人" in shown(office.get(at("roster", campaign.pk)))
    one = office.get(at("roster", campaign.pk, unit="第一研究所"))
    assert "A领导班子成员5人（全名册5）" in shown(one) and "C职工、服务对象6人（全名册13）" in shown(one)
    part = office.get(at("roster", campaign.pk, unit="第一研究所"), headers={"HX-Request": "true", "HX-Target": "rows"})
    assert "C职工、服务对象6人（全名册13）" in shown(part), "the counts go with the rows when a filter is chosen"


def test_a_department_is_moved_to_another_class_at_once(campaign, sign_in):
    office, path = sign_in("political"), at("move_many", campaign.pk, unit="第二研究所")
    assert path in office.get(at("roster", campaign.pk, unit="第二研究所")).content.decode()
    page = office.get(path).content.decode()
    assert "改列 7 人的类别" in page and "符合“部门：第二研究所”的 7 人" in page
    middle = campaign.classes.get(code="B")
    assert office.post(path, {"voter_class": middle.pk, "expected": 7})["Location"] == at("roster", campaign.pk)
    assert numbers(campaign) == {"A": 5, "B": 7, "C": 6}
    entry = Entry._base_manager.get(act="surveys.move_voters")
    assert json.loads(entry.canonical)["batches"][0]["rows"] == 7
    again = office.post(path, {"voter_class": middle.pk, "expected": 7})
    assert again.status_code == 422 and "都已经在“B 中层、同级人员”" in again.content.decode()


def test_a_department_is_taken_off_at_once_and_the_trail_tells_whom(campaign, sign_in):
    office, path = sign_in("political"), at("remove_many", campaign.pk, unit="第二研究所")
    gone = list(RosterEntry._base_manager.filter(unit__name="第二研究所").values_list("pk", flat=True))
    page = office.get(path).content.decode()
    assert "符合“部门：第二研究所”的 7 人移出名册" in page and "移出 7 人" in page
    assert office.post(path, {"expected": 7}).status_code == 302
    assert numbers(campaign) == {"A": 5, "B": 0, "C": 6}
    told = EntryObject._base_manager.filter(entry__act="surveys.remove_voters").values_list("object", flat=True)
    assert {*told} == {f"surveys:rosterentry:{key}" for key in gone}
    assert office.get(path.partition("?")[0] + "?class=B").status_code == 422, "nobody is left for such a filter"


def test_what_the_screen_named_is_what_is_done(campaign, sign_in):
    office, path = sign_in("political"), at("remove_many", campaign.pk, unit="第二研究所")
    office.get(path)
    operations.remove_voter(entry=RosterEntry._base_manager.filter(unit__name="第二研究所").first())
    answer = office.post(path, {"expected": 7})
    assert answer.status_code == 422 and "现在是 6 人，不是 7 人" in answer.content.decode()
    assert numbers(campaign) == {"A": 5, "B": 0, "C": 12}


def test_nobody_is_moved_or_removed_once_it_was_handed_over(campaign, sign_in):
    Campaign.objects.filter(pk=campaign.pk).update(state="submitted")
    rows = queries.voters(campaign)
    with acting(made.PREPARES):
        with pytest.raises(RefusedError, match="不能再改"):
            operations.remove_voters(campaign=campaign, voters=rows, expected=18)
        with pytest.raises(RefusedError, match="不能再改"):
            operations.move_voters(voter_class=campaign.classes.first(), voters=rows, expected=18)
    page = sign_in("political").get(at("roster", campaign.pk)).content.decode()
    assert "移出全部" not in page and "改列全部" not in page
    assert numbers(campaign) == {"A": 5, "B": 0, "C": 13}


def test_people_of_another_campaign_stay_where_they_are(campaign):
    other = made.make_campaign(made.make_house({"A": 5}), title="另一次测评")
    with acting(made.PREPARES), pytest.raises(RefusedError, match="现在是 0 人"):
        operations.remove_voters(campaign=campaign, voters=queries.voters(other), expected=5)
    assert numbers(other)["A"] == 5
