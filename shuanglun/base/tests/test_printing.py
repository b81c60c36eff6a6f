"""Printed forms fetch nothing, whatever a template says."""

from __future__ import annotations

import pytest

from shuanglun.base.printing import _refused


def test_nothing_is_fetched():
    with pytest.raises(ValueError, match="fetches nothing"):
        _refused("https://127.0.0.1/font.woff")
