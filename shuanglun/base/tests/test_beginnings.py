"""`begins`: the range behind it holds exactly the texts that begin with the prefix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuanglun.base.beginnings import after

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("王", "玌"), ("zx", "zy"), ("a\U0010ffff", "b"), ("\ud7ff", "\ue000"), ("", None), ("\U0010ffff", None),
    ],
)  # fmt: skip
def test_the_first_text_behind(text, end):
    assert after(text) == end


@given(TEXT, TEXT)
def test_the_range_is_the_beginning(prefix, text):
    end = after(prefix)
    first, last, value = prefix.encode(), end and end.encode(), text.encode()
    assert (value >= first and (last is None or value < last)) == text.startswith(prefix)
