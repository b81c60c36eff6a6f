"""The addresses of one sheet, for a room's own URL table."""

from __future__ import annotations

from django.urls import URLPattern, path

from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.imports.views import pages


def import_urls(sheet: Sheet) -> list[URLPattern]:
    """Paths `import/<name>/…` named `import_<name>`, `import_<name>_check`, …; the room's `app_name` is the
    namespace, which must be the first part of the sheet's kind."""
    views, root, name = pages(sheet), f"import/{sheet.slug}/", f"import_{sheet.slug}"
    return [
        path(root, views.upload, name=name),
        path(f"{root}template.xlsx", views.template, name=f"{name}_template"),
        path(f"{root}<int:pk>/", views.batch, name=f"{name}_batch"),
        path(f"{root}<int:pk>/mapping/", views.mapping, name=f"{name}_mapping"),
        path(f"{root}<int:pk>/check/", views.check, name=f"{name}_check"),
        path(f"{root}<int:pk>/commit/", views.commit, name=f"{name}_commit"),
        path(f"{root}<int:pk>/cancel/", views.cancel, name=f"{name}_cancel"),
        path(f"{root}<int:pk>/undo/", views.undo, name=f"{name}_undo"),
    ]
