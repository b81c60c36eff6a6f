"""Rules for the sources of all screens: nothing inline, colours only in tokens.css, old browsers, contrast."""

import json
import re
from pathlib import Path

import pytest

from shuanglun.base.ui import apps

UI = Path(apps.__file__).parent
ROOT = UI.parents[2]
STATIC = UI / "static/ui"
TEMPLATES = sorted((ROOT / "shuanglun").rglob("templates/**/*.html"))
STYLES = sorted((ROOT / "shuanglun").rglob("static/**/*.css"))
STYLES = [path for path in STYLES if "vendor" not in path.parts]
SCRIPTS = [path for path in (ROOT / "shuanglun").rglob("static/**/*.js") if "vendor" not in path.parts]

INLINE = re.compile(
    r"\sstyle\s*=|<style|\son(?:click|change|load|submit|input|error|focus|blur|key\w+|mouse\w+)\s*=|javascript:|<script(?![^>]*\bsrc=)|\|safe\b|mark_safe|autoescape off"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\((?!var)")
TOO_NEW = re.compile(
    r":has\(|@layer|@container|oklch|oklab|color-mix|light-dark|aspect-ratio|:is\(|:where\(|\binset:|\bdvh\b|^\s*&"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_inline_style_or_script(path):
    assert INLINE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_fetched_from_elsewhere(path):
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_colours_live_in_the_tokens(path):
    if path.name != "tokens.css":
        text = re.sub(r"url\([^)]*\)|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        assert COLOUR.findall(text) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_styles_keep_to_old_browsers(path):
    assert TOO_NEW.findall(path.read_text("utf-8")) == []


def test_every_token_in_use_exists():
    known = set(re.findall(r"(--[\w-]+)\s*:", "".join(path.read_text("utf-8") for path in STYLES)))
    used = {name for path in STYLES for name in re.findall(r"var\((--[\w-]+)", path.read_text("utf-8"))}
    assert used - known == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_scripts_open_with_their_usage_and_build_no_markup(path):
    text = path.read_text("utf-8")
    assert text.startswith("/*")
    assert "eval(" not in text
    assert "Function(" not in text
    if path.parent.name == "controllers":
        assert "Usage:" in text.partition("*/")[0]


def test_icons_are_named_in_full_and_exist():
    css = ROOT / "node_modules/@tabler/icons-webfont/dist/tabler-icons.css"
    if not css.exists():
        pytest.skip("no front-end files: make setup")
    known = set(re.findall(r"\.ti-([a-z0-9-]+):before", css.read_text("utf-8")))
    sources = [path for path in (ROOT / "shuanglun").rglob("*") if path.suffix in (".html", ".py", ".js")]
    sources = [path for path in sources if "vendor" not in path.parts]
    used = {name for path in sources for name in re.findall(r"\bti-([a-z0-9-]+)", path.read_text("utf-8"))}
    assert used - known == set()


def test_the_lock_names_no_address():
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert "http" not in lock
    packages = {name: entry for name, entry in json.loads(lock)["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


TOKENS = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", (STATIC / "tokens.css").read_text("utf-8")))
GROUNDS = ("--surface", "--page", "--n-50")
PAIRS = [
    *((text, ground, 4.5) for text in ("--text", "--text-2", "--text-3", "--party", "--hr", "--fuse") for ground in GROUNDS),
    *((f"--{tone}-700", f"--{tone}-50", 4.5) for tone in ("party", "hr", "fuse", "ok", "warn", "late", "info")),
    *((f"--{tone}-700", "--surface", 4.5) for tone in ("party", "hr", "fuse", "ok", "warn", "late", "info")),
    *(("--on-dark", ground, 4.5) for ground in ("--party-400", "--party-500", "--hr-400", "--hr-500", "--n-800", "--n-700")),
    ("--on-accent", "--accent", 4.5),
    ("--on-accent", "--accent-hover", 4.5),
    ("--text", "--party-200", 4.5),
    ("--text", "--hr-200", 4.5),
    ("--n-700", "--n-100", 4.5),
    ("--n-700", "--n-300", 4.5),
    ("--n-300", "--n-800", 4.5),
    ("--control-line", "--surface", 3.0),
    ("--focus", "--surface", 3.0),
    ("--late-500", "--surface", 3.0),
]  # fmt: skip


def colour(name: str) -> str:
    value = TOKENS[name].strip()
    return colour(value[4:-1]) if value.startswith("var(") else value


def luminance(name: str) -> float:
    parts = [int(colour(name)[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(text, ground, least):
    high, low = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least
