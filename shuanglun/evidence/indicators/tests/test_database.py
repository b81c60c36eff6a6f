"""C7 and G-14 without the operations: the database itself refuses, by ORM and by raw SQL."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from shuanglun.evidence.indicators.models import SchemeVersion, VersionAct
from shuanglun.evidence.indicators.tests.factories import DAY, drafted, published, submitted

pytestmark = pytest.mark.django_db
TABLE = "indicators_schemeversion"


def refused(statement, *values):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("column", ["source", "version", "name", "digest", "published_name", "submitted_name"])
def test_a_published_version_cannot_be_edited_by_sql(column):
    version = published()
    refused(f"UPDATE {TABLE} SET {column} = 'x' WHERE id = %s", version.pk)
    retiring = "state = 'retired', retired_on = '2026-01-01'"
    refused(f"UPDATE {TABLE} SET {column} = 'x', {retiring} WHERE id = %s", version.pk)


@pytest.mark.parametrize("state", ["draft", "submitted", "discarded"])
def test_a_published_version_goes_nowhere_but_into_retirement(state):
    version = published()
    refused(f"UPDATE {TABLE} SET state = %s WHERE id = %s", state, version.pk)
    SchemeVersion.objects.filter(pk=version.pk).update(state="retired", retired_on=DAY)
    refused(f"UPDATE {TABLE} SET state = 'published', retired_on = NULL WHERE id = %s", version.pk)
    refused(f"UPDATE {TABLE} SET source = 'x' WHERE id = %s", version.pk)


def test_a_published_version_cannot_be_edited_or_deleted_by_the_orm():
    version = published()
    version.source = "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeVersion.objects.filter(pk=version.pk).update(valid_from=DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeVersion.objects.filter(pk=version.pk).delete()
    refused(f"DELETE FROM {TABLE} WHERE id = %s", version.pk)


def test_a_submitted_text_stays_as_it_was_submitted():
    version = submitted()
    refused(f"UPDATE {TABLE} SET source = 'x' WHERE id = %s", version.pk)
    refused(f"UPDATE {TABLE} SET source = 'x', state = 'draft' WHERE id = %s", version.pk)


def test_the_publisher_is_another_person_says_the_database():
    """G-14, whoever writes."""
    version = submitted()
    for account, person in ((version.submitted_account, 102), (2, version.submitted_by), (None, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SchemeVersion.objects.filter(pk=version.pk).update(
                state="published", published_account=account, published_by=person, published_at=version.submitted_at
            )


def test_a_draft_is_not_published_past_submission():
    version = drafted()
    refused(f"UPDATE {TABLE} SET state = 'published', submitted_by = 1, published_by = 2 WHERE id = %s", version.pk)


def test_the_history_is_written_once():
    version = published()
    act = version.acts.first()
    refused("UPDATE indicators_versionact SET name = 'x' WHERE id = %s", act.pk)
    refused("DELETE FROM indicators_versionact WHERE id = %s", act.pk)
    assert VersionAct.objects.filter(version=version).count() == 3
