"""Teams: who answers for what, which addresses nobody answers for, and what I answer for on the phone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from pydantic import BaseModel

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_phone
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.measures.models import TeamMember
from huying.measures.queries import teams as queries
from huying.measures.queries.zones import in_force_at
from huying.measures.services import teams as services
from huying.people.seats import seat_of, seated
from huying.places import codes, scope
from huying.places.queries import area_name, area_names

PAGE_SIZE = 50


def _roles() -> list[tuple[str, Words]]:
    return [(one.code, one.title) for one in queries.team_roles(scope.current() or "0" * 20)]


class Naming(BaseModel):
    """Somebody who answers for a place, or for a person under a measure."""

    area: str = ask(
        "负责哪里", "For which place", pattern=r"^\d{20}$", widget="place",
        help=Words("选到楼栋；整个网格、社区的选到网格、社区。", "A building; or a whole grid or community."),
    )  # fmt: skip
    measure: str = ask("只包一个人时：管控编号", "For one person: code of the measure", default="", max_length=14, widget="text")  # fmt: skip
    role: str = ask("角色", "Role", widget="radio", choices=_roles)
    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=40, widget="phone")
    username: str = ask("登录名（有的话）", "Log-in name, if any", default="", max_length=150, widget="text")


@seated("team.manage")
def teams(request: HttpRequest) -> HttpResponse:
    """Everybody who answers for something here, and how many buildings lack somebody."""
    seat = seat_of(request)
    page = Paginator(queries.members_in(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    names = area_names({one.area for one in found})
    titles = {one.code: one.title for one in queries.team_roles(seat.area)}
    gaps, buildings = queries.gaps_in(seat.area)
    rows = [
        {
            "name": one.name,
            "role": titles.get(one.role, one.role),
            "place": names[one.area],
            "about": one.about,
            "phone": mask_phone(one.phone),
            "since": one.since,
            "pk": one.pk,
        }
        for one in found
    ]
    context = {"page": page, "rows": rows, "gaps": len(gaps), "buildings": buildings}
    return render(request, "measures/teams.html", context)


@seated("team.manage")
def gaps(request: HttpRequest) -> HttpResponse:
    """The buildings for which a role is missing: no address may be without somebody."""
    seat = seat_of(request)
    found, buildings = queries.gaps_in(seat.area)
    names = area_names([one.area.code for one in found])
    rows = [
        {
            "place": names[one.area.code],
            "missing": [role.title for role in one.missing],
            "url": f"{reverse('team_new')}?area={one.area.code}",
        }
        for one in found
    ]
    context = {"rows": rows, "buildings": buildings, "back": reverse("teams")}
    return render(request, "measures/team_gaps.html", context)


@never_cache
@seated("team.manage")
def team_new(request: HttpRequest) -> HttpResponse:
    """Name somebody."""
    seat = seat_of(request)
    asked = {name: request.GET.get(name, "") for name in ("area", "measure")}
    form = SchemaForm(Naming, request.POST if request.method == "POST" else None, initial=asked)
    if form.is_valid():
        told: dict[str, Any] = form.value.model_dump()
        measure = told.pop("measure")
        try:
            if measure:
                told["area"] = matter_for(seat.area, measure).area
            services.member_name(by=seat, about=measure, **told)
            return redirect("teams")
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "back": reverse("teams")}
    return render(
        request, "measures/team_new.html", context, status=422 if form.bound and form.errors else 200
    )


@require_POST
@seated("team.manage")
def team_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody answers for it no longer."""
    seat = seat_of(request)
    member = scope.within(TeamMember.objects.filter(pk=pk), seat.area).first()
    if member is None:
        raise NotYours(f"team {pk}")
    services.member_end(by=seat, member=member)
    return redirect("teams")


@never_cache
@seated("see")
def team_mine(request: HttpRequest) -> HttpResponse:
    """What I answer for: my buildings and people, with the zones there now."""
    seat = seat_of(request)
    found = queries.mine(seat.user_id, seat.area)
    names = area_names({one.area for one in found})
    titles = {one.code: one.title for one in queries.team_roles(seat.area)}
    zones = in_force_at(seat.area)
    rows = [
        {
            "title": names[one.area],
            "place": titles.get(one.role, one.role),
            "note": one.about,
            "url": reverse("matter", args=[one.about]) if one.about else "",
            "state": next((z.means.title for z in zones if codes.covers(z.place, one.area)), None),
            "tone": "bad",
        }
        for one in found
    ]
    context = {"rows": rows, "where": area_name(seat.area)}
    return render(request, "measures/team_mine.html", context)
