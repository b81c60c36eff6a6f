"""The table on real rows: Django's own content types, which every database of ours holds."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.test import RequestFactory

from shuanglun.base.ui import pages
from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table

pytestmark = pytest.mark.django_db


class TypeTable(Table):
    columns = [
        Column("model", "名称", sort=True),
        Column("app_label", "应用", sort=("app_label", "model")),
        Column("pk", "号", hidden=True, num=True),
        Column("name", "全名"),
    ]
    filters = [
        Search("q", "名称", fields=["model"]),
        Choice("app", "应用", options=lambda: [("auth", "认证"), ("sessions", "会话")], field="app_label"),
    ]
    default_sort = "model"


def table(query: str = "") -> object:
    return TypeTable.bind(RequestFactory().get(f"/x/?{query}"), ContentType.objects.all())


def models(query: str = "") -> list[str]:
    return [row.model for row in table(query).page.rows]


def test_sorts_by_default_and_as_asked_and_ignores_unknown_columns():
    assert models() == sorted(models())
    assert models("sort=-model&size=100") == sorted(models("size=100"), reverse=True)
    assert models("sort=pk;drop") == models()
    assert models("sort=name") == models(), "a column that is not sortable"


def test_equal_values_keep_their_order_by_key():
    order = table("sort=-app_label").queryset.query.order_by
    assert order == ("-app_label", "-model", "-pk")


def test_filters_narrow_and_unknown_options_are_ignored():
    assert {row.app_label for row in table("app=auth").page.rows} == {"auth"}
    assert models("app=nothing") == models()
    assert models("q=permiss") == ["permission"]
    assert models("q=no%00where") == []


def test_active_filters_name_themselves_and_each_can_be_dropped():
    bound = table("app=auth&q=group&sort=model&page=3")
    assert bound.active() == [("搜索：group", "?app=auth&sort=model"), ("应用：认证", "?q=group&sort=model")]
    assert bound.clear() == "?sort=model"


def test_days_of_a_range_are_checked():
    item = DateRange("on", "日期").bind(QueryDict("on_from=2026-02-30&on_to=2026-03-01"))
    assert item.is_on
    assert item.words() == "日期：最早 — 2026-03-01"


def test_pages_have_declared_sizes_only_and_stay_in_range():
    assert table("size=50").size == 50
    assert table("size=7").size == table("size=abc").size == 25
    page = table("page=99").page
    assert page.number == page.count
    assert table("page=-1").page.number == table("page=x").page.number == 1


def test_the_count_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(pages, "COUNT_LIMIT", 10)
    page = table("page=2").page
    assert page.number == 1
    assert page.is_more
    assert "前 10 条" in page.cut
    assert page.words == "超过 10 条"


def test_page_links_leave_gaps():
    page = pages.Page([1], 10, 1, 20, lambda **change: f"?{change['page']}")
    assert [number for number, _ in page.numbers()] == [1, 0, 9, 10, 11, 0, 20]


def test_columns_can_be_chosen_but_the_first_stays():
    assert [column.name for column in table().visible] == ["model", "app_label", "name"]
    assert [column.name for column in table("cols=pk&cols=nothing").visible] == ["model", "pk"]


def test_a_list_costs_two_queries_whatever_its_size(django_assert_num_queries):
    with django_assert_num_queries(2):
        bound = table("size=100")
        assert len(bound.lines()) == len(bound.page.rows) > 10
