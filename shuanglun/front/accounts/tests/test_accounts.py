"""The gate: signing in, acting in one role at a time, and granting roles by somebody else."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts import operations
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-password"
DAY = date(2025, 1, 1)


@pytest.fixture
def person():
    return make_person("林一禾", unit=make_unit("一所"))


@pytest.fixture
def user(person):
    user = User.objects.create_user("lin", PASSWORD, name="林一禾", person=person)
    for role in ("section_head", "staff"):
        RoleGrant.objects.create(user=user, role=role, path=person.unit.path, range_label="一所", from_on=DAY)
    return user


def sign_in(username="lin", password=PASSWORD) -> tuple[Client, int]:
    client = Client()
    answer = client.post("/accounts/login/", {"username": username, "password": password, "next": "/"})
    return client, answer.status_code


def test_signing_in_and_out(user):
    client, code = sign_in()
    assert (code, client.get("/").status_code) == (302, 200)
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(user):
    answer = Client().post("/accounts/login/", {"username": "lin", "password": "wrong"})
    text = answer.content.decode()
    assert 'value="lin"' in text
    assert "账号或密码不正确" in text


def test_five_wrong_passwords_lock_the_account(user):
    for _ in range(5):
        sign_in(password="wrong")
    assert sign_in()[1] != 302


def test_a_person_with_two_roles_acts_in_one_and_switches(user, person):
    client, _ = sign_in()
    assert "部门负责人" in client.get("/").content.decode()
    assert client.get("/life/").status_code == 403  # section heads do not read organizational life
    client.post("/accounts/role/", {"role": "staff"})
    assert client.get("/life/").status_code == 200
    client.post("/accounts/role/", {"role": "personnel"})  # not held: nothing changes
    assert client.get("/people/import/roster/").status_code == 403


def test_rights_of_two_roles_never_mix(user):
    head, staff = (actor_for(user, list(user.grants.all()), role) for role in ("section_head", "staff"))
    assert {grant.kind for grant in head.grants} == {"unit"}
    assert {grant.kind for grant in staff.grants} == {"own"}


def test_a_closed_account_ends_with_the_next_request(user):
    client, _ = sign_in()
    with acting(Actor.system("test")):
        operations.set_active(user=user, active=False)
    assert client.get("/").status_code == 302


def test_an_ended_grant_gives_nothing(user):
    user.grants.update(until_on=timezone.localdate())
    client, _ = sign_in()
    assert client.get("/people/").status_code == 403


def test_a_guard_grants_and_revokes_with_a_trace(user, sign_in):
    unit = make_unit("二所")
    guard = sign_in("security_admin")
    answer = guard.post(
        f"/accounts/users/{user.pk}/grant/", {"role": "section_head", "unit": unit.pk, "on": "2025-02-01"}
    )
    grant = RoleGrant.objects.get(user=user, path=unit.path)
    assert (answer.status_code, grant.range_label) == (302, "二所")
    assert guard.post(f"/accounts/grants/{grant.pk}/revoke/").status_code == 302
    grant.refresh_from_db()
    assert grant.until_on == timezone.localdate()
    acts = list(Entry._base_manager.order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["accounts.grant", "accounts.revoke"]


def test_a_head_needs_a_unit(user, sign_in):
    answer = sign_in("security_admin").post(
        f"/accounts/users/{user.pk}/grant/", {"role": "section_head", "on": "2025-02-01"}
    )
    assert answer.status_code == 422
    assert "部门负责人需要指定部门" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "by", "words"),
    [("nobody", None, "没有"), ("staff", "self", "不能给自己授权"), ("staff", None, "已有同一角色")],
)
def test_refused_grants_change_nothing(user, role, by, words):
    before = RoleGrant.objects.count()
    with acting(Actor.system("test")), pytest.raises(RefusedError, match=words):
        operations.grant(
            user=user, role=role, path=user.person.unit.path, range_label="", on=DAY, until=None,
            by=user.person_id if by else None,
        )  # fmt: skip
    assert RoleGrant.objects.count() == before


def test_security_and_audit_never_meet_in_one_person(user):
    RoleGrant.objects.create(user=user, role="auditor", from_on=DAY)
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="三类管理员"):
        operations.grant(user=user, role="security_admin", path="/", range_label="", on=DAY, until=None, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role="security_admin", from_on=DAY)


def test_a_new_password_replaces_the_old_one(user):
    client, _ = sign_in()
    short = client.post("/accounts/password/", {"password": "short", "again": "short"})
    assert short.status_code == 422
    fresh = "another-long-password-25"
    assert client.post("/accounts/password/", {"password": fresh, "again": fresh}).status_code == 302
    assert (sign_in()[1], sign_in(password=fresh)[1]) == (200, 302)
    entry = Entry._base_manager.order_by("-seq").first()
    assert entry.act == "accounts.reset_password"
    assert "argon" not in entry.canonical
    assert fresh not in entry.canonical


def test_the_list_of_accounts_asks_a_constant_number_of_queries(user, sign_in, django_assert_max_num_queries):
    guard = sign_in("security_admin")
    for number in range(30):
        User.objects.create_user(f"u{number}", None, name=f"账号{number}")
    with django_assert_max_num_queries(10):
        assert guard.get("/accounts/users/").status_code == 200


def test_a_grant_until_a_day_in_the_past_is_refused(user, sign_in):
    answer = sign_in("security_admin").post(
        f"/accounts/users/{user.pk}/grant/",
        {"role": "staff", "on": "2025-02-01", "until": str(DAY - timedelta(days=1))},
    )
    assert "止日期应晚于起日期" in answer.content.decode()
