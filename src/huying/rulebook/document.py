"""A rule set as a document: read from YAML or JSON, checked against the declared keys, written back."""

import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes

from .keys import Table, keys
from .models import RuleSet
from .values import Wrong, said_by
from .yamls import Path, Yaml, read_yaml, write_yaml

_MIDNIGHT = dt.time(0)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _moment(raw: Any, *, end: bool) -> dt.datetime:
    """A moment from `2022-01-09` or a whole ISO moment; a bare last day is meant to its end."""
    try:
        if isinstance(raw, dt.datetime):
            moment = raw
        elif isinstance(raw, str) and len(raw) == 10:
            day = dt.date.fromisoformat(raw)
            moment = dt.datetime.combine(day + dt.timedelta(days=1) if end else day, _MIDNIGHT)
        else:
            moment = dt.datetime.fromisoformat(raw)
        local = moment if moment.tzinfo else moment.replace(tzinfo=_zone())
        return local.astimezone(dt.UTC)
    except (TypeError, ValueError, OverflowError):
        raise Wrong(
            Words(
                "日期请写成 2022-01-09 或 2022-01-09T08:00。",
                "Write a date as 2022-01-09 or 2022-01-09T08:00.",
            )
        )


def _written(moment: dt.datetime, *, end: bool) -> str:
    local = moment.astimezone(_zone())
    if local.time() != _MIDNIGHT:
        return local.isoformat()
    return (local.date() - dt.timedelta(days=1) if end else local.date()).isoformat()


def _area(raw: Any) -> str:
    text = str(raw).strip()
    try:
        whole = codes.ALL if text == "all" else codes.pad(text) if len(text) < codes.WIDTH else text
        codes.grade(whole)
    except ValueError:
        raise Wrong(
            Words(
                "“{a}”不是地区编码；写 330203 这样的编码，全部地区写 all。",
                "“{a}” is no area code; write one such as 330203, or all for everywhere.",
            ).fill(a=text[:40])
        )
    return whole


def _said_twice(raw: Any) -> Any:
    return {"zh": raw} if isinstance(raw, str) else raw


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Name(BaseModel):
    """A name in both languages; English may be left out."""

    model_config = ConfigDict(extra="forbid")

    zh: Line
    en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


Named = Annotated[Name, BeforeValidator(_said_twice)]


class Valid(BaseModel):
    """From the beginning of one day to the end of another, or from moment to moment."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: Annotated[dt.datetime, BeforeValidator(lambda raw: _moment(raw, end=False))] = Field(alias="from")
    until: Annotated[dt.datetime, BeforeValidator(lambda raw: _moment(raw, end=True))]

    @property
    def forwards(self) -> bool:
        """Whether it ends after it starts."""
        return self.since < self.until


def _forwards(valid: Valid) -> Valid:
    if not valid.forwards:
        raise Wrong(Words("结束时间要在开始时间之后。", "It must end after it starts."))
    return valid


class SourceDocument(BaseModel):
    """The paper the rules come from."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)] = ""
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


