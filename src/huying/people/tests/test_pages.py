"""Every page of people: who may open it, and that it draws."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.base.forms import place_source, use_place_source
from huying.kernel.words import Words
from huying.people.models import Resident, Undertaking, User
from huying.people.pledge import VERSION
from huying.people.testing import Cast
from huying.places import queries, scope

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User | None], Client]

OPEN = ["account_login", "account_signup", "track"]
STAFF = [
    ("staff", "eve"),
    ("staff_new", "eve"),
    ("units", "eve"),
    ("unit_new", "eve"),
    ("tokens", "eve"),
    ("seat", "alice"),
    ("pledge", "alice"),
    ("residents", "alice"),
    ("residents_find", "alice"),
    ("resident_new", "alice"),
    ("second_factor", "alice"),
    ("mfa_index", "alice"),
    ("account_change_password", "alice"),
    ("account_logout", "alice"),
]


class Tree:
    """The places a picker offers, straight from the tree."""

    def children(self, code: str) -> Sequence[tuple[str, Words]]:
        return [(one.code, one.name) for one in queries.children(code)] if code else []

    def trail(self, code: str) -> Sequence[tuple[str, Words]]:
        return [(one.code, one.name) for one in queries.path(code)]

    def find(self, text: str, within: str) -> Sequence[tuple[str, Words]]:
        return [(one.code, one.name) for one in queries.area_search(text)]


@pytest.fixture(autouse=True)
def _places() -> Iterator[None]:
    before = place_source()
    use_place_source(Tree())
    yield
    use_place_source(before)


@pytest.fixture(autouse=True)
def _signed(cast: Cast) -> Iterator[None]:
    for user in (cast.alice, cast.bob):
        Undertaking.objects.create(user=user, version=VERSION, signed_as=user.name)
    yield


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_open_pages_draw_for_anybody(name: str, language: str, client_for: ClientFor) -> None:
    page = client_for(None).get(reverse(name), {"lang": language})
    assert page.status_code == 200
    assert '<html lang="zh-CN"' in page.text or language == "en"


@pytest.mark.parametrize(("name", "who"), STAFF)
def test_staff_pages_draw_for_those_they_are_for(
    name: str, who: str, cast: Cast, client_for: ClientFor
) -> None:
    page = client_for(getattr(cast, who)).get(reverse(name))
    assert page.status_code == 200, page.text[:500]
    assert "<h1" in page.text


@pytest.mark.parametrize("name", ["staff", "staff_new", "units", "tokens", "audit", "audit_csv"])
def test_others_are_kept_out(name: str, cast: Cast, client_for: ClientFor) -> None:
    assert client_for(cast.alice).get(reverse(name)).status_code == 403
    turned = client_for(None).get(reverse(name))
    assert turned.status_code == 302
    assert turned["Location"].startswith(reverse("account_login"))


def test_a_fragment_asked_for_without_a_seat_moves_the_whole_page(client_for: ClientFor) -> None:
    turned = client_for(None).get(reverse("staff"), headers={"HX-Request": "true"})
    assert turned.status_code == 204
    assert turned["HX-Redirect"].startswith(reverse("account_login"))


def test_somebody_without_a_post_is_told_so(cast: Cast, client_for: ClientFor) -> None:
    lost = User.objects.create(username="lost", name="无岗")
    client = client_for(lost)
    assert client.get(reverse("residents"))["Location"] == reverse("seat")
    assert "您现在没有在任的岗位" in client.get(reverse("seat")).text


def test_the_roster_asks_for_the_promise_first(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.charlie)
    turned = client.get(reverse("residents"))
    assert turned["Location"] == f"{reverse('pledge')}?next=%2Fresidents%2F"
    wrong = client.post(turned["Location"], {"signed_as": "查利"})
    assert wrong.status_code == 200
    assert "请照原样写下您的姓名" in wrong.text
    signed = client.post(turned["Location"], {"signed_as": "查理", "next": "/residents/"})
    assert signed["Location"] == "/residents/"
    assert client.get(reverse("residents")).status_code == 200


def test_the_roster_shows_neighbours_masked_and_nobody_else(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.alice).get(reverse("residents"))
    assert "方*" in page.text
    assert "138****0006" in page.text
    assert "方芳" not in page.text
    assert "13800000006" not in page.text
    Undertaking.objects.create(user=cast.charlie, version=VERSION, signed_as="查理")
    assert "方*" not in client_for(cast.charlie).get(reverse("residents")).text
    address = f"{reverse('resident', args=[cast.fang.pk])}?purpose=办理求助"
    assert client_for(cast.alice).get(address).status_code == 200
    assert client_for(cast.charlie).get(address).status_code == 404


def test_a_resident_is_shown_only_for_a_purpose(cast: Cast, client_for: ClientFor) -> None:
    asked = client_for(cast.alice).get(reverse("resident", args=[cast.fang.pk]))
    assert "为什么要看" in asked.text
    assert "138****0006" not in asked.text


def test_a_resident_is_recorded_and_corrected(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.alice)
    told = {"name": "王小明", "area": cast.building, "phone": "１３８１２３４８０００", "flags": ["elder"]}
    made = client.post(reverse("resident_new"), told)
    assert made.status_code == 302, made.text
    outside = client.post(reverse("resident_new"), {**told, "area": cast.b1})
    assert "这个地点不在您的辖区里" in outside.text
    wrong = client.post(reverse("resident_new"), {**told, "identity": "110105194912310021"})
    assert "身份证号有一位写错了" in wrong.text
    assert "王小明" in wrong.text


def test_finding_needs_something_whole(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.bob)
    told = {"purpose": "核实身份"}
    assert "请填写电话、证件号码或完整姓名" in client.post(reverse("residents_find"), told).text
    assert "方*" in client.post(reverse("residents_find"), {**told, "name": "方芳"}).text
    assert "方*" not in client.post(reverse("residents_find"), {**told, "name": "方"}).text


def test_an_administrator_makes_an_account_that_sets_its_password(cast: Cast, client_for: ClientFor) -> None:
    eve = client_for(cast.eve)
    made = eve.post(reverse("staff_new"), {"username": "Zhang.San", "name": "张三", "phone": "13812348001"})
    user = User.objects.get(username="zhang.san")
    assert made["Location"] == reverse("staff_one", args=[user.pk])
    given = eve.post(reverse("post_new", args=[user.pk]), {"role": "grid_worker", "area": cast.a2})
    assert given.status_code == 302, given.text
    shown = eve.get(reverse("staff_one", args=[user.pk])).text
    assert "第二网格" in shown
    assert "138****8001" in shown
    link = eve.post(reverse("staff_linked", args=[user.pk])).text.split("readonly>")[1].split("<")[0]
    path = link.removeprefix("http://testserver")
    anybody = client_for(None)
    weak = anybody.post(path, {"new_password1": "12345678901", "new_password2": "12345678901"})
    assert weak.status_code == 200
    assert "parts" not in weak.text
    good = {"new_password1": "cloud-lake-72-lotus", "new_password2": "cloud-lake-72-lotus"}
    assert anybody.post(path, good)["Location"] == reverse("account_login")
    assert anybody.post(path, good).status_code == 404
    logged_in = anybody.post(
        reverse("account_login"), {"login": "zhang.san", "password": "cloud-lake-72-lotus"}
    )
    assert logged_in.status_code == 302
    assert "第二网格" in anybody.get(reverse("seat")).text


def test_a_taken_name_and_a_wrong_phone_are_said_at_their_fields(cast: Cast, client_for: ClientFor) -> None:
    page = client_for(cast.eve).post(
        reverse("staff_new"), {"username": "ALICE", "name": "另一个", "phone": "138"}
    )
    assert "这个登录名已经有人用了" in page.text
    assert "这个电话号码不对" in page.text
    assert "另一个" in page.text


def test_an_administrator_of_another_district_finds_nobody(cast: Cast, client_for: ClientFor) -> None:
    from huying.places.models import Area

    elsewhere = "990102".ljust(20, "0")
    Area.objects.create(
        code=elsewhere, grade="district", parent_id=cast.city, zh="临水区", en="Linshui District"
    )
    other = client_for(cast.staff("administrator", elsewhere, "olga", "欧嘉"))
    assert "艾丽" not in other.get(reverse("staff")).text
    for name in ("staff_one", "post_new", "staff_over"):
        assert other.get(reverse(name, args=[cast.alice.pk])).status_code == 404
    assert other.post(reverse("staff_linked", args=[cast.alice.pk])).status_code == 404
    assert other.get(reverse("post_over", args=[cast.post(cast.alice).pk])).status_code == 404


def test_changing_the_seat(cast: Cast, client_for: ClientFor) -> None:
    from huying.people.models import Post

    second = Post.objects.create(user=cast.alice, role="street_officer", unit="street", area=cast.street)
    client = client_for(cast.alice)
    turned = client.post(reverse("seat"), {"post": second.pk, "next": "//evil.example/"})
    assert turned["Location"] == "/desk/"
    assert client.session["post"] == second.pk
    assert client.post(reverse("seat"), {"post": cast.post(cast.dora).pk}).status_code == 404


def test_cover_is_arranged_and_ended_on_the_page(cast: Cast, client_for: ClientFor) -> None:
    alice, bob = client_for(cast.alice), client_for(cast.bob)
    address = reverse("cover", args=[cast.post(cast.alice).pk])
    told = {"colleague": "bob", "ends": "2030-01-05T18:00", "reason": "休假"}
    wrong = alice.post(address, {**told, "colleague": "nobody"})
    assert "没有这个登录名" in wrong.text
    assert alice.post(address, told)["Location"] == reverse("seat")
    page = bob.get(reverse("seat")).text
    assert "艾丽" in page
    assert "鲍勃" in alice.get(reverse("seat")).text
    cover = cast.alice.posts.get().covers.get()
    assert client_for(cast.charlie).post(reverse("cover_end", args=[cover.pk])).status_code == 404
    assert bob.post(reverse("cover_end", args=[cover.pk]))["Location"] == reverse("seat")
    cover.refresh_from_db()
    assert not cover.running()
    assert str(Words("鲍勃", "Bob")) not in alice.get(reverse("seat")).text


def test_a_role_that_needs_a_second_factor_is_sent_to_set_it_up(
    cast: Cast, client_for: ClientFor, settings: object
) -> None:
    settings.HUYING_MFA_ROLES = ("administrator",)  # type: ignore[attr-defined]
    assert client_for(cast.eve).get(reverse("staff"))["Location"] == reverse("second_factor")
    assert client_for(cast.alice).get(reverse("residents")).status_code == 200


def test_lists_take_as_many_queries_for_twelve_rows_as_for_one(cast: Cast, client_for: ClientFor) -> None:
    taken: list[tuple[int, int]] = []
    for rows in (1, 12):
        with scope.use(cast.a):
            for number in range(rows):
                Resident.objects.create(area=cast.a1, name=f"居民{number}", flags=["elder"])
        for number in range(rows):
            cast.staff("grid_worker", cast.a2, f"w{rows}-{number}")
        with CaptureQueriesContext(connection) as roster:
            client_for(cast.alice).get(reverse("residents"))
        with CaptureQueriesContext(connection) as accounts:
            client_for(cast.eve).get(reverse("staff"))
        taken.append((len(roster), len(accounts)))
    assert taken[0] == taken[1]
