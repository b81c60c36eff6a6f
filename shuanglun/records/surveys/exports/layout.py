"""The summary of a campaign as tables, in the field's layout; nothing is computed here.

Head 单位、日期、应参加、发出、收回、有效; a table for each kind of subjects; foot with merges, methods and the seal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shuanglun.records.surveys.choices import MINIMUM_SPREAD
from shuanglun.records.surveys.rules.wording import turnout_words

NOT_APART = "不单列"
LACKING = "资料不足"
WHOLE = "整张票"


@dataclass(frozen=True)
class Heading:
    """What stands above the tables. on: the day in words; root: Merkle root of the sealed ballots; picks: 推荐名额."""

    institution: str
    title: str
    on: str
    root: str = ""
    picks: int = 0
    post: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its label, a label over several neighbors, relative width, whether it holds figures."""

    label: str
    over: str = ""
    width: int = 8
    num: bool = True


@dataclass(frozen=True)
class Box:
    """A cell: text over `span` columns."""

    text: str
    span: int = 1


@dataclass
class Sheet:
    """One table with its title and the words under it."""

    title: str
    columns: list[Column]
    rows: list[list[Box]]
    notes: list[str] = field(default_factory=list)


@dataclass
class Summary:
    """The whole document."""

    name: str
    heading: Heading
    facts: list[tuple[str, str]]
    words: str
    sheets: list[Sheet]
    foot: list[str]


def summary(body: Mapping, heading: Heading) -> Summary:
    """The document of a release's body."""
    turnout = body["turnout"]
    facts = [
        ("单位", heading.institution), ("日期", heading.on), ("应参加", f"{turnout['eligible']} 人"),
        ("发出", f"{turnout['issued']} 张"), ("收回", f"{turnout['returned']} 张"), ("有效", f"{turnout['cast']} 张"),
    ]  # fmt: skip
    sheets = [sheet for section in body["sections"] for sheet in _section(body, section, heading)]
    sheets += [sheet for sheet in (_turnout(body), _remarks(body), _agreement(body)) if sheet.rows]
    words = turnout_words(turnout) + ("" if body["validity"]["state"] == "ok" else body["validity"]["words"])
    return Summary(_name(body), heading, facts, words, sheets, _foot(body, heading))


def _name(body: Mapping) -> str:
    """What such a summary is called: by what was asked."""
    if any(subject["picks"] for section in body["sections"] for subject in section["subjects"]):
        return "民主推荐汇总表"
    kinds = {section["kind"] for section in body["sections"]}
    return "问卷调查汇总表" if kinds == {"ballot"} else "民主测评汇总表"


def shown(figure: Mapping) -> str:
    """A figure as the paper says it."""
    return figure["text"] or (LACKING if figure["state"] == "lacking" else NOT_APART)


def _n(number: int | None) -> str:
    return "不足 5" if number is None else str(number)


def _boxes(*texts: Any) -> list[Box]:
    return [text if isinstance(text, Box) else Box(str(text)) for text in texts]


def _section(body: Mapping, section: Mapping, heading: Heading) -> list[Sheet]:
    made = [
        _overall(section), _heads(section), _by_class(body, section), *_by_unit(section), _flags(section),
        _picks(body, section, heading), *_many(section),
    ]  # fmt: skip
    return [sheet for sheet in made if sheet and sheet.rows]


WHO = [Column("序号", width=5), Column("对象", width=9, num=False), Column("职务", width=12, num=False)]


def _who(section: Mapping) -> list[Column]:
    return [] if section["kind"] == "ballot" else WHO


def _named(section: Mapping, number: int, subject: Mapping) -> list[Box]:
    return [] if section["kind"] == "ballot" else _boxes(number, subject["label"], subject["post"])


def _overall(section: Mapping) -> Sheet | None:
    """Votes by grade, rates and score of the overall question."""
    if not section["overall"]:
        return None
    figures = [
        next(row for row in subject["questions"] if row["code"] == section["overall"])
        for subject in section["subjects"]
    ]
    labels = next(([row["label"] for row in figure["options"]] for figure in figures if figure["options"]), [])
    is_weighted = any(figure["weighted"] for figure in figures)
    columns = [
        *_who(section), Column("有效意见", width=6), Column("不了解", width=6),
        *(Column(label, figures[0]["head"] + "（票）", 7) for label in labels),
        *(Column(label, "比率与 Wilson 95% 区间", 12) for label in section["rates"]),
        Column("加权得分" if is_weighted else "得分", width=7), *([Column("不加权平均", width=7)] if is_weighted else []),
    ]  # fmt: skip
    rows = []
    for number, (subject, figure) in enumerate(zip(section["subjects"], figures, strict=True), start=1):
        options = [row["count"] for row in figure["options"]] if figure["options"] else []
        votes = (
            _boxes(*options) if options else ([Box("不足 10 份或不单列，不公布分布", len(labels))] if labels else [])
        )
        rates = [_rate(row) for row in figure["rates"]] if figure["rates"] else ["—"] * len(section["rates"])
        mean = [shown(figure["mean"])] if is_weighted else []
        unknown = "—" if figure["unknown"] is None else figure["unknown"]
        rows.append([*_named(section, number, subject), *_boxes(_n(figure["n"]), unknown), *votes,
                     *_boxes(*rates, shown(figure["score"]), *mean)])  # fmt: skip
    return Sheet(f"{section['title']} · {figures[0]['head']}", columns, rows)


