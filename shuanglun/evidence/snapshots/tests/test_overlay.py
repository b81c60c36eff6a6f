"""Intervals of a person: posts overlaid with memberships, cut to the period."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from shuanglun.evidence.snapshots import overlay

YEAR = ("2025-01-01", "2026-01-01")
D = date.fromisoformat


def intervals(posts: list[tuple], memberships: list[tuple], period: tuple[str, str] = YEAR) -> list[tuple[Any, ...]]:
    """(person, unit, branch, groups, from, until) of the overlay. Inputs: (person, place, groups, from, until)."""
    con = duckdb.connect()
    for table, rows in (("posts", posts), ("memberships", memberships)):
        con.execute(overlay.create(table, overlay.STRETCH))
        for person, place, groups, begins, ends in rows:
            con.execute(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?)", [person, place, f"/{place}/", groups, begins, ends]
            )
    sql = overlay.Rows(*period, "non_member").subjects()
    rows = con.execute(
        f'SELECT subject_id, unit_id, branch_id, groups, "from", until FROM ({sql}) ORDER BY subject_id, "from"'
    ).fetchall()
    con.close()
    return [(who, unit, branch, ",".join(groups), str(a), str(b)) for who, unit, branch, groups, a, b in rows]


def test_one_post_and_no_branch() -> None:
    assert intervals([(1, 7, "specialist", D("2010-01-01"), None)], []) == [
        ("person:1", "7", None, "non_member,specialist", "2025-01-01", "2026-01-01")
    ]


def test_a_later_end_outside_the_period_changes_nothing() -> None:
    open_ended = intervals([(1, 7, "specialist", D("2010-01-01"), None)], [])
    assert intervals([(1, 7, "specialist", D("2010-01-01"), D("2026-03-01"))], []) == open_ended


def test_a_move_and_joining_the_party_make_new_intervals() -> None:
    posts = [
        (1, 7, "specialist", D("2010-01-01"), D("2025-03-10")),
        (1, 8, "management", D("2025-03-10"), None),
    ]
    assert intervals(posts, [(1, 3, "member", D("2025-06-01"), None)]) == [
        ("person:1", "7", None, "non_member,specialist", "2025-01-01", "2025-03-10"),
        ("person:1", "8", None, "management,non_member", "2025-03-10", "2025-06-01"),
        ("person:1", "8", "3", "management,member", "2025-06-01", "2026-01-01"),
    ]


def test_a_gap_between_posts_is_no_interval() -> None:
    posts = [
        (1, 7, "worker", D("2010-01-01"), D("2025-03-01")),
        (1, 7, "worker", D("2025-05-01"), D("2025-06-01")),
    ]
    assert [row[-2:] for row in intervals(posts, [(1, 3, "member", D("2010-01-01"), None)])] == [
        ("2025-01-01", "2025-03-01"),
        ("2025-05-01", "2025-06-01"),
    ]


def test_neighbours_that_say_the_same_are_one_interval() -> None:
    posts = [
        (1, 7, "worker", D("2010-01-01"), D("2025-03-01")),
        (1, 7, "worker", D("2025-03-01"), None),
    ]
    memberships = [
        (1, 3, "member", D("2010-01-01"), D("2025-08-01")),
        (1, 3, "member", D("2025-08-01"), None),
    ]
    assert intervals(posts, memberships) == [("person:1", "7", "3", "member,worker", "2025-01-01", "2026-01-01")]


def test_becoming_secretary_and_stepping_down() -> None:
    memberships = [
        (1, 3, "member", D("2010-01-01"), D("2025-02-01")),
        (1, 3, "member,secretary", D("2025-02-01"), D("2025-04-01")),
        (1, 3, "member", D("2025-04-01"), None),
    ]
    found = intervals([(1, 7, "management", D("2010-01-01"), None)], memberships)
    assert [row[3:] for row in found] == [
        ("management,member", "2025-01-01", "2025-02-01"),
        ("management,member,secretary", "2025-02-01", "2025-04-01"),
        ("management,member", "2025-04-01", "2026-01-01"),
    ]


def test_of_overlapping_posts_the_later_one_holds() -> None:
    posts = [
        (1, 7, "worker", D("2010-01-01"), D("2025-06-01")),
        (1, 8, "management", D("2025-03-01"), None),
    ]
    assert [row[1:2] + row[-2:] for row in intervals(posts, [])] == [
        ("7", "2025-01-01", "2025-03-01"),
        ("8", "2025-03-01", "2026-01-01"),
    ]


def test_a_branch_without_a_post_is_nobody() -> None:
    assert intervals([], [(1, 3, "member", D("2010-01-01"), None)]) == []


@pytest.mark.parametrize(("begins", "ends", "found"), [
    ("2024-12-31", "2025-01-01", 0), ("2024-12-31", "2025-01-02", 1), ("2025-12-31", None, 1), ("2025-05-05", "2025-05-06", 1),
])  # fmt: skip
def test_one_day_in_the_period_is_enough(begins: str, ends: str | None, found: int) -> None:
    assert len(intervals([(1, 7, "worker", D(begins), ends and D(ends))], [])) == found
