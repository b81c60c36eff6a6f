"""From counts to the one release: everything that may be shown of a campaign, and nothing else.

`release` is a pure function. Its answer is JSON: figures as strings with fixed decimals (`wording`), the words of every
merge, the formulas. Screens and documents draw it and compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shuanglun.records.surveys.rules.disclosure import EXACT, LEAST, SPREAD, Cell, Shown, arranged
from shuanglun.records.surveys.rules.figures import (
    USABLE,
    Fraction,
    Opinions,
    Returned,
    alpha,
    icc,
    kendall,
    opinions,
    option_values,
    overfull,
    returned,
    rounded,
)
from shuanglun.records.surveys.rules.merging import percent
from shuanglun.records.surveys.rules.questions import Asked, Part, figures_of, rates_of
from shuanglun.records.surveys.rules.wording import METHODS, RULES, share

TITLES = {"person": "对个人的测评", "body": "对班子或单位的测评", "ballot": "整体评价"}


def release(
    content: Mapping,
    classes: Sequence[Mapping],
    groups: Sequence[Mapping],
    subjects: Sequence[Mapping],
    slots: Sequence[Mapping],
    counts: Mapping[str, Mapping],
    turnout: Mapping[str, Mapping],
    *,
    agreement: Mapping | None = None,
    usable: Fraction = USABLE,
) -> dict[str, Any]:
    """The body of a release.

    classes: [{code, label, weight (basis points)}] in order. groups: [{uid, label, classes: [codes], unit: str, and units:
    [str] where one group holds several}]. subjects: [{kind, label, post}] in the campaign's order, which is kept (G-18).
    counts: {group uid: {slot index: {letter: ballots}}}; what is missing counts as '.'. turnout: {group uid: {eligible,
    issued, cast, void}}; cast are valid ballots in the box, void ones were returned and do not count. agreement: what
    `agreement.measure` made of the marks, None for none. usable: share of returned ballots below which nothing is used.

    Figures are broken down by class; those about bodies and of the whole ballot by unit where there is one class only.

    Raises Betrayed where a hidden figure could be worked out: then nothing may be published.
    """  # fmt: skip
    source = _Source(content, classes, groups, slots, counts, turnout)
    totals = {
        name: sum(row.get(name, 0) for row in turnout.values()) for name in ("eligible", "issued", "cast", "void")
    }
    validity = returned(totals["issued"], totals["cast"] + totals["void"], usable)
    if fault := overfull(source.returned(group["uid"], group["label"]) for group in groups):
        validity = Returned("void", None, fault)
    by = "classes" if len(source.classes) > 1 else "units"
    body: dict[str, Any] = {
        "v": 1, "validity": {"state": validity.state, "words": validity.words},
        "turnout": _turnout(source, totals, validity),
        "classes": [{"label": row["label"], "weight": percent(row["weight"])} for row in source.classes],
        "sections": [], "agreement": [], "methods": {}, "rules": RULES,
    }  # fmt: skip
    if validity.state != "ok":
        return body
    for kind in ("person", "body", "ballot"):
        if section := _section(source, kind, subjects, "classes" if kind == "person" else by):
            body["sections"].append(section)
    body["agreement"] = _agreement(source, subjects, agreement or {}, _Told(body))
    if any(row["kind"] == "pick" for row in content["questions"]) and totals["cast"] >= SPREAD:
        # with ten ballots every recommendation is shown as it is, so there is nothing that this number could solve
        body["turnout"]["blank"] = (agreement or {}).get("blank")
    used = _used(body)
    body["methods"] = {name: words for name, words in METHODS.items() if name in used}
    return body


def about_nobody(body: Mapping, *, of_the_whole: bool) -> dict[str, Any]:
    """The part of a released body that everybody may see: who took part, and figures about bodies; those of the whole
    ballot only where the instrument asks about nothing but the house. Never one about a person, no opinion in words."""
    kinds = ("body", "ballot") if of_the_whole else ("body",)
    turnout = body["turnout"]
    rows = [{**row, "missing": max(row["issued"] - row["cast"], 0)} for row in turnout["rows"]]
    shown: dict[str, Any] = {
        "validity": body["validity"], "turnout": {**turnout, "rows": rows}, "classes": body["classes"],
        "rejected": body["rejected"], "rules": body["rules"], "agreement": [], "methods": {},
        "sections": [section for section in body["sections"] if section["kind"] in kinds],
    }  # fmt: skip
    used = _used(shown)
    return shown | {"methods": {name: words for name, words in body["methods"].items() if name in used}}


class _Source:
    """The counts, by class and by unit."""

    def __init__(
        self, content: Mapping, classes: Sequence[Mapping], groups: Sequence[Mapping], slots: Sequence[Mapping],
        counts: Mapping[str, Mapping], turnout: Mapping[str, Mapping],
    ) -> None:  # fmt: skip
        self.content, self.groups, self.turnout = content, groups, turnout
        rows = {row["code"]: row for row in classes}
        self.classes: list[dict[str, Any]] = []
        for codes in dict.fromkeys(tuple(group["classes"]) for group in groups):
            inside = [group["uid"] for group in groups if tuple(group["classes"]) == codes]
            self.classes.append({"label": "、".join(rows[code]["label"] for code in codes), "groups": inside,
                                 "weight": sum(rows[code]["weight"] for code in codes)})  # fmt: skip
        self.units = _units(groups)
        self.slots: dict[tuple[int | None, str], list[int]] = {}
        for at, slot in enumerate(slots):
            self.slots.setdefault((slot["subject"], slot["question"]), []).append(at)
        self.counts = {uid: {int(at): row for at, row in slots.items()} for uid, slots in counts.items()}

    def over(self, uids: Sequence[str], at: int) -> dict[str, int]:
        """Counts by letter of one slot over some groups."""
        total: dict[str, int] = {}
        for uid in uids:
            for mark, count in self.counts.get(uid, {}).get(at, {}).items():
                total[mark] = total.get(mark, 0) + count
        return total

    def returned(self, uid: str, label: str) -> tuple[str, int, int]:
        """Of a group: label, issued, returned."""
        row = self.turnout[uid]
        return label, row["issued"], row["cast"] + row.get("void", 0)

    def ballots(self, uids: Sequence[str]) -> int:
        """Valid ballots of some groups."""
        return sum(self.turnout[uid]["cast"] for uid in uids)


def _units(groups: Sequence[Mapping]) -> list[dict[str, Any]]:
    """Units, joined where one group holds several, since its ballots cannot be told apart."""
    units: list[dict[str, Any]] = []
    for group in groups:
        names = list(group.get("units") or [group["unit"]])
        hit = [row for row in units if set(names) & set(row["names"])]
        found = hit[0] if hit else {"names": [], "groups": []}
        for row in hit[1:]:
            found["names"] += row["names"]
            found["groups"] += row["groups"]
            units.remove(row)
        found["names"] += [name for name in names if name not in found["names"]]
        found["groups"].append(group["uid"])
        if not hit:
            units.append(found)
    return [{**row, "label": "、".join(row["names"]), "weight": 0} for row in units]


def _section(source: _Source, kind: str, subjects: Sequence[Mapping], by: str) -> dict[str, Any] | None:
    """All subjects of one kind in the campaign's order; the ballot itself is one subject without a name."""
    questions = [row for row in source.content["questions"] if row["about"] == kind and row["kind"] != "text"]
    asked: list[tuple[int | None, Mapping]] = [(at, row) for at, row in enumerate(subjects) if row["kind"] == kind]
    if kind == "ballot":
        asked = [(None, {"label": "", "post": ""})]
    if not questions or not asked:
        return None
    rows = source.classes if by == "classes" else source.units
    parts = [Part(row["label"], row["weight"], source.ballots(row["groups"])) for row in rows]
    made = []
    for at, subject in asked:
        counts, many = {}, {}
        for question in questions:
            places = source.slots.get((at, question["code"]), [])
            if question["kind"] == "many":
                many[question["code"]] = [[source.over(row["groups"], place) for row in rows] for place in places]
            else:
                counts[question["code"]] = [source.over(row["groups"], places[0]) for row in rows]
        figures = figures_of(Asked(source.content, parts, by == "classes", counts, many))
        made.append({"index": at, "label": subject["label"], "post": subject.get("post", ""), **figures})
    overall = source.content["overall"]
    has_overall = any(row["code"] == overall for row in questions)
    return {
        "kind": kind, "title": TITLES[kind], "by": by, "subjects": made, "overall": overall if has_overall else "",
        "rates": [label for label, _ in rates_of(source.content)] if has_overall else [],
    }  # fmt: skip


