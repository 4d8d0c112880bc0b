"""The desk, one matter, and the form of each act: the same three pages for every kind."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from huying.base.forms import SchemaForm
from huying.kernel.kinds import Act, kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.roles import ROLES
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names

from . import queries
from .models import Matter
from .presenting import lines_of, presenter_of
from .services import perform
from .telling import sentence_of

TABS = {
    "mine": Words("我手上的", "Mine"),
    "desk": Words("本岗待办", "Our desk"),
    "area": Words("辖区全部", "Whole area"),
    "ended": Words("已办结", "Ended"),
}
PAGE_SIZE = 50


@seated("see")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits here, the next due first; the chosen matter beside it."""
    seat = seat_of(request)
    tab = request.GET.get("tab", "desk")
    rows = _listed(seat, tab if tab in TABS else "desk", request)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tabs": [(code, words, _counted(seat, code)) for code, words in TABS.items()],
        "tab": tab,
        "rows": rows_of(list(page.object_list)),
        "page": page,
        "kinds": [(kind.code, kind.title) for kind in kinds()],
        "kind": request.GET.get("kind", ""),
        "q": request.GET.get("q", ""),
        "seat": seat,
    }
    if chosen := request.GET.get("m"):
        context |= matter_context(queries.matter_for(seat.area, chosen), seat)
    return render(request, "matters/desk.html", context)


def _listed(seat: Seat, tab: str, request: HttpRequest) -> Any:
    wanted: dict[str, Any] = {
        "kind": request.GET.get("kind") or None,
        "state": request.GET.get("state") or None,
    }
    rows = queries.desk(area=seat.area, **_whose(seat, tab), **wanted)
    if typed := request.GET.get("q", "").strip():
        rows = rows.filter(code__startswith=typed.upper())
    return rows


def _whose(seat: Seat, tab: str) -> dict[str, Any]:
    if tab == "mine":
        return {"person": seat.user_id}
    if tab == "desk":
        return {"unit": seat.unit, "unit_area": seat.area}
    return {"ended": tab == "ended"}


def _counted(seat: Seat, tab: str) -> int | None:
    """How many wait, for the tabs that say what to do now; the others may be large and are not counted."""
    return queries.desk(area=seat.area, **_whose(seat, tab)).count() if tab in ("mine", "desk") else None


def rows_of(matters: list[Matter]) -> list[dict[str, Any]]:
    """Matters as lines of a list."""
    lines = lines_of(matters)
    names = area_names({m.unit_area for m in matters} | {m.area for m in matters})
    return [
        {
            "matter": m,
            "code": m.code,
            "kind": kind_of(m.kind).title,
            "state": kind_of(m.kind).states[m.state],
            "line": lines[m.pk],
            "place": lines[m.pk].place or names.get(m.area, ""),
            "holder": names.get(m.unit_area, ""),
            "due_at": m.due_at,
            "opened_at": m.opened_at,
            "url": reverse("matter", args=[m.code]),
        }
        for m in matters
    ]


def matter_context(matter: Matter, seat: Seat) -> dict[str, Any]:
    """All that the page of one matter shows to this seat."""
    kind, presenter = kind_of(matter.kind), presenter_of(matter.kind)
    standing = queries.standing(matter)
    return {
        "matter": matter,
        "kind": kind,
        "state": kind.states[matter.state],
        "line": presenter.lines([matter])[matter.pk],
        "facts": presenter.facts(matter, seat),
        "panels": presenter.panels(matter, seat),
        "clocks": [
            (kind.timer(code).title, due) for code, due in sorted(standing.clocks.items(), key=lambda c: c[1])
        ],
        "timeline": [sentence_of(kind, line) for line in reversed(queries.history(matter))],
        "offers": [
            {
                "act": offer.act,
                "refused": offer.refused,
                "url": reverse("act", args=[matter.code, offer.act.code]),
            }
            for offer in queries.acts_for(matter, as_actor(seat))
        ],
        "children": rows_of(list(queries.children(matter))),
        "holder": holder_words(matter),
        "seat": seat,
    }


def holder_words(matter: Matter) -> str:
    """Who holds it, as a person would say it."""
    where = area_names({matter.unit_area}).get(matter.unit_area, "")
    return f"{where} · {matter.person.get_full_name()}" if matter.person else where


@seated("see")
def matter_page(request: HttpRequest, code: str) -> HttpResponse:
    """One matter: what is known, what happened, what may be done now."""
    seat = seat_of(request)
    matter = queries.matter_for(seat.area, code)
    template = "matters/_pane.html" if request.headers.get("HX-Request") else "matters/matter.html"
    return render(request, template, matter_context(matter, seat))


@seated("see")
def act_page(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The form of one act; acts that need no words go through with one press."""
    seat = seat_of(request)
    matter = queries.matter_for(seat.area, code)
    kind = kind_of(matter.kind)
    if act not in kind.by_code:
        raise Refused(Words("没有这项操作。", "There is no such act."))
    declared = kind.act(act)
    form = _form(declared, request)
    refused: Words | None = None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            perform(
                code=matter.code,
                act=act,
                actor=as_actor(seat),
                facts=form.value if form else None,
                once=request.POST.get("once") or None,
            )
            return HttpResponseRedirect(reverse("matter", args=[matter.code]))
        except Refused as error:
            refused = error.words
    context = matter_context(matter, seat) | {"act": declared, "form": form, "refused": refused}
    return render(request, "matters/act.html", context, status=409 if refused else 200)


def _form(act: Act, request: HttpRequest) -> SchemaForm | None:
    if act.takes is None:
        return None
    return SchemaForm(act.takes, request.POST if request.method == "POST" else None, request.FILES or None)


def role_title(code: str) -> Words:
    """What a role is called."""
    role = ROLES.get(code)
    return role.title if role else Words(code, code)


urlpatterns = [
    path("desk/", desk, name="desk"),
    path("m/<str:code>/", matter_page, name="matter"),
    path("m/<str:code>/<slug:act>/", act_page, name="act"),
]
