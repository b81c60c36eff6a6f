"""The trail's codes as the screens call them. What this release no longer knows is shown as it is written."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from shuanglun.base.audit.acts import words as act_words

LONGEST = 160
BATCHES = {"demo": "虚构单位", "demo:meetings": "虚构单位的组织生活"}
INSIDE = {"uid": "内部标识", "administers": "管理类别"}
PARTS_OF_BATCHES = {"restored": "恢复原值", "removed": "删除"}


def model_of(name: str) -> type[models.Model] | None:
    """The model behind `app:model:key`; None for a room of an earlier release and for a batch."""
    app, _, rest = name.partition(":")
    try:
        return apps.get_model(app, rest.partition(":")[0])
    except (LookupError, ValueError):
        return None


def object_words(name: str) -> str:
    """`people:person:7` → 人员 7; the name of a batch → 导入人员名册 · 批次 3."""
    model = model_of(name)
    return f"{model._meta.verbose_name} {name.rpartition(':')[2]}" if model else batch_words(name)


def batch_words(name: str) -> str:
    """`people.roster #3 restored` → 导入人员名册 · 批次 3 · 恢复原值."""
    kind, mark, rest = name.partition(" #")
    if not mark:
        return BATCHES.get(name, name)
    number, _, part = rest.partition(" ")
    words = [act_words(f"{kind}.commit"), f"批次 {number}"]
    return " · ".join([*words, PARTS_OF_BATCHES.get(part, part)] if part else words)


def fields_of(name: str) -> dict[str, models.Field]:
    """Columns of the object's model, by the name that the trail writes."""
    model = model_of(name)
    return {field.attname: field for field in model._meta.concrete_fields} if model else {}


def field_words(field: models.Field | None, name: str) -> str:
    """A column as the screens call it."""
    if field is None:
        return name
    if field.primary_key:
        return "编号"
    if isinstance(field, models.ForeignKey) and str(field.verbose_name).isascii():  # a link that no screen names
        return str(field.related_model._meta.verbose_name)  # type: ignore[union-attr]
    return INSIDE.get(name, str(field.verbose_name))


def value_words(field: models.Field | None, value: Any) -> str:
    """A value as the screens write it: choices by their words, moments in local time, links by what they lead to."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, dict) and set(value) == {"commitment"}:
        return f"（个人信息，只存承诺值 {value['commitment'][:8]}…）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if shown := field is not None and getattr(field.model, f"get_{field.attname}_display", None):
        return str(shown(field.model(**{field.attname: value})))  # choices, and states that a flow names
    if isinstance(field, models.ForeignKey):
        return f"{field.related_model._meta.verbose_name} {value}"  # type: ignore[union-attr]
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M:%S")
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…（全文见规范文本）"
