"""Pages that belong to no room: the two health probes and the four error pages."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a slow database does not get it killed."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 otherwise."""
    problem = _not_ready()
    return JsonResponse({"ready": not problem, "problem": problem}, status=503 if problem else 200)


def _not_ready() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations pending"
    except DatabaseError:
        return "database unreachable"
    return ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, "请求无法识别", "请返回上一页，检查填写的内容后重试。")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, "没有权限", "您当前的岗位角色不能进行此操作。可在右上角切换角色，或联系安全管理员。")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, "没有找到", "页面不存在，或不在您当前角色的数据范围内。")


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, "系统出错", "没有保存任何内容。请稍后重试；若再次出现，请把页面底部的编号告诉管理员。")


def _page(request: HttpRequest, code: int, title: str, how: str) -> HttpResponse:
    return render(request, "ui/error.html", {"code": code, "title": title, "how": how}, status=code)
