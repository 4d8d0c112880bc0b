"""How two messages come together: an offer matched with a request, a caller who says theirs is the same."""

from huying.help import facts_pairs as facts
from huying.help.effects import keep, pairs, tell
from huying.kernel.kinds import Act
from huying.kernel.words import Words

from . import holders
from .groups import WORK

OFFERED = ("received", "referred", *WORK)

TOGETHER = (
    Act(
        "paired",
        Words("已与求助对接", "Matched with a request"),
        frm=OFFERED,
        to="closed",
        by="system",
        takes=facts.Paired,
        then=(keep.looked_at, keep.first_answer, pairs.offer_used, tell.reply),
    ),
    Act(
        "paired_once",
        Words("已与一件求助对接，还能再帮", "Matched with one request, free for more"),
        frm=OFFERED,
        by="system",
        takes=facts.Paired,
        then=(keep.first_answer, tell.reply),
    ),
    Act(
        "unpaired",
        Words("没有对接成，重新待用", "The match came to nothing: free again"),
        frm="closed",
        to="received",
        by="system",
        takes=facts.Unpaired,
        then=(pairs.offer_free, tell.offer_free),
        holder=holders.volunteer_team,
        reopens=True,
    ),
    Act(
        "follow",
        Words("求助人说与另一件相同", "The caller says it is the same as another"),
        frm="received",
        by=("caller", "system"),
        takes=facts.Following,
        then=(pairs.follow,),
    ),
)
