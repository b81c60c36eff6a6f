"""Screens of certificates: the list, one of them, issuing and claiming, the printed form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.actor import current, using
from shuanglun.base.audit.queries import recorded
from shuanglun.base.files.answers import download
from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.links import linked
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, list_screen, screen
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.jobs import CERTIFICATES_JOB
from shuanglun.records.learning.models import Certificate, CertificateFile
from shuanglun.records.learning.rules import courses as course_rules
from shuanglun.records.learning.rules import hours
from shuanglun.records.learning.tables import CertificateTable
from shuanglun.records.learning.views import frame

KEEP = "learning.keep"


@screen("learning.view")
def certificates(request: HttpRequest) -> HttpResponse:
    """Certificates issued."""
    rows = Certificate.objects.select_related("course", "person__unit")
    return list_screen(request, CertificateTable, rows, title=frame.title(), tabs=frame.tabs("learning:certificates"))


def _find(pk: int) -> Certificate:
    return get_object_or_404(Certificate.objects.select_related("course", "person__unit"), pk=pk)


@screen("learning.view")
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate, and its printed form where it has been made."""
    row = _find(pk)
    file = CertificateFile.objects.filter(certificate=row).first()
    made = Action("下载证书", "learning:download_certificate", args=(pk,), primary=True, icon="ti-download")
    make = Action(
        "生成证书文件", "learning:print_certificate", args=(pk,), primary=True, icon="ti-file-text", post=True
    )
    return detail_screen(
        request, title=str(row), sub=f"{row.person.name} · {row.course.title}", template="learning/certificate.html",
        crumbs=[(frame.title(), "learning:list"), ("证书", "learning:certificates"), (row.number, None)],
        facts=_facts(row), file=file, certificate=row, actions=[made if file else make],
    )  # fmt: skip


def _facts(row: Certificate) -> list[tuple[str, Any]]:
    return [
        ("证书编号", row.number),
        ("人员", linked(row.person.name, ("people:person", row.person_id), right="people.view")),
        ("部门", row.person.unit.name), ("课程", linked(row.course.title, row.course)),
        ("所学模块", "、".join(row.modules)), ("学时", f"{hours.hours(row.minutes)} 学时（{row.minutes} 分钟）"),
        ("发证日期", row.issued_on), ("发证", row.issued_by), ("登记", recorded(row)),
    ]  # fmt: skip


@screen(KEEP)
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Certificates for all who completed the course; their printed forms are made in the background."""
    row = frame.find_course(pk)
    ready = queries.completed(row)
    return confirm_screen(
        request, title=f"发放证书：{row.title}", back=row, submit="发放证书", crumbs=frame.of_course(row, ("发放证书", None)),
        text=f"已学完而没有证书的 {len(ready)} 人：{'、'.join(item.person.name for item in ready[:20])}"
        + ("等。" if len(ready) > 20 else "。") if ready else "现在没有可发证的人员。",
        save=lambda: _issued(row), done_text="",
    )  # fmt: skip


def _issued(course: Any) -> HttpResponse:
    rows = operations.issue_certificates(course=course, on=timezone.localdate())
    job = enqueue(CERTIFICATES_JOB, certificates=[row.pk for row in rows])
    return redirect("jobs:job", job.pk)


@screen("learning.own")
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own certificate of a course one completed."""
    row, person = frame.find_course(pk), frame.myself()
    course_rules.may_claim(bool(queries.completed(row, person))).or_refuse()
    return confirm_screen(
        request, title=f"领取证书：{row.title}", submit="领取证书", back=lambda made: made, done_text="证书已发放",
        text="已学完适合的全部模块。领取后生成证书文件，可以下载。", crumbs=frame.of_course(row, ("领取证书", None)),
        save=lambda: _claimed(row, person),
    )  # fmt: skip


def _claimed(course: Any, person: Any) -> Certificate:
    row = operations.claim_certificate(course=course, person=person, on=timezone.localdate())
    _print(row.pk)
    return row


def _print(pk: int) -> Any:
    with using("learning.view"):
        return enqueue(CERTIFICATES_JOB, certificates=[pk])


@screen("learning.view")
@require_POST
def print_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the printed form made."""
    row = _find(pk)
    job = _print(row.pk)
    return redirect("jobs:job", job.pk) if current().may("jobs.view") else redirect(row)


@screen("learning.view")
def download_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed form."""
    file = CertificateFile.objects.filter(certificate=_find(pk)).first()
    if file is None:
        raise Http404
    return download(file)
