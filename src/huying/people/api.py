"""How programs and pages prove themselves to the API: a key in the header, or the log-in of the browser."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError, AuthorizationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.visitors import closed_words, visitor_address

from .queries import token_of
from .seats import Seat, enter, needs_second_factor, seat_at, seat_of
from .services.tokens import token_used


class SeatAuth(AuthBase):
    """Answers the seat as `request.auth` and opens its scope for the rest of the transaction.

    `Authorization: Bearer <key>` for programs, else the session, whose writes need the CSRF token. 401 without a
    seat, 403 without all the abilities, 429 after too many requests.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *abilities: str) -> None:
        self.abilities = abilities
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        seat = self._seat(request)
        if not seat.able(*self.abilities):
            raise AuthorizationError
        return enter(request, seat)

    def _seat(self, request: HttpRequest) -> Seat:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if secret:
            return _by_key(request, scheme, secret.strip())
        try:
            seat = seat_of(request)
        except NotYours:
            raise AuthenticationError from None
        if needs_second_factor(request, seat):
            raise AuthenticationError
        if check_csrf(request) is not None:
            raise HttpError(403, "CSRF")
        return seat


class ThingAuth(SeatAuth):
    """A seat that finds the thing the address names by its number; looked up before the body is read.

    A stranger so hears the same about a thing that is there as about one that is not, whatever they send.
    """

    def __init__(self, find: Callable[[Seat, int], object], *abilities: str) -> None:
        super().__init__(*abilities)
        self.find = find

    def __call__(self, request: HttpRequest) -> Any:
        """The seat, as `SeatAuth` finds it. Raises NotYours."""
        found = super().__call__(request)
        if found and request.resolver_match is not None:
            self.find(seat_of(request), int(request.resolver_match.kwargs["pk"]))
        return found


def _by_key(request: HttpRequest, scheme: str, secret: str) -> Seat:
    address = visitor_address(request)
    if until := ratelimit.wait("token.bad", address):
        raise HttpError(429, str(closed_words(until)))
    token = token_of(secret) if scheme.lower() == "bearer" else None
    if token is None:
        ratelimit.take("token.bad", address)
        raise AuthenticationError
    if until := ratelimit.take("token", str(token.pk)):
        raise HttpError(429, str(closed_words(until)))
    token_used(token)
    return seat_at(token.post, address)
