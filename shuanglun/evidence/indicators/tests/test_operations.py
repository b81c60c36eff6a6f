"""The life of a version: two people, reasons, one entry in the trail for each act."""

from datetime import date

import pytest

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.indicators import operations, queries
from shuanglun.evidence.indicators.models import SchemeVersion, VersionAct
from shuanglun.evidence.indicators.tests.factories import (
    BAI,
    DAY,
    LIN,
    drafted,
    officer,
    published,
    submitted,
    text,
    with_version,
)

pytestmark = pytest.mark.django_db


def acts(version):
    return list(version.acts.values_list("act", "name"))


def entries():
    with acting(Actor.system("test")):
        return list(Entry.objects.order_by("seq").values_list("act", flat=True))


def test_the_whole_life():
    version = drafted()
    assert (version.state, version.version, str(version.valid_from)) == ("draft", "2025.1", "2025-01-01")
    with acting(LIN):
        version = operations.edit_draft(version=version, source=text().replace("weight: 1000", "weight: 1000 "))
        version = operations.submit(version=version, words="请审核")
    with acting(BAI):
        version = operations.return_draft(version=version, reason="依据请写到条款")
    assert (version.state, version.submitted_by, version.return_reason) == ("draft", None, "依据请写到条款")
    with acting(LIN):
        version = operations.submit(version=version)
    with acting(BAI):
        version = operations.publish(version=version, on=DAY)
        version = operations.retire(version=version, on=date(2026, 6, 1), reason="机构调整")
    assert (version.state, version.submitted_by, version.published_by) == ("retired", 101, 102)
    assert acts(version) == [
        ("draft", "林一禾"), ("edit", "林一禾"), ("submit", "林一禾"), ("return", "白露晞"), ("submit", "林一禾"),
        ("publish", "白露晞"), ("retire", "白露晞"),
    ]  # fmt: skip
    assert entries() == [
        "indicators.draft", "indicators.edit_draft", "indicators.submit", "indicators.return_draft",
        "indicators.submit", "indicators.publish", "indicators.retire",
    ]  # fmt: skip


def test_publishing_takes_two_people():
    """G-14."""
    version = submitted()
    with acting(LIN), pytest.raises(RefusedError, match="须为两人"):
        operations.publish(version=version, on=DAY)
    version.refresh_from_db()
    assert (version.state, version.published_by) == ("submitted", None)
    assert entries()[-1] == "indicators.submit"


def test_officers_without_a_staff_file_submit_and_publish_as_two_accounts():
    """G-14: who signed in counts. An auditor lent by another house has no staff file here."""
    first, second = officer(7, None, "外聘一"), officer(8, None, "外聘二")
    version = drafted()
    with acting(first):
        version = operations.submit(version=version)
        assert queries.open_items(DAY) == []
        with pytest.raises(RefusedError, match="须为两人"):
            operations.publish(version=version, on=DAY)
    with acting(second):
        assert len(queries.open_items(DAY)) == 1
        version = operations.publish(version=version, on=DAY)
    assert (version.submitted_account, version.published_account, version.published_by) == (7, 8, None)


def test_two_accounts_of_one_person_are_one_person():
    """G-14."""
    version = submitted()
    with acting(officer(9, LIN.person_id, "林一禾")), pytest.raises(RefusedError, match="须为两人"):
        operations.publish(version=version, on=DAY)
    version.refresh_from_db()
    assert version.state == "submitted"


def test_the_system_neither_submits_nor_publishes():
    version = drafted()
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="须由本人登录办理"):
        operations.submit(version=version)
    version = submitted(with_version("2026.1"))
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="须由本人登录办理"):
        operations.publish(version=version, on=DAY)


def test_publishing_is_a_right_of_its_own():
    version = submitted()
    reader = Actor("方听雨", 103, "staff", (Grant("indicators.view", "own", "103"),))
    for act, values in ((operations.publish, {"on": DAY}), (operations.submit, {})):
        with acting(reader), pytest.raises(Forbidden):
            act(version=version, **values)


