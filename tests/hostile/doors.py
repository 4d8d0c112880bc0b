"""The project as WSGI inside a test's own transaction, and what hostile tests send to it."""

from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction

_handler = BaseHandler()
_loaded: list[bool] = []

# Doors are tried many times here on purpose.
UNLIMITED = [(1_000_000, 60)]


def limits_off(settings: Any) -> None:
    """Let every door be tried without end."""
    settings.HUYING_LIMITS = dict.fromkeys(settings.HUYING_LIMITS, UNLIMITED)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """One request as a WSGI server gives it, and all of its traces undone."""
    if not _loaded:
        _handler.load_middleware()
        _loaded.append(True)
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    with transaction.atomic():
        response: Any = _handler.get_response(WSGIRequest(environ))
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [content]
