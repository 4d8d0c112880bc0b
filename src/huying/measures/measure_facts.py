"""What each act on a measure, an appeal and a follow-up must be told."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, model_validator

from huying.base.clock import now
from huying.base.numbers import read_phone
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL
from huying.rulebook.keys import Table, key
from huying.rulebook.queries import categories_offered, place_here, reader
from huying.rulebook.values import OTHERS

from . import person_rules as rules
from . import terms
from .regimes import Kind, Watch

Result = Literal["pending", "negative", "positive", "void"]
What = Literal["missed_test", "symptoms", "positive", "freed"]
CODE = r"^[a-z0-9][a-z0-9_.-]{0,99}$"
_PHONE = Words("请检查电话号码，例如 13812348000。", "Please check the phone number, e.g. 13812348000.")


def _phone(typed: str) -> str:
    number = read_phone(typed) if typed else ""
    if number is None:
        raise ValueError(_PHONE)
    return number


Phone = Annotated[str, AfterValidator(_phone)]
# A list pushed from elsewhere may hold what is no number: nobody is left out for that, they are only not texted.
PushedPhone = Annotated[str, AfterValidator(lambda typed: read_phone(typed) or typed)]


def category_choices() -> list[tuple[str, Words]]:
    """The categories in force that lead to a measure, the one that counts first first."""
    return [(one.code, one.title) for one in categories_offered().values() if one.measures]


def _lines(code: str) -> list[tuple[str, Words]]:
    """The lines that some rule set in force anywhere has for a table, by what they are called there."""
    from huying.rulebook.queries import sources

    kind = key(code).kind
    assert isinstance(kind, Table)  # noqa: S101 - declared so
    found: dict[str, Words] = {}
    for source in sources():
        for choice, stored in source.document.get(code, {}).items():
            if choice != OTHERS and source.holds(code, now()):
                model = kind.of.read(stored)
                found.setdefault(choice, model.title() if hasattr(model, "title") else Words(choice, choice))
    return sorted(found.items())


def regime_choices() -> list[tuple[str, Words]]:
    """Every regime some rule in force has, to be named where the category's own is not meant."""
    known = dict(category_choices())
    return [(code, known.get(code, words)) for code, words in _lines(rules.REGIME.code)]


def extension_choices() -> list[tuple[str, Words]]:
    """What rules in force let one lengthen a measure for."""
    return _lines(rules.EXTENSION.code)


def reset_choices() -> list[tuple[str, Words]]:
    """What rules in force let the days count anew for."""
    return _lines(rules.RESET.code)


def zone_choices() -> list[tuple[str, Words]]:
    """The zones in force where the reader is, by name; none for a measure with another reason."""
    from .queries.zones import in_force_at

    found = {one.code: Words(one.name, one.name) for one in in_force_at(scope.current() or ALL)}
    return [("", Words("不是因为区域", "Not because of a zone")), *found.items()]


def symptom_choices() -> list[tuple[str, Words]]:
    """What people can tick in the daily report."""
    watch: Watch = reader().value(rules.WATCH.code, place_here())
    return [(one.code, one.words()) for one in watch.symptoms]


class Proposal(Facts):
    """A measure proposed for one person; it binds nobody until somebody decides."""

    category: str = ask(
        "属于哪一类人员",
        "Category",
        pattern=r"^[a-z][a-z0-9_]{1,39}$",
        widget="select",
        choices=category_choices,
    )
    name: str = ask("姓名", "Name", min_length=1, max_length=60, secret=True, widget="text")
    phone: PushedPhone = ask("手机", "Mobile phone", default="", max_length=40, secret=True, widget="phone")
    identity: str = ask("证件号码", "Identity number", default="", max_length=40, secret=True, widget="text")
    address: str = ask("现住址", "Where they stay", default="", max_length=400, secret=True, widget="text")
    exposed_at: dt.date | None = ask(
        "末次暴露日期", "Day of the last exposure", default=None,
        help=Words("最后一次接触病例或离开风险地区的日子。", "The last day of contact, or in the risk area."),
    )  # fmt: skip
    found_at: AwareDatetime | None = ask("何时发现", "When found", default=None, widget="datetime")
    arrived_on: dt.date | None = ask("抵达日期", "Day of arrival", default=None)
    reason: str = ask("为什么", "Why", default="", max_length=1000, secret=True, widget="textarea")
    source: str = ask("从哪里得知", "Where it came from", default="", max_length=200, widget="text")
    resident: int | None = ask("居民底册编号", "Number in the roster", default=None, ge=1, widget="hidden")
    site_hint: str = ask(
        "拟安排在哪里", "Where it could be served", default="", max_length=200, widget="text"
    )
    regime: str | None = ask(
        "适用哪一种措施", "Which measure", default=None, max_length=100, widget="select", choices=regime_choices,
        help=Words("不选就按人员类别。", "The category's own when empty."),
    )  # fmt: skip
    zone: str = ask(
        "因为哪个区域", "Because of which zone", default="", max_length=14, pattern=r"^[0-9A-Z-]*$", widget="select",
        choices=zone_choices, help=Words("区域解除时，会提议解除这项措施。", "When the zone is lifted, release is proposed."),
    )  # fmt: skip
    cohort: str = ask(
        "同批（航班、场所）", "Group (flight, venue)", default="", max_length=60, widget="text",
        help=Words("例如 CA1234 1月2日。同批的人可以一起作决定。", "E.g. CA1234 2 Jan: decided together."),
    )  # fmt: skip


