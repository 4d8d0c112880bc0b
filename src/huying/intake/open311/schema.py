"""This door as OpenAPI 3.1, every answer it can give declared."""

from functools import cache
from typing import Any

from huying import __version__

from .errors import USUAL
from .reading import MOST_IDS, MOST_PAGE
from .services import ATTRIBUTES

_TEXT = {"type": "string"}
_NAMES = {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "required": ["zh", "en"]}


def _object(required: str, /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


_SCHEMAS: dict[str, Any] = {
    "Errors": {
        "type": "array",
        "items": _object("code description", code={"type": "integer"}, description=_TEXT),
    },
    "Services": {
        "type": "array",
        "items": _object(
            "service_code service_name metadata type",
            **dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), _TEXT),
            metadata={"type": "boolean"},
            type={"const": "realtime"},
            names=_NAMES,
        ),
    },
    "Definition": _object(
        "service_code attributes",
        service_code=_TEXT,
        attributes={
            "type": "array",
            "items": _object(
                "variable code datatype required order description values",
                variable={"type": "boolean"},
                code=_TEXT,
                datatype={
                    "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
                },
                required={"type": "boolean"},
                datatype_description=_TEXT,
                order={"type": "integer"},
                description=_TEXT,
                values={"type": "array", "items": _object("key name", key=_TEXT, name=_TEXT)},
            ),
        },
    ),
    "Requests": {
        "type": "array",
        "items": _object(
            "service_request_id status service_code requested_datetime",
            **dict.fromkeys(
                (
                    *(
                        "service_request_id",
                        "status_notes",
                        "service_name",
                        "service_code",
                        "description",
                        "zipcode",
                    ),
                    *(
                        "agency_responsible",
                        "service_notice",
                        "requested_datetime",
                        "updated_datetime",
                        "media_url",
                    ),
                    *("expected_datetime", "address", "address_id"),
                ),
                _TEXT,
            ),
            status={"enum": ["open", "closed"]},
            lat={"type": ["number", "string"]},
            long={"type": ["number", "string"]},
        ),
    },
    "Received": {
        "type": "array",
        "items": _object(
            "service_request_id", service_request_id=_TEXT, service_notice=_TEXT, account_id=_TEXT
        ),
    },
    "Token": {
        "type": "array",
        "items": _object("service_request_id token", service_request_id=_TEXT, token=_TEXT),
    },
    "Discovery": _object("endpoints", endpoints={"type": "array", "items": {"type": "object"}}),
}

_FORM: dict[str, Any] = _object(
    "service_code description",
    service_code={"type": "string", "minLength": 1, "maxLength": 40},
    description={"type": "string", "minLength": 2, "maxLength": 4000},
    lat={"type": "number", "minimum": -90, "maximum": 90},
    long={"type": "number", "minimum": -180, "maximum": 180},
    address_string={"type": "string", "maxLength": 200},
    address_id={"type": "string", "pattern": "^[0-9]{2,20}$"},
    email={"type": "string", "maxLength": 254},
    first_name={"type": "string", "maxLength": 60},
    last_name={"type": "string", "maxLength": 60},
    phone={"type": "string", "maxLength": 40},
    device_id={"type": "string", "maxLength": 100},
    account_id={"type": "string", "maxLength": 100},
    media_url={"type": "string", "maxLength": 500},
    jurisdiction_id=_TEXT,
    api_key=_TEXT,
)


def _content(schema: str) -> dict[str, Any]:
    return {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}},
        # The same names as elements; XML is not described further by OpenAPI here.
        "text/xml": {"schema": {"type": "string"}},
    }


def _answers(schema: str, *statuses: int) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "OK", "content": _content(schema)}}
    for status in (*statuses, 405):
        answers[str(status)] = {"description": USUAL[status].en, "content": _content("Errors")}
    return answers


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema or _TEXT,
    }


def _path(name: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema or {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"},
    }


_FORMAT = _path("format", type="string", enum=["xml", "json"])
_WHERE = _query("jurisdiction_id", "Code of an Open311 channel, or of an area inside the usual one.")
_LANGUAGE = _query("lang", "Language of names and sentences.", type="string", enum=["zh", "en"])
_PERIOD = "RFC 3339 with a zone; a period of at most 90 days, the last 90 when none is given."


def _get(
    summary: str, schema: str, *parameters: dict[str, Any], statuses: tuple[int, ...] = (404,)
) -> dict[str, Any]:
    return {
        "get": {
            "summary": summary,
            "operationId": schema.lower()
            + (
                "_one"
                if any(one["name"] == "service_request_id" and one["in"] == "path" for one in parameters)
                else ""
            ),
            "parameters": [_FORMAT, _WHERE, _LANGUAGE, *parameters],
            "responses": _answers(schema, *statuses),
        }
    }


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    listing = _get(
        "Requests, the newest first, as everybody may know them",
        "Requests",
        _query(
            "service_request_id", f"Up to {MOST_IDS}, separated by commas; the period does not count then."
        ),
        _query("service_code", "One or several, separated by commas."),
        _query("status", "open, closed, or both separated by a comma."),
        _query("start_date", _PERIOD, type="string", format="date-time"),
        _query("end_date", _PERIOD, type="string", format="date-time"),
        _query("page", "From 1.", type="integer", minimum=1, maximum=10_000),
        _query("page_size", "Requests on a page.", type="integer", minimum=1, maximum=MOST_PAGE),
        statuses=(400, 404),
    )
    form = dict(_FORM, properties=_FORM["properties"] | {f"attribute[{name}]": _TEXT for name in ATTRIBUTES})
    told = dict(_FORM, properties=_FORM["properties"] | {"attribute": {"type": "object"}})
    listing["post"] = {
        "summary": "A new request; the same Idempotency-Key opens nothing twice",
        "operationId": "receive",
        "parameters": [
            _FORMAT,
            _LANGUAGE,
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": 200},
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/json": {"schema": told},
            },
        },
        "responses": _answers("Received", 400, 403, 404, 413, 415, 429),
    }
    base = "/open311/v2"
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huying 呼应: Open311 GeoReport v2", "version": __version__},
        "paths": {
            f"{base}/discovery.{{format}}": _get("What is where", "Discovery"),
            f"{base}/services.{{format}}": _get("The services one can ask for", "Services"),
            f"{base}/services/{{service_code}}.{{format}}": _get(
                "What may be told with a service", "Definition", _path("service_code")
            ),
            f"{base}/requests.{{format}}": listing,
            f"{base}/requests/{{service_request_id}}.{{format}}": _get(
                "One request", "Requests", _path("service_request_id")
            ),
            f"{base}/tokens/{{token}}.{{format}}": _get(
                "The request behind a token", "Token", _path("token")
            ),
        },
        "components": {"schemas": _SCHEMAS},
    }
