"""Error pages in Chinese: what is the matter, and what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

PAGES = {
    400: ("请求无法识别", "请返回上一页，检查填写的内容后重试。"),
    403: ("没有权限", "您当前的岗位角色不能进行此操作。可在右上角切换角色，或联系安全管理员。"),
    404: ("没有找到", "页面不存在，或不在您当前角色的数据范围内。"),
    422: ("没有办成", "没有保存任何内容。"),
    500: ("系统出错", "没有保存任何内容。请稍后重试；若再次出现，请把页面底部的编号告诉管理员。"),
}
STALE = ("页面已过期", "登录状态已变化，或页面停留太久，没有保存任何内容。请返回上一页，刷新后重新提交。")


def page(request: HttpRequest, code: int, title: str, how: str) -> HttpResponse:
    """One error page inside the usual frame."""
    return render(request, "ui/error.html", {"code": code, "title": title, "how": how}, status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return page(request, 400, *PAGES[400])


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this role."""
    return page(request, 403, *PAGES[403])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or outside the reader's range; the two look the same on purpose."""
    return page(request, 404, *PAGES[404])


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    """422: a rule said no where no form could show it."""
    return page(request, 422, PAGES[422][0], reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the forgery check; the setting CSRF_FAILURE_VIEW points here."""
    return page(request, 403, *STALE)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Drawn without frame or context processors, since those may be what is broken."""
    title, how = PAGES[500]
    number = request.headers.get("X-Request-ID", "") or getattr(request, "request_id", "")
    context = {"code": 500, "title": title, "how": how, "number": number}
    return HttpResponse(render_to_string("ui/broken.html", context), status=500)
