"""The home page: what each role finds there, and how many questions it asks."""

import pytest

from shuanglun.evidence.indicators.tests.factories import BAI
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.portal.queries import UnitWheels, strip
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.conftest import _no_files  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(sign_in):
    unit = make_unit("一所")
    branch = make_branch("一支部", unit=unit)
    places = {"section_head": {"unit": unit}, "branch_secretary": {"branch": branch}}
    return {role: sign_in(role, person=make_person(unit=unit, branch=branch), **places.get(role, {})) for role in ROLES}


def test_every_role_has_a_home_without_doors_that_do_not_open(readers):
    for role, client in readers.items():
        answer = client.get("/")
        assert answer.status_code == 200, role
        for _, items in answer.context["nav"]:
            for item in items:
                assert client.get(item.url).status_code in (200, 404), f"{role} {item.url}"


def test_the_current_place_is_marked(readers):
    nav = readers["personnel"].get("/people/").context["nav"]
    assert [item.label for _, items in nav for item in items if item.current] == ["干部人事"]


def test_a_submitted_version_waits_for_a_second_officer(readers):
    from shuanglun.base.actor import acting
    from shuanglun.evidence.indicators import operations
    from tests.house.test_guard_rails import SCHEMES

    with acting(BAI):
        operations.submit(version=operations.draft_from(source=(SCHEMES / "management.yaml").read_text()))
    home = readers["integration"].get("/").content.decode()
    assert "审核发布" in home
    assert "审核发布" not in readers["staff"].get("/").content.decode()


def test_units_are_compared_only_with_enough_people(readers):
    factories.make_schemes()
    house = factories.make_house()
    factories.make_run(factories.make_snapshot())
    home = readers["personnel"].get("/").content.decode()
    assert "部门双轮对照" in home
    assert "资料不足" in home  # two persons make no mean
    assert house.member.name not in home


def test_the_strip_says_when_the_skins_part():
    from decimal import Decimal

    one = UnitWheels("甲", 9, Decimal("91.4"), Decimal("66.8"))
    two = UnitWheels("乙", 9, Decimal("88.0"), None)
    heads, rows = strip([one, two])
    assert heads == ["甲", "乙"]
    assert rows[0]["cells"][0] == {"css": "p5", "text": "91.4"}
    assert rows[1]["cells"][1] is None
    assert [cell["text"] for cell in rows[2]["cells"]] == ["两张皮 24.6", "—"]


def test_the_home_page_asks_a_constant_number_of_queries(readers, django_assert_max_num_queries):
    for _ in range(20):
        make_person()
    with django_assert_max_num_queries(14):
        readers["integration"].get("/")
