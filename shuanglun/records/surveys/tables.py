"""Lists of the surveys room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Table
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.surveys.choices import Head


class MeanTable(Table):
    """Published means. Not sortable by the figure: nobody is ranked here (G-18)."""

    columns = [
        Column("campaign", "测评", link="surveys:publishedmean"),
        Column("head", "内容"),
        *PERSON_COLUMNS,
        Column("mean", "平均分", num=True),
        Column("opinions", "有效票数", num=True),
        Column("published_on", "公布日期", sort="published_on", nowrap=True),
    ]
    filters = [*PERSON_FILTERS, Choice("head", "内容", options=Head.choices)]
    default_sort = "-published_on"
    empty = ("还没有公布的测评结果", "有效票数不足 5 份的不收录、不显示。")
    export_name = "测评公布结果"
