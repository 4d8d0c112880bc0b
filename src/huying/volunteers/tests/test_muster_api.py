"""A program calls the volunteers of a place: once, within its area, and only where the post may."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from huying.messages.models import Notice
from huying.people.testing import Cast
from huying.places import scope
from huying.volunteers.models import Muster
from huying.volunteers.services import volunteer_join

Clients = Callable[[Any], Client]


def test_a_call_is_published_once_read_and_answered(cast: Cast, client_for: Clients) -> None:
    vera = cast.staff("volunteer", cast.a, "vera", "薇拉")
    with scope.everything("a volunteer joins"):
        volunteer_join(
            user_id=vera.pk, area=cast.stairwell, name="薇拉", phone="", team="service", skills=["medicine"]
        )
    lead = client_for(cast.staff("volunteer_lead", cast.a, "lena", "莉娜"))

    def send(client: Client, told: dict[str, Any], key: str = "") -> Any:
        headers = {"idempotency-key": key} if key else {}
        return client.post("/api/volunteer-musters", told, "application/json", headers=headers)

    said = {
        "area": cast.a,
        "title": "核酸检测点维持秩序",
        "place_text": "荷花新村南门",
        "wanted": 2,
        "skills": ["medicine"],
    }
    first = send(lead, said, "k1")
    assert first.status_code == 201 and send(lead, said, "k1").json()["code"] == first.json()["code"]
    with scope.everything("a test looks"):
        assert Muster.objects.count() == 1
    told = first.json()
    assert (told["state"], told["wanted"], told["coming"], told["area"]) == ("open", 2, 0, cast.a)
    with scope.everything("a test looks"):
        assert Notice.objects.filter(template="volunteers.muster").exists()
    address = f"/volunteer/calls/{told['code']}/"
    assert client_for(vera).post(address, {"comes": "yes"}).status_code == 302
    assert lead.get(f"/api/volunteer-musters/{told['code']}").json()["coming"] == 1

    # Outside, wrong, not theirs, without a key.
    assert send(lead, said | {"area": cast.b}).status_code == 409
    assert send(lead, said | {"wanted": 0}).status_code == 422
    assert send(lead, said | {"skills": ["flying"]}).status_code == 422
    assert send(client_for(cast.bob), said).status_code == 403
    assert send(Client(), said).status_code == 401
    assert client_for(cast.charlie).get(f"/api/volunteer-musters/{told['code']}").status_code in (403, 404)
    other = client_for(cast.staff("volunteer_lead", cast.b, "lotte"))
    assert other.get(f"/api/volunteer-musters/{told['code']}").status_code == 404
    with scope.everything("a test looks"):
        assert Muster.objects.count() == 1
