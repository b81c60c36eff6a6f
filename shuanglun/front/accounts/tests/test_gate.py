"""The gate: signing in and out, locking out, first passwords, acting in one role at a time."""

import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.front.accounts import jobs, operations
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.front.accounts.tests.conftest import DAY, PASSWORD

pytestmark = pytest.mark.django_db
FRESH = "another-long-password-25"


def change(client, old=PASSWORD, password=FRESH, again=None):
    return client.post("/accounts/password/", {"old": old, "password": password, "again": again or password})


def test_signing_in_and_out(user, enter):
    client, code = enter()
    assert (code, client.get("/").status_code) == (302, 200)
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(user):
    answer = Client().post("/accounts/login/", {"username": "lin", "password": "wrong"})
    text = answer.content.decode()
    assert 'value="lin"' in text
    assert "账号或密码不正确" in text


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [("/people/", "/people/"), ("//evil.example/", "/"), ("https://evil.example/", "/"), ("javascript:alert(1)", "/")],
)
def test_the_next_page_lies_within_the_site(user, wanted, goes):
    answer = Client().post("/accounts/login/", {"username": "lin", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == goes


@pytest.mark.parametrize("username", ["lin", "nobody-of-this-name"])
def test_five_wrong_passwords_lock_and_say_until_when(user, username):
    """An account that does not exist is told the same, so that nobody learns which ones do."""
    client = Client()
    for count in range(1, 6):
        answer = client.post("/accounts/login/", {"username": username, "password": "wrong"})
        assert answer.status_code == (429 if count == 5 else 200)
    text = answer.content.decode()
    assert re.search(r"<b>\d\d:\d\d</b>（约 15 分钟）后可再试", text)
    assert "联系安全管理员解除锁定" in text
    assert 800 < int(answer["Retry-After"]) <= 900


def test_the_right_password_does_not_open_a_lock_and_trying_does_not_prolong_it(user, enter, monkeypatch):
    for _ in range(5):
        enter(password="wrong")
    first = Client().post("/accounts/login/", {"username": "lin", "password": PASSWORD})
    again = Client().post("/accounts/login/", {"username": "lin", "password": "wrong"})
    until = [re.search(r"<b>(\d\d:\d\d)</b>", answer.content.decode()).group(1) for answer in (first, again)]
    assert (first.status_code, again.status_code) == (429, 429)
    assert until[0] == until[1]
    later = timezone.now() + timedelta(minutes=15, seconds=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    assert enter()[1] == 302


def test_a_first_password_must_be_changed_before_anything_else(user, enter):
    with acting(Actor.system("test")):
        operations.reset_password(user=user, password="first-password-abc")
    client, code = enter(password="first-password-abc")
    assert code == 302
    for path in ("/", "/people/", "/goals/"):
        assert client.get(path)["Location"] == "/accounts/password/"
    assert client.get("/people/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "设置自己的密码" in client.get("/accounts/password/").content.decode()
    assert change(client, old="first-password-abc", password="first-password-abc").status_code == 422
    assert change(client, old="first-password-abc").status_code == 302
    assert client.get("/").status_code == 200


def test_a_first_password_opens_the_door_for_seven_days(user):
    User.objects.filter(pk=user.pk).update(first_until=timezone.now() - timedelta(seconds=1))
    answer = Client().post("/accounts/login/", {"username": "lin", "password": PASSWORD})
    assert "初始密码已过期" in answer.content.decode()
    with acting(Actor.system("test")):
        operations.reset_password(user=user, password=FRESH)
    assert timedelta(days=6.9) < user.first_until - timezone.now() < timedelta(days=7.1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"old": "wrong"}, "当前密码不正确"),
        ({"password": "short"}, "密码太短，至少 12 位"),
        ({"password": "1234567890123"}, "数字"),
        ({"password": PASSWORD}, "不能与当前密码相同"),
        ({"again": "something-else-entirely"}, "两次输入不一致"),
    ],
)
def test_a_weak_or_mistyped_new_password_is_refused_in_words(user, enter, values, words):
    client, _ = enter()
    answer = change(client, **values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert enter()[1] == 302


def test_a_password_like_the_account_s_name_is_refused(user, enter):
    User.objects.update(username="linyihe.clio")
    client, _ = enter("linyihe.clio")
    assert "密码跟 账号 太相似" in change(client, password="linyihe.clio1").content.decode()


def test_a_new_password_replaces_the_old_one_and_ends_the_other_sessions(user, enter):
    (client, _), (other, _) = enter(), enter()
    assert change(client).status_code == 302
    assert (client.get("/").status_code, other.get("/").status_code) == (200, 302)
    assert (enter()[1], enter(password=FRESH)[1]) == (200, 302)
    entry = Entry._base_manager.order_by("-seq").first()
    assert (entry.act, entry.actor) == ("accounts.change_password", "林一禾")
    assert "argon" not in entry.canonical
    assert FRESH not in entry.canonical


def test_nobody_changes_the_password_of_another(user):
    other = actor_for(User.objects.create_user("x", name="x"), [], "")
    with acting(other), pytest.raises(Forbidden):
        operations.change_password(user=user, password=FRESH)


def test_a_closed_account_ends_with_the_next_request(user, enter):
    client, _ = enter()
    with acting(Actor.system("test")):
        operations.set_active(user=user, active=False, reason="调离")
    assert client.get("/").status_code == 302
    assert enter()[1] == 200


def test_an_idle_session_is_gone_after_thirty_minutes(user, enter):
    client, _ = enter()
    expires = Session.objects.get().expire_date
    assert timedelta(minutes=29) < expires - timezone.now() <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/").status_code == 302


def test_a_session_is_gone_after_twelve_hours(user, enter):
    client, _ = enter()
    assert client.get("/").status_code == 200
    session = client.session
    session["began_at"] = time.time() - 12 * 3600 - 1
    session.save()
    answer = client.get("/people/")
    assert answer["Location"] == "/accounts/login/?next=/people/"


def test_a_person_with_two_roles_acts_in_one_and_switches(user, enter):
    client, _ = enter()
    assert "部门负责人" in client.get("/").content.decode()
    assert client.get("/life/").status_code == 403  # section heads do not read organizational life
    client.post("/accounts/role/", {"role": "staff"})
    assert client.get("/life/").status_code == 200
    client.post("/accounts/role/", {"role": "personnel"})  # not held: nothing changes
    assert client.get("/people/import/roster/").status_code == 403


def test_rights_of_two_roles_never_mix(user):
    head, staff = (actor_for(user, list(user.grants.all()), role) for role in ("section_head", "staff"))
    assert {grant.kind for grant in head.grants if grant.right not in ("accounts.own", "surveys.vote")} == {"unit"}
    assert {grant.kind for grant in staff.grants} == {"own"}


def test_a_revoked_role_is_lost_with_the_next_request_also_in_the_menu(user, enter):
    client, _ = enter()
    client.post("/accounts/role/", {"role": "section_head"})
    assert client.get("/organization/").status_code == 200
    with acting(Actor.system("test")):
        operations.revoke(grant=user.grants.get(role="section_head"), on=timezone.localdate(), reason="调离")
    assert client.get("/organization/").status_code == 403
    page = client.get("/")
    assert page.context["who"].roles == [("staff", "职工", True)]
    client.post("/accounts/role/", {"role": "section_head"})
    assert client.get("/organization/").status_code == 403


@pytest.mark.parametrize("days", [0, -1])
def test_a_grant_ends_by_itself_on_its_day(user, enter, days):
    client, _ = enter()
    assert client.get("/organization/").status_code == 200
    until = timezone.localdate() + timedelta(days=days)
    RoleGrant.objects.filter(user=user, role="section_head").update(until_on=until)
    assert client.get("/organization/").status_code == 403
    RoleGrant.objects.filter(user=user, role="section_head").update(until_on=timezone.localdate() + timedelta(days=1))
    assert client.get("/organization/").status_code == 200


def test_a_grant_does_not_begin_before_its_day(user, enter):
    RoleGrant.objects.filter(user=user).update(from_on=timezone.localdate() + timedelta(days=1))
    client, _ = enter()
    assert client.get("/people/").status_code == 403


def test_an_account_without_a_role_is_told_so_and_may_change_its_password(user, enter):
    user.grants.all().delete()
    client, _ = enter()
    answer = client.get("/")
    assert answer.status_code == 403
    assert "还没有角色" in answer.content.decode()
    assert client.get("/accounts/password/").status_code == 200
    assert client.get("/accounts/users/").status_code == 403


def test_a_unit_s_head_who_moves_keeps_only_what_was_granted(user, enter, person):
    """A move changes whom the own range and the unit's range show at once; the grant itself stays until revoked."""
    from shuanglun.records.people.tests.factories import make_unit

    client, _ = enter()
    assert client.get(f"/people/{person.pk}/").status_code == 200
    other = make_unit("二所")
    type(person)._base_manager.filter(pk=person.pk).update(unit=other, unit_path=other.path)
    assert client.get(f"/people/{person.pk}/").status_code == 404
    client.post("/accounts/role/", {"role": "staff"})
    assert client.get(f"/people/{person.pk}/").status_code == 200


def test_the_range_of_a_grant_is_said_in_chinese():
    assert str(RoleGrant(role="staff", from_on=DAY)) == "职工（本人）"
    assert str(RoleGrant(role="personnel", from_on=DAY)) == "人事干部（全单位）"


def test_ended_sessions_and_old_sign_ins_are_cleared_away(user, enter):
    for _ in range(2):
        enter()
    Session.objects.filter(pk=Session.objects.first().pk).update(expire_date=timezone.now() - timedelta(days=1))
    AccessLog.objects.filter(pk=AccessLog.objects.first().pk).update(attempt_time=timezone.now() - timedelta(days=366))
    jobs.forget()
    assert (Session.objects.count(), AccessLog.objects.count()) == (1, 1)
