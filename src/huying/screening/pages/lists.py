"""Lists and letters at the desk: what came in, one list with its balance, its people handed on."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.matters.showing import rows_of
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.people.services import audit
from huying.screening import check_terms as terms
from huying.screening.check_facts import HandingOver
from huying.screening.forms import Handing, Header, OnePerson
from huying.screening.models import PushList, Subject
from huying.screening.queries import lists as queries
from huying.screening.queries.balance import ListBalance, balance_of, balances_by_list
from huying.screening.queries.wall import met
from huying.screening.services.letters import list_open
from huying.screening.services.opening import rows_open
from huying.screening.show.lists import marks_of, who
from huying.screening.typed import named_of

PAGE_SIZE = 50
MOST_HANDED = 200
KIND = "screening.check"


@seated("import.load")
def lists(request: HttpRequest) -> HttpResponse:
    """The lists and letters of the area, the newest first, each with what is open and late."""
    seat = seat_of(request)
    page = Paginator(queries.lists_in(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    balances = balances_by_list(seat.area, [one.pk for one in found])
    context = {
        "page": page,
        "rows": [_list_row(one, balances.get(one.pk, ListBalance(0))) for one in found],
        "columns": [
            {"name": "name", "title": Words("名单、函", "List, letter"), "kind": "link"},
            {"name": "kind", "title": Words("种类", "Kind")},
            {"name": "sender", "title": Words("来文单位", "Sender")},
            {"name": "received", "title": Words("收到", "Received"), "kind": "when"},
            {"name": "people", "title": Words("人数", "People"), "kind": "num"},
            {"name": "open", "title": Words("在办", "Open"), "kind": "num"},
            {"name": "late", "title": Words("超时", "Late"), "kind": "num"},
            {"name": "reply", "title": Words("回复期限", "Reply due"), "kind": "left"},
        ],
        "to_match": queries.to_match(seat.area).count(),
    }
    return render(request, "screening/lists.html", context)


def _list_row(one: PushList, balance: ListBalance) -> dict[str, Any]:
    return {
        "name": str(one),
        "kind": terms.KINDS[one.kind],
        "sender": one.sender,
        "received": one.received_at,
        "people": balance.received,
        "open": balance.open_count + balance.passing,
        "late": balance.open.get("late", 0),
        "reply": one.reply_due if _unanswered(one) else None,
        "url": reverse("list", args=[one.code]),
    }


def _unanswered(one: PushList) -> bool:
    return one.reply_due is not None and not one.replies.filter(sent_at__isnull=False).exists()


@never_cache
@seated("import.load", "dispatch")
def list_new(request: HttpRequest) -> HttpResponse:
    """Write down the head of a letter or list; its people are typed in or loaded from a file afterwards."""
    seat = seat_of(request)
    form = SchemaForm(
        Header, request.POST if request.method == "POST" else None, initial={"received_at": now()}
    )
    if form.is_valid():
        if form.value.received_at > now():
            late = Words("收到时间不能在将来。", "It cannot have been received in the future.")
            form.refuse(Refused(late, {"received_at": late}))
        else:
            pushed = list_open(
                area=seat.area, by=seat.user_id, actor=as_actor(seat), **form.value.model_dump()
            )
            audit(seat, "list.open", kind="pushlist", ref=pushed.code, area=pushed.area)
            return redirect("list", code=pushed.code)
    context = {"form": form, "back": reverse("lists")}
    return render(request, "screening/list_new.html", context, status=_status(form))


def _status(form: SchemaForm) -> int:
    return 422 if form.bound and form.errors else 200


@never_cache
@seated("import.load")
def list_one(request: HttpRequest, code: str) -> HttpResponse:
    """One list: its head, its balance, its people by state; those chosen are handed on together."""
    seat = seat_of(request)
    pushed = queries.list_for(seat.area, code)
    form = SchemaForm(Handing, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            count = _hand_over(seat, pushed, request.POST.getlist("who"), form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            said = Words("已转出 {n} 人，等对方签收。", "{n} people handed over, receipt pending.").fill(
                n=count
            )
            messages.success(request, str(said))
            return redirect("list", code=code)
    context = _list_context(request, seat, pushed) | {"form": form, "back": reverse("lists")}
    return render(request, "screening/list.html", context, status=_status(form))


def _list_context(request: HttpRequest, seat: Seat, pushed: PushList) -> dict[str, Any]:
    states = kind_of(KIND).states
    asked = request.GET.get("state", "")
    rows = queries.subjects_in(seat.area, pushed=pushed).order_by("due_at", "pk")
    if asked in states:
        rows = rows.filter(matter__state=asked)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "pushed": pushed,
        "head": _head(pushed),
        "balance": balance_of(seat.area, pushed=pushed),
        "states": states,
        "page": page,
        "people": _people(list(page.object_list)),
        "replies": list(pushed.replies.select_related("matter", "sent_by").order_by("-pk")),
        "filters": [
            {
                "name": "state",
                "label": Words("状态", "State"),
                "value": asked,
                "choices": [(state, one.title) for state, one in states.items()],
            }
        ],
        "seat": seat,
        "can_hand": seat.able("dispatch"),
    }


def _head(pushed: PushList) -> list[tuple[Words, Any]]:
    from huying.base.templatetags.huying import moment

    period = " – ".join(
        f"{day:%F}" for day in (pushed.infectious_from, pushed.infectious_until) if day is not None
    )
    found: list[tuple[Words, Any]] = [
        (Words("种类", "Kind"), terms.KINDS[pushed.kind]),
        (Words("来文单位", "Sender"), pushed.sender),
        (Words("对方联系人", "Their contact"), pushed.sender_contact),
        (Words("收文单位", "Receiver"), pushed.receiver),
        (Words("收到", "Received"), moment(pushed.received_at)),
        (Words("怎样收到", "How it came"), pushed.channel),
        (Words("紧急程度", "Urgency"), terms.URGENCIES[pushed.urgency]),
        (Words("回复期限", "Reply due"), moment(pushed.reply_due)),
        (Words("病例编号", "Case reference"), pushed.case_ref),
        (Words("毒株", "Variant"), pushed.strain),
        (Words("传染期", "Infectious"), period),
        (Words("要求", "What is asked"), pushed.request),
        (Words("文件", "File"), pushed.file),
        (Words("响应", "Response"), pushed.response.title if pushed.response else ""),
    ]
    return [(label, value) for label, value in found if value]


def _people(found: list[Subject]) -> list[dict[str, Any]]:
    shown = rows_of([one.matter for one in found])
    for row, one in zip(shown, found, strict=True):
        row |= {
            "who": who(one),
            "marks": marks_of(one),
            "deadline": None if met(one) else one.due_at,
            "number": one.number,
        }
        row["open"] = one.matter.ended_at is None and one.matter.state != "handing_over"
    return shown


def _hand_over(seat: Seat, pushed: PushList, chosen: list[str], value: Handing) -> int:
    if not seat.able("dispatch"):
        raise Refused(Words("您的岗位不能转办。", "Your post does not hand people over."))
    chosen = list(dict.fromkeys(chosen))[:MOST_HANDED]
    if not chosen:
        raise Refused(Words("请先勾选要转出的人。", "Tick the people to be handed over first."))
    facts = HandingOver(area=value.area, reason=value.reason)
    known = queries.subjects_in(seat.area, pushed=pushed).filter(matter__code__in=chosen)
    codes = list(known.order_by("pk").values_list("matter__code", flat=True))
    for code in codes:
        perform(code=code, act="hand_over", actor=as_actor(seat), facts=facts)
    return len(codes)


@never_cache
@seated("import.load", "dispatch")
def list_add(request: HttpRequest, code: str) -> HttpResponse:
    """Type in one person of a letter that came without a file."""
    seat = seat_of(request)
    pushed = queries.list_for(seat.area, code)
    form = SchemaForm(OnePerson, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = rows_open([(named_of(form.value), pushed)], actor=as_actor(seat))[0]
        except Refused as refused:
            form.refuse(refused)
        else:
            said = Words("已登记，编号 {code}。", "Entered as {code}.").fill(code=opened.code)
            if opened.alike:
                said = Words(
                    "已登记，编号 {code}。别的名单上也有这个电话或证件号，请看一看是不是同一人。",
                    "Entered as {code}. Another row has this phone or identity number: see whether it is one person.",
                ).fill(code=opened.code)
            messages.success(request, str(said))
            return redirect("list_add" if "more" in request.POST else "list", code=code)
    context = {"form": form, "pushed": pushed, "back": reverse("list", args=[code])}
    return render(request, "screening/list_add.html", context, status=_status(form))
