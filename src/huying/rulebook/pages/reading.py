"""Rules to read: the sets in force, what holds here, one set in plain words, the public list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.base import clock
from huying.base.errors import NotYours
from huying.people.seats import seat_of, seated
from huying.places import codes
from huying.rulebook import presenting
from huying.rulebook.ceiling import WHOLE, settle
from huying.rulebook.document import document_of, write_document
from huying.rulebook.keys import key
from huying.rulebook.models import RuleException, RuleSet, SourceFile
from huying.rulebook.queries import reader
from huying.rulebook.services import excesses_of, sources_after

from .common import mine, set_for

NEXT = 10
LOG = 50


@require_GET
@seated("rule.read")
def rules(request: HttpRequest) -> HttpResponse:
    """The sets in force for the reader's area, what changes next, and the drafts."""
    seat, now = seat_of(request), clock.now()
    lines = presenting.shown(presenting.sets_about(seat.area))
    current = [line for line in lines if line.tone == "good"]
    context = {
        "current": current,
        "planned": [line for line in lines if line.tone == "info"],
        "drafts": [line for line in lines if line.row.status == "draft"],
        "past": [line for line in lines if line.row.status != "draft" and line.tone == "idle"],
        "coming": presenting.coming([line.row for line in lines], now)[:NEXT],
        "may_edit": seat.able("rule.edit"),
    }
    return render(request, "rulebook/rules.html", context)


@require_GET
@seated("rule.read")
def held(request: HttpRequest) -> HttpResponse:
    """Every rule that holds at a place, with the set it comes from."""
    own = seat_of(request).area
    area = request.GET.get("area", "") or own
    if not codes.is_code(area) or not (codes.covers(own, area) or codes.covers(area, own)):
        raise NotYours
    typed = request.GET.get("q", "").strip().lower()
    found = [one for one in presenting.held_at(reader(), area) if _matches(one, typed)]
    context = {"held": found, "place": presenting.place_names([area])[area], "q": typed, "area": area}
    return render(request, "rulebook/held.html", context)


def _matches(one: presenting.Held, typed: str) -> bool:
    return not typed or any(typed in text.lower() for text in (one.key.code, *one.key.title))


@require_GET
@seated("rule.read")
def rule_set(request: HttpRequest, code: str) -> HttpResponse:
    """One set in plain words, beside what would hold without it."""
    row, seat = set_for(request, code), seat_of(request)
    own, draft = mine(request, row.area), row.status == "draft"
    wrong = excesses_of(row) if draft else {}
    context: dict[str, Any] = {
        "line": presenting.shown([row])[0],
        "row": row,
        "paper": _paper_of(row),
        "rules": presenting.rules_of(row, wrong),
        "wrong_whole": [words for name, words in wrong.items() if name in WHOLE],
        "wrong": wrong,
        "exceptions": _exceptions([row]),
        "timeline": _timeline(row),
        "versions": RuleSet.objects.filter(slug=row.slug).exclude(pk=row.pk).order_by("-version"),
        "children": presenting.shown(row.children.exclude(status="withdrawn")),
        "may_edit": own and seat.able("rule.edit"),
        "may_publish": own and seat.able("rule.publish") and row.slug != "baseline",
        "draft": draft,
    }
    return render(request, "rulebook/rule_set.html", context)


def _paper_of(row: RuleSet) -> SourceFile | None:
    return SourceFile.objects.defer("content").filter(rule_set=row).first()


def _timeline(row: RuleSet) -> list[dict[str, Any]]:
    log = row.log.select_related("user").order_by("-at", "-id")[:LOG]
    return [
        {"what": one.words, "at": one.at, "who": one.user.get_full_name() if one.user else ""} for one in log
    ]


def _exceptions(rows: list[RuleSet]) -> list[dict[str, Any]]:
    found = RuleException.objects.filter(rule_set__in=rows).select_related("rule_set").order_by("-signed_at")
    names = presenting.place_names(one.authority_area for one in found)
    return [
        {
            "one": one,
            "place": names[one.authority_area],
            "keys": [WHOLE[code] if code in WHOLE else key(code).title for code in one.keys],
            "over": one.expires <= clock.now(),
            "until": presenting.last_words(one.expires),
        }
        for one in found
    ]


@require_GET
@seated("rule.read")
def rule_set_yaml(request: HttpRequest, code: str) -> HttpResponse:
    """One set as a YAML file."""
    row = set_for(request, code)
    response = HttpResponse(write_document(document_of(row)), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.slug}-{row.version}.yaml"'
    return response


def _paper(row: RuleSet) -> HttpResponse:
    file = SourceFile.objects.filter(rule_set=row).first()
    if file is None:
        raise NotYours
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    # Never shown inside a page of ours, whatever is in it.
    name = f"{row.slug}-{row.version}.{file.name.rpartition('.')[2].lower()}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@seated("rule.read")
def rule_set_paper_file(request: HttpRequest, code: str) -> HttpResponse:
    """The source document of a set as it was attached."""
    return _paper(set_for(request, code))


@require_GET
def public_paper(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody: the source document of a published set."""
    row = RuleSet.objects.filter(code=code, published_at__isnull=False).first()
    if row is None:
        raise NotYours
    return _paper(row)


@require_GET
@seated("rule.read")
def changes(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """What differs between two sets."""
    after, before = set_for(request, code), set_for(request, other)
    context = {"before": before, "after": after, "differences": presenting.differences(before, after)}
    return render(request, "rulebook/changes.html", context)


def endings_of(row: RuleSet) -> list[tuple[RuleSet, str]]:
    """What would have to end below once a draft was published, with the sentence."""
    after = [ending for ending in settle(sources_after(row), clock.now()) if ending.rule_set != row.pk]
    rows = RuleSet.objects.in_bulk([ending.rule_set for ending in after])
    return [(rows[ending.rule_set], str(ending.words)) for ending in after if ending.rule_set in rows]


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """For everybody: the sets in force and every exception that was signed."""
    rows = [line for line in presenting.shown(RuleSet.objects.all()) if line.tone == "good"]
    published = RuleSet.objects.filter(published_at__isnull=False)
    exceptions = _exceptions(list(published.filter(exceptions__isnull=False).distinct()))
    return render(request, "rulebook/public.html", {"rows": rows, "exceptions": exceptions})


@require_GET
def public_set(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody: one published set in plain words."""
    row = (
        RuleSet.objects.select_related("parent", "response")
        .filter(code=code, published_at__isnull=False)
        .first()
    )
    if row is None:
        raise NotYours
    context = {
        "line": presenting.shown([row])[0],
        "row": row,
        "paper": _paper_of(row),
        "rules": presenting.rules_of(row, {}),
        "exceptions": _exceptions([row]),
    }
    return render(request, "rulebook/public_set.html", context)
