"""Sealed columns: bound to their row, readable after rotation, never in the database file."""

import uuid

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from shuanglun.base import keys, sealed
from shuanglun.base.sealed import EncryptedTextField, SealBroken

NUMBER = "999999199003070012"


@pytest.fixture(autouse=True)
def ring(settings):
    """A ring of this test only."""
    settings.SEALED_KEYS = keys.Keyring.fresh()
    return settings.SEALED_KEYS


@pytest.fixture
def vault(transactional_db):
    """A table with one sealed column, made for the test."""
    with isolate_apps("shuanglun.base"):

        class Vault(models.Model):
            uid = models.UUIDField(default=uuid.uuid4, unique=True)
            number = EncryptedTextField(blank=True, null=True)
            index = models.CharField(max_length=64, null=True, unique=True)

            class Meta:
                app_label = "vault"

        with connection.schema_editor() as editor:
            editor.create_model(Vault)
        yield Vault
        with connection.schema_editor() as editor:
            editor.delete_model(Vault)


def stored(model, pk):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT number FROM "{model._meta.db_table}" WHERE id = %s', [pk])
        return cursor.fetchone()[0]


def put(model, pk, token):
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET number = %s WHERE id = %s', [token, pk])


def test_a_value_comes_back_and_is_never_stored_plain(vault):
    row = vault.objects.create(number=NUMBER)
    assert vault.objects.get().number == NUMBER
    assert NUMBER not in stored(vault, row.pk)
    assert stored(vault, row.pk).startswith("s1:k1:")
    assert vault.objects.create(number="").number == ""
    assert vault.objects.create(number=None).number is None


def test_an_altered_value_does_not_open(vault):
    row = vault.objects.create(number=NUMBER)
    token = stored(vault, row.pk)
    middle = len(token) // 2
    put(vault, row.pk, token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :])
    with pytest.raises(SealBroken):
        _ = vault.objects.get().number


@pytest.mark.parametrize("token", ["plain text", "s1:k9:AAAA", "s2:k1:AAAA", "s1:k1:***"])
def test_what_was_never_sealed_here_does_not_open(vault, token):
    row = vault.objects.create(number=NUMBER)
    put(vault, row.pk, token)
    with pytest.raises(SealBroken):
        _ = vault.objects.get().number


def test_swapped_rows_do_not_open_and_cannot_be_saved(vault):
    mine, other = vault.objects.create(number=NUMBER), vault.objects.create(number="440524188001010014")
    put(vault, mine.pk, stored(vault, other.pk))
    swapped = vault.objects.get(pk=mine.pk)
    with pytest.raises(SealBroken):
        swapped.save()


def test_rotation_keeps_old_values_readable_and_saving_seals_anew(vault, settings, ring):
    row = vault.objects.create(number=NUMBER)
    settings.SEALED_KEYS = ring.rotated("k2")
    again = vault.objects.get()
    assert again.number == NUMBER
    again.save()
    assert stored(vault, row.pk).startswith("s1:k2:")
    assert vault.objects.get().number == NUMBER


def test_an_untouched_value_is_not_sealed_again(vault):
    row = vault.objects.create(number=NUMBER)
    before = stored(vault, row.pk)
    vault.objects.get().save()
    assert stored(vault, row.pk) == before


def test_bulk_writes_seal_each_row_for_itself(vault):
    vault.objects.bulk_create([vault(number=f"{NUMBER[:-1]}{n}") for n in range(5)])
    rows = list(vault.objects.order_by("id"))
    assert [row.number for row in rows] == [f"{NUMBER[:-1]}{n}" for n in range(5)]
    for row in rows:
        row.number = row.number[::-1]
    vault.objects.bulk_update(rows, ["number"])
    assert [row.number for row in vault.objects.order_by("id")] == [row.number for row in rows]
    assert len({stored(vault, row.pk) for row in rows}) == 5


def test_what_does_not_know_its_row_is_refused(vault):
    vault.objects.create(number=NUMBER)
    with pytest.raises(TypeError):
        vault.objects.update(number="x")
    with pytest.raises(FieldError):
        vault.objects.filter(number=NUMBER)
    token = vault.objects.values_list("number", flat=True).get()
    assert NUMBER not in token
    with pytest.raises(SealBroken):
        vault.objects.create(number=token)
    assert vault.objects.count() == 1


def test_equality_is_asked_through_the_blind_index(vault, settings, ring):
    vault.objects.create(number=NUMBER, index=sealed.blind(NUMBER))
    assert vault.objects.get(index=sealed.blind(NUMBER)).number == NUMBER
    assert sealed.blind(NUMBER, "other") != sealed.blind(NUMBER)
    settings.SEALED_KEYS = ring.rotated("k2")
    assert vault.objects.filter(index=sealed.blind(NUMBER)).exists()


@pytest.mark.sqlite
def test_the_database_file_never_holds_the_value(vault, tmp_path):
    vault.objects.create(number=NUMBER, index=sealed.blind(NUMBER))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "copy.sqlite3")])
    content = (tmp_path / "copy.sqlite3").read_bytes()
    assert b"s1:k1:" in content
    assert NUMBER.encode() not in content


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path):
    first = keys.kept_in(tmp_path / "keys")
    assert keys.kept_in(tmp_path / "keys") == first
    assert (tmp_path / "keys" / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert keys.Keyring.from_text(first.to_text()) == first


@pytest.mark.parametrize(
    "text", ['{"current": "k1"}', '{"current": "k2", "keys": {"k1": "AAAA"}, "blind": "AAAA"}', "[]", "no json"]
)
def test_incomplete_keys_are_refused(text):
    with pytest.raises(ValueError):
        keys.Keyring.from_text(text)
