"""What excludes what says the database itself, on SQLite and PostgreSQL: by ORM, in bulk and by raw SQL."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.tests.conftest import DAY

pytestmark = pytest.mark.django_db
TABLE = "accounts_rolegrant"
END = date(2026, 1, 1)


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer", name="外聘")


def put(officer, role, administers, from_on=DAY, until_on=None, path="/"):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (user_id, role, path, range_label, administers, from_on, until_on, reason)"
            " VALUES (%s, %s, %s, '', %s, %s, %s, '')",
            [officer.pk, role, path, administers, from_on, until_on],
        )


@pytest.mark.parametrize(
    ("first", "second"), [("auditor", "security_admin"), ("security_admin", "auditor"), ("auditor", "auditor")]
)
def test_two_administrations_never_meet(officer, first, second):
    RoleGrant.objects.create(user=officer, role=first, from_on=DAY, until_on=END)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=officer, role=second, path="/1/", from_on=date(2025, 12, 31))
    kind = {"auditor": "audit", "security_admin": "security"}[second]
    with pytest.raises(IntegrityError):
        put(officer, second, kind)
    later = RoleGrant.objects.create(user=officer, role=second, from_on=END)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=later.pk).update(from_on=date(2025, 6, 1))


@pytest.mark.parametrize(("role", "kind"), [("auditor", None), ("personnel", "audit"), ("security_admin", "audit")])
def test_no_role_hides_what_it_administers(officer, role, kind):
    with pytest.raises(IntegrityError):
        put(officer, role, kind)


def test_nothing_is_granted_twice_for_one_day(officer):
    put(officer, "section_head", None, path="/1/", until_on=END)
    put(officer, "section_head", None, path="/2/")
    put(officer, "section_head", None, path="/1/", from_on=END)
    with pytest.raises(IntegrityError):
        put(officer, "section_head", None, path="/1/", from_on=DAY, until_on=date(2025, 2, 1))


def test_one_staff_file_has_one_account(user):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("second", name="x", person=user.person)


def test_bulk_writing_does_not_pass_by(officer):
    rows = [RoleGrant(user=officer, role=role, from_on=DAY) for role in ("auditor", "security_admin")]
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.bulk_create(rows)
