"""One log for everything: lines for people, JSON for machines."""

import logging.config
import sys
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def _last(form: str) -> list[Any]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # Plain tracebacks: the pretty ones print the values of variables, and those may be somebody's phone number.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def logging_settings(level: str, form: str) -> dict[str, Any]:
    """The standard library's logging, rendered by structlog; `form` is "lines" or "json"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "huying": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form)],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "huying"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Our own pages for trouble write the line that counts, with the id the reader sees.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
        },
    }


def configure(told: dict[str, Any]) -> None:
    """Called by Django with the settings above: both ways of logging end in the same lines."""
    logging.config.dictConfig(told)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