def _rate(rate: Mapping) -> str:
    return f"{rate['text']}\n{rate['low']}—{rate['high']}"


def _heads(section: Mapping) -> Sheet | None:
    """Scores of the questions beside the overall one, with n, and the indexes."""
    subjects = section["subjects"]
    questions = [row for row in subjects[0]["questions"] if row["code"] != section["overall"]]
    indexes = subjects[0]["indexes"]
    if not questions:
        return None
    if section["kind"] == "ballot":
        return _questions(section, questions, indexes)
    columns = [*_who(section), *(Column(row["head"], "得分（n）", 10) for row in questions),
               *(Column(row["label"], "指标得分（n）", 12) for row in indexes)]  # fmt: skip
    rows = []
    for number, subject in enumerate(subjects, start=1):
        scores = [_with_n(row) for row in subject["questions"] if row["code"] != section["overall"]]
        rows.append([*_named(section, number, subject), *_boxes(*scores, *map(_with_n, subject["indexes"]))])
    notes = [f"{subject['label']}：{line}" for subject in subjects for line in subject.get("unfed", ())]
    return Sheet(f"{section['title']} · 分项", columns, rows, notes)


def _with_n(row: Mapping) -> str:
    return f"{shown(row['score'])}（{row['n']}）" if row["n"] else shown(row["score"])


def _questions(section: Mapping, questions: Sequence[Mapping], indexes: Sequence[Mapping]) -> Sheet:
    """Questions of the whole ballot, one in a row."""
    columns = [Column("题目", width=14, num=False), Column("n", width=5), Column("不了解", width=6), Column("得分", width=8),
               Column("分布（票）", width=34, num=False)]  # fmt: skip
    rows = [
        _boxes(row["head"], _n(row["n"]), "—" if row["unknown"] is None else row["unknown"], shown(row["score"]), _spread(row))
        for row in questions
    ]  # fmt: skip
    rows += [_boxes(row["label"], _n(row["n"]), "—", shown(row["score"]), "指标") for row in indexes]
    return Sheet(section["title"], columns, rows)


def _spread(row: Mapping) -> str:
    return "、".join(f"{option['label']} {option['count']}" for option in row["options"] or []) or "—"


def _by_class(body: Mapping, section: Mapping) -> Sheet | None:
    """Means by class; merged classes share a cell."""
    classes = body["classes"]
    if (
        section["by"] != "classes"
        or len(classes) < 2
        or not any(subject["questions"] for subject in section["subjects"])
    ):
        return None
    columns = [*_who(section)[:2], Column("题目", width=10, num=False), Column("得分", width=8),
               *(Column(f"{row['label']}（{row['weight']}%）", "平均分（n）", 12) for row in classes)]  # fmt: skip
    rows, notes = [], []
    for number, subject in enumerate(section["subjects"], start=1):
        for row in subject["questions"]:
            parts = [Box(f"{shown(cell['mean'])}（{cell['n']}）", part["span"])
                     for cell, part in zip(row["parts"], subject["parts"], strict=False)]  # fmt: skip
            cells = parts or [Box("合并统计，不分类别" if row["n"] else LACKING, len(classes))]
            rows.append([*_named(section, number, subject)[:2], *_boxes(row["head"], shown(row["score"])), *cells])
        if subject["map"]:
            notes.append(f"{subject['label'] or '整体评价'}：{subject['map']}")
    return Sheet(f"{section['title']} · 分类别", columns, rows, notes)


def _by_unit(section: Mapping) -> list[Sheet]:
    """Means by unit, one table for each subject: units in a row, in the order of the house."""
    sheets: list[Sheet] = []
    if section["by"] != "units":
        return sheets
    for subject in section["subjects"]:
        if not subject["units"]:
            continue
        questions = [row for row in subject["questions"] if row["parts"]]
        columns = [Column("部门", width=18, num=False),
                   *(Column(head, "平均分（n）", 11) for head in subject["units"]["heads"])]  # fmt: skip
        rows = [
            _boxes(row["label"], *(f"{shown(cell['mean'])}（{cell['n']}）" for cell in row["cells"]))
            for row in subject["units"]["rows"]
        ]
        rows.append(_boxes("合计", *(_with_n({**row, "score": row["mean"]}) for row in questions)))
        title = " · ".join(filter(None, (section["title"], subject["label"], "分部门")))
        sheets.append(Sheet(title, columns, rows, [subject["map"]] if subject["map"] else []))
    return sheets


def _flags(section: Mapping) -> Sheet:
    """The reverse list."""
    columns = [
        *WHO[:2],
        Column("反向测评内容", width=28, num=False),
        Column("n", width=6),
        Column("勾选比例", width=10),
    ]
    rows = [
        _boxes(number, subject["label"], row["text"], _n(row["n"]), shown(row["share"]))
        for number, subject in enumerate(section["subjects"], start=1) for row in subject["flags"]
    ]  # fmt: skip
    return Sheet("反向测评", columns, rows, ["勾选比例只作谈话核实的线索，不计分，不作为结论。"])


