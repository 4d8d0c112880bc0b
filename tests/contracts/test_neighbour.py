"""Whoever works next door sees nothing: every address, with the things of community A as its arguments."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from huying.base import clock
from huying.config.reference import addresses
from huying.people.forms import PURPOSES
from huying.people.models import User
from huying.people.roles import ROLES
from huying.places import scope
from tests.contracts.neighbourhood import PHONE, SECRET, Neighbourhood, furnished

NOW = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
# An argument, in the way Django's routes and regular expressions write it.
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
FORMATS = ["json", "xml"]
# What stands for the arguments of addresses that begin so, the first that fits: a text names a thing of
# Neighbourhood, a tuple several, a list holds values as they are.
ARGUMENTS: list[tuple[str, dict[str, Any]]] = [
    ("/accounts/2fa/webauthn/keys/", {"pk": "passkey"}),
    ("/admin/", {"app_label": ["auth"], "url": ["x/"], "object_id": ["1"], "content_type_id": ["1"]}),
    ("/api/help/requests/", {"code": "request"}),
    ("/api/lists/", {"code": "pushed"}),
    ("/api/matters/", {"code": "codes", "act": ["add"]}),
    ("/api/rules/", {"code": "rules"}),
    ("/api/responses/<code>/data/", {"code": "ended_code", "name": ["ours"]}),
    ("/api/responses/", {"code": "response"}),
    ("/api/diseases/", {"code": "disease"}),
    ("/api/public-notices/", {"code": "release"}),
    ("/seat/cover/<int:pk>/end/", {"pk": "cover"}),
    ("/seat/cover/", {"pk": "post"}),
    ("/settings/staff/", {"pk": "worker"}),
    ("/settings/posts/", {"pk": "post"}),
    ("/settings/units/", {"pk": "unit"}),
    ("/settings/keys/", {"pk": "token"}),
    ("/residents/", {"pk": "resident"}),
    ("/track/", {"code": "request"}),
    ("/m/", {"code": "codes", "act": ["answer", "accept"]}),
    ("/mine/", {"code": ("request", "emergency"), "act": ["add", "withdraw"]}),
    ("/contact/", {"code": ("request", "emergency")}),
    ("/photos/", {"name": "photo"}),
    ("/desk/screening/", {"code": "waiting"}),
    ("/desk/record/", {"code": "request"}),
    ("/desk/emergencies/", {"code": "emergency", "act": ["transfer"]}),
    ("/desk/merging/", {"code": ("request", "twin")}),
    ("/desk/topics/", {"pk": "topic"}),
    ("/desk/cards/", {"code": "card", "how": ["publish", "withdraw"]}),
    ("/field/check/", {"code": "check", "act": ["found", "visit"]}),
    ("/lists/balance.", {"fmt": ["csv", "xlsx"]}),
    ("/lists/shift/", {"pk": "shift"}),
    ("/lists/matching/", {"code": "check"}),
    ("/lists/out/", {"number": "letter", "fmt": ["pdf", "xlsx"]}),
    ("/lists/", {"code": "pushed", "fmt": ["pdf", "xlsx"]}),
    ("/field/round/", {"household": "household"}),
    ("/field/daily/", {"pk": "door"}),
    ("/api/rounds/doors/", {"pk": "door"}),
    ("/daily.", {"fmt": ["csv", "xlsx"]}),
    ("/incidents/", {"code": "incident"}),
    ("/specimens.", {"fmt": ["csv", "xlsx"]}),
    ("/specimens/", {"code": "specimen"}),
    ("/api/incidents/", {"code": "incident"}),
    ("/duty/turns/", {"pk": "turn"}),
    ("/api/duty/turns/", {"pk": "turn"}),
    ("/duty/swaps/", {"pk": "swap"}),
    ("/duty/shifts/", {"pk": "pattern"}),
    ("/duty/", {"unit": ["community"], "area": "desk_area", "fmt": ["csv", "xlsx"]}),
    ("/settings/channels/", {"code": "channel", "how": ["close", "open"]}),
    ("/api/measures/", {"code": "measure"}),
    ("/measure/appeal/", {"code": "appeal"}),
    ("/measure/", {"code": "measure"}),
    ("/measures/", {"code": "measure"}),
    ("/volunteer/o/", {"code": "order", "act": ["start", "deliver"]}),
    ("/volunteer/join/", {"code": "joining"}),
    ("/volunteer/calls/", {"code": "muster"}),
    ("/volunteers/joining/", {"code": "joining"}),
    ("/volunteers/hours/", {"pk": "turnout"}),
    ("/volunteers/turnouts.", {"fmt": ["csv", "xlsx"]}),
    ("/volunteers/certificates/", {"number": "certificate"}),
    ("/volunteers/orders/", {"code": "order"}),
    ("/volunteers/photos/", {"name": "proof"}),
    ("/volunteers/", {"pk": "volunteer"}),
    ("/zones/", {"code": "zone"}),
    ("/api/zones/", {"code": "zone"}),
    ("/api/sites/", {"pk": "site"}),
    ("/api/transfers/", {"code": "transfer"}),
    ("/api/loops/", {"code": "loop"}),
    ("/api/rooms/", {"pk": "room"}),
    ("/api/volunteer-musters/", {"code": "muster"}),
    ("/sites/rooms/", {"pk": "room"}),
    ("/sites/stays/", {"pk": "stay"}),
    ("/sites/staff/", {"pk": "site_staff"}),
    ("/sites/", {"pk": "site"}),
    ("/transfers/", {"code": "transfer", "act": ["assign"]}),
    ("/loops/", {"code": "loop", "act": ["pass_on"]}),
    ("/teams/", {"pk": "member"}),
    ("/rules/<str:code>/changes/", {"code": "rules", "other": "rules"}),
    ("/rules/", {"code": "rules", "name": ["help.first_answer"]}),
    ("/responses/<str:code>/data/", {"code": "ended_code", "name": ["ours"]}),
    ("/responses/", {"code": "response"}),
    ("/diseases/", {"code": "disease"}),
    ("/public-notices/", {"code": "release"}),
    ("/declare/", {"code": "declaration", "act": ["arrive"]}),
    ("/at/", {"code": "host", "survey": "survey"}),
    ("/arrivals.", {"fmt": ["csv", "xlsx"]}),
    ("/arrivals/", {"code": "declaration"}),
    ("/hosts/", {"code": "host"}),
    ("/surveys/", {"code": "survey"}),
    ("/returnees/", {"pk": "returnee"}),
    ("/api/screening/surveys/", {"code": "survey"}),
    ("/notices/", {"notice_id": "notice"}),
    ("/settings/robots/", {"robot_id": "robot"}),
    ("/settings/notices/failed/", {"notice_id": "failed"}),
    ("/imports/<int:number>/check/", {"number": "new_load"}),
    ("/imports/", {"number": "load", "row": "row", "fmt": ["csv", "xlsx"]}),
    ("/open311/v2/services/", {"code": ["medication_supply"], "fmt": FORMATS}),
    ("/open311/v2/", {"number": "number", "fmt": FORMATS, "rest": ["anything"]}),
]
# Addresses whose arguments name nothing of a community, and why.
NOBODYS = {
    "/api/places/": "the tree of places is public",
    "/settings/places/": "places are the district's; names of places are public",
    "/settings/categories/": "categories are the district's",
    "/staff/password/": "the address itself is the secret, sent to one person",
    "/cards/<slug:code>/": "a published card is for everybody; the desk's address takes the drafts",
    "/risk/": "lists of areas at risk are published",
    "/check/": "the code of a printed notice is for whoever holds the paper: issuer and days, never a name",
    "/api/upkeep/": "names a kind of work; the place it is sent is checked against the sender's area",
    "/zones/public/": "a zone in force is for everybody; what is only proposed is not found there",
    "/rules/public/": "a published set is for everybody; the desk's address takes the drafts",
}
# What has to be told beside the address before it is looked up.
ASIDE = {"/residents/<int:pk>/": f"?purpose={PURPOSES[1][0]}"}
# Addresses that answer everybody with 200, and why; what they say is looked through all the same.
EVERYBODYS = {
    "/track/": "asks for the phone number and says nothing else",
    "/open311/v2/": "category, state and community of a request are public",
    "/volunteers/turnouts.": "a list of one's own area",
    "/lists/balance.": "counts of one's own area",
    "/arrivals.": "a list of one's own area",
    "/daily.": "counts of one's own area",
    "/specimens.": "a list of one's own area",
}
# Addresses that nobody of A opens by these arguments, and why: the check that an argument is real is left out.
UNPROVEN = {
    "/volunteer/join/": "only whoever holds the phone that signed up, by a code sent to it",
    "/admin/": "the stock administration, closed to all staff of the cast",
    "/open311/v2/<path:rest>": "says that nothing is there",
    "/accounts/2fa/webauthn/keys/": "allauth asks for the password anew",
    "/api/rooms/": "only those who keep the site turn its rooms",
    "/duty/swaps/": "only whoever was asked answers",
}
CLOSED = {401, 403, 404, 405, 410}
# Where somebody who may not come in is sent.
DOORS = ("/accounts/", "/track/", "/seat/", "/admin/login/")
# Tables that a mere look writes to.
WRITTEN_BY_LOOKING = {"User", "Audit", "Attempt", "OnceCode", "ApiToken", "CardUse", "Edition", "RiskSeen"}


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """A client of a user, the same one every time: a log-in costs more than a request."""
    known: dict[int, Client] = {}

    def make(user: User | None = None) -> Client:
        if user is None:
            return Client()
        if user.pk not in known:
            known[user.pk] = Client()
            known[user.pk].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return known[user.pk]

    return make


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Any) -> Iterator[Neighbourhood]:
    with clock.borrow(NOW):
        yield furnished("then", tmp_path, settings)


def _values(place: Neighbourhood, what: Any) -> list[str]:
    """The values of an argument: literal ones, or things of A by their names."""
    if isinstance(what, list):
        return what
    if what == "codes":
        return place.codes()
    things = [(name, getattr(place, name)) for name in ([what] if isinstance(what, str) else what)]
    return [str(getattr(thing, "pk", thing)) for _, thing in things]


def _filled(place: Neighbourhood, address: str) -> list[str]:
    """The paths of an address with everything of A that fits; none when nobody has said what fits."""
    names = [one or other for one, other in ARGUMENT.findall(address)]
    known: dict[str, Any] = next((more for start, more in ARGUMENTS if address.startswith(start)), {})
    if any(name not in known for name in names):
        return []
    paths = []
    for values in product(*(_values(place, known[name]) for name in names)):
        rest = list(values)
        path = ARGUMENT.sub(lambda _, rest=rest: rest.pop(0), address)  # type: ignore[misc]
        paths.append(path + ASIDE.get(address, ""))
    return paths


def _under(address: str, starts: Any) -> bool:
    return any(address.startswith(start) for start in starts)


def _ask(client: Client, method: str, path: str, before: str = "") -> Any:
    """One request, undone afterwards; `answer.left` when it left something behind that was not there `before`."""
    with transaction.atomic():
        body = "{}" if method == "POST" and path.startswith("/api/") else ""
        answer: Any = client.generic(method, path, body, "application/json" if body else "")
        if getattr(answer, "streaming", False):
            answer.content = b"".join(answer)
        # Whoever is shown the door left nothing: the comparison costs more than the request.
        answer.left = bool(before) and not _shut(answer) and _fingerprint() != before
        transaction.set_rollback(True)
    return answer


def _shut(answer: Any) -> bool:
    """Whether this is the answer to somebody who may not come in."""
    away = answer.status_code in (301, 302) and answer["Location"].startswith(DOORS)
    return away or answer.status_code in CLOSED


def _fingerprint() -> str:
    """What stands in the tables of the project."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("huying.") and model.__name__ not in WRITTEN_BY_LOOKING
    ]
    sums = ", ".join(
        f"(SELECT coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {name} t)"  # noqa: S608
        for name in tables
    )
    with scope.everything("a test compares"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums}")
        return repr(cursor.fetchone())


