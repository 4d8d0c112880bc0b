"""Every way an order can go, through the engine and the database."""

import datetime as dt

import pytest

from huying.kernel.refused import Refused
from huying.matters.queries import standing
from huying.messages.models import Notice
from huying.volunteers.models import Volunteer
from huying.volunteers.queries import candidates
from huying.volunteers.tests.conftest import START, Crew

HOUR = dt.timedelta(hours=1)


def told(template: str, code: str) -> set[int | None]:
    return set(Notice.objects.filter(template=template, about=code).values_list("user_id", flat=True))


def test_placed_offered_accepted_begun_delivered_confirmed(crew: Crew) -> None:
    code = crew.place()
    assert crew.holder(code) == ("community", crew.cast.a, None)
    assert standing(crew.matter(code)).clocks == {"find": START + HOUR / 2}
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.vera.pk)
    assert told("volunteers.asked", code) == {crew.vera.user_id}
    crew.act(crew.vera, code, "accept")
    assert crew.holder(code) == ("volunteer_team", crew.cast.a, crew.vera.user_id)
    crew.later(minutes=20)
    crew.act(crew.vera, code, "check_in")
    crew.later(minutes=90)
    crew.act(crew.vera, code, "deliver", proof="交给方阿姨本人")
    assert crew.holder(code) == ("community", crew.cast.a, None)
    (turnout,) = crew.turnouts(code)
    assert (turnout.hours, turnout.counts, turnout.task) == (1.5, True, "medicine")
    crew.act(crew.cast.alice, code, "confirm")
    assert crew.matter(code).state == "done"
    assert crew.turnouts(code)[0].confirmed_by_id == crew.cast.alice.pk
    assert crew.lines(code) == ["place", "offer", "accept", "check_in", "deliver", "confirm"]


def test_what_was_told_about_the_caller_stays_out_of_the_history(crew: Crew) -> None:
    from huying.matters.models import Event

    code = crew.place()
    written = str(list(Event.objects.filter(matter__code=code).values_list("data", flat=True)))
    assert "方芳" not in written and "301" not in written and "红盒" not in written and "138" not in written
    assert crew.order(code).contact_phone == "13800000006"


def test_who_was_asked_may_say_no_and_nobody_else_for_them(crew: Crew) -> None:
    code = crew.place()
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.vera.pk)
    with pytest.raises(Refused, match="another volunteer"):
        crew.act(crew.victor, code, "accept")
    with pytest.raises(Refused, match="not offered to you"):
        crew.act(crew.victor, code, "decline", words="")
    crew.act(crew.vera, code, "decline", words="在值班")
    assert (crew.matter(code).state, crew.order(code).asked) == ("open", None)
    crew.act(crew.victor, code, "accept")


def test_no_answer_in_time_frees_it_and_the_asked_one_is_told(crew: Crew) -> None:
    code = crew.place()
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.vera.pk)
    crew.later(minutes=11)
    assert (crew.matter(code).state, crew.order(code).asked) == ("open", None)
    assert told("volunteers.freed", code) == {crew.vera.user_id}
    crew.act(crew.victor, code, "accept")


def test_whoever_is_asked_next_has_the_whole_time_to_think(crew: Crew) -> None:
    code = crew.place()
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.vera.pk)
    crew.later(minutes=9)
    with pytest.raises(Refused):
        crew.act(crew.cast.alice, code, "offer", volunteer=crew.victor.pk)
    crew.act(crew.cast.alice, code, "recall", words="")
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.victor.pk)
    assert standing(crew.matter(code)).clocks["ask"] == crew.now + dt.timedelta(minutes=10)


def test_only_somebody_who_could_accept_is_asked(crew: Crew) -> None:
    code = crew.place()
    crew.vince.standing = "paused"
    crew.vince.save()
    for who in (crew.wanda, crew.vince):
        with pytest.raises(Refused, match="choose another"):
            crew.act(crew.cast.alice, code, "offer", volunteer=who.pk)
    with pytest.raises(Refused, match="paused"):
        crew.act(crew.vince, code, "accept")


def test_a_called_building_hears_it_and_the_first_to_accept_has_it(crew: Crew) -> None:
    code = crew.place()
    crew.act(crew.cast.alice, code, "call", called=crew.cast.building)
    assert told("volunteers.called", code) == {crew.vera.user_id, crew.victor.user_id}
    crew.act(crew.victor, code, "accept")
    with pytest.raises(Refused, match="Accepted"):
        crew.act(crew.vera, code, "accept")


def test_a_call_into_the_void_or_next_door_is_refused(crew: Crew) -> None:
    code = crew.place()
    crew.victor.delete()
    crew.vera.delete()
    with pytest.raises(Refused, match="No volunteer there"):
        crew.act(crew.cast.alice, code, "call", called=crew.cast.building)
    for called in (crew.cast.b1, "9" * 20):
        with pytest.raises(Refused, match="not in your area"):
            crew.act(crew.cast.alice, code, "call", called=called)
    assert crew.lines(code) == ["place"]


def test_handed_back_it_waits_at_the_desk_again(crew: Crew) -> None:
    code = crew.taken(crew.vera)
    crew.act(crew.vera, code, "hand_back", reason="孩子发烧")
    assert crew.holder(code) == ("community", crew.cast.a, None)
    assert crew.order(code).taken_by is None
    crew.act(crew.victor, code, "accept")


