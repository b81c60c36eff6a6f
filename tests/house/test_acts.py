"""Acts: rows are written inside operations only, and every operation leaves an entry or changes nothing."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "shuanglun"
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ELSEWHERE = {
    "base/audit/trail.py": "the trail itself",
    "base/jobs/progress.py": "how far a job has come is not an act; starting and cancelling one are operations",
    "base/jobs/runner.py": "a job's state is the machine's, the job's own operations leave the entries",
    "base/jobs/asking.py": "the row of a job that somebody asks for; the job acts through operations",
    "front/accounts/models.py": "UserManager.create_user is called by operations and the command line",
}
NOT_ROWS = {"hashlib", "digest", "sha", "hasher", "context", "result", "dict", "self.lines", "os", "request.session"}


def writes(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            if (
                ".objects" in target
                or "_base_manager" in target
                or node.func.attr in ("save", "bulk_create", "bulk_update")
            ):
                yield node.lineno, f"{target}.{node.func.attr}"


def test_rows_are_written_in_operations_only():
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if {"tests", "migrations", "commands"} & set(path.parts) or "operations" in name or name in ELSEWHERE:
            continue
        if name.startswith("engine/") or "/ui/" in name:
            continue
        found += [f"{name}:{line} {call}" for line, call in writes(ast.parse(path.read_text()))]
    assert found == []


UNDER_ANOTHER = {
    "base/imports/operations/writing.py": "writes inside the batch operation of `operations/__init__.py` only",
    "base/imports/operations/undoing.py": "undoes inside the batch operation of `operations/__init__.py` only",
    "base/jobs/operations.py": "a job's state is the machine's; what the job does, it does through operations",
}


def test_a_function_that_writes_is_an_operation():
    bare = []
    for path in sorted([*ROOT.rglob("operations.py"), *ROOT.rglob("operations/*.py")]):
        name = str(path.relative_to(ROOT))
        for node in ast.parse(path.read_text()).body:
            if name in UNDER_ANOTHER or not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            marks = [ast.unparse(mark) for mark in node.decorator_list]
            if list(writes(node)) and not any(mark.startswith("operation(") for mark in marks):
                bare.append(f"{name}:{node.name}")
    assert bare == []
