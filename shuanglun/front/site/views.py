"""The two health probes, for whatever watches over the processes."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from shuanglun.base.ui.screens import screen


@screen(None, why="a probe has no account and is told nothing but that the process lives")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a slow database does not get it killed."""
    return HttpResponse("ok", content_type="text/plain")


@screen(None, why="a probe has no account and is told nothing but whether to send people here")
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