def _picks(body: Mapping, section: Mapping, heading: Heading) -> Sheet | None:
    """民主推荐汇总: votes and rates, in all and by class (formats §6)."""
    subjects = [subject for subject in section["subjects"] if subject["picks"]]
    if not subjects:
        return None
    classes = body["classes"] if len(body["classes"]) > 1 else []
    columns = [Column("序号", width=5), Column("推荐人选", width=9, num=False), Column("职务", width=12, num=False),
               Column("票数", "合计", 6), Column("比率", "合计", 9),
               *(Column(row["label"], "分类别票数（比率，n）", 14) for row in classes)]  # fmt: skip
    rows = []
    for number, subject in enumerate(subjects, start=1):
        for row in subject["picks"]:
            parts = [
                Box(_votes(cell), part["span"]) for cell, part in zip(row["parts"], subject["parts"], strict=False)
            ]
            cells = parts or ([Box("合并统计，不分类别", len(classes))] if classes else [])
            votes = "—" if row.get("votes") is None else row["votes"]
            rows.append([*_boxes(number, subject["label"], subject["post"], votes, shown(row["mean"])), *cells])
    turnout = body["turnout"]
    blank = turnout.get("blank")
    post = f"推荐岗位：{heading.post or heading.title}（{heading.picks or '—'} 名）"
    words = (
        f"{post}；参加推荐范围（共 {turnout['eligible']} 人）；参加推荐共 {turnout['issued']} 人，收回推荐票 {turnout['returned']} 张"
        f"（弃权票 {'—' if blank is None else blank}、作废票 {turnout['void']}）。"
    )
    return Sheet("民主推荐汇总", columns, rows, [words, *([subjects[0]["map"]] if subjects[0]["map"] else [])])


def _votes(cell: Mapping) -> str:
    if cell.get("votes") is None:
        return f"{shown(cell['mean'])}（n {cell['n']}）"
    return f"{cell['votes']}（{cell['mean']['text']}，{cell['n']}）"


def _many(section: Mapping) -> list[Sheet]:
    """Several answers: how often each was ticked."""
    columns = [Column("选项", width=40, num=False), Column("票数", width=8), Column("比例", width=10)]
    sheets = []
    for subject in section["subjects"]:
        for row in subject["many"]:
            title = " · ".join(filter(None, (subject["label"], row["head"])))
            rows = [_boxes(option["label"], option["count"], option["text"]) for option in row["options"] or []]
            sheets.append(
                Sheet(title, columns, rows or [[Box(LACKING, 3)]], [row["note"] or f"n = {row['n']} 张有效票，可多选"])
            )
    return sheets


def _turnout(body: Mapping) -> Sheet:
    columns = [Column("分组", width=30, num=False), Column("应参加", width=8), Column("发出", width=8),
               Column("有效票", width=8), Column("作废", width=8), Column("占发出", width=14)]  # fmt: skip
    rows = [_boxes("　" * row["level"] + row["label"], row["eligible"], row["issued"], row["cast"], row.get("void", "—"),
                   "\n".join(filter(None, (shown(row["share"]), row.get("fault")))))
            for row in body["turnout"]["rows"]]  # fmt: skip
    return Sheet("参加情况", columns, rows, [body["turnout"]["note"]])


def _remarks(body: Mapping) -> Sheet:
    """Written opinions that were let through; a body with fewer than ten ballots has none."""
    columns = [
        Column("对象", width=12, num=False),
        Column("题目", width=12, num=False),
        Column("意见", width=70, num=False),
    ]
    rows = [_boxes(part["label"] or WHOLE, part["question"], text)
            for part in body.get("remarks", ()) for text in part["texts"]]  # fmt: skip
    return Sheet("文字意见", columns, rows, [f"打乱次序，经审核去除可识别信息；{MINIMUM_SPREAD} 张票以上才公布"])


def _agreement(body: Mapping) -> Sheet:
    columns = [Column("指标", width=18, num=False), Column("数值", width=8), Column("n", width=8),
               Column("说明", width=22, num=False), Column("算法", width=38, num=False)]  # fmt: skip
    rows = [_boxes(row["name"], row["text"], row["n"], row["note"] or "—", row["formula"]) for row in body["agreement"]]
    return Sheet("一致性", columns, rows)


def _foot(body: Mapping, heading: Heading) -> list[str]:
    """Weights, methods that were used, the rules of disclosure, the seal."""
    lines = []
    if len(body["classes"]) > 1:
        lines.append("类别权重：" + "，".join(f"{row['label']} {row['weight']}%" for row in body["classes"]) + "。")
    measured = {row["method"] for row in body["agreement"]}  # these carry their formula in their own table
    lines += [f"{row['name']}：{row['formula']}。" for name, row in body["methods"].items() if name not in measured]
    lines += body["rules"]
    if heading.root:
        lines.append(f"封箱 Merkle 根：{heading.root}")
    return lines
