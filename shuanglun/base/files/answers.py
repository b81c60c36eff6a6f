"""An attachment as an answer of the web."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from shuanglun.base.files.models import StoredFile


def download(row: StoredFile) -> HttpResponse:
    """The file to keep; browsers never show it as a page of this site."""
    response = HttpResponse(row.content(), content_type=row.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
