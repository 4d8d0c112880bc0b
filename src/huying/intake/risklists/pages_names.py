"""What names on lists mean, many at once or from a file; a wrong version set aside and put back."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.intake.forms import check_upload
from huying.intake.limits import limits
from huying.intake.readers.content import megabytes, save
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, seat_of, seated
from huying.people.services import audit
from huying.places.codes import pad
from huying.places.models import RiskVersion
from huying.places.risk.meaning import Answer, names_settle
from huying.places.risk.setting_aside import version_restore, version_set_aside
from huying.places.risk.suggesting import suggestions

from . import queries
from .answers import Given, Told, answers_given, answers_in
from .forms import may_set_aside

PAGE_SIZE = 40
SHOWN_REJECTS = 200
BAD_CODE = Words("“{code}”不是地点编码。", "“{code}” is no area code.")
SETTLED = Words("认了 {n} 个地名。", "{n} names settled.")


@require_http_methods(["GET", "POST"])
@seated("risk.manage")
def risk_names_many(request: HttpRequest) -> HttpResponse:
    """Names nobody could place, a page of them at a time, each with what it could mean; those answered are settled."""
    seat = seat_of(request)
    every = request.GET.get("every") == "1"
    refused: dict[int, Words] = {}
    if request.method == "POST":
        answers, refused = _chosen(request)
        refused |= names_settle(answers=answers, by=seat.name, by_id=seat.user_id)
        done = len(answers) - sum(1 for one in answers if one.name in refused)
        if done:
            audit(seat, "risk.name", f"{done}", kind="risk_name", ref="many", area=seat.area)
            messages.success(request, str(SETTLED.fill(n=done)))
        if not refused:
            return HttpResponseRedirect(request.get_full_path())
    page = Paginator(queries.names_open(now(), every=every), PAGE_SIZE).get_page(request.GET.get("page"))
    names = list(page.object_list)
    offered = suggestions(names)
    labels = queries.area_chains(code for codes in offered.values() for code in codes)
    rows = [
        {
            "name": one, "choices": [(code, labels.get(code, code)) for code in offered[one.pk]],
            "picked": request.POST.get(f"area-{one.pk}", ""), "typed": request.POST.get(f"code-{one.pk}", "")[:40],
            "whole": request.POST.get(f"whole-{one.pk}") == "1", "refused": refused.get(one.pk),
        }
        for one in names
    ]  # fmt: skip
    context = {"page": page, "rows": rows, "every": every, "refused": refused, "back": reverse("risk_names")}
    return render(request, "intake/risk/names_many.html", context, status=422 if refused else 200)


def _chosen(request: HttpRequest) -> tuple[list[Answer], dict[int, Words]]:
    """What was picked or typed for each name; a typed code counts before a picked one."""
    answers: list[Answer] = []
    refused: dict[int, Words] = {}
    for field in sorted(request.POST):
        kind, _, number = field.partition("-")
        if kind != "name" or not number.isdecimal() or len(number) > 12:
            continue
        typed, picked = request.POST.get(f"code-{number}", "").strip(), request.POST.get(f"area-{number}", "")
        if not typed and not picked:
            continue
        try:
            code = pad(typed or picked)
        except ValueError:
            refused[int(number)] = BAD_CODE.fill(code=(typed or picked)[:24])
        else:
            answers.append(Answer(int(number), code, request.POST.get(f"whole-{number}") == "1"))
    return answers, refused


@require_http_methods(["GET", "POST"])
@seated("risk.manage")
def risk_names_file(request: HttpRequest) -> HttpResponse:
    """Answers from a file or pasted: a name and a code a line; what could not be taken is listed with the reason."""
    seat = seat_of(request)
    context: dict[str, Any] = {"most": megabytes(limits().bytes), "back": reverse("risk_names")}
    if request.method == "POST":
        try:
            given = answers_given(_read(request))
            context |= _settled(seat, given)
        except Refused as refused:
            context["refused"] = refused.words
        context["pasted"] = request.POST.get("pasted", "")[:100_000] if context.get("rejected") else ""
    return render(
        request, "intake/risk/names_file.html", context, status=422 if "refused" in context else 200
    )


def _read(request: HttpRequest) -> list[Told]:
    with tempfile.TemporaryDirectory(prefix="huying-") as folder:
        if pasted := request.POST.get("pasted", "").replace("\x00", "").strip():
            path = Path(folder) / "pasted.csv"
            path.write_text(pasted[:100_000], encoding="utf-8")
            return answers_in(path)
        file = check_upload(request.FILES.get("file"))
        return answers_in(save(file.file, Path(folder), limits().bytes))  # type: ignore[arg-type]


def _settled(seat: Seat, given: list[Given]) -> dict[str, Any]:
    """Settle what can be; the counts, and each row left out with why."""
    good = {one.answer.name: one for one in given if one.answer is not None}
    wrong = names_settle(
        answers=[one.answer for one in good.values() if one.answer], by=seat.name, by_id=seat.user_id
    )
    rejected = [(one.row, one.text, one.words) for one in given if one.words is not None]
    rejected += [(good[name].row, good[name].text, words) for name, words in wrong.items()]
    done = len(good) - len(wrong)
    audit(seat, "risk.name", f"{done}", kind="risk_name", ref="file", area=seat.area)
    return {
        "done": done, "received": len(given), "rejected": sorted(rejected)[:SHOWN_REJECTS], "left": len(rejected),
    }  # fmt: skip


@require_POST
@seated("risk.manage")
def risk_version_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Set a version aside with the reason, or put it back; whoever was in its places is read again."""
    seat = seat_of(request)
    version = RiskVersion.objects.select_related("source").filter(pk=number).first()
    if version is None or not may_set_aside(seat, version.source):
        raise NotYours(f"risk version {number}")
    reason = request.POST.get("reason", "").replace("\x00", "")
    back = "back" in request.POST
    try:
        if back:
            places = version_restore(number=number)
        else:
            places = version_set_aside(number=number, reason=reason, by=seat.name, by_id=seat.user_id)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return HttpResponseRedirect(reverse("risk_version", args=[number]))
    what = "risk.restore" if back else "risk.aside"
    audit(seat, what, reason[:200], kind="risk_version", ref=str(number), area=seat.area)
    words = Words("已改，涉及 {n} 个地点。", "Done: {n} places are concerned.").fill(n=len(places))
    messages.success(request, str(words))
    return HttpResponseRedirect(reverse("risk_version", args=[number]))
