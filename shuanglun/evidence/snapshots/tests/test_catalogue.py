"""G-01, G-02: one inventory of what may count, and nothing of private life in it."""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from shuanglun.base.actor import Actor, acting
from shuanglun.base.periods import year
from shuanglun.engine.facts import Measure
from shuanglun.evidence.snapshots import catalogue, plan
from shuanglun.evidence.snapshots.catalogue import CatalogueError
from shuanglun.evidence.snapshots.tests.factories import make_house

PACKAGE = Path(settings.BASE_DIR) / "shuanglun"
CATALOGUE = PACKAGE / "evidence/snapshots/catalogue.py"
PRIVATE_COLUMNS = (
    "name", "name_key", "initials", "sex", "born", "id_number", "id_index", "political_status", "reason", "title",
    "record", "measure_text", "stage", "campaign", "course", "module", "staff_no",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def declaring() -> set[str]:
    return {f"shuanglun.records.{path.parent.name}.facts" for path in PACKAGE.glob("records/*/facts.py")}


def test_g01_the_catalogue_lists_every_declaring_room() -> None:
    assert {
        name for name in imported(CATALOGUE) if name.startswith("shuanglun.records.") and name.endswith(".facts")
    } == (declaring())


def test_g01_nobody_else_imports_a_declaration() -> None:
    facts = declaring()
    others = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts and path != CATALOGUE and imported(path) & facts
    ]
    assert others == []


def test_g01_every_measure_is_offered_and_no_other() -> None:
    assert {name: (item.kind, item.unit, item.scale) for name, item in catalogue.MEASURES.items()} == {
        "life.attendance": ("rate", "occasions", 1),
        "life.rectification": ("rate", "occasions", 1),
        "life.specificity": ("rate", "occasions", 1),
        "life.timeliness": ("rate", "occasions", 1),
        "life.volunteer": ("target", "occasions", 1),
        "study.minutes": ("target", "minutes", 1),
        "study.modules": ("rate", "occasions", 1),
        "survey.conduct": ("mean", "points", 100),
        "survey.capability": ("mean", "points", 100),
        "work.kpi": ("kpi", "points", 10_000),
        "work.tasks": ("rate", "occasions", 1),
        "work.outcomes": ("target", "points", 100),
        "work.attendance": ("rate", "days", 1),
    }


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("people.ethnicity", "民族"), ("people.sex_life", "宗教信仰"), ("people.sick_days", "病假天数"), ("x", "家庭情况"),
        ("people.birthplace", "出生地"), ("x.marital", "婚姻"), ("x.wechat", "微信"), ("app.screen", "在线时长"),
        ("camera.face", "人脸"), ("x.mood", "情绪"), ("x.gps", "轨迹"), ("x.native", "籍贯"),
    ],
)  # fmt: skip
def test_g02_a_private_measure_cannot_be_declared(name: str, label: str) -> None:
    with pytest.raises(CatalogueError, match="G-02"):
        catalogue.gathered([Measure(name, label, "rate", "occasions", 1, "people")])


def test_g02_no_private_column_is_read() -> None:
    statements = json.dumps(plan.queries(year(2025)))
    assert [column for column in PRIVATE_COLUMNS if f'\\"{column}\\"' in statements] == []


def test_two_rooms_must_agree_on_a_shared_measure() -> None:
    study = catalogue.MEASURES["study.minutes"]
    hours = Measure("study.minutes", "学时", "target", "hours", 1, "learning")
    assert catalogue.gathered([study, study]) == {"study.minutes": study}
    with pytest.raises(CatalogueError, match="differently"):
        catalogue.gathered([study, hours])


def test_the_version_tells_one_inventory_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    before = catalogue.version()
    assert before == catalogue.version()
    monkeypatch.setattr(catalogue, "SOURCES", catalogue.SOURCES[1:])
    assert catalogue.version() != before


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "7"), (-1, "-1"), (None, "NULL"), (date(2025, 1, 31), "'2025-01-31'"), ("o'clock", "'o''clock'")],
)
def test_literals(value: object, text: str) -> None:
    assert plan.literal(value) == text


@pytest.mark.parametrize("value", [True, 1.5, "a\\b", "a\x00b", b"x", ["x"]])
def test_what_has_no_literal_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no literal"):
        plan.literal(value)


@pytest.mark.django_db
def test_titles_of_records_are_told_as_far_as_they_are_seen() -> None:
    house = make_house()
    refs = [
        f"life:attendance:{house.rows['came'].pk}", f"goals:kpiresult:{house.rows['kpi'].pk}", "life:attendance:999999",
        "nowhere:nothing:1",
    ]  # fmt: skip
    with acting(Actor.system("test")):
        assert catalogue.describe(refs) == {
            refs[0]: "主题党日《主题》 2025-01-01 到会", refs[1]: "2025 年 一",
        }  # fmt: skip
    with acting(Actor("nobody")):
        assert catalogue.describe(refs) == {}
