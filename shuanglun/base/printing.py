"""Printed forms: PDF laid out by WeasyPrint from our own templates and nothing else.

WeasyPrint needs the system's Pango; where it is missing the rest works, and whoever asks for a PDF is told what to
install. Nothing is ever fetched: there is no picture, no address, and a fetcher that refuses.
"""

from __future__ import annotations

import logging
from typing import Any

from django.template.loader import render_to_string

from shuanglun.base.verdicts import RefusedError

INSTALL = "请系统管理员运行 shuanglun doctor 查看，并安装：apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def pdf(name: str, context: dict[str, Any], *, what: str = "文件") -> bytes:
    """`{name}.html` with `{name}.css` as PDF. `what` names the document in words (证书文件).

    Raises RefusedError where the layout library cannot load or makes nothing.
    """
    try:
        import weasyprint
    except OSError as error:  # a shared library is missing
        raise RefusedError(f"这台服务器缺少排版组件（Pango），暂时不能生成{what}。{INSTALL}") from error
    for logger in ("weasyprint", "weasyprint.progress"):  # its steps are no news of ours
        logging.getLogger(logger).setLevel(logging.WARNING)
    text = render_to_string(f"{name}.html", context)
    style = weasyprint.CSS(string=render_to_string(f"{name}.css"), url_fetcher=_refused)
    content = weasyprint.HTML(string=text, url_fetcher=_refused).write_pdf(
        stylesheets=[style], presentational_hints=True
    )
    if content is None:
        raise RefusedError(f"{what}没有生成，请重试；仍不成功的，请联系系统管理员。")
    return content


def _refused(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"a printed form fetches nothing, not {url!r}")
