"""How long a test result counts, by what it is shown for: a rule, and a plain answer with its reason."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, model_validator

from huying.kernel.facts import ask
from huying.kernel.words import Words

from .keys import Record, SpanText, Table, rule_key
from .reader import Because, Reader
from .spans import parse_span
from .values import Wrong

Basis = Literal["collected_at", "received_at", "tested_at", "reported_at"]
# From the first to the last moment in the life of a result: counting from an earlier one burdens people more.
BASES: dict[str, Words] = {
    "collected_at": Words("采样时间", "the time of sampling"),
    "received_at": Words("送达实验室时间", "the time the laboratory received it"),
    "tested_at": Words("检测时间", "the time of testing"),
    "reported_at": Words("报告时间", "the time of the report"),
}
Moment = dt.datetime | dt.date


class Validity(BaseModel):
    """How long a result counts: `window` from `basis`, or from the first of `fallback` that is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    item_key: ClassVar[tuple[str, ...]] = ()

    window: SpanText = ask(
        "多长时间内有效", "Counts for how long", help=Words("如 48h、7d", "such as 48h, 7d")
    )
    basis: Basis = ask("从哪个时间算起", "Counted from", choices=list(BASES.items()))
    fallback: list[Basis] = ask(
        "没有这个时间时依次用",
        "Else counted from",
        default=[],
        choices=list(BASES.items()),
        max_length=len(BASES),
    )

    @model_validator(mode="after")
    def _plain(self) -> "Validity":
        if parse_span(self.window).clock != "elapsed":
            raise Wrong(
                Words(
                    "检测有效期按自然时间算，不按工作时间。",
                    "A result ages by the hour, not by office hours.",
                )
            )
        if len({self.basis, *self.fallback}) != 1 + len(self.fallback):
            raise Wrong(Words("同一个时间写了两次。", "The same time is named twice."))
        return self

    @property
    def order(self) -> tuple[Basis, ...]:
        """The times that count, the first known one first."""
        return (self.basis, *self.fallback)

    def words(self) -> Words:
        """As people say it."""
        said = Words("{basis}起 {window}内", "{window} from {basis}").fill(
            basis=BASES[self.basis], window=parse_span(self.window).words
        )
        if not self.fallback:
            return said
        others = [BASES[one] for one in self.fallback]
        return Words(
            f"{said.zh}（没有则按{'、'.join(one.zh for one in others)}）",
            f"{said.en} (else from {', then '.join(one.en for one in others)})",
        )

    def stricter_than(self, other: "Validity", direction: str) -> bool | None:
        """Whether a result counts for less time; None when one side is stricter here and milder there."""
        mine, theirs = parse_span(self.window).delta, parse_span(other.window).delta
        places = list(BASES)
        start, before = places.index(self.basis), places.index(other.basis)
        lost, more = set(other.order) - set(self.order), set(self.order) - set(other.order)
        harder = mine < theirs or start < before or bool(lost)
        easier = mine > theirs or start > before or bool(more)
        return None if harder and easier else harder


class Stamps(NamedTuple):
    """When things happened to a sample, as far as is known; a bare day counts from its first minute."""

    collected_at: Moment | None = None
    received_at: Moment | None = None
    tested_at: Moment | None = None
    reported_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a result counts at a moment, until when, counted from what, and the sentence why.

    `because` is the rule applied, with whose it is, for the person who is told no.
    """

    valid: bool
    until: dt.datetime | None
    basis: Basis | None
    since: dt.datetime | None
    words: Words
    because: Because | None = None


# What a result is shown for in this program itself; rules may speak of any other purpose.
SHOWN, LANDED = "status", "landing_point"
TEST_VALIDITY = rule_key(
    "rulebook.test_validity",
    title=Words("检测结果有效期", "How long a test result counts"),
    kind=Table(of=Record(Validity)),
    stricter="shorter",
    by=Words("用途", "purpose"),
    help=Words(
        "按用途写：多长时间、从哪个时间算起、没有那个时间时用什么。status 是本人状态页，landing_point 是第一落点。",
        "By purpose: for how long, counted from what, and what counts when that time is not known. `status` is a person's own page, `landing_point` where they first set foot.",
    ),
)


def _start(moment: Moment) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        if moment.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return moment
    return timezone.make_aware(dt.datetime.combine(moment, dt.time(0)))


def decide(policy: Validity, stamps: Stamps, at: dt.datetime) -> Verdict:
    """Whether a result counts at a moment under one policy. Pure.

    It counts from its start to the end of its window, that last moment included.
    """
    known: Mapping[str, Moment | None] = stamps._asdict()
    basis = next((one for one in policy.order if known[one] is not None), None)
    if basis is None:
        named = [BASES[one] for one in policy.order]
        words = Words(
            "结果上没有{which}，无法判断是否有效。",
            "The result shows no {which}, so nobody can tell whether it counts.",
        )
        which = Words("、".join(one.zh for one in named), " or ".join(one.en for one in named))
        return Verdict(False, None, None, None, words.fill(which=which))
    moment = known[basis]
    assert moment is not None  # noqa: S101 - it was chosen for being known
    since = _start(moment)
    until = since + parse_span(policy.window).delta
    values: dict[str, object] = {
        "basis": BASES[basis],
        "window": parse_span(policy.window).words,
        "since": f"{timezone.localtime(since):%m-%d %H:%M}",
        "until": f"{timezone.localtime(until):%m-%d %H:%M}",
    }
    if at < since:
        said = Words(
            "{basis}（{since}）还没有到。", "It counts from {basis}, {since}, which has not come yet."
        )
        return Verdict(False, until, basis, since, said.fill(**values))
    if at > until:
        said = Words(
            "从{basis}（{since}）起 {window}内有效，{until} 已经过期。",
            "It counts for {window} from {basis} ({since}); that ended at {until}.",
        )
        return Verdict(False, until, basis, since, said.fill(**values))
    said = Words(
        "有效到 {until}（从{basis} {since} 起 {window}）。",
        "It counts until {until} ({window} from {basis}, {since}).",
    )
    return Verdict(True, until, basis, since, said.fill(**values))


def result_counts(rules: Reader, area: str, purpose: str, stamps: Stamps, at: dt.datetime) -> Verdict:
    """Whether a result counts for a purpose at a place and moment, with the rule and whose it is.

    `rules` are those in force at that moment. Raises RuleMissing when none speaks of the purpose.
    """
    why = rules.why(TEST_VALIDITY.code, area, purpose)
    found = decide(why.value, stamps, at)
    words = Words("{said}依据：{title}（{authority}）。", "{said} By “{title}” ({authority}).").fill(
        said=found.words, title=why.title, authority=why.authority
    )
    return Verdict(found.valid, found.until, found.basis, found.since, words, why)
