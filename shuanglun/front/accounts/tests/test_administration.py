"""What a security administrator does on screens: accounts from the first password to the last role."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts import operations
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db
REASON = {"reason": "党委会 3 月 2 日决定"}


@pytest.fixture
def guard(sign_in):
    return sign_in("security_admin")


def today(days=0) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def acts() -> list[str]:
    return list(Entry._base_manager.order_by("seq").values_list("act", flat=True))


def grant_of(user, **values):
    with acting(Actor.system("test")):
        return operations.grant(
            **{"user": user, "role": "personnel", "path": "/", "range_label": "", "on": timezone.localdate(),
               "until": None, "reason": "x"} | values
        )  # fmt: skip


def test_the_whole_life_of_an_account(guard, enter):
    """Create, sign in with the first password, grant, use, revoke, close: one entry of the trail each."""
    person, unit = make_person("苏棠"), make_unit("二所")
    page = guard.post("/accounts/users/new/", {"username": "su.tang", "staff_no": person.staff_no.lower()})
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    first = re.search(r'class="secret">([a-z2-9-]{23})<', text).group(1)
    user = User.objects.get(username="su.tang")
    assert (user.name, user.person, user.has_usable_password()) == ("苏棠", person, True)
    assert guard.get(f"/accounts/users/{user.pk}/").content.decode().count(first) == 0

    client, code = enter("su.tang", first)
    assert (code, client.get("/")["Location"]) == (302, "/accounts/password/")
    own = "a-password-of-my-own-1"
    assert client.post("/accounts/password/", {"old": first, "password": own, "again": own}).status_code == 302
    assert "还没有角色" in client.get("/").content.decode()

    data = {"role": "section_head", "place": f"unit:{unit.pk}", "on": today(), "until": today(90), **REASON}
    assert guard.post(f"/accounts/users/{user.pk}/grant/", data).status_code == 302
    grant = user.grants.get()
    assert (grant.path, grant.range_label, grant.reason) == (unit.path, "二所", REASON["reason"])
    assert client.get("/organization/").status_code == 200

    assert guard.post(f"/accounts/grants/{grant.pk}/revoke/", REASON).status_code == 302
    assert client.get("/organization/").status_code == 403
    assert guard.post(f"/accounts/users/{user.pk}/active/", REASON).status_code == 302
    assert client.get("/").status_code == 302
    assert acts() == [
        "accounts.create", "accounts.change_password", "accounts.grant", "accounts.revoke", "accounts.switch",
    ]  # fmt: skip
    entries = Entry._base_manager.order_by("seq")
    assert all(first not in entry.canonical and own not in entry.canonical for entry in entries)
    assert [REASON["reason"] in entry.canonical for entry in entries] == [False, False, True, True, True]


def test_an_officer_from_outside_has_no_staff_file(guard):
    assert guard.post("/accounts/users/new/", {"username": "waipin", "name": "外聘审计"}).status_code == 200
    assert User.objects.get(username="waipin").person is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"username": "新账号", "name": "x"}, "账号由 2 至 60 个字母"),
        ({"username": "LIN", "name": "x"}, "账号“LIN”已存在"),
        ({"username": "new", "staff_no": "nobody"}, "没有工号为“nobody”的人员"),
        ({"username": "new"}, "没有工号的账号，请填写显示姓名"),
        ({"username": "new", "staff_no": "of lin"}, "林一禾 已有账号“lin”"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(guard, user, data, words):
    if data.get("staff_no") == "of lin":
        data = data | {"staff_no": user.person.staff_no}
    answer = guard.post("/accounts/users/new/", data)
    assert (answer.status_code, User.objects.count()) == (422, 2)
    assert words in answer.content.decode()


def test_the_name_and_the_staff_file_are_mended(guard, user):
    other = make_person("江予安")
    data = {"name": "江予安", "staff_no": other.staff_no}
    assert guard.post(f"/accounts/users/{user.pk}/edit/", data).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.person) == ("江予安", other)
    answer = guard.post(f"/accounts/users/{user.pk}/edit/", {"name": "江予安", "staff_no": ""})
    assert "请先收回该角色" in answer.content.decode()


def test_a_reset_password_ends_sessions_lifts_the_lock_and_is_shown_once(guard, user, enter):
    client, _ = enter()
    for _ in range(5):
        enter(password="wrong")
    page = guard.post(f"/accounts/users/{user.pk}/password/")
    first = re.search(r'class="secret">([^<]+)<', page.content.decode()).group(1)
    assert client.get("/").status_code == 302
    assert enter(password=first)[1] == 302


def test_a_lock_is_shown_and_lifted(guard, user, enter):
    assert "解除锁定" not in guard.get(f"/accounts/users/{user.pk}/").content.decode()
    for _ in range(5):
        enter(password="wrong")
    assert "解除锁定" in guard.get(f"/accounts/users/{user.pk}/").content.decode()
    assert guard.post(f"/accounts/users/{user.pk}/unlock/").status_code == 302
    assert enter()[1] == 302
    assert acts() == ["accounts.unlock"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"role": "section_head"}, "部门负责人需要指定部门"),
        ({"role": "branch_secretary", "place": "unit:{unit}"}, "党支部书记需要指定党组织"),
        ({"role": "personnel", "place": "unit:{unit}"}, "人事干部的范围是固定的"),
        ({"role": "personnel", "on": "2025-02-01"}, "授权不能倒签"),
        ({"role": "personnel", "until": "{today}"}, "失效日期应晚于起日期"),
        ({"role": "staff"}, "同期已有同一角色和范围"),
        ({"role": "personnel", "reason": ""}, "依据"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_in_words(guard, user, data, words):
    values = {"unit": user.person.unit.pk, "today": today()}
    data = {"on": today(), **REASON} | {key: value.format(**values) for key, value in data.items()}
    before = RoleGrant.objects.count()
    answer = guard.post(f"/accounts/users/{user.pk}/grant/", data)
    assert (answer.status_code, RoleGrant.objects.count()) == (422, before)
    assert words in answer.content.decode()


def test_an_administrator_does_nothing_to_the_own_account(guard):
    own = guard.user
    for path, data in (
        (f"users/{own.pk}/grant/", {"role": "personnel", "on": today()}),
        (f"users/{own.pk}/active/", {}), (f"users/{own.pk}/password/", {}), (f"users/{own.pk}/unlock/", {}),
        (f"users/{own.pk}/edit/", {"name": "x"}), (f"grants/{own.grants.get().pk}/revoke/", {}),
    ):  # fmt: skip
        answer = guard.post(f"/accounts/{path}", data | REASON)
        assert answer.status_code == 422, path
        assert "不能办理自己的账号" in answer.content.decode(), path
    assert acts() == []
    page = guard.get(f"/accounts/users/{own.pk}/").content.decode()
    assert "须由另一位安全管理员办理" in page
    assert "收回" not in page


def test_a_role_can_be_granted_again_after_it_was_revoked(user):
    grant = grant_of(user)
    RoleGrant.objects.filter(pk=grant.pk).update(from_on=timezone.localdate() - timedelta(days=9))
    with acting(Actor.system("test")):
        operations.revoke(grant=grant, on=timezone.localdate(), reason="x")
        with pytest.raises(RefusedError, match="无需收回"):  # and a grant that is over stays as it was
            operations.revoke(grant=grant, on=timezone.localdate() + timedelta(days=3), reason="x")
    assert RoleGrant.objects.get(pk=grant.pk).until_on == timezone.localdate()
    grant_of(user)
    assert user.grants.filter(role="personnel").count() == 2


def test_a_second_administration_is_refused_until_the_first_has_ended(user):
    held = grant_of(user, role="auditor", until=timezone.localdate() + timedelta(days=30))
    with pytest.raises(RefusedError, match="三类管理员"):
        grant_of(user, role="security_admin")
    grant_of(user, role="security_admin", on=held.until_on)


def test_the_list_is_filtered_sorted_and_exported(guard, user, django_assert_max_num_queries):
    gone = make_person("离任", standing="left")
    User.objects.create_user("gone", name="离任", person=gone)
    for number in range(30):
        User.objects.create_user(f"u{number}", None, name=f"账号{number}")

    def names(query: str) -> list[str]:
        return [line.row.username for line in guard.get(f"/accounts/users/?{query}").context["table"].lines()]

    with django_assert_max_num_queries(12):
        assert len(names("size=50")) == 33
    assert names("role=section_head") == ["lin"]
    assert names(f"q={user.person.staff_no.lower()}") == ["lin"]
    assert names("state=left") == ["gone"]
    assert names("state=idle&q=u1&sort=-username")[0] == "u19"
    assert names("state=first") == names("state=closed") == []
    text = guard.get("/accounts/users/?export=csv&role=section_head").getvalue().decode()
    assert "部门负责人（一所）" in text
    assert "u1" not in text


def test_a_grant_that_is_over_gives_no_place_in_the_list(guard, user):
    user.grants.update(until_on=timezone.localdate())
    page = guard.get("/accounts/users/?role=section_head")
    assert not page.context["table"].lines()


def test_only_security_administrators_come_in(sign_in, user):
    for role in ("personnel", "auditor"):
        client = sign_in(role)
        for path in ("users/", "users/new/", f"users/{user.pk}/", f"users/{user.pk}/password/"):
            assert client.get(f"/accounts/{path}").status_code == 403
            assert client.post(f"/accounts/{path}").status_code == 403
