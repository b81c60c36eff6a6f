"""Guard-rails: one named test for each rule that this release can already break. Rooms test them in depth; here the
house holds each of them once, on real rows and real screens."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.rounding import ONE, half_up
from shuanglun.engine.scheme import SchemeError
from shuanglun.engine.tables import FACTS
from shuanglun.engine.validate import check
from shuanglun.evidence.indicators import operations as indicators
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots import catalogue
from shuanglun.front.accounts.models import actor_for
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import CandidMeeting, Care, Criticism, IssueItem, Opinion, SelfCheck, Talk
from shuanglun.records.people.rules import is_id_number
from shuanglun.records.people.tests.factories import make_person
from shuanglun.records.surveys.models import Group, PublishedMean
from shuanglun.scores.scoring.models import Score
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.conftest import _no_files  # noqa: F401
from tests.fixtures.signing import make_user

ROOT = Path(__file__).parents[2]
SYSTEM = Actor.system("test")
SCHEMES = ROOT / "shuanglun/evidence/indicators/schemes"
FORMAL = {
    "people:workmonth": "month",
    "life:attendance": "meeting__on",
    "life:issueitem": "due_on",
    "life:selfcheck": "list_due_on",
    "life:volunteerservice": "on",
    "learning:studyrecord": "on",
    "learning:modulerecord": "due_on",
    "goals:keytask": "due_on",
    "goals:outcome": "on",
    "goals:kpiresult": "year",
    "surveys:publishedmean": "published_on",
}
"""Every kind of record that may count, with the day it is about. Whoever adds one writes it here, and is read."""
PRIVATE = ("chat", "mail", "browsing", "location", "gps", "phone_use", "social", "camera", "face", "emotion")
FORBIDDEN_COLUMNS = ("ethnic", "religio", "health", "family", "marital", "native_place", "birthplace", "photo")


@pytest.fixture
def house(db):
    factories.make_schemes()
    return factories.make_house()


@pytest.fixture
def run(house):
    return factories.make_run(factories.make_snapshot())


def score(run, person) -> Score:
    with acting(SYSTEM):
        return Score.objects.get(run=run, person=person)


def result(run, person) -> str:
    return reverse("scoring:score", args=[score(run, person).pk])


def test_g01_only_formal_records_can_count():
    from tests.house.test_doors import patterns

    addresses = [route for route, _, _ in patterns()]
    assert [route for route in addresses if any(word in route for word in PRIVATE)] == []
    assert {source.ref for source in catalogue.SOURCES} | {ref for ref, *_ in catalogue.KPIS} == set(FORMAL)
    for ref, day in FORMAL.items():
        assert apps.get_model(*ref.split(":"))._base_manager.order_by(day).query, ref
        assert reverse(ref, args=[1])


@pytest.mark.django_db
def test_g01_a_record_tells_its_day_and_who_recorded_it(sign_in):
    from shuanglun.base.imports import operations as imports
    from shuanglun.base.imports.tests.files import text
    from shuanglun.records.learning import sheets

    person = make_person()
    data = text([["工号", "课程名称", "日期", "学时"], [person.staff_no, "理论学习", "2025-04-18", "2"]])
    officer = Actor("白露晞", 7, "political", (Grant("learning.import", "unit", "/"),))
    with acting(officer), using("learning.import"):
        batch = imports.receive(sheets.HOURS, "学时.csv", [data])
        imports.commit(sheets.HOURS, imports.check(sheets.HOURS, batch, batch.mapping))
    row = StudyRecord._base_manager.get()
    page = sign_in("political").get(reverse("learning:studyrecord", args=[row.pk])).content.decode()
    assert "2025-04-18" in page
    assert "白露晞" in page


def test_g02_nobody_stores_or_scores_what_is_private():
    ours = [model for model in apps.get_models() if model.__module__.startswith("shuanglun.")]
    stored = [f"{model._meta.label}.{field.name}" for model in ours for field in model._meta.concrete_fields]
    assert [name for name in stored if any(word in name.lower() for word in FORBIDDEN_COLUMNS)] == []
    text = (SCHEMES / "management.yaml").read_text()
    for word in (
        "religion.attendance", "ethnicity.share", "health.days", "family.visits", "birthplace.here", "marital.status",
        "private_chat.count", "app.minutes", "face.smiles", "emotion.mean",
    ):  # fmt: skip
        with pytest.raises(SchemeError, match="不得用于评价"):
            check(text.replace("life.attendance", word), catalogue.MEASURES.values())


@pytest.mark.django_db
def test_g03_every_number_opens_to_its_records(run, house, sign_in):
    reader = sign_in("staff", person=house.member)
    page = reader.get(result(run, house.member)).content.decode()
    opened = set(re.findall(rf'href="({re.escape(reverse("scoring:list"))}[^"]*/(?:political|work)/\w+/)"', page))
    assert len(opened) >= 9
    for address in opened:
        text = reader.get(address).content.decode()
        assert re.search(r"n = [1-9]\d* 条记录", text), address
        assert re.search(r"[=≈] [\d.]+%", text), address
        assert "专业技术岗双维度计分方案 2025.1" in text, address


@pytest.mark.django_db
def test_g04_missing_is_never_zero(run, house, sign_in):
    bare = score(run, house.bare)
    assert (bare.political, bare.work, bare.level, bare.quadrant) == (None, None, None, "")
    page = sign_in("personnel").get(result(run, house.bare)).content.decode()
    assert "资料不足" in page
    assert "<dt>协调度 D</dt>" not in page


@pytest.mark.django_db
def test_g04_absent_data_leaves_its_weight_to_the_rest_until_the_floor(house):
    """Without issues the other four lines share 90 %; without study, modules and conduct only a quarter is known."""
    with acting(SYSTEM):
        IssueItem.objects.filter(person=house.member).delete()
    partly = score(factories.make_run(factories.make_snapshot()), house.member)
    known = 2500 * half_up(9 * ONE, 10) + 2000 * half_up(1560 * ONE, 1920) + 1500 * half_up(7 * ONE, 8)
    assert partly.political_base == half_up(known + 3000 * half_up(88 * ONE, 100), 9_000)
    assert partly.political_coverage == ONE * 9 // 10
    with acting(SYSTEM):
        for model in (StudyRecord, ModuleRecord, PublishedMean):
            model.objects.filter(person=house.member).delete()
    lacking = score(factories.make_run(factories.make_snapshot("2025Y-02"), name="再算"), house.member)
    assert (lacking.political_coverage, lacking.political, lacking.level) == (ONE // 4, None, None)


@pytest.mark.django_db
def test_g05_an_exempt_absence_costs_nothing(run, house):
    """12 due, 9 came, 2 absent under an exemption: 9 of 10, not 9 of 12."""
    found = score(run, house.member)
    life = 2500 * half_up(9 * ONE, 10)
    rest = 2000 * half_up(1560 * ONE, 1920) + 1500 * half_up(7 * ONE, 8) + 1000 * half_up(2 * ONE, 3)
    assert found.political_base == half_up(life + rest + 3000 * half_up(88 * ONE, 100), 10_000)


@pytest.mark.django_db
def test_g06_a_non_member_loses_nothing(run, house):
    """The same person without Party membership: full coverage without Party life, and the same work side."""
    member, outsider = score(run, house.member), score(run, house.outsider)
    assert outsider.political_coverage == ONE
    assert member.work == outsider.work


@pytest.mark.django_db
def test_g06_party_life_counts_for_members_only(run, house, sign_in):
    reader = sign_in("personnel")
    for person, counts in ((house.member, True), (house.outsider, False)):
        page = reader.get(result(run, person)).content.decode()
        for line in ("org_life", "rectification"):
            link = reverse("scoring:indicator", args=[score(run, person).pk, "political", line])
            assert (f'href="{link}"' in page) == counts, (person, line)


def test_g07_criticism_received_is_no_indicator():
    text = (SCHEMES / "management.yaml").read_text()
    with pytest.raises(SchemeError, match="受到批评不得计入评价"):
        check(text.replace("name: 组织生活出勤", "name: 收到批评意见条数"), catalogue.MEASURES.values())
    assert not any("critic" in name for name in catalogue.MEASURES)
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    assert [str(field) for field in fields if "critic" in field.name or "批评" in str(field.verbose_name)] == []


@pytest.mark.django_db
def test_g07_what_was_said_of_somebody_changes_no_fact_and_no_score(run, house):
    """The same house, frozen again after hard words fell: the same evidence to the byte, the same scores."""
    before = factories.make_snapshot("2025Y-02")
    with acting(SYSTEM):
        candid = CandidMeeting.objects.create(
            branch=house.branch, kind="org_life", year=2025, theme="作风", host=house.member, stage="rectify"
        )
        for _ in range(5):
            Criticism.objects.create(
                candid=candid, kind="mutual", speaker=house.outsider, addressee=house.member, issue="通知太晚",
                happened="三次例会当天才通知",
            )  # fmt: skip
        Opinion.objects.create(
            candid=candid, channel="box", about="style", text="材料要得急", gathered_on=date(2025, 1, 5)
        )
    after = factories.make_snapshot("2025Y-03")
    assert (after.facts, _evidence(after)) == (before.facts, _evidence(before))
    again = factories.make_run(after, name="再算")
    assert score(again, house.member).political == score(run, house.member).political


@pytest.mark.django_db
def test_g07_talks_and_care_change_no_fact(house):
    before = factories.make_snapshot("2025Y-02")
    with acting(SYSTEM):
        Talk.objects.create(
            number="谈2025-00001", kind="admonish", on=date(2025, 5, 1), talker=house.outsider, second=house.bare,
            subject=house.member, content="谈话内容", state="confirmed", kept_by="测试",
        )  # fmt: skip
        Care.objects.create(
            kind="help", person=house.member, on=date(2025, 5, 1), by="测试", reason="困难", done="补助", kept_by="测试"
        )
    assert _evidence(factories.make_snapshot("2025Y-03")) == _evidence(before)


def _evidence(snapshot) -> dict[str, bytes]:
    folder = Path(settings.DATA_DIR) / snapshot.directory
    assert (folder / FACTS.file).exists()
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


@pytest.mark.django_db
def test_g05_who_is_excused_from_a_self_check_owes_no_list(house):
    """Excused at the candid meeting: no occasion at all, so nothing to lose; no column holds the reason."""
    with acting(SYSTEM):
        candid = CandidMeeting.objects.create(
            branch=house.branch, kind="org_life", year=2025, theme="作风", host=house.member, stage="rectify"
        )
        row = SelfCheck.objects.create(candid=candid, person=house.member, list_due_on=date(2025, 2, 1))
        due = [fact for fact in life_lists() if fact[0] == house.member.pk]
        SelfCheck.objects.filter(pk=row.pk).update(is_excused=True)
        assert (len(due), life_lists()) == (1, [])
    assert not any("reason" in field.name for field in SelfCheck._meta.concrete_fields)


def life_lists() -> list:
    """The facts of lists of issues of 2025, as the catalogue reads them."""
    source = next(source for source in catalogue.SOURCES if source.measure.name == "life.timeliness")
    return list(source.query(date(2025, 1, 1), date(2026, 1, 1)))


@pytest.mark.django_db
def test_g09_nothing_below_five_can_be_stored():
    """Neither a published mean of four opinions nor a reporting group of four people: the database refuses both."""
    mean = PublishedMean(
        person=make_person(), campaign="年度测评", head="conduct", mean=90, opinions=4, published_on=date(2026, 1, 5)
    )
    group = Group(campaign_id=1, label="A", eligible=4)
    for row, name in ((mean, "mean_opinions"), (group, "group_of_five")):
        with acting(SYSTEM), pytest.raises(IntegrityError, match=name), transaction.atomic():
            row.save()


@pytest.mark.django_db
def test_g13_need_to_know_by_unit_and_branch(run, house, sign_in):
    address = result(run, house.member)
    allowed = {
        "own": sign_in("staff", person=house.member),
        "head": sign_in("section_head", unit=house.unit),
        "secretary": sign_in("branch_secretary", branch=house.branch),
        "personnel": sign_in("personnel"),
        "political": sign_in("political"),
    }
    refused = {
        "colleague": sign_in("staff", person=house.outsider),
        "other head": sign_in("section_head", unit=house.other_unit),
        "other secretary": sign_in("branch_secretary", branch=house.other_branch),
        "auditor": sign_in("auditor"),
        "guard": sign_in("security_admin"),
    }
    assert {who: client.get(address).status_code for who, client in allowed.items()} == dict.fromkeys(allowed, 200)
    codes = {who: client.get(address).status_code for who, client in refused.items()}
    assert codes == {"colleague": 404, "other head": 404, "other secretary": 404, "auditor": 403, "guard": 403}


@pytest.mark.django_db
def test_g13_what_leaves_the_house_is_as_narrow_and_says_who_took_it(run, house, sign_in):
    address = reverse("scoring:scores", args=[run.pk])
    for reader, names in (
        (sign_in("section_head", unit=house.unit), {"林一禾", "白露晞"}),
        (sign_in("section_head", unit=house.other_unit), {"江望舒"}),
        (sign_in("branch_secretary", branch=house.branch), {"林一禾"}),
        (sign_in("staff", person=house.outsider), {"白露晞"}),
    ):
        mark, _, *rows = (
            b"".join(reader.get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
        )
        assert {row.partition(",")[0] for row in rows if row} == names
        assert reader.user.name in mark


@pytest.mark.django_db
def test_g14_it_takes_two_people_to_publish():
    def officer(role):
        user = make_user(role, person=make_person())
        return actor_for(user, list(user.grants.all()), role)

    first, second = officer("personnel"), officer("political")
    with acting(first), using("indicators.edit"):
        draft = indicators.draft_from(source=(SCHEMES / "management.yaml").read_text())
        draft = indicators.submit(version=draft)
        with pytest.raises(RefusedError, match="须为两人"):
            indicators.publish(version=draft, on=date(2025, 1, 1))
    assert SchemeVersion.objects.get(pk=draft.pk).state == "submitted"
    with acting(second), using("indicators.publish"):
        assert indicators.publish(version=draft, on=date(2025, 1, 1)).state == "published"


@pytest.mark.django_db
def test_g14_weights_that_two_people_published_are_changed_by_nobody_and_a_draft_scores_nobody(house):
    published = SchemeVersion.objects.filter(state="published").first()
    lighter = published.source.replace("weight: 25", "weight: 20")
    assert lighter != published.source
    officer = make_user("personnel", person=make_person())
    with acting(actor_for(officer, list(officer.grants.all()), "personnel")), using("indicators.edit"):
        with pytest.raises(RefusedError):
            indicators.edit_draft(version=published, source=lighter)
        draft = indicators.draft_from(source=published.source.replace(f'"{published.version}"', '"2099.1"'))
    with pytest.raises(RefusedError, match="草稿方案只能用于试算"):
        factories.request(factories.make_snapshot(), drafts=[draft])
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeVersion.objects.filter(pk=published.pk).update(source=lighter)
    assert SchemeVersion.objects.get(pk=published.pk).source == published.source


def test_g18_no_screen_sorts_people_by_a_score():
    from shuanglun.scores.scoring.tables import ScoreTable

    sorted_by = {field for column in ScoreTable.columns if column.sort for field in column.sort_fields()}
    assert sorted_by & {field.name for field in Score._meta.concrete_fields} <= {"name_key", "unit_path", "category"}


def test_g21_no_number_of_a_real_person_stands_in_the_repository():
    known = {"11010519491231002X", "440524188001010014"}  # the standard's own published examples
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = set()
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".yaml", ".csv", ".json", ".html", ".js"} and path.is_file():
            found |= set(re.findall(r"(?<![0-9A-Fa-f])\d{17}[\dX](?![0-9A-Fa-f])", path.read_text(errors="ignore")))
    real = {number for number in found if is_id_number(number) and not number.startswith("999999")}
    assert real <= known


def test_g22_an_indicator_states_conduct_not_belief():
    text = (SCHEMES / "management.yaml").read_text()
    with pytest.raises(SchemeError, match="想法而不是行为"):
        check(text.replace("name: 本人问题整改", "name: 理想信念动摇"), catalogue.MEASURES.values())
