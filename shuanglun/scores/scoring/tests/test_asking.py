"""Screens: asking for a run, giving it up, and what is said when its files are gone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from shuanglun.scores.scoring.models import Run
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.test_screens import result, words

pytestmark = pytest.mark.django_db


def test_an_officer_asks_for_a_run_and_finds_it_finished(house, sign_in):
    snapshot = factories.make_snapshot()
    client = sign_in("integration", person=house.bare)
    form = client.get(reverse("scoring:new"))
    assert "有 1 人没有适用的方案" in words(form)
    part = client.get(reverse("scoring:new"), {"snapshot": snapshot.pk}, headers={"HX-Target": "preview"})
    assert part.content.decode().strip().startswith('<div id="preview">')
    refused = client.post(reverse("scoring:new"), {"name": "", "snapshot": snapshot.pk})
    assert (refused.status_code, Run._base_manager.count()) == (422, 0)
    answer = client.post(reverse("scoring:new"), {"name": "2025 年度", "snapshot": snapshot.pk}, follow=True)
    assert "查看结果" in words(answer)
    done = Run._base_manager.get()
    assert (done.state, done.people, done.unscored) == ("done", 3, 1)
    checked = client.post(reverse("scoring:verify", args=[done.pk]), follow=True)
    assert checked.status_code == 200
    assert "一致" in words(client.get(reverse("scoring:run", args=[done.pk])))


def test_a_waiting_run_shows_progress_and_can_be_given_up(house, sign_in):
    run = factories.request(factories.make_snapshot())
    client = sign_in("personnel")
    page = client.get(reverse("scoring:run", args=[run.pk]))
    assert "取消计分" in words(page)
    client.post(reverse("scoring:cancel", args=[run.pk]))
    assert Run._base_manager.get().state == "cancelled"
    assert "计分已取消" in words(client.get(reverse("scoring:run", args=[run.pk])))


def test_missing_files_are_told_and_break_nothing(run, house, sign_in):
    (factories.Path(factories.settings.DATA_DIR) / run.directory / "indicators.parquet").unlink()
    answer = sign_in("staff", person=house.member).get(result(run, house.member))
    assert answer.status_code == 422
    assert "结果文件缺失" in words(answer)
