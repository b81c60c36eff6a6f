"""Questions about schemes that screens and the rooms above ask."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.todo import OpenItem
from shuanglun.engine import scheme as engine
from shuanglun.evidence.indicators import choices
from shuanglun.evidence.indicators.models import SchemeVersion, SchemeVersionQuerySet


def readable() -> SchemeVersionQuerySet:
    """Versions the acting role may open: published ones for every reader, drafts for those who work on them."""
    actor = current()
    works = actor.may("indicators.edit") or actor.may("indicators.publish")
    return SchemeVersion.objects.readable(drafts=works).select_related("scheme")


def in_force(on: date) -> list[SchemeVersion]:
    """The version of each scheme that is in force on a day, in the order of the schemes' codes.

    The one with the latest start wins; of two with the same start (one took the other's place) the one published
    last. A retired version still was in force before the day it was retired.
    """
    rows = (
        SchemeVersion.objects.filter(state__in=(choices.PUBLISHED, choices.RETIRED), valid_from__lte=on)
        .filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
        .select_related("scheme")
        .order_by("scheme__code", "valid_from", "published_at", "pk")
    )
    return list({row.scheme_id: row for row in rows}.values())


def previous(version: SchemeVersion) -> SchemeVersion | None:
    """The version a reader compares with: of the same scheme, published once, the last one before this."""
    before = Q(valid_from__lt=version.valid_from) | Q(valid_from=version.valid_from, pk__lt=version.pk)
    return (
        SchemeVersion.objects.readable(drafts=False)
        .filter(before, scheme=version.scheme_id)
        .exclude(pk=version.pk)
        .select_related("scheme")
        .order_by("-valid_from", "-published_at", "-pk")
        .first()
    )


def beside(version: SchemeVersion) -> list[SchemeVersion]:
    """Published versions of other schemes in force when this one starts, or starting later."""
    later = SchemeVersion.objects.published().filter(valid_from__gt=version.valid_from).select_related("scheme")
    rows = {row.pk: row for row in (*in_force(version.valid_from), *later)}
    return [row for row in rows.values() if row.scheme_id != version.scheme_id]


def scheme_of(version: SchemeVersion) -> engine.Scheme:
    """The scheme as the engine computes with it. Raises SchemeError for a draft that cannot be read."""
    return _loaded(version.source, str(version))


@lru_cache(maxsize=64)
def _loaded(source: str, label: str) -> engine.Scheme:
    return engine.load(source, label)


def open_items(on: date) -> list[OpenItem]:
    """Versions that wait for publication by the acting person: those which somebody else submitted (G-14)."""
    waiting = SchemeVersion.objects.filter(state=choices.SUBMITTED).order_by("valid_from", "pk")
    rows = [row for row in waiting if not current().is_one_with(row.submitted_account, row.submitted_by)]
    return [
        OpenItem(
            title=f"审核发布“{row}”",
            meta=f"{row.submitted_name} 提交，{row.valid_from} 起生效",
            url=reverse("indicators:version", args=[row.pk]),
            due_on=row.valid_from,
        )
        for row in rows
    ]
