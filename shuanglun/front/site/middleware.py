"""What every request carries: a request id for the logs, and the two ends of a session."""

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


class RequestId:
    """Give each request an id that its log lines and its answer's `X-Request-ID` share."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
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
