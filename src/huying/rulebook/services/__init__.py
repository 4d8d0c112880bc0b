"""Every change to responses, rule sets and disease profiles. Each is logged; publications come one after another."""

from .baseline import baseline_load
from .data import data_destroy, data_keep, data_overdue, data_propose, data_remind, data_return
from .drafts import sources_after
from .ground import SYSTEM, Hand
from .papers import source_attach
from .previews import Preview, ruleset_preview
from .profiles import profile_draft, profile_publish, profile_withdraw
from .releases import notice_draft, notice_publish
from .responses import response_archive, response_change_level, response_end, response_start, sets_leaving
from .rulesets import (
    Published,
    exception_sign,
    excesses_of,
    ruleset_draft,
    ruleset_publish,
    ruleset_withdraw,
)

__all__ = [
    "SYSTEM", "Hand", "Preview", "Published", "baseline_load", "data_destroy", "data_keep", "data_overdue",
    "data_propose", "data_remind", "data_return", "exception_sign", "excesses_of", "notice_draft", "notice_publish", "profile_draft", "profile_publish",
    "profile_withdraw", "response_archive", "response_change_level", "response_end", "response_start", "ruleset_draft",
    "ruleset_preview", "ruleset_publish", "ruleset_withdraw", "sets_leaving", "source_attach", "sources_after",
]  # fmt: skip
