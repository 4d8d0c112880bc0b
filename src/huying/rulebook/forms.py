"""What the pages ask: the head of a rule set, one rule, reasons, exceptions, responses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import create_model

from huying.base import clock
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.places.queries import area_names, descendants, grade_below

from .ceiling import WHOLE
from .document import RuleDocument, check_document
from .keys import key
from .labels import LABELS, Label
from .models import LEVELS, DiseaseProfile, Response, RuleSet
from .presenting import place_names
from .queries import place_here, reader
from .ruleforms import NONE


def _parents() -> Sequence[tuple[str, Words]]:
    now = clock.now()
    rows = (
        RuleSet.objects.filter(status="published").exclude(valid_until__lte=now).order_by("slug", "-version")
    )
    return [NONE, *{row.slug: (row.slug, row.title) for row in rows}.values()]


def _responses() -> Sequence[tuple[str, Words]]:
    # Those that lie in the reader's area or hold there.
    running = Response.objects.filter(ended_at__isnull=True)
    near = scope.within(running, scope.current() or codes.ALL, above=True)
    return [NONE, *((row.code, row.title) for row in near)]


# As many places as a list can offer: the reader's own area, then step by step what lies in it.
_MOST_AREAS = 400


def _areas() -> Sequence[tuple[str, Words]]:
    own = scope.current() or codes.ALL
    found: list[str] = []
    for step in codes.GRADES[codes.GRADES.index(codes.grade(own)) + 1 :]:
        inside = list(descendants(own, step).values_list("code", flat=True)[: _MOST_AREAS + 1])
        if len(found) + len(inside) > _MOST_AREAS:
            break
        found += inside
    used = RuleSet.objects.filter(area__range=codes.span(own)).exclude(area=own)
    below = sorted({*found, *used.values_list("area", flat=True).distinct()})
    names = area_names(below, from_grade=grade_below(own)) if below else {}
    return [(own, place_names([own])[own]), *((code, names[code]) for code in below)]


def _profiles() -> Sequence[tuple[str, Words]]:
    rows = DiseaseProfile.objects.filter(status="published").order_by("slug", "version")
    return [NONE, *{row.slug: (row.slug, row.title) for row in rows}.values()]


LEVEL_CHOICES = [(str(level), words) for level, words in LEVELS.items()]


class Head(Facts):
    """Everything about a rule set but its rules. Days are whole days."""

    zh: str = ask("名称", "Name in Chinese", widget="text", max_length=200)
    en: str = ask("英文名称", "Name in English", default="", widget="text", max_length=200)
    slug: str = ask(
        "短名", "Short name", max_length=80,
        help=Words("小写字母、数字和连字符，如 city-2026-winter；以后的版本沿用。",
                   "Small letters, digits and hyphens, such as city-2026-winter; later versions keep it."),
    )  # fmt: skip
    authority: str = ask("发布机关", "Authority", widget="text", max_length=200)
    authority_en: str = ask(
        "发布机关英文名", "Authority in English", default="", widget="text", max_length=200
    )
    area: str = ask("适用地区", "Area it covers", choices=_areas, widget="select")
    parent: str = ask(
        "上级规则", "Rule set above it", default="", choices=_parents, widget="select",
        help=Words("本规则不能比它更严、更广、更久。", "This one cannot be stricter, wider or longer."),
    )  # fmt: skip
    response: str = ask(
        "属于哪个应急响应", "Emergency response", default="", choices=_responses, widget="select"
    )
    levels: tuple[str, ...] = ask(
        "只在响应的哪几级有效", "Holds only at these levels of the response", default=(), widget="checks",
        choices=LEVEL_CHOICES, help=Words("不勾就是每一级都有效；响应改到别的级别时，它自动停止。", "None ticked: at every level. When the response goes to another level it ends by itself."),
    )  # fmt: skip
    legal_basis: str = ask(
        "法律依据，一行一条", "Legal basis, one a line", default="", widget="textarea", max_length=5_000
    )
    since: dt.date = ask("从哪天起", "First day")
    until: dt.date = ask("到哪天止（含当天）", "Last day, included")
    source_title: str = ask(
        "来源文件名称", "Title of the source document", default="", widget="text", max_length=300
    )
    source_url: str = ask(
        "来源文件网址", "Address of the source document", default="", widget="text", max_length=500
    )
    source_sha256: str = ask(
        "来源文件校验码（sha256）", "Checksum of the source document (sha256)", default="", max_length=64
    )


_FIELDS = {"title": "zh", "valid": "until", "source": "source_url"}


def head_of(document: RuleDocument, zone: dt.tzinfo) -> dict[str, Any]:
    """A document as the values of `Head`."""
    last = document.valid.until.astimezone(zone) - dt.timedelta(microseconds=1)
    return {
        "zh": document.title.zh, "en": document.title.en, "slug": document.slug,
        "authority": document.authority.zh, "authority_en": document.authority.en, "area": document.area,
        "parent": document.parent or "", "response": document.response or "",
        "levels": tuple(map(str, document.levels)),
        "legal_basis": "\n".join(document.legal_basis),
        "since": document.valid.since.astimezone(zone).date(), "until": last.date(),
        "source_title": document.source.title, "source_url": document.source.url,
        "source_sha256": document.source.sha256,
    }  # fmt: skip


def document_from(head: Head, rules: Mapping[str, Any]) -> RuleDocument:
    """The document of a filled-in head. Raises Refused whose fields are those of the form."""
    raw = {
        "slug": head.slug,
        "title": {"zh": head.zh, "en": head.en},
        "authority": {"zh": head.authority, "en": head.authority_en},
        "area": head.area,
        "parent": head.parent or None,
        "response": head.response or None,
        "levels": [int(level) for level in head.levels],
        "legal_basis": [line.strip() for line in head.legal_basis.splitlines() if line.strip()],
        "valid": {"from": head.since.isoformat(), "until": head.until.isoformat()},
        "source": {"title": head.source_title, "url": head.source_url, "sha256": head.source_sha256},
        "rules": dict(rules),
    }
    try:
        return check_document(raw)
    except Refused as refused:
        fields: dict[str, Words] = {}
        for name, words in refused.fields.items():
            first = name.partition(".")[0]
            fields.setdefault(_FIELDS.get(first, first), words)
        raise Refused(refused.words, fields) from None


class Reason(Facts):
    """Why something is ended."""

    reason: str = ask("理由", "Reason", widget="textarea", max_length=1_000)


class Sheet(Facts):
    """A whole rule set as text."""

    text: str = ask("规则文件（YAML）", "Rule set (YAML)", widget="textarea", max_length=500_000)


class Signing(Facts):
    """An exception to the ceiling."""

    authority: str = ask("签署机关", "Authority that signs", widget="text", max_length=200)
    reason: str = ask("理由", "Reason", widget="textarea", max_length=1_000)
    legal_basis: str = ask("法律依据", "Legal basis", widget="textarea", max_length=1_000)
    expires: dt.date = ask("例外到哪天止（含当天）", "Last day of the exception, included")


def signing_for(rule_set: RuleSet, too_strict: Sequence[str]) -> type[Signing]:
    """The form of an exception, with the entries of this set to choose from; those too strict come first."""
    listed = [*too_strict, *(code for code in rule_set.document if code not in too_strict)]
    named = [(code, WHOLE[code] if code in WHOLE else key(code).title) for code in listed]
    entries: Any = ask("对哪些条目", "For which entries", choices=named, widget="checks", min_length=1)
    above = codes.ancestors(rule_set.area)
    names = place_names(above)
    areas: Any = ask(
        "签署机关管辖的地区",
        "Area of that authority",
        choices=[(a, names[a]) for a in above],
        widget="select",
    )
    return create_model("Signing", __base__=Signing, keys=(list[str], entries), authority_area=(str, areas))


def label_choices() -> list[tuple[str, Words]]:
    """The policy labels in force where the reader is."""
    found: tuple[Label, ...] = reader().value(LABELS.code, place_here())
    return [(one.code, one.words()) for one in found]


class Release(Facts):
    """A notice to everybody."""

    zh: str = ask("标题", "Heading", widget="text", max_length=200)
    en: str = ask("英文标题", "Heading in English", default="", widget="text", max_length=200)
    issuer: str = ask("发布机关", "Issuing authority", widget="text", max_length=200)
    issuer_en: str = ask("发布机关英文名", "Authority in English", default="", widget="text", max_length=200)
    account: str = ask(
        "官方发布账号", "Official account", widget="text", max_length=200,
        help=Words("如 宁波发布；居民据此核实。", "Such as Ningbo Release; people check a notice by it."),
    )  # fmt: skip
    area: str = ask("适用地区", "Area", choices=_areas, widget="select")
    body: str = ask("正文", "Text", widget="textarea", max_length=10_000)
    body_en: str = ask("英文正文", "Text in English", default="", widget="textarea", max_length=10_000)
    labels: tuple[str, ...] = ask(
        "政策标签", "Policy labels", default=(), max_length=10, widget="checks", choices=label_choices,
        help=Words("只是标签，不增加任何人的义务。", "Labels only: they add to nobody's duties."),
    )  # fmt: skip


class Assessment(Facts):
    """Why one class of personal data is kept longer: three parts, signed by whoever sends it."""

    purpose: str = ask("为什么还要用", "What it is still needed for", widget="textarea", max_length=3_000)
    necessity: str = ask(
        "为什么非留不可", "Why it cannot be done without", widget="textarea", max_length=3_000
    )
    safeguards: str = ask("怎样保护", "How it is protected", widget="textarea", max_length=3_000)
    until: dt.date = ask("保留到哪天（含当天）", "Kept until, that day included")


class Start(Facts):
    """A response must state matter, level, expected duration and measures."""

    zh: str = ask("什么事件", "What for, in Chinese", widget="text", max_length=200)
    en: str = ask("什么事件（英文）", "What for, in English", default="", widget="text", max_length=200)
    profile: str = ask("疾病档案", "Disease profile", default="", choices=_profiles, widget="select")
    disease: str = ask(
        "什么疾病（档案里没有时写）",
        "Which disease, if no profile fits",
        default="",
        widget="text",
        max_length=200,
    )
    level: str = ask("级别", "Level", choices=LEVEL_CHOICES, widget="radio")
    authority: str = ask("发布机关", "Authority", widget="text", max_length=200)
    authority_en: str = ask(
        "发布机关英文名", "Authority in English", default="", widget="text", max_length=200
    )
    area: str = ask("适用地区", "Area", choices=_areas, widget="select")
    legal_basis: str = ask("法律依据", "Legal basis", widget="textarea", max_length=2_000)
    measures: str = ask("采取的措施", "Measures", widget="textarea", max_length=5_000)
    expected_end: dt.date = ask("预计到哪天结束", "Expected last day")


class Change(Facts):
    """Another level or another expected end."""

    level: str = ask("级别", "Level", choices=LEVEL_CHOICES, widget="radio")
    expected_end: dt.date = ask("预计到哪天结束", "Expected last day")
    reason: str = ask("理由", "Reason", widget="textarea", max_length=1_000)
