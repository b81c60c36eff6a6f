"""The printed form of a certificate: one A4 page, laid out by WeasyPrint from our own template and nothing else.

WeasyPrint needs the system's Pango; where it is missing the rest of the room works, and whoever asks for a PDF is told
what to install. Nothing is ever fetched: there is no picture, no address, and a fetcher that refuses.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning.models import Certificate
from shuanglun.records.learning.rules import hours

LACKING = (
    "这台服务器缺少排版组件（Pango），暂时不能生成证书文件；证书本身已经有效。请系统管理员运行 shuanglun doctor 查看，"
    "并安装：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def pdf(certificate: Certificate) -> bytes:
    """The page as PDF. Raises RefusedError where the layout library cannot load."""
    try:
        import weasyprint
    except OSError as error:  # a shared library is missing
        raise RefusedError(LACKING) from error
    text = render_to_string(
        "learning/printed.html",
        {"certificate": certificate, "institution": settings.INSTITUTION, "hours": hours.hours(certificate.minutes)},
    )
    style = weasyprint.CSS(string=render_to_string("learning/printed.css"), url_fetcher=_refused)
    content = weasyprint.HTML(string=text, url_fetcher=_refused).write_pdf(stylesheets=[style])
    if content is None:
        raise RefusedError("证书文件没有生成，请重试；仍不成功的，请联系系统管理员。")
    return content


def _refused(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"a certificate fetches nothing, not {url!r}")
