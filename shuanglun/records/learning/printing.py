"""The printed form of a certificate: one A4 page."""

from __future__ import annotations

from django.conf import settings

from shuanglun.base import printing
from shuanglun.records.learning.models import Certificate
from shuanglun.records.learning.rules import hours

MOST_LETTERS = 240
"""Of the modules named on the page, which stays one page; the rest is counted."""


def named(modules: list[str]) -> str:
    """The modules in words, as many as the page holds."""
    words = "、".join(modules)
    if len(words) <= MOST_LETTERS:
        return words
    return f"{words[:MOST_LETTERS].rpartition('、')[0] or words[:MOST_LETTERS]}等 {len(modules)} 个模块"


def pdf(certificate: Certificate) -> bytes:
    """The page as PDF. Raises RefusedError where the layout library cannot load; the certificate itself stands."""
    context = {
        "certificate": certificate, "institution": settings.INSTITUTION, "hours": hours.hours(certificate.minutes),
        "modules": named(certificate.modules),
    }  # fmt: skip
    return printing.pdf("learning/printed", context, what="证书文件（证书本身已经有效）")
