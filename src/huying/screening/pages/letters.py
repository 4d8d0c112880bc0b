"""Letters out: to other cities about people who are there now; and the answers to letters that came in."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.errors import NotYours
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.people.access import Look, reveal_many
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.people.services import audit
from huying.places.queries import area_name
from huying.screening import check_terms as terms
from huying.screening.check_facts import Receipt, Sending
from huying.screening.forms import Purpose
from huying.screening.models import OutLetter, PushList, Subject
from huying.screening.papers import letter_pdf, reply_pdf
from huying.screening.queries import lists as queries
from huying.screening.queries.replies import Answered, answer_words, answers_of, figures_of
from huying.screening.show.lists import who

PAGE_SIZE = 50


@seated("dispatch")
def out_letters(request: HttpRequest) -> HttpResponse:
    """The letters sent to other cities, the newest first, and which wait for a receipt."""
    seat = seat_of(request)
    page = Paginator(queries.letters_in(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "columns": [
            {"name": "number", "title": Words("函号", "Number"), "kind": "link"},
            {"name": "to", "title": Words("发往", "To")},
            {"name": "made", "title": Words("发出", "Sent"), "kind": "when"},
            {"name": "state", "title": Words("回执", "Receipt"), "kind": "state"},
        ],
        "rows": [_letter_row(one) for one in page.object_list],
        "back": reverse("lists"),
    }
    return render(request, "screening/out_letters.html", context)


def _letter_row(one: OutLetter) -> dict[str, Any]:
    got = one.receipt_at is not None
    return {
        "number": one.number,
        "to": one.to,
        "made": one.made_at,
        "state": Words("已有回执", "Received") if got else Words("等回执", "Receipt pending"),
        "tone": "good" if got else "warn",
        "url": reverse("out_letter", args=[one.number]),
    }


@never_cache
@seated("dispatch")
def out_letter(request: HttpRequest, number: str) -> HttpResponse:
    """One letter: whom it names, its papers, and its receipt for all of them at once."""
    seat = seat_of(request)
    letter = queries.letter_for(seat.area, number)
    people = list(_named(letter))
    form = SchemaForm(Receipt, request.POST if request.method == "POST" else None)
    if form.is_valid():
        waiting = [one.matter.code for one in people if one.matter.state == "handing_over"]
        for code in waiting:
            perform(code=code, act="receipt", actor=as_actor(seat), facts=form.value)
        said = Words("已登记回执，{n} 人办结转出。", "Receipt recorded for {n} people.").fill(n=len(waiting))
        messages.success(request, str(said))
        return redirect("out_letter", number=number)
    context = {
        "letter": letter,
        "people": [{"who": who(one), "code": one.matter.code, "category": _category(one)} for one in people],
        "form": form,
        "purpose": SchemaForm(Purpose),
        "back": reverse("out_letters"),
    }
    return render(
        request, "screening/out_letter.html", context, status=422 if form.bound and form.errors else 200
    )


def _named(letter: OutLetter) -> Any:
    return Subject.objects.filter(out=letter).select_related("matter").order_by("number", "pk")


def _category(one: Subject) -> Words:
    return terms.category_words(one.area, one.found_category or one.category)


def _whole(seat: Seat, letter: OutLetter, people: list[Subject], purpose: str) -> list[dict[str, str]]:
    """Name, phone and address of everybody in a letter, each look on record; what ended stays masked elsewhere."""
    looks = [
        Look(
            "screening.check",
            one.matter.code,
            one.area,
            {
                "name": one.found_name or one.name,
                "phone": one.phone,
                "identity": one.identity,
                "where": one.found_where or one.address,
                "exposure": one.exposure,
            },
            one.matter.ended_at is None,
            one.resident_id,
            one.phone_hash,
        )
        for one in people
    ]
    return [
        whole
        | {"category": _category(one).zh, "exposed_at": f"{one.exposed_at:%F}" if one.exposed_at else ""}
        for one, whole in zip(people, reveal_many(seat, looks, purpose), strict=True)
    ]


@never_cache
@seated("dispatch", "people.reveal")
def out_letter_paper(request: HttpRequest, number: str, fmt: str) -> HttpResponse:
    """The letter as PDF or spreadsheet, with whole names: only while it is under way, and on record."""
    seat = seat_of(request)
    letter = queries.letter_for(seat.area, number)
    if fmt not in ("pdf", "xlsx"):
        raise NotYours(number)
    if request.method != "POST":
        return redirect("out_letter", number=number)
    people = list(_named(letter))
    purpose = request.POST.get("purpose", "")[:200]
    try:
        rows = _whole(seat, letter, people, purpose)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("out_letter", number=number)
    if fmt == "pdf":
        response = HttpResponse(letter_pdf(letter, rows), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{letter.pk}.pdf"'
    else:
        response = export(rows, _LETTER, "xlsx", name=str(Words("协查函", "letter")))
    audit(seat, "letter.export", fmt, kind="outletter", ref=letter.number, area=letter.area)
    response["Cache-Control"] = "private, no-store"
    return response


_LETTER = [
    Column(Words("姓名", "Name"), lambda row: row["name"]),
    Column(Words("电话", "Phone"), lambda row: row["phone"]),
    Column(Words("证件号", "Identity number"), lambda row: row["identity"]),
    Column(Words("现在何处", "Where they are"), lambda row: row["where"]),
    Column(Words("人员类别", "Category"), lambda row: row["category"]),
    Column(Words("最后接触", "Last exposure"), lambda row: row["exposed_at"]),
    Column(Words("接触情况", "Exposure"), lambda row: row["exposure"]),
]


@never_cache
@seated("import.load", "dispatch")
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to a list: what was found of each, the paper, and who sends it."""
    seat = seat_of(request)
    pushed = queries.list_for(seat.area, code)
    owed = pushed.replies.filter(sent_at=None).select_related("matter").order_by("-pk").first()
    form = SchemaForm(
        Sending, request.POST if request.method == "POST" else None, initial={"to": pushed.sender}
    )
    if owed is not None and form.is_valid():
        try:
            perform(code=owed.matter.code, act="send", actor=as_actor(seat), facts=form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("已记下回复。", "The answer is recorded as sent.")))
            return redirect("reply", code=code)
    found = answers_of(pushed)
    context = {
        "pushed": pushed,
        "answers": [_answer_row(one) for one in found],
        "figures": _figures(pushed),
        "owed": owed,
        "sent": list(
            pushed.replies.filter(sent_at__isnull=False).select_related("sent_by").order_by("-sent_at")
        ),
        "form": form,
        "back": reverse("list", args=[code]),
    }
    return render(request, "screening/reply.html", context, status=422 if form.bound and form.errors else 200)


