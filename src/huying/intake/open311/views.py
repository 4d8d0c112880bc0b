"""The six methods of GeoReport v2, and its discovery."""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, NamedTuple, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from huying.base import ratelimit
from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.visitors import visitor_address
from huying.help.models import Channel
from huying.help.queries.intake import channel as channel_of
from huying.help.queries.intake import is_open
from huying.help.queries.requests import Public, public_requests
from huying.help.services import request_open
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words, current_language
from huying.people.queries import token_of
from huying.people.seats import as_actor, seat_at
from huying.people.services.tokens import token_used
from huying.places import scope
from huying.places.codes import covers, pad
from huying.places.models import Area
from huying.places.queries import area_names

from .errors import Trouble
from .names import code_of, public_id
from .places import area_meant, area_near
from .reading import Sent, list_asked, sent
from .rendering import FORMATS, answer, error_answer
from .schema import document
from .services import definition, offered, services

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
USUAL_CHANNEL = "open311"
KEY_LENGTH = 200

NO_JURISDICTION = Words("没有这个 jurisdiction_id：{name}", "There is no such jurisdiction_id: {name}")
NO_SERVICE = Words("没有这个 service_code：{name}", "There is no such service_code: {name}")
NO_REQUEST = Words("没有这个 service_request_id：{name}", "There is no such service_request_id: {name}")
NO_AREA = Words("没有这个 address_id：{name}", "There is no such address_id: {name}")
CLOSED = Words("这个渠道现在没有开放。", "This channel is not open now.")
NOTICE = Words(
    "编号 {code}。凭编号和电话可以在网页上查看进展、补充情况。",
    "Code {code}. With the code and the phone number you can follow it and add to it on the web.",
)


class Jurisdiction(NamedTuple):
    """Where a program speaks to: the channel, and the part of its area it names."""

    channel: Channel
    area: str


def _jurisdiction(name: str) -> Jurisdiction:
    """ "" is the usual channel; else the code of another one, or of an area inside the usual one. Raises Trouble."""
    try:
        if name and not name.isascii():
            raise NotYours(name)
        if name and not name.isdigit():
            channel = channel_of(name)
            if channel.kind != "open311":
                raise NotYours(name)
            return Jurisdiction(channel, channel.area)
        channel = channel_of(USUAL_CHANNEL)
        if not name:
            return Jurisdiction(channel, channel.area)
        area = pad(name)
        if covers(channel.area, area) and Area.objects.filter(pk=area).exists():
            return Jurisdiction(channel, area)
    except (NotYours, ValueError):
        pass
    raise Trouble(404, NO_JURISDICTION.fill(name=name[:40]))


def door(*methods: str) -> Callable[[View[P]], View[P]]:
    """A GeoReport method: these HTTP methods only, every error in GeoReport's form."""

    def wrap(view: View[P]) -> View[P]:
        @csrf_exempt  # no cookie counts here
        @functools.wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            fmt = str(kwargs.get("fmt", ""))
            try:
                if fmt and fmt not in FORMATS:
                    raise Trouble(404)
                if request.method not in (*methods, "OPTIONS", "HEAD"):
                    raise Trouble(405)
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204)
                else:
                    response = view(request, *args, **kwargs)
            except Trouble as trouble:
                response = error_answer(fmt if fmt in FORMATS else "xml", trouble)
            except Refused as refused:
                fields = tuple(refused.fields.values()) or (refused.words,)
                response = error_answer(fmt, Trouble(400, *fields))
            response["Allow"] = ", ".join((*methods, "OPTIONS"))
            # Programs in browsers of other sites may read what everybody may read.
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        return inner

    return wrap


@door("GET")
def discovery(request: HttpRequest, *, fmt: str) -> HttpResponse:
    """What is where."""
    here = request.build_absolute_uri("/open311/v2").rstrip("/")
    track = request.build_absolute_uri("/track/")
    body = {
        "changeset": document()["info"]["version"],
        "contact": track,
        "key_service": request.build_absolute_uri("/settings/tokens/"),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": here,
                "changeset": document()["info"]["version"],
                "type": "production",
                "formats": [kind.split(";")[0] for kind in FORMATS.values()],
            }
        ],
    }
    return answer(fmt, "discovery", body)


@door("GET")
def service_list(request: HttpRequest, *, fmt: str) -> HttpResponse:
    """The services one can ask for."""
    where = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    return answer(fmt, "services", services(where.channel))


@door("GET")
def service_definition(request: HttpRequest, *, code: str, fmt: str) -> HttpResponse:
    """What may be told with one service."""
    where = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    row = next((one for one in offered(where.channel) if one.code == code), None)
    if row is None:
        raise Trouble(404, NO_SERVICE.fill(name=code[:40]))
    return answer(fmt, "service_definition", definition(row))


@door("GET", "POST")
def request_list(request: HttpRequest, *, fmt: str) -> HttpResponse:
    """The requests everybody may know of, or a new one."""
    if request.method == "POST":
        return _receive(request, fmt)
    where = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    asked = list_asked(request)
    since, until = asked.period(now())
    status = asked.status[0] if len(set(asked.status)) == 1 else ""
    if set(asked.status) - {"open", "closed"}:
        raise Trouble(400, Words("status 只能是 open 或 closed。", "status is open or closed."))
    ids = [code for number in asked.service_request_id if (code := code_of(number))]
    found: list[Public] = []
    if ids or not asked.service_request_id:
        first = (asked.page - 1) * asked.page_size
        last = first + asked.page_size
        with scope.use(where.area):
            # One more category is one more question; what they give is put in one order again.
            for category in dict.fromkeys(asked.service_code) or [""]:
                found += public_requests(
                    where.area,
                    category=category,
                    status=status,
                    since=since,
                    until=until,
                    ids=ids,
                    limit=last,
                )
        found = sorted(found, key=lambda one: one.received_at, reverse=True)[first:last]
    return answer(fmt, "service_requests", _shown(found))


