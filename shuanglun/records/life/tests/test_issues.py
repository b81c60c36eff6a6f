"""Own issues: set down by oneself, mended with proof, verified and looked back at by others."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shuanglun.base.actor import acting
from shuanglun.base.audit.acts import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life import facts
from shuanglun.records.life.models import IssueFile, IssueItem, SelfCheck
from shuanglun.records.life.operations import issues as operations
from shuanglun.records.life.tests import candid_cases as cases
from shuanglun.records.life.tests.candid_cases import (
    AT,
    SYSTEM,
    TODAY,
    as_person,
    as_secretary,
    part,
    playing,
    standing,
)

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)
PDF = ("整改记录.pdf", b"%PDF-1.7 proof")
YEAR = (date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
def house():
    return cases.Branch()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def raised(house, **values):
    told = {
        "title": "通知太晚",
        "fact": "三次例会当天才通知",
        "measure": "提前两天",
        "owner": "",
        "due_on": DUE,
    } | values
    with as_person(house.first):
        return operations.raise_issue(person=house.first, check=None, today=TODAY, **told)


def claimed(house, on=TODAY):
    with as_person(house.first):
        return operations.claim(issue=raised(house), words="已改为会前两天", upload=PDF, at=AT, today=on)


def stored() -> IssueItem:
    return IssueItem._base_manager.get()


def test_an_issue_is_ones_own(house):
    row = raised(house)
    assert (row.raised_on, row.state, row.owner_words, row.is_specific) == (TODAY, "open", "本人", True)
    with as_person(house.second), pytest.raises(Forbidden):
        operations.raise_issue(
            person=house.first, title="x", fact="", measure="", owner="", due_on=DUE, check=None, today=TODAY
        )
    with as_person(house.second), pytest.raises(Forbidden):
        operations.edit(issue=row, title="x", fact="", measure="", owner="")
    with pytest.raises(RefusedError, match="期限早于"):
        raised(house, due_on=date(2026, 1, 19), title="另一个")
    with pytest.raises(RefusedError, match="同名的问题") as refused:
        raised(house)
    assert refused.value.field == "title"
    assert cases.rows(IssueItem) == 1


def test_mended_is_what_somebody_else_saw(house):
    row = claimed(house)
    assert (row.state, IssueFile._base_manager.get().content()) == ("claimed", PDF[1])
    entries = Entry._base_manager.count()
    as_deputy = playing("branch_secretary", "life.keep", branch=house.branch, person=house.first)
    with as_deputy, pytest.raises(RefusedError, match="须由另一人核实"):
        operations.verify(issue=row, words="", today=TODAY)
    with playing("branch_secretary", "life.keep", branch=house.other), pytest.raises(Forbidden):
        operations.verify(issue=row, words="", today=TODAY)
    assert (stored().closed_on, Entry._base_manager.count()) == (None, entries)
    with as_secretary(house):
        operations.verify(issue=row, words="属实", today=date(2026, 2, 1))
    row = stored()
    assert (row.state, row.closed_on, row.closed_by) == ("closed", date(2026, 2, 1), "程若谷")
    with as_secretary(house), pytest.raises(RefusedError, match="当前状态为“已销号”"):
        operations.verify(issue=row, words="", today=TODAY)


def test_what_is_sent_back_is_open_again_with_the_reason(house):
    row = claimed(house)
    with as_secretary(house), pytest.raises(RefusedError, match="退回理由"):
        operations.send_back(issue=row, reason=" ")
    with as_secretary(house):
        operations.send_back(issue=row, reason="请附通知记录")
    row = stored()
    assert (row.state, row.closed_words, row.claimed_on) == ("open", "请附通知记录", None)


def test_looking_back_may_open_an_issue_again(house):
    row = claimed(house)
    with as_secretary(house):
        operations.verify(issue=row, words="", today=TODAY)
        with pytest.raises(RefusedError, match="另定期限"):
            operations.look_back(issue=stored(), outcome="reopened", words="又有一次", due_on=None, today=DUE)
        operations.look_back(
            issue=stored(), outcome="reopened", words="又有一次", due_on=date(2026, 9, 30), today=date(2026, 7, 20)
        )
    former, row = IssueItem._base_manager.order_by("pk")
    assert (former.state, former.due_on, former.closed_on) == ("renewed", DUE, TODAY)
    assert (row.state, row.due_on, row.former_id) == ("open", date(2026, 9, 30), former.pk)
    assert (row.title, row.fact, row.raised_on) == (former.title, former.fact, date(2026, 7, 20))
    with as_person(house.first):
        assert list(IssueItem.objects.open()) == [row]


def test_a_missed_term_never_leaves_its_year(house):
    raised(house)
    after = DUE + timedelta(days=20)
    with as_secretary(house):
        with pytest.raises(RefusedError, match="还在整改期内"):
            operations.look_back(
                issue=stored(), outcome="reopened", words="x", due_on=after, today=DUE - timedelta(days=1)
            )
        operations.look_back(issue=stored(), outcome="reopened", words="没有动静", due_on=date(2027, 3, 1), today=after)
    with acting(SYSTEM):
        found = [list(facts.issues(date(year, 1, 1), date(year + 1, 1, 1))) for year in (2026, 2027)]
    assert [[(on, done, due) for _, on, done, due, _ in rows] for rows in found] == [
        [(DUE, 0, 1)], [(date(2027, 3, 1), 0, 1)],
    ]  # fmt: skip


def test_a_mistyped_term_is_refused_changed_by_the_person_or_corrected_by_the_office(house):
    with pytest.raises(RefusedError, match="请核对年份") as refused:
        raised(house, due_on=date(2206, 6, 30), title="年份写错")
    assert refused.value.field == "due_on"
    row = raised(house)
    words = {name: getattr(row, name) for name in ("title", "fact", "measure", "owner")}
    with as_person(house.first):
        operations.edit(issue=row, today=TODAY, due_on=date(2026, 8, 1), **words)
        with pytest.raises(RefusedError, match="请政工部门更正"):
            operations.edit(issue=stored(), today=TODAY + timedelta(days=1), due_on=date(2026, 9, 1), **words)
    with playing("political", "life.review", person=house.officer):
        operations.correct_term(issue=stored(), due_on=date(2026, 7, 1), reason="月份写错", today=TODAY)
        assert stored().due_on == date(2026, 7, 1)
        with pytest.raises(RefusedError, match="已过，不能更正"):
            operations.correct_term(issue=stored(), due_on=date(2027, 1, 1), reason="太短", today=date(2026, 7, 2))


def test_proof_is_a_real_file_and_opens_to_those_who_see_the_issue(house, sign_in):
    row = raised(house)
    with as_person(house.first), pytest.raises(RefusedError, match="不支持这种文件"):
        operations.attach(issue=row, upload=("x.exe", b"MZ"), at=AT)
    assert cases.rows(IssueFile) == 0
    with as_person(house.first):
        operations.attach(issue=row, upload=PDF, at=AT)
    address = f"/life/issues/files/{IssueFile._base_manager.get().pk}/"
    own = sign_in("staff", person=house.first)
    assert own.get(address).content == PDF[1]
    for reader in (sign_in("staff", person=house.second), sign_in("branch_secretary", branch=house.other)):
        assert reader.get(address).status_code == 404


def test_in_time_is_what_was_reported_in_time_however_late_it_was_looked_at(house):
    row = claimed(house, on=DUE)
    with as_secretary(house):
        operations.verify(issue=row, words="", today=date(2026, 8, 1))
    with acting(SYSTEM):
        assert facts.issues(*YEAR).get() == (house.first.pk, DUE, 1, 1, row.pk)
        IssueItem.objects.update(claimed_on=date(2026, 7, 1))
        assert facts.issues(*YEAR).get()[2] == 0
        IssueItem.objects.update(claimed_on=DUE, closed_on=None)
        assert facts.issues(*YEAR).get()[2] == 0
        IssueItem.objects.update(claimed_on=None, closed_on=DUE)  # as an import has it
        assert facts.issues(*YEAR).get()[2] == 1
        assert facts.describe_issues([row.pk]) == {row.pk: "通知太晚（期限 2026-06-30，2026-06-30 销号）"}


def test_specific_is_what_says_fact_and_measure(house):
    for number, (fact, measure, counts) in enumerate((("a", "b", 1), ("", "b", 0), ("a", "", 0))):
        row = raised(house, title=f"问题{number}", fact=fact, measure=measure)
        with acting(SYSTEM):
            found = {pk: quantity for _, _, quantity, _, pk in facts.specific_issues(*YEAR)}
        assert found[row.pk] == counts
    with acting(SYSTEM):
        assert facts.specific_issues(date(2025, 1, 1), date(2026, 1, 1)).count() == 0


def test_a_list_counts_by_its_term_and_who_is_excused_owes_none(house):
    candid = cases.planned(house)
    checks = {person.pk: part(candid, person) for person in (house.secretary, house.first, house.second)}
    days = {house.secretary.pk: date(2026, 1, 30), house.first.pk: date(2026, 1, 31), house.second.pk: None}
    with acting(SYSTEM):
        assert facts.lists(*YEAR).count() == 0
        for pk, listed in days.items():
            SelfCheck.objects.filter(person_id=pk).update(list_due_on=date(2026, 1, 30), listed_on=listed)
        found = {person: quantity for person, _, quantity, _, _ in facts.lists(*YEAR)}
        assert found == {house.secretary.pk: 1, house.first.pk: 0, house.second.pk: 0}
        SelfCheck.objects.filter(person=house.second).update(is_excused=True)
        assert {row[0] for row in facts.lists(*YEAR)} == {house.secretary.pk, house.first.pk}
        pk = checks[house.secretary.pk].pk
        assert facts.describe_lists([pk]) == {pk: "2025年度组织生活会问题清单（期限 2026-01-30，2026-01-30 交）"}


def test_bad_input_keeps_what_was_typed(house, sign_in):
    own = sign_in("staff", person=house.first)
    answer = own.post(
        "/life/issues/mine/add/", {"title": "通知太晚", "fact": "三次", "due_on": "2020-01-01", "check": ""}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "整改期限早于提出日期" in text and "三次" in text
    assert cases.rows(IssueItem) == 0


def test_my_list_and_the_page_on_real_screens(house, sign_in):
    own, secretary = sign_in("staff", person=house.first), sign_in("branch_secretary", branch=house.branch)
    answer = own.post(
        "/life/issues/mine/add/",
        {"title": "通知太晚", "due_on": f"{timezone.localdate() + timedelta(days=60)}", "check": ""},
    )
    assert answer.status_code == 302
    row = stored()
    page = f"/life/issues/{row.pk}/"
    assert "还不具体" in own.get("/life/issues/mine/").content.decode()
    assert "报告整改完成" not in secretary.get(page).content.decode()
    file = SimpleUploadedFile("记录.pdf", PDF[1], "application/pdf")
    assert own.post(f"{page}claim/", {"words": "已改", "file": file}).status_code == 302
    assert "记录.pdf" in secretary.get(page).content.decode()
    assert own.post(f"{page}verify/", {"words": ""}).status_code == 403
    assert secretary.post(f"{page}verify/", {"words": "属实"}).status_code == 302
    assert secretary.post(f"{page}look-back/", {"outcome": "kept", "words": "仍在执行"}).status_code == 302
    assert "已巩固" in own.get(page).content.decode()


def test_what_waits_is_the_own_and_near(house):
    from shuanglun.records.life.queries import candid, issues

    raised(house, due_on=date(2026, 2, 1))
    raised(house, title="以后", due_on=date(2026, 12, 1))
    with as_person(house.first):
        assert [(item.title, item.due_on) for item in issues.open_items(TODAY)] == [
            ("整改：通知太晚", date(2026, 2, 1))
        ]
    with as_person(house.second):
        assert issues.open_items(TODAY) == []
    with acting(SYSTEM):
        IssueItem.objects.filter(title="以后").update(claimed_on=TODAY)
    with as_secretary(house):
        assert [item.title for item in candid.open_meetings(TODAY)] == ["核实整改：以后"]


def test_a_meeting_that_goes_the_whole_way(house):
    """From the issue back to the look-back, the stages ask for each other."""
    from shuanglun.records.life.operations import candid as meetings

    candid = cases.planned(house)
    standing(candid, "rectify", meeting=cases.held(house, candid))
    with acting(SYSTEM):
        SelfCheck.objects.exclude(person=house.first).update(is_excused=True)
    check = part(candid, house.first)
    with as_person(house.first):
        row = operations.raise_issue(
            person=house.first, title="x", fact="f", measure="m", owner="", due_on=DUE, check=check, today=TODAY
        )
        operations.hand_in_list(check=check, today=TODAY)
    with as_secretary(house), pytest.raises(RefusedError, match="整改期内：1 项"):
        meetings.move(candid=candid, step="look_back", today=TODAY)
    with as_person(house.first):
        operations.claim(issue=row, words="已改", upload=None, at=AT, today=TODAY)
    with as_secretary(house):
        operations.verify(issue=stored(), words="", today=TODAY)
        candid = meetings.move(candid=candid, step="look_back", today=TODAY)
        with pytest.raises(RefusedError, match="还有 1 个问题"):
            meetings.move(candid=candid, step="close", today=TODAY)
        operations.look_back(issue=stored(), outcome="kept", words="仍在执行", due_on=None, today=TODAY)
        assert meetings.move(candid=candid, step="close", today=TODAY).stage == "closed"


def test_an_imported_list_may_tell_what_happened_and_is_closed_by_its_day(house):
    from shuanglun.base.actor import using
    from shuanglun.base.imports import operations as imports
    from shuanglun.base.imports.tests.files import text
    from shuanglun.records.life import sheets

    head = ["工号", "问题", "具体表现", "提出日期", "整改期限", "销号日期"]
    data = text([head, [house.first.staff_no, "通知太晚", "三次当天才通知", "2025-01-20", "2025-06-30", "2025-06-01"],
                 [house.second.staff_no, "例会太多", "", "2025-01-20", "2025-06-30", ""]])  # fmt: skip
    with acting(SYSTEM), using("life.import"):
        batch = imports.receive(sheets.ISSUES, "清单.csv", [data])
        imports.commit(sheets.ISSUES, imports.check(sheets.ISSUES, batch, batch.mapping))
        rows = IssueItem.objects.order_by("pk")
        assert [(row.state, row.fact) for row in rows] == [("closed", "三次当天才通知"), ("open", "")]
        assert [row[2] for row in facts.issues(date(2025, 1, 1), date(2026, 1, 1)).order_by("pk")] == [1, 0]


def test_an_issue_past_its_term_looks_overdue_until_it_is_reported(house):
    today = timezone.localdate()
    row = IssueItem(raised_on=today, due_on=today)
    assert (row.state_words, row.lamp) == ("整改中", "idle")
    row.due_on = today - timedelta(days=1)
    assert (row.state_words, row.lamp) == ("逾期", "late")
    row.claimed_on = today
    assert (row.state_words, row.lamp) == ("待核实", "soon")
