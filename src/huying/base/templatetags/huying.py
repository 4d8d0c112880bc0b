"""What every template may say: words in two languages, times, icons, states."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huying.base import clock, spans
from huying.base.nav import Shelf, shelves, shown_items
from huying.kernel.words import Words

register = template.Library()

TONES = ("info", "warn", "bad", "good", "idle")


@register.simple_tag
def say(zh: str, en: str, **values: object) -> str:
    """The sentence in the reader's language; `{name}` places take the values: {% say "{n} 件" "{n} open" n=3 %}."""
    words = Words(zh, en)
    return str(words.fill(**values) if values else words)


def _aware(moment: dt.datetime) -> dt.datetime:
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return timezone.localtime(moment)


def _time(moment: dt.datetime, text: object, live: str, css: str = "") -> SafeString:
    absolute = spans.moment_words(moment, clock.now())
    return format_html(
        '<time datetime="{}" title="{}" data-live="{}" class="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        absolute,
        live,
        css,
        text,
    )


@register.filter
def left(due: dt.datetime | None) -> str | SafeString:
    """Time remaining in words, kept fresh by the page's script; empty without a due time."""
    if due is None:
        return ""
    due = _aware(due)
    now = clock.now()
    return _time(due, spans.left_words(due, now), "left", "left is-late" if due < now else "left")


@register.filter
def ago(moment: dt.datetime | None) -> str | SafeString:
    """How long ago, or how soon, with the absolute time on hover."""
    if moment is None:
        return ""
    moment = _aware(moment)
    return _time(moment, spans.ago_words(moment, clock.now()), "ago")


@register.filter
def when(moment: dt.datetime | dt.date | None) -> str | SafeString:
    """Relative within a day, absolute beyond it; a date alone is always absolute. Print shows the absolute."""
    if moment is None:
        return ""
    now = clock.now()
    if not isinstance(moment, dt.datetime):
        text = spans.day_words(moment, timezone.localtime(now).date())
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), text)
    moment = _aware(moment)
    if abs((now - moment).total_seconds()) < spans.DAY:
        return _time(moment, spans.ago_words(moment, now), "ago")
    return _time(moment, spans.moment_words(moment, now), "")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Date and time as plain words: 3月5日 14:20."""
    return "" if value is None else str(spans.moment_words(_aware(value), clock.now()))


@register.filter
def span(value: dt.timedelta | float | None) -> str:
    """A length of time (timedelta or seconds) in words."""
    if value is None:
        return ""
    return str(spans.span_words(value.total_seconds() if isinstance(value, dt.timedelta) else value))


@register.filter
def item(mapping: Mapping[Any, Any] | object, key: str) -> Any:
    """`row|item:column` for tables: a key of a mapping, or an attribute; empty when there is none."""
    if isinstance(mapping, Mapping):
        return mapping.get(key, "")
    return getattr(mapping, key, "")


@register.filter
def waiting(doors: Iterable[Mapping[str, Any]]) -> int:
    """What waits behind several doors together."""
    return sum(int(door["count"]) for door in doors)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon from the sprite; says nothing to a screen reader, so words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("huying/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def nav(context: template.Context, section: str = "desk") -> list[dict[str, Any]]:
    """The navigation of a front for this reader, as mappings of title, url, icon, here."""
    return shown_items(context.get("request"), section)


@register.simple_tag(takes_context=True)
def nav_shelves(context: template.Context, section: str = "desk") -> list[Shelf]:
    """The navigation of a front with many doors, those that belong together on one shelf."""
    return shelves(shown_items(context.get("request"), section))


@register.simple_tag
def server_now() -> str:
    """The server's time, borrowed or not, so that the page's script counts down by the same clock."""
    return clock.now().isoformat(timespec="seconds")


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, **changes: object) -> str:
    """The page's own query string with some names changed or (None) taken out: `?state=open&page=2`."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is None:
        return "?"
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