@door("GET")
def request_one(request: HttpRequest, *, number: str, fmt: str) -> HttpResponse:
    """One request as everybody may know it."""
    where = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    return answer(fmt, "service_requests", _shown([_find(where, number)]))


@door("GET")
def token(request: HttpRequest, *, number: str, fmt: str) -> HttpResponse:
    """The request behind a token: here every request gets its number at once, which is its own token."""
    where = _jurisdiction(request.GET.get("jurisdiction_id", ""))
    _find(where, number)
    return answer(fmt, "service_requests", [{"service_request_id": number, "token": number}])


@door("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    """This door described as OpenAPI 3.1."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def nothing(request: HttpRequest, **_: Any) -> HttpResponse:
    """Every other address under the door."""
    return error_answer("xml", Trouble(404))


def _find(where: Jurisdiction, number: str) -> Public:
    code = code_of(number)
    if code:
        with scope.use(where.area):
            if found := public_requests(where.area, ids=[code], limit=1):
                return found[0]
    raise Trouble(404, NO_REQUEST.fill(name=number[:40]))


def _shown(found: list[Public]) -> list[dict[str, Any]]:
    """Requests in GeoReport's names: category, state, times and the community; nothing anybody wrote."""
    names = area_names({one.area for one in found}, from_grade="district")
    centres = {row.pk: row for row in Area.objects.filter(pk__in={one.area for one in found})}
    lines = []
    for one in found:
        centre = centres.get(one.area)
        state = f"{one.state}，{one.outcome}" if one.outcome and not one.open else str(one.state)
        lines.append(
            {
                "service_request_id": public_id(one.code),
                "status": "open" if one.open else "closed",
                "status_notes": state,
                "service_name": str(one.title),
                "service_code": one.category,
                "description": "",
                "agency_responsible": str(names.get(one.area, "")),
                "service_notice": "",
                "requested_datetime": _written(one.received_at),
                "updated_datetime": _written(one.closed_at or one.received_at),
                "expected_datetime": _written(one.expected_at) if one.open else "",
                "address": str(names.get(one.area, "")),
                "address_id": one.area,
                "zipcode": "",
                "lat": centre.lat if centre and centre.lat is not None else "",
                "long": centre.lon if centre and centre.lon is not None else "",
                "media_url": "",
            }
        )
    return lines


def _written(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


# A new request


def _receive(request: HttpRequest, fmt: str) -> HttpResponse:
    if ratelimit.take("open311", visitor_address(request)):
        raise Trouble(429)
    said = sent(request)
    where = _jurisdiction(request.POST.get("jurisdiction_id", "") or request.GET.get("jurisdiction_id", ""))
    actor, most = _sender(request, where)
    if not is_open(where.channel):
        raise Trouble(403, CLOSED)
    if said.service_code not in {row.code for row in offered(where.channel)}:
        raise Trouble(400, NO_SERVICE.fill(name=said.service_code))
    said.placed()
    area = _area_of(said, where)
    if most and not covers(most, area):
        raise Trouble(403)
    asking = said.asking()
    with scope.use(where.channel.area):
        matter = request_open(
            asking=asking,
            area=area,
            channel=where.channel.code,
            actor=actor,
            source_user=said.account_id or said.device_id,
            language=current_language(),
            once=_once(request, where.channel.code),
        )
    notice = str(NOTICE.fill(code=matter.code))
    body = {
        "service_request_id": public_id(matter.code),
        "service_notice": notice,
        "account_id": said.account_id,
    }
    return answer(fmt, "service_requests", [body])


def _sender(request: HttpRequest, where: Jurisdiction) -> tuple[Actor, str]:
    """Who sends: anybody, or the post of an api_key, whose area then bounds the request. Raises Trouble."""
    key = request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("X-Api-Key", "")
    if not key:
        if where.channel.code in settings.HUYING_OPEN311_KEYED:
            raise Trouble(403)
        return Actor("api"), ""
    found = token_of(key) if len(key) <= KEY_LENGTH and "\0" not in key else None
    if found is None:
        ratelimit.take("token.bad", visitor_address(request))
        raise Trouble(403)
    token_used(found)
    return as_actor(seat_at(found.post)), found.post.area


def _area_of(said: Sent, where: Jurisdiction) -> str:
    """The area a request belongs to: the one named, the one nearest to its point, else the whole jurisdiction."""
    if said.address_id:
        try:
            area = pad(said.address_id)
        except ValueError:
            raise Trouble(400, NO_AREA.fill(name=said.address_id)) from None
        if not covers(where.area, area) or not Area.objects.filter(pk=area).exists():
            raise Trouble(400, NO_AREA.fill(name=said.address_id))
        return area
    if said.lat is not None and said.long is not None:
        return area_near(said.lat, said.long, where.area) or where.area
    return area_meant(said.address_string, where.area) or where.area


def _once(request: HttpRequest, channel: str) -> str | None:
    """The key under which a sender that tries again opens nothing twice."""
    told = request.headers.get("Idempotency-Key", "").strip()
    return f"open311:{hashlib.sha256(f'{channel}:{told}'.encode()).hexdigest()[:48]}" if told else None
