"""From sealed ballots to what may be shown of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.choices import MINIMUM_SPREAD, InstrumentKind, RemarkState
from shuanglun.records.surveys.models import Ballot, Campaign, Release, Remark
from shuanglun.records.surveys.parameters import RETURN_PER_MILLE
from shuanglun.records.surveys.queries.campaigns import board, subjects
from shuanglun.records.surveys.queries.tally import CHUNK
from shuanglun.records.surveys.rules import agreement, disclosure, figures, results, shape
from shuanglun.records.surveys.rules.counting import Counts


def released_body(campaign: Campaign, counts: Counts) -> dict[str, Any]:
    """Every figure that may be shown. Raises RefusedError where a hidden one could be worked out from them."""
    lines = board(campaign)
    content, asked = campaign.version.content, subjects(campaign)
    groups = [
        {"uid": line.group.uid, "label": line.group.label, "classes": line.group.classes, "unit": "、".join(line.group.units),
         "units": line.group.units}
        for line in lines
    ]  # fmt: skip
    turnout = {
        line.group.uid: {
            "eligible": line.group.eligible,
            "issued": line.issued,
            "cast": line.cast or 0,
            "void": line.group.paper_void,
        }
        for line in lines
    }
    classes = list(campaign.classes.values("code", "label", "weight"))
    marks = Ballot._base_manager.filter(campaign=campaign.uid).values_list("marks", flat=True).iterator(CHUNK)
    per_mille = parameters.value(RETURN_PER_MILLE, timezone.localdate(campaign.cast_until))
    try:
        body = results.release(
            content, classes, groups, [{"kind": row.kind, "label": row.label, "post": row.post} for row in asked],
            campaign.slots, counts, turnout, agreement=agreement.measure(content, campaign.slots, marks),
            usable=figures.usable(per_mille),
        )  # fmt: skip
    except disclosure.Betrayed as betrayed:
        raise RefusedError(f"公布检验没有通过：{'、'.join(betrayed.labels)}可以推算出来，没有公布。") from betrayed
    if body["validity"]["state"] == "ok":
        body["remarks"] = _remarks(campaign)
    return body | {"root": campaign.root, "rejected": campaign.rejected, "unaccounted": campaign.unaccounted}


def published(campaign: Campaign) -> dict[str, Any]:
    """What the public page adds to the root of a sealed box: nothing before the release; then the part of its body that is
    about nobody, and the digest of the whole."""
    found = Release.objects.filter(campaign=campaign).first()
    if found is None:
        return {"body": None, "digest": ""}
    of_the_whole = campaign.version.instrument.kind == InstrumentKind.SATISFACTION
    return {"body": results.about_nobody(found.body, of_the_whole=of_the_whole), "digest": found.digest}


def leads(campaign: Campaign) -> QuerySet[Remark]:
    """Facts of the reverse list that were kept to be verified, without those about the reader; none once the raw ballots are
    gone."""
    about_me = Q(subject__person=current().person_id or 0)
    rows = Remark.objects.filter(campaign=campaign, state=RemarkState.LEAD).exclude(about_me)
    return rows.select_related("subject", "campaign__version").order_by("uid")


def _remarks(campaign: Campaign) -> list[dict[str, Any]]:
    """Written opinions that were let through, from ten ballots on, in the order of their random keys."""
    if (campaign.ballots or 0) < MINIMUM_SPREAD:
        return []
    content = campaign.version.content
    heads = {item["code"]: item["head"] for item in content["questions"] if not shape.is_fact(content, item["code"])}
    found: dict[tuple[int, str], list[str]] = {}
    places = {row.pk: place for place, row in enumerate(subjects(campaign))}
    rows = Remark._base_manager.filter(campaign=campaign, state=RemarkState.RELEASED, question__in=heads).order_by(
        "uid"
    )
    for row in rows:
        found.setdefault((places.get(row.subject_id or 0, len(places)), row.question), []).append(row.shown)
    labels = [row.label for row in subjects(campaign)] + [""]
    return [
        {
            "index": place if place < len(places) else None,
            "label": labels[place],
            "question": heads[code],
            "texts": texts,
        }
        for (place, code), texts in sorted(found.items())
    ]
