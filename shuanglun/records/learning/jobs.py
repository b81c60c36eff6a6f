"""Jobs of this room: printing certificates."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from shuanglun.base.jobs import Progress, job
from shuanglun.records.learning import operations, printing
from shuanglun.records.learning.models import Certificate

CERTIFICATES_JOB = "learning.certificates"


@job(CERTIFICATES_JOB, label="生成培训证书")
def make_certificates(progress: Progress, *, certificates: list[int]) -> str:
    """Print certificates one by one; those that are printed stay when somebody cancels, and are not printed again."""
    rows = list(
        Certificate.objects.filter(pk__in=certificates, file=None).select_related("person", "course").order_by("pk")
    )
    for done, row in enumerate(rows):
        progress(done, len(rows), f"正在生成 {row.number}")
        operations.keep_file(certificate=row, content=printing.pdf(row), at=timezone.now())
    progress(len(rows), len(rows), f"生成 {len(rows)} 份")
    return (
        reverse("learning:certificate", args=certificates)
        if len(certificates) == 1
        else reverse("learning:certificates")
    )
