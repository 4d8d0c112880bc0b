"""The bell and the administrators' pages, as people see them."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.clock import borrow
from huying.base.forms import place_source, use_place_source
from huying.kernel.words import Words
from huying.messages.models import Notice, Preference, Robot
from huying.messages.queries import inbox, unread
from huying.messages.services import Recipient, Tell, tell, tell_many
from huying.messages.templates import NoticeTemplate
from huying.people.models import User
from huying.people.testing import Cast
from huying.places.codes import ALL
from huying.places.models import Area
from huying.places.scope import everything

from .conftest import VALUES
from .test_robots import ADDRESSES, platform  # noqa: F401

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User | None], Client]
PAGES = [
    "/notices/",
    "/notices/wishes/",
    "/settings/robots/",
    "/settings/robots/new/",
    "/settings/notices/failed/",
    "/settings/notices/shown/",
]


def to_desk(area: str, once: str = "e", place: str = "荷花社区", unit: str = "community") -> None:
    tell(
        to=Recipient(unit=unit, area=area),
        template="test.quiet",
        values={"place": place},
        once=once,
        about="7K3M-QX9T-BC4D",
    )


def test_each_person_reads_the_desk_s_notice_for_themselves(
    quiet: NoticeTemplate, cast: Cast, client_for: ClientFor
) -> None:
    second = cast.staff("community_worker", cast.a)
    to_desk(cast.a)
    alice = client_for(cast.alice)
    page = alice.get("/notices/").content.decode()
    assert "有新情况" in page
    assert "请看荷花社区。" in page
    assert "1 条未读" in page
    [item] = inbox(user_id=cast.alice.pk)
    page = alice.get(f"/notices/{item.id}/").content.decode()
    assert "/m/7K3M-QX9T-BC4D/" in page
    assert unread(user_id=cast.alice.pk) == 0
    assert unread(user_id=second.pk) == 1


def test_the_neighbour_sees_nothing(quiet: NoticeTemplate, cast: Cast, client_for: ClientFor) -> None:
    to_desk(cast.a)
    tell(to=Recipient(user_id=cast.alice.pk), template="test.quiet", values={"place": "x"}, once="u")
    ids = [item.id for item in inbox(user_id=cast.alice.pk)]
    assert len(ids) == 2
    charlie = client_for(cast.charlie)
    assert "有新情况" not in charlie.get("/notices/").content.decode()
    for one in ids:
        assert charlie.get(f"/notices/{one}/").status_code == 404
    answer = charlie.post("/api/notices/read", {"ids": ids}, content_type="application/json")
    assert answer.json() == {"read": 0}
    assert unread(user_id=cast.alice.pk) == 2


def test_all_read_leaves_what_came_since(quiet: NoticeTemplate, cast: Cast, client_for: ClientFor) -> None:
    to_desk(cast.a, "one")
    tell(to=Recipient(user_id=cast.alice.pk), template="test.quiet", values={"place": "x"}, once="u")
    newest = inbox(user_id=cast.alice.pk)[0].id
    to_desk(cast.a, "two")
    client_for(cast.alice).post("/notices/read/", {"up_to": newest})
    assert [item.unread for item in inbox(user_id=cast.alice.pk)] == [True, False, False]
    assert len(inbox(user_id=cast.alice.pk, only_unread=True)) == 1


def test_what_was_left_before_somebody_came_is_not_theirs(quiet: NoticeTemplate, cast: Cast) -> None:
    with borrow(dt.datetime(2018, 12, 31, tzinfo=dt.UTC)):
        to_desk(cast.a)
    with borrow(dt.datetime(2019, 1, 2, tzinfo=dt.UTC)):
        assert inbox(user_id=cast.alice.pk) == []


def test_english_readers_read_english(quiet: NoticeTemplate, cast: Cast, client_for: ClientFor) -> None:
    to_desk(cast.a)
    page = client_for(cast.alice).get("/notices/?lang=en").content.decode()
    assert "See 荷花社区." in page


def test_words_in_a_notice_stay_words(quiet: NoticeTemplate, cast: Cast, client_for: ClientFor) -> None:
    to_desk(cast.a, place="<script>alert(1)</script>13812348000")
    page = client_for(cast.alice).get("/notices/").content.decode()
    assert "<script>alert" not in page
    assert "13812348000" not in page
    assert "138****8000" in page


@pytest.mark.parametrize("rows", [0, 3, 500])
def test_the_inbox_takes_as_many_queries_for_500_as_for_3(
    quiet: NoticeTemplate, cast: Cast, client_for: ClientFor, rows: int
) -> None:
    tell_many(
        [
            Tell(Recipient(unit="community", area=cast.a), "test.quiet", {"place": "x"}, f"e{n}")
            for n in range(rows)
        ]
    )
    alice = client_for(cast.alice)
    alice.get("/notices/")
    with CaptureQueriesContext(
        connection,
    ) as found:
        page = alice.get("/notices/").content.decode()
    assert len(found) <= 40
    assert page.count('class="cell"') == min(rows, 30)
    assert ("100 条以上未读" in page) == (rows == 500)
    if rows == 500:
        assert alice.get(f"/notices/?before={inbox(user_id=cast.alice.pk)[29].id}").status_code == 200


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1' OR 1=1", "٣"])
def test_a_strange_page_number_is_no_error(cast: Cast, client_for: ClientFor, before: str) -> None:
    assert client_for(cast.alice).get("/notices/", {"before": before}).status_code == 200


def test_wishes(cast: Cast, client_for: ClientFor) -> None:
    alice = client_for(cast.alice)
    assert alice.post("/notices/wishes/", {"email": "true"}).status_code == 302
    wish = Preference.objects.get(user=cast.alice)
    assert (wish.sms, wish.email) == (False, True)
    assert alice.get("/notices/wishes/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_which_page(cast: Cast, client_for: ClientFor, page: str) -> None:
    for_all = page.startswith("/notices/")
    assert client_for(cast.eve).get(page).status_code == 200
    assert client_for(cast.bob).get(page).status_code == (200 if for_all else 403)
    assert client_for(None).get(page).status_code == 302


class Tree:
    """The cast's places for the place picker."""

    def children(self, code: str) -> list[tuple[str, Words]]:
        return [(area.code, Words(area.zh, area.en)) for area in Area.objects.filter(parent_id=code or ALL)]

    def trail(self, code: str) -> list[tuple[str, Words]]:
        steps: list[tuple[str, Words]] = []
        while code != ALL and (area := Area.objects.filter(code=code).first()):
            steps.insert(0, (code, Words(area.zh, area.en)))
            code = area.parent_id or ALL
        return steps

    def find(self, text: str, within: str) -> list[tuple[str, Words]]:
        return []


