"""A page that asks something and does it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pydantic import BaseModel

from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words

Done = Callable[[Any], HttpResponse]


def asked(
    request: HttpRequest,
    schema: type[BaseModel],
    done: Done,
    *,
    title: Words,
    back: str,
    submit: Words | None = None,
    lead: Words | str = "",
    danger: bool = False,
    initial: Mapping[str, Any] | None = None,
    template: str = "people/asked.html",
    **more: Any,
) -> HttpResponse:
    """Show the form, and when it is filled in rightly answer `done(value)`; a refusal comes back on the form."""
    form = SchemaForm(schema, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                return done(form.value)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "submit": submit or title,
        "lead": lead,
        "danger": danger,
    }
    return render(request, template, {**context, **more})
