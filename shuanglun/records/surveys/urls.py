from shuanglun.base.imports import import_urls
from shuanglun.records.people.books import Book, book_urls
from shuanglun.records.surveys import sheets
from shuanglun.records.surveys.models import PublishedMean
from shuanglun.records.surveys.tables import MeanTable

app_name = "surveys"

BOOKS = [
    Book(
        "公布结果", PublishedMean, MeanTable, "surveys.view",
        facts=lambda row: [("测评", row.campaign), ("内容", row.get_head_display()), ("平均分", row.mean),
                           ("有效票数", f"{row.opinions} 份（不少于 5 份才出数）"), ("公布日期", row.published_on)],
        sheet=sheets.MEANS,
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("surveys", "测评结果", "我的测评", BOOKS),
    *import_urls(sheets.MEANS),
]
