"""Reasons why an act on a call for help may have to wait."""

from huying.help.rules import PASSES, REOPEN_WINDOW, RETURNS
from huying.kernel.guards import below_cap
from huying.kernel.situation import Situation
from huying.kernel.words import Words

may_return = below_cap(
    "returns",
    RETURNS.code,
    Words(
        "已退回 {limit} 次，不能再退，请报统筹员最终指定。",
        "It was returned {limit} times already: ask the coordinator for the final word.",
    ),
)
may_pass = below_cap(
    "passes",
    PASSES.code,
    Words(
        "已转交 {limit} 次，不能再转，请报统筹员最终指定。",
        "It was passed on {limit} times already: ask the coordinator for the final word.",
    ),
)


def not_final(now: Situation) -> Words | None:
    """A final assignment may not be returned or passed on."""
    if not now.matter.facts.get("final"):
        return None
    return Words(
        "这是统筹员的最终指定，不能再退、再转。",
        "The coordinator's assignment is final: it may not be handed back.",
    )


def not_the_answerer(now: Situation) -> Words | None:
    """Whoever gave the answer does not also confirm it for the caller."""
    if now.actor.person is None or now.actor.person != now.matter.holder.person:
        return None
    return Words(
        "您自己办的件，请由其他同事回访确认。", "You handled it yourself: let a colleague ring the caller."
    )


def within_window(now: Situation) -> Words | None:
    """An ended request can be reopened for a while; an answer not yet confirmed always."""
    ended = now.matter.ended_at
    if ended is None or now.at <= now.ground.due(REOPEN_WINDOW.code, ended, now.matter.area, None):
        return None
    return Words(
        "办结已久，请重新提交一件，我们会看到以前的情况。",
        "It ended too long ago: please send a new request. We will see this one beside it.",
    )


def nobody_signed(now: Situation) -> Words | None:
    """Only a colleague's work has to be taken over."""
    if now.matter.holder.person is None or now.matter.holder.person != now.actor.person:
        return None
    return Words("已经在您名下。", "It is yours already.")
