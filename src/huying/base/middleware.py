"""The reader's language and letter size, for the whole request."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from huying.kernel.refused import Refused
from huying.kernel.words import reading

from .choices import ELDER_COOKIE, LANGUAGE_COOKIE, keep_choice
from .errors import NotYours
from .pages import TOO_BIG, trouble

DJANGO_NAME = {"zh": "zh-hans", "en": "en"}
HTML_NAME = {"zh": "zh-CN", "en": "en"}


def _known(language: str | None) -> str | None:
    """zh or en, or None for anything else."""
    short = (language or "")[:2].lower()
    return short if short in DJANGO_NAME else None


def _logged_in(request: HttpRequest) -> object | None:
    # Asking for the user costs a query: only those who carry a session are asked for.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return getattr(request, "user", None)


def language_of(request: HttpRequest) -> str:
    """`?lang=`, else the cookie, else the user's own choice, else Chinese."""
    return (
        _known(request.GET.get("lang"))
        or _known(request.COOKIES.get(LANGUAGE_COOKIE))
        or _known(getattr(_logged_in(request), "language", None))
        or "zh"
    )


def elder_of(request: HttpRequest) -> bool:
    """The cookie, else the user's own choice."""
    cookie = request.COOKIES.get(ELDER_COOKIE)
    if cookie in ("0", "1"):
        return cookie == "1"
    return bool(getattr(_logged_in(request), "elder_mode", False))


class LookMiddleware:
    """Sets the language of Django and of `Words`, `request.elder` and `request.html_lang`.

    Stands after the authentication middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.elder = elder_of(request)  # type: ignore[attr-defined]
        request.html_lang = HTML_NAME[language]  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = DJANGO_NAME[language]
        with reading(language), translation.override(DJANGO_NAME[language]):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", HTML_NAME[language])
        patch_vary_headers(response, ("Cookie",))
        if _known(request.GET.get("lang")) and request.COOKIES.get(LANGUAGE_COOKIE) != language:
            keep_choice(response, LANGUAGE_COOKIE, language)
        return response


class TroubleMiddleware:
    """Turns what a page raises for people into a page: `Refused` a sentence, `NotYours` like nothing there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an error meant for people; None leaves any other to Django."""
        if isinstance(exception, Refused):
            return trouble(request, 409, what=exception.words)
        if isinstance(exception, NotYours):
            return trouble(request, 404)
        if isinstance(exception, TOO_BIG):
            return trouble(request, 413)
        return None
