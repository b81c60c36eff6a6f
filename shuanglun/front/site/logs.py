"""Logs: one structlog chain for ours and everybody else's lines; JSON in production, readable otherwise.

Tracebacks never show local variables: they hold personal data."""

from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configuration(*, readable: bool, level: str) -> dict[str, Any]:
    """Django's `LOGGING`; also sets up structlog itself, since both must share one chain."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last = (
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    chain = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        *([] if readable else [structlog.processors.format_exc_info]),
        last,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": chain,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            "axes": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # any scanner fills the log with these
        },
    }
