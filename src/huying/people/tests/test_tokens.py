"""Keys for programs."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.test.utils import override_settings
from django.urls import path, reverse
from ninja import NinjaAPI

from huying.base import clock
from huying.config import urls as site
from huying.kernel.refused import Refused
from huying.people import queries
from huying.people.api import SeatAuth
from huying.people.models import ApiToken, Post, Resident, User
from huying.people.services import token_create, token_revoke
from huying.people.testing import Cast

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 1, 5, 4, tzinfo=dt.UTC)

api = NinjaAPI(urls_namespace="people-tests", docs_url=None)


@api.get("/who", auth=SeatAuth("see"))
def who(request: object) -> dict[str, object]:
    seat = request.auth  # type: ignore[attr-defined]
    return {"name": seat.name, "role": seat.role, "residents": Resident.objects.count()}


@api.post("/who", auth=SeatAuth("see"))
def say(request: object) -> dict[str, object]:
    return {"name": request.auth.name}  # type: ignore[attr-defined]


@api.get("/rules", auth=SeatAuth("rule.publish"))
def rules(request: object) -> dict[str, object]:
    return {}


urlpatterns = [path("test-api/", api.urls), *site.urlpatterns]


@pytest.fixture(autouse=True)
def _served() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="huying.people.tests.test_tokens"), clock.borrow(NOON):
        yield


@pytest.fixture
def secret(cast: Cast) -> str:
    return token_create(by=cast.seat(cast.eve), post=cast.post(cast.bob), name="热线平台")[1]


def asked(secret: str, path: str = "/test-api/who", address: str = "127.0.0.1") -> int:
    return Client(REMOTE_ADDR=address).get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_works_at_its_post_and_in_its_area(cast: Cast, secret: str) -> None:
    answer = Client().get("/test-api/who", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json() == {"name": "鲍勃", "role": "grid_worker", "residents": 1}
    assert asked(secret, "/test-api/rules") == 403
    token = ApiToken.objects.get()
    assert token.used_at == NOON
    assert secret.encode() not in bytes(token.hash)
    assert secret.startswith(token.start)


def test_a_key_of_another_area_sees_nothing(cast: Cast) -> None:
    _, secret = token_create(by=cast.seat(cast.eve), post=cast.post(cast.charlie), name="别处")
    answer = Client().get("/test-api/who", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["residents"] == 0


@pytest.mark.parametrize("ending", ["revoked", "over", "post", "account"])
def test_a_key_that_is_over_opens_nothing(cast: Cast, ending: str) -> None:
    eve, post = cast.seat(cast.eve), cast.post(cast.bob)
    token, secret = token_create(by=eve, post=post, name="热线", ends_at=NOON + dt.timedelta(hours=1))
    assert asked(secret) == 200
    if ending == "revoked":
        token_revoke(by=eve, token=token)
    elif ending == "post":
        Post.objects.filter(pk=post.pk).update(ends=NOON)
    elif ending == "account":
        User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    with clock.borrow(NOON + dt.timedelta(hours=1 if ending == "over" else 0)):
        assert asked(secret) == 401
        assert queries.token_of(secret) is None


def test_guessing_keys_is_cut_off(cast: Cast, secret: str) -> None:
    answers = [asked(f"hy_{n}", address="203.0.113.9") for n in range(23)]
    assert answers[:20] == [401] * 20
    assert answers[-1] == 429
    assert asked(secret, address="203.0.113.9") == 429
    assert asked(secret, address="203.0.113.10") == 200


def test_a_key_is_rate_limited(cast: Cast, secret: str, settings: object) -> None:
    settings.HUYING_LIMITS = {**settings.HUYING_LIMITS, "token": [(3, 60)]}  # type: ignore[attr-defined]
    assert [asked(secret) for _ in range(4)] == [200, 200, 200, 429]


def test_the_browser_log_in_works_too_and_needs_its_token_to_write(
    cast: Cast, client_for: Callable[[User | None], Client]
) -> None:
    assert client_for(cast.alice).get("/test-api/who").json()["name"] == "艾丽"
    assert client_for(None).get("/test-api/who").status_code == 401
    assert client_for(None).post("/test-api/who").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/test-api/who").status_code == 403
    assert client_for(cast.eve).get("/test-api/who").status_code == 403


def test_keys_are_given_for_ones_own_area_only(cast: Cast) -> None:
    eve = cast.seat(cast.eve)
    with pytest.raises(Refused):
        token_create(by=eve, post=cast.post(cast.bob), name=" ")
    city = cast.post(cast.staff("city_officer", cast.city))
    with pytest.raises(Refused):
        token_create(by=eve, post=city, name="市")


def test_the_pages_show_a_secret_once(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    client = client_for(cast.eve)
    made = client.post(reverse("token_new", args=[cast.post(cast.bob).pk]), {"name": "热线平台"})
    secret = made.text.split("readonly>")[1].split("<")[0]
    assert asked(secret) == 200
    listed = client.get(reverse("tokens")).text
    assert "热线平台" in listed
    assert secret not in listed
    client.post(reverse("token_over", args=[ApiToken.objects.get().pk]))
    assert asked(secret) == 401
    assert "已作废" in client.get(reverse("tokens")).text
    other = client_for(cast.staff("administrator", cast.street))
    assert other.post(reverse("token_over", args=[ApiToken.objects.get().pk])).status_code in (302, 404)
