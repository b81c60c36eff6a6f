"""What the surveys room takes in: published aggregates, never a ballot."""

from __future__ import annotations

from shuanglun.base.imports.cleaning import Integer, Number, choice, day
from shuanglun.base.imports.sheet import Context, Field, Plan, Row
from shuanglun.records.people.models import Person
from shuanglun.records.people.per_person import person_sheet
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, Head
from shuanglun.records.surveys.models import PublishedMean


def _mean(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row["opinions"] < MINIMUM_OPINIONS:
        context.problem(
            row, "opinions", f"有效票数 {row['opinions']} 份，少于 {MINIMUM_OPINIONS} 份",
            "不足 5 份的结果不公布、不收录，请从表中去掉这一行",
        )  # fmt: skip
        return
    plan.add(
        PublishedMean, {"person": person, "campaign": row["campaign"], "head": row["head"]},
        {"mean": row["mean"], "opinions": row["opinions"], "published_on": row["published_on"]}, row,
        label=f"{person.name} · {row['campaign']}",
    )  # fmt: skip


MEANS = person_sheet(
    "surveys.means", "测评汇总", "surveys.import",
    [
        Field("campaign", "测评", ("测评名称", "测评批次"), required=True),
        Field("head", "测评内容", ("内容", "维度"), required=True,
              parse=choice((Head.CONDUCT.value, Head.CONDUCT.label, "政治素质", "职业操守", "德"),
                           (Head.CAPABILITY.value, Head.CAPABILITY.label, "能力", "能"))),
        Field("mean", "平均分", ("得分", "测评得分"), parse=Number(scale=2, low=0, high=100), required=True),
        Field("opinions", "有效票数", ("票数", "有效票"), parse=Integer(0, 100_000, "票"), required=True,
              help="不含“不了解”"),
        Field("published_on", "公布日期", ("公示日期",), parse=day, required=True),
    ],
    _mean,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "campaign": "2025 年度测评", "head": "履职能力",
                    "mean": "88.5", "opinions": "23", "published_on": "2025-12-28"}],
    help="只收录已公布的汇总数；原始选票不从这里进入。",
    list_url="surveys:means",
)  # fmt: skip
