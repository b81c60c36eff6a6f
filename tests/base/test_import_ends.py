"""What an import keeps, and when it goes: cells of an upload, former values for an undo, files of nobody."""

import os
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.audit.models import Entry
from shuanglun.base.imports import operations
from shuanglun.base.imports.models import Batch, BatchProblem, BatchRow, uploads
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.imports.tests.files import text
from shuanglun.base.jobs import chores
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_unit

HEADS = ["工号", "姓名", "部门", "岗位类别", "身份证号"]
ID = "999999198811150024"
OFFICER = Actor("王芳", 7, "personnel", (Grant("people.import", "unit", "/"),))


@pytest.fixture
def sheet(db, settings):
    settings.IMPORT_KEEP_DAYS, settings.IMPORT_UNDO_DAYS = 7, 30
    make_unit("材料研究所")
    with acting(OFFICER), using("people.import"):
        yield SHEETS["people.roster"]


def checked(sheet, name="林一禾", *bad):
    data = text([HEADS, ["A1", name, "材料研究所", "管理岗", ID], *bad])
    batch = operations.receive(sheet, "名册.csv", [data])
    return operations.check(sheet, batch, batch.mapping)


def later(days, hours=1):
    with acting(Actor.system("test")):
        return operations.tidy(timezone.now() + timedelta(days=days, hours=hours))


def again(batch):
    return Batch._base_manager.get(pk=batch.pk)


def kept(batch):
    """Everything the system still holds about a batch, as text."""
    tables = (
        Batch._base_manager.filter(pk=batch.pk).values("preview", "head"),
        BatchProblem._base_manager.filter(batch=batch).values(),
        BatchRow._base_manager.filter(batch=batch).values("before"),
    )
    return "".join(str(list(table)) for table in tables)


def test_nothing_personal_lies_readable_in_the_folder(sheet):
    batch = checked(sheet)
    assert ID in kept(batch)  # the page of the columns shows samples, until the batch ends
    assert [path for path in uploads().iterdir() if path.name == batch.stored] == [batch.path]
    assert not [path for path in uploads().iterdir() if ID.encode() in path.read_bytes()]
    assert batch.path.stat().st_mode & 0o077 == 0


def test_giving_up_deletes_what_was_uploaded(sheet, django_capture_on_commit_callbacks):
    batch = checked(sheet, "林一禾", ["A2", "江望舒", "没有的所", "管理岗", ""])
    with django_capture_on_commit_callbacks(execute=True):
        operations.cancel(sheet, batch)
    batch = again(batch)
    assert (batch.state, batch.path.exists(), Person._base_manager.count()) == ("cancelled", False, 0)
    assert ID not in kept(batch) and "没有的所" not in kept(batch)
    assert Entry._base_manager.first().act == "people.roster.cancel"
    for act in (operations.cancel, operations.commit):
        with pytest.raises(RefusedError, match="已放弃"):
            act(sheet, batch)
    with pytest.raises(RefusedError, match="已放弃"):
        operations.check(sheet, batch, batch.mapping)


def test_an_unfinished_upload_lasts_seven_days(sheet, django_capture_on_commit_callbacks):
    batch = checked(sheet)
    assert later(7, hours=-1) == 0
    assert again(batch).state == "checked" and batch.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert later(7) == 1
    batch = again(batch)
    assert (batch.state, batch.path.exists(), Person._base_manager.count()) == ("expired", False, 0)
    assert ID not in kept(batch)
    entry = Entry._base_manager.first()
    assert (entry.act, entry.object) == ("imports.tidy", f"imports:batch:{batch.pk}")
    assert later(8) == 0  # repeating changes nothing
    assert Entry._base_manager.first() == entry
    with pytest.raises(RefusedError, match="已过期"):
        operations.commit(sheet, batch)


def test_former_values_last_as_long_as_the_undo(sheet):
    operations.commit(sheet, checked(sheet))
    batch = operations.commit(sheet, checked(sheet, "林改名"))
    assert "林一禾" in kept(batch)
    assert later(30, hours=-1) == 0
    assert "林一禾" in kept(batch)
    assert later(30) == 2
    assert "林一禾" not in kept(batch)
    assert (again(batch).state, BatchRow._base_manager.filter(batch=batch).count()) == ("committed", 1)
    with pytest.raises(RefusedError, match="超过 30 天"):
        operations.undo(sheet, again(batch))
    assert Person._base_manager.get().name == "林改名"


def test_an_undo_is_refused_after_its_days_even_if_nobody_has_tidied(sheet):
    batch = operations.commit(sheet, checked(sheet))
    Batch._base_manager.update(committed_at=timezone.now() - timedelta(days=31))
    with pytest.raises(RefusedError, match=r"超过 30 天.*逐条更正"):
        operations.undo(sheet, again(batch))
    assert Person._base_manager.count() == 1


def test_an_undo_keeps_no_former_values(sheet):
    operations.commit(sheet, checked(sheet))
    batch = operations.commit(sheet, checked(sheet, "林改名"))
    operations.undo(sheet, batch)
    assert Person._base_manager.get().name == "林一禾"
    assert "林一禾" not in kept(batch)
    assert later(365) == 1  # only the first batch was left


def test_problems_of_left_out_rows_stay_until_they_can_no_longer_help(sheet):
    batch = checked(sheet, "林一禾", ["A2", "江望舒", "没有的所", "管理岗", ""])
    operations.commit(sheet, batch, only_clean=True)
    assert "没有的所" in kept(batch)
    later(31)
    assert "没有的所" not in kept(batch)


def test_files_of_no_batch_go_after_a_day(sheet):
    batch, stray, young = checked(sheet), uploads() / "stray.xlsx", uploads() / "young.xlsx"
    for path in (stray, young):
        path.write_bytes(ID.encode())
    old = time.time() - 2 * 24 * 3600
    os.utime(stray, (old, old))
    os.utime(batch.path, (old, old))
    later(0)
    assert (stray.exists(), young.exists(), batch.path.exists()) == (False, True, True)
    young.unlink()


def test_the_worker_tidies_by_itself(sheet, monkeypatch):
    batch = checked(sheet)
    Batch._base_manager.update(created_at=timezone.now() - timedelta(days=8))
    for name in ("run", "configure_signals"):  # what waits in the queue is not this test's
        monkeypatch.setattr(Worker, name, lambda self: None)
    monkeypatch.setattr(chores, "keep_doing", lambda: None)
    monkeypatch.setitem(chores.CHORES, "failing", lambda: 1 / 0)
    with acting(None):
        call_command("worker", "--batch", "--verbosity", "0")
    assert again(batch).state == "expired"
    assert Entry._base_manager.filter(act="imports.tidy").get().actor == "系统：清理过期的导入内容"
