"""What the acts of a stairwell's group must be told."""

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words


class Founding(Facts):
    """A group set up in advance: why, and until when."""

    why: str = ask("为什么建", "Why", min_length=2, max_length=300, widget="textarea")
    until: AwareDatetime | None = ask(
        "到什么时候", "Until when", default=None, widget="datetime",
        help=Words("到时没有人居家就解散；不填按规则。", "Dissolved then, if nobody is at home; the rule's longest when empty."),
    )  # fmt: skip


class Word(Facts):
    """Something said in the group."""

    words: str = ask("群里说一句", "Say it to the group", min_length=1, max_length=500, widget="textarea")


class CallFor(Facts):
    """What the group is called for; names and rooms go by the request, not by the call."""

    what: str = ask(
        "什么事，哪一家",
        "What is it, whose door",
        min_length=2,
        max_length=500,
        widget="textarea",
        secret=True,
    )
    drill: bool = ask("这是演练", "This is a drill", default=False, widget="hidden")


class Drilling(Facts):
    """What a drill rehearses."""

    what: str = ask(
        "演练什么", "What is rehearsed", default="模拟：老人突发不适，需要送医", min_length=2, max_length=300,
        widget="textarea",
    )  # fmt: skip


class Finished(Facts):
    """What came of it."""

    words: str = ask("办成了什么", "What was done", min_length=2, max_length=1000, widget="textarea")
