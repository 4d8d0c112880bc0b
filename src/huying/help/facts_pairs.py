"""What the acts that bring two messages together must be told."""

from huying.kernel.facts import Facts, ask

from .facts import Reason, Reply


class Paired(Reply):
    """What somebody who offered help reads when it was matched with a request."""


class Unpaired(Reason):
    """Why a match did not come about after all."""


class Following(Facts):
    """Which request a caller says theirs is the same as; its code is never shown to them."""

    same_as: str = ask("与哪一件相同", "The same as which", max_length=20, widget="hidden")
