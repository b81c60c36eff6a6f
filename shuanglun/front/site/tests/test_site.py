import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from shuanglun.front.site import database, secret
from shuanglun.front.site.middleware import SessionLifetime, client_address


def test_a_url_becomes_a_postgresql_configuration():
    made = database.configuration("postgresql://a%40b:s%2Fx@127.0.0.1:5433/house?sslmode=require")
    assert (made["NAME"], made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == (
        "house", "a@b", "s/x", "127.0.0.1", "5433",
    )  # fmt: skip
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["CONN_MAX_AGE"] == 0


def test_an_unknown_database_is_named_in_the_refusal():
    with pytest.raises(ValueError, match="mysql"):
        database.configuration("mysql://x/y")


def test_the_key_is_made_once_and_kept_private(tmp_path):
    path = tmp_path / "secret.key"
    first = secret.kept_in(path)
    assert secret.kept_in(path) == first
    assert len(first) >= 50
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert [child.name for child in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.django_db
def test_probes_answer_without_an_account(client):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"ready": True, "problem": ""}


@pytest.mark.django_db
def test_every_answer_carries_the_policy_and_an_id(client):
    answer = client.get("/healthz")
    policy = answer["Content-Security-Policy"]
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert len(answer["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("proxied", "headers", "address"),
    [
        (False, {"X-Forwarded-For": "10.0.0.9"}, "127.0.0.1"),
        (True, {"X-Forwarded-For": "invented, 10.0.0.9"}, "10.0.0.9"),
        (True, {"X-Forwarded-For": "unknown"}, "127.0.0.1"),
        (True, {}, "127.0.0.1"),
    ],
)
def test_the_address_behind_a_proxy_is_the_one_that_the_proxy_saw(proxied, headers, address):
    with override_settings(IS_PROXIED=proxied):
        assert client_address(RequestFactory().get("/", headers=headers)) == address


class _User:
    is_authenticated = True


def _pass_at(moment: float, session: dict, monkeypatch) -> bool:
    """One request at `moment`; returns whether the person is still signed in afterwards."""
    ended = []
    monkeypatch.setattr("shuanglun.front.site.middleware.time.time", lambda: moment)
    monkeypatch.setattr("shuanglun.front.site.middleware.logout", lambda request: ended.append(request))
    request = RequestFactory().get("/")
    request.user, request.session = _User(), session
    SessionLifetime(lambda request: HttpResponse())(request)
    return not ended


def test_a_session_ends_after_twelve_hours_even_when_used(monkeypatch):
    session: dict = {}
    assert _pass_at(1000.0, session, monkeypatch)
    assert _pass_at(1000.0 + 12 * 3600, session, monkeypatch)
    assert not _pass_at(1001.0 + 12 * 3600, session, monkeypatch)


def test_the_idle_clock_is_touched_once_a_minute(monkeypatch):
    session: dict = {}
    _pass_at(1000.0, session, monkeypatch)
    _pass_at(1059.0, session, monkeypatch)
    assert session == {"began_at": 1000.0, "seen_at": 1000.0}
    _pass_at(1060.0, session, monkeypatch)
    assert session == {"began_at": 1000.0, "seen_at": 1060.0}


def _upload(size: int):
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.bin", b"x" * size)})
    request.POST  # noqa: B018  reading it parses the upload
    return request


@override_settings(UPLOAD_MAX_BYTES=100_000)
def test_an_upload_above_the_limit_never_reaches_a_form():
    kept, refused = _upload(100_000), _upload(200_000)
    assert kept.FILES["file"].size == 100_000
    assert "file" not in refused.FILES
    assert refused.upload_too_large is True
    kept.close()
    refused.close()
