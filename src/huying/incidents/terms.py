"""The words of incidents."""

from collections.abc import Mapping

from huying.kernel.situation import LEVEL_WORDS
from huying.kernel.words import Words
from huying.people.roles import UNIT_WORDS

SOURCES = {
    "police": Words("公安", "Police"),
    "health": Words("卫健、疾控", "Health authority"),
    "hospital": Words("医院", "Hospital"),
    "public": Words("群众", "Somebody who rang"),
    "other": Words("其他", "Other"),
}
SPOTS = {
    "open": Words("没有封住", "Not sealed"),
    "sealed": Words("已封住", "Sealed"),
    "out": Words("不用封", "Ruled out"),
    "released": Words("已放开", "Released"),
}
SPOT_TONES = {"open": "bad", "sealed": "good", "out": "idle", "released": "info"}
NOTES = {
    "report": Words("现场报告", "Report"),
    "decision": Words("决定", "Decision"),
    "contact": Words("通报", "Told another office"),
}
NEEDS = {
    "nothing": Words("", ""),
    "text": Words("写明说了什么、办了什么", "Write what was said or done"),
    "number": Words("写明多少人", "Write how many"),
    "spots": Words("每个出入口都封住或写明不用封", "Every entrance sealed, or ruled out with a reason"),
    "tested": Words("在场的人都采了样", "Everybody there has been sampled"),
    "left": Words("在场的人都有去向", "Everybody has left, and it is written where to"),
}
# Whom an alarm is told besides the desk that must act.
TOLD_OF_ALARM = ("community", "street", "district", "health_bureau", "police")
_NOBODY = {"stairwell", "ambulance_desk", "green_channel"}


def pairs(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    """Codes with their words, as a form takes them."""
    return list(words.items())


def codes(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Codes as a column takes them."""
    return [(code, code) for code in words]


UNITS = {**LEVEL_WORDS, **{code: words for code, words in UNIT_WORDS.items() if code not in _NOBODY}}
