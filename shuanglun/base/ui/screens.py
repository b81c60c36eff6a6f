"""The door of every view and the five kinds of screen.

`@screen("people.view")` lets in whoever acts in a role with that right, names the right in use for the scoped
managers, and turns refusals into pages. A view then finds, calls one operation and answers with one of
`list_screen`, `detail_screen`, `form_screen`, `confirm_screen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from shuanglun.base.actor import NoActor, current, using
from shuanglun.base.ui import errors, exports
from shuanglun.base.ui.links import Action, Crumb, Tab, allowed, resolve
from shuanglun.base.ui.tables import EXPORT, Table
from shuanglun.base.verdicts import RefusedError

__all__ = ["Action", "confirm_screen", "detail_screen", "done", "form_screen", "list_screen", "screen"]

View = Callable[..., HttpResponse]
Save = Callable[[dict[str, Any]], Any]
TOAST_PARTS = "\x1f"


def screen(right: str | None, *, why: str = "") -> Callable[[View], View]:
    """Guard a view. `screen(None, why="…")` marks one that needs no right and says why.

    Nobody signed in → the login page; lacking right → 403; a refused operation that no form caught → 422.
    """
    if right is None and not why:
        raise ValueError("a screen without a right needs its reason")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _entered(request, right, lambda: view(request, *args, **kwargs))

        guarded.screen_right = right  # type: ignore[attr-defined]
        guarded.screen_why = why  # type: ignore[attr-defined]
        return guarded

    return guard


def _entered(request: HttpRequest, right: str | None, answer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        if right is None:
            return answer()
        try:
            actor = current()
        except NoActor:
            return _to_login(request)
        if not actor.may(right):
            return errors.forbidden(request)
        with using(right):
            return answer()
    except (PermissionDenied, PermissionError):  # an operation's Forbidden is a PermissionError
        return errors.forbidden(request)
    except RefusedError as refused:
        return errors.refused(request, refused.reason)


def _to_login(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A fragment must not be replaced by a login form: let the whole page go there.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else _came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The page that posted, for after the login: the address posted to may answer no GET."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return "/"
    return urlsplit(page)._replace(scheme="", netloc="").geturl()


def done(request: HttpRequest, text: str, *, trail: str | None = None, to: Any = None) -> HttpResponse | None:
    """Announce on the next page what was done, with its trail number and a link 查看."""
    href = resolve(to) if to else ""
    messages.success(request, TOAST_PARTS.join((text, trail or "", href)))
    return None


def list_screen(
    request: HttpRequest,
    table: type[Table],
    queryset: QuerySet,
    *,
    title: str,
    sub: str = "",
    actions: Iterable[Action] = (),
    crumbs: Iterable[Crumb] = (),
    tabs: Iterable[Tab] = (),
    template: str = "ui/list.html",
    **context: Any,
) -> HttpResponse:
    """A list; `tabs` lead to its sisters. A template of the room may extend "ui/list.html" (blocks `above`,
    `below`); `rows_above` names a template that stands above the rows and goes with the filter."""
    bound = table.bind(request, queryset)
    kind = request.GET.get(EXPORT)
    if kind in exports.KINDS and table.export_name:
        return exports.KINDS[kind](bound)
    context |= {"table": bound, "tabs": list(tabs)}
    if request.headers.get("HX-Target") == "rows":
        response = HttpResponse(get_template("ui/list.html#rows").render(context, request))
    else:
        response = render(request, template, context | _head(title, sub, actions, crumbs, context["tabs"]))
    # The same address answers with a page or with its rows: no cache may mix them up.
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def detail_screen(
    request: HttpRequest,
    *,
    title: str,
    sub: str = "",
    actions: Iterable[Action] = (),
    crumbs: Iterable[Crumb] = (),
    template: str = "ui/detail.html",
    facts: Iterable[tuple[str, Any]] = (),
    tabs: Iterable[Tab] = (),
    **context: Any,
) -> HttpResponse:
    """One record. `facts` are pairs for the key/value card; a room's template extends "ui/detail.html"
    (blocks `chips`, `content`, `aside`); small tables come as `<c-rows :table="…" />` from `Table.plain(rows)`."""
    context |= {"facts": list(facts), "tabs": list(tabs)}
    return render(request, template, context | _head(title, sub, actions, crumbs, context["tabs"]))


def form_screen(
    request: HttpRequest,
    form_class: type[forms.BaseForm],
    *,
    title: str,
    save: Save,
    back: Any,
    sub: str = "",
    initial: dict[str, Any] | None = None,
    submit: str = "保存",
    done_text: str | Callable[[Any], str] = "已保存",
    form_kwargs: dict[str, Any] | None = None,
    actions: Iterable[Action] = (),
    crumbs: Iterable[Crumb] = (),
    template: str = "ui/form.html",
    danger: bool = False,
    **context: Any,
) -> HttpResponse:
    """A form. `save(cleaned_data)` calls one operation; what it refuses stands at its field and on top (422), and
    the input is kept. `save` may return a response; otherwise the reader goes `back`: a URL name, a path, an
    object with `get_absolute_url`, or a function of what `save` returned."""
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_class(*posted, **{"initial": initial, **(form_kwargs or {})})  # type: ignore[misc]
    if request.method == "POST" and form.is_valid():
        try:
            result = save(form.cleaned_data)
        except RefusedError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            return _saved(request, result, back, done_text)
    context |= {
        "form": form,
        "submit": submit,
        "danger": danger,
        "back": _way_out(crumbs) if callable(back) else resolve(back),
    }
    status = 422 if form.is_bound else 200
    return render(request, template, context | _head(title, sub, actions, crumbs), status=status)


def _way_out(crumbs: Iterable[Crumb]) -> str:
    """Where 取消 leads when the form itself goes on to something new: the nearest page above."""
    return next((resolve(to) for _, to in reversed(list(crumbs)) if to), "")


def _saved(request: HttpRequest, result: Any, back: Any, done_text: str | Callable[[Any], str]) -> HttpResponse:
    if isinstance(result, HttpResponse):
        return result
    text = done_text(result) if callable(done_text) else done_text
    if text:
        done(request, text)
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(resolve(back(result) if callable(back) else back))


def confirm_screen(
    request: HttpRequest,
    *,
    title: str,
    text: str,
    save: Callable[..., Any],
    back: Any,
    submit: str = "确定",
    done_text: str | Callable[[Any], str] = "已办理",
    danger: bool = False,
    form_class: type[forms.BaseForm] = forms.Form,
    **options: Any,
) -> HttpResponse:
    """A question before an act, with an optional form (a reason, say). `save()` or, with a form, `save(data)`."""
    asks = bool(form_class.base_fields)  # type: ignore[attr-defined]
    return form_screen(
        request,
        form_class,
        title=title,
        save=save if asks else lambda data: save(),  # type: ignore[arg-type]
        back=back,
        submit=submit,
        done_text=done_text,
        danger=danger,
        template=options.pop("template", "ui/confirm.html"),
        text=text,
        **options,
    )


def _head(
    title: str, sub: str, actions: Iterable[Action], crumbs: Iterable[Crumb], tabs: Sequence[Tab] = ()
) -> dict[str, Any]:
    shown = [text for text, _, on in tabs if on] if len(tabs) > 1 else []
    return {
        "title": title,
        "window_title": " · ".join([*shown, title]),
        "sub": sub,
        "actions": allowed(actions),
        "crumbs": [(label, resolve(to) if to else "") for label, to in crumbs],
    }
