"""Docs: links resolve, decisions have a status and a date, commands exist, both READMEs tell the same, nothing leaks."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
STANDARDS = ("https://semver.org", "https://www.apache.org/licenses/", "https://www.rfc-editor.org/")
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt|opt|tmp|var|srv)/\w")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The page without its code blocks."""
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.S | re.M)


def links(path: Path):
    yield from re.findall(r"\]\(([^)\s]+)\)", prose(path))


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(path), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def made_by_shots() -> set[str]:
    """Pictures which `scripts/shots.py --readme` makes."""
    spec = importlib.util.spec_from_file_location("shots", ROOT / "scripts/shots.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {f"docs/img/{name}.png" for name in module.README}


def test_links_resolve():
    broken = []
    for page in PAGES:
        for link in links(page):
            if "://" in link:
                continue
            place, _, anchor = link.partition("#")
            target = (page.parent / place).resolve() if place else page
            if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
                broken.append(f"{named(page)}: {link}")
    assert broken == []


def test_every_page_can_be_reached():
    linked = {(page.parent / link.partition("#")[0]).resolve() for page in PAGES for link in links(page)}
    lonely = [named(page) for page in PAGES if page not in linked and page.name != "README.md"]
    assert lonely == []


def test_pictures_of_the_readme_are_those_the_script_makes():
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        shown = {link for link in links(page) if link.endswith(".png")}
        assert shown == made_by_shots()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_parts(path):
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:4]} \S", text)
    assert re.search(r"^- Status: (proposed|accepted|superseded by \d{4})$", text, flags=re.M)
    assert re.search(r"^- Date: 20\d\d-[01]\d-[0-3]\d$", text, flags=re.M)
    assert re.search(r"^- Tags: \S", text, flags=re.M)
    assert re.findall(r"^## (.+)$", text, flags=re.M) == ["Context", "Decision", "Consequences"]
    assert 10 <= len(text.splitlines()) <= 25


def test_decisions_are_numbered_and_indexed():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {path.name for path in DECISIONS} <= set(links(ROOT / "docs/adr/README.md"))


def test_commands_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    named_targets = {word for page in PAGES for word in re.findall(r"\bmake ([a-z-]+)", _code(page))}
    assert named_targets - targets == set()
    assert {"run", "test"} <= named_targets
    scripts = {word for page in PAGES for word in re.findall(r"\b(scripts/\w+\.py|bench\.\w+)", _code(page))}
    assert [
        name
        for name in scripts
        if not (ROOT / name.replace("bench.", "bench/").removesuffix(".py")).with_suffix(".py").exists()
    ] == []


def _code(page: Path) -> str:
    """Code blocks and code spans of a page."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([*re.findall(r"^```.*?^```", text, flags=re.S | re.M), *re.findall(r"`([^`\n]+)`", text)])


def test_both_readmes_have_the_same_parts():
    english, chinese = (ROOT / "README.md", ROOT / "README.zh-CN.md")
    heads = [re.findall(r"^(#+) ", prose(page), flags=re.M) for page in (english, chinese)]
    assert heads[0] == heads[1]
    assert [link for link in links(english) if ".zh-CN" not in link] == [
        link for link in links(chinese) if link != "README.md"
    ]
    rows = [len(re.findall(r"^\|", page.read_text(encoding="utf-8"), flags=re.M)) for page in (english, chinese)]
    assert rows[0] == rows[1]


def test_tests_named_by_the_guard_rails_exist():
    written = {
        name
        for folder in ("shuanglun", "tests")
        for path in (ROOT / folder).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.M)
    }
    text = (ROOT / "docs/guard-rails.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(test_\w+)`", text)) - written == set()
    assert set(re.findall(r"^\| (G-\d\d) \|", text, flags=re.M)) == {f"G-{number:02d}" for number in range(1, 23)}


def test_every_room_has_its_page():
    rooms = {path.parent.name for path in (ROOT / "shuanglun").glob("*/*/apps.py")} - {
        "ui",
        "audit",
        "jobs",
        "imports",
        "files",
        "parameters",
    }
    pages = {path.stem for path in (ROOT / "docs/rooms").glob("*.md")}
    assert pages == rooms | {"engine", "base"}


def test_nothing_leads_outside_or_names_a_machine():
    outside, machines = [], []
    for page in [*PAGES, *(ROOT / "docs").rglob("*.svg")]:
        text = page.read_text(encoding="utf-8")
        urls = re.findall(r"https?://[^\s)>\"'`]+", text)
        outside += [f"{named(page)}: {url}" for url in urls if not _may_be_named(url)]
        machines += [f"{named(page)}: {match}" for match in MACHINE.findall(text)]
    assert outside == []
    assert machines == []


def _may_be_named(url: str) -> bool:
    own = ("http://127.0.0.1", "http://www.w3.org/2000/svg")
    return url.startswith((*STANDARDS, *own))