def _turnout(source: _Source, totals: Mapping[str, int], validity: Returned) -> dict[str, Any]:
    """Eligible, issued and cast: in all, by class, by group; cast ones merged below five."""
    members: dict[str, list[str]] = {"": [group["uid"] for group in source.groups]}
    labels = {group["uid"]: group["label"] for group in source.groups}
    names = {"": "合计", **labels}
    classes = []
    for place, row in enumerate(source.classes):
        key = f"class {place}"
        members[key], names[key] = row["groups"], row["label"]
        leaves = tuple(Cell(uid, source.turnout[uid]["cast"]) for uid in row["groups"])
        classes.append(Cell(key, sum(leaf.n for leaf in leaves), 0, leaves))
        members.update({uid: [uid] for uid in row["groups"]})
    tree = arranged(Cell("", totals["cast"], 0, tuple(classes)))
    rows = []
    for level, cell in _levels(tree) if tree else []:
        keys = [part.label for part in cell.parts] if cell.mixed else [cell.label]
        uids = [uid for key in keys for uid in members[key]]
        sums = {name: sum(source.turnout[uid].get(name, 0) for uid in uids) for name in ("eligible", "issued", "void")}
        faults = [labels[uid] for uid in uids if overfull([source.returned(uid, labels[uid])])]
        label = "、".join(names[key] for key in keys)
        rows.append({"level": level, "label": label, **sums, "cast": cell.n, "share": share(cell.n, sums["issued"]),
                     "fault": f"{'、'.join(faults)}：收回多于发出" if faults else ""})  # fmt: skip
    returned_count = totals["cast"] + totals["void"]
    return {
        **totals, "returned": returned_count, "missing": max(totals["issued"] - returned_count, 0),
        "rate": "" if validity.share is None else rounded(100 * validity.share), "rows": rows if len(rows) > 1 else [],
        "note": f"投票数不足 {LEAST} 的分组与相邻分组合并列示。",
    }  # fmt: skip