def test_a_colleague_takes_over_and_the_first_is_told(crew: Crew) -> None:
    code = crew.taken(crew.vera)
    with pytest.raises(Refused, match="yours already"):
        crew.act(crew.vera, code, "take_over")
    crew.act(crew.vera, code, "check_in")
    crew.later(minutes=30)
    crew.act(crew.victor, code, "take_over")
    assert crew.order(code).taken_by == crew.victor
    assert told("volunteers.freed", code) == {crew.vera.user_id}
    assert [one.hours for one in crew.turnouts(code)] == [0.5]
    with pytest.raises(Refused, match="colleague"):
        crew.act(crew.vera, code, "check_in")
    crew.act(crew.victor, code, "check_in")


def test_nobody_holds_more_than_the_cap(crew: Crew) -> None:
    first = crew.taken(crew.vera)
    crew.taken(crew.vera)
    crew.taken(crew.vera)
    code = crew.place()
    with pytest.raises(Refused, match="You hold 3 orders"):
        crew.act(crew.vera, code, "accept")
    crew.act(crew.vera, first, "check_in")
    crew.act(crew.vera, first, "deliver", proof="放在门口")
    crew.act(crew.vera, code, "accept")


def test_a_stale_claim_is_freed_by_the_clock(crew: Crew) -> None:
    code = crew.taken(crew.vera)
    crew.later(hours=2, minutes=1)
    assert crew.lines(code)[-1] == "stale"
    assert (crew.matter(code).state, crew.order(code).taken_by) == ("open", None)
    assert told("volunteers.freed", code) == {crew.vera.user_id}


def test_work_without_an_end_counts_only_once_confirmed(crew: Crew) -> None:
    code = crew.taken(crew.vera)
    crew.act(crew.vera, code, "check_in")
    crew.later(hours=4, minutes=1)
    assert crew.lines(code)[-1] == "stale"
    (turnout,) = crew.turnouts(code)
    assert (turnout.hours, turnout.claimed, turnout.counts) == (4.0, True, False)


def test_nobody_takes_it_and_it_climbs_until_somebody_does(crew: Crew) -> None:
    code = crew.place()
    crew.act(crew.cast.alice, code, "offer", volunteer=crew.vera.pk)
    crew.later(minutes=31)
    assert crew.holder(code) == ("street", crew.cast.street, None)
    crew.later(hours=2)
    assert crew.matter(code).level == "city"
    assert crew.order(code).asked is None
    crew.act(crew.vera, code, "accept")


def test_nobody_confirms_their_own_order(crew: Crew) -> None:
    lena = Volunteer.objects.create(user=crew.lena, area=crew.cast.building, name="莉娜")
    code = crew.taken(lena)
    crew.act(lena, code, "check_in")
    crew.act(lena, code, "deliver", proof="送到了")
    with pytest.raises(Refused, match="Somebody else"):
        crew.act(lena, code, "confirm")
    crew.later(hours=25)
    assert crew.lines(code)[-1] == "settle"


def test_confirming_does_not_confirm_ones_own_part(crew: Crew) -> None:
    lena = Volunteer.objects.create(user=crew.lena, area=crew.cast.building, name="莉娜")
    code = crew.taken(lena)
    crew.act(lena, code, "check_in")
    crew.act(crew.vera, code, "take_over")
    crew.act(crew.vera, code, "check_in")
    crew.act(crew.vera, code, "deliver", proof="送到了")
    crew.act(lena, code, "confirm")
    assert [one.confirmed_by_id for one in crew.turnouts(code)] == [None, crew.lena.pk]


def test_whoever_had_it_hears_that_it_is_withdrawn(crew: Crew) -> None:
    code = crew.taken(crew.vera)
    crew.act(crew.cast.alice, code, "withdraw", reason="家属买到了")
    assert (crew.matter(code).state, crew.order(code).outcome) == ("withdrawn", "家属买到了")
    assert told("volunteers.over", code) == {crew.vera.user_id}


def test_the_neighbour_can_do_nothing(crew: Crew) -> None:
    from huying.base.errors import NotYours

    code = crew.place()
    for who, act in ((crew.cast.charlie, "offer"), (crew.wanda, "accept")):
        with pytest.raises(NotYours):
            crew.act(who, code, act, volunteer=crew.wanda.pk)


def test_who_fits_comes_first_then_who_is_free_then_who_is_near(crew: Crew) -> None:
    from huying.places.models import Area

    for code, lat in ((crew.cast.building, 30.00), (crew.cast.a2, 30.02)):
        Area.objects.filter(pk=code).update(lat=lat, lon=120.0)
    found = candidates(crew.order(crew.place()))
    assert [one.volunteer for one in found] == [crew.vera, crew.vince, crew.victor]
    assert [(one.fitting, one.wanted) for one in found] == [(1, 1), (1, 1), (0, 1)]
    assert found[0].km == 0 and found[1].km == pytest.approx(2.22, abs=0.01)
    crew.taken(crew.vera)
    assert [one.volunteer for one in candidates(crew.order(crew.place()))][:2] == [crew.vince, crew.vera]
