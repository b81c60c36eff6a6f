"""The printed form of a certificate: one page of text that a reader can search, made in the background."""

from __future__ import annotations

import io
import sys
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from shuanglun.base.actor import acting, using
from shuanglun.base.jobs import enqueue
from shuanglun.base.jobs.models import Job
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations, printing
from shuanglun.records.learning.jobs import CERTIFICATES_JOB
from shuanglun.records.learning.models import Certificate, CertificateFile
from shuanglun.records.learning.tests.factories import (
    AFTER,
    DAY,
    KEEPER,
    enrol,
    finish,
    make_certificate,
    make_session,
    member,
    oneself,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the layout library."""

    class Broken:
        def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])


def words(content: bytes) -> str:
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text().split())


def test_a_page_says_who_learnt_what(settings):
    settings.INSTITUTION = "示例研究院"
    certificate = make_certificate(make_person("林一禾"))
    content = printing.pdf(certificate)
    text = words(content)
    for word in (
        "培训证书",
        "林一禾",
        certificate.number,
        "3.0学时",
        "党性修养",
        "示例研究院",
        "2026年3月10日",
        "可凭编号核验",
    ):
        assert word in text
    [page] = pypdf.PdfReader(io.BytesIO(content)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_what_people_typed_stays_text():
    certificate = make_certificate(make_person("<b>甲</b>"))
    certificate.modules = ['<img src="http://127.0.0.1/x.png">']
    assert "<imgsrc=" in words(printing.pdf(certificate))


def test_a_long_course_stays_one_page():
    certificate = make_certificate(make_person())
    certificate.modules = [f"第{number}讲 政策法规与业务规范的系统学习和案例研讨" for number in range(1, 41)]
    assert "等40个模块" in words(printing.pdf(certificate))
    assert printing.named(["甲", "乙"]) == "甲、乙"


def test_a_job_prints_each_certificate_once(sign_in):
    session = make_session()
    finish(session, enrol(session, member(), member()))
    office = sign_in("political")
    answer = office.post(reverse("learning:certify", args=[session.course_id]))
    job = Job._base_manager.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    assert (job.state, job.result_url) == ("done", reverse("learning:certificates"))
    files = list(CertificateFile.objects.values_list("pk", "sha256"))
    assert len(files) == Certificate.objects.count() == 2
    for certificate in Certificate.objects.all():
        office.post(reverse("learning:print_certificate", args=[certificate.pk]))
    assert list(CertificateFile.objects.values_list("pk", "sha256")) == files


def test_the_person_downloads_the_own_certificate_and_nobody_elses(sign_in):
    session, person = make_session(), member("林一禾")
    finish(session, enrol(session, person))
    client = sign_in("staff", person=person)
    assert "领取证书" in client.get(reverse("learning:mine")).content.decode()
    client.post(reverse("learning:claim", args=[session.course_id]))
    certificate = Certificate.objects.get()
    answer = client.get(reverse("learning:download_certificate", args=[certificate.pk]))
    content = answer.content
    assert answer["Content-Type"] == "application/pdf"
    assert "林一禾" in words(content)
    other = sign_in("staff", person=member())
    assert other.get(reverse("learning:download_certificate", args=[certificate.pk])).status_code == 404
    assert other.post(reverse("learning:print_certificate", args=[certificate.pk])).status_code == 404


@pytest.mark.usefixtures("no_pango")
def test_without_pango_the_certificate_stands_and_the_job_says_what_to_install():
    session = make_session()
    finish(session, enrol(session, member()))
    with acting(KEEPER):
        [certificate] = operations.issue_certificates(course=session.course, on=DAY)
    with pytest.raises(RefusedError, match="shuanglun doctor"):
        printing.pdf(certificate)
    with acting(oneself(certificate.person)), using("learning.view"):
        job = enqueue(CERTIFICATES_JOB, certificates=[certificate.pk])
    job.refresh_from_db(from_queryset=Job._base_manager.all())
    assert job.state == "failed"
    assert "libpango" in job.error
    assert not CertificateFile.objects.exists()


def test_a_printed_form_is_kept_once():
    certificate = make_certificate(member())
    with acting(oneself(certificate.person)):
        first = operations.keep_file(certificate=certificate, content=b"%PDF-1.7 one", at=AFTER)
        again = operations.keep_file(certificate=certificate, content=b"%PDF-1.7 two", at=AFTER)
    assert first == again
    assert bytes(CertificateFile.objects.get().content()) == b"%PDF-1.7 one"
