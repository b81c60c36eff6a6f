"""The search box: what each role finds, how it is asked, and that it shows nothing beyond a role's range."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuanglun.front.portal.search import MOST
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    root = make_unit("示例研究院")
    one, two = make_unit("材料研究所", root), make_unit("信息研究所", root)
    branch = make_branch("材料党支部", unit=one)
    lin = make_person("林一禾", unit=one, branch=branch, staff_no="M003")
    bai = make_person("白露晞", unit=two, staff_no="X001")
    return {"one": one, "branch": branch, "lin": lin, "bai": bai}


@pytest.fixture
def readers(house, sign_in):
    return {
        "personnel": sign_in("personnel"),
        "section_head": sign_in("section_head", unit=house["one"]),
        "branch_secretary": sign_in("branch_secretary", branch=house["branch"]),
        "staff": sign_in("staff", person=house["lin"]),
        "auditor": sign_in("auditor"),
    }


def found(client, text: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": text}).context["groups"]
    return {group.title: [hit.label for hit in group.hits] for group in groups}


@pytest.mark.parametrize("text", ["林一", "lyh", "LYH", "M003", "m00", " 林一禾 ", "林\x00一禾"])
def test_a_person_is_found_by_name_number_and_initials(text, readers):
    assert found(readers["personnel"], text)["人员"] == ["林一禾"]


def test_departments_branches_and_pages_are_found_by_a_word_in_their_name(readers):
    assert found(readers["personnel"], "材料") == {"部门": ["材料研究所"], "党组织": ["材料党支部"]}
    assert found(readers["personnel"], "组织") == {"页面": ["组织机构", "组织生活"]}
    assert found(readers["staff"], "我的双") == {"页面": ["我的双维度"]}


def test_nobody_finds_what_they_may_not_open(readers):
    """G-13: each role × another unit's person, another department."""
    assert found(readers["personnel"], "白露")["人员"] == ["白露晞"]
    for role in ("section_head", "branch_secretary", "staff", "auditor"):
        assert "人员" not in found(readers[role], "白露"), role
    assert found(readers["section_head"], "研究所") == {"部门": ["材料研究所"]}
    assert found(readers["auditor"], "林一禾") == {}


def test_every_hit_opens(readers):
    for role, client in readers.items():
        for text in ("林", "材料", "信息", "组织", "双维", "档案"):
            for group in client.get("/search/", {"q": text}).context["groups"]:
                for hit in group.hits:
                    assert client.get(hit.url, follow=True).status_code == 200, (role, hit)


def test_it_asks_three_queries_whatever_it_finds(house, readers):
    counts = []
    for text in ("林一禾", "nobody"):
        readers["personnel"].get("/search/", {"q": text})
        with CaptureQueriesContext(connection) as asked:
            readers["personnel"].get("/search/", {"q": text})
        counts.append(
            len([query for query in asked if "people_person" in query["sql"] or "organization" in query["sql"]])
        )
    assert counts == [3, 3]


def test_long_lists_are_cut_and_say_so(house, readers):
    for _ in range(MOST + 5):
        make_person("王小明", unit=house["one"])
    page = readers["personnel"].get("/search/", {"q": "王小明"})
    (group,) = page.context["groups"]
    assert (len(group.hits), group.more) == (MOST, True)
    assert f"只列前 {MOST} 个" in page.content.decode()


def test_nothing_asked_and_nothing_found_are_told_apart(readers):
    assert "要找什么？" in readers["staff"].get("/search/").content.decode()
    page = readers["staff"].get("/search/", {"q": "<b>查无此人"}).content.decode()
    assert "没有找到“&lt;b&gt;查无此人”" in page and "<b>查无此人" not in page


def test_the_box_stands_on_every_page_and_needs_no_script(readers):
    page = readers["personnel"].get("/people/").content.decode()
    assert 'role="search" action="/search/"' in page.replace("\n", " ")
    assert 'placeholder="搜人员、部门、页面"' in page
    assert 'placeholder="搜页面"' in readers["auditor"].get("/").content.decode()
