"""The response of the demo city, and the rules that hang from it."""

import datetime as dt

from django.utils.timezone import localtime

from huying.base import clock
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.rulebook.document import RuleDocument, check_document
from huying.rulebook.services import response_start, ruleset_draft, ruleset_publish
from huying.rulebook.services.ground import Hand

from .city import CITY, DISTRICT, told

LASTS = dt.timedelta(days=30)
CITY_OFFICE = Words("临川市疫情防控指挥部", "Linchuan Epidemic Control Headquarters")
BASIS = "《突发事件应对法》（演示：虚构的依据，不代表任何真实决定）"


def _set(
    slug: str, title: Words, area: str, response: str, parent: str | None, rules: dict[str, object]
) -> RuleDocument:
    start = clock.now()
    return check_document(
        {
            "slug": slug,
            "title": {"zh": title.zh, "en": title.en},
            "authority": {"zh": CITY_OFFICE.zh, "en": CITY_OFFICE.en},
            "area": area,
            "response": response,
            "parent": parent,
            "legal_basis": [BASIS],
            "valid": {"from": localtime(start).isoformat(), "until": localtime(start + LASTS - dt.timedelta(days=1)).isoformat()},
            "rules": rules,
            "source": {"title": title.zh},
        }
    )  # fmt: skip


def _control(start: dt.date) -> dict[str, object]:
    """What holds for travellers, lists and measures: a neighbouring city since a day, risk areas for a window."""
    since = (start - dt.timedelta(days=15)).isoformat()
    lookback = [
        {
            "code": "named", "zh": "澄湖市旅居史", "en": "Stayed in Chenghu City", "category": "from_key_area",
            "since": since, "places": ["9902 澄湖市"],
        },
        {
            "code": "high", "zh": "高风险地区旅居史", "en": "Stayed in a high-risk area", "category": "from_high_risk",
            "window_days": 7, "places": ["risk:high"],
        },
        {
            "code": "risk", "zh": "中高风险地区旅居史", "en": "Stayed in a medium- or high-risk area",
            "category": "from_medium_risk", "window_days": 14, "places": ["risk:any"],
        },
        {
            "code": "path", "zh": "与阳性人员行程轨迹有交集", "en": "Crossed the path of a case",
            "category": "time_space_companion", "marks": ["trajectory_overlap", "contact"],
        },
    ]  # fmt: skip
    labels = [
        {
            "code": "import_rebound", "zh": "外防输入、内防反弹", "en": "Guard against importation and rebound",
            "source": "市疫情防控工作部署会（演示）",
        }
    ]  # fmt: skip
    return {"screening.lookback": lookback, "notices.labels": labels, **told("control")}


def rules_load(editor: Seat, publisher: Seat) -> str:
    """Start a response of level I and bring its rules into force: one drafts, another publishes. Its code."""
    hand, second = Hand(editor.user_id, editor.area), Hand(publisher.user_id, publisher.area)
    response = response_start(
        matter=Words("望江区聚集性疫情（演示）", "Outbreak in Wangjiang District (demo)"),
        level=1,
        authority=CITY_OFFICE,
        area=CITY,
        legal_basis=BASIS,
        measures="小区封闭管理，全员检测，保供到楼，求助随报随办。（演示）",
        expected_end=clock.now() + LASTS,
        disease="一种呼吸道传染病（演示）",
        by=second,
    )
    city: dict[str, object] = {
        "help.first_answer": {"life": "2m", "medicine": "30m", "enterprise": "1h"},
        "help.confirm_wait": "2d",
        "help.emergency_arrival": "20m",
        "volunteers.cap": 3,
    }
    control = _control(start=localtime(clock.now()).date())
    district: dict[str, object] = {
        "help.routing": {"utilities": {"handling": "refer", "unit": "department:utilities"}}
    }
    sets = [
        ("linchuan-level-one", Words("一级响应期间求助办理时限", "Time limits for calls for help under level I"), CITY, None, city),
        ("linchuan-control", Words("来返报备、名单核查、管控措施", "Travellers, lists and measures"), CITY, None, control),
        ("wangjiang-routes", Words("望江区求助转办办法", "How calls for help are referred in Wangjiang"), DISTRICT, "linchuan-level-one", district),
    ]  # fmt: skip
    for slug, title, area, parent, rules in sets:
        document = _set(slug, title, area, response.code, parent, rules)
        draft = ruleset_draft(document=document, by=hand)
        ruleset_publish(code=draft.code, by=second)
    return str(response.code)
