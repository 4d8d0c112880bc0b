"""The front line in figures: who has how much to do, and how far pushed lists and the grid's own sweep overlap."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.places.queries import area_name, area_names
from huying.screening.queries.tracks import tracks_in
from huying.screening.queries.workload import workload

PAGE_SIZE = 100
NOBODY = Words("没有网格员", "No worker")


@never_cache
@seated("figures.read")
def front_workload(request: HttpRequest) -> HttpResponse:
    """Every grid with its workers and what is open there, the most loaded first."""
    seat = seat_of(request)
    found = workload(seat.area)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    names = area_names(
        {one.grid for one in found if not one.workers} | {one.grid for one in page.object_list}
    )
    once = {one.grid: one for one in found}.values()
    context = {
        "area": area_name(seat.area), "page": page, "grids": len(once), "workers": sum(one.workers for one in once),
        "open": sum(one.open for one in once), "late": sum(one.late for one in once),
        "empty": [str(names[one.grid]) for one in found if not one.workers],
        "rows": [
            {
                "grid": names[one.grid], "worker": one.worker or NOBODY, "open": one.open, "late": one.late,
                "held": one.held, "each": f"{one.each:.1f}",
            }
            for one in page.object_list
        ],
        "columns": [
            {"name": "grid", "title": Words("网格", "Grid")},
            {"name": "worker", "title": Words("网格员", "Worker")},
            {"name": "each", "title": Words("人均在办", "Open for each"), "kind": "num"},
            {"name": "open", "title": Words("网格在办", "Open in the grid"), "kind": "num"},
            {"name": "late", "title": Words("超时", "Late"), "kind": "num"},
            {"name": "held", "title": Words("本人手上", "In their own hands"), "kind": "num"},
        ],
    }  # fmt: skip
    return render(request, "screening/workload.html", context)


@never_cache
@seated("figures.read")
def front_tracks(request: HttpRequest) -> HttpResponse:
    """Who was pushed from outside and who was found here: the overlap and the gaps of both."""
    seat = seat_of(request)
    tracks = tracks_in(seat.area)
    lines = [
        (Words("名单推送", "On pushed lists"), tracks.pushed),
        (Words("本地摸排", "Found here"), tracks.swept),
        (Words("自己报备", "Declared by themselves"), tracks.declared),
        (Words("两条线都有", "On a list and found or declared here"), tracks.both),
        (Words("只在名单上", "On lists only"), tracks.only_pushed),
        (Words("只是本地摸到", "Found here only"), tracks.only_swept),
        (Words("只是自己报备", "Declared only"), tracks.only_declared),
    ]
    context = {
        "area": area_name(seat.area), "tracks": tracks,
        "rows": [{"what": what, "n": number} for what, number in lines],
        "columns": [
            {"name": "what", "title": Words("线索", "How")},
            {"name": "n", "title": Words("人数", "People"), "kind": "num"},
        ],
    }  # fmt: skip
    return render(request, "screening/tracks.html", context)
