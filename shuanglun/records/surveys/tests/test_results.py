"""The one release: from counts to everything that may be shown."""

from __future__ import annotations

import json

import pytest

from shuanglun.records.surveys.rules.agreement import measure
from shuanglun.records.surveys.rules.results import release
from shuanglun.records.surveys.tests.counted import (
    APPRAISAL,
    CLASSES,
    GROUPS,
    PEOPLE,
    appraisal,
    ballots_of,
    counted,
    question,
    slots_of,
    turnout_of,
    vector,
)

FIVE = {"label": "五级", "low": 1, "high": 5, "options": [
    {"label": label, "points": points} for label, points in
    (("非常满意", 5), ("满意", 4), ("一般", 3), ("不满意", 2), ("非常不满意", 1), ("不了解", None))
]}  # fmt: skip
SATISFACTION = {
    "help": "", "scales": {"five": FIVE}, "questions": [question("care", "组织关怀", about="ballot", scale="five")],
    "overall": "", "excellent": [], "passing": [], "indexes": [],
}  # fmt: skip
STAFF = [{"code": "S", "label": "职工", "weight": 10_000}]


def only(body):
    """The first question of the first subject, and the subject."""
    [section] = body["sections"]
    subject = section["subjects"][0]
    return subject["questions"][0], subject


def by_unit(*tables):
    """A release of one question asked in units; tables of (非常满意 … 非常不满意)."""
    groups = [
        {"uid": f"{at:032x}", "label": f"职工 · {at}", "classes": ["S"], "unit": f"{at}室"} for at in range(len(tables))
    ]
    rows = {group["uid"]: dict(zip("abcde", table, strict=False)) for group, table in zip(groups, tables, strict=True)}
    turnout = {
        uid: dict.fromkeys(("eligible", "issued", "cast"), sum(row.values())) | {"void": 0} for uid, row in rows.items()
    }
    slots = slots_of(SATISFACTION, [])
    return release(SATISFACTION, STAFF, groups, [], slots, {uid: {"0": row} for uid, row in rows.items()}, turnout)


def test_the_vector_of_the_methods_is_published():
    figure, subject = only(release(*vector()))
    assert (figure["n"], figure["score"]["text"], figure["mean"]["text"]) == (65, "89.10", "85.85")
    assert [(part["n"], part["mean"]["text"]) for part in figure["parts"]] == [
        (5, "≥ 90"),
        (20, ""),
        (40, ""),
    ]
    assert [(row["label"], row["weight"]) for row in subject["parts"]] == [
        ("领导班子", "40"),
        ("中层干部", "30"),
        ("职工代表", "30"),
    ]
    excellent, passing = figure["rates"]
    assert [excellent[name] for name in ("label", "count", "text", "low", "high")] == [
        "优秀率",
        33,
        "50.77%",
        "38.92",
        "62.54",
    ]
    assert (passing["label"], passing["text"]) == ("合格以上率", "87.69%")
    assert [row["count"] for row in figure["options"]] == [33, 24, 6, 2]
    assert figure["parts"][2]["options"] is None, "the five leaders would follow by subtraction"
    assert subject["map"] == ""


def test_four_leaders_are_merged_into_the_next_class():
    figure, subject = only(release(*vector((3, 1, 0, 0))))
    assert figure["score"]["text"] == "85.30"
    assert [(part["n"], part["mean"]["text"]) for part in figure["parts"]] == [(24, "85.00"), (40, "86.00")]
    assert subject["parts"][0] == {"label": "领导班子、中层干部", "span": 2, "weight": "70"}
    assert "权重合计 70%" in subject["map"]


def test_unanimous_leaders_are_coarse_and_nothing_leads_to_them():
    figure, _ = only(release(*vector((5, 0, 0, 0))))
    assert [part["mean"]["text"] for part in figure["parts"]] == ["≥ 90", "", ""]
    assert figure["score"]["state"] == figure["mean"]["state"] == "exact"
    assert "不单列" in figure["note"]


def test_a_release_is_json_with_figures_as_strings():
    arguments, ballots = appraisal()
    everyone = [marks for rows in ballots.values() for marks in rows]
    body = release(*arguments, agreement=measure(APPRAISAL, arguments[4], everyone))
    text = json.dumps(body, ensure_ascii=False)
    assert json.loads(text) == body
    assert json.loads(text, parse_float=lambda number: pytest.fail(number)) == body
    assert [section["kind"] for section in body["sections"]] == ["person", "ballot"]
    assert [row["method"] for row in body["agreement"]] == ["icc", "kendall", "alpha", "straight"]
    assert body["turnout"]["cast"] == 67
    assert [row["cast"] for row in body["turnout"]["rows"]] == [67, 7, 20, 40]


