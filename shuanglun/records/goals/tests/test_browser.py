"""A paired goal goes from the office's plan through the head's phone to the approved review, in a real browser."""

import pytest
from django.utils import timezone

from shuanglun.records.goals.models import ActualFile, Goal, QuarterReview
from shuanglun.records.goals.tests.factories import YEAR, make_house, report
from shuanglun.records.people.tests.factories import make_person, make_unit
from tests.fixtures.chromium import DESKTOP, PHONE
from tests.journey.screen import sound

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 ok"}


def press(page, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name, exact=True).first.click()


def set_kpi(page, side: str, name: str, owner: str) -> None:
    press(page, f"设定{side} KPI", "link")
    page.fill("[name=name]", name)
    page.fill("[name=owner]", owner)
    page.fill("[name=unit_word]", "%")
    page.fill("[name=target]", "100")
    press(page, "保存")


def plan(page, unit, secretary, head) -> None:
    """The office drafts strategy and unit goal, pairs it, and puts both in force."""
    press(page, "新建战略目标", "link")
    page.fill("[name=title]", "政治过硬、业务精湛")
    page.fill("[name=weight]", "100")
    press(page, "保存草稿")
    page.goto(f"/goals/tree/?year={YEAR}")
    press(page, "启用战略目标", "link")
    press(page, "启用")
    press(page, "新建部门目标", "link")
    page.select_option("[name=unit]", label=unit.name)
    page.select_option("[name=parent]", label="G01 政治过硬、业务精湛")
    page.fill("[name=title]", "支部建在项目上")
    page.fill("[name=weight]", "100")
    press(page, "保存草稿")
    assert "缺少党建 KPI" in page.inner_text("main")
    set_kpi(page, "党建", "攻关小组覆盖", secretary.staff_no)
    set_kpi(page, "人事", "项目验收", secretary.staff_no)
    assert "须由两人分别牵头" in page.inner_text("[role=alert]")
    assert page.input_value("[name=name]") == "项目验收"
    page.fill("[name=owner]", head.staff_no)
    press(page, "保存")
    sound(page)
    page.goto(f"/goals/tree/unit/{unit.pk}/{YEAR}/")
    press(page, "启用本部门目标", "link")
    press(page, "启用")


def tell(page, kpi, value: str, file: bool = False) -> None:
    """The head types what was reached, on the phone."""
    page.goto(kpi.get_absolute_url())
    press(page, "登记完成值", "link")
    sound(page)
    page.select_option("[name=quarter]", "4")
    page.fill("[name=value]", value)
    if file:
        page.set_input_files("[name=file]", PDF)
    press(page, "保存")
    sound(page)


@pytest.mark.whole
@pytest.mark.sqlite
def test_a_pair_from_plan_to_approved_review(open_page, sign_in):
    unit = make_unit("材料研究所")
    head, secretary = make_person("林一禾", unit=unit), make_person("白露晞", unit=unit)
    desk = open_page(f"/goals/tree/?year={YEAR}", client=sign_in("integration"), size=DESKTOP)
    plan(desk, unit, secretary, head)
    goal = Goal._base_manager.get(level="unit")
    assert goal.state == "active"

    phone = open_page("/", client=sign_in("section_head", unit=unit, person=head), size=PHONE)
    kpis = {kpi.side: kpi for kpi in goal.kpis.model._base_manager.filter(goal=goal)}
    tell(phone, kpis["party"], "60", file=True)
    assert "验收单.pdf" in phone.inner_text("main")
    tell(phone, kpis["hr"], "95")
    phone.goto(f"/goals/tree/unit/{unit.pk}/{YEAR}/4/review/")
    sound(phone)
    phone.fill("[name=done]", "验收完成")
    phone.fill("[name=problems]", "攻关小组覆盖不足")
    press(phone, "保存")
    press(phone, "提交审核", "link")
    press(phone, "提交审核")
    assert "待审核" in phone.inner_text("main")

    desk.goto("/")
    press(desk, "审核季度评估：材料研究所", "link")
    assert "两张皮 35.0" in desk.inner_text("main")
    sound(desk)
    press(desk, "审核通过", "link")
    press(desk, "审核通过")
    assert "已通过" in desk.inner_text("main")
    review = QuarterReview._base_manager.get()
    assert review.state == "approved"
    assert review.figures[0]["gap"] == "35.0"
    assert ActualFile._base_manager.get().name == "验收单.pdf"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_alignment_keeps_nobody_out(open_page, sign_in, size):
    house = make_house(year=YEAR)
    report(house.party, 4, 40)
    page = open_page("/", client=sign_in("integration"), size=size)
    for address in (
        f"/goals/tree/?year={YEAR}", f"/goals/tree/unit/{house.unit.pk}/{YEAR}/", house.party.get_absolute_url(),
        "/goals/tree/all/", "/goals/tree/reviews/", f"/goals/tree/new/strategy/?year={timezone.localdate().year}",
    ):  # fmt: skip
        page.goto(address)
        sound(page)
