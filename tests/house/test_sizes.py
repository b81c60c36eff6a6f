"""Sizes: file ≤ 400 lines, function ≤ 60, class ≤ 250; exceptions with reason and date."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE, FUNCTION, CLASS = 400, 60, 250
EXCEPTIONS: dict[str, str] = {}


def sources():
    for folder in ("shuanglun", "tests", "bench", "scripts"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def test_no_file_is_longer_than_the_house_allows():
    files = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: size for name, size in files.items() if size > FILE and name not in EXCEPTIONS} == {}


def test_no_function_or_class_is_longer_than_the_house_allows():
    long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                size = node.end_lineno - node.lineno + 1
                if size > limit:
                    long.append(f"{path.relative_to(ROOT)}:{node.name} ({size})")
    assert long == []


def test_templates_stay_readable():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "shuanglun").rglob("*.html")
        if (count := len(path.read_text().splitlines())) > 150
    }
    assert long == {}
