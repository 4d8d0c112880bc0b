"""Rules to write: draft, change as form or as YAML, publish by a second person, withdraw, sign an exception."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.rulebook import services
from huying.rulebook.document import document_of, read_document, write_document
from huying.rulebook.forms import (
    Head,
    Reason,
    Sheet,
    document_from,
    head_of,
    signing_for,
)
from huying.rulebook.keys import Record, Table, keys
from huying.rulebook.models import RuleSet
from huying.rulebook.presenting import held_by_choice, without
from huying.rulebook.queries import RuleMissing, reader
from huying.rulebook.ruleforms import in_rows, rule_form, rule_said, rule_typed

from .common import draft_of, end_of, hand_of, mine, set_for

EXAMPLE = """\
slug: city-2026-winter
title: {{zh: 冬季规则, en: Winter rules}}
authority: {{zh: 市防控办, en: City control office}}
area: "{area}"
legal_basis: []
valid: {{from: 2026-12-01, until: 2027-02-28}}
rules:
  help.first_answer:
    life: 1m
"""


def _to(code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("rule_set", args=[code]))


def _page(request: HttpRequest, form: SchemaForm, title: Words, **more: Any) -> HttpResponse:
    status = 422 if form.bound and form.errors else 200
    context = {"form": form, "title": title, **more}
    return render(request, "rulebook/form.html", context, status=status)


@seated("rule.edit")
def rule_set_new(request: HttpRequest) -> HttpResponse:
    """The head of a new set."""
    form = SchemaForm(Head, request.POST or None, initial={"area": seat_of(request).area})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.ruleset_draft(document=document_from(form.value, {}), by=hand_of(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(row.code)
    return _page(
        request,
        form,
        Words("起草一份规则", "Draft a rule set"),
        back=reverse("rules"),
        as_yaml=reverse("rule_set_paste"),
    )


@seated("rule.edit")
def rule_set_paste(request: HttpRequest) -> HttpResponse:
    """A whole new set as YAML."""
    return _sheet(request, None, EXAMPLE.format(area=seat_of(request).area))


@seated("rule.edit")
def rule_set_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The head of a draft."""
    row = draft_of(request, code)
    initial = head_of(document_of(row), timezone.get_current_timezone())
    form = SchemaForm(Head, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            document = document_from(form.value, row.document)
            services.ruleset_draft(document=document, by=hand_of(request), code=code)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    return _page(request, form, Words("修改草稿", "Change the draft"), back=reverse("rule_set", args=[code]))


@seated("rule.edit")
def rule_set_text(request: HttpRequest, code: str) -> HttpResponse:
    """A draft as YAML."""
    row = draft_of(request, code)
    return _sheet(request, row, write_document(document_of(row)))


def _sheet(request: HttpRequest, row: RuleSet | None, text: str) -> HttpResponse:
    data = request.POST.copy() if request.method == "POST" else None
    given = request.FILES.get("file")
    if data is not None and given is not None:
        # The file that was chosen counts, and stands in the box when something in it is wrong.
        data["text"] = given.read(settings.HUYING_RULES_MAX_CHARACTERS * 4).decode("utf-8-sig", "replace")
    form = SchemaForm(Sheet, data, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        try:
            document = read_document(form.value.text)
            kept = services.ruleset_draft(
                document=document, by=hand_of(request), code=row.code if row else None
            )
        except Refused as refused:
            said = list(refused.fields.values()) or [refused.words]
            one = Words("\n".join(w.zh for w in said), "\n".join(w.en for w in said))
            form.refuse(Refused(one, {"text": one}))
        else:
            return _to(kept.code)
    back = reverse("rule_set", args=[row.code]) if row else reverse("rules")
    return _page(request, form, Words("用 YAML 写规则", "Write the rules as YAML"), back=back, upload=True)


@seated("rule.edit")
def rule_one(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One rule of a draft; an empty form takes it out."""
    row = draft_of(request, code)
    declared = keys().get(name)
    if declared is None:
        raise NotYours
    kept = row.document.get(name)
    if kept is None and (isinstance(declared.kind, Record) or in_rows(declared)):
        # Several values that belong together are rarely written anew: start from those in force.
        kept = _in_force(name, row.area)
    held, as_text = held_by_choice(without(row), row.area, name), request.GET.get("as") == "text"
    schema = rule_form(declared, held, as_text=as_text)
    initial = rule_typed(declared, kept, as_text=as_text)
    form = SchemaForm(schema, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            value = rule_said(declared, form.value)
            document = document_of(row)
            document.rules = {k: v for k, v in row.document.items() if k != name} | (
                {} if value is None else {name: value}
            )
            services.ruleset_draft(document=document, by=hand_of(request), code=code)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    says, rows = declared.help or Words("", ""), in_rows(declared)
    more = {"other": "?" if as_text else "?as=text", "as_text": as_text} if rows else {}
    back = reverse("rule_set", args=[code])
    return _page(request, form, declared.title, back=back, says=says, name=name, **more)


def _in_force(name: str, area: str) -> Any:
    kind = keys()[name].kind
    try:
        if isinstance(kind, Table):
            rules = reader()
            return {choice: rules.stored(name, area, choice) for choice in rules.table(name, area)}
        return reader().stored(name, area)
    except RuleMissing:
        return None


@seated("rule.edit")
def rule_set_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The source document of a draft as a file."""
    row, refused = draft_of(request, code), None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None or given.size is None or given.size > settings.HUYING_RULES_MAX_PAPER:
                raise _too_big()
            services.source_attach(
                code=code, name=given.name or "", content=given.read(), by=hand_of(request)
            )
        except Refused as error:
            refused = error
        else:
            return _to(code)
    context = {"row": row, "refused": refused, "back": reverse("rule_set", args=[code])}
    return render(request, "rulebook/paper.html", context, status=422 if refused else 200)


def _too_big() -> Refused:
    most = settings.HUYING_RULES_MAX_PAPER >> 20
    return Refused(Words("请选一个文件，最大 {n} MB。", "Choose a file of at most {n} MB.").fill(n=most))


@seated("rule.edit")
def rule_choose(request: HttpRequest, code: str) -> HttpResponse:
    """Which rule to add."""
    row = draft_of(request, code)
    found = [one for one in keys().values() if one.code not in row.document]
    return render(request, "rulebook/choose.html", {"row": row, "keys": found})


@require_POST
@seated("rule.edit")
def rule_set_version(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the next version of a published set, starting from what it says."""
    row = set_for(request, code)
    if row.slug == "baseline" or not mine(request, row.area):
        raise NotYours
    draft = RuleSet.objects.filter(slug=row.slug, status="draft").first()
    if draft is None:
        document = document_of(row)
        if document.response and row.response and row.response.ended_at:
            document.response = None
        if row.parent and row.parent.status != "published":
            document.parent = None
        draft = services.ruleset_draft(document=document, by=hand_of(request))
    return _to(draft.code)


@seated("rule.publish")
def rule_set_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw a set, having seen what ends with it."""
    row = set_for(request, code)
    form = SchemaForm(Reason, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ruleset_withdraw(code=code, reason=form.value.reason, by=hand_of(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    hung = list(row.children.exclude(status="withdrawn"))
    return _page(
        request,
        form,
        Words("撤回规则", "Withdraw the rule set"),
        back=reverse("rule_set", args=[code]),
        hung=hung,
        danger=True,
    )


@seated("rule.publish")
def rule_set_except(request: HttpRequest, code: str) -> HttpResponse:
    """Record an exception that an entitled authority signed."""
    row = set_for(request, code)
    form = SchemaForm(signing_for(row, list(services.excesses_of(row))), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.value.model_dump()
        try:
            services.exception_sign(
                code=code, by=hand_of(request), **{**said, "expires": end_of(said["expires"])}
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    says = Words(
        "例外会向公众公布，到期自动失效。", "An exception is shown to the public and ends by itself."
    )
    return _page(
        request,
        form,
        Words("签署例外", "Sign an exception"),
        back=reverse("rule_set", args=[code]),
        says=says,
    )
