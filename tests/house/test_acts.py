"""Acts: rows are written inside operations only, and every operation leaves an entry or changes nothing."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "shuanglun"
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ELSEWHERE = {
    "base/audit/trail.py": "the trail itself",
    "base/bulk.py": "the statements by which operations write many rows",
    "base/jobs/progress.py": "how far a job has come is not an act; starting and cancelling one are operations",
    "base/jobs/runner.py": "a job's state is the machine's, the job's own operations leave the entries",
    "base/jobs/asking.py": "the row of a job that somebody asks for; the job acts through operations",
    "base/jobs/management/commands/worker.py": "a dead worker's tasks are queued again before anybody acts",
    "records/surveys/signer/store.py": "the signing process keeps its own book, in a database of its own",
    "front/accounts/models.py": "UserManager.create_user is called by operations and the command line",
}
NOT_ROWS = {"made": "a Word document", "overlay": "the text of a DuckDB table", "operations": "the door itself"}
STATEMENTS = re.compile(r"\b(insert\s+into|update\s+\S+\s+set|delete\s+from|truncate)\b", re.I)


def writes(tree: ast.AST):
    """Calls that write rows, by the manager, the row itself, the house's `bulk`, or plain SQL."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        target, verb = ast.unparse(node.func.value), node.func.attr
        of_a_set = verb == "update" and node.args  # a dictionary's or a set's; rows are updated by keywords
        by_call = target == "bulk" or (verb in WRITES and target not in NOT_ROWS and not of_a_set)
        by_sql = verb in ("execute", "executemany") and target != "self.duck" and STATEMENTS.search(ast.unparse(node))
        if by_call or by_sql:
            yield node.lineno, f"{target}.{verb}"


def test_rows_are_written_in_operations_only():
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if {"tests", "migrations"} & set(path.parts) or "operations" in name or name in ELSEWHERE:
            continue
        if name.startswith("engine/") or "/ui/" in name:
            continue
        found += [f"{name}:{line} {call}" for line, call in writes(ast.parse(path.read_text()))]
    assert found == []


UNDER_ANOTHER = {
    **{
        f"base/imports/operations/{part}.py": "the body of an operation which `operations/__init__.py` makes for each sheet"
        for part in ("uploading", "checking", "committing", "writing", "undoing", "ending")
    },
    "base/jobs/operations.py": "a job's state is the machine's; what the job does, it does through operations",
    "records/surveys/operations/casting.py": "an entry has a time and an order, which would lead from ballots to people; "
    "the sealing of the box enters them all at once",
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
