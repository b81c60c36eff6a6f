"""Facts of the reverse list: kept to be verified or set aside, never published, never read by whom they are about (G-08)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from shuanglun.base.actor import acting, using
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import PublishedMean, Release, Remark, Subject
from shuanglun.records.surveys.tests import factories as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
FACT = "三月的专项任务两次催办后仍没有启动"


@pytest.fixture
def sealed(signer):
    """Fifteen people ticked one line of the reverse list about the first of two people, each with facts."""
    with signer.at(made.DURING_ISSUE):
        row = made.opened(
            made.make_campaign(
                made.make_house({"A": 5, "B": 5, "C": 5}, subjects=2), kind="political", title="政治素质"
            )
        )
        made.votes(row, lambda slot: "b" if (slot["subject"], slot["question"]) == (0, "n01") else "a", {"0:n01": FACT})
    with signer.at(made.AFTER):
        return made.sealed(row)


def judged(row, is_lead):
    with acting(made.PREPARES), using("surveys.run"):
        for remark in Remark.objects.filter(campaign=row):
            operations.review_fact(remark=remark, is_lead=is_lead)


def released(row):
    with acting(made.APPROVES):
        return operations.release(campaign=row, at=made.AFTER)


def test_g08_facts_of_the_reverse_list_are_never_published(sealed):
    one = Remark._base_manager.filter(campaign=sealed).first()
    with acting(made.PREPARES), using("surveys.run"), pytest.raises(RefusedError, match="不公布，只能留作核实线索"):
        operations.review_remark(remark=one, shown=one.text)
    with pytest.raises(RefusedError, match="没有审核"):
        released(sealed)
    judged(sealed, True)
    row = released(sealed)
    body = Release.objects.get(campaign=row).body
    assert FACT not in json.dumps(body, ensure_ascii=False) and not body["remarks"]
    assert not PublishedMean._base_manager.exists(), "political quality feeds no evidence"
    assert {remark.state for remark in Remark._base_manager.filter(campaign=row)} == {"lead"}


def test_a_fact_that_an_earlier_program_let_through_is_not_published_either(sealed):
    for remark in Remark._base_manager.filter(campaign=sealed):
        remark.state, remark.shown = "released", FACT
        remark.save()
    assert FACT not in json.dumps(Release.objects.get(campaign=released(sealed)).body, ensure_ascii=False)


def test_the_trail_tells_neither_of_whom_nor_on_what_somebody_wrote(sealed):
    judged(sealed, True)
    told = Entry._base_manager.filter(act="surveys.review_fact").values_list("canonical", flat=True)
    assert len(told) == 15 and all('"lead"' in text for text in told)
    for word in ("subject", "n01", FACT):
        assert word not in "".join(told)


def test_an_opinion_is_no_lead(sealed):
    one = Remark._base_manager.filter(campaign=sealed).first()
    Remark._base_manager.filter(pk=one.pk).update(question="loyalty")
    with acting(made.PREPARES), using("surveys.run"), pytest.raises(RefusedError, match="审核公布文字"):
        operations.review_fact(remark=one, is_lead=True)


def test_an_officer_keeps_and_reads_leads_and_whom_they_are_about_does_not(sealed, sign_in):
    officer, subject = sign_in("political"), Subject._base_manager.filter(campaign=sealed).order_by("order").first()
    listed = officer.get(reverse("surveys:remarks", args=[sealed.pk])).content.decode()
    assert listed.count("反向测评事实") >= 15
    first, *others = Remark._base_manager.filter(campaign=sealed).order_by("uid")
    path = reverse("surveys:remark", args=[first.pk])
    page = officer.get(path).content.decode()
    assert FACT in page and "对决策部署拖延、变通" in page, "whoever decides sees what was asked"
    assert officer.post(path, {}).status_code == 422
    to = officer.post(path, {"is_lead": "yes"})["Location"]
    for other in others:
        assert to == reverse("surveys:remark", args=[other.pk]), "one review leads to the next"
        to = officer.post(to, {"is_lead": "no"})["Location"]
    assert to == reverse("surveys:remarks", args=[sealed.pk])
    kept = reverse("surveys:leads", args=[sealed.pk])
    assert officer.get(kept).content.decode().count(FACT) == 1
    assert "text/html" in officer.get(kept, {"export": "csv"})["Content-Type"], "leads leave the house in no file"
    assert kept in officer.get(reverse("surveys:campaign", args=[sealed.pk])).content.decode()
    row = released(sealed)
    assert FACT in officer.get(kept).content.decode(), "what is to be verified outlasts the release"
    themselves = sign_in("political", person=subject.person)
    assert FACT not in themselves.get(kept).content.decode()
    page = themselves.get(reverse("surveys:outcome", args=[subject.pk])).content.decode()
    assert subject.label in page and FACT not in page
    for role in ("staff", "section_head", "branch_secretary", "auditor"):
        assert sign_in(role, person=make_person()).get(kept).status_code == 403
    with acting(made.PREPARES):
        operations.destroy_ballots(campaign=row, at=made.AFTER + timedelta(days=600))
        assert not queries.leads(row).exists()
