"""Codes and tickets: good for a minute, for one occasion, once opened by signature."""

import pytest

from shuanglun.base.checkin import codes, qr
from shuanglun.base.verdicts import RefusedError

KEY, NOW = "k" * 32, 1_800_000_000.0


def test_a_code_is_good_in_its_slot_and_the_next():
    text = codes.code(KEY, "life", 7, NOW)
    assert codes.occasion(text, "life") == 7
    codes.genuine(text, KEY, NOW)
    codes.genuine(text, KEY, NOW + codes.SLOT_SECONDS)
    with pytest.raises(RefusedError, match="已经过期"):
        codes.genuine(text, KEY, NOW + 2 * codes.SLOT_SECONDS)
    with pytest.raises(RefusedError, match="已经过期"):
        codes.genuine(text, KEY, NOW - codes.SLOT_SECONDS)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("a" if t[-1] != "a" else "b"), lambda t: t.replace(".7.", ".8.")]
)
def test_an_altered_code_is_unknown(change):
    text = change(codes.code(KEY, "life", 7, NOW))
    with pytest.raises(RefusedError, match="不是有效的签到码"):
        codes.genuine(text, KEY, NOW)


def test_a_code_of_another_key_or_without_a_key_is_unknown():
    text = codes.code(KEY, "life", 7, NOW)
    for other in ("x" * 32, ""):
        with pytest.raises(RefusedError, match="不是有效的签到码"):
            codes.genuine(text, other, NOW)


@pytest.mark.parametrize("text", ["", "life", "life.x.1.abc", "course.7.1.abc", "life.7.1.2.3", f"life.{'9' * 30}.1.a"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(RefusedError, match="不是有效的签到码"):
        codes.occasion(text, "life")


def test_a_ticket_names_its_occasion_and_each_has_another_number():
    first, second = (codes.opened(codes.ticket("life", 7), "life") for _ in range(2))
    assert (first.kind, first.pk) == ("life", 7)
    assert first.number != second.number
    assert len(first.number) == 16


def test_a_ticket_of_another_room_or_altered_is_unknown():
    text = codes.ticket("learning", 7)
    for wrong in (text, codes.ticket("life", 7)[:-2] + "xx"):
        with pytest.raises(RefusedError, match="不是有效的签到码"):
            codes.opened(wrong, "life")


def test_an_old_ticket_is_stale(monkeypatch):
    text = codes.ticket("life", 7)
    monkeypatch.setattr(codes, "TICKET_SECONDS", -1)
    with pytest.raises(RefusedError, match="已经过期"):
        codes.opened(text, "life")


def test_the_picture_of_a_code_has_no_inline_style():
    drawn = qr.svg("http://127.0.0.1/life/s/x")
    assert drawn.startswith("<svg") and "style=" not in drawn and 'class="qr"' in drawn
