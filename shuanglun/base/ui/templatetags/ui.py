"""Filters and tags of the components; builtin in every template."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Widget, widgets
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString

from shuanglun.base.ui.columns import plain
from shuanglun.base.ui.panels import drawn

register = template.Library()
WIDE = (widgets.Textarea, widgets.CheckboxSelectMultiple, widgets.RadioSelect)


@register.filter
def shown(value: Any) -> Any:
    """A value as people say it; nothing is a dash."""
    return "—" if value is None or value == "" else plain(value)


@register.filter
def toast(message: Any) -> dict[str, str]:
    """The parts of a message made by `done`: text, trail number, link."""
    text, trail, href = [*str(message).split("\x1f"), "", ""][:3]
    return {"text": text, "trail": trail, "href": href}


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a bound field with our classes, its error and help named for screen readers."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {
        "class": " ".join(filter(None, (widget.attrs.get("class", ""), css_of(widget), _bad(field))))
    }
    if isinstance(widget, widgets.DateInput) and not isinstance(widget, widgets.DateTimeInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    described = [
        f"{field.auto_id}_{part}" for part, there in (("help", field.help_text), ("error", field.errors)) if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


def css_of(widget: Widget) -> str:
    """The class of a widget."""
    if isinstance(widget, widgets.CheckboxSelectMultiple | widgets.RadioSelect):
        return ""
    if isinstance(widget, widgets.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, widgets.Select) else "form-control"


def _bad(field: BoundField) -> str:
    return "is-invalid" if field.errors else ""


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is a single check box, whose label stands behind it."""
    return isinstance(field.field.widget, widgets.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is a group of radio buttons or check boxes."""
    return isinstance(field.field.widget, widgets.CheckboxSelectMultiple | widgets.RadioSelect)


@register.filter
def is_wide(field: BoundField) -> bool:
    """Whether the field takes the whole width."""
    return isinstance(field.field.widget, WIDE)


@register.simple_tag
def icon(name: str) -> SafeString | str:
    """A decorative icon beside words; nothing for no name."""
    return format_html('<i class="ti {}" aria-hidden="true"></i>', name) if name else ""


@register.simple_tag(takes_context=True)
def panels(context: template.Context, page: str, row: Any) -> SafeString:
    """What upper rooms offer on a page (`base/ui/panels.py`)."""
    request = context["request"]
    parts = ((render_to_string(name, values, request),) for name, values in drawn(page, request, row))
    return format_html_join("", "{}", parts)


@register.filter
def percent(value: Any, top: Any = 100) -> str:
    """A share of `top` in percent for an SVG width, within 0 and 100, at most two decimals."""
    try:
        share = float(value) * 100 / float(top or 100)
    except (TypeError, ValueError):
        return "0"
    return f"{min(max(share, 0.0), 100.0):.2f}".rstrip("0").rstrip(".")


@register.filter
def error_count(form: BaseForm) -> int:
    """How many messages a form's errors hold."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def sections(form: BaseForm) -> list[dict[str, Any]]:
    """The visible fields in the form's own `sections` (title, names); what they leave out comes last, untitled."""
    named = getattr(form, "sections", ())
    parts = [{"title": title, "fields": [form[name] for name in names]} for title, names in named]
    taken = {name for _, names in named for name in names}
    rest = [field for field in form.visible_fields() if field.name not in taken]
    return [*parts, {"title": "", "fields": rest}] if rest else parts


@register.filter
def json_script_id(value: Any, name: str) -> SafeString:
    """A JSON data block named for the figure that reads it."""
    return json_script(value, f"{name}-data")
