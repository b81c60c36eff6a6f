"""Lists of the import screens: past batches, problems, what a batch wrote."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from shuanglun.base.imports.models import Batch
from shuanglun.base.imports.rules import ACTIONS, CANCELLED, CHECKED, COMMITTED, EXPIRED, FLOW, UNDONE, UPLOADED
from shuanglun.base.ui.tables import Choice, Column, Search, Table

LAMPS = {UPLOADED: "idle", CHECKED: "soon", COMMITTED: "done", UNDONE: "off", CANCELLED: "off", EXPIRED: "off"}


class BatchTable(Table):
    """Batches of one sheet, the newest first."""

    columns = [
        Column("file_name", "文件", link=lambda batch: batch.get_absolute_url()),
        Column("state", "状态", lamp=LAMPS),
        Column("rows", "数据行", num=True),
        Column("new", "新增", num=True),
        Column("changed", "修改", num=True),
        Column("bad_rows", "问题行", num=True),
        Column("created_by", "上传人", nowrap=True),
        Column("created_at", "上传时间", sort="id", nowrap=True),
        Column("committed_at", "导入时间", nowrap=True, hidden=True),
    ]
    filters = [Search("q", "文件名", fields=["file_name"]), Choice("state", "状态", options=lambda: FLOW.choices)]
    default_sort = "-created_at"
    empty = ("还没有导入过", "选好文件后上传，检查无误再导入；导入的批次可以整体撤销。")


class ProblemTable(Table):
    """What is wrong, in the order of the file; the export is the list to work through."""

    columns = [
        Column("row_no", "行", sort="row_no", num=True, width="w-80"),
        Column("place", "列", nowrap=True),
        Column("problem", "问题"),
        Column("suggestion", "建议"),
    ]
    filters = [Search("q", "查找", fields=["problem", "suggestion"]), Choice("place", "列")]
    default_sort = "row_no"
    empty = ("没有问题", "每一行都可以导入。")
    export_name = "导入问题"


class WrittenTable(Table):
    """What a batch wrote."""

    columns = [
        Column("label", "对象"),
        Column("row_no", "行", sort="row_no", num=True, width="w-80"),
        Column("action", "变化", chip={"new": "ok", "changed": "info"}),
    ]
    filters = [Search("q", "对象", fields=["label"]), Choice("action", "变化", options=ACTIONS.items())]
    default_sort = "row_no"
    empty = ("没有写入", "这一批次没有改动任何记录。")


def problems_of(batch: Batch, problems: QuerySet) -> type[Table]:
    """The problem table with the columns of this file as filter options."""

    def places() -> list[tuple[Any, str]]:
        return [(place, place) for place in problems.order_by("place").values_list("place", flat=True).distinct()]

    filters = [ProblemTable.filters[0], Choice("place", "列", options=places)]
    return type("BatchProblemTable", (ProblemTable,), {"filters": filters, "export_name": f"导入问题-{batch.pk}"})