def _told(answer: Any) -> str:
    """Everything an answer says, headers too."""
    said: str = answer.content.decode(errors="replace") + repr(dict(answer.headers))
    return said


def _leaks(place: Neighbourhood, answer: Any, sent: str) -> list[str]:
    """What of A stands in an answer that the question did not hold."""
    told = _told(answer)
    names = [place.photo, place.proof, place.certificate, *place.codes()]
    return [word for word in (SECRET, PHONE, *names) if word in told and word not in sent]


def _clients(place: Neighbourhood, view: Any, client_for: Any, ours: bool) -> dict[str, Client]:
    """Who could open a page, by role: the community worker, and others with the abilities it asks for."""
    wanted = getattr(view, "abilities", None)
    staff = place.ours if ours else place.theirs
    able = [r for r in ROLES if wanted is not None and ROLES[r].abilities.issuperset(wanted)]
    # An address that says nothing of abilities is tried by the most different ones.
    roles = able or ["rule_publisher", "volunteer"]
    chosen = dict.fromkeys(["community_worker", roles[0], *(r for r in roles if r == "volunteer")])
    return {role: client_for(staff[role]) for role in chosen}


def _patterns() -> list[tuple[str, str, Any]]:
    return [(address, name, view) for address, name, view in addresses() if ARGUMENT.search(address)]


