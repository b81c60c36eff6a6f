"""Floors: imports only go down (the contract), and so do the relations between models."""

import ast
import subprocess
import sys
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
FLOORS = ["base", "records", "evidence", "scores", "decisions", "feedback", "front"]


def floor(model) -> int:
    return FLOORS.index(model.__module__.split(".")[1])


def test_the_contract_of_imports_is_kept():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_relations_between_models_only_go_down():
    ours = [model for model in apps.get_models() if model.__module__.startswith("shuanglun.")]
    assert len(ours) > 20
    climbing = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in ours
        if floor(field.related_model) > floor(model)
    ]
    assert climbing == []


def test_rooms_are_exactly_the_apps_of_the_house():
    rooms = {str(config.name) for config in apps.get_app_configs() if config.name.startswith("shuanglun.")}
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "shuanglun").glob("*/*/apps.py")}
    assert rooms == folders


def test_every_room_opens_with_a_paragraph():
    rooms = {
        path.parent: ast.get_docstring(ast.parse(path.read_text())) for path in ROOT.glob("shuanglun/*/*/__init__.py")
    }
    rooms = {room.name: words or "" for room, words in rooms.items() if (room / "apps.py").exists()}
    assert len(rooms) > 15
    assert {room: words for room, words in rooms.items() if len(words) < 80} == {}
