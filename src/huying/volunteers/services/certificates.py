"""Certificates of hours: whoever keeps the records certifies, free of charge."""

from decimal import Decimal

from huying.base.clock import now
from huying.base.ids import new_code
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.queries import unit_at
from huying.people.seats import Seat
from huying.people.services import audit
from huying.places import codes, scope
from huying.places.queries import area_name
from huying.volunteers.models import Certificate, Turnout, Volunteer
from huying.volunteers.queries.hours import COUNTS, given_by, given_by_group

NOTHING_YET = Words("还没有可以证明的服务时长。", "There are no confirmed hours to certify yet.")


def certificate_issue(*, volunteer: Volunteer, seat: Seat) -> Certificate:
    """Certify all that somebody gave up to now. Raises Refused when there is nothing to certify."""
    community = codes.at(volunteer.area, "community") or volunteer.area
    office = unit_at("community", community)
    name = area_name(community, from_grade="street")
    with scope.everything("a volunteer's own hours"):
        rows = Turnout.objects.filter(volunteer=volunteer).filter(COUNTS)
        first = rows.order_by("started_at").first()
        last = rows.order_by("-ended_at").first()
        given = given_by(volunteer)
        tasks = {task: group.hours for task, group in given_by_group(rows, "task")}
        if first is None or last is None or last.ended_at is None:
            raise Refused(NOTHING_YET)
        issued = Certificate.objects.create(
            area=volunteer.area,
            number=new_code(),
            volunteer=volunteer,
            issued_at=now(),
            issued_by_id=seat.user_id,
            name=volunteer.name,
            issuer_zh=office.title.zh if office else name.zh,
            issuer_en=office.title.en if office else name.en,
            contact=office.phone if office else "",
            since=first.started_at,
            until=last.ended_at,
            turnouts=given.turnouts,
            hours=Decimal(str(given.hours)),
            tasks=tasks,
        )
    audit(seat, "certificate.issue", kind="volunteer", ref=str(volunteer.pk), area=volunteer.area)
    return issued
