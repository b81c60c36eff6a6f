import pytest
from django.urls import reverse

from shuanglun.base.jobs import board
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.tests.conftest import LI, kinds  # noqa: F401
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in):
    return sign_in("personnel", person=make_person(), name="王芳")


def job_of(client, **values) -> Job:
    values = {"kind": "test.good", "label": "冻结快照", "arguments": {"year": 2024}, "actor": LI.to_json()} | values
    return Job._base_manager.create(person_id=client.user.person_id, **values)


def text(answer) -> str:
    body = answer.content.decode()
    assert "<c-" not in body
    return body


def test_the_list_shows_one_s_own_jobs(client):
    job_of(client)
    Job._base_manager.create(kind="test.good", label="别人的任务", actor=LI.to_json(), person_id=10**6)
    body = text(client.get(reverse("jobs:list")))
    assert "冻结快照" in body
    assert "别人的任务" not in body


def test_a_running_job_shows_how_far_it_is_and_asks_again(client):
    job = job_of(client, state="running")
    board.write(job.pk, board.Note(30, 120, "正在导出 组织生活"))
    body = text(client.get(job.get_absolute_url()))
    assert "正在导出 组织生活" in body
    assert 'max="120"' in body
    assert 'hx-trigger="every 1s"' in body
    assert "取消任务" in body


def test_a_job_whose_worker_was_killed_says_so(client):
    job = job_of(client, state="running", worker="killed")
    assert "后台进程已中断" in text(client.get(job.get_absolute_url()))


def test_the_part_that_moves_stops_asking_when_the_job_has_ended(client):
    job = job_of(client, state="done", result_url="/snapshots/1/")
    body = text(client.get(job.get_absolute_url(), headers={"HX-Request": "true"}))
    assert "<html" not in body
    assert "hx-trigger" not in body
    assert 'href="/snapshots/1/"' in body


def test_a_failed_job_says_why_and_can_be_repeated(client):
    job = job_of(client, state="failed", error="2025 年没有日历")
    assert "2025 年没有日历" in text(client.get(job.get_absolute_url()))
    answer = client.post(reverse("jobs:again", args=[job.pk]))
    assert answer.status_code == 302
    assert Job._base_manager.count() == 2
    assert Job._base_manager.latest("id").state == "done"


def test_cancel_is_a_post_and_ends_a_waiting_job(client):
    job = job_of(client)
    assert client.get(reverse("jobs:cancel", args=[job.pk])).status_code == 405
    answer = client.post(reverse("jobs:cancel", args=[job.pk]), follow=True)
    assert "任务已取消" in text(answer)
    assert Job._base_manager.get().state == "cancelled"


def test_cancelling_an_ended_job_is_refused_in_words(client):
    job = job_of(client, state="done")
    answer = client.post(reverse("jobs:cancel", args=[job.pk]))
    assert answer.status_code == 422
    assert "已完成" in text(answer)


def test_somebody_else_s_job_is_not_found(client, sign_in):
    job = job_of(client)
    other = sign_in("personnel", person=make_person())
    for name in ("job", "cancel", "again"):
        method = other.get if name == "job" else other.post
        assert method(reverse(f"jobs:{name}", args=[job.pk])).status_code == 404
