"""What a daily round and its answers must be told."""

import datetime as dt
from typing import Literal

from pydantic import model_validator

from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from . import travel_terms as terms
from .travel_facts import Phone, Symptom

FOUND = {
    "came": Words("有人从外地来、回来了", "Somebody came or came back"),
    "left": Words("有人出门去外地了", "Somebody has left for elsewhere"),
    "ill": Words("有人不舒服", "Somebody feels ill"),
    "other": Words("其他变化", "Something else"),
}
WHO = Words("请写是谁。", "Say who.")
PHONE = Words("请写电话，要告诉本人怎么办。", "Give a phone number: they have to be told what follows.")
PLACE = Words("请写从哪里来、到哪里去。", "Say from where or where to.")
SIGNS = Words("请选怎么不舒服。", "Say what is wrong.")
NOTE = Words("请写一句有什么变化。", "Say in a few words what changed.")
BACKWARDS = Words("离开那里的日子早于到那里的日子。", "They left there before they came there.")


class Beginning(Facts):
    """A round begins."""

    day: dt.date = ask("哪天", "Day")
    doors: int = ask("多少户", "Doors", ge=0, widget="number")


class Changed(Facts):
    """What is not as it was the last time."""

    found: Literal["came", "left", "ill", "other"] = ask(
        "有什么变化", "What has changed", widget="radio", choices=terms.pairs(FOUND)
    )
    name: str = ask("谁", "Who", default="", max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", default="", max_length=40, widget="phone")
    place: str = ask(
        "从哪里来、到哪里去", "From where, or where to", default="", max_length=120, widget="text",
        help=Words("从省、市写起，到区县、街道。", "From the province down to the district and street."),
    )  # fmt: skip
    came: dt.date | None = ask("哪天到那里的", "There since", default=None)
    left: dt.date | None = ask(
        "哪天离开那里、预计哪天回来", "Left there on, or expected back on", default=None
    )
    symptoms: tuple[Symptom, ...] = ask(
        "怎么不舒服", "What is wrong", default=(), widget="checks", choices=terms.pairs(terms.SYMPTOMS)
    )
    note: str = ask("还要记什么", "Anything else", default="", max_length=500, widget="textarea")

    @model_validator(mode="after")
    def _complete(self) -> "Changed":
        """Each kind of change names what is needed to act on it."""
        wrong: dict[str, Words] = {}
        if self.found != "other" and not self.name:
            wrong["name"] = WHO
        if self.found in ("came", "ill") and not self.phone:
            wrong["phone"] = PHONE
        if self.found in ("came", "left") and not self.place:
            wrong["place"] = PLACE
        if self.found == "ill" and not self.symptoms:
            wrong["symptoms"] = SIGNS
        if self.found == "other" and not self.note:
            wrong["note"] = NOTE
        if self.found == "came" and self.came and self.left and self.left < self.came:
            wrong["left"] = BACKWARDS
        if wrong:
            raise Refused(next(iter(wrong.values())), wrong)
        return self
