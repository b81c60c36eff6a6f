"""The door of the ballot box: what is taken from a request before any other code sees it."""

from types import SimpleNamespace

import pytest

from shuanglun.front.site.middleware import WithoutWho

WHO = {
    "HTTP_COOKIE": "sessionid=abc; csrftoken=def", "HTTP_USER_AGENT": "Somebody's phone", "HTTP_REFERER": "https://in.house/",
    "HTTP_X_FORWARDED_FOR": "10.1.2.3", "HTTP_X_REAL_IP": "10.1.2.3", "HTTP_X_REQUEST_ID": "r1", "REMOTE_ADDR": "10.1.2.3",
    "HTTP_ACCEPT_LANGUAGE": "zh-CN", "HTTP_AUTHORIZATION": "Basic eA==", "HTTP_SEC_CH_UA_PLATFORM": "Android",
    "REMOTE_PORT": "51000", "QUERY_STRING": "from=me",
}  # fmt: skip


def test_nothing_that_tells_who_asks_passes_the_door():
    seen = {}

    def inside(request):
        seen.update(request.META)
        return SimpleNamespace(status_code=200, cookies={"sessionid": "x"}, __setitem__=None)

    request = SimpleNamespace(
        path_info="/ballot/x/", META={**WHO, "HTTP_HOST": "h", "CONTENT_TYPE": "application/json"}
    )
    with pytest.raises(TypeError):  # our stand-in takes no headers; what matters is what came in
        WithoutWho(inside)(request)
    assert seen == {"HTTP_HOST": "h", "CONTENT_TYPE": "application/json", "REMOTE_ADDR": "", "QUERY_STRING": ""}
    elsewhere = SimpleNamespace(path_info="/surveys/tickets/", META=dict(WHO))
    WithoutWho(lambda request: SimpleNamespace())(elsewhere)
    assert elsewhere.META == WHO