def test_subjects_keep_the_order_of_the_campaign():
    """G-18: nobody is ranked, whatever the scores."""
    arguments, _ = appraisal()
    people, _ = release(*arguments)["sections"]
    assert [row["label"] for row in people["subjects"]] == ["林一禾", "周明远", "沈知微"]


def test_indexes_feed_evidence_with_the_smallest_n_of_their_questions():
    arguments, _ = appraisal()
    people, _ = release(*arguments)["sections"]
    subject = people["subjects"][0]
    heads = {row["code"]: row for row in subject["questions"]}
    conduct = subject["indexes"][0]
    assert conduct["n"] == min(heads["de"]["n"], heads["lian"]["n"])
    assert subject["feeds"]["conduct"] == {"mean": conduct["score"]["text"], "n": conduct["n"]}
    assert set(subject["feeds"]) == {"conduct", "capability"}


def test_not_knowing_is_reported_apart():
    arguments = vector()
    arguments[5]["c" * 32][0] |= {"e": 3}
    figure, _ = only(release(*arguments))
    assert (figure["n"], figure["unknown"]) == (65, 3)


def test_a_campaign_with_four_opinions_shows_no_figure():
    arguments = vector()
    for uid, row in {"a": {"a": 2}, "b": {"a": 1}, "c": {"b": 1, "e": 40}}.items():
        arguments[5][uid * 32] = {0: row}
    figure, subject = only(release(*arguments))
    assert (figure["score"]["state"], figure["n"], figure["unknown"], figure["options"]) == (
        "lacking",
        None,
        None,
        None,
    )
    assert (figure["parts"], subject["feeds"]) == ([], {})
    assert figure["note"] == "有效意见不足 5 份"


@pytest.mark.parametrize(
    ("issued", "void", "state"), [(60, 0, "void"), (98, 0, "unused"), (97, 0, "ok"), (66, 2, "void")]
)
def test_ballots_returned_decide_whether_anything_is_shown(issued, void, state):
    """65 valid ballots: more than issued are void as a whole, fewer than two thirds are not used."""
    arguments = vector()
    arguments[6]["c" * 32] |= {"issued": issued - 25, "void": void}
    body = release(*arguments)
    assert body["validity"]["state"] == state
    assert bool(body["sections"]) is (state == "ok")


def flagged(ticks, n):
    """A release of one reverse question about one person."""
    content = {**APPRAISAL, "questions": [APPRAISAL["questions"][6]], "indexes": [], "overall": ""}
    slots = slots_of(content, PEOPLE[:1])
    counts = {"c" * 32: {0: {"a": n - ticks, "b": ticks, "d": 2}}}
    turnout = {"c" * 32: {"eligible": n + 2, "issued": n + 2, "cast": n + 2, "void": 0}}
    [section] = release(content, CLASSES, GROUPS[2:], PEOPLE[:1], slots, counts, turnout)["sections"]
    [flag] = section["subjects"][0]["flags"]
    return flag["n"], flag["share"]["text"]


def test_the_reverse_list_is_a_share_from_five_responses_on():
    """methods §3: 3/40 = 0.075; below five nothing is shown, below ten one of three bands without a count."""
    assert flagged(3, 40) == (40, "7.50%")
    assert flagged(1, 4) == (None, "")
    assert flagged(0, 10) == (10, "0.00%")
    assert [flagged(ticks, 5)[1] for ticks in range(6)] == ["≤ 25%"] * 2 + ["25%—75%"] * 2 + ["≥ 75%"] * 2
    for n in range(5, 10):
        shown = [flagged(ticks, n)[1] for ticks in range(n + 1)]
        assert min(shown.count(text) for text in shown) >= 2, "no band tells a count"


def test_units_are_merged_with_their_neighbors_and_shown_in_order():
    body = by_unit((3, 4, 2), (1, 1), (4, 2, 1, 1), (9, 6, 3, 1, 1))
    figure, subject = only(body)
    assert [row["label"] for row in subject["parts"]] == ["0室", "1室、2室", "3室"]
    assert [(part["n"], part["mean"]["text"]) for part in figure["parts"]] == [
        (9, "77.78"),
        (10, "80.00"),
        (20, "76.25"),
    ]
    assert figure["score"]["text"] == figure["mean"]["text"] == "77.56"
    assert not figure["weighted"] and figure["method"] == "mean"
    assert subject["map"] == "有效意见不足 5 份的部门并入相邻部门：1室、2室。"
    assert [row["label"] for row in body["turnout"]["rows"]] == ["合计", "职工 · 0", "职工 · 1、职工 · 2", "职工 · 3"]


