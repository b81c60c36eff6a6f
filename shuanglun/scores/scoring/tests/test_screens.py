"""Screens: who sees what, what a result says, what it never says."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuanglun.base.actor import Actor, acting
from shuanglun.records.people.choices import ExemptionReason
from shuanglun.records.people.models import Exemption
from shuanglun.scores.scoring.models import Run, Score
from shuanglun.scores.scoring.tables import ScoreTable
from shuanglun.scores.scoring.tests import factories

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
OFFICES = ("personnel", "political", "integration")


def key_of(run: Run, person) -> int:
    with acting(SYSTEM):
        return Score.objects.get(run=run, person=person).pk


def result(run: Run, person) -> str:
    return reverse("scoring:score", args=[key_of(run, person)])


def words(response) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


@pytest.fixture
def house(scored, db):
    return scored[0]


@pytest.fixture
def run(scored, db):
    return scored[1]


@pytest.fixture
def readers(house, sign_in):
    """Clients by what they are to the member of the first unit."""
    return {
        "own": sign_in("staff", person=house.member),
        "section": sign_in("section_head", unit=house.unit),
        "branch": sign_in("branch_secretary", branch=house.branch),
        **{role: sign_in(role) for role in OFFICES},
        "other_unit": sign_in("section_head", unit=house.other_unit),
        "other_branch": sign_in("branch_secretary", branch=house.other_branch),
        "other_staff": sign_in("staff", person=house.outsider),
        "auditor": sign_in("auditor"),
        "security_admin": sign_in("security_admin"),
    }


def test_who_may_open_which_page(run, house, readers):
    """G-13: every URL of the room × every reader."""
    key = key_of(run, house.member)
    pages = {
        "list": reverse("scoring:list"),
        "new": reverse("scoring:new"),
        "run": reverse("scoring:run", args=[run.pk]),
        "score": reverse("scoring:score", args=[key]),
        "indicator": reverse("scoring:indicator", args=[key, "political", "org_life"]),
        "scores": reverse("scoring:scores", args=[run.pk]),
        "latest": reverse("scoring:latest"),
        "mine": reverse("scoring:mine"),
    }
    seen = {who: {name: client.get(url).status_code for name, url in pages.items()} for who, client in readers.items()}
    office = dict.fromkeys(pages, 200) | {"latest": 302}
    reader = office | {"list": 403, "new": 403, "run": 403}
    stranger = reader | {"score": 404, "indicator": 404}
    nobody = dict.fromkeys(pages, 403)
    assert seen == {
        **dict.fromkeys(OFFICES, office),
        **dict.fromkeys(("own", "section", "branch"), reader),
        **dict.fromkeys(("other_unit", "other_branch", "other_staff"), stranger),
        **dict.fromkeys(("auditor", "security_admin"), nobody),
    }


@pytest.mark.parametrize("name", ["cancel", "verify"])
def test_only_offices_act_on_runs(run, readers, name):
    url = reverse(f"scoring:{name}", args=[run.pk])
    for who, client in readers.items():
        if who not in OFFICES:
            assert client.post(url).status_code == 403, who


def test_each_reader_lists_exactly_their_people(run, house, readers):
    url = reverse("scoring:scores", args=[run.pk])
    names = ("林一禾", "白露晞", "江望舒")
    listed = {
        who: [name for name in names if name in client.get(url).content.decode()] for who, client in readers.items()
    }
    assert listed["own"] == ["林一禾"]
    assert listed["section"] == ["林一禾", "白露晞"]
    assert listed["branch"] == ["林一禾"]
    assert listed["personnel"] == list(names)
    assert listed["other_unit"] == listed["other_branch"] == ["江望舒"]
    assert listed["other_staff"] == ["白露晞"]


def test_a_run_without_any_visible_score_does_not_exist(run, house, sign_in):
    stranger = sign_in("section_head", unit=factories.make_unit("第三研究所"))
    assert stranger.get(reverse("scoring:scores", args=[run.pk])).status_code == 404
    assert "还没有可以查看的结果" in words(stranger.get(reverse("scoring:latest")))


def test_trials_are_for_the_offices_only(run, house, readers):
    trial = factories.make_run(run.snapshot, name="换权重试算", trial=True)
    page = result(trial, house.member)
    seen = {who: client.get(page).status_code for who, client in readers.items()}
    assert {who for who, status in seen.items() if status == 200} == set(OFFICES)
    assert "换权重试算" not in words(readers["own"].get(reverse("scoring:mine")))
    assert readers["section"].get(reverse("scoring:latest")).url == reverse("scoring:scores", args=[run.pk])


def test_the_result_says_where_each_point_comes_from(run, house, readers):
    text = words(readers["own"].get(result(run, house.member)))
    for part in ("88.7", "分数是委员会的参考材料，不自动产生等次", "分析视图", "是发展建议，不是等次", "双优"):
        assert part in text
    assert "到会 9/10 次" in text
    assert "豁免 2 次，不影响" in text
    assert "26/32 学时" in text
    assert "分钟" not in text.replace("1 学时 = 60 分钟", "")
    assert "KPI 1/2 项" in text
    assert "有值部分占 60%" in text
    assert "缺证区间" in text
    assert run.result_hash[:24] in text
    assert run.snapshot.sha256[:24] in text


def test_printed_contributions_and_the_rounding_line_add_up(run, house, readers):
    """C6 on the screen: what is printed adds up to what is printed."""
    for person in (house.member, house.outsider):
        page = readers["personnel"].get(result(run, person))
        for side in page.context["sides"]:
            printed = sum((line.contribution for line in side.lines if line.counts), Decimal(0))
            assert printed + side.rounding == side.total
            assert sum(line.view.final for line in side.lines) == side.view.value


def test_lacking_evidence_is_said_and_nothing_is_computed_from_it(run, house, readers):
    """G-04 on the screen."""
    text = words(readers["personnel"].get(result(run, house.bare)))
    assert text.count("资料不足") >= 4
    assert "不算零分" in text
    assert "没有已公布的测评（少于 5 份不出数）" in text
    assert "不形成" in text
    for figure in ("综合（算术平均）", "优质协调", "双优", "0.000", " 0.0 "):
        assert figure not in text


def test_a_non_member_is_not_asked_for_party_life(run, house, readers):
    """G-06 on the screen: named as not applicable, without weight and without figure."""
    text = words(readers["other_staff"].get(result(run, house.outsider)))
    assert "不适用：组织生活出勤、本人问题整改。不计权重，不影响覆盖率。" in text
    for name in ("org_life", "rectification", "study_member"):
        url = reverse("scoring:indicator", args=[key_of(run, house.outsider), "political", name])
        assert readers["other_staff"].get(url).status_code == 404


def test_every_number_opens_to_its_records(run, house, readers):
    """G-03: each line with a value shows a formula and at least one record with its recorder and its page."""
    client = readers["own"]
    key = key_of(run, house.member)
    for side in client.get(result(run, house.member)).context["sides"]:
        for line in side.lines:
            page = client.get(reverse("scoring:indicator", args=[key, side.id, line.view.id]))
            records = page.context["records"]
            assert len(records) >= 1, line.view.id
            assert line.view.formula in page.content.decode()
            assert {client.get(record.href).status_code for record in records} == {200}


def test_links_lead_only_where_the_reader_may_go(run, house, readers):
    """The section head has no right to the life room: titles are shown, pages are not linked."""
    url = reverse("scoring:indicator", args=[key_of(run, house.member), "political", "org_life"])
    page = readers["section"].get(url)
    assert "主题党日" in page.content.decode()
    assert {record.href for record in page.context["records"]} == {""}
    assert all(record.href for record in readers["branch"].get(url).context["records"])


def test_exemptions_show_their_number_and_never_their_reason(run, house, readers):
    """Guide §6: two persons exempt for different reasons get the same page, byte for byte."""
    detail = reverse("scoring:indicator", args=[key_of(run, house.member), "political", "org_life"])
    for client in (readers["own"], readers["personnel"], readers["section"]):
        for page in (result(run, house.member), detail):
            seen = set()
            for reason in ExemptionReason.values:
                Exemption._base_manager.update(reason=reason)
                html = _unkeyed(client.get(page).content.decode())
                assert "豁免 2 次" in html
                seen.add(html)
            assert len(seen) == 1
    assert "产假" not in html


def _unkeyed(html: str) -> str:
    """The page without what differs on each request: the token against forged posts, the nonce, the time of print."""
    changing = r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"|打印：[^<]*'
    return re.sub(changing, "", html)


def test_persons_cannot_be_sorted_by_a_score(run, readers):
    """G-18, guide §4: no column of a score sorts; asking for it changes nothing."""
    sortable = {column.name for column in ScoreTable.columns if column.sort}
    assert sortable == {"person", "unit__name"}
    url = reverse("scoring:scores", args=[run.pk])
    plain = [row.pk for row in readers["personnel"].get(url).context["table"].page.rows]
    asked = [row.pk for row in readers["personnel"].get(f"{url}?sort=-political").context["table"].page.rows]
    assert plain == asked


def test_the_page_of_a_run_names_units_and_no_person(run, house, readers):
    """G-18: units, rates and counts only."""
    text = words(readers["personnel"].get(reverse("scoring:run", args=[run.pk])))
    assert "第一研究所" in text
    assert "人数不足 8" in text
    assert not [person.name for person in (house.member, house.outsider, house.bare) if person.name in text]


def test_guests_reach_nothing(run, house, client):
    for name, args in (("list", []), ("scores", [run.pk]), ("score", [key_of(run, house.member)]), ("mine", [])):
        response = client.get(reverse(f"scoring:{name}", args=args))
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("accounts:login"))


def test_filters_and_export_carry_the_watermark(run, house, readers):
    url = reverse("scoring:scores", args=[run.pk])
    client = readers["personnel"]
    assert [row.person.name for row in client.get(f"{url}?enough=lacking").context["table"].page.rows] == ["江望舒"]
    assert [row.person.name for row in client.get(f"{url}?q=lyh").context["table"].page.rows] == ["林一禾"]
    assert len(client.get(f"{url}?unit={house.unit.path}").context["table"].page.rows) == 2
    assert [row.person.name for row in client.get(f"{url}?coverage=below").context["table"].page.rows] == ["江望舒"]
    export = b"".join(client.get(f"{url}?export=csv").streaming_content).decode("utf-8-sig")
    assert export.startswith("导出：")
    assert "资料不足" in export


def test_a_staff_member_sees_the_years_with_their_chart(run, house, readers):
    factories.make_run(run.snapshot, name="2025 年度更正")
    page = readers["own"].get(reverse("scoring:mine"))
    assert [year["score"].run.name for year in page.context["years"]] == ["2025 年度更正"]
    point = page.context["chart"]["points"][-1]
    assert (point["name"], point["x"], point["xlo"], point["xhi"]) == ("2025", 88.7, 88.7, 88.7)
    assert point["ylo"] < point["y"] < point["yhi"]
    assert readers["other_unit"].get(reverse("scoring:mine")).context["years"] == []


def test_query_counts_are_pinned(run, house, readers):
    """Whatever a page shows; two of each count are session and user, one the roles held, for offices two the bell."""
    key = key_of(run, house.member)
    urls = {
        "scores": reverse("scoring:scores", args=[run.pk]),
        "score": result(run, house.member),
        "life": reverse("scoring:indicator", args=[key, "political", "org_life"]),
        "kpi": reverse("scoring:indicator", args=[key, "work", "kpi"]),
        "mine": reverse("scoring:mine"),
    }
    counted = {name: queries(readers["own"], url) for name, url in urls.items()}
    assert counted == {"scores": 10, "score": 6, "life": 9, "kpi": 9, "mine": 6}
    assert queries(readers["personnel"], urls["scores"]) == 10
    assert queries(readers["personnel"], reverse("scoring:run", args=[run.pk])) == 8


def queries(client, url: str) -> int:
    """How many queries the second visit costs."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_no_component_is_sent_unrendered(run, house, readers):
    client = readers["personnel"]
    for url in (reverse("scoring:list"), reverse("scoring:run", args=[run.pk]), result(run, house.member),
                result(run, house.bare), reverse("scoring:scores", args=[run.pk]), reverse("scoring:new")):  # fmt: skip
        assert "<c-" not in client.get(url).content.decode(), url
