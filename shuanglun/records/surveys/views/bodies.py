"""Bodies of requests that a page's own code sends."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, RawPostDataException


def read(request: HttpRequest, most_bytes: int) -> dict[str, Any] | None:
    """The posted JSON object; None for anything else, whatever it holds, and for one of more than `most_bytes`."""
    try:
        told = int(request.META.get("CONTENT_LENGTH") or 0)
        if not 0 < told <= most_bytes:
            return None
        found = json.loads(request.body)
    except (ValueError, RecursionError, OSError, RawPostDataException):  # no UTF-8, lists in lists, broken off, a form
        return None
    return found if isinstance(found, dict) else None