class ReleaseAsked(Facts):
    """That the reason for a measure has gone; it binds until somebody decides."""

    reason: str = ask(
        "为什么提议解除", "Why release is proposed", min_length=2, max_length=400, widget="textarea"
    )


class Agreed(Facts):
    """A few words, if there are any."""

    words: str = ask("说明", "A few words", default="", max_length=400, widget="textarea")


class Decision(Facts):
    """Somebody decides that the measure is imposed."""

    reason: str = ask(
        "理由", "Reason", min_length=2, max_length=1000, widget="textarea",
        help=Words("写给本人看：为什么是他、为什么要这样。不写别人的姓名和住址。", "The person reads it. No names or homes of others."),
    )  # fmt: skip
    legal_basis: str = ask(
        "法律依据", "Legal basis", default="", max_length=1000, widget="textarea",
        help=Words("不填就用应急响应的依据。", "That of the response when empty."),
    )  # fmt: skip
    regime: str | None = ask(
        "适用哪一种措施", "Which measure", default=None, max_length=100, widget="select", choices=regime_choices,
        help=Words("不选就按人员类别。", "The category's own when empty."),
    )  # fmt: skip
    starts_on: dt.date | None = ask(
        "从哪天开始", "First day", default=None, help=Words("不填就是今天。", "Today when empty.")
    )
    exposed_at: dt.date | None = ask(
        "末次暴露日期", "Day of the last exposure", default=None,
        help=Words("只在提议里没有写、或写错了时填。", "Only where the proposal has none or a wrong one."),
    )  # fmt: skip
    arrived_on: dt.date | None = ask(
        "抵达日期", "Day of arrival", default=None,
        help=Words("只在提议里没有写、或写错了时填。", "Only where the proposal has none or a wrong one."),
    )  # fmt: skip


class Reason(Facts):
    """Why."""

    reason: str = ask("理由", "Reason", min_length=2, max_length=1000, widget="textarea")


class Lengthening(Reason):
    """A decision to lengthen, for one of the reasons the rules know."""

    why: str = ask(
        "属于哪种情形", "For what", max_length=100, pattern=CODE, widget="select", choices=extension_choices
    )
    legal_basis: str = ask("依据的文件", "Legal basis", default="", max_length=1000, widget="textarea")