def test_every_address_has_its_arguments(place: Neighbourhood) -> None:
    missing = [a for a, _, _ in _patterns() if not _under(a, NOBODYS) and not _filled(place, a)]
    assert not missing, f"say what of community A fits into them, or why nothing does: {missing}"
    everything = [address for address, _, _ in addresses()]
    starts = [start for start, _ in ARGUMENTS]
    stale = [
        s for s in (*starts, *NOBODYS, *EVERYBODYS, *UNPROVEN) if not any(_under(a, [s]) for a in everything)
    ]
    assert not stale, f"no address begins so any more: {stale}"


def test_the_arguments_are_real(place: Neighbourhood, client_for: Any) -> None:
    """Each path is found by somebody of A, so that a neighbour's 404 means something."""
    fang = client_for(None)
    for code in (place.request, place.measure, place.appeal, place.declaration, place.host):
        assert fang.post("/track/", {"code": code, "phone": PHONE}).status_code == 302
    unknown = []
    for address, _, view in _patterns():
        if _under(address, (*NOBODYS, *UNPROVEN)):
            continue
        who = [*_clients(place, view, client_for, ours=True).values(), fang]
        if not any(_opens(client, path) for path in _filled(place, address) for client in who):
            unknown.append(address)
    assert not unknown, f"nobody of A finds anything there: {unknown}"


