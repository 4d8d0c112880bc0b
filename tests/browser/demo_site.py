"""A site of sample pages, for the browser tests alone: every frame and part, few and many rows, no database."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from django.core.paginator import Paginator
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from huying.base import clock
from huying.base import pages as look_pages
from huying.base.forms import SchemaForm, Step, StepForm
from huying.base.nav import nav_item
from huying.base.pages import trouble
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

LONG_NAME = "阿卜杜热合曼·买买提依明·吐尔逊江·努尔兰"
CATEGORIES = [
    ("medicine", Words("药品", "Medicine")),
    ("food", Words("食品和日用品", "Food and household goods")),
    ("hospital", Words("就医", "Getting to hospital")),
    ("care", Words("老人孩子照护", "Care for the old and the young")),
    ("other", Words("别的事", "Something else")),
]

HOW = Words(
    "写清楚缺什么、有没有老人孩子。", "Say what is missing, and whether old people or children are there."
)


class Person(Facts):
    """One person of a household."""

    name: str = ask("姓名", "Name", max_length=20)
    age: int | None = ask("年龄", "Age", default=None, ge=0, le=120)
    needs_care: bool = ask("需要照护", "Needs care", default=False)


class Request(Facts):
    """A request for help with every kind of control."""

    text: str = ask("您需要什么帮助？", "What do you need?", max_length=500, help=HOW)
    category: str = ask("是哪一类事", "What is it about", choices=CATEGORIES)
    phone: str = ask("联系电话", "Phone", widget="phone", pattern=r"^1\d{10}$")
    place: str = ask("住在哪里", "Where do you live", widget="place")
    needed_by: dt.datetime | None = ask("最晚什么时候要", "Needed by", default=None)
    people: int = ask("几个人受影响", "People affected", default=1, ge=1, le=500)
    urgent: bool = ask("今天必须解决", "It cannot wait until tomorrow", default=False)
    living: Literal["alone", "family"] = ask(
        "家里几口人住",
        "Who lives there",
        choices=[("alone", Words("一个人住", "Alone")), ("family", Words("和家人住", "With family"))],
    )
    needs: list[Literal["stairs", "hearing", "sight"]] = ask(
        "行动不便的情况",
        "Difficulties",
        default=[],
        choices=[
            ("stairs", Words("上下楼", "Stairs")),
            ("hearing", Words("听力", "Hearing")),
            ("sight", Words("视力", "Sight")),
        ],
    )
    household: list[Person] = ask("家里人", "Household", default=[])


STEPS = (
    Step("text", ("text",)),
    Step("category", ("category",)),
    Step("place", ("place",)),
    Step("who", ("phone", "people"), Words("怎么找到您", "How to reach you")),
)


class Places:
    """Four places in two steps, for the place picker."""

    TREE = {
        "": [("a", Words("江畔街道", "Jiangpan street")), ("b", Words("东湖街道", "Donghu street"))],
        "a": [("a1", Words("柳岸社区", "Liu'an community")), ("a2", Words("桥头社区", "Qiaotou community"))],
    }

    def children(self, code: str) -> list[tuple[str, Words]]:
        return self.TREE.get(code, [])

    def trail(self, code: str) -> list[tuple[str, Words]]:
        names = dict(self.TREE[""] + self.TREE["a"])
        return [(step, names[step]) for step in (code[:1], code) if step in names][: len(code)]

    def find(self, text: str, within: str) -> list[tuple[str, Words]]:
        names = self.TREE[""] + self.TREE["a"]
        return [(code, name) for code, name in names if text in name.zh and code.startswith(within)]


def staff(request: HttpRequest) -> bool:
    """Everybody here is staff."""
    return True


def add_doors() -> None:
    """The doors of the four fronts."""
    for section, title, url, icon, order in (
        ("public", Words("求助", "Ask for help"), "/demo/steps/", "plus", 1),
        ("public", Words("查进度", "Follow it"), "/demo/public/", "search", 2),
        ("public", Words("公开数据", "Figures"), "/demo/figures/", "chart", 3),
        ("phone", Words("待办", "To do"), "/demo/phone/", "list", 1),
        ("phone", Words("小区", "My grid"), "/demo/grid/", "map", 2),
        ("phone", Words("消息", "Notices"), "/demo/notices/", "bell", 3),
        ("phone", Words("我的", "Me"), "/demo/me/", "person", 4),
        ("desk", Words("我要办的", "My desk"), "/demo/desk/", "inbox", 1),
        ("desk", Words("筛查", "Screening"), "/demo/screening/", "search", 2),
        ("desk", Words("小卡片", "Solution cards"), "/demo/cards/", "card", 3),
        ("desk", Words("志愿者", "Volunteers"), "/demo/volunteers/", "heart", 4),
        ("desk", Words("通知", "Notices"), "/demo/notices/", "bell", 5),
        ("desk", Words("规则", "Rules"), "/demo/rules/", "book", 6),
        ("desk", Words("设置", "Settings"), "/demo/settings/", "gear", 7),
    ):
        nav_item(section, title, url, icon=icon, order=order, shown=staff)


TEXTS = (
    ("老人高血压的药只剩两天", "Blood-pressure medicine for two more days only", "药品", "warn", "待派单"),
    ("独居老人三天没有出门，电话没人接", "Lives alone, not seen for three days", "走访", "bad", "待响应"),
    ("孕妇明天产检，需要去医院的车", "Antenatal check tomorrow, needs a car", "就医", "info", "办理中"),
    ("婴儿奶粉断了", "Out of infant formula", "食品", "good", "已送到"),
    ("小区南门什么时候能开", "When will the south gate open", "咨询", "idle", "已答复"),
)


def rows(count: int, long: bool) -> list[dict[str, Any]]:
    """Sample rows, the first of them overdue."""
    now = clock.now()
    made = []
    for i in range(count):
        zh, en, kind, tone, state = TEXTS[i % len(TEXTS)]
        made.append(
            {
                "code": f"7K3M-QX9T-{i:04}",
                "url": "/demo/matter/",
                "title": Words(kind, kind),
                "summary": Words(zh, en),
                "state": state,
                "tone": tone,
                "place": "柳岸社区 3 网格 12 幢"
                if not long
                else "柳岸社区 3 网格 " + "滨江路中段一百二十八号 12 幢",
                "due_at": now + dt.timedelta(minutes=42 * i - 190) if tone != "idle" else None,
                "at": now + dt.timedelta(minutes=42 * i - 190),
                "opened_at": now - dt.timedelta(hours=i),
                "holder": LONG_NAME if long else "王芳",
                "level": Words("社区", "community"),
                "next": {"title": Words("派给志愿者", "Offer to a volunteer"), "url": "/demo/act/"}
                if tone != "idle"
                else None,
            }
        )
    return made


def matter_context(long: bool) -> dict[str, Any]:
    """Everything the page of a matter shows."""
    now = clock.now()
    row = rows(3, long)[2] | {"due_at": now + dt.timedelta(minutes=42)}
    return {
        "matter": row
        | {
            "body": "我爱人怀孕 33 周，明天上午九点在市妇幼产检，小区出不去，请帮忙联系车。\n家里还有一位 78 岁老人。"
        },
        "facts": [
            (Words("求助人", "Caller"), LONG_NAME if long else "王**"),
            (Words("电话", "Phone"), "138****8000"),
            (Words("住处", "Home"), row["place"]),
            (Words("受影响", "People affected"), "2"),
            (Words("来源", "Source"), Words("网页", "Web page")),
        ],
        "steps": [
            {"title": Words("收到", "Received"), "done": True},
            {"title": Words("派单", "Dispatched"), "done": True},
            {"title": Words("办理", "In hand"), "now": True},
            {"title": Words("回访", "Call-back")},
        ],
        "offers": [
            {
                "code": "arrange",
                "title": Words("联系好车辆", "Car arranged"),
                "primary": True,
                "url": "/demo/act/",
            },
            {"code": "refer", "title": Words("转街道", "Refer to the street"), "url": "/demo/act/"},
            {
                "code": "close",
                "title": Words("办结", "Close"),
                "refused": Words("还没有记录送医结果，记录后才能办结。", "Record how the trip went first."),
            },
        ],
        "timeline": [
            {
                "at": now - dt.timedelta(minutes=12),
                "who": "柳岸社区 王芳",
                "what": "接单，正在联系车辆",
                "note": "已和市妇幼产科确认 9:00 的号。",
            },
            {
                "at": now - dt.timedelta(hours=1, minutes=5),
                "who": "时钟",
                "what": "网格 60 分内没有响应，升到社区",
                "tone": "bad",
            },
            {"at": now - dt.timedelta(hours=2, minutes=5), "who": "求助人", "what": "从网页提出求助"},
        ],
    }


FILTERS = [
    {
        "name": "state",
        "label": Words("状态", "State"),
        "value": "",
        "choices": [("open", Words("办理中", "In hand"))],
    },
    {"name": "kind", "label": Words("类别", "Kind"), "value": "", "choices": CATEGORIES},
    {"name": "q", "label": Words("查找", "Search"), "value": ""},
]


def _count(request: HttpRequest) -> tuple[int, bool]:
    return int(request.GET.get("rows", "3")), "long" in request.GET


@non_atomic_requests
def desk(request: HttpRequest) -> HttpResponse:
    """The desk with `?rows=`; `?open` shows a matter beside, `?long` long names."""
    count, long = _count(request)
    seat = SimpleNamespace(
        name=LONG_NAME if long else "王芳",
        title=Words("社区工作者", "Community worker"),
        covering="李雷",
        able=lambda *abilities: False,
    )
    request.seat = seat  # type: ignore[attr-defined]
    context: dict[str, Any] = {"matters": rows(count, long), "filters": FILTERS, "total": count}
    context["openings"] = [{"title": Words("代人求助", "Ask for somebody"), "url": "/demo/act/"}]
    context["page"] = Paginator(range(count), 50).page(1)
    if "open" in request.GET:
        context |= matter_context(long)
        context["matter"]["code"] = context["matters"][2]["code"]
    return render(request, "matters/desk.html", context)


@non_atomic_requests
def matter(request: HttpRequest) -> HttpResponse:
    """One matter on its own page."""
    return render(request, "matters/matter.html", matter_context("long" in request.GET))


@non_atomic_requests
def act(request: HttpRequest) -> HttpResponse:
    """A form with every control; POST checks it."""
    form = SchemaForm(Request, request.POST if request.method == "POST" else None, request.FILES)
    if form.is_valid():
        return render(request, "demo/plain.html", {"words": form.value.text})
    context = matter_context(False) | {"form": form, "act_title": Words("记录求助", "Record a request")}
    return render(request, "matters/act.html", context)


@non_atomic_requests
def steps(request: HttpRequest) -> HttpResponse:
    """The public form, one question a page."""
    post = request.method == "POST"
    form = StepForm(Demo, STEPS, request.POST if post else None, request.FILES if post else None)
    if form.finished and form.value.text == "refuse":
        form.refuse(
            Refused(Words("不行", "No"), {"phone": Words("这个号码停用了", "This number is out of use")})
        )
    if form.finished:
        return render(request, "demo/plain.html", {"words": form.value.text})
    return render(request, "demo/steps.html", {"steps": form})


class Demo(Facts):
    """What the public form asks."""

    text: str = ask("您需要什么帮助？", "What do you need?", max_length=500, help=HOW)
    category: str = ask("是哪一类事", "What is it about", choices=CATEGORIES)
    place: str = ask("住在哪里", "Where do you live", widget="place")
    phone: str = ask("联系电话", "Phone", widget="phone", pattern=r"^1\d{10}$")
    people: int = ask("几个人受影响", "People affected", default=1, ge=1, le=500)


@non_atomic_requests
def phone(request: HttpRequest) -> HttpResponse:
    """A grid worker's list."""
    count, long = _count(request)
    return render(request, "demo/phone.html", {"rows": rows(count, long)})


