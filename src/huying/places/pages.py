"""Pages of the tree: everybody's way to a place and its grid worker, and the administrators' changes to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.nav import nav_item
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from . import codes, queries, scope
from .forms import PlaceForm, form_for, said_of
from .gazetteer import resolve
from .models import GRADE_WORDS, Area
from .picking import home, steps_below
from .services import area_create, area_rename, area_update

Page = Callable[..., HttpResponse]
_PAGE_SIZE = 50


@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """Down the tree by links, or by a typed address, to a place and who looks after it. `?under=` `?q=`; open to all."""
    start = home()
    under = request.GET.get("under", "")
    here = queries.area(under) if under else Area.objects.filter(code=start).first()
    code = here.code if here else start
    typed = request.GET.get("q", "").strip()
    found = resolve(typed, within=start) if typed else []
    context = {
        "here": here,
        "grid": _grid_of(code),
        "trail": _links(place for place in queries.path(code) if codes.covers(start, place.code)),
        "below": [_cell(place) for place in steps_below(code)],
        "typed": typed,
        "matches": [
            {"title": match.name, "note": match.how, "url": _pick_url(match.area)} for match in found
        ],
    }
    template = "places/pick_steps.html" if getattr(request, "htmx", False) else "places/pick.html"
    return render(request, template, context)


def _links(places: Any) -> list[dict[str, Any]]:
    return [{"title": place.name, "url": _pick_url(place.code)} for place in places]


def _cell(place: Area) -> dict[str, Any]:
    return {"title": place.name, "url": _pick_url(place.code)}


def _pick_url(code: str) -> str:
    return f"{reverse('places_pick')}?under={code}"


def _grid_of(code: str) -> Area | None:
    """The grid of a place in it, when its worker is known."""
    grid = codes.at(code, "grid")
    return Area.objects.filter(code=grid).exclude(worker="").first() if grid else None


# --- administrators


def routes(
    guard: Callable[[Page], Page],
    shown: Callable[[HttpRequest], bool],
    changed: Callable[[HttpRequest, str, str], None],
) -> list[URLPattern]:
    """The administrators' pages, each behind the guard, which must open the scope of whoever comes in.

    `shown` says who sees the door; `changed(request, what, code)` notes what was done for the audit.
    """
    nav_item("desk", Words("地点", "Places"), "places", icon="home", order=82, shown=shown)

    def add(request: HttpRequest, code: str) -> HttpResponse:
        """Add a place under another."""
        return _ask_new(request, code, changed)

    def edit(request: HttpRequest, code: str) -> HttpResponse:
        """Rename a place and say more about it."""
        return _ask_change(request, code, changed)

    return [
        path("settings/places/", guard(places), name="places"),
        path("settings/places/<str:code>/", guard(place), name="place"),
        path("settings/places/<str:code>/add/", guard(add), name="place_add"),
        path("settings/places/<str:code>/edit/", guard(edit), name="place_edit"),
    ]


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """To the reader's own area."""
    return redirect("place", code=scope.current() or codes.ALL)


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """A place, what is known of it, and the places below, found by name, sounds or code with `?q=`."""
    here = queries.area(code)
    own = _own()
    typed = request.GET.get("q", "").strip()
    below = queries.area_search(typed, code, limit=_PAGE_SIZE) if typed else queries.children(code)
    page = Paginator(below, _PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "place": here,
        "trail": [row for row in queries.path(code) if row.code != code],
        "facts": _facts(here),
        "yours": codes.covers(own, code),
        "below": queries.grade_below(code),
        "below_name": GRADE_WORDS.get(queries.grade_below(code) or "", Words("", "")),
        "page": page,
        "columns": [
            {"name": "name", "title": Words("名称", "Name"), "kind": "link"},
            {"name": "kind", "title": Words("级别", "Kind")},
            {"name": "worker", "title": Words("网格员", "Grid worker")},
            {"name": "households", "title": Words("户数", "Households"), "kind": "num"},
        ],
        "rows": [
            {"name": row.name, "kind": row.grade_name, "worker": row.worker, "households": row.households,
             "url": reverse("place", args=[row.code])}
            for row in page.object_list
        ],
        "filters": [{"name": "q", "label": Words("名称、拼音或编码", "Name, pinyin or code"), "value": typed}],
    }  # fmt: skip
    return render(request, "places/place.html", context)


def _facts(here: Area) -> list[tuple[Words, Any]]:
    known: list[tuple[Words, Any]] = [
        (Words("编码", "Code"), codes.prefix(here.code) or "0"),
        (Words("级别", "Kind"), here.grade_name),
        (Words("英文名称", "English name"), here.en),
        (Words("小区", "Compound"), here.compound),
        (Words("别的叫法", "Other names"), "、".join(here.aliases)),
        (Words("户数", "Households"), here.households),
        (Words("人口", "Residents"), here.residents),
        (Words("网格员", "Grid worker"), here.worker),
        (Words("网格员电话", "Grid worker's phone"), here.worker_phone),
        (Words("监督电话", "Number for complaints"), here.supervision_phone),
    ]
    return [(label, value) for label, value in known if value not in ("", None)]


def _own() -> str:
    own = scope.current()
    if own is None:
        raise NotYours("no scope")
    return own


def _ask_new(
    request: HttpRequest, code: str, changed: Callable[[HttpRequest, str, str], None]
) -> HttpResponse:
    above = queries.area(code)
    below = queries.grade_below(code)
    if below is None or not codes.covers(_own(), code):
        raise NotYours(code)
    title = Words("在{name}添加{kind}", "Add to {name}: {kind}").fill(
        name=above.name, kind=GRADE_WORDS[below]
    )

    def save(said: dict[str, Any]) -> str:
        made = area_create(parent=code, **said)
        changed(request, "place.create", made.code)
        messages.success(request, str(Words("已添加：{name}", "Added: {name}").fill(name=made.name)))
        return code

    return _asked(request, form_for(below), title, code, {}, save)


def _ask_change(
    request: HttpRequest, code: str, changed: Callable[[HttpRequest, str, str], None]
) -> HttpResponse:
    here = queries.area(code)
    if code == codes.ALL or not codes.covers(_own(), code):
        raise NotYours(code)
    schema = form_for(codes.grade(code))
    title = Words("修改{name}", "Change {name}").fill(name=here.name)

    def save(said: dict[str, Any]) -> str:
        zh, en = said.pop("zh"), said.pop("en")
        area_update(code=code, **said)
        if (zh, en) != (here.zh, here.en):
            area_rename(code=code, zh=zh, en=en if en != here.en or zh == here.zh else "")
        changed(request, "place.change", code)
        messages.success(request, str(Words("已保存", "Saved")))
        return code

    return _asked(request, schema, title, code, said_of(here, schema), save)


def _asked(
    request: HttpRequest,
    schema: type[PlaceForm],
    title: Words,
    back: str,
    initial: dict[str, Any],
    save: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Show the form; when it is filled in rightly save and go on, and bring a refusal back onto it."""
    form = SchemaForm(schema, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                return redirect("place", code=save(form.value.model_dump()))
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "title": title, "back": reverse("place", args=[back])}
    return render(request, "places/asked.html", context, status=400 if request.method == "POST" else 200)
