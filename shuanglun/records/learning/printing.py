"""The printed form of a certificate: one A4 page, laid out by WeasyPrint from our own template and nothing else.

WeasyPrint needs the system's Pango; where it is missing the rest of the room works, and whoever asks for a PDF is told
what to install. Nothing is ever fetched: there is no picture, no address, and a fetcher that refuses.
"""

from __future__ import annotations

import logging
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


MOST_LETTERS = 240
"""Of the modules named on the page, which stays one page; the rest is counted."""


def named(modules: list[str]) -> str:
    """The modules in words, as many as the page holds."""
    words = "、".join(modules)
    if len(words) <= MOST_LETTERS:
        return words
    return f"{words[:MOST_LETTERS].rpartition('、')[0] or words[:MOST_LETTERS]}等 {len(modules)} 个模块"


def pdf(certificate: Certificate) -> bytes:
    """The page as PDF. Raises RefusedError where the layout library cannot load."""
    try:
        import weasyprint
    except OSError as error:  # a shared library is missing
        raise RefusedError(LACKING) from error
    for logger in ("weasyprint", "weasyprint.progress"):  # its steps are no news of ours
        logging.getLogger(logger).setLevel(logging.WARNING)
    context = {
        "certificate": certificate, "institution": settings.INSTITUTION, "hours": hours.hours(certificate.minutes),
        "modules": named(certificate.modules),
    }  # fmt: skip
    text = render_to_string("learning/printed.html", context)
    style = weasyprint.CSS(string=render_to_string("learning/printed.css"), url_fetcher=_refused)
    content = weasyprint.HTML(string=text, url_fetcher=_refused).write_pdf(stylesheets=[style])
    if content is None:
        raise RefusedError("证书文件没有生成，请重试；仍不成功的，请联系系统管理员。")
    return content


def _refused(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"a certificate fetches nothing, not {url!r}")
