"""Whom a draft of look-back rules reaches, on the page where it is published; afterwards nobody else is touched."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.analysis.services import following
from huying.base import clock
from huying.kernel.situation import Actor
from huying.matters.models import Event
from huying.people.models import User
from huying.people.testing import Cast
from huying.places import scope
from huying.rulebook import services
from huying.rulebook.document import check_document
from huying.rulebook.models import RuleSet
from huying.rulebook.services import Hand
from huying.screening.models import Declaration
from huying.screening.services import rereading
from huying.screening.services.travel import OneDeclared, declare_many
from huying.screening.tests.conftest import DUTIES, LOOKBACK, later
from huying.screening.travel_facts import Declaring, StayIn

pytestmark = pytest.mark.django_db
# What is asked of whom, without measures: of these the rules here know none by name.
ASKED = {
    code: {name: said for name, said in duty.items() if name != "regime"} for code, duty in DUTIES.items()
}
Clients = Callable[[User | None], Client]
XIAN = {"code": "xian", "zh": "西安市旅居史", "en": "Stayed in Xi'an", "category": "from_medium_risk", "window_days": 14, "places": ["6101 陕西省西安市"]}  # fmt: skip


def declare(area: str, name: str, place: str = "", *, marks: Any = (), days: float = -1) -> str:
    """Somebody who came yesterday after a week somewhere."""
    stays = (StayIn(text=place, came=dt.date(2022, 1, 1), left=dt.date(2022, 1, 8)),) if place else ()
    said = Declaring(
        name=name, phone="13912340021", arrives_at=clock.now() + dt.timedelta(days=days), transport="train",
        stays=stays, marks=marks,
    )  # fmt: skip
    return declare_many(rows=[OneDeclared(said, area)], actor=Actor("caller"), channel="public")[0].code


def drafted(town: Cast, area: str, lookback: list[dict[str, Any]], slug: str = "lookback") -> RuleSet:
    raw = {
        "slug": slug, "title": "来返规则", "authority": "市防控办", "area": area,
        "valid": {"from": "2022-01-09", "until": "2022-02-08"},
        "rules": {"screening.lookback": lookback, "screening.arrival_duties": ASKED},
    }  # fmt: skip
    return services.ruleset_draft(document=check_document(raw), by=Hand(town.dora.pk, town.city))


def lines(page: str) -> set[tuple[str, ...]]:
    """The rows of the table of travellers, cell by cell."""
    table = page.partition("报备过的来返人员</h3>")[2].partition("<h3>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    return {tuple(html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td.*?</td>", row, re.S)) for row in rows}  # fmt: skip


def acts() -> dict[str, int]:
    """How many times each declaration was read again."""
    found: dict[str, int] = {}
    with scope.everything("test"):
        for code in Event.objects.filter(act__in=("reread", "concern")).values_list(
            "matter__code", flat=True
        ):
            found[code] = found.get(code, 0) + 1
    return found


def test_the_page_counts_new_freed_and_kept_by_area_and_category_and_publication_touches_nobody_else(
    town: Cast, client_for: Clients
) -> None:
    tianjin = declare(town.stairwell, "甲甲", "天津市津南区")
    xian = declare(town.b1, "乙乙", "陕西省西安市雁塔区")
    coarse = declare(town.c, "丙丙", "陕西省")
    path = declare(town.a1, "丁丁", marks=("trajectory_overlap",))
    declare(town.a1, "戊戊", "河北省石家庄市")
    row = drafted(town, town.city, [XIAN, LOOKBACK[2]])
    hao = client_for(town.staff("rule_publisher", town.city, "hao", "郝"))
    address = reverse("rule_set_publish", args=[row.code])
    page = hao.get(address).content.decode()
    assert lines(page) == {
        ("望江区", "重点地区来返人员", "0", "1", "0"),
        ("望江区", "中风险地区来返人员", "1", "0", "0"),
        # Told to the province only: somebody has to ask.
        ("望江区", "中风险地区来返人员（地点还要问清）", "1", "0", "0"),
        ("望江区", "时空伴随者", "0", "0", "1"),
    }
    assert "换了类别的，在新类别算“新纳入”" in page and "09:00的报备" in page
    told = client_for(town.dora)  # nobody who may not publish sees it
    assert told.get(address).status_code == 403
    # Somebody declares after that: the numbers are those of now, so what was seen is no longer what is published.
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    second = declare(town.a1, "己己", "陕西省西安市")
    again = hao.post(address, {"seen": seen[1]})
    assert again.status_code == 422 and ("望江区", "中风险地区来返人员", "2", "0", "0") in lines(
        again.content.decode()
    )
    later(seconds=5)
    assert acts() == {}
    seen = re.search(r'name="seen" value="(\w+)"', again.content.decode())
    assert seen and hao.post(address, {"seen": seen[1]}).status_code == 302
    assert acts() == {tianjin: 1, xian: 1, coarse: 1, second: 1} and path not in acts()
    with scope.everything("test"):
        now_are = dict(Declaration.objects.values_list("matter__code", "category"))
    assert [now_are[one] for one in (tianjin, xian, coarse, path)] == ["", "from_medium_risk", "from_medium_risk", "time_space_companion"]  # fmt: skip
    # The job finds that nothing is left to do.
    rereading.reread_due()
    later(minutes=10)
    assert rereading.reread_due().looked_at == 0


def test_a_streets_draft_counts_its_own_people_only_and_a_nearer_rule_set_stays(
    town: Cast, client_for: Clients
) -> None:
    for area in (town.stairwell, town.a1, town.b1, town.c):
        declare(area, "甲甲", "天津市津南区")
    hao = client_for(town.staff("rule_publisher", town.city, "hao", "郝"))
    ivy = client_for(town.staff("rule_publisher", town.street, "ivy", "艾"))
    row = drafted(town, town.street, [], "street")
    key = "重点地区来返人员"
    page = ivy.get(reverse("rule_set_publish", args=[row.code])).content.decode()
    assert lines(page) == {("荷花社区", key, "0", "2", "0"), ("柳岸社区", key, "0", "1", "0")}
    # Community B gets rules of its own: no draft for what is around it reaches anybody there.
    nearer = drafted(town, town.b, [LOOKBACK[0]], "own")
    services.ruleset_publish(code=nearer.code, by=Hand(town.eve.pk, town.city))
    assert lines(ivy.get(reverse("rule_set_publish", args=[row.code])).content.decode()) == {
        ("荷花社区", key, "0", "2", "0"), ("柳岸社区", key, "0", "0", "1"),
    }  # fmt: skip
    whole = drafted(town, town.district, [], "district")
    assert lines(hao.get(reverse("rule_set_publish", args=[whole.code])).content.decode()) == {
        ("东湖街道", key, "0", "2", "1"), ("西山街道", key, "0", "1", "0"),
    }  # fmt: skip
    # Another's draft is none of hers, and no columns open what her scope does not.
    assert ivy.get(reverse("rule_set_publish", args=[whole.code])).status_code in (403, 404)
    change = services.ruleset_preview(whole).change
    from huying.analysis.counting import travellers_count

    assert travellers_count(change) == []
    with scope.use(town.b):
        assert [(one.area, *one[2:]) for one in travellers_count(change)] == [(town.street, 0, 0, 1)]


def test_many_are_left_to_the_job_which_then_touches_only_them(town: Cast, settings: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    settings.HUYING_COLUMNS_AT_ONCE = 1
    codes = [declare(town.a1, "甲甲", "陕西省西安市"), declare(town.b1, "乙乙", "陕西省西安市")]
    declare(town.b1, "丙丙", "天津市津南区")
    rereading.reread_due()
    later(minutes=1)
    row = drafted(town, town.city, [XIAN, *LOOKBACK])
    done = services.ruleset_publish(code=row.code, by=Hand(town.eve.pk, town.city))
    assert done.touched == {"analysis.travellers": 2} and acts() == {}
    following.wake()
    assert ProcrastinateJob.objects.filter(task_name="screening.reread", status="todo").count() == 1
    found = rereading.reread_due()
    assert sorted(found.concerned) == sorted(codes) and found.looked_at == 2


def test_rules_that_begin_later_are_counted_for_that_day_and_touch_nobody_before(town: Cast) -> None:
    declare(town.a1, "甲甲", "陕西省西安市")
    # Fourteen days after leaving on the 8th are over on the 22nd.
    for day, new in (("2022-01-21", 1), ("2022-01-22", 0)):
        row = drafted(town, town.city, [XIAN], f"from-{day}")
        RuleSet.objects.filter(pk=row.pk).update(
            valid_from=dt.datetime.fromisoformat(f"{day}T08:00:00+08:00")
        )
        row.refresh_from_db()
        with scope.use(town.city):
            (answer,) = services.ruleset_preview(row).answers[:1]
        assert answer.evaluator.code == "analysis.travellers" and answer.total[0] == new
    services.ruleset_publish(code=row.code, by=Hand(town.eve.pk, town.city))
    assert acts() == {}