def _figures(pushed: PushList) -> list[tuple[Words, int]]:
    counted = figures_of(pushed)
    received = counted.pop("received")
    rows = [(answer_words(name), count) for name, count in counted.items()]
    return [(Words("来函共", "Named"), received), *rows]


def _answer_row(one: Answered) -> dict[str, Any]:
    last = one.last
    return {
        "number": one.first.number,
        "who": who(one.first),
        "answer": one.words,
        "state": one.state,
        "category": terms.category_words(last.area, last.found_category or last.category),
        "checked_at": last.checked_at,
        "controlled_at": last.controlled_at,
        "test": terms.TESTS.get(last.test_result, ""),
        "out": str(last.out) if last.out else "",
    }


@never_cache
@seated("import.load", "dispatch")
def reply_paper(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    """The answer as a PDF to stamp, or as a spreadsheet; names are shortened in both."""
    seat = seat_of(request)
    pushed = queries.list_for(seat.area, code)
    rows = [_answer_row(one) for one in answers_of(pushed)]
    if fmt == "pdf":
        paper = reply_pdf(pushed, rows, _figures(pushed), area_name(pushed.area))
        response = HttpResponse(paper, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{pushed.code}.pdf"'
    else:
        try:
            response = export(rows, _REPLY, fmt, name=str(Words("协查回复", "answer")))
        except Refused as refused:
            raise NotYours(fmt) from refused
    audit(seat, "reply.export", fmt, kind="pushlist", ref=pushed.code, area=pushed.area)
    response["Cache-Control"] = "private, no-store"
    return response


_REPLY = [
    Column(Words("姓名", "Name"), lambda row: row["who"]),
    Column(Words("结果", "Answer"), lambda row: row["answer"]),
    Column(Words("现在", "Stands at"), lambda row: row["state"]),
    Column(Words("类别", "Category"), lambda row: row["category"]),
    Column(Words("排查完成", "Checked at"), lambda row: row["checked_at"]),
    Column(Words("管控到位", "Under control at"), lambda row: row["controlled_at"]),
    Column(Words("首检", "First test"), lambda row: row["test"]),
    Column(Words("转往", "Forwarded by letter"), lambda row: row["out"]),
]
