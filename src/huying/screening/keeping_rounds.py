"""What people said at their doors, to be destroyed when the response has ended; rounds that go on end with it."""

from huying.kernel.words import Words
from huying.rulebook.hanging import Hanging, PersonalData, hangs, holds
from huying.rulebook.models import Response

from .models import Round, RoundLine
from .rules_travel import KEEP
from .services.rounds import rounds_end


def _open(response: Response) -> int:
    return Round.objects.filter(response=response, matter__ended_at=None).count()


def _count(response: Response) -> int:
    return RoundLine.objects.filter(round__response=response).count()


def _forget(response: Response) -> int:
    """Which door said what goes; how many a round had stays in its history."""
    return RoundLine.objects.filter(round__response=response).delete()[0]


hangs(
    Hanging(
        code="screening.rounds",
        title=Words("正在进行的每日排摸", "Daily rounds that go on"),
        remaining=_open,
        end=rounds_end,
    )
)
holds(
    PersonalData(
        code="screening.rounds",
        title=Words("每日排摸的记录", "Answers of daily rounds"),
        purpose=Words("每天知道谁来了、谁走了、谁不舒服", "Knowing every day who came, who left, who is ill"),
        keep_rule=KEEP.code,
        count=_count,
        destroy=_forget,
    )
)
