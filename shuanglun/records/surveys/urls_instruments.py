"""Addresses of instruments, included by the room's `urls`."""

from django.urls import URLPattern, path

from shuanglun.records.surveys.views import editing, instruments, previews

VERSION = "instruments/versions/<int:pk>/"


def _part_urls(folder: str, part: editing.Part) -> list[URLPattern]:
    place, named = f"{VERSION}{folder}/", {"part": part}
    return [
        path(place, editing.add, named, name=f"add_{part.name}"),
        path(f"{place}<str:code>/", editing.edit, named, name=f"edit_{part.name}"),
        path(f"{place}<str:code>/remove/", editing.remove, named, name=f"remove_{part.name}"),
    ]


urlpatterns = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/add/", instruments.add, name="add_instrument"),
    path("instruments/load/", instruments.load, name="load_instruments"),
    path("instruments/<int:pk>/", instruments.instrument, name="instrument"),
    path("instruments/<int:pk>/rename/", instruments.rename, name="rename_instrument"),
    path("instruments/<int:pk>/remove/", instruments.remove, name="remove_instrument"),
    path("instruments/<int:pk>/draft/", instruments.draft, name="draft_version"),
    path(VERSION, instruments.version, name="version"),
    path(f"{VERSION}publish/", instruments.publish, name="publish_version"),
    path(f"{VERSION}retire/", instruments.retire, name="retire_version"),
    path(f"{VERSION}discard/", instruments.discard, name="discard_version"),
    path(f"{VERSION}edit/", editing.settings, name="edit_version"),
    *_part_urls("questions", editing.QUESTION),
    *_part_urls("scales", editing.SCALE),
    *_part_urls("indexes", editing.INDEX),
    path(f"{VERSION}questions/<str:code>/move/<str:way>/", editing.move_question, name="move_question"),
    path(f"{VERSION}phone/", previews.phone, name="preview_phone"),
    path(f"{VERSION}paper/", previews.paper, name="preview_paper"),
]
