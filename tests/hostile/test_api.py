"""Every door for programs under generated requests: no failure, no answer that its description does not name."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from huying.base import clock
from huying.config.api import api
from huying.help import services as help_desk
from huying.help.facts import Asking
from huying.intake.open311.names import public_id
from huying.intake.open311.schema import document
from huying.kernel.situation import Actor
from huying.people.seats import as_actor
from huying.people.services.tokens import token_create
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.volunteers.services import order_place
from tests.hostile.doors import application, limits_off

# GeoReport leaves open what becomes of unknown parameters; a wrong one is ignored, not refused.
GEOREPORT_LOOSER = (
    "positive_data_acceptance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
)
# What a form asks goes further than a JSON schema can say (a phone number, a day in the future): 422 is right then.
STRICTER = ("positive_data_acceptance",)
_SURE: Any = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
# With every boundary of every field for one key; a few chances for the others.
WHOLE = settings(max_examples=4, phases=[Phase.explicit, Phase.generate], **_SURE)
FEW = settings(max_examples=3, phases=[Phase.generate], **_SURE)
pytestmark = pytest.mark.django_db


class Town:
    """Keys by name, and things that are really there."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        admin = cast.seat(cast.eve)
        users = {"alice": cast.alice, "dora": cast.dora}
        self.keys = {
            name: token_create(by=admin, post=cast.post(user), name="a program")[1]
            for name, user in users.items()
        }
        asking = Asking.model_validate(
            {"text": "家里的药没了", "category": "medication_supply", "contact_phone": FANG_PHONE}
        )
        caller = Actor("caller")
        self.request = help_desk.request_open(
            asking=asking, area=cast.building, channel="web", actor=caller
        ).code
        self.order = order_place(
            area=cast.building,
            actor=as_actor(cast.seat(cast.alice)),
            said={"title": "买药", "skills": ("medicine",)},
        ).code


@pytest.fixture
def town(cast: Cast, settings: Any) -> Iterator[Town]:
    limits_off(settings)
    with clock.borrow(clock.now()):
        help_desk.help_seed()
        with scope.everything("a test furnishes a town"):
            made = Town(cast)
        yield made


def _without(*names: str) -> list[Any]:
    return [schemathesis.checks.CHECKS.get_one(name) for name in names]


def _deeper(case: "schemathesis.Case[Any]", town: Town) -> None:
    """Let a well-formed question sometimes name things that are there: invented names end at the door."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    path: Any = case.path_parameters or {}
    if "code" in path and len(str(path["code"])) % 2:
        path["code"] = town.order if len(str(path["code"])) % 3 else town.request
    if "number" in path:
        path["number"] = public_id(town.request)
    for inside in (case.query, case.body):
        if isinstance(inside, dict):
            for name, value in (
                ("area", town.cast.building),
                ("within", town.cast.street),
                ("category", "medication_supply"),
            ):
                if isinstance(inside.get(name), str):
                    inside[name] = value


_programs: Any = schemathesis.openapi.from_dict(api.get_openapi_schema())
_programs.app = application
_others: Any = schemathesis.openapi.from_dict(document())
_others.app = application


def _answered(case: "schemathesis.Case[Any]", headers: dict[str, str], left_out: tuple[str, ...]) -> None:
    answer = case.call(headers=headers)
    assert answer.status_code < 500
    case.validate_response(answer, headers=headers, excluded_checks=_without(*left_out))


@_programs.parametrize()
@WHOLE
def test_the_api_answers_a_community_as_it_says(case: "schemathesis.Case[Any]", town: Town) -> None:
    _deeper(case, town)
    _answered(case, {"Authorization": f"Bearer {town.keys['alice']}"}, STRICTER)


@pytest.mark.parametrize("who", ("nobody", "dora"))
@_programs.parametrize()
@FEW
def test_the_api_answers_others_as_it_says(case: "schemathesis.Case[Any]", who: str, town: Town) -> None:
    _deeper(case, town)
    _answered(case, {"Authorization": f"Bearer {town.keys[who]}"} if who in town.keys else {}, STRICTER)


@_others.parametrize()
@FEW
def test_open311_answers_a_key_as_it_says(case: "schemathesis.Case[Any]", town: Town) -> None:
    _deeper(case, town)
    _answered(case, {"X-Api-Key": town.keys["dora"]}, GEOREPORT_LOOSER)


def test_an_act_by_the_api_is_done_once(town: Town) -> None:
    client = Client(headers={"Authorization": f"Bearer {town.keys['dora']}"})
    path = f"/api/matters/{town.order}/acts/withdraw"
    wrong = client.post(path, {"nothing": 1}, content_type="application/json")
    assert wrong.status_code == 409 and "reason" in wrong.json()["fields"]

    def withdraw() -> Any:
        sent = {"reason": "不用了，家人已经买好"}
        return client.post(path, sent, content_type="application/json", headers={"Idempotency-Key": "once"})

    first = withdraw()
    assert first.status_code == 200 and first.json()["state"] == "withdrawn", first.content.decode()
    again = withdraw()
    assert again.status_code == 200 and again.json()["seq"] == first.json()["seq"], again.content.decode()
