"""Screens of the tree: what they show to whom, what they cost, and that typed input is kept."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shuanglun.base.actor import acting
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Actual, Goal, GoalKpi, QuarterReview
from shuanglun.records.goals.tests.factories import AT, SYSTEM, YEAR, make_goal, make_house, make_pair, report
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db
TREE = f"/goals/tree/?year={YEAR}&quarter=4"


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", "", answer.content.decode())


def counted(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_alignment_shows_pairs_gaps_and_what_nobody_carries(sign_in):
    house = make_house()
    bare = make_goal(title="没人承接的", weight=100)
    report(house.party, 4, 60)
    report(house.hr, 4, 90)
    page = page_of(sign_in("integration"), TREE)
    assert "两张皮30.0" in page and "党建侧落后" in page
    assert "没有部门承接" in page and bare.title in page
    assert "1个战略目标没有部门承接" in page
    assert '60.0%</b><spanclass="lamplamp-late">逾期' in page and '90.0%</b><spanclass="lamplamp-soon">临期' in page
    assert 'aria-label="党建侧完成度60.0%，应达100%"' in page


def test_a_goal_that_ended_carries_its_strategy_no_more(sign_in):
    house = make_house()
    client, own = sign_in("integration"), f"/goals/tree/goal/{house.strategy.pk}/"
    assert "1个部门目标承接" in page_of(client, TREE) and "全单位1个部门目标承接" in page_of(client, own)
    with acting(SYSTEM):
        operations.close(goal=house.goal, reason="职能划转")
    page = page_of(client, TREE)
    assert "1个战略目标没有部门承接" in page and "个部门目标承接" not in page
    assert "个部门目标承接" not in page_of(client, own)
    with acting(SYSTEM):
        operations.close(goal=house.strategy, reason="年度结束")
    page = page_of(client, TREE)
    assert "没有部门承接" not in page and "1个部门目标承接" in page


def test_a_draft_is_counted_as_taking_its_strategy_up(sign_in):
    make_house(active=False)
    page = page_of(sign_in("integration"), TREE)
    assert "没有部门承接" not in page and "1个部门目标承接" in page


def test_a_missing_actual_is_said_and_not_drawn_as_zero(sign_in):
    house = make_house()
    report(house.hr, 4, 90)
    page = page_of(sign_in("integration"), TREE)
    assert "资料不足" in page and "0.0%" not in page.replace("90.0%", "")


def test_filters_narrow_the_tree(sign_in):
    house, other = make_house(), make_unit("二所")
    level = make_pair(other, house.strategy, (make_person(unit=other), make_person(unit=other)), title="同步前进")
    with acting(SYSTEM):
        operations.activate(year=YEAR, unit=other)
    report(house.party, 4, 60)
    report(house.hr, 4, 90)
    for kpi in GoalKpi._base_manager.filter(goal=level):
        report(kpi, 4, 90)
    client = sign_in("integration")
    assert "同步前进" in page_of(client, TREE)
    assert "同步前进" not in page_of(client, f"{TREE}&apart=1")
    only = page_of(client, f"{TREE}&unit={other.path}")
    assert "同步前进" in only and "支部建在项目上" not in only
    assert "没有符合条件的目标" in page_of(client, f"{TREE}&unit={other.path}&apart=1")


@pytest.mark.parametrize("query", ["year=abc", "year=²", "year=99999", "quarter=9", "unit=%00", "year=１２３４"])
def test_nonsense_in_the_address_is_ignored(sign_in, query):
    make_house()
    assert sign_in("integration").get(f"/goals/tree/?{query}").status_code == 200


def grow(house, count: int) -> None:
    """More strategy and unit goals, with actuals."""
    with acting(SYSTEM):
        for number in range(count):
            goal = Goal.objects.create(
                year=YEAR, code=f"N{number:04d}", title=f"目标{number}", level="unit", parent=house.strategy,
                unit=house.unit, unit_path=house.unit.path, weight=10, state="active", path="/",
            )  # fmt: skip
            goal.path = f"{house.strategy.path}{goal.pk}/"
            goal.save()
            for side, owner in (("party", house.secretary), ("hr", house.head)):
                kpi = GoalKpi.objects.create(goal=goal, side=side, name="指标", owner=owner, target=10)
                Actual.objects.create(kpi=kpi, quarter=4, value=Decimal(number % 10))


def test_three_hundred_goals_cost_as_many_queries_as_one(sign_in):
    house = make_house()
    client = sign_in("integration")
    pages = [TREE, f"/goals/tree/unit/{house.unit.pk}/{YEAR}/", f"/goals/tree/goal/{house.strategy.pk}/"]
    few = [counted(client, page) for page in pages]
    grow(house, 300)
    assert [counted(client, page) for page in pages] == few
    assert few[0] <= 14


def test_lists_of_the_tree_ask_no_more_for_many(sign_in):
    house = make_house()
    client = sign_in("integration")
    lists = {"/goals/tree/all/": 7, "/goals/tree/reviews/": 7}
    with acting(SYSTEM):
        QuarterReview.objects.create(unit=house.unit, unit_path=house.unit.path, year=YEAR, quarter=1, done="…")
    few = {address: counted(client, address) for address in lists}
    grow(house, 30)
    for year in range(2001, 2020):
        with acting(SYSTEM):
            QuarterReview.objects.create(unit=house.unit, unit_path=house.unit.path, year=year, quarter=1, done="…")
    assert {address: counted(client, address) for address in lists} == few
    assert {address: count for address, count in few.items() if count > lists[address]} == {}


@pytest.mark.parametrize("address", ["/goals/tree/all/", "/goals/tree/reviews/"])
def test_lists_of_the_tree_offer_the_coming_year(sign_in, address):
    ahead = timezone.localdate().year + 1
    make_house(active=False, year=ahead)
    assert f'value="{ahead}"' in sign_in("integration").get(address).content.decode()


def test_a_refused_form_keeps_what_was_typed(sign_in):
    house = make_house(active=False)
    client = sign_in("integration")
    typed = {"code": house.goal.code, "title": "写了很久的目标", "weight": "50", "parent": house.strategy.pk,
             "unit": house.unit.pk}  # fmt: skip
    answer = client.post(f"/goals/tree/new/unit/?year={YEAR}", typed)
    assert answer.status_code == 422
    assert "写了很久的目标" in answer.content.decode() and "已有编号" in answer.content.decode()
    assert Goal._base_manager.count() == 2


def test_a_file_that_may_not_be_kept_keeps_the_actual_out_too(sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    house = make_house()
    client = sign_in("section_head", unit=house.unit)
    data = {"quarter": "4", "value": "80", "words": "", "file": SimpleUploadedFile("x.exe", b"MZ\x90")}
    answer = client.post(f"/goals/tree/kpi/{house.hr.pk}/report/", data)
    assert answer.status_code == 422 and "不支持这种文件" in answer.content.decode()
    assert not Actual._base_manager.exists()


def test_the_office_builds_a_pair_on_screen(sign_in):
    unit = make_unit("一所")
    head, secretary = make_person("甲", unit=unit), make_person("乙", unit=unit)
    client = sign_in("integration")
    client.post(
        f"/goals/tree/new/strategy/?year={YEAR}", {"code": "S1", "title": "战略", "weight": "100", "parent": ""}
    )
    top = Goal._base_manager.get(code="S1")
    client.post(
        f"/goals/tree/new/unit/?year={YEAR}&unit={unit.pk}",
        {"code": "U1", "title": "部门目标", "weight": "100", "parent": top.pk, "unit": unit.pk},
    )
    goal = Goal._base_manager.get(code="U1")
    assert "缺少党建KPI" in page_of(client, f"/goals/tree/goal/{goal.pk}/")
    kpi = {"name": "指标", "weight": "50", "direction": "higher", "pace": "cumulative", "bound": "", "target": "90", "origin": "typed",
           "unit_word": "%", "measure": "", "party": ""}  # fmt: skip
    client.post(f"/goals/tree/goal/{goal.pk}/kpi/party/", {**kpi, "owner": secretary.staff_no})
    same = client.post(f"/goals/tree/goal/{goal.pk}/kpi/hr/", {**kpi, "owner": secretary.staff_no})
    assert same.status_code == 422 and "须由两人分别牵头" in same.content.decode()
    client.post(f"/goals/tree/goal/{goal.pk}/kpi/hr/", {**kpi, "owner": head.staff_no})
    client.post(f"/goals/tree/strategy/{YEAR}/activate/")
    client.post(f"/goals/tree/unit/{unit.pk}/{YEAR}/activate/")
    assert set(Goal._base_manager.values_list("state", flat=True)) == {"active"}


def test_steps_of_a_review_on_screen(sign_in):
    house = make_house()
    head = sign_in("section_head", unit=house.unit, person=house.head)
    for kpi in (house.party, house.hr):
        head.post(f"/goals/tree/kpi/{kpi.pk}/report/", {"quarter": "4", "value": "95", "words": ""})
    address = f"/goals/tree/unit/{house.unit.pk}/{YEAR}/4/review/"
    assert "95.0%" in page_of(head, address)
    head.post(address, {"done": "完成", "problems": "", "next_steps": ""})
    review = QuarterReview._base_manager.get()
    head.post(f"/goals/tree/reviews/{review.pk}/submit/")
    assert head.get(f"/goals/tree/reviews/{review.pk}/approve/").status_code == 403
    office = sign_in("integration")
    assert "审核季度评估：一所" in page_of(office, "/")
    assert "审核通过" in page_of(office, f"/goals/tree/reviews/{review.pk}/")
    office.post(f"/goals/tree/reviews/{review.pk}/approve/", {"words": "同意"})
    review.refresh_from_db()
    assert (review.state, review.review_words) == ("approved", "同意")
    assert head.post(f"/goals/tree/kpi/{house.hr.pk}/report/", {"quarter": "4", "value": "96"}).status_code == 422


def test_strangers_find_nothing(sign_in):
    house = make_house()
    row = report(house.hr, 4, 80)
    with acting(SYSTEM):
        file = operations.attach(actual=row, name="证明.pdf", content=b"%PDF-1.4", at=AT)
        review = operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", at=AT)
    there = make_unit("二所")
    stranger = make_person(unit=there)
    pages = [
        f"/goals/tree/goal/{house.goal.pk}/", f"/goals/tree/kpi/{house.hr.pk}/", f"/goals/tree/file/{file.pk}/",
        f"/goals/tree/kpi/{house.hr.pk}/report/", f"/goals/tree/actual/{row.pk}/attach/",
        f"/goals/tree/file/{file.pk}/detach/", f"/goals/tree/reviews/{review.pk}/",
        f"/goals/tree/unit/{house.unit.pk}/{YEAR}/", f"/goals/tree/unit/{house.unit.pk}/{YEAR}/4/review/",
    ]  # fmt: skip
    for client in (sign_in("staff", person=stranger), sign_in("section_head", unit=there)):
        assert {
            page: client.get(page).status_code for page in pages if client.get(page).status_code not in (403, 404)
        } == {}
    for client in (sign_in("section_head", unit=house.unit), sign_in("integration")):
        assert {page: client.get(page).status_code for page in pages if client.get(page).status_code != 200} == {}


def test_a_colleague_reads_the_pair_and_reports_nothing(sign_in):
    house = make_house()
    colleague = sign_in("staff", person=make_person(unit=house.unit))
    assert "登记完成值" not in page_of(colleague, f"/goals/tree/kpi/{house.hr.pk}/")
    assert colleague.get(f"/goals/tree/kpi/{house.hr.pk}/report/").status_code == 403
    owner = sign_in("staff", person=house.secretary)
    assert "登记完成值" in page_of(owner, f"/goals/tree/kpi/{house.party.pk}/")
    owner.post(f"/goals/tree/kpi/{house.party.pk}/report/", {"quarter": "4", "value": "80", "words": ""})
    assert Actual._base_manager.get().value == 80