@pytest.fixture
def tree() -> Iterator[None]:
    before = place_source()
    use_place_source(Tree())
    yield
    use_place_source(before)


def add(client: Client, place: str, **more: Any) -> Any:
    told = {
        "name": "荷花群",
        "platform": "wecom",
        "address": ADDRESSES["wecom"],
        "secret": "",
        "unit": "community",
        "area": place,
    }
    return client.post("/settings/robots/new/", {**told, **more})


@pytest.mark.usefixtures("tree")
def test_an_administrator_connects_tests_and_switches_off_a_group(
    cast: Cast,
    client_for: ClientFor,
    platform: Any,  # noqa: F811
) -> None:
    eve = client_for(cast.eve)
    assert add(eve, cast.a).status_code == 302
    with everything("a test looks"):
        made = Robot.objects.get()
    page = eve.get("/settings/robots/").content.decode()
    assert "荷花群" in page
    assert "693a91f6" not in page, "an address is never shown again"
    page = eve.post(f"/settings/robots/{made.pk}/test/", follow=True).content.decode()
    assert "测试消息已到群里" in page
    assert len(platform.took) == 1
    platform.always = (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    page = eve.post(f"/settings/robots/{made.pk}/test/", follow=True).content.decode()
    assert "93000 invalid webhook url" in page
    eve.post(f"/settings/robots/{made.pk}/switch/", {"active": "0"})
    with everything("a test looks"):
        assert not Robot.objects.get().active


@pytest.mark.parametrize(
    "told",
    [
        {"address": "https://10.0.0.1/x"},
        {"platform": "generic"},
        {"platform": "telex"},
        {"name": ""},
        {"area": "0" * 20},
    ],
)
@pytest.mark.usefixtures("tree")
def test_a_wrong_robot_is_refused_and_nothing_typed_is_lost(
    cast: Cast, client_for: ClientFor, told: dict[str, str]
) -> None:
    answer = add(client_for(cast.eve), cast.a, **told)
    assert answer.status_code == 400
    assert "荷花群" in answer.content.decode() or told.get("name") == ""
    with everything("a test looks"):
        assert Robot.objects.count() == 0


@pytest.mark.usefixtures("tree")
def test_a_robot_elsewhere_is_not_mine(cast: Cast, client_for: ClientFor) -> None:
    add(client_for(cast.eve), cast.c)
    with everything("a test looks"):
        made = Robot.objects.get()
    other = client_for(cast.staff("administrator", cast.other_street[:6] + "9" + "0" * 13))
    assert other.post(f"/settings/robots/{made.pk}/switch/", {"active": "0"}).status_code == 404
    assert other.post(f"/settings/robots/{made.pk}/test/").status_code == 404


def test_failed_notices_are_seen_and_tried_again(
    handed: NoticeTemplate, once_code: NoticeTemplate, cast: Cast, client_for: ClientFor
) -> None:
    tell(to=Recipient(phone="13812348000"), template="test.handed", values=VALUES, once="e", area=cast.a)
    tell(to=Recipient(phone="13812348000"), template="test.code", values={"code": "1"}, once="c", area=cast.a)
    with everything("a test"):
        Notice.objects.update(state="failed", error="no such number", tries=2)
        text, code = Notice.objects.order_by("id")
    eve = client_for(cast.eve)
    page = eve.get("/settings/notices/failed/").content.decode()
    assert "138****8000" in page
    assert "13812348000" not in page
    assert page.count("再发一次") == 1, "a one-time code cannot be sent again"
    assert eve.post(f"/settings/notices/failed/{text.pk}/again/").status_code == 302
    assert eve.post(f"/settings/notices/failed/{code.pk}/again/").status_code == 302
    with everything("a test looks"):
        text.refresh_from_db()
        code.refresh_from_db()
    assert (text.state, text.tries, code.state) == ("queued", 0, "failed")
    assert eve.post(f"/settings/notices/failed/{text.pk}/again/").status_code == 404


def test_the_api_pages_through(quiet: NoticeTemplate, cast: Cast, client_for: ClientFor) -> None:
    for n in range(5):
        to_desk(cast.a, f"e{n}", place=f"x{n}")
    alice = client_for(cast.alice)
    first = alice.get("/api/notices", {"limit": 3}).json()
    assert (len(first["items"]), first["unread"]) == (3, 5)
    second = alice.get("/api/notices", {"limit": 3, "before": first["next"]}).json()
    assert [one["body"] for one in first["items"] + second["items"]] == [
        f"请看x{n}。" for n in (4, 3, 2, 1, 0)
    ]
    assert second["next"] is None
    told = {"ids": [one["id"] for one in first["items"]] + [0, -5, 2**70]}
    assert alice.post("/api/notices/read", told, content_type="application/json").json() == {"read": 3}
    assert alice.get("/api/notices", {"only_unread": True}).json()["unread"] == 2
    assert alice.get("/api/notices", {"limit": 1000}).status_code == 422
