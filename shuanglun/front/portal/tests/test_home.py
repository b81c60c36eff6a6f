"""The home page: what each role finds there, and how many questions it asks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shuanglun.base.actor import acting
from shuanglun.base.todo import OpenItem
from shuanglun.evidence.indicators import operations as indicators
from shuanglun.evidence.indicators.tests.factories import BAI
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.portal import queries
from shuanglun.front.portal.context import quarter
from shuanglun.front.portal.wheels import Pair, Wheel, strip, strips
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.conftest import _no_files  # noqa: F401
from tests.house.test_guard_rails import SCHEMES

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)


@pytest.fixture
def readers(sign_in):
    unit = make_unit("一所")
    branch = make_branch("一支部", unit=unit)
    places = {"section_head": {"unit": unit}, "branch_secretary": {"branch": branch}}
    return {role: sign_in(role, person=make_person(unit=unit, branch=branch), **places.get(role, {})) for role in ROLES}


def submit_a_version():
    with acting(BAI):
        indicators.submit(version=indicators.draft_from(source=(SCHEMES / "management.yaml").read_text()))


def pair(name: str, political: str | None, work: str | None, people: int = 9) -> Pair:
    values = [None if value is None else Decimal(value) for value in (political, work)]
    return Pair(name, people, Wheel("党建", "party", people, values[0]), Wheel("人事", "hr", people, values[1]))


def test_every_role_has_a_home_without_doors_that_do_not_open(readers):
    for role, client in readers.items():
        answer = client.get("/")
        assert answer.status_code == 200, role
        for _, items in answer.context["nav"]:
            for item in items:
                assert client.get(item.url, follow=True).status_code in (200, 404), f"{role} {item.url}"


def test_the_current_place_is_marked(readers):
    nav = readers["personnel"].get("/people/").context["nav"]
    assert [item.label for _, items in nav for item in items if item.current] == ["干部人事"]


def test_a_submitted_version_waits_for_a_second_officer(readers):
    submit_a_version()
    home = readers["integration"].get("/").content.decode()
    assert "审核发布" in home
    assert "审核发布" not in readers["staff"].get("/").content.decode()


def test_the_bell_counts_what_waits_on_every_page(readers):
    submit_a_version()
    for path in ("/", "/people/", "/search/"):
        page = readers["integration"].get(path).content.decode()
        assert 'aria-label="1 项待办"' in page and 'href="/#todo"' in page, path
    assert 'aria-label="没有待办"' in readers["staff"].get("/scoring/mine/").content.decode()


def test_the_list_stands_under_its_days():
    items = [
        OpenItem(str(days), "", "/", None if days is None else TODAY + timedelta(days))
        for days in (-1, 0, 1, 7, 8, None)
    ]
    found = [(head, [row.item.title for row in rows]) for head, rows in queries.by_day(items, TODAY)]
    assert found == [
        ("今天前", ["-1"]), ("今天到期", ["0"]), ("7 日内", ["1", "7"]), ("7 日后", ["8"]), ("没有期限", ["None"]),
    ]  # fmt: skip
    assert queries.by_day([], TODAY) == []


@pytest.mark.parametrize(("month", "words"), [(1, "一"), (3, "一"), (4, "二"), (9, "三"), (12, "四")])
def test_the_top_bar_names_the_quarter(month, words):
    assert quarter(date(2026, month, 1)) == f"2026 年 · 第{words}季度"


def test_units_are_compared_only_with_enough_people(readers):
    factories.make_schemes()
    house = factories.make_house()
    factories.make_run(factories.make_snapshot())
    home = readers["personnel"].get("/").content.decode()
    assert "部门双轮对照" in home
    assert "不足 5 人" in home  # two persons make no mean
    assert "资料不足" in home  # nor do three in the whole house
    assert house.member.name not in home


def test_staff_find_their_own_wheels(sign_in):
    factories.make_schemes()
    house = factories.make_house()
    factories.make_run(factories.make_snapshot())
    home = sign_in("staff", person=house.member).get("/").content.decode()
    assert "88.7" in home and "查看我的双维度" in home and "部门双轮对照" not in home
    worker = sign_in("staff", person=house.worker).get("/").content.decode()
    assert "现行指标方案都不适用于工勤技能岗" in worker and "还没有正式计分结果" not in worker


def test_the_strip_says_when_the_skins_part():
    heads, rows = strip([pair("甲", "91.4", "66.8"), pair("乙", "88.0", None), pair("丙", None, None, people=4)])
    assert heads == ["甲", "乙", "丙"]
    assert rows[0]["cells"] == [
        {"css": "p5", "text": "91.4"},
        {"css": "p5", "text": "88.0"},
        {"css": "gap", "text": "不足 5 人"},
    ]
    assert rows[1]["cells"][:2] == [{"css": "q1", "text": "66.8"}, None]
    assert [cell["text"] for cell in rows[2]["cells"]] == ["两张皮 24.6", "—", "—"]


def test_no_person_is_said_to_have_two_skins():
    assert pair("甲", "91.4", "66.8").apart
    assert not pair("林一禾", "91.4", "66.8", people=1).apart


def test_many_departments_stand_in_several_strips():
    assert [len(heads) for heads, _ in strips([pair(str(n), "80", "80") for n in range(30)])] == [14, 14, 2]


def test_the_home_page_asks_a_constant_number_of_queries(readers, django_assert_max_num_queries):
    readers["personnel"].get("/")
    with django_assert_max_num_queries(17):
        readers["personnel"].get("/")