class RuleDocument(BaseModel):
    """A whole rule set as people write it. `rules` maps keys to values; the expiry may not be left out."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,79}$")]
    title: Named
    authority: Named
    area: Annotated[str, BeforeValidator(_area)]
    parent: Annotated[str, StringConstraints(max_length=80)] | None = None
    response: Annotated[str, StringConstraints(max_length=20)] | None = None
    levels: list[Annotated[int, Field(ge=1, le=4)]] = Field(default_factory=list, max_length=4)
    legal_basis: list[Line] = Field(default_factory=list, max_length=50)
    valid: Annotated[Valid, AfterValidator(_forwards)]
    source: SourceDocument = Field(default_factory=SourceDocument)
    rules: dict[str, Any]


_HEAD = {
    "slug": Words("短名", "slug"),
    "title": Words("名称", "title"),
    "authority": Words("发布机关", "authority"),
    "area": Words("适用地区", "area"),
    "parent": Words("上级规则", "parent"),
    "response": Words("应急响应", "response"),
    "levels": Words("响应级别", "levels of the response"),
    "legal_basis": Words("法律依据", "legal basis"),
    "valid": Words("有效期", "validity"),
    "source": Words("来源文件", "source document"),
    "rules": Words("规则", "rules"),
}
_PATTERNS = {
    "slug": Words("只能用小写字母、数字和连字符。", "Use small letters, digits and hyphens only."),
    "url": Words("网址要以 http 开头。", "An address starts with http."),
    "sha256": Words("要 64 位十六进制数。", "64 hexadecimal digits are needed."),
}


class _Faults:
    """What is wrong with a document, each sentence under the name of its field and with its line."""

    def __init__(self, found: Yaml | None) -> None:
        self.found = found
        self.fields: dict[str, Words] = {}

    def add(self, path: Path, words: Words, *, name: str | None = None) -> None:
        line = self.found.line(path) if self.found else None
        if line:
            words = Words(f"第 {line} 行：{words.zh}", f"Line {line}: {words.en}")
        self.fields.setdefault(name or ".".join(path), words)

    def refuse(self) -> None:
        if self.fields:
            said = list(self.fields.items())
            raise Refused(
                Words(
                    "；".join(f"{name}：{words.zh}" for name, words in said),
                    "; ".join(f"{name}: {words.en}" for name, words in said),
                ),
                self.fields,
            )


def read_document(text: str) -> RuleDocument:
    """A rule set from YAML. Raises Refused whose fields name the key and the line of every fault."""
    found = read_yaml(text)
    if not isinstance(found.value, dict):
        raise Refused(Words("文件里没有规则。", "The file holds no rules."))
    return check_document(found.value, found)


def check_document(raw: Mapping[str, Any], found: Yaml | None = None) -> RuleDocument:
    """A rule set from plain data. Raises Refused whose fields name every fault; rules come out stored."""
    faults = _Faults(found)
    try:
        made = RuleDocument.model_validate(raw)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = tuple(str(step) for step in one["loc"])
            faults.add(path, _head_words(path, one))
        made = None
    rules = raw.get("rules")
    stored = _stored_rules(rules, faults) if isinstance(rules, Mapping) else {}
    faults.refuse()
    assert made is not None  # noqa: S101 - otherwise there was a fault
    made.rules = stored
    return made


def _head_words(path: Path, error: Mapping[str, Any]) -> Words:
    name = _HEAD.get(path[0]) if path else None
    said = said_by(error)
    if error["type"] == "string_pattern_mismatch":
        said = _PATTERNS.get(path[-1], said)
    return Words(f"{name.zh}：{said.zh}", f"{name.en}: {said.en}") if name else said


def _stored_rules(rules: Mapping[str, Any], faults: _Faults) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    for code, raw in rules.items():
        declared = keys().get(code)
        if declared is None:
            faults.add(("rules", code), _unknown(code), name=code)
            continue
        kind = declared.kind
        lines = raw.items() if isinstance(kind, Table) and isinstance(raw, Mapping) and raw else [(None, raw)]
        for choice, value in lines:
            path = ("rules", code) if choice is None else ("rules", code, str(choice))
            try:
                one = kind.store(value if choice is None else {choice: value})
            except Refused as refused:
                title = declared.title
                words = Words(f"{title.zh}：{refused.words.zh}", f"{title.en}: {refused.words.en}")
                faults.add(path, words, name=code)
            else:
                stored[code] = one if choice is None else {**stored.get(code, {}), **one}
    return stored


def _unknown(code: str) -> Words:
    near = get_close_matches(code, keys(), 1)
    if near:
        return Words("没有“{c}”这条规则，是不是“{n}”？", "There is no rule “{c}”; is “{n}” meant?").fill(
            c=code[:80], n=near[0]
        )
    return Words("没有“{c}”这条规则。", "There is no rule “{c}”.").fill(c=code[:80])


def document_of(rule_set: RuleSet) -> RuleDocument:
    """A kept rule set as a document; the shipped values, which never end, seem to end in the year 9000."""
    forever = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
    return RuleDocument(
        slug=rule_set.slug,
        title=Name(zh=rule_set.zh, en=rule_set.en),
        authority=Name(zh=rule_set.authority, en=rule_set.authority_en),
        area=rule_set.area,
        parent=rule_set.parent.slug if rule_set.parent else None,
        response=rule_set.response.code if rule_set.response else None,
        levels=list(rule_set.levels),
        legal_basis=list(rule_set.legal_basis),
        valid=Valid.model_validate({"from": rule_set.valid_from, "until": rule_set.valid_until or forever}),
        source=SourceDocument(
            title=rule_set.source_title, url=rule_set.source_url, sha256=rule_set.source_sha256
        ),
        rules=rule_set.document,
    )


def write_document(document: RuleDocument) -> str:
    """A rule set as YAML; `read_document` reads it back equal."""
    area = "all" if document.area == codes.ALL else codes.prefix(document.area)
    raw: dict[str, Any] = {
        "slug": document.slug,
        "title": document.title.model_dump(),
        "authority": document.authority.model_dump(),
        "area": area,
        "parent": document.parent,
        "response": document.response,
        "levels": sorted(document.levels),
        "legal_basis": document.legal_basis,
        "valid": {
            "from": _written(document.valid.since, end=False),
            "until": _written(document.valid.until, end=True),
        },
        "source": document.source.model_dump(),
        "rules": document.rules,
    }
    kept = {name: value for name, value in raw.items() if name == "rules" or value not in (None, [], {})}
    return write_yaml(kept)
