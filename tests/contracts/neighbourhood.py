"""Community A with one of everything that could be looked at, a secret word in every text of it."""

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from PIL import Image

from huying.base import clock
from huying.base.testing import made_once
from huying.help import services as help_desk
from huying.help.facts import Alarm, Asking
from huying.help.models import Alert, FollowUp, HelpRequest, Merge, Topic
from huying.intake.kinds import Loading, import_kind_of
from huying.intake.models import ImportRow
from huying.intake.open311.names import public_id
from huying.intake.readers import Mapping
from huying.intake.services import import_begin, import_run, import_start
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open, perform
from huying.measures.models import Room, Stay
from huying.measures.services.loops import loop_start
from huying.measures.services.sites import site_open, staff_assign, stay_begin
from huying.measures.services.teams import member_name
from huying.measures.services.transfers import transfer_ask
from huying.measures.services.zones import zone_propose
from huying.messages.models import Notice
from huying.messages.services.keeping import robot_create
from huying.people.models import Household, Post, User
from huying.people.roles import ROLES
from huying.people.seats import Seat, as_actor
from huying.people.services.residents import resident_create
from huying.people.services.staff import post_cover, unit_set
from huying.people.services.tokens import token_create
from huying.people.services.undertakings import undertaking_sign
from huying.people.testing import Cast
from huying.places import scope
from huying.rulebook.document import check_document
from huying.rulebook.models import DataItem, Response
from huying.rulebook.profiles import Origin, Profile
from huying.rulebook.services import (
    Hand,
    notice_draft,
    profile_draft,
    response_start,
    ruleset_draft,
    source_attach,
)
from huying.screening.models import OutLetter
from huying.screening.services.letters import list_open
from huying.screening.services.opening import Named, rows_open
from huying.screening.services.shifts import shift_leave
from huying.volunteers.facts_joining import Applying
from huying.volunteers.facts_muster import Mustering
from huying.volunteers.models import Order, Turnout
from huying.volunteers.services import (
    application_open,
    certificate_issue,
    muster_publish,
    order_place,
    volunteer_join,
)
from huying.volunteers.services.photos import proof_keep
from tests.contracts import nights, travellers
from tests.contracts.measured import measure_in

SECRET = "桂花糕秘闻"
PHONE = "13877712345"
CALLER = Actor("caller")


def picture(colour: str) -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


