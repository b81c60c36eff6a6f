"""What a talk says before and after it is written down: nobody empties words that they cannot see."""

import pytest

from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import AT, as_secretary, playing
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
    row = planned(house)
    address, hint = f"/life/talks/{row.pk}/record/", "留空则保留"
    other = sign_in("personnel")
    page = other.get(address).content.decode()
    assert hint in page and "拟谈主题" not in page
    values = {"talker": house.secretary.staff_no, "on": "2026-01-05", "content": SAID, "reach": "review"}
    assert other.post(address, values | {"topic": ""}).status_code == 302
    assert (stored().topic, stored().outline) == ("拟谈主题", "拟谈提纲")


def test_the_form_shows_the_topic_to_whoever_leads_the_talk(house, sign_in):
    row = planned(house)
    talker = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    page = talker.get(f"/life/talks/{row.pk}/record/").content.decode()
    assert "拟谈主题" in page and "留空则保留" not in page
