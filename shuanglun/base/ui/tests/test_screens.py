"""The door of the views, the five kinds of screen and the pattern page."""

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from shuanglun.base.actor import Actor, Grant, acting, right_in_use
from shuanglun.base.ui.links import allowed, resolve
from shuanglun.base.ui.screens import Action, confirm_screen, form_screen, screen
from shuanglun.base.verdicts import RefusedError

READER = Actor("沈知微", 1, "integration", (Grant("people.view", "unit", "/"),))
PATTERN = ["", "form/", "confirm/", "error/400/", "error/403/", "error/404/", "error/422/", "error/500/"]


def ask(view, method="get", data=None, actor=READER, path="/x/"):
    request = getattr(RequestFactory(), method)(path, data or {})
    request.user, request.session = AnonymousUser(), {}
    with acting(actor):
        return view(request)


def text(response) -> str:
    return response.content.decode()


class NameForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=3)
    day = forms.DateField(label="日期")


@pytest.fixture
def form_view():
    def save(data):
        if data["name"] == "重名":
            raise RefusedError("姓名已存在，请核对工号", "name")
        if data["name"] == "冻结":
            raise RefusedError("本年度已冻结")
        return data["name"]

    @screen("people.view")
    def view(request):
        return form_screen(
            request, NameForm, title="登记", save=save, back=lambda name: f"/people/{name}/", done_text=""
        )

    return view


def test_a_screen_without_right_must_say_why():
    with pytest.raises(ValueError, match="reason"):
        screen(None)


def test_a_screen_names_the_right_in_use_and_carries_it():
    @screen("people.view")
    def view(request):
        return HttpResponse(right_in_use())

    assert view.screen_right == "people.view"
    assert text(ask(view)) == "people.view"


def test_nobody_acting_is_sent_to_the_login_and_a_fragment_reloads_the_page():
    view = screen("people.view")(lambda request: HttpResponse("secret"))
    assert ask(view, actor=None, path="/x/?a=1").headers["Location"].endswith("?next=/x/%3Fa%3D1")
    request = RequestFactory().get("/x/", HTTP_HX_REQUEST="true")
    assert view(request).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("page", "next_page"),
    [("http://testserver/x/form/?a=1", "/x/form/%3Fa%3D1"), ("https://evil.example/", "/"), ("", "/")],
)
def test_who_posts_after_the_session_ended_comes_back_to_the_page_and_not_to_the_act(page, next_page):
    request = RequestFactory().post("/x/act/", headers={"Referer": page})
    request.user, request.session = AnonymousUser(), {}
    with acting(None):
        answer = screen("people.view")(lambda request: HttpResponse("done"))(request)
    assert answer.headers["Location"].endswith(f"?next={next_page}")


@pytest.mark.parametrize("error", [PermissionDenied(), PermissionError("people.edit")])
def test_lacking_right_is_403_at_the_door_and_inside(error):
    def refuse(request):
        raise error

    assert ask(screen("people.edit")(refuse)).status_code == 403
    inside = ask(screen("people.view")(refuse))
    assert inside.status_code == 403
    assert "没有权限" in text(inside)


def test_a_refusal_no_form_caught_is_a_page_with_its_reason():
    def refuse(request):
        raise RefusedError("名额已满 · 第十五条 · 可申请复核")

    answer = ask(screen("people.view")(refuse))
    assert answer.status_code == 422
    assert "名额已满" in text(answer)


def test_a_form_keeps_its_input_and_lists_its_errors_on_top(form_view):
    answer = ask(form_view, "post", {"name": "太长的姓名", "day": "昨天"})
    page = text(answer)
    assert answer.status_code == 422
    assert "有 2 处需要修改，尚未保存" in page
    assert 'value="太长的姓名"' in page
    assert 'value="昨天"' in page
    assert '<a href="#id_name">姓名：' in page
    assert 'aria-describedby="id_name_error"' in page


@pytest.mark.parametrize(
    ("name", "where"), [("重名", '<a href="#id_name">姓名：姓名已存在'), ("冻结", "<li>本年度已冻结</li>")]
)
def test_a_refusal_stands_at_its_field_or_in_the_summary(form_view, name, where):
    answer = ask(form_view, "post", {"name": name, "day": "2026-05-07"})
    assert answer.status_code == 422
    assert where in text(answer)


def test_a_saved_form_goes_back(form_view):
    answer = ask(form_view, "post", {"name": "林一禾", "day": "2026-05-07"})
    assert answer.status_code == 302
    assert answer["Location"] == "/people/林一禾/" or "/people/" in answer["Location"]


def test_a_form_that_goes_on_to_something_new_can_be_left_for_the_page_above():
    @screen("people.view")
    def view(request):
        crumbs = [("名册", "/people/"), ("登记", None)]
        return form_screen(request, NameForm, title="登记", save=str, back=lambda row: "/new/", crumbs=crumbs)

    assert '<a class="btn btn-quiet" href="/people/">取消</a>' in text(ask(view))


def test_a_day_is_shown_to_the_browser_as_iso(form_view):
    page = text(ask(form_view, "post", {"name": "太长的姓名", "day": "2026-05-07"}))
    assert 'type="date" name="day" value="2026-05-07"' in page


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/"])
def test_going_back_stays_in_the_house(form_view, wanted):
    answer = ask(form_view, "post", {"name": "林一禾", "day": "2026-05-07"}, path=f"/x/?next={wanted}")
    assert "evil" not in answer["Location"]


def test_a_question_is_asked_before_the_act():
    acts = []

    @screen("people.view")
    def view(request):
        return confirm_screen(request, title="撤销", text="确定？", save=lambda: acts.append(1), back="/", done_text="")

    assert "确定？" in text(ask(view))
    assert acts == []
    assert ask(view, "post").status_code == 302
    assert acts == [1]


def test_actions_are_offered_as_far_as_the_role_may():
    offered = [Action("看", "/a/"), Action("改", "/b/", right="people.edit"), Action("阅", "/c/", right="people.view")]
    with acting(READER):
        assert [action.label for action in allowed(offered)] == ["看", "阅"]
    assert [action.label for action in allowed(offered)] == ["看"]


def test_addresses_come_from_names_pairs_and_paths():
    assert resolve("ui:pattern") == reverse("ui:pattern")
    assert resolve(("ui:pattern_error", 404)) == reverse("ui:pattern_error", args=[404])
    assert resolve("?page=2") == "?page=2"


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATTERN)
def test_components_are_rendered_and_nothing_is_inline(client, path):
    page = client.get(reverse("ui:pattern") + path).content.decode()
    assert "<c-" not in page
    assert "{%" not in page
    assert "{{" not in page
    assert " style=" not in page
    assert "<style" not in page


@pytest.mark.django_db
def test_htmx_gets_the_rows_only(client):
    url = reverse("ui:pattern")
    answer = client.get(url, {"sort": "-due"}, headers={"HX-Request": "true", "HX-Target": "rows"})
    assert answer.content.decode().lstrip().startswith('<div id="rows"')
    assert "HX-Target" in answer["Vary"]


@pytest.mark.django_db
def test_what_was_done_is_announced_once(client):
    client.post(reverse("ui:pattern_confirm"))
    page = client.get(reverse("ui:pattern")).content.decode()
    assert page.count("已撤销导入") == 1
    assert "已撤销导入" not in client.get(reverse("ui:pattern")).content.decode()
