"""Acts on certificates: issuing them to whoever completed a course, keeping their printed form."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit import note, operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import queries
from shuanglun.records.learning.models import Certificate, CertificateFile, Course
from shuanglun.records.learning.queries import Standing
from shuanglun.records.learning.rules import courses as course_rules
from shuanglun.records.people.models import Person


@operation("learning.keep", act="learning.issue_certificates", label="发放培训证书")
def issue_certificates(*, course: Course, on: date) -> list[Certificate]:
    """A certificate for everybody who completed the course and has none."""
    ready = queries.completed(course)
    if not ready:
        raise RefusedError("没有可发证的人员：须学完适合的全部模块（有测验的须合格），并且还没有这门课程的证书。")
    issued = _issued(course, ready, on)
    note.batch(f"培训证书：{course.code}", issued)
    return issued


@operation("learning.own", act="learning.claim_certificate", label="领取培训证书")
def claim_certificate(*, course: Course, person: Person, on: date) -> Certificate:
    """One's own certificate of a course one completed."""
    ready = queries.completed(course, person)
    course_rules.may_claim(bool(ready)).or_refuse()
    return _issued(course, ready, on)[0]


def _issued(course: Course, ready: list[Standing], on: date) -> list[Certificate]:
    by = current().name
    with acting(Actor.system("培训证书编号")):
        # Whoever issues holds the lock of all courses' numbers for a moment: numbers of a year have no gap and no double.
        list(Course.objects.select_for_update().order_by("pk").values_list("pk")[:1])
        last = Certificate.objects.filter(year=on.year).aggregate(last=Max("serial"))["last"] or 0
    modules = list(course.modules.all())
    rows = [
        Certificate(
            person=standing.person, course=course, year=on.year, serial=serial, number=f"PX-{on.year}-{serial:04d}",
            issued_on=on, issued_by=by, minutes=standing.minutes,
            modules=[module.title for module in course_rules.fitting(modules, standing.person.is_member)],
        )
        for serial, standing in enumerate(ready, last + 1)
    ]  # fmt: skip
    return Certificate.objects.bulk_create(rows, batch_size=400)


@operation("learning.view", act="learning.print_certificate", label="生成证书文件")
def keep_file(*, certificate: Certificate, content: bytes, at: datetime) -> CertificateFile:
    """Keep the printed form of a certificate that was issued; whoever may see the certificate may have it printed.
    Another call finds the one that is kept."""
    Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    kept = CertificateFile.objects.filter(certificate=certificate).first()
    if kept is not None:
        return kept
    row = CertificateFile.made(name=f"{certificate.number}.pdf", content=content, at=at, certificate=certificate)
    row.save()
    return row
