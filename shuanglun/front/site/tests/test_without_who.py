"""Whoever comes to the ballot box is nobody: nothing that tells who asks passes the first door."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory

from shuanglun.front.site.middleware import RequestId, WithoutWho

WHO = {
    "HTTP_COOKIE": "sessionid=abc; csrftoken=def", "HTTP_USER_AGENT": "Somebody's phone", "HTTP_REFERER": "https://in.house/",
    "HTTP_X_FORWARDED_FOR": "10.1.2.3", "HTTP_X_REAL_IP": "10.1.2.3", "HTTP_X_REQUEST_ID": "r1", "REMOTE_ADDR": "10.1.2.3",
    "HTTP_ACCEPT_LANGUAGE": "zh-CN", "HTTP_AUTHORIZATION": "Basic eA==", "HTTP_SEC_CH_UA_PLATFORM": "Android",
    "REMOTE_PORT": "51000", "QUERY_STRING": "from=me",
}  # fmt: skip
TOLD = {value for name, value in WHO.items()}


def asked(path: str):
    """What the code behind both doors sees of a request, and the answer that leaves them."""
    seen = {}

    def inside(request):
        seen.update(request.META, id=getattr(request, "request_id", ""), cookies=dict(request.COOKIES))
        answer = HttpResponse("x")
        answer.set_cookie("sessionid", "new")
        return answer

    return seen, WithoutWho(RequestId(inside))(RequestFactory().get(path, **WHO))


def test_nothing_that_tells_who_asks_passes_the_door_of_the_box():
    seen, answer = asked("/ballot/threats/")
    assert TOLD & {value for value in seen.values() if isinstance(value, str)} == set()
    assert [name for name in seen if name.startswith("HTTP_")] == []
    assert (seen["cookies"], seen["id"], seen["REMOTE_ADDR"], seen["QUERY_STRING"]) == ({}, "", "", "")
    assert not answer.cookies and "X-Request-ID" not in answer and answer["Referrer-Policy"] == "no-referrer"


def test_every_other_address_sees_what_was_sent():
    for path in ("/surveys/tickets/", "/", "/ballots/"):
        seen, answer = asked(path)
        assert {name: seen[name] for name in WHO} == WHO and len(seen["id"]) == 32
        assert answer.cookies["sessionid"].value == "new" and answer["X-Request-ID"] == seen["id"]