class Shortening(Reason):
    """A decision to shorten, or to go on with something milder; either or both."""

    last_day: dt.date | None = ask("改到哪天为止", "New last day", default=None)
    milder: Kind | None = ask(
        "改为哪种较轻的措施", "Go on as", default=None, widget="select", choices=terms.pairs(terms.KINDS)
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.last_day is None and self.milder is None:
            words = Words(
                "请填新的截止日，或选一种较轻的措施。", "Give a new last day, or choose a milder measure."
            )
            raise Refused(words, {"last_day": words})
        return self


class Resetting(Reason):
    """A decision that the days count anew after an event, such as a positive in the same home."""

    event: str = ask(
        "发生了什么", "What happened", max_length=100, pattern=CODE, widget="select", choices=reset_choices
    )
    on: dt.date = ask("哪一天", "On which day")
    legal_basis: str = ask("依据的文件", "Legal basis", default="", max_length=1000, widget="textarea")


class Plan(Facts):
    """Where the calendar stands, written down by the system after each change."""

    kind: Kind | None = ask("现在是", "Now", default=None, choices=terms.pairs(terms.KINDS))
    ends_on: dt.date | None = ask("预计最后一天", "Expected last day", default=None)
    # Not for reading: it stands among the clocks.
    turn_at: AwareDatetime | None = ask("下次核对", "Next look", default=None, secret=True)
    tests_missing: int = ask("还差几次检测", "Tests still missing", default=0, ge=0)
    tests_positive: int = ask("阳性未排除", "Positives not ruled out", default=0, ge=0)
    release_asked: bool = ask("提议解除", "Release proposed", default=False)


class Report(Facts):
    """Temperature and symptoms of one moment."""

    celsius: float | None = ask(
        "体温（℃）", "Temperature (°C)", default=None, ge=34, le=43, secret=True, widget="number"
    )
    symptoms: tuple[str, ...] = ask(
        "有没有不舒服",
        "Any complaints",
        default=(),
        max_length=40,
        secret=True,
        widget="checks",
        choices=symptom_choices,
    )
    note: str = ask("还想说的", "Anything else", default="", max_length=500, secret=True, widget="textarea")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.celsius is None and not self.symptoms and not self.note:
            words = Words("请填体温，例如 36.5。", "Give the temperature, e.g. 36.5.")
            raise Refused(words, {"celsius": words})
        return self


class Sampling(Facts):
    """A sample that was taken, and its result once it is known; said again for the same day it is corrected."""

    on: dt.date | None = ask(
        "哪一天的检测",
        "The test of which day",
        default=None,
        help=Words("不填就是今天。", "Today when empty."),
    )
    sampled_at: AwareDatetime | None = ask("采样时间", "Taken at", default=None, widget="datetime")
    result: Result = ask(
        "结果", "Result", default="pending", secret=True, widget="radio", choices=terms.pairs(terms.RESULTS)
    )
    lab: str = ask("检测机构", "Laboratory", default="", max_length=80, widget="text")


class RuledOut(Reason):
    """A positive result that was not confirmed on re-test."""

    on: dt.date = ask("哪一天的检测", "The test of which day")


class Household(Facts):
    """Who lives there, and whether the home allows quarantine."""

    home: str = ask(
        "同住的人", "Who lives in the same home", default="", max_length=500, secret=True, widget="textarea",
        help=Words("居家隔离时同住的人也不外出、一起检测，不然就搬出去住。", "In home quarantine they stay in and are tested, too, or move out."),
    )  # fmt: skip
    own_room: bool = ask("有单独的房间和卫生间", "Own room and bathroom", widget="yesno")


class Releasing(Facts):
    """What must be so before somebody is released."""

    cross_infection_excluded: bool = ask(
        "已排除交叉感染", "Cross-infection is excluded", default=False, widget="yesno"
    )
    environment_negative: bool = ask(
        "环境采样阴性（规则要求时）",
        "Samples of the room are negative (where the rule asks)",
        default=False,
        widget="yesno",
    )
    receiver: str = ask("由谁接回", "Who takes them home", default="", max_length=120, widget="text")


class ReleasingAnyway(Reason):
    """A senior releases although a test is missing: nobody is kept for a test that nobody took."""


class Ending(Reason):
    """The measure ends before its time."""

    ending: Literal["mistake", "not_needed", "replaced", "moved"] = ask(
        "哪种情况", "Which case", widget="radio", choices=terms.pairs(terms.ENDINGS)
    )


class Acknowledgement(Facts):
    """That the written notice was handed over and read."""

    how: Literal["self", "paper"] = ask(
        "怎样收到的", "How", default="paper", widget="radio",
        choices=[("self", Words("本人在手机上看过", "Read on their phone")), ("paper", Words("纸质，当面交给本人", "On paper, handed over"))],
    )  # fmt: skip


class Told(Facts):
    """What the system found when it looked at the calendar."""

    words: str = ask("情况", "What", default="", max_length=300)


class Task(Facts):
    """Something somebody has to see to."""

    what: What = ask("什么事", "What", choices=terms.pairs(terms.WHATS))
    on: dt.date = ask("哪天的", "Of which day")


class Outcome(Facts):
    """What was found and done."""

    outcome: str = ask("办得怎样", "What you found and did", min_length=2, max_length=1000, widget="textarea")


class Objection(Facts):
    """An appeal against a measure."""

    text: str = ask(
        "为什么不同意", "Why you disagree", min_length=2, max_length=4000, secret=True, widget="textarea",
        help=Words("例如：没有去过那里、日期不对、家里情况特殊。", "E.g. you were not there, the dates are wrong, your home differs."),
    )  # fmt: skip
    by_whom: str = ask(
        "您和本人是什么关系", "Who you are to the person", default="", max_length=60, widget="text"
    )
    contact_phone: Phone = ask(
        "联系电话", "Phone number", default="", max_length=40, secret=True, widget="phone"
    )
    needed_by: AwareDatetime | None = ask(
        "最晚什么时候要有结果", "When you need an answer by", default=None, widget="datetime",
        help=Words("例如考试、手术的时间。", "Such as an exam or an operation."),
    )  # fmt: skip


class Filing(Objection):
    """An appeal as the engine takes it in: against whose decisions, by when, with which call for help."""

    deciders: tuple[int, ...] = ()
    wanted_by: AwareDatetime | None = None
    request: str = ""


class Checked(Facts):
    """What the reviewer, or the department asked, found out."""

    checked: str = ask("核实的情况", "What was found out", min_length=2, max_length=2000, widget="textarea")


class Verdict(Facts):
    """The reasons of a decision on an appeal; the person reads them."""

    reasons: str = ask("理由", "Reasons", min_length=2, max_length=2000, widget="textarea")


class VerdictShorter(Verdict):
    """The appeal is upheld in part: another last day."""

    last_day: dt.date = ask("改到哪天为止", "New last day")


def symptom_words(codes: Any) -> str:
    """Symptoms as people read them."""
    known = dict(symptom_choices())
    return "、".join(str(known.get(code, Words(code, code))) for code in codes)