def test_a_unit_of_one_mind_is_coarse():
    figure, _ = only(by_unit((6,), (1, 5, 6), (9, 6, 3, 1, 1)))
    assert [part["mean"]["text"] for part in figure["parts"]] == ["≥ 90", "", "76.25"]


def test_units_in_one_group_are_one_row():
    groups = [
        {"uid": "1" * 32, "label": "甲、乙", "classes": ["S"], "unit": "甲、乙", "units": ["甲", "乙"]},
        {"uid": "2" * 32, "label": "丙", "classes": ["S"], "unit": "丙"},
        {"uid": "3" * 32, "label": "乙", "classes": ["S"], "unit": "乙"},
    ]
    rows = {group["uid"]: {0: {"a": 5, "b": 6}} for group in groups}
    turnout = {uid: {"eligible": 11, "issued": 11, "cast": 11, "void": 0} for uid in rows}
    _, subject = only(release(SATISFACTION, STAFF, groups, [], slots_of(SATISFACTION, []), rows, turnout))
    assert [row["label"] for row in subject["parts"]] == ["甲、乙", "丙"]


RECOMMENDATION = {
    "help": "", "scales": {}, "questions": [question("recommended", "推荐", "pick")], "overall": "", "excellent": [],
    "passing": [], "indexes": [],
}  # fmt: skip


def recommended_body(*votes, sizes=(10, 20, 40)):
    """The release of votes of the three classes for one candidate."""
    slots = slots_of(RECOMMENDATION, PEOPLE[:1])
    counts = {name * 32: {0: {"a": count}} for name, count in zip("abc", votes, strict=True)}
    turnout = {
        name * 32: {"eligible": size, "issued": size, "cast": size, "void": 0}
        for name, size in zip("abc", sizes, strict=True)
    }
    return release(RECOMMENDATION, CLASSES, GROUPS, PEOPLE[:1], slots, counts, turnout)


def recommended(*votes, sizes=(10, 20, 40)):
    """The figure of that candidate."""
    [section] = recommended_body(*votes, sizes=sizes)["sections"]
    [pick] = section["subjects"][0]["picks"]
    return pick


def test_recommendations_are_votes_and_rates_by_class_without_weights():
    pick = recommended(8, 12, 15)
    assert (pick["n"], pick["votes"], pick["mean"]["text"], pick["weighted"]) == (70, 35, "50.00%", False)
    assert [(part["votes"], part["mean"]["text"]) for part in pick["parts"]] == [
        (8, "80.00%"),
        (12, "60.00%"),
        (15, "37.50%"),
    ]


def test_classes_below_ten_ballots_are_merged_for_recommendations():
    """All or none of six would be told whatever is written for it."""
    pick = recommended(6, 12, 15, sizes=(6, 20, 40))
    assert [(part["label"], part["votes"], part["mean"]["text"]) for part in pick["parts"]] == [
        ("领导班子、中层干部", 18, "69.23%"), ("职工代表", 15, "37.50%"),
    ]  # fmt: skip
    [section] = recommended_body(6, 12, 15, sizes=(6, 20, 40))["sections"]
    assert section["subjects"][0]["map"].startswith("有效意见不足 10 份的类别并入相邻类别")


def recommended_by_few(*ballots):
    """The release of these ballots of one group for the three people."""
    slots = slots_of(RECOMMENDATION, PEOPLE)
    counts = {"b" * 32: counted(ballots)}
    turnout = {"b" * 32: {**dict.fromkeys(("eligible", "issued", "cast"), len(ballots)), "void": 0}}
    body = release(RECOMMENDATION, CLASSES, GROUPS[1:2], PEOPLE, slots, counts, turnout,
                   agreement=measure(RECOMMENDATION, slots, ballots))  # fmt: skip
    picks = [subject["picks"][0] for subject in body["sections"][0]["subjects"]]
    return [(pick["votes"], pick["score"]["text"]) for pick in picks], body["turnout"].get("blank")


def test_neither_votes_nor_blank_ballots_of_fewer_than_ten_are_told():
    assert recommended_by_few(*["a.."] * 4, *[".a."] * 2) == (
        [(None, "66.67%"), (None, "33.33%"), (None, "≤ 10%")], None,
    )  # fmt: skip
    assert recommended_by_few(*["a.."] * 6)[0][0] == (None, "≥ 90%")
    assert recommended_by_few(*["a.."] * 8, *["..."] * 2) == ([(8, "80.00%"), (0, "0.00%"), (0, "0.00%")], 2)