def _opens(client: Client, path: str) -> bool:
    answer = _ask(client, "GET", path)
    if answer.status_code == 405:
        answer = _ask(client, "POST", path)
    return not _shut(answer)


def test_a_neighbour_and_a_stranger_find_nothing_of_ours(place: Neighbourhood, client_for: Any) -> None:
    before = _fingerprint()
    wrong = []
    for address, _, view in _patterns():
        if _under(address, NOBODYS):
            continue
        who = _clients(place, view, client_for, ours=False) | {"stranger": client_for(None)}
        for (role, client), path, method in product(who.items(), _filled(place, address), ("GET", "POST")):
            answer = _ask(client, method, path, before if method == "POST" else "")
            wrong += [
                f"{role} {method} {path} {answer.status_code}: {one}"
                for one in _seen(place, answer, address, path)
            ]
    assert not wrong, "\n".join(wrong[:60])


def _seen(place: Neighbourhood, answer: Any, address: str, path: str) -> Sequence[str]:
    """What an answer to somebody else should not have been."""
    found = [f"it tells {word}" for word in _leaks(place, answer, path)]
    if answer.left:
        found.append("it changed something")
    if not _shut(answer) and not _under(address, EVERYBODYS):
        found.append(f"it is open, {answer.headers.get('Location', '')}")
    return found


