"""Checking a notice by its code: whether it is in force; nothing about the person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from huying.base import ratelimit
from huying.base.ids import read_code
from huying.base.visitors import closed_words, visitor_address
from huying.kernel.refused import Refused
from huying.measures.papers_notice import title_of
from huying.measures.queries.measures import by_notice


@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, ended or unknown; issuer and days, without a name."""
    if until := ratelimit.take("measure.check", visitor_address(request)):
        raise Refused(closed_words(until))
    meant = read_code(code)
    row = by_notice(meant) if meant else None
    context = {"code": meant or code[:20], "row": row, "title": title_of(row) if row else None}
    return render(request, "measures/check.html", context, status=200 if row else 404)
