"""The tree under any moves: never a circle, paths always right; and who reads what."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Goal
from shuanglun.records.goals.queries import tree
from shuanglun.records.goals.tests.factories import SYSTEM, YEAR, make_goal, make_house, make_pair
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db


def paths_are_right(goals) -> bool:
    """Each path is the parent's with the own key behind; a circle could have no such path."""
    rows = {goal.pk: goal for goal in goals}
    return all(
        goal.path == (rows[goal.parent_id].path if goal.parent_id else "/") + f"{goal.pk}/" for goal in rows.values()
    )


def moved(goal: Goal, parent: Goal | None) -> str:
    """Try a move; returns why it was refused, or nothing."""
    try:
        operations.move(goal=goal, parent=parent)
    except RefusedError as refusal:
        return refusal.reason
    return ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 6)), min_size=1, max_size=12))
def test_no_moves_make_a_circle_or_a_wrong_path(moves):
    with transaction.atomic(), acting(SYSTEM):
        keys = [make_goal(weight=100).pk for _ in range(7)]
        for what, where in moves:
            rows = Goal.objects.in_bulk(keys)
            goal, parent = rows[keys[what]], None if where < 0 else rows[keys[where]]
            circular = parent is not None and parent.path.startswith(goal.path)
            assert ("循环" in moved(goal, parent)) == circular
        goals = Goal.objects.filter(pk__in=keys)
        assert paths_are_right(goals)
        assert sum(len(list(node.below())) for node in tree.grown(goals)) == 7
        transaction.set_rollback(True)


def test_a_goal_never_hangs_below_itself():
    top = make_goal(weight=5000)
    below = make_goal(parent=top, weight=10_000)
    before = list(Goal._base_manager.order_by("pk").values())
    for parent in (top, below):
        with acting(SYSTEM), pytest.raises(RefusedError, match="形成循环") as caught:
            operations.move(goal=top, parent=parent)
        assert caught.value.field == "parent"
    assert list(Goal._base_manager.order_by("pk").values()) == before


def test_the_tree_stays_readable():
    parent = None
    for _ in range(8):
        parent = make_goal(parent=parent, weight=100)
    with pytest.raises(RefusedError, match="最多 8 层"):
        make_goal(parent=parent, weight=100)


def test_a_moved_goal_takes_along_what_hangs_on_it():
    house = make_house(active=False)
    other = make_goal(weight=100)
    with acting(SYSTEM):
        operations.move(goal=house.strategy, parent=other)
        operations.move(goal=house.goal, parent=other)
        assert paths_are_right(Goal.objects.all())


def seen(as_actor, role, **who) -> set[str]:
    as_actor(role, right="goals.view", **who)
    return set(tree.readable().values_list("title", flat=True))


def test_everybody_reads_the_strategy_and_the_own_unit_only(as_actor):
    house = make_house()
    elsewhere = make_house(name="二所", year=2024)
    make_pair(house.unit, house.strategy, (house.secretary, house.head), title="草稿", weight=100)
    person = make_person(unit=house.unit)
    post = make_goal("post", parent=house.goal, person=person, title="岗位目标")
    with acting(SYSTEM):
        Goal.objects.filter(pk=elsewhere.goal.pk).update(title="别人的")
        Goal.objects.filter(pk=post.pk).update(state="active")
    assert seen(as_actor, "staff", person=make_person(unit=house.unit)) == {"政治过硬、业务精湛", "支部建在项目上"}
    assert "岗位目标" in seen(as_actor, "staff", person=person)
    assert seen(as_actor, "staff", person=make_person(unit=make_unit())) == {"政治过硬、业务精湛"}
    assert seen(as_actor, "section_head", unit=house.unit) == {
        "政治过硬、业务精湛", "支部建在项目上", "草稿", "岗位目标",
    }  # fmt: skip
    assert "别人的" in seen(as_actor, "political")
    assert "别人的" in seen(as_actor, "staff", person=elsewhere.head)


def test_an_owner_from_another_unit_reads_the_goal(as_actor):
    unit, outside = make_unit("一所"), make_person("外单位", unit=make_unit("二所"))
    top = make_goal()
    make_pair(unit, top, (outside, make_person(unit=unit)), title="联合目标")
    with acting(SYSTEM):
        operations.activate(year=YEAR)
        operations.activate(year=YEAR, unit=unit)
    assert "联合目标" in seen(as_actor, "staff", person=outside)
