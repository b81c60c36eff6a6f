"""Scope: every model is scoped or listed with a reason; nobody of another unit opens a detail page."""

import pytest
from django.apps import apps

from shuanglun.base.scope import ScopedManager
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from tests.house.records import one_of_each

UNSCOPED = {
    "accounts.User": "read at the door, before anybody acts; its screens need accounts.manage",
    "accounts.RoleGrant": "read at the door, before anybody acts; its screens need accounts.manage",
    "parameters.ParameterChange": "figures of rules are the same for everybody; its screens need parameters.view",
    "learning.CourseKind": "the office's list of kinds is the same for everybody; its screens need learning.view",
    "learning.Course": "what is taught is the same for everybody; as above",
    "learning.CourseModule": "as above",
    "learning.Question": "read with its answer by learning.keep, without it by whoever takes the quiz (test_screens)",
    "learning.Session": "when and where a course is held is open to all; the names on its roster are scoped",
    "surveys.Instrument": "what is asked is the same for everybody; its screens need surveys.run",
    "surveys.InstrumentVersion": "as above",
    "surveys.Campaign": "that a campaign is held is no secret; its screens need surveys.run, its names are scoped",
    "surveys.VoterClass": "read through its campaign only",
    "surveys.Group": "read through its campaign only; holds counts of a roster, no names",
    "surveys.SlipRun": "read through its campaign only; holds counts",
    "surveys.PaperSheet": "read through its campaign only; leads to nobody",
    "surveys.Seal": "hashes that everybody may download",
    "surveys.Release": "what was published; who may read which subject is asked of the scoped subjects",
    "indicators.Scheme": "rules are the same for everybody: published versions are open to all who may read schemes",
    "indicators.SchemeVersion": "as above; drafts are filtered by indicators.queries.readable",
    "indicators.VersionAct": "read through its version only",
}


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("shuanglun.")]


def test_every_model_is_scoped_or_listed():
    bare = {model._meta.label for model in ours() if not isinstance(model._default_manager, ScopedManager)}
    assert bare == set(UNSCOPED)


@pytest.mark.django_db
def test_nobody_of_another_unit_opens_a_record(sign_in):
    here, there = make_unit("一所"), make_unit("二所")
    branch_here, branch_there = make_branch("一支部", unit=here), make_branch("二支部", unit=there)
    stranger = make_person("外人", unit=there, branch=branch_there)
    pages = one_of_each(make_person("本人", unit=here, branch=branch_here))
    readers = {
        "own": sign_in("staff", person=stranger),
        "head": sign_in("section_head", unit=there),
        "secretary": sign_in("branch_secretary", branch=branch_there),
    }
    seen = {
        (who, page): client.get(page).status_code
        for who, client in readers.items()
        for page in pages
        if client.get(page).status_code not in (403, 404)
    }
    assert seen == {}


@pytest.mark.django_db
def test_the_right_people_open_it(sign_in):
    here = make_unit("一所")
    branch = make_branch("一支部", unit=here)
    person = make_person("本人", unit=here, branch=branch)
    pages = one_of_each(person)
    for reader in (sign_in("personnel"), sign_in("staff", person=person)):
        assert {page: reader.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    head, secretary = sign_in("section_head", unit=here), sign_in("branch_secretary", branch=branch)
    assert head.get(f"/people/{person.pk}/").status_code == secretary.get(f"/people/{person.pk}/").status_code == 200
    auditor = sign_in("auditor")
    assert {auditor.get(page).status_code for page in pages} == {403}
