"""From the sealed box to what is published: reviewed opinions, one release by a second person, evidence, files, the end."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from itertools import cycle

import pytest
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting, using
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.jobs import destroy_old_ballots
from shuanglun.records.surveys.models import Ballot, PublishedMean, Release, Remark, Subject
from shuanglun.records.surveys.queries.todo import to_run
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
ADVICE = {"-:advice": "多听一线意见"}


def in_turn():
    """Marks the best and the second option in turn, for each question of each subject."""
    turns = defaultdict(lambda: cycle("ab"))
    return lambda slot: next(turns[slot["subject"], slot["question"]])


@pytest.fixture
def sealed(signer):
    """Twenty people voted, each with the same piece of advice."""
    with signer.at(made.DURING_ISSUE):
        row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 6, "C": 9}, subjects=2)))
        made.votes(row, in_turn(), ADVICE)
    with signer.at(made.AFTER):
        return made.sealed(row)


def reviewed(row, shown: str = "多听一线意见"):
    with acting(made.PREPARES), using("surveys.run"):
        for remark in Remark.objects.filter(campaign=row):
            operations.review_remark(remark=remark, shown=shown)
    return row


def released(row):
    with acting(made.APPROVES):
        return operations.release(campaign=row, at=made.AFTER)


def test_only_published_aggregates_become_evidence(sealed):
    row = released(reviewed(sealed))
    first = Subject._base_manager.filter(campaign=row).order_by("order").first()
    means = {item.head: (item.mean, item.opinions) for item in PublishedMean._base_manager.filter(person=first.person)}
    # 100·(3/5·.4 + 3/6·.3 + 4/9·.3) + 200/3·(2/5·.4 + 3/6·.3 + 5/9·.3)
    assert means == {"conduct": (Decimal("84.11"), 20), "capability": (Decimal("84.11"), 20)}
    assert (row.state, row.released_by) == ("released", "顾行简")
    assert Release.objects.get(campaign=row).body["turnout"]["cast"] == 20


def test_whoever_prepared_it_cannot_publish_it(sealed):
    reviewed(sealed)
    with acting(made.PREPARES), pytest.raises(RefusedError, match="另一位负责人"):
        operations.release(campaign=sealed, at=made.AFTER)
    assert not PublishedMean._base_manager.exists() and not Release.objects.exists()


def test_nothing_is_published_while_an_opinion_was_not_reviewed(sealed):
    with pytest.raises(RefusedError, match="没有审核"):
        released(sealed)


def test_a_ballot_changed_since_the_sealing_stops_the_release(sealed):
    reviewed(sealed)
    one = Ballot._base_manager.order_by("key").first()
    Ballot._base_manager.filter(pk=one.pk).update(marks="d" + one.marks[1:])
    with pytest.raises(RefusedError, match="与封箱时不一致"):
        released(sealed)
    Ballot._base_manager.filter(pk=one.pk).update(marks=one.marks, salt="0" * 32)
    with pytest.raises(RefusedError, match="与封箱时不一致"):
        released(sealed)


def test_it_is_published_once(sealed):
    row = released(reviewed(sealed))
    with pytest.raises(RefusedError, match="已公布"):
        released(row)


def test_opinions_are_parted_from_ballots_and_shown_as_reviewed(sealed, sign_in):
    assert Remark._base_manager.filter(campaign=sealed).count() == 20
    row = released(reviewed(sealed, "意见已归纳"))
    [shown] = Release.objects.get(campaign=row).body["remarks"]
    assert (shown["question"], set(shown["texts"])) == ("意见建议", {"意见已归纳"})
    page = sign_in("personnel").get(reverse("surveys:results", args=[row.pk])).content.decode()
    assert "应参加 20 人；发出 20 张，占应参加的 100.00%；收回 20 张，收回率 100.00%（收回 ÷ 发出）" in page
    assert Ballot._base_manager.filter(marks__contains="一线").count() == 0


def test_lines_of_an_opinion_are_kept_as_lines(sealed):
    row = released(reviewed(sealed, " 一、听取意见\r\n二、精简会议 "))
    [shown] = Release.objects.get(campaign=row).body["remarks"]
    assert set(shown["texts"]) == {"一、听取意见\n二、精简会议"}


def test_the_subject_sees_the_own_figures_and_nobody_elses(sealed, sign_in):
    row = released(reviewed(sealed))
    one, other = Subject._base_manager.filter(campaign=row).order_by("order")
    reader = sign_in("staff", person=one.person)
    page = reader.get(reverse("surveys:outcome", args=[one.pk])).content.decode()
    assert "总体评价" in page and one.label in page and other.label not in page
    assert reader.get(reverse("surveys:outcome", args=[other.pk])).status_code == 404
    assert sign_in("staff", person=make_person()).get(reverse("surveys:outcome", args=[one.pk])).status_code == 404


@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-"), ("xlsx", b"PK")])
def test_the_summary_is_downloaded_in_three_forms(sealed, sign_in, kind, begins):
    row = released(reviewed(sealed))
    answer = sign_in("personnel").get(reverse("surveys:summary", args=[row.pk, kind]))
    assert answer.status_code == 200 and answer.content.startswith(begins)


def test_raw_ballots_end_when_their_term_is_over_and_the_figures_stay(sealed):
    row = released(reviewed(sealed))
    type(row).objects.filter(pk=row.pk).update(released_at=made.AFTER - timedelta(days=600))
    with acting(Actor.system("test")):
        assert destroy_old_ballots() == 1 and destroy_old_ballots() == 0
    row.refresh_from_db()
    assert row.ballots_gone_at and not Ballot._base_manager.exists() and not Remark._base_manager.exists()
    assert Release.objects.get(campaign=row).body["turnout"]["cast"] == 20 and row.root


def test_a_sealed_box_is_destroyed_at_its_term_too_and_nothing_is_published_after(sealed, sign_in):
    place = reverse("surveys:campaign", args=[sealed.pk])
    offices = sign_in("political")
    until = timezone.localdate(made.AFTER + timedelta(days=90))
    assert f"保存到 {until}，到期自动销毁；到期仍没有公布的，不能再公布" in offices.get(place).content.decode()
    with acting(made.APPROVES), using("surveys.run"):
        [waits] = to_run(timezone.localdate(made.AFTER))
    assert (waits.due_on, waits.meta[-14:]) == (until, "原始票到期销毁，之后不能公布")
    reviewed(sealed)
    type(sealed).objects.filter(pk=sealed.pk).update(sealed_at=made.AFTER - timedelta(days=600))
    with acting(Actor.system("test")):
        assert destroy_old_ballots() == 1
    with pytest.raises(RefusedError, match="原始票保存期满，已经销毁"):
        released(sealed)
    with acting(made.APPROVES), using("surveys.run"):
        assert to_run(timezone.localdate(made.AFTER)) == []
    page = offices.get(place).content.decode()
    assert "原始票保存期满，已经销毁；没有公布的结果无从核对，不再公布。" in page and "审核文字意见" not in page
