"""Who of the roster a row means: a person says yes or no, and can take it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.mask import mask_address, mask_name, mask_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import residents
from huying.people.seats import Seat, seat_of, seated
from huying.people.services import Line, audit_many
from huying.places.queries import area_names
from huying.rulebook.queries import reader
from huying.screening import check_terms as terms
from huying.screening import rules_lists as rules
from huying.screening.models import Subject
from huying.screening.queries import lists as queries
from huying.screening.services.confirming import match_confirm, match_refuse, match_undo
from huying.screening.services.matching import Person, matches_for
from huying.screening.services.placing import homes_of
from huying.screening.show.lists import marks_of, who

PAGE_SIZE = 50
PURPOSE = "核对名单 matching a list"
TOLD = {
    "yes": Words("已确认是同一人。", "Confirmed: this is the person."),
    "no": Words("已记下：不是这个人。", "Noted: this is somebody else."),
    "undo": Words("已收回，等重新核对。", "Taken back: it waits to be looked at again."),
}


@seated("residents.read", "dispatch")
def matching(request: HttpRequest) -> HttpResponse:
    """The rows whose proposed match waits for an answer, the first due first."""
    seat = seat_of(request)
    page = Paginator(queries.to_match(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    sure = reader().share(rules.MATCH_SURE.code, seat.area)
    context = {
        "page": page,
        "columns": [
            {"name": "who", "title": Words("名单上的人", "Person of the list"), "kind": "link"},
            {"name": "list", "title": Words("名单", "List")},
            {"name": "how", "title": Words("为什么可能是", "Why it may be")},
            {"name": "score", "title": Words("把握", "How sure"), "kind": "num"},
            {"name": "state", "title": Words("判断", "Judged"), "kind": "state"},
            {"name": "due", "title": Words("时限", "Deadline"), "kind": "left"},
        ],
        "rows": [_row(one, sure) for one in queries.with_lists(list(page.object_list))],
        "back": reverse("lists"),
    }
    return render(request, "screening/matching.html", context)


def _row(one: Subject, sure: float) -> dict[str, Any]:
    score = one.match_score or 0.0
    return {
        "who": who(one),
        "list": str(one.list),
        "how": terms.HOWS.get(one.match_how, ""),
        "score": f"{score:.0%}",
        "state": Words("很可能是", "Very likely") if score >= sure else Words("可能是", "Perhaps"),
        "tone": "good" if score >= sure else "warn",
        "due": one.due_at,
        "url": reverse("match", args=[one.matter.code]),
    }


@never_cache
@seated("residents.read", "dispatch")
def match(request: HttpRequest, code: str) -> HttpResponse:
    """One row beside the residents it may mean, with the reason for each; yes, no, or back."""
    seat = seat_of(request)
    one = queries.subject_for(seat, code)
    if request.method == "POST":
        return _answer(request, seat, one)
    found = _candidates(seat, one)
    audit_many(
        seat,
        [
            Line("read", "resident", str(row["pk"]), row["area"], ("match",), resident=row["pk"])
            for row in found
        ],
        PURPOSE,
    )
    context = {
        "subject": one,
        "who": who(one),
        "phone": mask_phone(one.phone),
        "address": mask_address(one.address),
        "marks": marks_of(one),
        "candidates": found,
        "code": code,
        "back": reverse("matching"),
    }
    return render(request, "screening/match.html", context)


def _candidates(seat: Seat, one: Subject) -> list[dict[str, Any]]:
    home = homes_of([one.address], seat.area)[0]
    person = Person(one.name or one.found_name, one.phone, one.identity, home)
    matches = {m.resident: m for m in matches_for([person], seat.area)[0]}
    wanted = set(matches) | ({one.resident_id} if one.resident_id else set())
    rows = list(residents(seat).filter(pk__in=wanted))
    names = area_names({row.area for row in rows})
    shown = [
        {
            "pk": row.pk,
            "area": row.area,
            "name": mask_name(row.name),
            "phone": mask_phone(row.phone),
            "home": names[row.area],
            "how": terms.HOWS[matches[row.pk].how] if row.pk in matches else "",
            "score": matches[row.pk].score if row.pk in matches else 0.0,
            "chosen": row.pk == one.resident_id,
        }
        for row in rows
    ]
    return sorted(shown, key=lambda row: -float(row["score"]))


def _answer(request: HttpRequest, seat: Seat, one: Subject) -> HttpResponse:
    answer = request.POST.get("answer", "")
    try:
        if answer == "yes":
            match_confirm(seat=seat, subject=one.pk, resident=_number(request.POST.get("resident", "")))
        elif answer == "no":
            match_refuse(seat=seat, subject=one.pk)
        elif answer == "undo":
            match_undo(seat=seat, subject=one.pk)
        else:
            return redirect("match", code=one.matter.code)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("match", code=one.matter.code)
    messages.success(request, str(TOLD[answer]))
    return redirect("match", code=one.matter.code) if answer == "undo" else redirect("matching")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
