"""A disease as data: what it is called, how it spreads, in what time, and what it makes the system ask and do."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from huying.base.forms.sentences import sentence
from huying.kernel.facts import Facts, ask, label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .spans import parse_span
from .values import SpanText
from .yamls import read_yaml, write_yaml

CLASSES = (
    ("A", Words("甲类", "class A")),
    ("B_managed_as_A", Words("乙类，按甲类管理", "class B, managed as A")),
    ("B", Words("乙类", "class B")),
    ("C", Words("丙类", "class C")),
    ("other", Words("其他", "other")),
    ("unexplained", Words("原因不明", "unexplained")),
)
ROUTES = (
    ("respiratory", Words("呼吸道", "respiratory")),
    ("contact", Words("接触", "contact")),
    ("faecal_oral", Words("粪口", "faecal-oral")),
    ("food_water", Words("食物和水", "food and water")),
    ("vector", Words("病媒（蚊、蚤等）", "vectors such as mosquitoes and fleas")),
    ("blood", Words("血液体液", "blood and body fluids")),
    ("vertical", Words("母婴", "mother to child")),
    ("animal", Words("动物", "animals")),
    ("unknown", Words("不明", "unknown")),
)
MODULES = (
    ("lists", Words("名单排查", "lists of people to check")),
    ("declaration", Words("报备", "declarations")),
    ("quarantine", Words("隔离观察", "quarantine")),
    ("monitoring", Words("健康监测", "health monitoring")),
    ("zones", Words("区域管控", "zones")),
    ("tracing", Words("流调追踪", "tracing of contacts")),
    ("sampling", Words("采样检测", "sampling and testing")),
    ("checkpoints", Words("卡口查验", "checkpoints")),
    ("goods", Words("物品检测", "goods")),
    ("vector_control", Words("病媒控制", "vector control")),
    ("venues", Words("场所和学校停课", "venues and classes closed")),
)
# What a declaration may ask beyond who, when and where to stay: each disease only what it needs.
DECLARED = (
    ("places_visited", Words("去过哪里", "places visited")),
    ("transport", Words("交通方式和班次", "transport and number")),
    ("companions", Words("同行的人", "companions")),
    ("symptoms", Words("症状", "symptoms")),
    ("vaccination", Words("接种情况", "vaccination")),
    ("test_result", Words("检测结果", "test result")),
    ("animal_contact", Words("接触过的动物", "contact with animals")),
    ("insect_bites", Words("蚊虫叮咬", "insect bites")),
    ("food_water", Words("吃过喝过什么", "food and water")),
)


class Symptom(BaseModel):
    """One symptom people are asked about; an alarm symptom calls for help at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = ask("代码", "Code", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    zh: str = ask("症状", "Symptom", min_length=1, max_length=60)
    en: str = ask("英文", "In English", default="", max_length=80)
    alarm: bool = ask("出现要立即求助", "Calls for help at once", default=False)


class Origin(BaseModel):
    """Where a value of the profile comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ask("文件", "Document", min_length=1, max_length=300)
    url: str = ask("网址", "Address", default="", pattern=r"^(https?://\S+)?$", max_length=500)


class Profile(Facts):
    """One version of a disease. Days may be unknown: then they are left out, never guessed."""

    slug: str = ask(
        "短名", "Short name", pattern=r"^[a-z0-9][a-z0-9-]{1,79}$",
        help=Words("小写字母、数字和连字符，如 measles", "Small letters, digits and hyphens, such as measles"),
    )  # fmt: skip
    zh: str = ask("疾病名称", "Name in Chinese", min_length=1, max_length=100)
    en: str = ask("英文名称", "Name in English", default="", max_length=100)
    pathogen: str = ask("病原体", "Pathogen", default="", max_length=100)
    legal_class: Literal["A", "B_managed_as_A", "B", "C", "other", "unexplained"] = ask(
        "法定类别", "Legal class", choices=CLASSES, widget="select"
    )
    report_within: SpanText | None = ask(
        "多长时间内报告",
        "Reported within",
        default=None,
        widget="text",
        help=Words("如 2h、24h", "such as 2h, 24h"),
    )
    routes: list[str] = ask("传播途径", "Routes", default=[], choices=ROUTES, widget="checks")
    person_to_person: bool = ask("是否人传人", "Spreads from person to person", widget="yesno")
    incubation_min: float | None = ask(
        "潜伏期最短（天）", "Incubation, shortest (days)", default=None, ge=0, le=3650
    )
    incubation_max: float | None = ask(
        "潜伏期最长（天）", "Incubation, longest (days)", default=None, ge=0, le=3650
    )
    infectious_before: float | None = ask(
        "发病前几天有传染性", "Infectious before onset (days)", default=None, ge=0, le=365
    )
    infectious_after: float | None = ask(
        "发病后几天有传染性", "Infectious after onset (days)", default=None, ge=0, le=3650
    )
    lookback_days: int | None = ask("追溯几天", "Look back (days)", default=None, ge=0, le=365)
    case_definition: str = ask("病例定义", "Case definition", default="", widget="textarea", max_length=3_000)
    contact_definition: str = ask(
        "接触者判定", "Who counts as a contact", default="", widget="textarea", max_length=3_000
    )
    isolation_ends: str = ask(
        "何时解除隔离", "When isolation ends", default="", widget="textarea", max_length=1_000
    )
    symptoms: list[Symptom] = ask("症状", "Symptoms", default=[], max_length=60)
    categories: list[str] = ask(
        "使用哪些人员类别，一行一个",
        "Categories of people used, one a line",
        default=[],
        widget="lines",
        max_length=40,
    )
    regimes: list[str] = ask(
        "默认管控方案，一行一个", "Default regimes, one a line", default=[], widget="lines", max_length=40
    )
    modules: list[str] = ask(
        "启用哪些功能", "Parts of the system in use", default=[], choices=MODULES, widget="checks"
    )
    declared: list[str] = ask(
        "报备时问什么", "What a declaration asks", default=[], choices=DECLARED, widget="checks",
        help=Words("只问这种病需要的。", "Only what this disease needs."),
    )  # fmt: skip
    privacy: str = ask(
        "为什么需要这些信息", "Why these data are needed", default="", widget="textarea", max_length=2_000
    )
    provisional: bool = ask(
        "数据是暂定的，需要复核", "Values are provisional and to be reviewed", default=False, widget="check"
    )
    sources: list[Origin] = ask("来源", "Sources", max_length=40, min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Profile":
        low, high = self.incubation_min, self.incubation_max
        if low is not None and high is not None and low > high:
            words = Words("最长不能小于最短。", "The longest cannot be less than the shortest.")
            raise Refused(words, {"incubation_max": words})
        for name, offered in (("routes", ROUTES), ("modules", MODULES), ("declared", DECLARED)):
            said = getattr(self, name)
            if unknown := set(said) - dict(offered).keys():
                words = Words("没有这一项：{what}。", "There is no such entry: {what}.").fill(
                    what=", ".join(sorted(unknown))
                )
                raise Refused(words, {name: words})
        return self

    @property
    def title(self) -> Words:
        """What it is called."""
        return Words(self.zh, self.en or self.zh)

    def uses(self, module: str) -> bool:
        """Whether a part of the system is in use for this disease."""
        return module in self.modules

    def lines(self) -> list[tuple[Words, Words]]:
        """Everything it says, as (question, answer in words), in order."""
        return [
            (label_of(Profile, name), said)
            for name in Profile.model_fields
            if name not in ("slug", "zh", "en") and (said := _said(name, getattr(self, name))).zh
        ]


_OFFERED: dict[str, dict[str, Words]] = {
    "legal_class": dict(CLASSES), "routes": dict(ROUTES), "modules": dict(MODULES), "declared": dict(DECLARED),
}  # fmt: skip


def _said(name: str, value: Any) -> Words:
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if value in (None, "", []):
        return Words("", "")
    if isinstance(value, list):
        said = [_said(name, one) for one in value]
        return Words("、".join(one.zh for one in said), ", ".join(one.en for one in said))
    if isinstance(value, Symptom):
        alarm = Words("（立即求助）", " (seek help at once)") if value.alarm else Words("", "")
        return Words(value.zh + alarm.zh, (value.en or value.zh) + alarm.en)
    if isinstance(value, Origin):
        return Words(value.title, value.title)
    if name == "report_within":
        return parse_span(value).words
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return _OFFERED.get(name, {}).get(text, Words(text, text))


def profile_written(profile: Profile) -> str:
    """A profile as YAML; `profile_read` reads it back equal."""
    return write_yaml(profile_stored(profile))


def profile_stored(profile: Profile) -> dict[str, Any]:
    """A profile as plain data, without what was left empty."""
    raw = profile.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in raw.items() if value not in ("", [])}


def profile_read(text: str) -> Profile:
    """A profile from YAML. Raises Refused whose fields name every fault with its line."""
    found = read_yaml(text)
    if not isinstance(found.value, dict):
        raise Refused(Words("文件里没有疾病档案。", "The file holds no disease profile."))
    try:
        return Profile.model_validate(found.value)
    except ValidationError as wrong:
        fields: dict[str, Words] = {}
        for error in wrong.errors(include_url=False):
            path = tuple(str(step) for step in error["loc"])
            label = (
                label_of(Profile, path[0])
                if path and path[0] in Profile.model_fields
                else Words("此项", "this entry")
            )
            if path and path[0] not in Profile.model_fields:
                label = Words(path[0], path[0])
            said, line = sentence(error, label), found.line(path) or 1
            fields[".".join(path)] = Words(f"第 {line} 行：{said.zh}", f"Line {line}: {said.en}")
        said_all = list(fields.values())
        raise Refused(
            Words("；".join(one.zh for one in said_all), "; ".join(one.en for one in said_all)), fields
        ) from None