def _levels(cell: Shown, level: int = 0) -> list[tuple[int, Shown]]:
    return [(level, cell), *(row for child in cell.children for row in _levels(child, level + 1))]


class _Told:
    """Which figures of a body are shown as they are: what tells of whole ballots must not solve the others."""

    def __init__(self, body: Mapping) -> None:
        subjects = [subject for section in body["sections"] for subject in section["subjects"]]
        self.wholes = {(subject["index"], row["code"]): row["mean"]["state"] == EXACT
                       for subject in subjects for row in subject["questions"]}  # fmt: skip
        parts = [part["mean"]["state"] for subject in subjects for row in subject["questions"] for part in row["parts"]]
        scores = [row["score"]["state"] for subject in subjects for row in subject["questions"]]
        self.everything = all(self.wholes.values()) and {*parts, *scores} <= {EXACT}

    def whole(self, code: str) -> bool:
        """Whether the means over all opinions on a question are shown, about everybody."""
        return all(is_shown for (_, other), is_shown in self.wholes.items() if other == code)


def _agreement(source: _Source, subjects: Sequence[Mapping], measured: Mapping, told: _Told) -> list[dict[str, Any]]:
    """How far raters agree, from ten ballots on: of the overall question, else of the first scored one. Each figure rests
    on means that are shown themselves; straight lines are told only where every figure is."""
    rows = []
    question = _leading(source)
    if question:
        values = option_values(source.content["scales"][question["scale"]])
        everyone = [group["uid"] for group in source.groups]
        known = [opinions(source.over(everyone, source.slots[at, question["code"]][0]), values)
                 for at, row in enumerate(subjects) if told.wholes.get((at, question["code"]))]  # fmt: skip
        found = icc(row for row in known if row.n >= SPREAD)
        n = sum((row for row in known if row.n >= SPREAD), Opinions()).n
        if found:
            rows.append(_line("icc", found[1], n, f"{question['head']}；单个评价者 ICC(1,1) = {rounded(found[0], 4)}"))
    concordance = kendall(measured.get("patterns") or {})
    if concordance and concordance.raters >= SPREAD and told.whole(source.content["overall"]):
        note = (
            f"{concordance.subjects} 个对象；χ² = {rounded(concordance.chi_square)}，自由度 {concordance.subjects - 1}"
        )
        rows.append(_line("kendall", concordance.w, concordance.raters, note))
    sums = measured.get("alpha")
    if sums and sums["n"] >= SPREAD and all(told.wholes.values()):
        reliability = alpha(sums["n"], [tuple(item) for item in sums["items"]], tuple(sums["totals"]))
        if reliability is not None:
            rows.append(_line("alpha", reliability, sums["n"], f"{len(sums['items'])} 题；n 为票数×对象数"))
    ballots, alike = measured.get("straight") or (0, 0)
    if ballots >= SPREAD and told.everything:
        made = share(alike, ballots, EXACT)
        rows.append({**METHODS["straight"], "method": "straight", "text": made["text"], "n": ballots, "note": ""})
    return rows


def _leading(source: _Source) -> Mapping | None:
    scored = [row for row in source.content["questions"] if row["kind"] == "choice" and row["about"] != "ballot"]
    overall = [row for row in scored if row["code"] == source.content["overall"]]
    return next(iter(overall or scored), None)


def _line(method: str, number: Fraction, n: int, note: str) -> dict[str, Any]:
    return {**METHODS[method], "method": method, "text": rounded(number, 4), "n": n, "note": note}


def _used(body: Mapping) -> set[str]:
    """The methods behind the figures that are shown."""
    subjects = [subject for section in body["sections"] for subject in section["subjects"]]
    figures = [
        row
        for subject in subjects
        for name in ("questions", "picks", "indexes", "flags", "many")
        for row in subject[name]
    ]
    used = {row["method"] for row in [*figures, *body["agreement"]]}
    return (
        used
        | ({"rate"} if any(row.get("rates") for row in figures) else set())
        | ({"mean"} if "score" in used else set())
    )
