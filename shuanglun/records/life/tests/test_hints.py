"""Against box-ticking (M24): what is found, what is not, what an answer is worth, and who never hears of it."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

import shuanglun
from shuanglun.base import review
from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life import jobs
from shuanglun.records.life.choices import HintKind
from shuanglun.records.life.models import Attendance, Hint, Meeting
from shuanglun.records.life.operations import hints as acts
from shuanglun.records.life.queries import hints as asked
from shuanglun.records.life.rules import hints as rules
from shuanglun.records.life.rules.hints import Attended, Entered, Finding
from shuanglun.records.people.tests.factories import make_branch, make_person
from tests.house.test_queries import counted

TEXT = (
    "会议由支部书记主持，全体党员参加。会上认真学习了有关文件精神，大家一致认为要提高认识、加强学习、改进作风，"
    "会议要求全体党员发挥先锋模范作用，把学习成果转化为推动工作的动力。"
)
OTHER = (
    "主持人通报上次议定事项的办理情况，两项已办结。围绕安全生产，三名党员讲了试验台改造中遇到的难点和办法，"
    "议定由组织委员牵头成立攻关小组，月底前完成阶段检查，结果在下次会上通报。"
)
DAY = date(2026, 3, 10)
EVERYBODY = Actor.system("test")


def make_meeting(branch: Any, on: date = DAY, record: str = "", late: int | None = 2, **values: Any) -> Meeting:
    """An approved meeting, handed over `late` days after its day (None: by nobody)."""
    at = None if late is None else datetime(on.year, on.month, on.day, 4, tzinfo=UTC) + timedelta(late)
    values = {"kind": "5", "title": f"{on}主题党日", "minutes": 60, "state": review.APPROVED} | values
    with acting(EVERYBODY):
        return Meeting.objects.create(branch=branch, on=on, record=record, submitted_at=at, **values)


def sit(meeting: Meeting, *presences: str) -> None:
    with acting(EVERYBODY):
        for presence in presences:
            Attendance.objects.create(meeting=meeting, person=make_person(), presence=presence)


def found() -> dict[str, list[Hint]]:
    with acting(EVERYBODY):
        kinds: dict[str, list[Hint]] = {}
        for row in Hint.objects.told().order_by("meeting__on", "pk"):
            kinds.setdefault(row.kind, []).append(row)
        return kinds


@pytest.fixture
def reviewer(as_actor: Any) -> Actor:
    """A political-work officer who reviews."""
    return as_actor("political", right="life.review")


@pytest.fixture
def branches(db: None) -> list[Any]:
    return [make_branch("一支部"), make_branch("二支部")]


# Judgements


def entered(number: int, on: date, entered_on: date, branch: int = 1) -> Entered:
    return Entered(number, branch, on, entered_on)


def test_several_late_records_of_a_branch_on_one_day_are_one_finding():
    day = date(2025, 12, 29)
    rows = [entered(n, date(2025, n, 10), day) for n in (3, 1, 2, 12)]
    (one,) = rules.late_batches(rows, days=30, batch=3)
    assert (one.kind, one.meeting, one.score) == ("late", 1, (day - date(2025, 1, 10)).days)
    assert one.evidence == {"entered_on": "2025-12-29", "meetings": [[1, 353], [2, 322], [3, 294]]}
    assert rules.words("late", one.score, one.evidence) == (
        "2025 年 12 月 29 日一天登记 3 份记录，距会议最长 353 天，请核实。仅作提示，不扣分。"
    )


@pytest.mark.parametrize(
    "rows",
    [
        [entered(1, date(2025, 1, 1), date(2025, 6, 1)), entered(2, date(2025, 2, 1), date(2025, 6, 1))],
        [entered(n, date(2025, 1, n), date(2025, 1, 31)) for n in (1, 2, 3)],
        [entered(n, date(2025, 1, 1), date(2025, 6, n)) for n in (1, 2, 3)],
        [entered(n, date(2025, 1, 1), date(2025, 6, 1), branch=n) for n in (1, 2, 3)],
    ],
    ids=["two only", "thirty days are in time", "on different days", "of different branches"],
)
def test_no_batch(rows: list[Entered]):
    assert rules.late_batches(rows, days=30, batch=3) == []


def full(count: int, **changes: int) -> list[Attended]:
    rows = [Attended(n, 1, date(2025, 1, 1) + timedelta(n), 6, 6) for n in range(count)]
    return [*rows, Attended(99, 1, date(2025, 12, 1), **{"due": 8, "present": 8} | changes)]


def test_a_year_in_which_everybody_always_came():
    (one,) = rules.always_full(full(9), meetings=10, due=5)
    assert (one.kind, one.meeting, one.score) == ("full", 0, 10_000)
    assert rules.words("full", one.score, one.evidence) == (
        "2025 年 10 次会议到会率都是 100%（应到 62 人次），请核实。仅作提示，不扣分。"
    )
    assert rules.always_full(full(9, present=7), meetings=10, due=5) == []
    assert rules.always_full(full(8), meetings=10, due=5) == []
    assert rules.always_full(full(9, due=4, present=4), meetings=10, due=5) == []
    # A small meeting at which somebody was missing does not count either way.
    assert len(rules.always_full(full(10, due=4, present=1), meetings=10, due=5)) == 1


def test_words_name_the_other_branch_and_month():
    assert rules.words("similar", 8_799, {}, ("", date(2026, 11, 3))) == (
        "与本支部 2026 年 11 月纪要相似 87%，请核实。仅作提示，不扣分。"
    )
    assert rules.words("similar", 10_000, {}, ("二支部", date(2025, 1, 3))).startswith(
        "与二支部 2025 年 1 月纪要相似 100%"
    )


# What the job finds


@pytest.mark.django_db
def test_copies_are_found_across_branches_and_months(branches, reviewer):
    first = make_meeting(branches[0], date(2026, 1, 9), TEXT)
    make_meeting(branches[1], date(2026, 1, 10), OTHER)
    later = make_meeting(branches[1], date(2026, 2, 9), TEXT.replace("全体", "1 月 3 日全体"))
    last = make_meeting(branches[0], date(2026, 3, 9), TEXT + "散会。")
    assert jobs.find_hints(Progress()) == reverse("life:hints")
    rows = found()
    assert set(rows) == {HintKind.SIMILAR}
    assert [(row.meeting, row.other, row.group, row.group_size) for row in rows["similar"]] == [
        (later, first, first.pk, 3), (last, later, first.pk, 3),
    ]  # fmt: skip
    assert rows["similar"][0].told == "与一支部 2026 年 1 月纪要相似 100%，请核实。仅作提示，不扣分。"
    assert rows["similar"][1].score > 9_500


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"state": review.DRAFT}, {"state": review.CANCELLED}, {"on": date(2023, 12, 31)}])
def test_drafts_cancelled_and_old_records_are_not_compared(branches, reviewer, values):
    make_meeting(branches[0], **{"on": date(2026, 1, 9), "record": TEXT} | values)
    make_meeting(branches[0], date(2026, 2, 9), TEXT)
    jobs.find_hints(Progress())
    assert found() == {}


@pytest.mark.django_db
def test_a_batch_at_the_end_of_the_year_is_found(branches, reviewer):
    rows = [make_meeting(branches[0], date(2025, month, 9), late=0) for month in (8, 9, 10)]
    with acting(EVERYBODY):
        Meeting.objects.update(submitted_at=datetime(2025, 12, 28, 4, tzinfo=UTC))
    make_meeting(branches[1], date(2025, 8, 9), late=200)
    jobs.find_hints(Progress())
    (hint,) = found()["late"]
    assert (hint.meeting, hint.score) == (rows[0], 141)
    assert [row for row, _ in asked.kept_by(hint)] == rows


@pytest.mark.django_db
def test_a_record_sent_back_was_entered_the_first_time(branches, reviewer):
    rows = [make_meeting(branches[0], date(2025, month, 9), late=0) for month in (8, 9, 10)]
    with acting(EVERYBODY):
        Meeting.objects.update(submitted_at=datetime(2025, 12, 28, 4, tzinfo=UTC))
    for seq, row in enumerate(rows, start=9_000):
        entry(seq, row, "life.submit", "支部书记", row.on + timedelta(3))
    jobs.find_hints(Progress())
    assert found() == {}


@pytest.mark.django_db
def test_records_from_a_sheet_were_entered_when_a_person_brought_them(branches, reviewer):
    rows = [make_meeting(branches[0], date(2025, month, 9), late=None) for month in (8, 9, 10)]
    for seq, row in enumerate(rows, start=9_000):
        entry(seq, row, "life.attendance.commit", "系统：装入", date(2025, 12, 1))
    jobs.find_hints(Progress())
    assert found() == {}
    for seq, row in enumerate(rows, start=9_100):
        entry(seq, row, "life.attendance.commit", "政工干部", date(2025, 12, 28))
    jobs.find_hints(Progress())
    assert [row.evidence["entered_on"] for row in found()["late"]] == ["2025-12-28"]


def entry(seq: int, meeting: Meeting, act: str, actor: str, on: date) -> None:
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    Entry._base_manager.create(
        seq=seq, at=at, act=act, actor=actor, object=f"life:meeting:{meeting.pk}", trail_id=f"A-{seq}", canonical="{}",
        leaf=b"",
    )  # fmt: skip


@pytest.mark.django_db
def test_full_attendance_is_found_and_the_exempt_are_not_due(branches, reviewer):
    for month in range(1, 11):
        sit(make_meeting(branches[0], date(2025, month, 9)), *["present"] * 5, "exempt")
        sit(make_meeting(branches[1], date(2025, month, 9)), *["present"] * 5, "leave" if month == 5 else "present")
    jobs.find_hints(Progress())
    (hint,) = found()["full"]
    assert (hint.meeting.branch, hint.evidence["due"], len(hint.evidence["meetings"])) == (branches[0], 50, 10)
    with acting(EVERYBODY):
        october = Meeting.objects.get(branch=branches[0], on=date(2025, 10, 9))
        november = make_meeting(branches[0], date(2025, 11, 9))
        assert asked.of_meeting(october) == [hint]
        assert asked.of_meeting(november) == []


# Repeating and answering


@pytest.fixture
def hint(branches: list[Any], reviewer: Actor) -> Hint:
    make_meeting(branches[0], date(2026, 1, 9), TEXT)
    make_meeting(branches[0], date(2026, 2, 9), TEXT)
    jobs.find_hints(Progress())
    return found()["similar"][0]


@pytest.mark.django_db
def test_looking_again_changes_nothing(hint):
    jobs.find_hints(Progress())
    assert found() == {"similar": [hint]}
    assert found()["similar"][0].found_at == hint.found_at


@pytest.mark.django_db
def test_an_answer_stays_as_long_as_the_evidence_is_the_same(hint, branches):
    acts.answer(hint=hint, step="fine", at=timezone.now(), words="年度范文，已核对")
    make_meeting(branches[1], date(2026, 4, 9), TEXT)  # the group grows
    jobs.find_hints(Progress())
    first, second = found()["similar"]
    assert (first.state, first.words, first.group_size, second.state) == ("fine", "年度范文，已核对", 3, "open")
    with acting(EVERYBODY):
        Meeting.objects.filter(pk=hint.meeting_id).update(record=TEXT + "会后各小组分别作了交流。")
    jobs.find_hints(Progress())
    first = found()["similar"][0]
    assert (first.pk, first.state, first.words, first.answered_at) == (hint.pk, "open", "", None)


@pytest.mark.django_db
def test_what_is_not_found_again_goes_unless_it_was_answered(hint, branches):
    make_meeting(branches[1], date(2026, 4, 9), TEXT)
    jobs.find_hints(Progress())
    acts.answer(hint=found()["similar"][1], step="follow", at=timezone.now(), words="已请支部重写")
    with acting(EVERYBODY):
        Meeting.objects.filter(on__gt=date(2026, 1, 31)).update(record=OTHER)
        Meeting.objects.filter(on=date(2026, 4, 9)).update(record="")
    jobs.find_hints(Progress())
    assert [(row.state, row.words) for row in found()["similar"]] == [("followed", "已请支部重写")]


@pytest.mark.django_db
def test_following_up_says_what_came_of_it(hint):
    with pytest.raises(RefusedError, match="核实的情况"):
        acts.answer(hint=hint, step="follow", at=timezone.now(), words=" ")
    assert found()["similar"][0].state == "open"
    acts.answer(hint=hint, step="follow", at=timezone.now(), words="支部说明为套用范文")
    with pytest.raises(RefusedError, match="已与支部核实"):
        acts.answer(hint=hint, step="fine", at=timezone.now())
    acts.ask_again(hint=found()["similar"][0])
    assert (found()["similar"][0].state, found()["similar"][0].words) == ("open", "")


@pytest.mark.django_db
def test_a_group_is_answered_at_once(hint, branches):
    for month in (3, 4, 5):
        make_meeting(branches[1], date(2026, month, 9), TEXT)
    jobs.find_hints(Progress())
    assert asked.alike(hint) == 3
    acts.answer(hint=hint, step="fine", at=timezone.now(), words="统一模板", whole_group=True)
    assert {(row.state, row.words) for row in found()["similar"]} == {("fine", "统一模板")}


@pytest.mark.django_db
def test_a_reviewer_of_one_branch_keeps_hints_of_that_branch_only(branches):
    make_meeting(branches[0], date(2026, 1, 9), TEXT)
    mine = make_meeting(branches[1], date(2026, 2, 9), TEXT)
    make_meeting(branches[0], date(2026, 3, 9), TEXT)
    actor = Actor("二支部审核人", role="x", grants=(Grant("life.review", "party", branches[1].path),), account_id=1)
    with acting(actor), using("life.review"):
        jobs.find_hints(Progress())
        assert [row.meeting_id for row in Hint.objects.all()] == [mine.pk]


@pytest.mark.django_db
def test_nobody_but_a_reviewer_looks(branches, as_actor):
    as_actor("branch_secretary", right="life.keep", branch=branches[0])
    with pytest.raises(Forbidden):
        acts.keep_findings(found=[Finding("full", 1, 1)], since=DAY, at=timezone.now())
    assert found() == {}


# Screens


@pytest.mark.django_db
def test_the_list_and_the_page_show_the_evidence(hint, sign_in):
    reader = sign_in("political")
    page = reader.get(reverse("life:hints")).content.decode()
    assert "与本支部 2026 年 1 月纪要相似 100%，请核实。仅作提示，不扣分。" in page
    page = reader.get(reverse("life:hint", args=[hint.pk])).content.decode()
    assert page.count("<mark>") == 2
    assert "看过，没有问题" in page and "已与支部核实" in page
    answered = reader.post(reverse("life:hint-fine", args=[hint.pk]), {"words": "核对过"}, follow=True)
    assert "已答复" in answered.content.decode()
    assert found()["similar"][0].words == "核对过"


@pytest.mark.django_db
def test_an_answer_without_words_is_refused_and_kept(hint, sign_in):
    answer = sign_in("political").post(reverse("life:hint-follow", args=[hint.pk]), {"words": ""})
    assert answer.status_code == 422
    assert found()["similar"][0].state == "open"


@pytest.mark.django_db
def test_the_button_starts_the_job(branches, sign_in, settings):
    make_meeting(branches[0], date(2026, 1, 9), TEXT)
    make_meeting(branches[0], date(2026, 2, 9), TEXT)
    answer = sign_in("political").post(reverse("life:find-hints"))
    assert answer.status_code == 302 and "/jobs/" in answer["Location"]


@pytest.mark.django_db
def test_the_list_asks_as_often_for_many_as_for_few(branches, reviewer, sign_in):
    reader, address = sign_in("political"), reverse("life:hints")
    counts = []
    for months in (range(1, 4), range(4, 13)):
        for month in months:
            make_meeting(branches[month % 2], date(2026, month, 9), TEXT)
        jobs.find_hints(Progress())
        counts.append(counted(reader, address))
    assert counts[0] == counts[1] <= 7


@pytest.mark.django_db
def test_branch_section_and_person_never_see_a_hint(hint, branches, sign_in):
    member = make_person(branch=branches[0])
    sit(hint.meeting, "present")
    with acting(EVERYBODY):
        Attendance.objects.create(meeting=hint.meeting, person=member, presence="present")
    readers = [
        sign_in("branch_secretary", branch=branches[0]), sign_in("staff", person=member),
        sign_in("section_head", unit=member.unit), sign_in("personnel"), sign_in("integration"),
    ]  # fmt: skip
    pages = [reverse("life:hints"), reverse("life:hint", args=[hint.pk])]
    assert {reader.get(page).status_code for reader in readers for page in pages} == {403}
    for reader in readers:
        page = reader.get(hint.meeting.get_absolute_url()).content.decode()
        assert "核实提示" not in page and "相似" not in page


def test_no_fact_no_scheme_and_no_score_knows_a_hint():
    """M24 and G-10: what a check finds never reaches evidence, so it can take nothing from anybody."""
    root = Path(shuanglun.__file__).parent
    readers = [
        *root.glob("records/*/facts.py"), *root.glob("evidence/**/*.py"), *root.glob("scores/**/*.py"),
        *root.glob("engine/**/*.py"), *root.glob("records/people/**/*.py"),
    ]  # fmt: skip
    assert len(readers) > 60
    for path in readers:
        names = {
            getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "module", None) or ""
            for node in ast.walk(ast.parse(path.read_text()))
        } | {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not {name for name in names if name in ("Hint", "hints") or name.endswith((".hints", ".similarity"))}, (
            path
        )
