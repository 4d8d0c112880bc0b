"""Volunteers, the orders they take and the hours they give."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.scope import Scoped

from . import terms


class Volunteer(Scoped):
    """Somebody who takes orders: where they live, what they can do, how much at once."""

    user = models.OneToOneField("people.User", models.PROTECT, related_name="volunteer")
    name = models.CharField(max_length=60)
    phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="phone", purpose="phone")
    team = models.CharField(max_length=12, choices=terms.codes(terms.TEAMS), default="service")
    skills = ArrayField(
        models.CharField(max_length=16, choices=terms.codes(terms.SKILLS)), default=list, blank=True
    )
    standing = models.CharField(max_length=8, choices=terms.codes(terms.STANDINGS), default="active")
    joined_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["area", "standing"], name="volunteer_area")]

    def __str__(self) -> str:
        return self.name


class Application(Scoped):
    """Somebody signed up by themselves with a phone they proved to be theirs; the matter says how it stands."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="volunteer_application"
    )
    name = EncryptedText()
    phone = EncryptedText()
    phone_hash = HashOf(of="phone", purpose="phone", db_index=True)
    team = models.CharField(max_length=12, choices=terms.codes(terms.TEAMS), default="service")
    skills = ArrayField(
        models.CharField(max_length=16, choices=terms.codes(terms.SKILLS)), default=list, blank=True
    )
    note = models.TextField(max_length=500, blank=True)
    proved_at = models.DateTimeField()
    trained = models.BooleanField(default=False)
    insured = models.BooleanField(default=False)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    # Whether the account was made for this person; one they had before keeps its own password.
    new_account = models.BooleanField(default=False)
    outcome = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"application {self.pk}"


class Order(Scoped):
    """What is to be done for whom; the matter beside it says where it stands and who holds it."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="volunteer_order"
    )
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=2000, blank=True)
    skills = ArrayField(
        models.CharField(max_length=16, choices=terms.codes(terms.SKILLS)), default=list, blank=True
    )
    contact_name = EncryptedText(blank=True)
    contact_phone = EncryptedText(blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    room = EncryptedText(blank=True)
    wanted_by = models.DateTimeField(null=True, blank=True)
    # Whom the desk asked by name; nobody else may accept while they think about it.
    asked = models.ForeignKey(Volunteer, models.PROTECT, null=True, blank=True, related_name="asked_orders")
    # The building, stairwell or grid that was called: "who can?"
    called_area = models.CharField(max_length=20, db_collation="C", blank=True)
    taken_by = models.ForeignKey(Volunteer, models.PROTECT, null=True, blank=True, related_name="orders")
    taken_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    proof = models.TextField(max_length=1000, blank=True)
    proof_photo = models.CharField(max_length=80, blank=True)
    outcome = models.TextField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["taken_by", "delivered_at"], name="order_taken")]

    def __str__(self) -> str:
        return self.title

    @property
    def skill_words(self) -> list[Words]:
        """What it takes."""
        return [terms.SKILLS[code] for code in self.skills if code in terms.SKILLS]


class Muster(Scoped):
    """A call to all volunteers of a place; the matter beside it says whether it goes on."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="volunteer_muster"
    )
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=2000, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    wanted = models.PositiveIntegerField(default=1)
    skills = ArrayField(
        models.CharField(max_length=16, choices=terms.codes(terms.SKILLS)), default=list, blank=True
    )

    class Meta:
        indexes = [models.Index(fields=["area"], name="muster_area")]

    def __str__(self) -> str:
        return self.title


class MusterAnswer(Scoped):
    """Somebody comes, until they say that they cannot after all."""

    muster = models.ForeignKey(Muster, models.CASCADE, related_name="answers")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="muster_answers")
    at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["muster", "volunteer"], condition=Q(left_at=None), name="muster_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.muster_id}"


class Turnout(Scoped):
    """Hours given: from check-in to check-out, at an order or at a unit such as a stairwell group.

    A turn-out without its own check-in counts only when a second person has confirmed it.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="turnouts")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="turnouts")
    task = models.CharField(max_length=16, choices=terms.codes(terms.SKILLS), blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="turnout_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(ended_at__isnull=True), name="turnout_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "started_at"], name="turnout_area"),
            models.Index(fields=["volunteer", "-started_at"], name="turnout_volunteer"),
            models.Index(
                fields=["area", "started_at"],
                name="turnout_unconfirmed",
                condition=Q(claimed=True, confirmed_by=None, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.started_at:%F}"

    @property
    def hours(self) -> float | None:
        """How long it was, in hours; None while it runs."""
        return (self.ended_at - self.started_at).total_seconds() / 3600 if self.ended_at else None

    @property
    def task_words(self) -> Words | None:
        """What was done."""
        return terms.SKILLS.get(self.task)

    @property
    def counts(self) -> bool:
        """Whether the hours may stand on a certificate."""
        return self.ended_at is not None and (not self.claimed or self.confirmed_by_id is not None)


class Certificate(Scoped):
    """What a volunteer gave, certified by whoever keeps the records; it says for good what it said that day."""

    number = models.CharField(max_length=14, unique=True)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    issued_at = models.DateTimeField(default=now)
    issued_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    issuer_zh = models.CharField(max_length=120)
    issuer_en = models.CharField(max_length=200)
    contact = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    turnouts = models.PositiveIntegerField()
    hours = models.DecimalField(max_digits=8, decimal_places=1)
    # Hours by task code, e.g. {"queue": 6.5, "": 1.0}.
    tasks = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["volunteer", "-issued_at"], name="certificate_volunteer")]

    def __str__(self) -> str:
        return self.number
