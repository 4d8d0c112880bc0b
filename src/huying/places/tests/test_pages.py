"""Pages and API of places: open to look, closed to change, and only inside one's own area."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from huying.places import codes, queries
from huying.places.models import Area
from huying.places.picking import TreeSource, home
from huying.places.queries import path
from huying.places.scope import everything
from huying.places.services import area_update

from .city import COMMUNITY, DISTRICT, FAR_COMMUNITY, OTHER_STREET, SECOND_COMMUNITY, STREET

pytestmark = [pytest.mark.django_db]
DEER = f"{COMMUNITY}00100300"
ClientFor = Callable[..., Client]


@pytest.mark.usefixtures("city")
class TestEverybody:
    def test_down_the_tree_without_scripts(self, client: Client) -> None:
        page = client.get("/places/pick/").content.decode()
        assert "春晓街道" in page and "青枫街道" in page and "云山省" not in page
        assert f"?under={codes.pad(STREET)}" in page
        page = client.get("/places/pick/", {"under": codes.pad(COMMUNITY)}).content.decode()
        assert "鹿鸣小区3幢" in page and "第一网格" not in page

    def test_a_fragment_has_no_frame(self, client: Client) -> None:
        page = client.get("/places/pick/", headers={"HX-Request": "true"}).content.decode()
        assert "春晓街道" in page and "<html" not in page

    def test_an_address_leads_to_the_grid_worker(self, client: Client) -> None:
        with everything("test"):
            area_update(code=codes.pad(f"{COMMUNITY}001"), worker="陈一一", worker_phone="057112340000")
        page = client.get("/places/pick/", {"q": "鹿鸣小区三幢"}).content.decode()
        assert f"?under={DEER}" in page
        page = client.get("/places/pick/", {"under": DEER}).content.decode()
        assert "陈一一" in page and "tel:057112340000" in page

    def test_what_is_typed_does_no_harm(self, client: Client) -> None:
        for typed in ("<script>alert(1)</script>", "\x00", "%", "' or 1=1", "x" * 5000):
            answer = client.get("/places/pick/", {"q": typed})
            assert answer.status_code == 200
            assert "<script>alert" not in answer.content.decode()
        for under in ("33", "9" * 20, "x", "\x00"):
            assert client.get("/places/pick/", {"under": under}).status_code == 404

    def test_the_picker(self) -> None:
        source = TreeSource()
        assert home() == codes.pad(DISTRICT)
        assert [name.zh for _, name in source.children("")] == [
            "春晓街道",
            "青枫街道",
            *(f"{place.name.zh}（全部）" for place in reversed(path(home())[-2:])),
        ]
        city = codes.pad(DISTRICT[:4])
        assert [code for code, _ in source.trail(city)] == [city], (
            "an office of the city can name its whole city"
        )
        assert source.children(city) == () and source.children(home()) == ()
        assert len(source.children(codes.pad(FAR_COMMUNITY))) == 8
        assert [name.zh for _, name in source.trail(f"{COMMUNITY}00100302")] == [
            "春晓街道", "鹿鸣社区居民委员会", "鹿鸣小区3幢", "2单元",
        ]  # fmt: skip
        assert [code for code, _ in source.find("鹿鸣小区3幢", "")] == [DEER]
        # A likely place stands beside the one around it, so that nobody is put anywhere in silence.
        assert [code for code, _ in source.find("建国北苑57幢", "")] == [
            f"{SECOND_COMMUNITY}00100700", codes.pad(SECOND_COMMUNITY),
        ]  # fmt: skip
        assert len(source.find("锦绣花园3幢", "")) == 2
        assert [code for code, _ in source.find("锦绣花园3幢", codes.pad(OTHER_STREET))] == [
            f"{FAR_COMMUNITY}00100300"
        ]
        for wrong in ("x", "9" * 20, codes.ALL):
            assert source.trail(wrong) == ()
        assert source.children("x") == ()

    def test_the_api(self, client: Client) -> None:
        [match] = client.get("/api/places/resolve", {"text": "鹿鸣小区3栋2单元501"}).json()
        assert (match["area"], match["rest"], match["sure"]) == (f"{COMMUNITY}00100302", "501", True)
        place = client.get(f"/api/places/{DEER}").json()
        assert place["name"]["zh"] == "鹿鸣小区3幢" and place["path"][0]["name"]["zh"] == "云山省"
        assert len(client.get(f"/api/places/{DEER}/children").json()) == 3
        assert client.get("/api/places/search", {"q": "lmsq"}).json()[0]["code"] == codes.pad(COMMUNITY)
        assert client.get("/api/places/search", {"q": "枫", "within": codes.pad(STREET)}).json() == []

    def test_what_the_api_refuses(self, client: Client) -> None:
        for code in ("1", "x" * 20, "5" * 20):
            answer = client.get(f"/api/places/{code}")
            assert answer.status_code == 404 and answer.json()["message"]["zh"]
        wrong: list[dict[str, Any]] = [{}, {"q": "a", "within": "3301"}, {"q": "a", "limit": 1000}]
        for query in wrong:
            assert client.get("/api/places/search", query).status_code == 422
        assert client.get("/api/places/resolve", {"text": "x" * 300}).status_code == 422


class TestAdministrators:
    def test_only_those_who_keep_the_places_come_in(self, cast: Any, client_for: ClientFor) -> None:
        for url in ("/settings/places/", f"/settings/places/{cast.a}/", f"/settings/places/{cast.a}/add/"):
            assert client_for(None).get(url).status_code == 302
            assert client_for(cast.bob).get(url).status_code == 403
        assert client_for(cast.eve).get("/settings/places/", follow=True).status_code == 200

    def test_a_grid_is_added_with_its_worker(self, cast: Any, client_for: ClientFor) -> None:
        eve = client_for(cast.eve)
        said = {
            "zh": "第三网格",
            "worker": "陈一一",
            "worker_phone": "13800000009",
            "supervision_phone": "12345",
        }
        answer = eve.post(f"/settings/places/{cast.a}/add/", {**said, "aliases": "老三格\n三格"})
        assert answer.status_code == 302
        grid = Area.objects.get(parent=cast.a, zh="第三网格")
        assert (grid.worker, grid.aliases, grid.households) == ("陈一一", ["老三格", "三格"], None)
        page = eve.get(f"/settings/places/{grid.code}/").content.decode()
        assert "陈一一" in page and "12345" in page

    def test_a_place_is_renamed(self, cast: Any, client_for: ClientFor) -> None:
        eve = client_for(cast.eve)
        page = eve.get(f"/settings/places/{cast.a}/edit/").content.decode()
        assert "荷花社区" in page
        answer = eve.post(
            f"/settings/places/{cast.a}/edit/",
            {"zh": "莲花社区", "en": "Hehua Community", "households": "900"},
        )
        assert answer.status_code == 302
        place = queries.area(cast.a)
        assert (place.zh, place.en, place.aliases, place.households) == (
            "莲花社区",
            "Lianhua Community",
            ["荷花社区"],
            900,
        )

    def test_a_refusal_comes_back_on_the_form(self, cast: Any, client_for: ClientFor) -> None:
        eve = client_for(cast.eve)
        answer = eve.post(f"/settings/places/{cast.a}/add/", {"zh": "第一网格", "worker": "陈一一"})
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "已经有" in page and "陈一一" in page
        assert Area.objects.filter(parent=cast.a, zh="第一网格").count() == 1

    def test_nothing_outside_the_own_area_is_changed(self, cast: Any, client_for: ClientFor) -> None:
        keeper = client_for(cast.staff("administrator", cast.street, "keeper"))
        assert keeper.get(f"/settings/places/{cast.c}/").status_code == 200
        assert "/edit/" not in keeper.get(f"/settings/places/{cast.c}/").content.decode()
        for what in ("add", "edit"):
            assert keeper.get(f"/settings/places/{cast.c}/{what}/").status_code == 404
            assert keeper.post(f"/settings/places/{cast.c}/{what}/", {"zh": "别人的"}).status_code == 404
        assert not Area.objects.filter(zh="别人的").exists()

    def test_a_change_is_in_the_audit(self, cast: Any, client_for: ClientFor) -> None:
        eve = client_for(cast.eve)
        eve.post(f"/settings/places/{cast.a}/add/", {"zh": "第三网格"})
        assert _audited("place.create") == 1
        eve.post(f"/settings/places/{cast.a}/edit/", {"zh": "荷花社区", "households": "5"})
        assert _audited("place.change") == 1

    def test_search_below(self, cast: Any, client_for: ClientFor) -> None:
        page = client_for(cast.eve).get(f"/settings/places/{cast.district}/", {"q": "松林"}).content.decode()
        assert "松林社区" in page and "荷花社区" not in page


def _audited(what: str) -> int:
    with everything("test"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_audit WHERE what = %s", [what])
        return int(cursor.fetchone()[0])
