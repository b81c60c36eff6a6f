"""Parameters: shipped with a basis, changed by two people from a day on, never backwards."""

from datetime import UTC, date, datetime

import pytest

from shuanglun.base.actor import acting
from shuanglun.base.parameters import operations, queries, registry
from shuanglun.base.parameters.models import ParameterChange
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts.models import actor_for
from tests.fixtures.signing import make_user

pytestmark = pytest.mark.django_db
KEY, AT = "test.theme_day", datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(registry, "DECLARED", registry.DECLARED)
    registry.declare(
        KEY,
        "主题党日每月次数",
        1,
        unit="次/月",
        basis="《条例》第十六条",
        standing=registry.Standing.VERIFIED,
        low=1,
        high=4,
    )
    yield
    registry.DECLARED.pop(KEY)


def officer(role="political"):
    user = make_user(role)
    return actor_for(user, list(user.grants.all()), role)


def proposed(value=2, from_on=date(2026, 6, 1)):
    return operations.propose(key=KEY, value=value, from_on=from_on, reason="上级要求", at=AT)


def test_a_change_holds_from_its_day_once_another_person_approved():
    first, second = officer(), officer("personnel")
    with acting(first):
        change = proposed()
        assert queries.value(KEY, date(2026, 7, 1)) == 1
        with pytest.raises(RefusedError, match="须为两人"):
            operations.approve(change=change, at=AT)
    with acting(second):
        operations.approve(change=change, at=AT)
    assert [queries.value(KEY, day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [1, 2]
    assert ParameterChange.objects.get().decided_by == second.name


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"value": 9}, "须在 1 至 4"),
        ({"value": 1}, "已经是 1"),
        ({"from_on": date(2025, 12, 31)}, "不能早于 2026-01-01"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(values, words):
    with acting(officer()), pytest.raises(RefusedError, match=words):
        proposed(**values)
    assert not ParameterChange.objects.exists()


def test_one_proposal_at_a_time():
    with acting(officer()):
        change = proposed()
        with pytest.raises(RefusedError, match="请先办理"):
            proposed(value=3)
        operations.withdraw(change=change, at=AT, reason="写错了")
        assert proposed(value=3).value == 3


def test_all_values_come_with_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.values("test.", on=date(2026, 1, 1)) == {KEY: 1}


def test_the_job_on_the_screen(sign_in):
    first, second = sign_in("political"), sign_in("personnel")
    assert "主题党日每月次数" in first.get("/parameters/").content.decode()
    answer = first.post(f"/parameters/{KEY}/propose/", {"value": "9", "from_on": "2099-01-01", "reason": "试"})
    assert answer.status_code == 422 and "须在 1 至 4" in answer.content.decode()
    first.post(f"/parameters/{KEY}/propose/", {"value": "2", "from_on": "2099-01-01", "reason": "上级要求"})
    change = ParameterChange.objects.get()
    assert "由您提出，须由另一人批准" in first.get(f"/parameters/{KEY}/").content.decode()
    assert "批准参数：主题党日每月次数" in second.get("/").content.decode()
    second.post(f"/parameters/changes/{change.pk}/approve/", {"words": ""})
    assert queries.value(KEY, date(2099, 1, 1)) == 2
