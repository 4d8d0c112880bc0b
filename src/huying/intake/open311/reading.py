"""What a program asks for or sends, checked."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from huying.base.forms import sentence
from huying.help.facts import Asking
from huying.kernel.facts import label_of
from huying.kernel.words import Words

from .errors import Trouble
from .services import ATTRIBUTES

MOST_DAYS = 90  # the longest period GeoReport lets one ask for
MOST_PAGE = 200
MOST_IDS = 100
_ATTRIBUTE = re.compile(r"attribute\[(\w{1,40})\](?:\[\w*\])?")
_TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

PERIOD = Words(
    "start_date 到 end_date 最多 90 天，且不能倒过来。",
    "From start_date to end_date are at most 90 days, in this order.",
)
ONE_PLACE = Words(
    "请给出 address_string、address_id，或 lat 和 long。", "Give address_string, address_id, or lat and long."
)
HALF_PLACE = Words("lat 和 long 要一起给。", "lat and long must come together.")
NO_ATTRIBUTE = Words("没有这个属性：{name}", "There is no such attribute: {name}")


def _several(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _moment(value: object) -> object:
    # In a query "+08:00" often arrives as " 08:00".
    return value.replace(" ", "+") if isinstance(value, str) and "T" in value else value


Several = Annotated[list[str], BeforeValidator(_several), Field(max_length=MOST_IDS)]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_moment)]


class ListAsked(BaseModel):
    """The filters of the list of requests."""

    model_config = ConfigDict(extra="ignore")

    service_request_id: Several = []
    service_code: Several = []
    status: Several = []
    start_date: Moment = None
    end_date: Moment = None
    page: int = Field(default=1, ge=1, le=10_000)
    page_size: int = Field(default=100, ge=1, le=MOST_PAGE)

    def period(self, now: dt.datetime) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The period asked for; the last 90 days when none is, none at all for named requests. Raises Trouble."""
        if self.service_request_id:
            return None, None
        most = dt.timedelta(days=MOST_DAYS)
        try:
            end = self.end_date or (self.start_date + most if self.start_date else now)
            start = self.start_date or end - most
            if not dt.timedelta() <= end - start <= most:
                raise Trouble(400, PERIOD)
            return start.astimezone(dt.UTC), end.astimezone(dt.UTC)
        except OverflowError as error:
            raise Trouble(400, PERIOD) from error


class Sent(BaseModel):
    """A request as a program sends it, in GeoReport's names."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, coerce_numbers_to_str=True)

    service_code: str = Field(min_length=1, max_length=40)
    description: str = Field(min_length=2, max_length=4000)
    lat: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    long: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    address_string: str = Field(default="", max_length=200)
    address_id: str = Field(default="", max_length=20, pattern=r"^\d*$")
    email: str = Field(default="", max_length=254)
    device_id: str = Field(default="", max_length=100)
    account_id: str = Field(default="", max_length=100)
    first_name: str = Field(default="", max_length=60)
    last_name: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=40)
    media_url: str = Field(default="", max_length=500)
    attributes: dict[str, Any] = Field(default_factory=dict)

    def placed(self) -> None:
        """Raise Trouble unless it says where."""
        if (self.lat is None) != (self.long is None):
            raise Trouble(400, HALF_PLACE)
        if self.lat is None and not self.address_string and not self.address_id:
            raise Trouble(400, ONE_PLACE)

    def asking(self) -> Asking:
        """What the help desk takes in. Raises Trouble with a sentence for each fault."""
        picture = self.media_url if urlsplit_safe(self.media_url) in ("http", "https") else ""
        beside = [
            str(words.fill(text=text))
            for words, text in (
                (Words("照片：{text}", "Photo: {text}"), picture),
                (Words("电子邮箱：{text}", "E-mail: {text}"), self.email),
            )
            if text
        ]
        said: dict[str, Any] = {
            **self.attributes,
            "text": "\n".join([self.description, *beside]),
            "category": self.service_code,
            "contact_name": f"{self.last_name}{' ' if self.first_name.isascii() else ''}{self.first_name}".strip()[
                :60
            ],
            "contact_phone": self.phone,
            "place_text": self.address_string,
        }
        try:
            return Asking.model_validate(said)
        except ValidationError as wrong:
            raise Trouble(400, *_sentences(wrong)) from wrong


def urlsplit_safe(text: str) -> str:
    """The scheme of an address, or nothing for what is none."""
    try:
        return urlsplit(text).scheme.lower()
    except ValueError:
        return ""


# Our field names where GeoReport calls them otherwise.
_THEIRS = {
    "text": "description",
    "contact_phone": "phone",
    "contact_name": "first_name",
    "place_text": "address_string",
}


def _sentences(wrong: ValidationError) -> list[Words]:
    found = []
    for error in wrong.errors(include_url=False)[:20]:
        name = str(error["loc"][0]) if error["loc"] else ""
        theirs = _THEIRS.get(name, name)
        label = label_of(Asking, name) if name in ATTRIBUTES else Words(theirs, theirs)
        found.append(sentence(error, label))
    return found


def list_asked(request: HttpRequest) -> ListAsked:
    """The filters in the address. Raises Trouble."""
    try:
        return ListAsked.model_validate({name: value for name, value in request.GET.items() if value})
    except ValidationError as wrong:
        raise Trouble(400, *_sentences(wrong)) from wrong


def sent(request: HttpRequest) -> Sent:
    """The body of a new request, form or JSON. Raises Trouble."""
    said = body_of(request)
    attributes = _attributes(said)
    known = {
        name: value for name, value in said.items() if name in Sent.model_fields and value not in ("", None)
    }
    try:
        return Sent.model_validate(known | {"attributes": attributes})
    except ValidationError as wrong:
        raise Trouble(400, *_sentences(wrong)) from wrong


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form or of a JSON object. Raises Trouble."""
    kind = request.content_type
    try:
        if kind == "application/json":
            said = json.loads(request.body)
            if not isinstance(said, dict):
                raise Trouble(400)
            return {name: value for name, value in said.items() if isinstance(name, str)}
        if kind in ("application/x-www-form-urlencoded", "multipart/form-data", ""):
            return {
                name: values if len(values) > 1 else values[0]
                for name, values in request.POST.lists()
                if values
            }
    except _TOO_BIG as error:
        raise Trouble(413) from error
    except (ValueError, RecursionError, BadRequest, MultiPartParserError) as error:
        raise Trouble(400) from error
    raise Trouble(415)


def _attributes(said: Mapping[str, Any]) -> dict[str, Any]:
    """attribute[name]=value of a form, or "attribute": {name: value} of JSON; many values stay a list."""
    found: dict[str, Any] = {}
    inner = said.get("attribute")
    if isinstance(inner, Mapping):
        found |= {str(name): value for name, value in inner.items()}
    for name, value in said.items():
        if match := _ATTRIBUTE.fullmatch(name):
            found[match[1]] = value
    if unknown := [name for name in found if name not in ATTRIBUTES]:
        raise Trouble(400, NO_ATTRIBUTE.fill(name=unknown[0][:40]))
    kept = {name: value for name, value in found.items() if value not in ("", None, [])}
    if "vulnerable" in kept and not isinstance(kept["vulnerable"], list):
        kept["vulnerable"] = [kept["vulnerable"]]
    return {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
