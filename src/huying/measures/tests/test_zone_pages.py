"""The pages of zones: pick, draw, preview, propose; who gets in; what they show, in how many queries."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.measures.models import Zone
from huying.measures.tests.places import DAY, Quarter

Clients = Callable[[Any], Client]
OUTLINE = '{"type":"Polygon","coordinates":[[[120.09,30.2502],[120.102,30.2502],[120.102,30.26],[120.09,30.26],[120.09,30.2502]]]}'


def text(response: Any) -> str:
    return str(response.content.decode())


def form(quarter: Quarter, **more: Any) -> dict[str, Any]:
    moment = "2022-01-05T09:00"
    return {
        "name": "荷花新村2、3幢", "kind": "sealed", "reason": "发现1例阳性", "authority": "望江区指挥部", "legal_basis": "《传染病防治法》",
        "effective_from": moment, "clock_start": moment, "expected_until": "2022-01-19T09:00", "service_phone": "0571-88880000",
        **more,
    }  # fmt: skip


def chosen(page: str) -> list[str]:
    return re.findall(r'name="place" value="(\d{20})" checked', page)


def test_pick_type_or_draw_look_and_propose_on_one_page(quarter: Quarter, client_for: Clients) -> None:
    quarter.resident(quarter.two, "13800000021", ["elder"])
    alice = client_for(quarter.cast.alice)
    assert "足不出户" in text(alice.get("/zones/new/"))
    drawn = text(alice.post("/zones/new/", {"geometry": OUTLINE, "_look": ""}))
    assert chosen(drawn) == [quarter.two, quarter.three] and "1 人需要特别照顾" in drawn
    typed = text(
        alice.post("/zones/new/", form(quarter, place=quarter.two, typed="荷花新村3幢\n天边", _look=""))
    )
    assert chosen(typed) == [quarter.two, quarter.three] and "天边" in typed and "发现1例阳性" in typed
    under = text(alice.post("/zones/new/", form(quarter, under=quarter.cast.a2, _look="")))
    assert chosen(under) == [quarter.nine]
    long = text(
        alice.post(
            "/zones/new/", form(quarter, place=quarter.two, expected_until="2022-02-19T09:00", _look="")
        )
    )
    assert "最长 21 天" in long and not Zone.objects.exists()
    made = alice.post("/zones/new/", form(quarter, place=[quarter.two, quarter.three], _send=""))
    zone = Zone.objects.get()
    assert made.status_code == 302 and made["Location"] == f"/zones/{zone.code}/"
    assert zone.planned == [quarter.two, quarter.three] and zone.proposed_by == quarter.cast.alice
    assert "拟划入的楼栋" in text(alice.get(made["Location"]))


def test_what_is_missing_is_said_and_nothing_typed_is_lost(quarter: Quarter, client_for: Clients) -> None:
    alice = client_for(quarter.cast.alice)
    page = alice.post("/zones/new/", form(quarter, legal_basis="", place=quarter.two, _send=""))
    assert page.status_code == 422 and "发现1例阳性" in text(page) and chosen(text(page)) == [quarter.two]
    page = alice.post("/zones/new/", form(quarter, _send=""))
    assert page.status_code == 422 and "还没有选楼" in text(page)
    page = alice.post(
        "/zones/new/", form(quarter, geometry='{"type":"Polygon"}', place=quarter.two, _send="")
    )
    assert page.status_code == 422 and "画的范围读不懂" in text(page)
    page = alice.post("/zones/new/", form(quarter, place=quarter.other, _send=""))
    assert page.status_code == 422 and not Zone.objects.exists()


def test_the_desk_the_public_and_the_poster_say_the_same_and_the_neighbour_nothing(
    quarter: Quarter, client_for: Clients
) -> None:
    code = quarter.propose()
    nobody, charlie, bob = client_for(None), client_for(quarter.cast.charlie), client_for(quarter.cast.bob)
    assert nobody.get(f"/zones/public/{code}/").status_code == 404
    assert "荷花新村" not in text(nobody.get("/zones/public/"))
    alice = client_for(quarter.cast.alice)
    assert alice.get(f"/zones/{code}/poster.pdf").status_code in (404, 409)
    quarter.act(quarter.dirk, code, "decide")
    for browser, path in (
        (bob, f"/zones/{code}/"),
        (alice, f"/zones/{code}/"),
        (nobody, f"/zones/public/{code}/"),
    ):
        page = text(browser.get(path))
        assert "封控区" in page and "0571-88880000" in page and "连续 14 天没有新增感染者" in page, path
    assert "荷花新村1、2幢" in text(nobody.get("/zones/public/"))
    assert "区域封闭" in text(alice.get(f"/m/{code}/")) or "解除条件" in text(alice.get(f"/m/{code}/"))
    poster = alice.get(f"/zones/{code}/poster.pdf")
    assert poster["Content-Type"] == "application/pdf" and poster.content[:5] == b"%PDF-"
    for path in (f"/zones/{code}/", f"/zones/{code}/poster.pdf", f"/m/{code}/"):
        assert charlie.get(path).status_code == 404, path
    assert "荷花新村" not in text(charlie.get("/zones/"))
    assert client_for(quarter.cast.bob).get("/zones/new/").status_code == 403


def test_the_list_as_of_a_moment(quarter: Quarter, client_for: Clients) -> None:
    code = quarter.zone()
    alice = client_for(quarter.cast.alice)
    quarter.at(quarter.now + 2 * DAY)
    quarter.act(quarter.dirk, code, "lift", early_reason="误判")
    assert code not in text(alice.get("/zones/")) and code in text(alice.get("/zones/?state=over"))
    assert code in text(alice.get("/zones/?at=2022-01-06T12:00")) and code not in text(
        alice.get("/zones/?at=2022-01-08T12:00")
    )
    assert alice.get("/zones/?at=never").status_code == 200


def queries_of(browser: Client, path: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def test_a_longer_list_takes_no_more_queries(quarter: Quarter, client_for: Clients) -> None:
    quarter.zone()
    alice = client_for(quarter.cast.alice)
    paths = ["/zones/", "/zones/public/", "/zones/?at=2022-01-06T12:00", "/api/zones"]
    few = [queries_of(alice, path) for path in paths]
    for number in range(8):
        quarter.zone(name=f"第{number}片", places=(quarter.three, quarter.nine))
    assert [queries_of(alice, path) for path in paths] == few
