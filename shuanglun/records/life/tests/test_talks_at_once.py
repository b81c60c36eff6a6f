"""Several keepers write down talks in the same moment: each talk gets a number of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from shuanglun.base.audit.models import Head
from shuanglun.records.life.models import Talk
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.talk_cases import talked

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, EACH = 4, 3


def test_talks_written_down_in_one_moment_get_numbers_without_double_or_gap():
    house = cases.Branch()
    Head._base_manager.get_or_create(pk=1)  # the first entry of a whole house is no moment to test
    gate = Barrier(AT_ONCE)

    def write(number: int) -> list[str]:
        try:
            gate.wait()
            return [talked(house).number for _ in range(EACH)]
        finally:
            connection.close()
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        given = sorted(number for numbers in pool.map(write, range(AT_ONCE)) for number in numbers)
    assert given == [f"谈2026-{number:05d}" for number in range(1, AT_ONCE * EACH + 1)]
    assert cases.rows(Talk) == AT_ONCE * EACH
