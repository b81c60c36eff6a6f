"""The screens, as each role meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.jobs.models import Job
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import operations, queries
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.tests.factories import AT, make_house, make_snapshot
from shuanglun.records.people.tests.factories import make_person, make_unit

SignIn = Callable[..., Client]
whole = pytest.mark.django_db(transaction=True)


def row(name: str = "2025Y-01", **values: object) -> Snapshot:
    """A row without files."""
    given = {
        "name": name, "begins_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "created_by": "测试", "created_at": AT,
    } | values  # fmt: skip
    return Snapshot._base_manager.create(**given)


@whole
def test_an_officer_freezes_a_year_and_reads_the_result(sign_in: SignIn) -> None:
    make_house()
    client = sign_in("integration", person=make_person())
    page = client.get("/snapshots/freeze/").content.decode()
    for words in ("冻结一个期间", "组织生活出勤", "KPI 达成", "教育培训", "年初至上月末"):
        assert words in page
    year = timezone.localdate().year - 1
    answer = client.post("/snapshots/freeze/", {"year": year, "part": "Q1"}, follow=True)
    snapshot = Snapshot._base_manager.get()
    assert (snapshot.name, snapshot.state) == (f"{year}Q1-01", "frozen")
    assert answer.redirect_chain[-1][0] == f"/snapshots/{snapshot.pk}/"
    page = answer.content.decode()
    for words in (snapshot.sha256, "纳入人员", "facts.parquet", f"{year}-01-01 至 {year}-03-31", "已冻结", "未校验"):
        assert words in page
    assert "<c-" not in page
    assert Job._base_manager.get().result_url == f"/snapshots/{snapshot.pk}/"


@whole
def test_a_second_snapshot_shows_what_differs(sign_in: SignIn) -> None:
    house = make_house()
    make_snapshot()
    house.rows["service"].delete()
    second = make_snapshot()
    page = sign_in("personnel").get(f"/snapshots/{second.pk}/").content.decode()
    assert "与 2025Y-01 的差别" in page
    assert "志愿服务" in page


@whole
def test_the_check_runs_as_a_job_and_says_what_it_found(sign_in: SignIn) -> None:
    snapshot = make_snapshot()
    client = sign_in("political", person=make_person())
    client.post(f"/snapshots/{snapshot.pk}/verify/")
    assert "完整" in client.get(f"/snapshots/{snapshot.pk}/").content.decode()
    (operations.opening.folder(snapshot) / "kpis.parquet").unlink()
    client.post(f"/snapshots/{snapshot.pk}/verify/")
    page = client.get(f"/snapshots/{snapshot.pk}/").content.decode()
    assert "完整性校验发现问题" in page
    assert "kpis.parquet：文件不见了。" in page


@pytest.mark.parametrize("role", ["section_head", "branch_secretary", "staff", "auditor", "security_admin"])
def test_other_roles_see_no_snapshot(sign_in: SignIn, role: str) -> None:
    snapshot = row()
    client = sign_in(role, unit=make_unit(), person=make_person())
    for path in ("", "freeze/", f"{snapshot.pk}/"):
        assert client.get(f"/snapshots/{path}").status_code == 403
    for path in ("again", "verify"):
        assert client.post(f"/snapshots/{snapshot.pk}/{path}/").status_code == 403


@pytest.mark.parametrize("role", ["personnel", "political"])
def test_reading_is_not_freezing(sign_in: SignIn, role: str) -> None:
    snapshot, client = row(state="failed"), sign_in(role)
    may = client.get("/snapshots/freeze/").status_code == 200
    assert ("冻结一个期间" in client.get("/snapshots/").content.decode()) is may
    assert (f"/snapshots/{snapshot.pk}/again/" in client.get(f"/snapshots/{snapshot.pk}/").content.decode()) is may


def test_an_unfinished_period_is_refused_at_its_field(sign_in: SignIn) -> None:
    client = sign_in("integration")
    answer = client.post("/snapshots/freeze/", {"year": timezone.localdate().year, "part": "Y"})
    assert answer.status_code == 422
    assert "才结束" in answer.content.decode()
    assert not Snapshot._base_manager.exists()
    assert not Job._base_manager.exists()


def test_progress_is_shown_while_the_child_works(sign_in: SignIn) -> None:
    snapshot, client = row(state="running", created_at=timezone.now()), sign_in("integration")
    page = client.get(f"/snapshots/{snapshot.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in page
    part = client.get(f"/snapshots/{snapshot.pk}/", headers={"HX-Request": "true", "HX-Target": "freezing"})
    assert re.match(r'\s*<div\s+class="stack"\s+id="freezing"', part.content.decode())
    Snapshot._base_manager.update(state="failed", failure="磁盘空间不足")
    part = client.get(f"/snapshots/{snapshot.pk}/", headers={"HX-Request": "true", "HX-Target": "freezing"})
    assert (part.status_code, part.headers["HX-Refresh"]) == (204, "true")
    assert "磁盘空间不足" in client.get(f"/snapshots/{snapshot.pk}/").content.decode()


@whole
def test_a_freeze_whose_worker_died_is_told_and_carried_on(sign_in: SignIn) -> None:
    snapshot = row(state="running", created_at=timezone.now())
    Job._base_manager.create(
        kind=queries.FREEZE_JOB, label="冻结快照", arguments={"snapshot": snapshot.pk}, actor={}, state="failed"
    )
    client = sign_in("integration")
    page = client.get(f"/snapshots/{snapshot.pk}/").content.decode()
    assert "冻结中断" in page and "重新冻结" in page
    assert "已中断" in client.get("/snapshots/").content.decode()
    client.post(f"/snapshots/{snapshot.pk}/again/")
    snapshot.refresh_from_db(from_queryset=Snapshot._base_manager.all())
    assert snapshot.state == "frozen"
    assert client.post(f"/snapshots/{snapshot.pk}/again/").status_code == 422


@pytest.mark.django_db
def test_one_freeze_of_a_period_at_a_time() -> None:
    with acting(Actor.system("test")):
        first = operations.queue(year=2025, part="Y", at=timezone.now())
        Job._base_manager.create(
            kind=queries.FREEZE_JOB, label="x", arguments={"snapshot": first.pk}, actor={}, state="queued"
        )
        with pytest.raises(RefusedError, match="2025Y-01 正在冻结同一期间"):
            operations.queue(year=2025, part="Y", at=timezone.now())
        assert operations.queue(year=2025, part="Q1", at=timezone.now()).name == "2025Q1-01"
        Job._base_manager.update(state="cancelled")
        assert operations.queue(year=2025, part="Y", at=timezone.now()).name == "2025Y-02"
        first.refresh_from_db()
        assert first.state == "failed"
        Job._base_manager.create(
            kind=queries.FREEZE_JOB, label="x", arguments={"snapshot": first.pk}, actor={}, state="running"
        )
        Job._base_manager.update(state="running")
        with pytest.raises(RefusedError, match="另一任务"):
            operations.start(snapshot=first)


@pytest.mark.django_db
def test_acts_need_the_right_over_the_whole_house() -> None:
    with acting(Actor("nobody")), pytest.raises(Forbidden):
        operations.queue(year=2025, part="Y", at=AT)
    with acting(Actor.system("test")):
        assert not Snapshot.objects.exists()


@pytest.mark.django_db
def test_the_list_asks_as_often_for_many_as_for_few(sign_in: SignIn) -> None:
    client, asked = sign_in("personnel"), []
    client.get("/snapshots/")  # the first page of a session asks more
    for numbers in (range(1, 2), range(2, 60)):
        for number in numbers:
            row(f"2025Y-{number:02d}", state="frozen", sha256="0" * 64, directory="snapshots/x", frozen_at=AT)
        with CaptureQueriesContext(connection) as queries_asked:
            assert client.get("/snapshots/").status_code == 200
        asked.append(len(queries_asked))
    assert asked[0] == asked[1]
