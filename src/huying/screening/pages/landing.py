"""First landing points: register, check the result, sample on the spot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from pydantic import AwareDatetime

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, seat_of, seated
from huying.places import scope
from huying.rulebook.queries import reader
from huying.rulebook.validity import LANDED, TEST_VALIDITY
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Landing
from huying.screening.queries.applies import applies
from huying.screening.services.landing import land, papers_of
from huying.screening.services.travel import arrival_day
from huying.screening.travel_facts import AREA, Declaring

from .declaring import declaring_of

SHOWN = 50
TONES = {"valid": "good", "expired": "warn", "missing": "warn", "positive": "bad"}


class Landed(Declaring):
    """Somebody who set foot here."""

    test_at: AwareDatetime | None = ask(
        "证明上的时间", "Time on the certificate", default=None, widget="datetime", secret=True,
        help=Words("按上面写的那个时间填：规则从它算起。", "The time named above: the rule counts from it."),
    )  # fmt: skip

    point: str = ask("哪个出站口", "Which exit", default="", max_length=80, widget="text")
    area: str = ask("接着去哪里住", "Where they go on to stay", pattern=AREA, widget="place")
    tube: str = ask(
        "采样管编号（现场采样时填）", "Number of the tube, when sampled here", default="", max_length=40, widget="text",
        help=Words("没有有效证明的，必须现场采样。", "Needed where no valid result is shown."),
    )  # fmt: skip


GROUPS = (
    (Words("谁", "Who"), ("name", "phone")),
    (Words("从哪里来", "From where"), ("stays", "marks", "transport", "number", "seat")),
    (Words("去哪里", "Where to"), ("area", "place_text", "room", "employer", "hotel", "school")),
    (Words("核酸证明", "Test result"), ("test_result", "test_at", "tube")),
    (Words("身体", "Health"), ("symptoms", "point")),
)


@never_cache
@seated("landing")
def landing(request: HttpRequest) -> HttpResponse:
    """Register the next person; the answer says whether the result is valid and what applies where they go."""
    seat = seat_of(request)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data.update(
            {
                "way": "in",
                "arrives_at": timezone.localtime(now()).strftime("%Y-%m-%dT%H:%M"),
                "declarant": "self",
            }
        )
    form = SchemaForm(
        Landed, data, initial={"transport": "train", "test_result": "negative"},
        only=tuple(name for _, names in GROUPS for name in names), groups=GROUPS,
    )  # fmt: skip
    context: dict[str, Any] = {}
    if form.is_valid():
        value: Landed = form.value
        try:
            matter = land(
                seat=seat,
                said=declaring_of(value),
                area=value.area,
                point=value.point or seat.title.zh,
                tube=value.tube,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            with scope.everything("the answer at a first landing point"):
                row = Declaration.objects.select_related("landing", "matter").get(pk=matter.pk)
                context = {
                    "row": row, "code": matter.code, "verdict": terms.VERDICTS[row.landing.verdict],
                    "tone": TONES[row.landing.verdict],
                    "applies": applies(row.area, row.category, row.sure, row.reasons, arrival_day(row)),
                }  # fmt: skip
            form = SchemaForm(
                Landed, None, initial={"transport": value.transport, "number": value.number, "point": value.point,
                "test_result": "negative"}, only=form.only, groups=GROUPS,
            )  # fmt: skip
    context |= {
        "form": form,
        "valid": reader(now()).value(TEST_VALIDITY.code, seat.area, choice=LANDED).words(),
        "papers": papers_of(seat.area),
        **_today(seat),
    }
    return render(
        request, "screening/landing.html", context, status=422 if form.bound and form.errors else 200
    )


def _today(seat: Seat) -> dict[str, Any]:
    """Who was registered here today."""
    start = timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = scope.within(Landing.objects.filter(at__gte=start), seat.area).order_by("-at")
    total, sampled = found.count(), found.filter(sampled_at__isnull=False).count()
    with scope.everything("names of those registered at a first landing point"):
        last = list(found.select_related("declaration")[:SHOWN])
    rows = [
        {
            "who": mask_name(one.declaration.name), "at": one.at, "point": one.point,
            "state": terms.VERDICTS[one.verdict], "tone": TONES[one.verdict], "tube": one.tube,
        }
        for one in last
    ]  # fmt: skip
    columns = [
        {"name": "who", "title": Words("谁", "Who")},
        {"name": "at", "title": Words("时间", "When"), "kind": "when"},
        {"name": "point", "title": Words("出站口", "Exit")},
        {"name": "state", "title": Words("证明", "Result"), "kind": "state"},
        {"name": "tube", "title": Words("采样管", "Tube")},
    ]
    return {"rows": rows, "columns": columns, "total": total, "sampled": sampled}
