"""Open311: other systems send and follow, and read nothing they should not."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from hypothesis import HealthCheck, settings

from huying.base import clock
from huying.base.testing import made_once
from huying.help.models import Channel, HelpRequest
from huying.help.services import help_seed
from huying.intake.open311.names import code_of, public_id
from huying.intake.open311.schema import document
from huying.people.services.tokens import token_create
from huying.people.testing import Cast
from huying.places import scope

BASE = "/open311/v2/"
NOW = dt.datetime(2022, 1, 8, 4, 0, tzinfo=dt.UTC)
SECRETS = ("胰岛素", "13812348000", "王", "秘密", "301", "荷花新村", "x@example.org")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return made_once("the cast and the seed", _seeded)


def _seeded() -> Cast:
    made = Cast()
    help_seed()
    return made


@pytest.fixture
def client(cast: Cast) -> Iterator[Client]:
    with clock.borrow(NOW):
        yield Client(enforce_csrf_checks=True)


def get(client: Client, path: str, expected: int = 200, **query: Any) -> Any:
    response = client.get(BASE + path, query)
    assert response.status_code == expected, response.content.decode()
    return fromstring(response.content) if path.endswith("xml") else json.loads(response.content)


def post(
    client: Client, status: int = 200, fmt: str = "json", headers: dict[str, str] | None = None, **said: Any
) -> Any:
    form = {
        "service_code": "medication_supply",
        "description": "胰岛素用完了，很急",
        "phone": "13812348000",
        "address_string": "荷花新村1幢301",
        **said,
    }
    response = client.post(
        f"{BASE}requests.{fmt}",
        {name: value for name, value in form.items() if value is not None},
        headers=headers,
    )
    assert response.status_code == status, response.content.decode()
    return fromstring(response.content) if fmt == "xml" else json.loads(response.content)


def rows() -> list[HelpRequest]:
    with scope.everything("a test reads"):
        return list(HelpRequest.objects.select_related("matter", "channel").order_by("pk"))


def test_discovery_names_this_door_in_both_forms(client: Client) -> None:
    found = get(client, "discovery.json")
    assert found["endpoints"][0]["url"].endswith("/open311/v2")
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert get(client, "discovery.xml").findtext("endpoints/endpoint/type") == "production"


def test_the_service_list_has_names_in_both_languages(client: Client) -> None:
    found = {one["service_code"]: one for one in get(client, "services.json")}
    assert found["medication_supply"]["service_name"] == "买药断药" and "health" not in found
    assert found["medication_supply"]["names"]["en"] == "Medicine running out"
    english = {one["service_code"]: one for one in get(client, "services.json", lang="en")}
    assert english["medication_supply"]["service_name"] == "Medicine running out"
    xml = get(client, "services.xml")
    assert xml.tag == "services" and xml.find("service") is not None
    assert {one.findtext("service_code") for one in xml} == set(found)


def test_a_definition_says_what_may_be_told_besides(client: Client) -> None:
    found = get(client, "services/medication_supply.json")
    codes = {one["code"]: one for one in found["attributes"]}
    assert codes["vulnerable"]["datatype"] == "multivaluelist" and codes["needed_by"]["required"] is False
    xml = get(client, "services/medication_supply.xml")
    assert xml.findtext("attributes/attribute/code") == "kind"
    assert get(client, "services/nothing.json", 404)[0]["code"] == 404


def test_a_request_comes_in_and_is_followed_without_telling_anything(client: Client) -> None:
    told: dict[str, Any] = {
        "attribute[people_affected]": "2",
        "attribute[vulnerable][]": ["lives_alone_elder", "no_smartphone"],
        "last_name": "王",
        "email": "x@example.org",
        "attribute[room]": "秘密301",
    }
    (answer,) = post(client, **told)
    (row,) = rows()
    assert row.channel_id == "open311" and row.contact_phone == "13812348000" and row.people_affected == 2
    assert (
        row.vulnerable == ["lives_alone_elder", "no_smartphone"]
        and row.room == "秘密301"
        and row.contact_name == "王"
    )
    assert row.text == "胰岛素用完了，很急\n电子邮箱：x@example.org"
    assert row.matter.code in answer["service_notice"] and row.matter.code not in answer["service_request_id"]
    number = answer["service_request_id"]
    for path in (f"requests/{number}", "requests", f"tokens/{number}"):
        for fmt in ("json", "xml"):
            text = client.get(f"{BASE}{path}.{fmt}").content.decode()
            assert number in text and not any(secret in text for secret in (*SECRETS, row.matter.code))
    (seen,) = get(client, f"requests/{number}.json")
    assert (seen["status"], seen["service_code"], seen["description"]) == ("open", "medication_supply", "")
    assert seen["requested_datetime"] == "2022-01-08T04:00:00Z" and seen["expected_datetime"]


def test_the_same_key_opens_nothing_twice(client: Client) -> None:
    first = post(client, headers={"Idempotency-Key": "abc"})
    again = post(client, headers={"Idempotency-Key": "abc"})
    other = post(client, headers={"Idempotency-Key": "abd"})
    assert first == again != other and len(rows()) == 2


def test_json_bodies_and_xml_answers(client: Client) -> None:
    body = {
        "service_code": "daily_needs",
        "description": "没菜了",
        "lat": 30.1,
        "long": 120.2,
        "attribute": {"people_affected": 3},
    }
    response = client.post(f"{BASE}requests.xml", json.dumps(body), content_type="application/json")
    assert response.status_code == 200 and rows()[0].people_affected == 3
    assert (
        code_of(fromstring(response.content).findtext("request/service_request_id") or "")
        == rows()[0].matter.code
    )


def test_places_are_read_from_what_is_sent(client: Client, cast: Cast) -> None:
    post(client, address_id="990101001001")
    post(client, address_string="荷花社区门口")
    post(client, jurisdiction_id="990101001", address_string="不知道哪里")
    from huying.places.models import Area

    Area.objects.filter(pk=cast.b).update(lat=30.0, lon=120.0)
    post(client, address_string=None, lat="30.001", long="120.001")
    assert [row.area for row in rows()] == [cast.a, cast.a, cast.street, cast.b]
    # The public reads the community only.
    assert {one["address_id"] for one in get(client, "requests.json")} == {cast.a, cast.street, cast.b}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, {"service_code": None}),
        (400, {"service_code": "nothing"}),
        (400, {"service_code": "health"}),
        (400, {"description": ""}),
        (400, {"description": "长" * 4001}),
        (400, {"phone": "123"}),
        (400, {"address_string": None}),
        (400, {"lat": "30.1"}),
        (400, {"lat": "nan", "long": "1"}),
        (400, {"lat": "91", "long": "1"}),
        (400, {"address_id": "98"}),
        (400, {"address_id": "x"}),
        (400, {"attribute[people_affected]": "0"}),
        (400, {"attribute[nothing]": "1"}),
        (400, {"attribute[vulnerable]": "dragon"}),
        (404, {"jurisdiction_id": "nowhere"}),
        (404, {"jurisdiction_id": "98"}),
        (404, {"jurisdiction_id": "web"}),
        (403, {"api_key": "hy_wrong"}),
        (403, {"api_key": "\0"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_opened(client: Client, status: int, said: dict[str, Any]) -> None:
    errors = post(client, status, **said)
    assert errors[0]["code"] == status and errors[0]["description"]
    xml = post(client, status, "xml", **said)
    assert xml.tag == "errors" and xml.findtext("error/code") == str(status)
    assert rows() == []


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (415, "text/xml", b"<a/>"),
        (400, "application/json", b"["),
        (400, "application/json", b"[1]"),
        (400, "application/json", b"{" * 3000),
        (400, "application/json", b'{"service_code": {"a": 1}, "description": ["x"]}'),
        (400, "application/json", b"\xff\xfe"),
        (400, "multipart/form-data; boundary=x", b"nonsense"),
        (400, "application/x-www-form-urlencoded", b"description=%FF%FE&service_code=\x00"),
    ],
)
def test_odd_bodies_are_refused(client: Client, status: int, kind: str, body: bytes) -> None:
    response = client.post(f"{BASE}requests.json", body, content_type=kind)
    assert response.status_code == status and json.loads(response.content)[0]["code"] == status


def test_a_key_bounds_what_a_program_may_send(client: Client, cast: Cast, settings: Any) -> None:
    _, key = token_create(by=cast.seat(cast.dora), post=cast.post(cast.alice), name="一个程序")
    post(client, api_key=key, address_id="990101001001")
    assert rows()[0].recorded_by_id == cast.alice.pk or rows()[0].on_behalf is not None
    post(client, 403, api_key=key, address_id="990101001002")
    settings.HUYING_OPEN311_KEYED = ("open311",)
    post(client, 403)
    post(client, api_key=key, address_id="990101001001")


def test_a_closed_channel_takes_nothing_more(client: Client) -> None:
    Channel.objects.filter(pk="open311").update(open=False)
    post(client, 403)
    Channel.objects.filter(pk="open311").delete()
    post(client, 404)
    get(client, "services.json", 404)


def test_filters_pages_and_periods(client: Client) -> None:
    for day in range(5):
        with clock.borrow(NOW - dt.timedelta(days=day * 30)):
            post(client, service_code="daily_needs" if day % 2 else "medication_supply")
    numbers = [public_id(row.matter.code) for row in rows()]
    found = get(client, "requests.json")
    assert [one["service_request_id"] for one in found] == numbers[:4]
    assert [
        one["service_request_id"] for one in get(client, "requests.json", page=2, page_size=3)
    ] == numbers[3:4]
    assert len(get(client, "requests.json", service_code="daily_needs")) == 2
    assert len(get(client, "requests.json", service_code="daily_needs,medication_supply", page_size=3)) == 3
    assert (
        len(get(client, "requests.json", status="open")) == 4
        and get(client, "requests.json", status="closed") == []
    )
    assert len(get(client, "requests.json", status="open,closed")) == 4
    old = get(
        client, "requests.json", start_date="2021-09-01T00:00:00Z", end_date="2021-10-01T00:00:00+08:00"
    )
    assert [one["service_request_id"] for one in old] == numbers[4:]
    assert len(get(client, "requests.json", start_date="2021-09-01T00:00:00Z")) == 3
    assert len(get(client, "requests.json", service_request_id=",".join(numbers[3:]))) == 2
    assert get(client, "requests.json", service_request_id="aaaa") == []
    for wrong in (
        {"start_date": "2021-01-01T00:00:00Z", "end_date": "2022-01-01T00:00:00Z"},
        {"start_date": "yesterday"},
        {"status": "lost"},
        {"page": 0},
        {"start_date": "2022-01-01"},
        {"end_date": "0001-01-01T00:00:00Z"},
    ):
        assert get(client, "requests.json", 400, **wrong)[0]["code"] == 400


def test_a_public_number_tells_nothing_and_cannot_be_made_up(cast: Cast) -> None:
    code = "7K3M-QX9T-BC4D"
    from huying.base.ids import new_code

    code = new_code()
    assert code_of(public_id(code)) == code and code_of(public_id(code).upper()) == code
    assert code.replace("-", "").lower() not in public_id(code)
    for wrong in ("", "a", "é" * 26, public_id(code)[:-1] + "a", code, "a" * 26, "=" * 8):
        assert code_of(wrong) in (None, code)


def test_unknown_addresses_and_methods_answer_in_the_same_form(client: Client) -> None:
    for path, status in (
        ("nothing", 404),
        ("services.yaml", 404),
        ("requests/x.json", 404),
        ("tokens/x.json", 404),
    ):
        response = client.get(BASE + path)
        assert response.status_code == status and "404" in response.content.decode()
    response = client.delete(BASE + "requests.json")
    assert response.status_code == 405 and response["Allow"] == "GET, POST, OPTIONS"


def test_too_many_requests_are_held_back(client: Client, settings: Any) -> None:
    settings.HUYING_LIMITS = settings.HUYING_LIMITS | {"open311": [(2, 60)]}
    post(client)
    post(client)
    post(client, 429)
    assert len(rows()) == 2


# Every answer the description promises, and no other, whatever is asked.

_handler = BaseHandler()
_loaded: list[bool] = []


def _application(environ: dict[str, Any], start_response: Any) -> Any:
    """The project as WSGI inside the test's own transaction."""
    if not _loaded:
        _handler.load_middleware()
        _loaded.append(True)
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    response: Any = _handler.get_response(WSGIRequest(environ))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


_schema = schemathesis.openapi.from_dict(document())
_schema.app = _application


@_schema.parametrize()
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
def test_every_answer_is_declared(case: "schemathesis.Case[Any]", cast: Cast, settings: Any) -> None:
    settings.HUYING_LIMITS = settings.HUYING_LIMITS | {"open311": [(10_000, 60)], "token.bad": [(10_000, 60)]}
    response = case.call()
    assert response.status_code < 500
    case.validate_response(response, excluded_checks=_LOOSER)


# What GeoReport itself leaves open: unknown parameters and properties are ignored, not refused.
_LOOSER: list[Any] = [
    schemathesis.checks.CHECKS.get_one(name)
    for name in (
        "positive_data_acceptance",
        "negative_data_rejection",
        "missing_required_header",
        "unsupported_method",
    )
]
