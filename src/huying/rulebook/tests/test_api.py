"""The API of rules: what is in force and why, drafts, publication."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.people.models import User
from huying.people.testing import Cast
from huying.places.codes import prefix

pytestmark = pytest.mark.django_db
DOCUMENT = """\
slug: city-winter
title: {{zh: 冬季规则, en: Winter rules}}
authority: 市防控办
area: "{area}"
valid: {{from: 2020-01-01, until: 2999-12-31}}
rules:
  test.tests: {tests}
  test.days: {{contact: 14d}}
"""


def post(client: Client, name: str, body: Any = None, args: tuple[str, ...] = ()) -> Any:
    return client.post(
        reverse(f"api:{name}", args=args), json.dumps(body or {}), content_type="application/json"
    )


def test_draft_publish_and_read(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    gu = client_for(cast.staff("rule_editor", cast.city, "gu"))
    hao = client_for(cast.staff("rule_publisher", cast.city, "hao"))
    text = DOCUMENT.format(area=prefix(cast.city), tests=3)
    answer = post(gu, "rule_set_draft", {"document": text})
    assert answer.status_code == 201
    draft = answer.json()
    assert (draft["status"], draft["version"], draft["area"]) == ("draft", 1, cast.city)
    assert post(gu, "rule_set_publish", args=(draft["code"],)).status_code == 403
    assert post(hao, "rule_set_publish", {"seen": "made up"}, (draft["code"],)).status_code == 409
    assert gu.get(reverse("api:rule_set_preview", args=[draft["code"]])).status_code == 403
    preview = hao.get(reverse("api:rule_set_preview", args=[draft["code"]])).json()
    assert preview["changed"] == ["test.days", "test.tests"]
    done = post(hao, "rule_set_publish", {"seen": preview["seen"]}, (draft["code"],))
    assert (done.status_code, done.json()["ended"], done.json()["touched"]) == (200, 0, {})

    found = (
        client_for(cast.alice)
        .get(reverse("api:rules_in_force"), {"area": cast.a, "key": "test.tests"})
        .json()
    )
    assert [(line["key"], line["value"]["en"], line["because"]["code"]) for line in found] == [
        ("test.tests", "3", draft["code"])
    ]
    one = hao.get(reverse("api:rule_set", args=[draft["code"]])).json()
    assert one["status"] == "published"
    assert post(gu, "rule_set_draft", {"document": one["document"]}).json()["version"] == 2

    everything = client_for(cast.alice).get(reverse("api:rules_in_force"), {"area": cast.a}).json()
    assert {"calendar.working", "test.days"} <= {line["key"] for line in everything}


def test_faults_are_named_and_strangers_see_nothing(
    cast: Cast, client_for: Callable[[User | None], Client]
) -> None:
    gu = client_for(cast.staff("rule_editor", cast.city, "gu"))
    refused = post(gu, "rule_set_draft", {"document": DOCUMENT.format(area=prefix(cast.city), tests="many")})
    assert refused.status_code == 409
    assert refused.json()["fields"]["test.tests"]["en"].startswith("Line 7: Tests")
    outside = post(gu, "rule_set_draft", {"document": DOCUMENT.format(area="44", tests=1)})
    assert outside.status_code == 404
    charlie = client_for(cast.charlie)
    assert charlie.get(reverse("api:rules_in_force"), {"area": cast.a}).status_code == 404
    assert charlie.get(reverse("api:rules_in_force"), {"area": "12"}).status_code == 422
    assert client_for(None).get(reverse("api:rules_in_force"), {"area": cast.a}).status_code == 401
