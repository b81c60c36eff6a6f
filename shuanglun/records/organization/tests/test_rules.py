"""The unified social credit code: the vectors of formats §8."""

import pytest

from shuanglun.records.organization import rules


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "1299999940000000XW", "12999999400000018W", "91999999MA00000154"]
)
def test_valid_codes(code):
    assert rules.is_uscc(code)
    assert rules.is_uscc(f" {code[:8].lower()}-{code[8:].lower()} ")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y44", "末位"),
        ("1299999940000001XW", "第 17 位"),
        ("91350100M000100Y4", "18 位"),
        ("9135010OM000100Y43", "18 位"),
        ("91AB0100M000100Y43", "第 3 至 8 位"),
        (913501001000100143, "文本"),
    ],
)
def test_wrong_codes_say_why(code, reason):
    verdict = rules.is_uscc(code)
    assert not verdict
    assert reason in verdict.reason
