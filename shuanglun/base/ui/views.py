"""The living pattern page: every component with all its states, on made-up content; nothing here reads the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuanglun.base.ui import errors
from shuanglun.base.ui.screens import screen

OPEN = "组件样张，只有虚构内容"


@screen(None, why=OPEN)
def pattern(request: HttpRequest) -> HttpResponse:
    """All components."""
    return render(request, "ui/pattern.html", {"title": "组件样张"})


@screen(None, why=OPEN)
def pattern_list(request):
    return pattern(request)


@screen(None, why=OPEN)
def pattern_form(request):
    return pattern(request)


@screen(None, why=OPEN)
def pattern_error(request, code):
    return errors.page(request, code, *errors.PAGES[code])
