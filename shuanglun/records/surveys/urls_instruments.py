"""Addresses of instruments, included by the room's `urls`."""

from django.urls import path

from shuanglun.records.surveys.views import editing, instruments, previews

VERSION = "instruments/versions/<int:pk>/"

urlpatterns = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/add/", instruments.add, name="add_instrument"),
    path("instruments/load/", instruments.load, name="load_instruments"),
    path("instruments/<int:pk>/", instruments.instrument, name="instrument"),
    path("instruments/<int:pk>/rename/", instruments.rename, name="rename_instrument"),
    path("instruments/<int:pk>/draft/", instruments.draft, name="draft_version"),
    path(VERSION, instruments.version, name="version"),
    path(f"{VERSION}publish/", instruments.publish, name="publish_version"),
    path(f"{VERSION}retire/", instruments.retire, name="retire_version"),
    path(f"{VERSION}discard/", instruments.discard, name="discard_version"),
    path(f"{VERSION}edit/", editing.settings, name="edit_version"),
    path(f"{VERSION}questions/", editing.add_question, name="add_question"),
    path(f"{VERSION}questions/<str:code>/", editing.edit_question, name="edit_question"),
    path(f"{VERSION}questions/<str:code>/remove/", editing.remove_question, name="remove_question"),
    path(f"{VERSION}questions/<str:code>/move/<str:way>/", editing.move_question, name="move_question"),
    path(f"{VERSION}scales/", editing.add_scale, name="add_scale"),
    path(f"{VERSION}scales/<str:code>/", editing.edit_scale, name="edit_scale"),
    path(f"{VERSION}scales/<str:code>/remove/", editing.remove_scale, name="remove_scale"),
    path(f"{VERSION}indexes/", editing.add_index, name="add_index"),
    path(f"{VERSION}indexes/<str:code>/", editing.edit_index, name="edit_index"),
    path(f"{VERSION}indexes/<str:code>/remove/", editing.remove_index, name="remove_index"),
    path(f"{VERSION}phone/", previews.phone, name="preview_phone"),
    path(f"{VERSION}paper/", previews.paper, name="preview_paper"),
]
