"""Words of the goals room."""

from __future__ import annotations

from django.db import models


class Direction(models.TextChoices):
    """Whether more or less is better (methods §0b, KPI attainment)."""

    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"
