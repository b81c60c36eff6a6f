"""The browser and the box agree on what a ballot asks and on when it is filled."""

from __future__ import annotations

import json
from itertools import chain
from random import Random
from typing import Any

import pytest

from shuanglun.records.surveys.choices import InstrumentKind
from shuanglun.records.surveys.operations.instruments import shipped
from shuanglun.records.surveys.rules import content as rules
from shuanglun.records.surveys.tests.test_client import HERE, node

PICKS, TRIALS = 2, 40
TEXTS = ("", "", "多到一线。", " 两行\r\n第二行\t。 ", "‮反写\ue000\x07", "𠮷" * 501)


def paper_of(content: dict[str, Any]) -> dict[str, Any]:
    kinds = ["body", "person", "person", "body", "person"]
    asked = {question["about"] for question in content["questions"]}
    kinds = [kind for kind in kinds if kind in asked]
    subjects = [{"kind": kind, "label": f"对象{place}", "post": ""} for place, kind in enumerate(kinds)]
    return {"content": content, "subjects": subjects, "slots": rules.slots(content, kinds), "picks": PICKS}


def answers_of(paper: dict[str, Any], random: Random) -> dict[str, Any]:
    """A ballot filled by somebody who forgets things, ticks too much and writes anything."""
    empty = random.choice((0.0, 0.02, 0.3))
    marks = ["." if random.random() < empty else random.choice(slot["letters"]) for slot in paper["slots"]]
    if random.random() < 0.7:
        for place, slot in enumerate(paper["slots"]):
            if slot["letters"] == "a" and random.random() < 0.6:
                marks[place] = "."
    places = rules.places_of_words(paper["content"], [subject["kind"] for subject in paper["subjects"]])
    return {"marks": marks, "words": {place: random.choice(TEXTS) for place in places}}


@pytest.fixture(scope="module")
def read() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every shipped instrument with its paper and what the browser makes of forty ballots."""
    random = Random(7)
    papers = [(each["kind"], paper_of(each["content"])) for each in shipped()]
    asked = [{"paper": paper, "answers": [answers_of(paper, random) for _ in range(TRIALS)]} for _, paper in papers]
    said = json.loads(node(str(HERE / "filling.js"), given=json.dumps(asked)))
    return [(kind, paper, told) for (kind, paper), told in zip(papers, said, strict=True)]


def test_every_shipped_instrument_was_read(read):
    assert {kind for kind, _, _ in read} == set(InstrumentKind.values) - {"other"}


def test_what_the_browser_calls_complete_the_box_takes_and_nothing_else(read):
    outcomes = set()
    for kind, paper, said in read:
        for ballot in said["ballots"]:
            verdict = rules.judge(paper["content"], paper["slots"], PICKS, ballot["marks"], ballot["words"])
            outcomes.add(bool(verdict))
            assert bool(verdict) is (ballot["missing"] == 0), (kind, ballot, verdict)
    assert outcomes == {True, False}


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_every_question_stands_on_exactly_one_screen(read, width):
    for kind, paper, said in read:
        covered = list(chain.from_iterable(said[width]))
        slots = [place for place in covered if isinstance(place, int)]
        assert sorted(slots) == list(range(len(paper["slots"]))), kind
        assert len(covered) == len({str(place) for place in covered}), kind


def test_wide_screens_ask_about_several_people_at_once(read):
    shorter = [kind for kind, _, said in read if len(said["wide"]) < len(said["narrow"])]
    assert {"appraisal", "political", "team"} <= set(shorter)