def test_an_unsound_draft_is_kept_but_not_submitted():
    version = drafted(text().replace("weight: 2500", "weight: 2400", 1))
    with acting(LIN), pytest.raises(operations.Unsound, match="权重合计为 99%（9900）") as refused:
        operations.submit(version=version)
    assert {found.place for found in refused.value.report.found} == {"政治维度 · 指标"}
    assert SchemeVersion.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("", "文件是空的"),
        ("a: [", "YAML 语法错误"),
        (text(id="经理"), "小写英文字母"),
        (text(version='""'), "version"),
        (text(valid_from="2025-02-30"), "valid_from"),
    ],
)
def test_a_text_without_a_headline_makes_no_draft(broken, says):
    with acting(LIN), pytest.raises(RefusedError, match=says):
        operations.draft_from(source=broken)
    assert not SchemeVersion.objects.exists()
    assert not VersionAct.objects.exists()


def test_a_number_is_used_once_and_free_again_after_discarding():
    version = drafted()
    with acting(LIN):
        with pytest.raises(RefusedError, match=r"已有 2025\.1 版"):
            operations.draft_from(source=text())
        operations.discard(version=version, reason="传错文件")
        again = operations.draft_from(source=text())
    assert again.pk != version.pk


def test_two_editors_do_not_overwrite_each_other():
    version = drafted()
    seen = version.stamp
    with acting(BAI):
        operations.edit_draft(version=version, source=text().replace("weight: 2500", "weight: 2499"), seen=seen)
    with acting(LIN), pytest.raises(operations.Overtaken):
        operations.edit_draft(version=version, source=text(), seen=seen)
    version.refresh_from_db()
    assert "2499" in version.source


def test_a_draft_stays_in_its_line():
    version = drafted()
    with acting(LIN):
        with pytest.raises(RefusedError, match="属于方案 management"):
            operations.edit_draft(version=version, source=text(id="other"))
        with pytest.raises(RefusedError, match=r"是 2025\.1 版"):
            operations.edit_draft(version=version, source=with_version("2025.2"))


def test_only_drafts_are_edited():
    version = submitted()
    with acting(LIN), pytest.raises(RefusedError, match="另起新版本"):
        operations.edit_draft(version=version, source=text())


def test_reasons_are_wanted():
    version = published()
    with acting(BAI), pytest.raises(RefusedError, match="停用理由"):
        operations.retire(version=version, on=DAY, reason=" ")


def test_a_later_version_takes_over_on_its_day():
    first, second = published(), published(with_version("2026.1"))
    assert queries.in_force(date(2025, 12, 31)) == [first]
    assert queries.in_force(date(2026, 1, 1)) == [second]
    assert queries.in_force(date(2024, 12, 31)) == []
    phases = SchemeVersion.objects.phased(date(2026, 1, 1)).order_by("pk").values_list("phase", "follower_on")
    assert list(phases) == [("past", date(2026, 1, 1)), ("in_force", None)]
    assert SchemeVersion.objects.phased(date(2025, 12, 31)).get(pk=second.pk).phase == "coming"
    assert queries.previous(second) == first


def test_a_version_from_the_same_day_supersedes():
    first = published()
    second = published(with_version("2025.2", "2025-01-01"))
    first.refresh_from_db()
    assert (first.state, first.retired_on) == ("retired", DAY)
    assert first.acts.last().words == "由 2025.2 版取代"
    assert queries.in_force(date(2025, 6, 1)) == [second]


def test_nobody_is_scored_by_two_schemes():
    published()
    version = submitted(text(id="other", applies_to="[management, worker]"))
    with acting(BAI), pytest.raises(RefusedError, match="同期已适用于管理岗"):
        operations.publish(version=version, on=DAY)


def test_shipping_takes_two_officers_and_happens_once():
    versions = operations.ship(submitter=LIN, publisher=BAI, on=DAY)
    assert [(row.scheme.code, row.version, row.state) for row in versions] == [
        ("management", "2025.1", "published"),
        ("specialist", "2025.1", "published"),
    ]
    assert operations.ship(submitter=LIN, publisher=BAI, on=DAY) == versions
    assert queries.in_force(date(2025, 12, 31)) == versions
    with acting(BAI):
        assert queries.open_items(DAY) == []


def test_the_publisher_is_reminded_and_the_submitter_is_not():
    version = submitted()
    with acting(BAI):
        assert [item.title for item in queries.open_items(DAY)] == [f"审核发布“{version}”"]
    with acting(LIN):
        assert queries.open_items(DAY) == []
