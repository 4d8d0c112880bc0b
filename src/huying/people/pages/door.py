"""The residents' door: coming in without an account, one's own matters, who looked at one's data."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.forms import SchemaForm
from huying.base.ids import read_code
from huying.base.visitors import visitor_address
from huying.kernel.words import Words
from huying.people import door, queries
from huying.people.forms import OnceForm, SendForm, TailForm, TrackForm
from huying.people.roles import role_title

from .audit import what_words


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Come in with a tracking code and the phone number."""
    form = SchemaForm(TrackForm, request.POST if request.method == "POST" else None)
    if form.is_valid():
        came = door.enter(form.value.code, form.value.phone, visitor_address(request))
        if isinstance(came, door.Caller):
            return _welcomed(request, came)
        # Answered with the page, not an exception: the try stays counted.
        form.top.append(came)
    context = {"form": form, "can_send": door.can_send(), "inside": door.caller_of(request) is not None}
    context["status"] = request.GET.get("for") == "status"
    return render(request, "people/track.html", context)


@never_cache
def track_printed(request: HttpRequest, code: str) -> HttpResponse:
    """Come in by the link of a printed code and the last four digits of the phone number."""
    meant = read_code(code) or code
    inside = door.caller_of(request)
    if inside is not None and inside.holds(meant):
        return HttpResponseRedirect(_url_of(meant))
    form = SchemaForm(TailForm, request.POST if request.method == "POST" else None)
    if form.is_valid():
        came = door.enter_printed(meant, form.value.tail, visitor_address(request))
        if isinstance(came, door.Caller):
            return _welcomed(request, came)
        form.top.append(came)
    return render(request, "people/track_printed.html", {"form": form, "code": meant})


@never_cache
def track_code(request: HttpRequest) -> HttpResponse:
    """Come in with a code by text message: first the phone, then the digits."""
    if not door.can_send():
        return redirect("track")
    address = visitor_address(request)
    if request.method == "POST" and "once" in request.POST:
        form = SchemaForm(OnceForm, request.POST)
        if form.is_valid():
            came = door.enter_once(form.value.phone, form.value.once, address)
            if isinstance(came, door.Caller):
                return _welcomed(request, came)
            form.top.append(came)
        return render(request, "people/track_code.html", {"form": form, "sent": True})
    form = SchemaForm(SendForm, request.POST if request.method == "POST" else None)
    if form.is_valid():
        why_not = door.send_once(form.value.phone, address)
        if why_not is None:
            form = SchemaForm(OnceForm, initial={"phone": form.value.phone})
            return render(request, "people/track_code.html", {"form": form, "sent": True})
        form.top.append(why_not)
    return render(request, "people/track_code.html", {"form": form, "sent": False})


@never_cache
def track_mine(request: HttpRequest) -> HttpResponse:
    """The matters this caller may see."""
    caller = door.caller_of(request)
    if caller is None:
        return redirect("track")
    rows = [
        {"title": row.title, "note": row.code, "state": row.state, "url": row.url}
        for row in door.rows_of(caller.all_codes())
    ]
    context = {
        "rows": rows,
        "whole": bool(caller.phone_hash),
        "beside": [{"title": row.title, "url": row.url, "note": row.state} for row in door.beside_of(caller)],
    }
    return render(request, "people/track_mine.html", context)


@never_cache
def track_seen(request: HttpRequest) -> HttpResponse:
    """Who looked at the data of the phone that is in the caller's hand; offices and roles, not names."""
    caller = door.caller_of(request)
    if caller is None or not caller.phone_hash:
        return redirect("track")
    rows = [
        {
            "at": line.at,
            "who": role_title(line.role),
            "what": what_words(line.what),
            "purpose": line.purpose,
            "ref": line.ref if line.kind != "resident" else "",
        }
        for line in queries.looks_at(phone_hash=caller.phone_hash)
    ]
    columns = [
        {"name": "at", "title": Words("时间", "Time"), "kind": "when"},
        {"name": "who", "title": Words("什么岗位的人", "Whose post")},
        {"name": "what", "title": Words("做了什么", "What")},
        {"name": "purpose", "title": Words("为了什么", "What for")},
        {"name": "ref", "title": Words("哪件事", "Which matter")},
    ]
    return render(request, "people/track_seen.html", {"rows": rows, "columns": columns})


@require_POST
def track_leave(request: HttpRequest) -> HttpResponse:
    """Leave, so that the next person at this device sees nothing."""
    return door.leave(redirect("track"))


def _welcomed(request: HttpRequest, caller: door.Caller) -> HttpResponse:
    codes = caller.all_codes()
    to = _url_of(codes[0]) if len(codes) == 1 and not door.beside_of(caller) else reverse("track_mine")
    return door.welcome(request, HttpResponseRedirect(to), caller)


def _url_of(code: str) -> str:
    rows = door.rows_of([code])
    return rows[0].url if rows else reverse("track_mine")
