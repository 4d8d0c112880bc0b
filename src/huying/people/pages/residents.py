"""The roster: found by a whole number or name, masked, on record."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name, mask_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people import access, queries
from huying.people.flags import FLAGS
from huying.people.forms import PURPOSES, FindForm, ResidentForm
from huying.people.models import Resident
from huying.people.seats import seat_of, seated
from huying.people.services import Line, audit_many, resident_change, resident_create
from huying.places.codes import covers
from huying.places.queries import area_names

from .asking import asked
from .seat import pledged

PAGE_SIZE = 50
COLUMNS = [
    {"name": "name", "title": Words("姓名", "Name"), "kind": "link"},
    {"name": "area", "title": Words("住处", "Place")},
    {"name": "phone", "title": Words("电话", "Phone")},
    {"name": "flags", "title": Words("需要留意", "Keep in mind")},
]
LISTED = Words("查看重点人员名单", "List of vulnerable residents")


def _rows(found: list[Resident], purpose: str) -> list[dict[str, Any]]:
    names = area_names({one.area for one in found})
    return [
        {
            "name": mask_name(one.name),
            "area": names[one.area],
            "phone": mask_phone(one.phone) or "-",
            "flags": "、".join(str(FLAGS[flag]) for flag in one.flags if flag in FLAGS),
            "url": f"{reverse('resident', args=[one.pk])}?purpose={purpose}",
        }
        for one in found
    ]


@seated("residents.read")
@pledged
def residents(request: HttpRequest) -> HttpResponse:
    """The vulnerable residents of the area, and a search for anybody by a whole number or name."""
    seat = seat_of(request)
    flag = request.GET.get("flag", "")
    chosen = [flag] if flag in FLAGS else []
    # Those nobody needs to look after are not listed: they are found by number when it is needed.
    listed = access.residents(seat).exclude(flags=[]).filter(flags__contains=chosen).order_by("area", "id")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    lines = [Line("read", "resident", str(one.pk), one.area, ("list",), resident=one.pk) for one in shown]
    audit_many(seat, lines, LISTED.zh)
    context: dict[str, Any] = {
        "page": page,
        "columns": COLUMNS,
        "rows": _rows(shown, PURPOSES[1][0]),
        "filters": [
            {
                "name": "flag",
                "label": Words("情况", "Kind"),
                "value": flag,
                "choices": list(FLAGS.items()),
            }
        ],
    }
    return render(request, "people/residents.html", context)


@seated("residents.read")
@pledged
def find(request: HttpRequest) -> HttpResponse:
    """Find a resident by a whole number or name."""
    form = SchemaForm(FindForm, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "rows": None}
    if form.is_valid():
        told = form.value.model_dump()
        try:
            context["rows"] = _rows(access.find_residents(seat_of(request), **told), told["purpose"])
        except Refused as refused:
            form.refuse(refused)
    return render(request, "people/find.html", context)


@seated("residents.read")
@pledged
def resident(request: HttpRequest, pk: int) -> HttpResponse:
    """One resident, masked; on record with the purpose told."""
    seat = seat_of(request)
    purpose = request.GET.get("purpose", "").strip()
    if purpose not in dict(PURPOSES):
        choices = {"purposes": PURPOSES, "title": Words("为什么要看？", "Why do you look?")}
        return render(request, "people/purpose.html", choices)
    found = access.access_resident(seat, pk, purpose)
    hidden = access.masked(found)
    facts: list[tuple[Words, object]] = [
        (Words("姓名", "Name"), hidden["name"]),
        (Words("电话", "Phone"), hidden["phone"] or "-"),
        (Words("证件号码", "Identity number"), hidden["identity"] or "-"),
        (Words("住址", "Address"), hidden["address"] or "-"),
        (Words("出生年份", "Year of birth"), found.birth_year or "-"),
        (
            Words("需要留意", "Keep in mind"),
            "、".join(str(FLAGS[f]) for f in found.flags if f in FLAGS) or "-",
        ),
    ]
    place = area_names([found.area])[found.area]
    return render(request, "people/resident.html", {"one": found, "facts": facts, "place": place})


@seated("residents.write")
@pledged
def resident_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Record somebody, or correct what is known. Whole numbers are not shown: an empty field changes nothing."""
    seat = seat_of(request)
    known = access.access_resident(seat, pk, PURPOSES[3][0]) if pk else None

    def done(value: ResidentForm) -> HttpResponse:
        told = value.model_dump()
        if not covers(seat.area, told["area"]):
            words = Words("这个地点不在您的辖区里", "This place is not in your area")
            raise Refused(words, {"area": words})
        if known is None:
            made = resident_create(by=seat, **told)
            _tell_alike(request, made)
        else:
            kept = {name: one for name, one in told.items() if one or name in ("flags",)}
            made = resident_change(by=seat, resident=known, **kept)
        return redirect(f"{reverse('resident', args=[made.pk])}?purpose={PURPOSES[3][0]}")

    initial = (
        {"name": known.name, "area": known.area, "flags": known.flags, "birth_year": known.birth_year}
        if known
        else None
    )
    title = (
        Words("更正居民资料", "Correct a resident's data")
        if known
        else Words("登记居民", "Record a resident")
    )
    lead = Words("不改的项目可以空着。", "Leave empty what stays as it is.") if known else ""
    return asked(
        request,
        ResidentForm,
        done,
        title=title,
        submit=Words("保存", "Save"),
        lead=lead,
        back=reverse("residents"),
        initial=initial,
    )


def _tell_alike(request: HttpRequest, made: Resident) -> None:
    seat = seat_of(request)
    alike = queries.residents_alike(seat.area, phone=made.phone, identity=made.identity)
    if len(alike) > 1:
        words = Words(
            "有 {n} 条资料的电话或证件号码与此相同，可能是同一个人，请核对",
            "{n} other rows have the same phone or identity number: perhaps the same person, please check",
        )
        messages.warning(request, str(words.fill(n=len(alike) - 1)))
