"""Words: what screens call a thing stands in the glossary, beside the word the code uses."""

import re
from pathlib import Path

from django.apps import apps

from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.portal.navigation import GROUPS
from shuanglun.scores.scoring.choices import SUPPLIERS

GLOSSARY = (Path(__file__).parents[2] / "docs/glossary.md").read_text()


def words() -> set[str]:
    first_cells = re.findall(r"^\| ([^|]+) \|", GLOSSARY, flags=re.M)
    return {word.strip() for cell in first_cells for word in re.split(r"[/、]", cell)}


def test_models_are_called_what_the_glossary_says():
    ours = [model for model in apps.get_models() if model.__module__.startswith("shuanglun.")]
    assert {str(model._meta.verbose_name) for model in ours} - words() == set()


def test_roles_and_places_are_in_the_glossary():
    used = {role.label for role in ROLES.values()} | {place.label for _, _, places in GROUPS for place in places}
    assert used - words() == set()


def test_who_is_said_to_supply_what_is_missing_may_import_it():
    for room, said in SUPPLIERS.items():
        may = {role.label for role in ROLES.values() if f"{room}.import" in role.rights}
        assert set(said.split("或")) == may, room