def _questions(place: Neighbourhood) -> list[str]:
    """What somebody could write behind the address of a list to get at the things of A."""
    areas = "&".join(
        f"{name}={place.cast.a}" for name in ("area", "of", "place", "within", "there", "unit_area")
    )
    codes = "&".join(
        f"{n}={place.request}" for n in ("code", "parent", "request", "requests", "from", "m", "about")
    )
    numbers = "&".join(
        f"{name}={thing.pk}"
        for name, thing in (
            ("post", place.post), ("user", place.ours["grid_worker"]), ("volunteer", place.volunteer),
            ("household", place.household), ("resident", place.resident), ("load", place.load),
        )
    )  # fmt: skip
    return ["", f"?{areas}&{codes}&{numbers}&whose=ended"]


def test_no_list_holds_anything_of_ours(place: Neighbourhood, client_for: Any) -> None:
    everybody = {role: client_for(user) for role, user in place.theirs.items()}
    everybody |= {"charlie": client_for(place.cast.charlie), "stranger": client_for(None)}
    wrong = []
    for address, _, view in addresses():
        if ARGUMENT.search(address) or address.startswith("/admin/"):
            continue
        wanted = getattr(view, "abilities", None)
        able = [
            r for r in everybody if wanted is None or (r in ROLES and ROLES[r].abilities.issuperset(wanted))
        ]
        who = able if address.startswith("/api/") else [*able[:1], "charlie", "stranger"]
        for role, more in product(dict.fromkeys(who), _questions(place)):
            answer = _ask(everybody[role], "GET", address + more)
            wrong += [f"{role} {address}{more}: {one}" for one in _leaks(place, answer, address + more)]
    assert not wrong, "\n".join(wrong[:60])


def test_a_search_by_what_one_knows_finds_nothing_of_ours(place: Neighbourhood, client_for: Any) -> None:
    charlie = client_for(place.cast.charlie)
    for said in ({"phone": PHONE}, {"name": SECRET[:4]}, {"q": PHONE}, {"text": PHONE}):
        for path in ("/residents/find/", "/residents/", "/volunteers/"):
            for answer in (charlie.post(path, said), charlie.get(path, said)):
                told = _told(answer)
                assert place.request not in told and f"/residents/{place.resident.pk}/" not in told
                assert f"/volunteers/{place.volunteer.pk}/" not in told


def test_the_secret_word_is_really_there(place: Neighbourhood, client_for: Any) -> None:
    """The people of A do read it: the checks above look for something that is shown."""
    alice, volunteer = client_for(place.cast.alice), client_for(place.ours["volunteer"])
    paths = [
        f"/m/{place.request}/",
        f"/m/{place.emergency}/",
        f"/m/{place.order}/",
        f"/imports/{place.load.pk}/",
    ]
    paths += [
        f"/volunteers/{place.volunteer.pk}/",
        "/volunteers/",
        f"/m/{place.measure}/",
        f"/m/{place.appeal}/",
    ]
    for path in paths:
        assert SECRET[:3] in alice.get(path).content.decode(), path
    assert SECRET in volunteer.get(f"/volunteer/o/{place.order}/").content.decode()
