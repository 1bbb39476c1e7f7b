"""Structured logs: a JSON object a line on standard error, with the request's id. Never personal data."""

from __future__ import annotations

import os
import re
import traceback
from types import TracebackType
from typing import Any

import structlog

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def places(exc_info: ExceptionInfo) -> str:
    """Which exceptions were raised where, the last one first, but not in which words: they may quote a person's data.

    Of what the database refused, its code and the constraint are told. ``TESTAMUR_LOG_EXCEPTIONS=full`` shows the
    words as well; only for a world in which nobody is real.
    """
    if os.environ.get("TESTAMUR_LOG_EXCEPTIONS") == "full":
        return "".join(traceback.format_exception(*exc_info))
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        lines.append(" ".join([f"{type(error).__module__}.{type(error).__qualname__}", *_refusal(error)]))
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def _refusal(error: BaseException) -> list[str]:
    diagnostics = getattr(error, "diag", None)
    return [
        str(part)
        for part in (getattr(diagnostics, "sqlstate", None), getattr(diagnostics, "constraint_name", None))
        if part
    ]


_KEY = re.compile(r"(/password/reset/key/[0-9A-Za-z]+-|/account/invitations/[^/\s]+/)[^/\s]+")


def without_keys(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """The same event without the keys of letters, by which a password is chosen, whoever tells of the address."""
    return {
        name: _KEY.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()
    }


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(places),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_keys,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TESTAMUR_LOG_LEVEL", "WARNING")},
    "loggers": {
        "testamur": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "INFO")},
        "django_structlog": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "INFO")},
        "procrastinate": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "WARNING")},
    },
}

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
