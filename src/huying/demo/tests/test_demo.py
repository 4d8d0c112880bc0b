"""The demo city in small: every state is there, the log-ins work, it comes out the same, and it is nowhere."""

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.base.numbers import identity_fault, read_phone
from huying.base.steps import quiet
from huying.demo import city, program, roster
from huying.demo.load import Loaded, demo_load
from huying.demo.staff import PASSWORD
from huying.demo.stage import Stage, luck
from huying.demo.steps import STEPS
from huying.help.models import Emergency, Feedback, FollowUp, HelpRequest, Merge
from huying.kernel.kinds import kind_of
from huying.matters.models import Clock, Event, Matter
from huying.measures.models import Measure
from huying.messages.models import Notice
from huying.people.models import Post, Resident, User
from huying.people.roles import ROLES
from huying.places import scope
from huying.places.models import Area
from huying.rulebook.models import Response, RuleSet
from huying.screening.models import Declaration, Subject

from .conftest import MOMENT

# Ten past midnight: a day that has hardly begun.
NIGHT = dt.datetime(2022, 1, 11, 16, 10, tzinfo=dt.UTC)
FEW = replace(city.SMALL, calls=3, emergencies=1, topic=2, certain=False)
KINDS = ("help.request", "help.emergency", "help.alert", "volunteers.order")


def test_the_small_city(loaded: Loaded) -> None:
    """One load, looked at from all sides: loading is what takes the time."""
    assert loaded.refusals == [], "no story may ask for what is not allowed"
    _every_state()
    _every_kind_of_message()
    _nothing_is_overdue_or_real(loaded)
    _rules_in_force()
    _nobody_is_told_anything()
    _the_log_ins(loaded)


def _every_state() -> None:
    seen = Counter(Matter.objects.values_list("kind", "state"))
    for kind in KINDS:
        missing = [state for state in kind_of(kind).states if not seen[kind, state]]
        assert not missing, f"{kind} stands nowhere at {missing}"


def _every_kind_of_message() -> None:
    assert set(HelpRequest.objects.values_list("kind", flat=True)) == {"request", "offer", "enquiry"}
    assert {"web", "voices", "mutual-aid", "phone"} <= set(
        HelpRequest.objects.values_list("channel", flat=True)
    )
    assert set(HelpRequest.objects.values_list("language", flat=True)) == {"zh", "en"}
    stamped = Emergency.objects.exclude(transferred_at=None).exclude(treated_at=None)
    assert all(
        e.reported_at < e.transferred_at < e.treated_at for e in stamped if e.transferred_at and e.treated_at
    )
    assert stamped.exists() and FollowUp.objects.exists() and Merge.objects.exists()
    assert Feedback.objects.filter(solved=True, rating=5).exists()
    assert Feedback.objects.filter(solved=False).exists()
    acts = set(Event.objects.values_list("act", flat=True))
    wanted = {
        "climb",
        "first_late",
        "refer_outside",
        "record_external_reply",
        "send_back",
        "match",
        "escalate_to_emergency",
    }
    assert wanted <= acts | {"hand_over_external"}


def _nothing_is_overdue_or_real(loaded: Loaded) -> None:
    assert loaded.rang > 50
    assert not Clock.objects.filter(due_at__lt=MOMENT).exists(), (
        "the clocks have rung up to the moment of loading"
    )
    assert not Clock.objects.exclude(error="").exists()
    assert Event.objects.filter(at__gt=MOMENT).count() == 0
    codes = set(Area.objects.exclude(grade="all").values_list("code", flat=True))
    assert all(code.startswith("99") for code in codes), "a code of a real province"
    for one in Resident.objects.all():
        assert not one.identity or (one.identity.startswith("990101") and not identity_fault(one.identity))
        assert not one.phone or (
            one.phone.startswith(("1380000", "1390000")) and read_phone(one.phone) == one.phone
        )
        assert bool(one.phone) == (one.phone_hash is not None)
    assert Resident.objects.filter(flags__contains=["no_phone"], proxy__isnull=False).exists()


def _rules_in_force() -> None:
    response = Response.objects.get()
    assert (response.level, response.ended_at) == (1, None)
    sets = RuleSet.objects.filter(response=response, status="published")
    assert {one.slug for one in sets} == {
        "linchuan-level-one",
        "wangjiang-routes",
        "linchuan-zones",
        "linchuan-control",
    }
    assert all(one.drafted_by_id != one.published_by_id for one in sets)


