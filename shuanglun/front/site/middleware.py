"""What every request carries: a request id for the logs, and the two ends of a session. What ballots do not carry: who."""

import time
import uuid
from collections.abc import Callable
from ipaddress import ip_address

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
TOUCH_SECONDS = 60
BEGAN, SEEN = "began_at", "seen_at"


def client_address(request: HttpRequest) -> str | None:
    """Who asks, for counting wrong passwords; None over a socket without an address. Behind a proxy all come from its
    address: there the last entry of X-Forwarded-For counts, which the proxy has added; the others anybody invents."""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() if settings.IS_PROXIED else ""
    return _address(told) or _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


class WithoutWho:
    """Take from a request to the ballot box whatever could tell who asks, before any other code sees it (trust B).

    Of the headers only those stay that are the same for all: without cookies there is no session and no actor, without
    an address nothing to count or write down. Such a request has no id, its answer sets no cookie, and the framework
    writes no line about it; only a defect of ours (500) is logged, without anything of the request but its path.
    """

    ROOT = "/ballot/"
    KEPT = ("HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_PROTO")
    LOST = ("REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER", "AUTH_TYPE", "RAW_URI", "QUERY_STRING")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.ROOT):
            return self.get_response(request)
        request.has_no_who = True  # type: ignore[attr-defined]
        for name in [name for name in request.META if name.startswith("HTTP_") and name not in self.KEPT]:
            del request.META[name]
        for name in self.LOST:
            request.META.pop(name, None)
        request.META["REMOTE_ADDR"] = request.META["QUERY_STRING"] = ""
        response = self.get_response(request)
        response.cookies.clear()
        response["Referrer-Policy"] = "no-referrer"
        if response.status_code < 500:
            response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log.log_response leaves it
        return response


class RequestId:
    """Give each request an id that its log lines and its answer's `X-Request-ID` share; those without a who get none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        if getattr(request, "has_no_who", False):
            return self.get_response(request)
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class SessionLifetime:
    """End a session after 12 hours whatever happens, and after 30 idle minutes.

    The idle clock is the session's own expiry; touching it at most once a minute saves a write per request.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._keep_or_end(request, time.time())
        return self.get_response(request)

    @staticmethod
    def _keep_or_end(request: HttpRequest, now: float) -> None:
        session = request.session
        began = session.get(BEGAN, now)
        if now - began > settings.SESSION_ABSOLUTE_AGE:
            logout(request)
            return
        if now - session.get(SEEN, 0) >= TOUCH_SECONDS:
            session[BEGAN], session[SEEN] = began, now