class Neighbourhood:
    """Everything of community A by name, and one person of every role in A and in B."""

    # What `travellers.furnish` and `nights.furnish` put in.
    declaration: str
    host: str
    incident: str
    incident_task: str
    gap: str
    round: str
    specimen: str
    joint: str

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast, self.folder, self.now = cast, folder, clock.now()
        help_desk.help_seed()
        self.ours = {role: self._worker(role, cast.a, SECRET) for role in ROLES}
        self.theirs = {role: self._worker(role, cast.b, "邻居") for role in ROLES}
        for user in (cast.alice, cast.charlie):
            self._pledge(user)
        self.alice = cast.seat(cast.alice)
        self._people()
        self._requests()
        self._orders()
        self._imports()
        self._lists()
        self._rules()
        self.measure, self.appeal, self.task, self.paper = measure_in(self, SECRET, PHONE)
        self._office()
        self._places()
        travellers.furnish(self)
        nights.furnish(self)

    def _worker(self, role: str, area: str, name: str) -> User:
        unit = "department:education" if role == "department_officer" else ""
        user = self.cast.staff(role, area, f"{role}-{area}", f"{name}{role}", unit)
        self._pledge(user)
        return user

    def _pledge(self, user: User) -> None:
        seat = self.cast.seat(user)
        undertaking_sign(by=seat, signed_as=seat.name)

    def seat(self, role: str) -> Seat:
        """Where somebody of community A sits."""
        return self.cast.seat(self.ours[role])

    def _people(self) -> None:
        self.household = Household.objects.create(area=self.cast.a1, address=f"{SECRET}路1号", note=SECRET)
        self.resident = resident_create(
            by=self.alice, area=self.cast.a1, name=SECRET[:4], phone=PHONE, address=f"{SECRET}路1号",
            household=self.household, note=SECRET, flags=["lives_alone_elder"],
        )  # fmt: skip

    def act(self, who: Actor, code: str, act: str, **told: Any) -> None:
        """One act on a matter."""
        from huying.matters import queries

        takes = kind_of(queries.matter_for(self.cast.country, code).kind).act(act).takes
        perform(code=code, act=act, actor=who, facts=takes.model_validate(told) if takes else None)

    def _ask(self, text: str, **more: Any) -> str:
        told = {
            "text": f"{SECRET}{text}", "category": "medication_supply", "contact_name": SECRET,
            "contact_phone": PHONE, "place_text": f"{SECRET}苑1幢", "room": f"{SECRET}301",
        } | more  # fmt: skip
        asking = Asking.model_validate(told)
        return help_desk.request_open(
            asking=asking, area=self.cast.building, channel="web", actor=CALLER
        ).code

    def _requests(self) -> None:
        self.request, self.twin = self._ask("的药没了", under_quarantine=True), self._ask("的药也没了")
        self.waiting = self._ask("没有菜了", category="daily_needs")
        screener = as_actor(self.seat("screener"))
        self.act(screener, self.twin, "merge", into=self.request)
        self.act(screener, self.request, "refer", category="medication_supply", unit="community")
        row = HelpRequest.objects.select_related("matter").get(matter__code=self.request)
        self.photo = help_desk.photo_add(content=picture("red"), matter=row.matter).name
        FollowUp.objects.create(area=row.area, matter=row.matter, reached=True, note=SECRET, at=clock.now())
        assert Merge.objects.filter(kept__matter__code=self.request).exists()
        self.topic = Topic.objects.create(
            area=row.area, name=SECRET, kind="name", count=9, alike=9, usual=1.0, first_at=self.now, last_at=self.now,
            messages=[row.matter_id],
        )  # fmt: skip
        self.emergency = help_desk.emergency_open(
            alarm=Alarm.model_validate(
                {
                    "what": f"{SECRET}胸口疼",
                    "contact_name": SECRET,
                    "contact_phone": PHONE,
                    "place_text": f"{SECRET}苑",
                    "room": SECRET,
                }
            ),
            area=self.cast.building,
            actor=CALLER,
        ).code
        told = Alert.objects.filter(emergency__matter__code=self.emergency, unit="community")
        self.alert = told.select_related("matter").get().matter.code

    def _orders(self) -> None:
        cast = self.cast
        self.volunteer = volunteer_join(
            user_id=self.ours["volunteer"].pk, area=cast.a1, name=SECRET, phone=PHONE, team="service", skills=["medicine"]
        )  # fmt: skip
        for role in ("volunteer", "volunteer_lead"):
            volunteer_join(
                user_id=self.theirs[role].pk,
                area=cast.b1,
                name="万达",
                phone="",
                team="service",
                skills=["medicine"],
            )
        said = {
            "title": f"{SECRET}买药", "text": SECRET, "skills": ("medicine",), "place_text": f"{SECRET}苑",
            "room": SECRET, "contact_name": SECRET, "contact_phone": PHONE,
        }  # fmt: skip
        self.order = order_place(area=cast.building, actor=as_actor(self.alice), said=said).code
        self.act(as_actor(self.seat("volunteer")), self.order, "accept")
        self.proof = proof_keep(picture("blue"))
        Order.objects.filter(matter__code=self.order).update(proof=SECRET, proof_photo=self.proof)
        hour = dt.timedelta(hours=1)
        times = {"started_at": self.now - 9 * hour, "ended_at": self.now - 8 * hour}
        Turnout.objects.create(area=cast.a1, volunteer=self.volunteer, task="medicine", **times)
        times = {"started_at": self.now - 6 * hour, "ended_at": self.now - 5 * hour}
        self.turnout = Turnout.objects.create(area=cast.a1, volunteer=self.volunteer, claimed=True, **times)
        self.certificate = certificate_issue(volunteer=self.volunteer, seat=self.alice).number
        signing = Applying(name=SECRET, phone=PHONE, team="service", skills=("medicine",), note=SECRET)
        self.joining = application_open(area=cast.building, said=signing).code
        called = Mustering(title=f"{SECRET}点招人", text=SECRET, wanted=9)
        self.muster = muster_publish(area=cast.a, said=called, actor=as_actor(self.alice)).code

    def _imports(self) -> None:
        file = self.folder / f"{SECRET}.csv"
        file.write_text(
            f"内容,电话,地点\n{SECRET}没有菜,12,{SECRET}苑\n,{PHONE},{SECRET}苑\n", encoding="utf-8"
        )
        self.load, self.new_load = (
            import_start(
                path=file, name=file.name, kind=import_kind_of("help"), mapping=Mapping(),
                loading=Loading(area=self.cast.a, actor=as_actor(self.alice), user_id=self.alice.user_id),
                look_first=True,
            )
            for _ in range(2)
        )  # fmt: skip
        import_begin(load=self.load.pk)
        import_run(load=self.load.pk, area=self.cast.a, path=file)
        self.row = ImportRow.objects.filter(load=self.load, state="rejected").order_by("number")[0]

    def _lists(self) -> None:
        seat = self.seat("community_worker")
        pushed = list_open(
            area=self.cast.a, kind="letter", number=SECRET, sender=SECRET, request=SECRET, case_ref=SECRET
        )
        people = [
            Named(name=SECRET[:4], phones=(PHONE,), address=f"{SECRET}路1号", area=self.cast.building)
        ] * 2
        self.check, gone = (
            one.code for one in rows_open([(one, pushed) for one in people], actor=as_actor(seat))
        )
        self.act(as_actor(seat), gone, "send_out", to=SECRET, reason=SECRET)
        self.pushed = pushed.code
        self.letter = OutLetter.objects.get(to=SECRET).number
        self.shift = shift_leave(seat=seat, note=SECRET)

    def _rules(self) -> None:
        cast = self.cast
        hand = Hand(self.ours["rule_editor"].pk, cast.a)
        raw = {
            "slug": "ours", "title": {"zh": f"{SECRET}规则", "en": "Rules of A"}, "authority": SECRET, "area": cast.a,
            "valid": {"from": "2022-02-01", "until": "2022-12-31"}, "rules": {},
        }  # fmt: skip
        self.rules = ruleset_draft(document=check_document(raw), by=hand).code
        self.response = response_start(
            matter=Words(SECRET, SECRET), level=4, authority=Words(SECRET, SECRET), area=cast.a, legal_basis=SECRET,
            measures=SECRET, expected_end=self.now + dt.timedelta(days=30), by=Hand(self.ours["rule_publisher"].pk, cast.a),
        ).code  # fmt: skip
        source_attach(code=self.rules, name="ours.txt", content=SECRET.encode(), by=hand)
        self.ended = Response.objects.create(
            zh=SECRET, level=4, authority=SECRET, area=cast.a, legal_basis=SECRET, measures=SECRET, starts=self.now,
            expected_end=self.now + dt.timedelta(days=30), ended_at=self.now,
        )  # fmt: skip
        DataItem.objects.create(
            response=self.ended, code="ours", zh=SECRET, en=SECRET, purpose_zh=SECRET, purpose_en=SECRET, count=1,
            keep_rule="rulebook.data_kept", kept_zh=SECRET, kept_en=SECRET, due=self.now,
        )  # fmt: skip
        self.ended_code = self.ended.code
        disease = Profile(
            slug="ours", zh=SECRET, legal_class="B", person_to_person=True, sources=[Origin(title=SECRET)]
        )
        self.disease = profile_draft(profile=disease, by=hand).code
        self.release = notice_draft(
            area=cast.a, issuer=Words(SECRET, SECRET), account=SECRET, title=Words(SECRET, SECRET), by=hand,
            text=Words(SECRET, SECRET),
        ).code  # fmt: skip

    def _office(self) -> None:
        cast, admin = self.cast, self.seat("administrator")
        help_desk.card_draft(
            seat=self.alice, code="ours", title=Words(SECRET, SECRET), body=Words(SECRET, SECRET), area=cast.a,
            category="medication_supply", valid_until=self.now.date() + dt.timedelta(days=90),
        )  # fmt: skip
        self.card = "ours"
        help_desk.channel_open(
            seat=admin, code="ours-hotline", name=Words(SECRET, SECRET), kind="station", area=cast.a
        )
        help_desk.channel_close(seat=admin, code="ours-hotline")
        self.channel = "ours-hotline"
        self.worker = self.ours["grid_worker"]
        self.post = Post.objects.get(user=self.worker)
        colleague = self.ours["grid_leader"]
        self.cover = post_cover(
            by=self.alice, post=self.post, user=colleague, starts=self.now, ends=self.now + dt.timedelta(days=2), reason=SECRET
        )  # fmt: skip
        self.unit = unit_set(by=admin, code="community", area=cast.a, zh=SECRET, en=SECRET, phone=PHONE)
        self.token, _ = token_create(by=admin, post=self.post, name=SECRET)
        self.robot = robot_create(
            name=SECRET, platform="feishu", address="https://open.feishu.cn/open-apis/bot/v2/hook/" + "a" * 36,
            secret="", unit="community", area=cast.a, by=admin.user_id,
        )  # fmt: skip
        self.notice = Notice.objects.filter(unit_area=cast.a, channel="inapp").order_by("-pk")[0]
        self.failed = Notice.objects.create(
            once="failed", target="phone:x", channel="sms", template=self.notice.template, values=self.notice.values,
            sealed=self.notice.sealed, about=self.request, area=cast.a, state="failed", error=SECRET, created_at=self.now,
            language="zh", address=PHONE,
        )  # fmt: skip
        self.passkey = Authenticator.objects.create(
            user=self.cast.alice, type="webauthn", data={"name": SECRET, "credential": {}}
        )
        self.number = public_id(self.request)

    def _places(self) -> None:
        """A zone that is not decided yet, a site with somebody in it, what is taken where, and who answers for it."""
        cast, day, officer = self.cast, dt.timedelta(days=1), as_actor(self.seat("district_officer"))
        self.zone = zone_propose(
            actor=officer,
            said={
                "name": SECRET, "kind": "notice_area", "places": (cast.building,), "reason": SECRET, "authority": SECRET,
                "legal_basis": SECRET, "effective_from": self.now, "clock_start": self.now, "expected_until": self.now + day,
                "service_phone": PHONE,
            },
        ).code  # fmt: skip
        self.site = site_open(
            by=self.seat("district_officer"),
            area=cast.a,
            name=SECRET,
            kind="hotel",
            rooms="1: 101-103",
            phone=PHONE,
        )
        self.room = Room.objects.filter(site=self.site).order_by("pk")[0]
        self.stay: Stay = stay_begin(rooms=[(self.room.pk, {"name": SECRET, "cohort": SECRET})], user=None)[0]
        keeper = self.ours["site_keeper"]
        self.site_staff = staff_assign(
            by=self.seat("district_officer"), site=self.site, user=keeper.pk, work=SECRET
        )
        people = ({"name": SECRET, "phone": PHONE, "cohort": SECRET},)
        said = {
            "to": "site",
            "site": self.site.pk,
            "from_area": cast.building,
            "from_text": SECRET,
            "passengers": people,
        }
        self.transfer = transfer_ask(actor=officer, said={**said, "protection": SECRET}).code
        self.loop = loop_start(
            actor=officer, area=cast.building, name=SECRET, phone=PHONE, cohort=SECRET
        ).code
        self.member, _ = member_name(
            by=self.alice, area=cast.building, role="grid_worker", name=SECRET, phone=PHONE
        )
        takes = kind_of("measures.hold").act("hold").takes
        assert takes is not None
        told = {"place": SECRET, "reason": SECRET, "people": 3, "expected_until": self.now + day}
        self.hold = matter_open(
            kind="measures.hold",
            area=cast.building,
            actor=as_actor(self.alice),
            facts=takes.model_validate(told),
        ).code

    def codes(self) -> list[str]:
        """The codes of A's matters."""
        names = (
            "request", "twin", "waiting", "emergency", "alert", "order", "joining", "muster", "measure", "appeal", "task",
            "check", "zone", "transfer", "loop", "hold", "incident", "incident_task", "gap", "round",
            "specimen", "joint",
        )  # fmt: skip
        return [getattr(self, name) for name in names]


def furnished(key: str, folder: Path, settings: Any) -> Neighbourhood:
    """A neighbourhood, furnished once a run under `key`, its files in the test's own folder."""
    kept = folder.parent / f"neighbourhood-{key}"
    settings.HUYING_MEDIA_DIR = kept / "media"
    with transaction.atomic(), scope.everything("a test furnishes a community"):
        made = made_once(("neighbourhood", key), lambda: Neighbourhood(Cast(), _empty(kept)))
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    made.folder, settings.HUYING_MEDIA_DIR = folder, folder / "media"
    return made


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
