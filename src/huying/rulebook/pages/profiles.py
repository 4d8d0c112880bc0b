"""Diseases as data: read, added, changed and published on pages, without a release."""

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
from huying.rulebook import services
from huying.rulebook.forms import Sheet
from huying.rulebook.models import DiseaseProfile
from huying.rulebook.profiles import Profile, profile_read, profile_written

from .common import hand_of, mine

EXAMPLE = """\
slug: new-disease
zh: 新发疾病
en: New disease
legal_class: unexplained
report_within: 2h
routes: [respiratory, contact]
person_to_person: true
incubation_min: 1
incubation_max: 14
provisional: true
symptoms:
- {code: fever, zh: 发热, en: Fever}
modules: [lists, monitoring]
declared: [places_visited, symptoms]
sources:
- {title: 发现通报}
"""


def _for(request: HttpRequest, code: str) -> DiseaseProfile:
    """A published version for all who read rules, a draft for those of its area; NotYours otherwise."""
    found = DiseaseProfile.objects.select_related("drafted_by", "published_by").filter(code=code).first()
    if found is None or (found.published_at is None and not codes.covers(seat_of(request).area, found.area)):
        raise NotYours
    return found


def _to(code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("profile", args=[code]))


@require_GET
@seated("rule.read")
def profiles(request: HttpRequest) -> HttpResponse:
    """Every disease with the version that counts, and the drafts of the reader's area."""
    seat, counted = seat_of(request), {}
    for row in DiseaseProfile.objects.filter(status="published").order_by("slug", "version"):
        counted[row.slug] = row
    drafts = DiseaseProfile.objects.filter(status="draft", area__range=codes.span(seat.area))
    context = {
        "current": [(row, Profile.model_validate(row.document)) for row in counted.values()],
        "drafts": drafts,
        "may_edit": seat.able("rule.edit"),
    }
    return render(request, "rulebook/profiles.html", context)


@require_GET
@seated("rule.read")
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One version of a disease in words."""
    row, seat = _for(request, code), seat_of(request)
    own = mine(request, row.area)
    context = {
        "row": row,
        "lines": Profile.model_validate(row.document).lines(),
        "versions": DiseaseProfile.objects.filter(slug=row.slug, published_at__isnull=False).exclude(
            pk=row.pk
        ),
        "may_edit": own and seat.able("rule.edit") and row.status != "withdrawn",
        "may_publish": own and seat.able("rule.publish"),
    }
    return render(request, "rulebook/profile.html", context)


@require_GET
@seated("rule.read")
def profile_yaml(request: HttpRequest, code: str) -> HttpResponse:
    """One version as a YAML file."""
    row = _for(request, code)
    text = profile_written(Profile.model_validate(row.document))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.slug}-{row.version}.yaml"'
    return response


@seated("rule.edit")
def profile_new(request: HttpRequest) -> HttpResponse:
    """A new disease, as a form."""
    return _write(request, SchemaForm(Profile, request.POST or None), None)


@seated("rule.edit")
def profile_edit(request: HttpRequest, code: str) -> HttpResponse:
    """A draft as a form; of a published version, its next one."""
    row = _for(request, code)
    if not mine(request, row.area):
        raise NotYours
    form = SchemaForm(Profile, request.POST or None, initial=row.document)
    return _write(request, form, row)


def _write(request: HttpRequest, form: SchemaForm, row: DiseaseProfile | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.profile_draft(
                profile=form.value,
                by=hand_of(request),
                code=row.code if row and row.status == "draft" else None,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(kept.code)
    return _page(request, form, row, as_yaml=None if row else reverse("profile_paste"))


@seated("rule.edit")
def profile_paste(request: HttpRequest) -> HttpResponse:
    """A new disease, or the next version of one, as YAML."""
    form = SchemaForm(Sheet, request.POST or None, initial={"text": EXAMPLE})
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.profile_draft(profile=profile_read(form.value.text), by=hand_of(request))
        except Refused as refused:
            form.refuse(Refused(refused.words, {"text": refused.words}))
        else:
            return _to(kept.code)
    return _page(request, form, None)


def _page(
    request: HttpRequest, form: SchemaForm, row: DiseaseProfile | None, as_yaml: str | None = None
) -> HttpResponse:
    title = Words("修改疾病档案", "Change the profile") if row else Words("新增疾病档案", "Add a disease")
    context = {
        "form": form,
        "title": title,
        "says": Words("不知道的留空，不要猜。", "Leave out what is not known; never guess."),
        "as_yaml": as_yaml,
        "back": reverse("profile", args=[row.code]) if row else reverse("profiles"),
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "rulebook/form.html", context, status=status)


@require_POST
@seated("rule.publish")
def profile_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a draft into force, by a second person."""
    row = _for(request, code)
    try:
        services.profile_publish(code=row.code, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, str(Words("已发布。", "Published.")))
    return _to(code)


@require_POST
@seated("rule.publish")
def profile_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a version; the one before counts again."""
    row = _for(request, code)
    try:
        services.profile_withdraw(code=row.code, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return _to(code)
