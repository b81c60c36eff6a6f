"""Imports (导入): from an uploaded spreadsheet to one committed batch that can be undone. A room declares a `Sheet`
(columns, and how clean rows become targets); this package reads the file in a sandbox, guesses the columns, reports
every problem by row and column, writes all or nothing, and keeps what is needed to take it back. It must never know
what a sheet is about, and never writes a row that a room did not plan."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuanglun.base.imports.sheet import Context, Field, Plan, Problem, Ref, Row, Sheet, Target
    from shuanglun.base.imports.urls import import_urls

__all__ = ["Context", "Field", "Plan", "Problem", "Ref", "Row", "Sheet", "Target", "import_urls"]


def __getattr__(name: str) -> Any:
    """Import on first use: the sandboxed child loads this package too, and must not load Django."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    home = "urls" if name == "import_urls" else "sheet"
    return getattr(import_module(f"{__name__}.{home}"), name)
