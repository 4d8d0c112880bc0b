"""Personal data that came with declarations, surveys and the ledger, to be destroyed when their response has ended."""

from huying.base.clock import now
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.places import codes
from huying.rulebook.hanging import Hanging, PersonalData, hangs, holds
from huying.rulebook.models import Response

from .models import Declaration, DeclarationVersion, Reached, Returnee, Stay, Survey, SurveyAnswer
from .rules_travel import KEEP
from .travel_facts import Reason

GONE = "已销毁"


def _declared(response: Response) -> int:
    return len(_ids(response))


def _ids(response: Response) -> list[int]:
    rows = Declaration.objects.filter(response=response).exclude(version=0)
    return list(rows.values_list("pk", flat=True))


def _forget(response: Response) -> int:
    """Blank what tells who it was; what happened, where and by which rule stays countable."""
    ids = _ids(response)
    rows = Declaration.objects.filter(pk__in=ids)
    DeclarationVersion.objects.filter(declaration__in=ids).delete()
    Stay.objects.filter(declaration__in=ids).delete()
    Reached.objects.filter(declaration__in=ids).delete()
    for row in rows:
        row.name, row.phone, row.place_text, row.room, row.declarant_name = GONE, "", "", "", ""
        row.seat, row.reasons, row.symptoms, row.why, row.outcome, row.version = "", [], [], "", "", 0
        row.resident = None
        row.save()
    return len(ids)


def _inside(response: Response) -> tuple[int, int]:
    low, high = codes.span(response.area)
    known = {"area__range": (low, high), "asked_at__range": (response.starts, response.ended_at or now())}
    answers = SurveyAnswer.objects.filter(area__range=(low, high), said_at__range=known["asked_at__range"])
    return Returnee.objects.filter(**known).count(), answers.count()


def _lists(response: Response) -> int:
    return sum(_inside(response))


def _lists_forget(response: Response) -> int:
    span, during = codes.span(response.area), (response.starts, response.ended_at or now())
    Survey.objects.filter(area__range=span, asked_at__range=during).exclude(roster="").update(roster="")
    gone = Returnee.objects.filter(area__range=span, asked_at__range=during).delete()[0]
    return gone + SurveyAnswer.objects.filter(area__range=span, said_at__range=during).delete()[0]


def _open(response: Response) -> int:
    return Declaration.objects.filter(response=response, ended_at=None).count()


def _end(response: Response, why: Words) -> int:
    """Nobody has to be contacted any more for a response that has ended."""
    rows = Declaration.objects.filter(response=response, ended_at=None).order_by("pk")
    codes_open = list(rows.values_list("matter__code", flat=True))
    for code in codes_open:
        perform(code=code, act="lapse", actor=Actor("system"), facts=Reason(reason=why.zh[:1000]))
    return len(codes_open)


hangs(
    Hanging(
        code="screening.declarations",
        title=Words("还没办结的来返报备", "Declarations not yet settled"),
        remaining=_open,
        end=_end,
    )
)
holds(
    PersonalData(
        code="screening.declarations",
        title=Words("来返报备", "Declarations of travel"),
        purpose=Words("判断哪条规定适用、安排联系", "Telling which rule applies, and making contact"),
        keep_rule=KEEP.code,
        count=_declared,
        destroy=_forget,
    )
)
holds(
    PersonalData(
        code="screening.returnees",
        title=Words("返乡台账和单位摸排", "The returnee ledger and surveys of sites"),
        purpose=Words("知道谁要回来、从哪里回来", "Knowing who comes back, and from where"),
        keep_rule=KEEP.code,
        count=_lists,
        destroy=_lists_forget,
    )
)
