"""A job does what its asker may do when it is done, not what they could do when they asked."""

from __future__ import annotations

from typing import Any

import pytest

from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.audit import operation
from shuanglun.base.audit.acts import OPERATIONS
from shuanglun.base.audit.models import Entry
from shuanglun.base.jobs import enqueue
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.registry import KINDS, Kind
from shuanglun.base.jobs.runner import run
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.tests.factories import make_unit
from tests.fixtures.signing import make_user

pytestmark = pytest.mark.django_db
RIGHT = "scoring.run"


@operation(RIGHT, act="trial.rename_in_job", label="改名")
def rename(*, unit: Unit, name: str) -> Unit:
    unit.name = name
    unit.save(update_fields=["name"])
    return unit


@pytest.fixture(scope="module", autouse=True)
def forget_act():
    yield
    del OPERATIONS["trial.rename_in_job"]


@pytest.fixture
def unit(db: None) -> Unit:
    return make_unit("旧名")


@pytest.fixture
def officer(db: None) -> User:
    """An officer without a staff file."""
    return make_user("personnel")


def actor_of(user: User) -> Actor:
    return actor_for(user, list(user.grants.all()), "personnel")


@pytest.fixture
def offer(monkeypatch):
    """Offer a function as the job `test.rename`."""

    def enter(function: Any) -> None:
        monkeypatch.setitem(KINDS, "test.rename", Kind("test.rename", "改名", function))

    return enter


def waiting(user: User) -> Job:
    actor = actor_of(user)
    return Job._base_manager.create(
        kind="test.rename", label="改名", actor=actor.to_json(), account_id=user.pk, right=RIGHT
    )


def done(job: Job) -> Job:
    run.call(job.pk)
    return Job._base_manager.get(pk=job.pk)


def test_a_right_taken_back_while_the_job_waited_is_gone(officer, unit, offer):
    offer(lambda progress: rename(unit=unit, name="新名"))
    job = waiting(officer)
    RoleGrant.objects.filter(user=officer).delete()
    ended = done(job)
    assert ended.state == "failed"
    assert "“人事干部”这一角色现在没有办理“改名”的权限" in ended.error
    assert Unit._base_manager.get(pk=unit.pk).name == "旧名"
    assert Entry._base_manager.count() == 0


def test_a_closed_account_does_nothing_more(officer, unit, offer):
    offer(lambda progress: rename(unit=unit, name="新名"))
    job = waiting(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert done(job).state == "failed"
    assert Unit._base_manager.get(pk=unit.pk).name == "旧名"


def test_the_last_write_asks_for_the_right_once_more(officer, unit, offer):
    def long_work(progress):
        rename(unit=unit, name="第一步")
        RoleGrant.objects.filter(user=officer).delete()
        rename(unit=unit, name="第二步")

    offer(long_work)
    ended = done(waiting(officer))
    assert (ended.state, "安全管理员" in ended.error) == ("failed", True)
    assert Unit._base_manager.get(pk=unit.pk).name == "第一步"


def test_a_narrower_range_counts_from_the_next_act(officer, offer):
    inside, outside = make_unit("内"), make_unit("外")

    def narrowed(progress):
        RoleGrant.objects.filter(user=officer).update(role="section_head", path=inside.path)

    offer(narrowed)
    assert done(waiting(officer)).state == "done"
    offer(lambda progress: rename(unit=outside, name="新名"))
    assert done(waiting_of(officer, "section_head")).state == "failed"
    assert Unit._base_manager.get(pk=outside.pk).name == "外"


def waiting_of(user: User, role: str) -> Job:
    job = waiting(user)
    Job._base_manager.filter(pk=job.pk).update(actor={**job.actor, "role": role})
    return job


def test_a_part_of_the_system_needs_no_account(unit, offer):
    seen = []
    offer(lambda progress: seen.append(current().name))
    with acting(Actor.system("夜间")), using(RIGHT):
        assert enqueue("test.rename").state == "done"
    assert seen == ["系统：夜间"]


def test_an_officer_without_a_staff_file_sees_the_own_jobs_and_nobody_else_s(sign_in, offer):
    offer(lambda progress: None)
    mine, other = sign_in("personnel"), sign_in("personnel")
    assert (mine.user.person_id, other.user.person_id) == (None, None)
    with acting(actor_of(mine.user)), using(RIGHT):
        job = enqueue("test.rename")
    assert job.state == "done"
    assert mine.get(job.get_absolute_url()).status_code == 200
    assert "改名" in mine.get("/jobs/").content.decode()
    assert other.get(job.get_absolute_url()).status_code == 404
    assert "改名" not in other.get("/jobs/").content.decode()
