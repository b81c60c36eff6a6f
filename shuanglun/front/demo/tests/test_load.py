"""Loading the fictional institution: what is stored agrees with itself, and nothing is loaded where it must not be."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from shuanglun.base import sealed
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.audit.states import label
from shuanglun.base.imports import operations as imports
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts.models import User
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.demo.play import Play
from shuanglun.front.demo.tests.conftest import LAST
from shuanglun.records.goals import sheets as goals
from shuanglun.records.goals.models import KpiResult
from shuanglun.records.learning import sheets as learning
from shuanglun.records.life import sheets as life
from shuanglun.records.life.models import Attendance, CandidMeeting, FollowUp, IssueItem, Meeting, Talk
from shuanglun.records.life.queries import candid as queries
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people import sheets as people
from shuanglun.records.people.models import Appointment, Membership, Person, WorkMonth


def test_rows_agree_with_each_other(loaded):
    here = Person.objects.in_post()
    assert here.count() == 80
    for person in here.select_related("unit", "branch"):
        appointment = Appointment.objects.get(person=person, until_on=None)
        assert (appointment.unit_id, appointment.category) == (person.unit_id, person.category)
        assert person.unit_path == person.unit.path
        membership = Membership.objects.filter(person=person, until_on=None).first()
        assert (membership and membership.branch_id) == person.branch_id
        assert person.is_member == (membership is not None)
    assert not Membership.objects.filter(person__standing="left", until_on=None).exists()
    assert Attendance.objects.filter(meeting__on__gt=LAST).count() == 0
    assert min(Meeting.objects.values_list("on", flat=True)).year == 2024
    assert WorkMonth.objects.filter(person__in=here).count() > 80 * 20
    assert KpiResult.objects.exclude(actual=None).exists()


def test_trees_have_paths_of_their_own_numbers(loaded):
    for model in (Unit, PartyOrganization):
        for row in model.objects.select_related("parent"):
            assert row.path == (row.parent.path if row.parent else "/") + f"{row.pk}/"


def test_identity_numbers_are_sealed_and_found(loaded):
    person = Person.objects.by_name().first()
    assert Person.objects.get(id_index=sealed.blind(str(person.id_number))) == person
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM people_person")
        tokens = [token for (token,) in cursor.fetchall()]
    assert all(token.startswith("s1:") and "999999" not in token[:20] for token in tokens)


def test_every_role_has_an_account(loaded):
    held = {user.grants.exclude(role="staff").values_list("role", flat=True).first() for user in User.objects.all()}
    assert held - {None} == set(ROLES) - {"staff"}
    assert User.objects.filter(grants__role="staff", person__isnull=False).exists()


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("人员名册", people.ROSTER),
        ("出勤月报", people.WORK),
        ("组织生活签到", life.ATTENDANCE),
        ("学时登记", learning.HOURS),
        ("党性教育模块", learning.MODULES),
        ("KPI结果", goals.KPI),
    ],
)
def test_sample_sheets_pass_the_dry_run(loaded, settings, name, sheet):
    batch = _checked(settings, name, sheet)
    assert [problem.problem for problem in batch.problems.all()] == []
    assert batch.new or batch.changed


def test_the_sheet_with_mistakes_is_reported_row_by_row(loaded, settings):
    batch = _checked(settings, "人员名册（有问题的）", people.ROSTER)
    assert len({problem.row_no for problem in batch.problems.all()}) >= 5


def _checked(settings, name, sheet):
    content = (settings.DATA_DIR / "samples" / f"{name}.xlsx").read_bytes()
    batch = imports.receive(sheet, f"{name}.xlsx", [content])
    return imports.check(sheet, batch, batch.mapping)


def test_a_database_with_data_is_refused_and_left_alone(loaded, play, told):
    persons = Person.objects.count()
    with pytest.raises(RefusedError, match="--reset"):
        play.run()
    assert Person.objects.count() == persons
    assert told == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"people": 5}, "20 人"), ({"until": date(2025, 6, 30)}, "12 月 31 日"), ({"until": date(2040, 12, 31)}, "2026")],
)
def test_what_cannot_be_made_is_refused(play, change, reason):
    wrong = Play(**{**{"people": 80, "years": 1, "seed": 1, "until": LAST}, **change})
    with pytest.raises(RefusedError, match=reason):
        wrong.run()


def test_only_a_demo_machine_takes_fiction(play, settings):
    settings.DEMO = False
    for reset in (False, True):
        with pytest.raises(RefusedError, match="SHUANGLUN_DEMO"):
            play.run(reset=reset)


def test_candid_meetings_stand_where_their_own_rules_allow(loaded):
    """Each meeting has what every stage behind it asks for."""
    rows = list(CandidMeeting.objects.select_related("meeting"))
    assert {row.stage for row in rows} >= {"closed", "look_back", "self_check", "opinions"}
    stages = list(rules.STAGES)
    found = [
        (str(row), stage, verdict.reason)
        for row in rows
        for stage in stages[: stages.index(row.stage)]
        if row.meeting and not (verdict := rules.may_leave(stage, queries.progress(row, LAST)))
    ]
    assert found == []
    assert IssueItem.objects.filter(candid__stage="closed", looked_back_on=None).count() == 0
    assert Talk.objects.filter(state="awaiting").count() == 1
    assert FollowUp.objects.filter(done_on=None).count() >= 1


def test_every_record_says_who_recorded_it(loaded):
    """What a page calls 登记 is in the trail, of every row of the rooms whose pages say it."""
    told = set(EntryObject._base_manager.values_list("object", flat=True))
    told |= set(Entry._base_manager.values_list("object", flat=True))
    rooms = ("life", "learning", "goals")
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    lost = {
        model.__name__: [label(row) for row in model._base_manager.all() if label(row) not in told][:3]
        for model in models
    }
    assert {name: rows for name, rows in lost.items() if rows} == {}
