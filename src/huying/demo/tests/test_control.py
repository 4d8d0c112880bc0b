"""Travellers, lists and measures of the small city: every state is there, everything adds up, at any moment."""

import datetime as dt
from collections import Counter

from django.utils.timezone import localtime

from huying.demo.city import CITY, DISTRICT
from huying.demo.load import Loaded
from huying.intake.models import ImportRow
from huying.kernel.kinds import kind_of
from huying.matters.models import Event, Matter
from huying.measures.models import Appeal, Checkup, Measure, Room, Swab
from huying.measures.queries.measures import figures, listed
from huying.people.models import User
from huying.places.codes import ancestors
from huying.places.models.risk import RiskVersion
from huying.places.risk.changes import changes
from huying.places.risk.concerns import concerns
from huying.screening.models import (
    Declaration,
    Inspection,
    Landing,
    OutLetter,
    Outreach,
    PushList,
    Reached,
    Returnee,
    Shift,
    Subject,
)
from huying.screening.queries.balance import balance_of
from huying.screening.queries.wall import wall_of

from .conftest import MOMENT

KINDS = (
    "screening.check", "screening.declaration", "screening.survey", "screening.inspection", "measures.measure", "measures.appeal",
    "measures.follow_up", "measures.transfer", "measures.loop", "measures.disinfection", "measures.inspection",
    "measures.hold", "measures.venue", "help.stairwell", "help.stairwell_call", "volunteers.joining",
)  # fmt: skip
DAY = dt.timedelta(days=1)


def test_every_state_of_travellers_lists_and_measures(loaded: Loaded) -> None:
    seen = Counter(Matter.objects.values_list("kind", "state"))
    for kind in KINDS:
        missing = [state for state in kind_of(kind).states if not seen[kind, state]]
        assert not missing, f"{kind} stands nowhere at {missing}"
    assert seen["screening.reply", "due"] and seen["screening.reply", "sent"]
    assert not Event.objects.filter(at__gt=MOMENT).exists()


def test_three_lists_and_whom_the_last_one_concerns(loaded: Loaded) -> None:
    assert RiskVersion.objects.count() == 3
    moved = changes(MOMENT - DAY, MOMENT)
    assert {one.kind for one in moved} >= {"new", "gone", "lowered"}
    assert concerns(moved, DISTRICT), "nobody of ours is concerned by what changed since yesterday"
    rows = Declaration.objects.select_related("matter")
    again = [one for one in rows.exclude(concerned_at=None) if one.matter.state == "arrived"]
    assert again and rows.exclude(freed_at=None).exists()
    known = set(rows.values_list("category", flat=True))
    assert known >= {"", "from_key_area", "from_medium_risk", "from_high_risk"}
    today = localtime(MOMENT).date()
    assert any(localtime(one.arrives_at).date() == today and one.matter.state == "declared" for one in rows)
    assert set(rows.values_list("channel", flat=True)) >= {"public", "desk", "field", "site", "landing", "file", "ledger", "survey"}  # fmt: skip
    assert rows.filter(version__gt=1).exists() and rows.exclude(party="").exists()
    assert set(Reached.objects.filter(site__isnull=False).values_list("kind", flat=True)) == {"hotel", "employer", "school"}  # fmt: skip
    assert set(Landing.objects.values_list("verdict", flat=True)) == {
        "valid",
        "expired",
        "missing",
        "positive",
    }


def test_the_lists_add_up_at_every_level_and_moment(loaded: Loaded) -> None:
    here = User.objects.get(username="grid").posts.get().area
    for area in (here, *ancestors(here)):
        for at in (None, MOMENT - dt.timedelta(hours=2), MOMENT - dt.timedelta(hours=4), MOMENT - DAY):
            assert balance_of(area, at=at).adds_up, f"{area} at {at}"
    rows = Counter(ImportRow.objects.filter(kind="push-list").values_list("state", flat=True))
    assert rows["opened"] > 30 and rows["rejected"] and rows["already"]
    ours = PushList.objects.filter(area=DISTRICT)
    assert ours.filter(kind="list").count() == 2 and ours.filter(kind="letter").count() == 2
    whole = balance_of(CITY)
    assert whole.rejected_count and whole.passed and whole.passing
    wall = wall_of(DISTRICT)
    assert wall.overdue and wall.unplaced and wall.receipts and wall.to_match
    assert {"late", "h1", "more", "met"} <= {name for name, count in wall.totals.counts.items() if count}
    assert (
        OutLetter.objects.filter(receipt_at=None).exists()
        and OutLetter.objects.exclude(receipt_at=None).exists()
    )
    found = Subject.objects
    assert found.exclude(identity_fault="").exists() and found.filter(alike=True).exists()
    assert set(found.values_list("match", flat=True)) == {"none", "proposed", "confirmed", "refused"}


def test_a_shift_waits_at_each_desk_of_lists(loaded: Loaded) -> None:
    for login in ("district", "street", "community"):
        post = User.objects.get(username=login).posts.get()
        waiting = Shift.objects.get(area=post.area, unit=post.unit, in_at=None)
        assert waiting.out_by_id != post.user_id, f"{login} cannot take over from themselves"
        assert Shift.objects.filter(area=post.area, unit=post.unit, in_at__isnull=False).exists()


def test_measures_of_every_kind_with_what_is_due(loaded: Loaded) -> None:
    live = Measure.objects.filter(live=True)
    assert set(live.values_list("kind", flat=True)) >= {
        "isolation",
        "quarantine_facility",
        "quarantine_home",
        "home_monitoring",
    }
    for which in ("running", "proposed", "due", "today", "untested", "unread", "silent"):
        assert listed(CITY, which).exists(), f"the list “{which}” is empty"
    assert figures(CITY).adds_up
    assert Checkup.objects.filter(abnormal=True).exists() and Checkup.objects.filter(by=None).exists()
    assert Swab.objects.exclude(missed_at=None).exists()
    assert Appeal.objects.filter(matter__ended_at=None).count() >= 2
    decided = [one for one in Appeal.objects.select_related("measure") if one.decided_by_id]
    assert decided and all(one.decided_by_id != one.measure.decided_by_id for one in decided)
    rooms = set(Room.objects.values_list("state", flat=True))
    assert rooms >= {"free", "occupied", "disinfected"}, rooms


def test_what_is_done_so_that_nobody_is_missed(loaded: Loaded) -> None:
    assert (
        Returnee.objects.filter(away="home").exists() and Returnee.objects.exclude(returned_on=None).exists()
    )
    assert set(Outreach.objects.values_list("kind", flat=True)) == {
        "forward",
        "loudspeaker",
        "door",
        "neighbour",
    }
    assert set(Inspection.objects.values_list("line", flat=True)) == {
        "village_doctor",
        "township_doctor",
        "supervisor",
    }
