"""Notices to everybody: by whom, at which level, when, by which official account; each at an address that stays."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.places import codes
from huying.places.codes import GRADES
from huying.rulebook import services
from huying.rulebook.forms import Release, label_choices
from huying.rulebook.models import ISSUERS, PublicNotice
from huying.rulebook.presenting import place_names
from huying.rulebook.queries import labels_used

from .common import hand_of

MOST = 200


@require_GET
def releases(request: HttpRequest) -> HttpResponse:
    """For everybody: what was released, the newest first; of one level of issuer when asked."""
    asked, label = request.GET.get("level", ""), request.GET.get("label", "")[:40]
    found = PublicNotice.objects.filter(status="published")
    if label:
        found = found.filter(labels__contains=[{"code": label}])
    rows = list(found.prefetch_related("corrections")[:MOST])
    if asked in GRADES:
        rows = [row for row in rows if codes.grade(row.area) == asked]
    names = place_names(row.area for row in rows)
    context = {
        "rows": [(row, names[row.area]) for row in rows],
        "levels": ISSUERS.items(),
        "asked": asked,
        "label": label,
        "labels": labels_used(),
    }
    return render(request, "rulebook/releases.html", context)


@require_GET
def release(request: HttpRequest, code: str) -> HttpResponse:
    """One notice. A draft is shown to those who draft or release in its area, nobody else."""
    row = PublicNotice.objects.select_related("corrects").filter(code=code).first()
    if row is None or (row.published_at is None and not _inside(request, row)):
        raise NotYours
    context = {
        "row": row,
        "place": place_names([row.area])[row.area],
        "corrections": row.corrections.filter(status="published"),
        "may_publish": row.status == "draft" and seat_of(request).able("rule.publish"),
    }
    return render(request, "rulebook/release.html", context)


def _inside(request: HttpRequest, row: PublicNotice) -> bool:
    if not request.user.is_authenticated:
        return False
    seat = seat_of(request)
    return codes.covers(seat.area, row.area) and (seat.able("rule.edit") or seat.able("rule.publish"))


@require_GET
@seated("rule.read")
def release_drafts(request: HttpRequest) -> HttpResponse:
    """Drafts of the reader's area."""
    seat = seat_of(request)
    if not (seat.able("rule.edit") or seat.able("rule.publish")):
        raise NotYours
    rows = PublicNotice.objects.filter(status="draft", area__range=codes.span(seat.area))
    context = {"rows": rows, "may_edit": seat.able("rule.edit")}
    return render(request, "rulebook/release_drafts.html", context)


@seated("rule.edit")
def release_new(request: HttpRequest) -> HttpResponse:
    """Draft a notice; with `?corrects=` one that corrects another."""
    # Where no authority has named labels, nobody is asked for any.
    only = [name for name in Release.model_fields if name != "labels" or label_choices()]
    form = SchemaForm(Release, request.POST or None, initial={"area": seat_of(request).area}, only=only)
    if request.method == "POST" and form.is_valid():
        said: Release = form.value
        try:
            row = services.notice_draft(
                area=said.area, issuer=Words(said.issuer, said.issuer_en), account=said.account,
                title=Words(said.zh, said.en), text=Words(said.body, said.body_en), by=hand_of(request),
                corrects=request.GET.get("corrects", ""), labels=said.labels,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("release", args=[row.code]))
    context = {
        "form": form,
        "title": Words("起草通告", "Draft a notice"),
        "says": Words("写明由谁发布、从哪里可以核实。", "Say who issues it and where people can check it."),
        "back": reverse("release_drafts"),
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "rulebook/form.html", context, status=status)


@require_POST
@seated("rule.publish")
def release_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Release it, by a second person."""
    try:
        services.notice_publish(code=code, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return HttpResponseRedirect(reverse("release", args=[code]))