def _nobody_is_told_anything() -> None:
    assert not Notice.objects.filter(state="queued").exists()
    assert Notice.objects.filter(channel="inapp", state="sent").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name LIKE '%%send_due'"
        )
        assert cursor.fetchone() == (0,)


def _the_log_ins(loaded: Loaded) -> None:
    held = {post.role for post in Post.objects.filter(user__username__in=logins(loaded.logins))}
    assert held == set(ROLES), "a role nobody can try"
    assert PASSWORD in loaded.logins
    for login in ("community", "screener", "volunteer", "admin"):
        client = Client()
        response = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})
        assert response.status_code == 302, login
        assert "_auth_user_id" in client.session, login
    colleagues = list(User.objects.filter(username__startswith="grid-worker-"))
    assert colleagues and not any(user.has_usable_password() for user in colleagues)


def logins(text: str) -> list[str]:
    """The log-ins of the file."""
    return [line.split()[0] for line in text.splitlines() if line.startswith("  ")]


def content() -> str:
    """What was loaded, without the random codes and the numbers of rows."""
    with scope.everything("a test of the demo city"):
        events = Event.objects.order_by("at", "act", "area", "role").values_list("at", "act", "area", "role")
        texts = HelpRequest.objects.order_by("received_at", "text").values_list(
            "received_at", "text", "outcome"
        )
        names = [(r.name, r.phone, r.area) for r in Resident.objects.order_by("pk")[:50]]
        declared = [(r.name, r.area, r.category, r.arrives_at) for r in Declaration.objects.order_by("pk")]
        named = [(r.name, r.area, r.category, r.note, r.match) for r in Subject.objects.order_by("pk")]
        measures = [(r.name, r.area, r.category, r.ends_on) for r in Measure.objects.order_by("pk")]
        told = [list(events), sorted(map(list, texts), key=str), names, declared, named, measures]
        return json.dumps(told, default=str)


def test_it_comes_out_the_same(db: None) -> None:
    """The same moment gives the same city, whatever was loaded before; at night no story asks for too much either."""
    found = []
    for _ in range(2):
        with transaction.atomic(), clock.borrow(NIGHT):
            steps = quiet()
            assert demo_load(scale=FEW, steps=steps).refusals == []
            assert steps.done == len(STEPS), "a start would promise another number of steps"
            found.append(content())
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_the_command_wants_an_empty_database(db: None, tmp_path: Path) -> None:
    """Loaded once; never over accounts that are there."""
    User.objects.create(username="somebody")
    with pytest.raises(CommandError, match="empty database"):
        call_command("demo_load", logins=str(tmp_path / "logins.txt"))
    assert not (tmp_path / "logins.txt").exists()


def test_the_whole_plan_adds_up() -> None:
    """The whole city's plan, without a database: as many places and people as are promised."""
    rows = list(city.rows(city.WHOLE))
    by_length = Counter(len(row["code"]) for row in rows)
    assert (by_length[9], by_length[12], by_length[15]) == (6, 40, 200)
    assert len({row["code"] for row in rows}) == len(rows)
    homes = [city.Stairwell(row["code"], "", "", "") for row in rows if len(row["code"]) == 20]
    people = roster.people_made(city.City([], [], [], homes, {}), city.WHOLE.residents)
    assert 20_000 <= len(people) < 20_010
    phones = [one.phone for one in people if one.phone]
    assert len(phones) == len(set(phones)), "two people with one number"
    assert 0.1 < sum(one.age >= 65 for one in people) / len(people) < 0.35
    assert 0.005 < sum("no_phone" in one.flags for one in people) / len(people) < 0.1


def test_stories_wait_their_turn() -> None:
    """A story that begins after the end is not told; nearer ones come in the order of their moments."""
    stage = Stage(staff=None, end=MOMENT)  # type: ignore[arg-type]
    stage.begin(-1, iter(()))  # type: ignore[arg-type]
    assert stage.waiting == []
    for hours in (1.0, 3.0, 2.0):
        stage.begin(hours, iter(()))  # type: ignore[arg-type]
    assert min(stage.waiting)[0] == MOMENT - dt.timedelta(hours=3)
    assert all(0 < program.begun(luck(n), MOMENT) <= program.HOURS + 0.05 for n in range(50))
