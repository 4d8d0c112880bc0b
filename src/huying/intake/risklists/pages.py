"""The lists of areas at risk on the desk: as of a moment, what changed, what names mean, versions, upload."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.intake.forms import check_upload
from huying.intake.limits import limits
from huying.intake.readers.content import megabytes, save
from huying.intake.spreadsheet_out import Column, export
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.people.services import audit
from huying.places.levels import LEVEL_WORDS, SOURCE_WORDS
from huying.places.models import RiskName, RiskSpan, RiskVersion
from huying.places.risk.changes import Change, changes, counted
from huying.places.risk.concerns import concerns
from huying.places.risk.meaning import name_settle, name_unsettle, resolved_share
from huying.places.scope import everything

from . import queries
from .forms import asked_moment, asked_of, may_set_aside, moment_value, upload_of
from .loading import lists_load

PAGE_SIZE = 100
CHANGE_WORDS = {
    "new": Words("新列入", "New"),
    "raised": Words("升级", "Raised"),
    "other": Words("等级有变", "Level changed"),
    "lowered": Words("降级", "Lowered"),
    "gone": Words("已撤下", "Taken off"),
}
ASIDE = Words("已停用", "Set aside")
KNOWN = {
    "whole": Words("就是{place}", "Is {place}"),
    "within": Words("在{place}内", "In {place}"),
    "open": Words("还没认出", "Not known yet"),
}


def _source_words(code: str) -> Words:
    return SOURCE_WORDS[code.split(":", maxsplit=1)[0]]


@require_GET
@seated("rule.read")
def risk_list(request: HttpRequest) -> HttpResponse:
    """The lists as of a moment, filtered by level, province, source and text."""
    seat = seat_of(request)
    asked = asked_of(request.GET)
    found = queries.listed(asked)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    labels = queries.area_labels(row.name.within for row in rows)
    levels = [(level, words) for level, words in LEVEL_WORDS.items()]
    sources = list(queries.sources())
    size = queries.size_of(asked)
    context = {
        "asked": asked,
        "at_value": moment_value(asked.at),
        "page": page,
        "rows": [_line(row, labels) for row in rows],
        "columns": _COLUMNS,
        "levels": levels,
        "size": size,
        "counts": [(LEVEL_WORDS[level], count) for level, count in size.levels],
        "provinces": queries.provinces_at(asked.at),
        "sources": [(one, _source_words(one.code)) for one in sources],
        "may_manage": seat.able("risk.manage"),
    }
    if seat.able("risk.manage"):
        queries.seen(seat.user_id)
    return render(request, "intake/risk/list.html", context)


_COLUMNS = [
    {"name": "place", "title": Words("地点", "Place"), "kind": "link"},
    {"name": "level", "title": Words("等级", "Level")},
    {"name": "since", "title": Words("从何时起", "Since"), "kind": "when"},
    {"name": "source", "title": Words("谁的名单", "Whose list")},
    {"name": "known", "title": Words("对应地点", "Which area")},
]


def _line(row: RiskSpan, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "place": row.name.whole_text,
        "name": row.name.whole_text,
        "url": reverse("risk_name", args=[row.name_id]),
        "level": LEVEL_WORDS[row.level],
        "since": row.since,
        "source": _source_words(row.source_id),
        "known": known_words(row.name, labels),
    }


def known_words(name: RiskName, labels: dict[str, str]) -> Words:
    """How far the meaning of a name is known."""
    place = labels.get(name.within, name.within)
    which = "open" if not name.within else "whole" if name.code else "within"
    return KNOWN[which].fill(place=place)


@require_GET
@seated("rule.read")
def risk_export(request: HttpRequest, fmt: str) -> HttpResponse:
    """The same as a download, for everybody who reads it: it is published."""
    seat = seat_of(request)
    asked = asked_of(request.GET)
    rows = list(queries.listed(asked))
    columns = [
        Column(Words("等级", "Level"), lambda row: LEVEL_WORDS[row.level]),
        Column(Words("省", "Province"), lambda row: row.name.province),
        Column(Words("市", "City"), lambda row: row.name.city),
        Column(Words("县（市、区）", "County"), lambda row: row.name.county),
        Column(Words("地点", "Place"), lambda row: row.name.text),
        Column(Words("编码", "Code"), lambda row: row.name.code),
        Column(Words("所在地编码", "Code of where it lies"), lambda row: row.name.within),
        Column(Words("起始日期", "Since"), lambda row: row.since),
        Column(Words("名单", "List"), lambda row: _source_words(row.source_id)),
    ]
    audit(seat, "risk.export", kind="risk_list", ref=asked.at.isoformat(), area=seat.area)
    return export(rows, columns, fmt, name=f"risk-areas-{asked.at:%Y%m%d-%H%M}")


@require_GET
@seated("rule.read")
def risk_changes(request: HttpRequest) -> HttpResponse:
    """What changed between two moments (since yesterday, when none is said), and whom of our people that concerns."""
    seat = seat_of(request)
    until = asked_moment(request.GET.get("to", ""))
    since = asked_moment(request.GET.get("from", ""), until - dt.timedelta(days=1))
    source = request.GET.get("source", "").replace("\x00", "")[:40]
    found = changes(since, until, source or None)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "since": since,
        "until": until,
        "since_value": moment_value(since),
        "until_value": moment_value(until),
        "source": source,
        "sources": [(one, _source_words(one.code)) for one in queries.sources()],
        "counts": [(LEVEL_WORDS[level], *moved) for level, moved in counted(found).items()],
        "page": page,
        "columns": _CHANGE_COLUMNS,
        "rows": [_change_line(one) for one in page.object_list],
        "concerns": concerns(found, seat.area),
    }
    return render(request, "intake/risk/changes.html", context)


_CHANGE_COLUMNS = [
    {"name": "place", "title": Words("地点", "Place"), "kind": "link"},
    {"name": "kind", "title": Words("变化", "Change")},
    {"name": "before", "title": Words("原来", "Before")},
    {"name": "after", "title": Words("现在", "Now")},
    {"name": "source", "title": Words("谁的名单", "Whose list")},
]


def _change_line(one: Change) -> dict[str, Any]:
    def said(levels: tuple[str, ...]) -> str:
        return "、".join(str(LEVEL_WORDS[level]) for level in levels) or "—"

    return {
        "place": one.text,
        "name": one.text,
        "url": reverse("risk_name", args=[one.name]),
        "kind": CHANGE_WORDS[one.kind],
        "before": said(one.before),
        "after": said(one.after),
        "source": _source_words(one.source),
    }


@require_GET
@seated("rule.read")
def risk_names(request: HttpRequest) -> HttpResponse:
    """Names that nobody has settled and the program does not know well enough; those on a list now first."""
    every = request.GET.get("every") == "1"
    page = Paginator(queries.names_open(now(), every=every), PAGE_SIZE).get_page(request.GET.get("page"))
    names = list(page.object_list)
    labels = queries.area_labels(one.within for one in names)
    rows = [
        {
            "place": one.whole_text, "name": one.whole_text, "url": reverse("risk_name", args=[one.pk]),
            "known": known_words(one, labels),
        }
        for one in names
    ]  # fmt: skip
    context = {
        "every": every,
        "page": page,
        "rows": rows,
        "columns": [_COLUMNS[0], _COLUMNS[4]],
        "share": resolved_share(),
        "may_manage": seat_of(request).able("risk.manage"),
    }
    return render(request, "intake/risk/names.html", context)


@require_http_methods(["GET", "POST"])
@seated("rule.read")
def risk_name(request: HttpRequest, number: int) -> HttpResponse:
    """One listed name: what it means, since when it stood where; settle it once for all versions."""
    seat = seat_of(request)
    name = RiskName.objects.filter(pk=number).first()
    if name is None:
        raise NotYours(f"risk name {number}")
    context: dict[str, Any] = {"may_manage": seat.able("risk.manage"), "typed": request.GET.get("q", "")[:40]}
    if request.method == "POST":
        if not seat.able("risk.manage"):
            raise NotYours("risk.manage")
        try:
            if "back" in request.POST:
                name_unsettle(name=number)
            else:
                area, whole = request.POST.get("area", ""), request.POST.get("whole") == "1"
                name_settle(name=number, area=area, whole=whole, by=seat.name, by_id=seat.user_id)
            audit(seat, "risk.name", kind="risk_name", ref=str(number), area=seat.area)
            return HttpResponseRedirect(reverse("risk_name", args=[number]))
        except Refused as refused:
            context["refused"] = refused.words
    labels = queries.area_labels([name.within])
    context |= {
        "name": name,
        "known": known_words(name, labels),
        "spans": [
            (LEVEL_WORDS[one.level], one) for one in name.spans.select_related("source").order_by("-since")
        ],
        "choices": queries.divisions_found(context["typed"]),
    }
    return render(request, "intake/risk/name.html", context, status=422 if "refused" in context else 200)


@require_GET
@seated("rule.read")
def risk_versions(request: HttpRequest) -> HttpResponse:
    """The versions of the lists, the newest first."""
    page = Paginator(queries.versions(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "name": _source_words(one.source_id), "url": reverse("risk_version", args=[one.pk]),
            "place": _source_words(one.source_id), "at": one.valid_from,
            "high": one.listed.get("high", 0), "medium": one.listed.get("medium", 0), "odd": len(one.odd),
            "counts": ASIDE if one.aside_at else "",
        }
        for one in page.object_list
    ]  # fmt: skip
    columns = [
        {"name": "place", "title": Words("名单", "List"), "kind": "link"},
        {"name": "at", "title": Words("从何时起", "Valid from"), "kind": "when"},
        {"name": "high", "title": LEVEL_WORDS["high"], "kind": "num"},
        {"name": "medium", "title": LEVEL_WORDS["medium"], "kind": "num"},
        {"name": "odd", "title": Words("有疑问", "Odd"), "kind": "num"},
        {"name": "counts", "title": Words("是否停用", "Set aside")},
    ]
    return render(request, "intake/risk/versions.html", {"page": page, "rows": rows, "columns": columns})


@require_GET
@seated("rule.read")
def risk_version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: its counts, and every odd item with its row and the reason; whether it counts."""
    seat = seat_of(request)
    version = queries.versions().filter(pk=number).first()
    if version is None:
        raise NotYours(f"risk version {number}")
    before = queries.versions(version.source_id).filter(valid_from__lt=version.valid_from).first()
    rivals = RiskVersion.objects.filter(source=version.source_id, valid_from=version.valid_from)
    context = {
        "version": version,
        "title": _source_words(version.source_id),
        "facts": queries.facts_of(version),
        "odd": [(row, Words(zh, en)) for row, zh, en in version.odd],
        "before": moment_value(before.valid_from) if before else "",
        "at": moment_value(version.valid_from),
        "may_set_aside": seat.able("risk.manage") and may_set_aside(seat, version.source),
        "rivals": rivals.exclude(pk=version.pk).values_list("pk", flat=True),
    }
    return render(request, "intake/risk/version.html", context)


@require_http_methods(["GET", "POST"])
@seated("risk.manage")
def risk_load(request: HttpRequest) -> HttpResponse:
    """Upload a list; the report says what was read and what was odd."""
    seat = seat_of(request)
    context: dict[str, Any] = {
        "sources": SOURCE_WORDS.items(),
        "chosen": request.POST.get("source", "national"),
        "at": request.POST.get("at", ""),
        "most": megabytes(limits().bytes),
    }
    if request.method == "POST":
        try:
            kind, at = upload_of(seat, request.POST)
            file = check_upload(request.FILES.get("file"))
            with tempfile.TemporaryDirectory(prefix="huying-") as folder:
                path = save(file.file, Path(folder), limits().bytes)  # type: ignore[arg-type]
                with everything("a published list"):
                    report = lists_load(
                        [path], kind=kind, area=seat.area, at=at, by=seat.name, name=file.name or ""
                    )
            audit(seat, "risk.load", kind="risk_list", ref=(file.name or "")[:60], area=seat.area)
            context["report"] = report
        except Refused as refused:
            context["refused"] = refused.words
    return render(request, "intake/risk/load.html", context, status=422 if "refused" in context else 200)
