"""From a plan to a draft: every target looked up by its natural key in bulk, and told new, changed or unchanged.

The number of queries depends on the number of models and chunks, never on single rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from shuanglun.base.actor import current, right_in_use
from shuanglun.base.imports import values
from shuanglun.base.imports.rules import CHANGED, NEW, UNCHANGED
from shuanglun.base.imports.sheet import LOOKUP_CHUNK, Context, Plan, Problem, Ref, Row, Sheet, Target

Key = tuple[Any, ...]
ALL = "整行"
LEAD_CHUNK = LOOKUP_CHUNK * 2 // 3


@dataclass(eq=False)
class Item:
    """One target on its way into the database. `rows` are the rows of the file that describe it, `waits` the columns
    that get the id of another new row."""

    target: Target
    rows: list[int]
    action: str = NEW
    row: models.Model | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    waits: dict[str, Item] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return self.target.model

    @property
    def label(self) -> str:
        return self.target.label or str(self.model._meta.verbose_name)


@dataclass
class Draft:
    """What would be written, and what is wrong. Items of rows with problems are gone from `items`."""

    items: list[Item]
    problems: list[Problem]

    def groups(self) -> list[tuple[type[models.Model], list[Item]]]:
        """Items by model, in the order of dependency."""
        by_model: dict[type[models.Model], list[Item]] = {}
        for item in self.items:
            by_model.setdefault(item.model, []).append(item)
        return list(by_model.items())

    def drop(self, problems: Iterable[Problem]) -> None:
        """Take further rows out, and everything that leans on them."""
        self.problems.extend(problems)
        if not self.problems:
            return
        self._drop_rows({problem.row for problem in self.problems})

    def _drop_rows(self, bad: set[int]) -> None:
        while True:
            kept = [item for item in self.items if any(number not in bad for number in item.rows)]
            gone = {id(item) for item in self.items} - {id(item) for item in kept}
            self.items = kept
            orphans = 0
            for item in kept:
                parent = next((parent for parent in item.waits.values() if id(parent) in gone), None)
                if parent is not None:
                    orphans += 1
                    told = f"依赖的第 {parent.target.row_no} 行有问题"
                    self.problems.append(Problem(item.target.row_no, ALL, told, "请先改正那一行"))
                    bad.update(item.rows)
            if not orphans:
                return

    def counts(self) -> dict[str, int]:
        """Rows of the file by what they would do. A row is new when the first thing of its own is new; a parent
        shared with other rows makes it changed at most."""
        first: dict[int, str] = {}
        touched: set[int] = set()
        for item in self.items:
            if not item.target.shared:
                first.setdefault(item.target.row_no, item.action)
            if item.action != UNCHANGED:
                touched.update(item.rows)
        out = dict.fromkeys((NEW, CHANGED, UNCHANGED), 0)
        for number in {number for item in self.items for number in item.rows}:
            out[NEW if first.get(number) == NEW else CHANGED if number in touched else UNCHANGED] += 1
        return out


def draft(sheet: Sheet, rows: list[Row], context: Context, *, lock: bool = False) -> Draft:
    """Let the room plan, then look everything up. `lock` locks the rows found until the transaction ends."""
    answer = sheet.prepare(rows, context)
    plan = answer if isinstance(answer, Plan) else Plan(targets=list(answer))
    out = Draft([], [*plan.problems, *context.problems])
    by_key: dict[tuple[type[models.Model], Key], Item] = {}
    for target in plan.targets:
        _enter(target, by_key, out)
    for model, items in out.groups():
        _resolve(items, by_key, out, context)
        _find(model, items, out, lock)
        for item in items:
            _compare(item, out, by_key, context)
    out.drop([])
    out.problems = sorted(set(out.problems), key=lambda problem: (problem.row, problem.column))
    return out


def _frozen(key: Mapping[str, Any]) -> Key:
    return tuple(
        (name, ("ref", value.model, _frozen(value.key)) if isinstance(value, Ref) else value)
        for name, value in sorted(key.items())
    )


def _enter(target: Target, by_key: dict[tuple[type[models.Model], Key], Item], out: Draft) -> None:
    """One item for each key; a second row for the same thing is a duplicate unless the target is shared."""
    frozen = (target.model, _frozen(target.key))
    first = by_key.get(frozen)
    if first is None:
        by_key[frozen] = item = Item(target, [target.row_no])
        out.items.append(item)
    elif not (target.shared and first.target.shared):
        what = target.label or str(target.model._meta.verbose_name)
        start = f"与第 {first.target.row_no} 行重复"
        if not any(known.row == target.row_no and known.problem.startswith(start) for known in out.problems[-5:]):
            advice = "请删去其中一行，或核对是否写错"
            out.problems.append(Problem(target.row_no, ALL, f"{start}（{what}）", advice))
    elif dict(first.target.values) == dict(target.values):
        first.rows.append(target.row_no)
    else:
        told = f"{first.label}的内容与第 {first.target.row_no} 行不一致"
        out.problems.append(Problem(target.row_no, ALL, told, "请核对这两行，统一写法"))


def _resolve(
    items: list[Item], by_key: dict[tuple[type[models.Model], Key], Item], out: Draft, context: Context
) -> None:
    """Turn the key into stored values; a key that leans on a new row needs no lookup."""
    for item in items:
        for name, value in item.target.key.items():
            try:
                item.key[values.column(item.model, name).attname] = _value(item, name, value, by_key)
            except ValidationError as error:
                out.problems.append(_unfit(item, name, error, context))


def _value(item: Item, name: str, value: Any, by_key: dict[tuple[type[models.Model], Key], Item]) -> Any:
    target_column = values.column(item.model, name)
    if not isinstance(value, Ref):
        return values.stored(target_column, value)
    parent = by_key.get((value.model, _frozen(value.key)))
    if parent is None:
        raise ValidationError(f"“{target_column.verbose_name}”指向的记录不在本批次中")
    if parent.row is not None:
        return parent.row.pk
    item.waits[target_column.attname] = parent
    return None


def _find(model: type[models.Model], items: list[Item], out: Draft, lock: bool) -> None:
    """Look the items up by key: scoped first; what exists beyond the actor's range is a problem, not a new row."""
    groups: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in items:
        names = tuple(sorted(item.key))
        if not any(name in item.waits for name in names) and len(names) == len(item.target.key):
            groups[names].append(item)
    for names, members in groups.items():
        found = _by_key(model._default_manager.all(), names, members, lock)
        for item in members:
            item.row = found.get(_key_of(item, names))
        missing = [item for item in members if item.row is None]
        if missing and not _sees_all():
            beyond = _by_key(model._base_manager.all(), names, missing, False)
            for item in missing:
                if _key_of(item, names) in beyond:
                    out.problems.append(
                        Problem(
                            item.target.row_no, ALL, f"{item.label}已存在，但不在您的管理范围内", "请由所属部门导入"
                        )
                    )


