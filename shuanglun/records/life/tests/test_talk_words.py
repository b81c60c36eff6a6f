"""What a talk says before and after it is written down: nobody empties words that they cannot see, and the person it is
with reads them once it took place."""

import pytest

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.models import Opening
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import AT, as_person, as_secretary, playing
from shuanglun.records.life.tests.talk_cases import SAID, SOON, planned, stored, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return cases.Branch()


def written(house, row, topic):
    operations.record_planned(
        talk=row, sides=Sides(house.secretary.pk), held=told(on=SOON, topic=topic), at=AT, today=SOON
    )


def test_what_was_planned_to_be_said_stays_when_the_talk_is_written_down(house):
    row = planned(house)
    with as_secretary(house, "life.talk"):
        written(house, row, "谈成的主题")
    assert (stored().topic, stored().outline, stored().content) == ("谈成的主题", "拟谈提纲", SAID)


def test_another_keeper_leaves_the_topic_that_they_cannot_see(house):
    row = planned(house)
    with playing("personnel", "life.talk", person=house.officer):
        written(house, row, "")
    assert (stored().topic, stored().outline) == ("拟谈主题", "拟谈提纲")


def test_another_keeper_may_say_another_topic(house):
    row = planned(house)
    with playing("personnel", "life.talk", person=house.officer):
        written(house, row, "另一主题")
    assert stored().topic == "另一主题"


def test_whoever_sees_the_topic_may_empty_it(house):
    row = planned(house)
    with as_secretary(house, "life.talk"):
        written(house, row, "")
    assert (stored().topic, stored().outline) == ("", "拟谈提纲")


def test_the_form_tells_another_keeper_that_a_topic_left_empty_stays(house, sign_in):
    row = planned(house, place="三楼会议室")
    address, hint = f"/life/talks/{row.pk}/record/", "留空则保留"
    other = sign_in("personnel")
    page = other.get(address).content.decode()
    assert hint in page and "拟谈主题" not in page and "三楼会议室" not in page
    values = {"talker": house.secretary.staff_no, "on": "2026-01-05", "content": SAID, "reach": "review"}
    assert other.post(address, values | {"topic": ""}).status_code == 302
    assert (stored().topic, stored().outline, stored().place) == ("拟谈主题", "拟谈提纲", "三楼会议室")


def test_the_form_shows_the_topic_to_whoever_leads_the_talk(house, sign_in):
    row = planned(house)
    talker = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    page = talker.get(f"/life/talks/{row.pk}/record/").content.decode()
    assert "拟谈主题" in page and "留空则保留" not in page


@pytest.mark.parametrize(
    ("role", "ways"),
    [
        ("staff", ("/", "/life/talks/mine/", "/life/talks/mine/{}/")),
        ("branch_secretary", ("/", "/life/talks/", "/life/talks/{}/", "/life/talks/{}/record/")),
    ],
)
def test_the_subject_of_a_plan_learns_nothing_of_what_it_is_about(house, sign_in, role, ways):
    """Whichever way leads to a plan: home with the to-do list, lists, the page, the form of a keeper."""
    row = planned(house, "admonish", second=house.officer.pk)
    place = {"branch": house.branch} if role == "branch_secretary" else {}
    client = sign_in(role, person=house.first, **place)
    for way in ways:
        answer = client.get(way.format(row.pk))
        page = answer.content.decode()
        assert (answer.status_code, "拟谈主题" in page, "拟谈提纲" in page) == (200, False, False), way


def test_the_subject_of_a_plan_learns_what_kind_of_talk_when_where_and_with_whom(house, sign_in):
    row = planned(house, "admonish", second=house.officer.pk, place="三楼会议室")
    own = sign_in("staff", person=house.first)
    assert "诫勉告知" in own.get("/life/talks/mine/").content.decode()
    page = own.get(f"/life/talks/mine/{row.pk}/").content.decode()
    for part in ("诫勉告知", "三楼会议室", "程若谷", "叶知秋", "2026-02-01", "计划中"):
        assert part in page, part
    with as_person(house.first):
        assert queries.open_own(SOON) == []


def test_who_leads_a_planned_talk_reads_what_it_is_about(house, sign_in):
    row = planned(house, "admonish", second=house.officer.pk)
    for person in (house.secretary, house.officer):
        page = sign_in("staff", person=person).get(f"/life/talks/mine/{row.pk}/").content.decode()
        assert "拟谈主题" in page and "拟谈提纲" in page


def test_the_subject_reads_the_words_once_the_talk_took_place(house, sign_in):
    row = planned(house)
    with as_secretary(house, "life.talk"):
        written(house, row, "谈成的主题")
    page = sign_in("staff", person=house.first).get(f"/life/talks/mine/{row.pk}/").content.decode()
    assert "谈成的主题" in page and SAID in page


def test_a_plan_has_nothing_to_open_for_others(house):
    row = planned(house)
    with playing("political", "life.review", person=house.officer), pytest.raises(RefusedError, match="登记以后"):
        operations.open_content(talk=row, reason="想看", at=AT)
    assert cases.rows(Opening) == 0
