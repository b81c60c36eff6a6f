"""The screens: what is shown, kept, refused, and with how many queries."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuanglun.base.actor import acting
from shuanglun.evidence.indicators import operations
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.indicators.tests.factories import (
    BAI,
    DAY,
    LIN,
    drafted,
    published,
    submitted,
    text,
    with_version,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(sign_in):
    """A personnel officer with a staff file, signed in."""
    return sign_in("personnel", person=make_person("程若谷"), name="程若谷")


def page(client, name, *args, **query):
    return client.get(reverse(f"indicators:{name}", args=args), query)


def body(response):
    text = response.content.decode()
    assert "<c-" not in text
    return text


def test_the_list_shows_who_stands_behind_each_version(officer):
    published()
    published(with_version("2026.1"))
    html = body(page(officer, "list"))
    for words in ("管理岗双维度计分方案", "施行中", "已接替", "林一禾", "白露晞", "2026-01-01"):
        assert words in html


def test_readers_see_no_drafts(sign_in):
    version, draft = published(), drafted(with_version("2026.1"))
    reader = sign_in("branch_secretary")
    assert "2026.1" not in body(page(reader, "list"))
    assert page(reader, "version", version.pk).status_code == 200
    assert page(reader, "version", draft.pk).status_code == 404
    assert page(reader, "edit", version.pk).status_code == 403
    assert "起草新版本" not in body(page(reader, "version", version.pk))


@pytest.mark.parametrize("role", ["auditor", "security_admin"])
def test_roles_without_the_right_see_nothing(sign_in, role):
    assert page(sign_in(role), "list").status_code == 403


def test_a_version_reads_as_people_speak(officer):
    html = body(page(officer, "version", published().pk))
    for words in (
        "政治维度", "业务维度", "党建", "人事", "组织生活出勤", "每年 32 学时，按在岗月数折算", "参数待核", "本单位参数",
        "证据覆盖率低于 60% 不出数", "党员·支部班子", "非党员", "全部合计 100%", "至多 5 分", "林一禾 提交", "白露晞 发布",
    ):  # fmt: skip
        assert words in html, words
    assert html.index("政治维度") < html.index("业务维度")


def test_tabs(officer):
    first, second = published(), published(with_version("2026.1").replace("weight: 2500", "weight: 2400", 1).replace(
        "weight: 2000", "weight: 2100"))  # fmt: skip
    html = body(page(officer, "compare", second.pk))
    for words in ("2025.1 → 2026.1", "−1 个百分点", "25%", "24%", "组织生活出勤 25% → 24%", "没有变化"):
        assert words in html, words
    assert "第一版" in body(page(officer, "compare", first.pk))
    assert "16 项" not in body(page(officer, "check", first.pk))
    assert "全部通过" in body(page(officer, "check", first.pk))
    assert 'id="L3"' in body(page(officer, "source", first.pk))
    file = page(officer, "download", first.pk)
    assert file.content.decode() == first.source
    assert "management-2025.1.yaml" in file["Content-Disposition"]


def test_the_life_of_a_version_by_screens(officer, sign_in):
    response = officer.post(reverse("indicators:new"), {"source": text()})
    version = SchemeVersion.objects.get()
    assert response.url == reverse("indicators:version", args=[version.pk])
    officer.post(reverse("indicators:submit", args=[version.pk]), {"words": "请审核"})
    refused = page(officer, "publish", version.pk)
    assert refused.status_code == 422
    assert "须为两人" in body(refused)
    assert "须由另一人发布" in body(page(officer, "version", version.pk))
    second = sign_in("political", person=make_person("白露晞"), name="白露晞")
    second.post(reverse("indicators:return", args=[version.pk]), {"reason": "请核对学时"})
    assert "请核对学时" in body(page(officer, "version", version.pk))
    officer.post(reverse("indicators:submit", args=[version.pk]), {})
    question = page(second, "publish", version.pk)
    assert "首次适用本方案" in body(question)
    version.refresh_from_db()
    second.post(reverse("indicators:publish", args=[version.pk]), {"seen": version.stamp})
    version.refresh_from_db()
    assert (version.state, version.submitted_name, version.published_name) == ("published", "程若谷", "白露晞")
    second.post(reverse("indicators:retire", args=[version.pk]), {"reason": "试行结束"})
    assert "已停用" in body(page(officer, "version", version.pk))


def test_an_upload_and_a_copy_make_drafts(officer):
    file = SimpleUploadedFile("方案.yaml", text().encode("utf-8-sig"))
    officer.post(reverse("indicators:new"), {"file": file})
    origin = SchemeVersion.objects.get()
    officer.post(reverse("indicators:new"), {"copy_of": origin.pk, "version": "2026.1", "valid_from": "2026-01-01"})
    copy = SchemeVersion.objects.get(version="2026.1")
    assert copy.source.splitlines()[0] == origin.source.splitlines()[0]
    assert str(copy.valid_from) == "2026-01-01"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "请选一种来源"),
        ({"source": "a: [", "copy_of": ""}, "YAML 语法错误"),
        ({"file": SimpleUploadedFile("a.yaml", "编号：管理岗".encode("gb18030"))}, "不是 UTF-8 编码"),
        ({"source": "x", "file": SimpleUploadedFile("a.yaml", b"x")}, "只能选一种"),
    ],
)
def test_bad_drafts_keep_what_was_typed(officer, data, says):
    response = officer.post(reverse("indicators:new"), data)
    assert response.status_code == 422
    assert says in body(response)
    assert data.get("source", "") in response.content.decode()
    assert not SchemeVersion.objects.exists()


BAD = {
    "G-02": ("name: 组织生活出勤", "name: 宗教活动次数", "涉及宗教信仰，属于个人私生活或敏感个人信息，不得用于评价"),
    "G-07": ("name: 重点任务按期完成", "name: 受到批评次数", "受到批评不得计入评价"),
    "G-22": ("name: 绩效目标结果", "name: 政治立场坚定", "想法而不是行为"),
    "G-06": ("for: [member]\n        basis: 《中国共产党党员教育管理工作条例》第十六条",
             "basis: 《中国共产党党员教育管理工作条例》第十六条", "只适用于党员"),
    "weights": ("weight: 2500", "weight: 2400", "的权重合计为 99%（9900），不是 100%（10000）。"),
    "measure": ("measure: life.attendance", "measure: life.mood", "没有任何部门提供度量"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_a_rule_refuses_is_said_with_its_place_and_is_not_submitted(officer, case):
    old, new, says = BAD[case]
    assert old in text()
    version = drafted(text().replace(old, new, 1))
    html = body(page(officer, "check", version.pk))
    assert says in html
    assert "行</a>" in html
    refused = officer.post(reverse("indicators:submit", args=[version.pk]), {})
    assert refused.status_code == 422
    version.refresh_from_db()
    assert version.state == "draft"


def test_members_and_non_members_have_their_own_sets(officer):
    """G-06: what a non-member does not have is not weighed for a non-member."""
    html = body(page(officer, "version", published().pk))
    matrix = html[html.index("权重核对") :]
    row = matrix[matrix.index("组织生活出勤") :]
    assert row[: row.index("</tr>")].count("不适用") == 1


def test_the_editor_judges_without_saving_and_saves_with_problems(officer):
    version = drafted()
    changed = text().replace("weight: 2500", "weight: 2300", 1)
    data = {"source": changed.replace("\n", "\r\n"), "seen": version.stamp}
    checked = officer.post(reverse("indicators:edit", args=[version.pk]), data | {"check": "1"})
    assert "权重合计为 98%（9800）" in body(checked)
    assert "weight: 2300" in body(checked)
    assert SchemeVersion.objects.get().source == version.source
    officer.post(reverse("indicators:edit", args=[version.pk]), data)
    assert SchemeVersion.objects.get().source == changed
    late = officer.post(reverse("indicators:edit", args=[version.pk]), data)
    assert late.status_code == 422
    assert "已被他人修改" in body(late)


def test_figures_are_edited_in_place(officer):
    version = drafted()
    form = page(officer, "numbers", version.pk).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {"weight_0_0": "24.5", "weight_0_1": "20.5", "weight_0_2": "20.5", "target_0_1": "40", "upper": "82"}
    wrong = officer.post(reverse("indicators:numbers", args=[version.pk]), data | {"weight_0_0": "很多"})
    assert wrong.status_code == 422
    assert "很多" in body(wrong)
    partial = officer.post(
        reverse("indicators:numbers", args=[version.pk]), data | {"check": "1", "weight_0_0": "20"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert "95.5%" in body(partial)
    assert "<html" not in body(partial)
    saved = officer.post(reverse("indicators:numbers", args=[version.pk]), data)
    assert saved.status_code == 302
    version.refresh_from_db()
    for words in ("weight: 2450", "weight: 2050", "value: '2400'", "upper: '82'"):
        assert words in version.source
    assert "全部通过" in body(page(officer, "check", version.pk))


def test_a_published_version_offers_no_edit(officer):
    version = published()
    for name in ("edit", "numbers", "submit", "discard"):
        assert page(officer, name, version.pk).status_code == 422


def test_query_counts(officer, django_assert_num_queries):
    """One of each is the bell: what waits."""
    for number in range(1, 4):
        published(with_version(f"2026.{number}", f"2026-0{number}-01"))
    page(officer, "list")
    pk = SchemeVersion.objects.order_by("pk").values_list("pk", flat=True)[2]
    with django_assert_num_queries(7):
        page(officer, "list")
    with django_assert_num_queries(6):
        page(officer, "version", pk)
    with django_assert_num_queries(8):
        page(officer, "compare", pk)


def test_a_list_of_many_costs_as_much(officer, django_assert_max_num_queries):
    with acting(LIN):
        for number in range(40):
            operations.draft_from(source=with_version(f"2027.{number}", "2027-01-01"))
    page(officer, "list")
    with django_assert_max_num_queries(7):
        assert "2027.39" in body(page(officer, "list"))


def test_publishing_what_was_read(officer):
    version = submitted()
    with acting(BAI), pytest.raises(operations.Overtaken):
        operations.publish(version=version, on=DAY, seen="0" * 64)