def _sees_all() -> bool:
    actor, right = current(), right_in_use()
    return actor.everything or any(g.path == "/" and g.kind != "own" for g in actor.ranges(right or ""))


def _key_of(item: Item, names: tuple[str, ...]) -> Key:
    return tuple(item.key[name] for name in names)


def _by_key(queryset: models.QuerySet, names: tuple[str, ...], items: list[Item], lock: bool) -> dict[Key, Any]:
    """Rows by key. Chunks go over the column with most values; the other columns narrow as far as they are few."""
    if lock:
        queryset = queryset.select_for_update(of=("self",))
    ordered = sorted(names, key=lambda name: -len({item.key[name] for item in items}))
    lead, rest = ordered[0], ordered[1:]
    items = sorted(items, key=lambda item: str(item.key[lead]))
    found: dict[Key, Any] = {}
    for start in range(0, len(items), LEAD_CHUNK):
        chunk = items[start : start + LEAD_CHUNK]
        narrowed = queryset
        room = LOOKUP_CHUNK - LEAD_CHUNK
        for name in (lead, *rest):
            wanted = {item.key[name] for item in chunk}
            if wanted == {None}:
                narrowed = narrowed.filter(**{f"{name}__isnull": True})
            elif None not in wanted and (name == lead or len(wanted) <= room):
                narrowed = narrowed.filter(**{f"{name}__in": sorted(wanted, key=str)})
                room -= 0 if name == lead else len(wanted)
        for row in narrowed:
            found[tuple(getattr(row, name) for name in names)] = row
    return found


def _compare(item: Item, out: Draft, by_key: dict[tuple[type[models.Model], Key], Item], context: Context) -> None:
    """Fill the values in; for a row that exists, keep only what differs."""
    target = item.target
    wanted = dict(target.values) if item.row is not None else {**target.on_create, **target.values}
    for name, value in wanted.items():
        try:
            attribute = values.column(item.model, name).attname
            item.values[attribute] = _value(item, name, value, by_key)
        except ValidationError as error:
            out.problems.append(_unfit(item, name, error, context))
    if item.row is None:
        item.values |= item.key
        return
    for name, value in item.values.items():
        old = getattr(item.row, name)
        if name in item.waits or old != value:
            item.changes[name] = (old, value)
    item.action = CHANGED if item.changes else UNCHANGED


def _unfit(item: Item, name: str, error: ValidationError, context: Context) -> Problem:
    """A value that the column cannot hold, at its column of the file."""
    place = context.places.get(name) or str(values.column(item.model, name).verbose_name)
    too_long = error.error_list[0].code == "too_long"
    advice = "请缩短后重新上传" if too_long else "请对照模板的填写说明更正"
    return Problem(item.target.row_no, place, str(error.messages[0]).rstrip("。"), advice)
