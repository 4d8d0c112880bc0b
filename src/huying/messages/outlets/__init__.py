"""The ways out: each takes letters and says of each one whether it went."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from .letters import LATER, NEVER, WENT, Letter, Outlet, Result

__all__ = ["LATER", "NEVER", "WENT", "Letter", "Outlet", "Result", "outlet_of"]

SHIPPED = {
    "email": "huying.messages.outlets.mail.Mail",
    "robot": "huying.messages.outlets.robots.Robots",
}
DEMO_SMS = "huying.messages.outlets.console.Console"


def outlet_of(channel: str) -> Outlet:
    """The outlet of a channel; the one for text messages is the class named in HUYING_SMS_OUTLET."""
    return _made(getattr(settings, "HUYING_SMS_OUTLET", DEMO_SMS) if channel == "sms" else SHIPPED[channel])


@cache
def _loaded(path: str) -> type[Outlet]:
    found: type[Outlet] = import_string(path)
    return found


def _made(path: str) -> Outlet:
    return _loaded(path)()