def test_nothing_of_whole_ballots_is_told_beside_figures_held_back():
    """All of sixteen marked everything alike: with any exact figure that gives away the coarse ones."""
    arguments, ballots = appraisal((5, 5, 6))
    slots = arguments[4]
    alike = {uid: ["a" * len(slots)] * len(rows) for uid, rows in ballots.items()}
    arguments[5] = {uid: counted(rows) for uid, rows in alike.items()}
    measured = measure(APPRAISAL, slots, [marks for rows in alike.values() for marks in rows])
    assert measured["straight"] == [16, 16]
    assert release(*arguments, agreement=measured)["agreement"] == []


def test_a_group_with_more_ballots_than_issued_voids_the_whole():
    """In all there are enough; the ballots of one group were cast by others."""
    arguments = vector()
    arguments[6]["a" * 32] |= {"issued": 4}
    arguments[6]["c" * 32] |= {"issued": 60}
    body = release(*arguments)
    assert body["validity"] == {
        "state": "void",
        "words": "“领导班子”收回 5 张，多于发出的 4 张，本次测评无效，不公布任何结果。请查明原因后重新组织。",
    }
    assert not body["sections"]
    assert [row["fault"] for row in body["turnout"]["rows"]] == [
        "领导班子：收回多于发出", "领导班子：收回多于发出", "", "",
    ]  # fmt: skip


def test_spoiled_paper_is_returned_and_does_not_count():
    arguments = vector()
    arguments[6]["b" * 32] |= {"eligible": 22, "issued": 22, "void": 2}
    turnout = release(*arguments)["turnout"]
    assert (turnout["returned"], turnout["void"], turnout["missing"]) == (67, 2, 0)
    assert [row["void"] for row in turnout["rows"]] == [2, 0, 2, 0]


def test_only_exact_scores_become_evidence_and_the_others_say_why():
    arguments, _ = appraisal((5, 5, 6))
    arguments[5] = {uid: {at: {"a": row["cast"]} for at in range(40)} for uid, row in arguments[6].items()}
    subject = release(*arguments)["sections"][0]["subjects"][0]
    assert subject["feeds"] == {} and len(subject["unfed"]) == 2
    assert subject["unfed"][0] == (
        "“思想政治与职业操守”这次不作为评分证据：各题都只公布范围。评分时记为“资料不足”，不是零分。"
    )
    plain, _ = appraisal()
    assert release(*plain)["sections"][0]["subjects"][0]["unfed"] == []


def test_several_answers_are_counted_from_ten_ballots_on():
    arguments, _ = appraisal()
    many = release(*arguments)["sections"][1]["subjects"][0]["many"][0]
    assert many["n"] == 67 and len(many["options"]) == 3
    few, _ = appraisal((2, 3, 4))
    assert release(*few)["sections"][1]["subjects"][0]["many"][0]["options"] is None


def test_measures_over_whole_ballots():
    content = {**APPRAISAL, "questions": [question(code, code, scale="heads") for code in ("de", "neng", "overall")]}
    slots = slots_of(content, PEOPLE[:2])
    measured = measure(content, slots, ["aaaaaa", "abbaac", "ab.aab", "eabaab"])
    assert measured["patterns"] == {"aa": 1, "bb": 1, "bc": 1}
    assert measured["alpha"]["n"] == 6, "complete opinions only"
    assert measured["alpha"]["items"][0] == [24, 96]
    assert measured["straight"] == [4, 1]
    pick = slots_of(RECOMMENDATION, PEOPLE)
    assert measure(RECOMMENDATION, pick, ["...", "a..", "..."])["blank"] == 2


def test_thirty_random_campaigns_are_released():
    """Every one is proved inside; no class or unit below five is named with a figure."""
    for seed in range(30):
        slots = slots_of(APPRAISAL, PEOPLE)
        sizes = [(seed * 7 + at * 5) % 13 + 3 * at for at in range(3)]
        ballots = {
            group["uid"]: ballots_of(APPRAISAL, slots, size, seed + 7)
            for group, size in zip(GROUPS, sizes, strict=True)
        }
        counts = {uid: counted(rows) for uid, rows in ballots.items()}
        body = release(APPRAISAL, CLASSES, GROUPS, PEOPLE, slots, counts, turnout_of(ballots))
        for section in body["sections"]:
            for subject in section["subjects"]:
                for figure in subject["questions"]:
                    assert figure["n"] is None or figure["n"] >= 5
                    assert all(part["n"] >= 5 for part in figure["parts"])