@non_atomic_requests
def public(request: HttpRequest) -> HttpResponse:
    """A public page."""
    return render(request, "demo/public.html", {"rows": rows(2, False)})


@non_atomic_requests
def command(request: HttpRequest) -> HttpResponse:
    """The wall."""
    return render(request, "demo/command.html", {"rows": rows(6, False), "as_of": clock.now()})


@non_atomic_requests
def wrong(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status."""
    return trouble(request, status)


handler404 = look_pages.not_found
urlpatterns = [
    path("look/", look_pages.look, name="look"),
    path("look/places/", non_atomic_requests(look_pages.place_steps), name="place_steps"),
    path("", public),
    path("demo/desk/", desk),
    path("demo/matter/", matter),
    path("demo/act/", act),
    path("demo/steps/", steps),
    path("demo/phone/", phone),
    path("demo/public/", public),
    path("demo/command/", command),
    path("demo/wrong/<int:status>/", wrong),
]


def settings_of(settings: Any) -> dict[str, Any]:
    """Django's settings for this site: the project's own, its pages, and templates from here."""
    first = dict(settings.TEMPLATES[0]) | {"DIRS": [Path(__file__).parent / "templates"]}
    return {"ROOT_URLCONF": "tests.browser.demo_site", "TEMPLATES": [first], "DEBUG": False}
