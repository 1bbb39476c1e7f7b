"""Structured logs: a JSON object a line on standard error, with the request's id. Never personal data."""

from __future__ import annotations

import os
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _SHARED,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TESTAMUR_LOG_LEVEL", "WARNING")},
    "loggers": {
        "testamur": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "INFO")},
        "django_structlog": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "INFO")},
        "procrastinate": {"level": os.environ.get("TESTAMUR_LOG_LEVEL", "WARNING")},
        "axes": {"level": "ERROR"},
    },
}

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
