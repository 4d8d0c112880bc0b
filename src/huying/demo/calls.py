"""What people of the demo city say: texts filled by chance, with a caller and a place."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from huying.help.facts import Asking
from huying.kernel.words import Language

from .city import told
from .roster import Person


@dataclass(slots=True)
class Call:
    """One message before it is sent: who sends it, from where, by which channel."""

    person: Person
    kind: str
    category: str
    text: str
    channel: str = "web"
    flags: tuple[str, ...] = ()
    people: int = 1
    hours: float | None = None
    language: Language = "zh"
    quarantine: bool = False
    values: dict[str, str] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The stairwell it is about."""
        return self.person.home.code

    def asking(self, moment: dt.datetime, phone: str) -> Asking:
        """The message as the form takes it."""
        known = set(self.flags) | {f for f in self.person.flags if f in ("no_phone", "bedridden", "dialysis")}
        return Asking(
            kind=self.kind,  # type: ignore[arg-type]
            text=self.text,
            category=self.category,
            contact_name=self.person.name,
            contact_phone=phone,
            place_text=self.person.home.house,
            room=f"{self.person.home.stair}{self.person.room}",
            needed_by=moment + dt.timedelta(hours=self.hours) if self.hours else None,
            people_affected=self.people,
            vulnerable=tuple(sorted(known)),
            under_quarantine=self.quarantine,
        )


def slots(rng: random.Random, person: Person) -> dict[str, str]:
    """One value for every slot of the texts."""
    texts, city = told("texts"), told("city")
    found = {name: rng.choice(values) for name, values in texts["slots"].items()}
    names = {"hospital": "hospitals", "school": "schools", "road": "roads", "shop": "shops"}
    found |= {slot: rng.choice(city[list_]) for slot, list_ in names.items()}
    return found | {
        "compound": person.home.compound,
        "b": person.home.house.removeprefix(person.home.compound),
    }


def filled(text: str, values: dict[str, str]) -> str:
    """A text with its slots filled."""
    return text.format_map(values)


def _shorter(rng: random.Random, text: str) -> str:
    """The same, now and then without its last words: nobody says everything."""
    parts = text.rstrip("。？！").split("，")
    if len(parts) < 3 or rng.random() < 0.65:
        return text
    return "，".join(parts[:-1]) + "。"


def _messy(rng: random.Random, text: str) -> str:
    """The same as it comes from a phone in a hurry."""
    how = rng.randrange(3)
    if how == 0:
        return text.replace("，", " ").replace("。", " ").strip()
    if how == 1:
        return text.translate({ord("0") + n: "０１２３４５６７８９"[n] for n in range(10)}) + "！！！"
    return "【转】" + text + "@"


# How often each kind of message and each category comes, in hundredths.
KINDS = {"request": 74, "enquiry": 16, "offer": 10}
WEIGHTS = {
    "medical_care": 10, "medication_supply": 14, "antenatal": 5, "mental_support": 3, "daily_needs": 14,
    "pickup_delivery": 7, "dependent_care": 8, "utilities": 6, "money_bills": 3, "stranded_person": 6,
    "status_appeal": 6, "travel_pass": 3, "exams": 5, "school": 3, "enterprise": 4, "unsold_goods": 2,
    "wages_jobs": 2, "complaint": 6, "other": 4,
}  # fmt: skip
CHANNELS = {"web": 40, "voices": 24, "mutual-aid": 16, "phone": 14, "station": 6}


def call_made(
    rng: random.Random, people: list[Person], said: Counter[str], kind: str = "", category: str = ""
) -> Call:
    """One message of a resident, by chance where nothing is told; what was said least before comes first."""
    texts = told("texts")
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    known = list(texts[kind])
    category = category or rng.choices(known, [WEIGHTS.get(c, 8) for c in known])[0]
    person = _caller(rng, people)
    entries: list[dict[str, Any]] = [
        {"t": one} if isinstance(one, str) else one for one in texts[kind][category]
    ]
    entry = min(rng.sample(entries, len(entries)), key=lambda one: said[one["t"]])
    said[entry["t"]] += 1
    values = slots(rng, person)
    language: Language = entry.get("lang", "zh")
    text = filled(entry["t"], values)
    if language == "zh":
        text = rng.choice(texts["openers"]) + _shorter(rng, text) + rng.choice(texts["closers"])
        if rng.random() < 0.08:
            text = _messy(rng, text)
    return Call(
        person, kind, category, text, rng.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        tuple(entry.get("flags", ())), entry.get("n", rng.choice((1, 1, 1, 2, 2, 3))),
        entry["by"] * rng.uniform(0.8, 1.6) if "by" in entry else None, language,
        rng.random() < 0.14 and kind == "request", values,
    )  # fmt: skip


def topic_call(rng: random.Random, person: Person) -> Call:
    """One of the many who are cold."""
    values = slots(rng, person)
    texts = told("texts")
    english = rng.random() < 0.06
    parts = "，".join(rng.choice(part) for part in texts["heating"])
    text = filled(texts["heating_english"] if english else parts, values)
    channel = rng.choice(("web", "web", "voices", "voices", "phone"))
    return Call(
        person, "request", "utilities", text, channel, people=rng.randint(1, 4), language="en" if english else "zh",
        values=values,
    )  # fmt: skip


def _caller(rng: random.Random, people: list[Person]) -> Person:
    """Somebody grown up, the old more often than their share."""
    while True:
        person = rng.choice(people)
        if person.age >= 18 and (person.age >= 60 or rng.random() < 0.7):
            return person


def reply(rng: random.Random, what: str, **values: str) -> str:
    """One of the sentences staff write."""
    texts: dict[str, Any] = told("texts")["replies"]
    return filled(rng.choice(texts[what]), values)


def solved(rng: random.Random, call: Call) -> str:
    """What was done about it."""
    texts = told("texts")["solved"]
    return filled(rng.choice(texts.get(call.category, texts["other"])), call.values)
