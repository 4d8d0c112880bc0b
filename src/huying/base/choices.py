"""The reader's own choices, kept on the device."""

from django.conf import settings
from django.http import HttpResponse

LANGUAGE_COOKIE = "lang"
ELDER_COOKIE = "elder"
COOKIE_SECONDS = 365 * 24 * 3600


def keep_choice(response: HttpResponse, name: str, value: str) -> None:
    """Remember a choice for a year on this device."""
    response.set_cookie(
        name, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
