"""The response that what is gathered here hangs from, and how the personal data of it are destroyed."""

from typing import Any

from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures.models import Loop, Passenger, Stay, Transfer
from huying.places import codes
from huying.rulebook.hanging import PersonalData, holds
from huying.rulebook.models import Response

GONE = {"name": "", "phone": "", "phone_hash": None}


def response_at(area: str) -> Response | None:
    """The response in force at a place: that of the nearest area around it, of these the latest."""
    around = [area, *codes.ancestors(area)]
    found = Response.objects.filter(ended_at=None, area__in=around)
    return max(found, key=lambda one: (codes.GRADES.index(codes.grade(one.area)), one.starts), default=None)


def _passengers(response: Response) -> Any:
    return Passenger.objects.filter(transfer__response=response)


def _blank_transfers(response: Response) -> int:
    Transfer.objects.filter(response=response).update(from_text="", to_text="", driver_phone="")
    return int(_passengers(response).filter(blanked=False).update(**GONE, resident=None, blanked=True))


holds(
    PersonalData(
        code="measures.stays",
        title=Words("隔离点住过的人", "People who stayed at quarantine sites"),
        purpose=Words("安排隔离房间和服务", "To place and serve people in quarantine"),
        keep_rule=rules.KEEP.code,
        count=lambda response: Stay.objects.filter(room__site__response=response, blanked=False).count(),
        destroy=lambda response: Stay.objects.filter(room__site__response=response, blanked=False).update(
            **GONE, resident=None, blanked=True
        ),
    )
)
holds(
    PersonalData(
        code="measures.passengers",
        title=Words("转运名单", "People on transfers"),
        purpose=Words("点对点接送和交接", "To take people from door to door"),
        keep_rule=rules.KEEP.code,
        count=lambda response: _passengers(response).filter(blanked=False).count(),
        destroy=_blank_transfers,
    )
)
holds(
    PersonalData(
        code="measures.loops",
        title=Words("入境闭环名单", "People on the closed loop"),
        purpose=Words("逐环交接入境人员", "To hand those who come in from link to link"),
        keep_rule=rules.KEEP.code,
        count=lambda response: Loop.objects.filter(response=response, blanked=False).count(),
        destroy=lambda response: Loop.objects.filter(response=response, blanked=False).update(
            **GONE, blanked=True
        ),
    )
)
