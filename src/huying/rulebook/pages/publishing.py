"""Bringing a draft into force: whom it reaches is shown first, and only what was seen is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seated
from huying.rulebook import presenting, services
from huying.rulebook.keys import key
from huying.rulebook.services import Preview

from .common import draft_of, hand_of
from .reading import endings_of

# Lines of one preview that are shown before they are summed up.
MOST = 200


def shown_preview(preview: Preview) -> list[dict[str, Any]]:
    """A preview as the page shows it: each evaluator with its lines and totals, places by name."""
    names = presenting.place_names(line.area for found in preview.answers for line in found.lines)
    return [
        {
            "how": found.evaluator,
            "total": found.total,
            "lines": [(names[line.area], line) for line in found.lines[:MOST]],
            "more": max(0, len(found.lines) - MOST),
        }
        for found in preview.answers
    ]


@seated("rule.publish")
def rule_set_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Look once more at what changes and whom it reaches, then publish."""
    row = draft_of(request, code)
    refused = None
    if request.method == "POST":
        try:
            done = services.ruleset_publish(code=code, by=hand_of(request), seen=request.POST.get("seen", ""))
        except Refused as error:
            refused = error
        else:
            text = Words(
                "已发布；{n} 处下级规则随之停止。", "Published; {n} rules below ended with it."
            ).fill(n=len(done.ended))
            messages.success(request, str(text))
            return HttpResponseRedirect(reverse("rule_set", args=[code]))
    preview = services.ruleset_preview(row)
    context = {
        "row": row,
        "wrong": services.excesses_of(row),
        "endings": endings_of(row),
        "changed": [key(one).title for one in sorted(preview.change.keys)],
        "found": shown_preview(preview),
        "seen": preview.stamp,
        "refused": refused,
        "back": reverse("rule_set", args=[code]),
    }
    return render(request, "rulebook/publish.html", context, status=422 if refused else 200)
