"""Words of the surveys room."""

from __future__ import annotations

from django.db import models

MINIMUM_OPINIONS = 5  # rules §1 ANON_MIN_RESPONSES, G-09: below it nothing is stored, published or counted


class Head(models.TextChoices):
    """What colleagues were asked about."""

    CONDUCT = "conduct", "思想政治与职业操守"
    CAPABILITY = "capability", "履职能力"
