"""What stands before and around every page: health, headers, the size of bodies, answers for programs."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from huying.base import pages
from huying.base.errors import NotYours
from huying.base.pages import TROUBLES, new_error_id, trouble
from huying.kernel.refused import Refused
from huying.kernel.words import Words

Next = Callable[[HttpRequest], HttpResponse]
PROGRAMS = ("/api/", "/open311/")


def for_program(request: HttpRequest) -> bool:
    """Whether a program asks, which wants JSON and not a page."""
    return request.path.startswith(PROGRAMS)


def problem(
    status: int,
    words: Words | None = None,
    *,
    fields: dict[str, Words] | None = None,
    error_id: str | None = None,
) -> JsonResponse:
    """The answer of shape `huying.base.api.Problem`."""
    said = words or TROUBLES.get(status, TROUBLES[500]).what
    body = {
        "message": said._asdict(),
        "fields": {name: sentence._asdict() for name, sentence in (fields or {}).items()},
        "id": error_id,
    }
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


class HealthMiddleware:
    """`/healthz`: 200 when the database answers, 503 when not. First of all: it asks for no host, user or session."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"database": "silent"}, status=503)
        return JsonResponse({"database": "answers"})


class HeadersMiddleware:
    """Headers that Django has no setting for: which of the device's senses our own pages may ask for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class BodyMiddleware:
    """Refuses a body beyond settings.HUYING_MAX_BODY bytes before anything of it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not told.isdigit():
            return problem(400) if for_program(request) else trouble(request, 400)
        if int(told) > settings.HUYING_MAX_BODY:
            return problem(413) if for_program(request) else trouble(request, 413)
        return self.get_response(request)


class ProgramMiddleware:
    """For programs, the errors that people get as a page are JSON with the same sentence."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The JSON for an error meant for people; None leaves any other to Django."""
        if not for_program(request):
            return None
        if isinstance(exception, Refused):
            return problem(409, exception.words, fields=exception.fields)
        if isinstance(exception, NotYours):
            return problem(404)
        return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    page = pages.bad_request(request, exception)
    return problem(page.status_code) if for_program(request) else page


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return problem(403) if for_program(request) else trouble(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return problem(404) if for_program(request) else trouble(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: the id in the answer stands in the log beside the traceback."""
    if not for_program(request):
        return pages.failed(request)
    error_id = new_error_id()
    pages.log.error("trouble %s status 500 path %s", error_id, request.path, exc_info=True)
    return problem(500, error_id=error_id)
