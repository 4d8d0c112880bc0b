"""What the acts of a call for volunteers must be told."""

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import terms
from .facts import Skill


class Mustering(Facts):
    """A call to all volunteers of a place: what for, how many, when."""

    title: str = ask(
        "招人做什么", "What for", min_length=2, max_length=120, widget="text",
        help=Words("例如：核酸检测点维持秩序。不要写居民的姓名住址。", "Such as: keeping queues at a sampling site. No names or doors of residents."),
    )  # fmt: skip
    text: str = ask("说明", "Details", default="", max_length=2000, widget="textarea")
    place_text: str = ask("在哪里集合", "Where to meet", default="", max_length=200, widget="text")
    starts_at: AwareDatetime | None = ask("什么时候开始", "When it begins", default=None, widget="datetime")
    wanted: int = ask("要几个人", "How many", default=1, ge=1, le=10_000, widget="number")
    skills: tuple[Skill, ...] = ask(
        "最好会", "Best who can", default=(), widget="checks", choices=terms.pairs(terms.SKILLS)
    )


class Word(Facts):
    """What those who come read."""

    words: str = ask(
        "告诉报名的人", "What those who come read", min_length=1, max_length=1000, widget="textarea"
    )


class Gathered(Facts):
    """How it ended."""

    words: str = ask(
        "告诉报名的人", "What those who come read", default="", max_length=1000, widget="textarea"
    )
