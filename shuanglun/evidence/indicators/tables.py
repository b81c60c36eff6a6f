"""Lists of the room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Table
from shuanglun.evidence.indicators import choices
from shuanglun.evidence.indicators.models import Scheme, SchemeVersion


def _schemes() -> list[tuple[int, str]]:
    return list(Scheme.objects.values_list("pk", "name"))


def _phase(row: SchemeVersion) -> str:
    return choices.PHASE_WORDS[row.phase]  # type: ignore[attr-defined]  # annotated by `phased`


class VersionTable(Table):
    """Every version of every scheme, the newest start first; rows come from `phased`."""

    columns = [
        Column("name", "方案", sort=("scheme__code", "valid_from"), link="indicators:version"),
        Column("version", "版本", sort="version", nowrap=True),
        Column("phase", "状态", value=_phase, lamp=lambda row: choices.LAMPS[row.phase]),
        Column("valid_from", "生效日期", sort="valid_from", nowrap=True),
        Column("follower_on", "接替日期", hidden=True, nowrap=True),
        Column("submitted_name", "提交人", nowrap=True),
        Column("published_name", "发布人", nowrap=True),
        Column("published_at", "发布时间", sort="published_at", nowrap=True),
        Column("retired_on", "停用日期", hidden=True, nowrap=True),
        Column("digest", "方案散列", hidden=True),
    ]
    filters = [
        Choice("scheme", "方案", options=_schemes),
        Choice("state", "状态", options=list(choices.STATES.items())),
    ]
    default_sort = "-valid_from"
    empty = ("还没有指标方案", "从系统样板或一份 YAML 文件起草；提交后由另一人发布。")
    export_name = "指标方案版本"
