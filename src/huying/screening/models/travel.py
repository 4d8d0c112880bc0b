"""Declarations with their stays and versions, the sites that are told, first landing points."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.places.fields import AreaField
from huying.places.scope import Scoped
from huying.screening import travel_terms as terms


class Site(Scoped):
    """An employer, hotel or school that is told of those who come to it, and declares for them; or another venue."""

    code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=10, choices=terms.codes(terms.REGISTERED))
    name = models.CharField(max_length=120)
    contact_name = EncryptedText(blank=True, default="")
    contact_phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="contact_phone", purpose="phone")
    made_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["area", "name"], name="site_area"),
            models.Index(fields=["phone_hash"], name="site_phone"),
        ]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="site_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def told_as(self) -> str:
        """What it is to those who come to it: a shop or a mall is somebody's employer."""
        return self.kind if self.kind in terms.SITE_KINDS else "employer"


class Declaration(Scoped):
    """One person's declaration as it stands; the matter beside it says where it is in its course.

    `party` is shared by those who were declared together. `reasons` are the rules met, the one that counts first
    first: `[{rule, category, zh, en, until, sure, title, authority, ends}]`.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="declaration"
    )
    response = models.ForeignKey(
        "rulebook.Response", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resident = models.ForeignKey("people.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    party = models.CharField(max_length=14, blank=True)
    way = models.CharField(max_length=3, choices=terms.codes(terms.WAYS), default="in")
    name = EncryptedText()
    name_hash = HashOf(of="name", purpose="name")
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone")
    why = models.TextField(max_length=500, blank=True)
    arrives_at = models.DateTimeField()
    transport = models.CharField(max_length=8, choices=terms.codes(terms.TRANSPORTS), blank=True)
    number = models.CharField(max_length=40, blank=True)
    seat = models.CharField(max_length=40, blank=True)
    place_text = EncryptedText(blank=True, default="")
    room = EncryptedText(blank=True, default="")
    marks = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    symptoms = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    test_result = models.CharField(max_length=8, choices=terms.codes(terms.RESULTS), default="none")
    test_at = models.DateTimeField(null=True, blank=True)
    declarant = models.CharField(max_length=8, choices=terms.codes(terms.DECLARANTS), default="self")
    declarant_name = EncryptedText(blank=True, default="")
    channel = models.CharField(max_length=8, choices=terms.codes(terms.CHANNELS), default="public")
    recorded_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    notice_version = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="zh")

    category = models.CharField(max_length=40, blank=True)
    sure = models.BooleanField(default=True)
    reasons = models.JSONField(default=list)
    read_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)
    # When a change of lists or rules brought the person in, or let them out.
    concerned_at = models.DateTimeField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)

    declared_at = models.DateTimeField(default=now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    measure = models.CharField(max_length=14, blank=True)
    outcome = models.TextField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "arrives_at"], name="declaration_arrivals"),
            models.Index(fields=["area", "-declared_at"], name="declaration_area"),
            models.Index(fields=["phone_hash"], name="declaration_phone"),
            models.Index(fields=["transport", "number", "arrives_at"], name="declaration_together", condition=~Q(number="")),
            models.Index(fields=["area", "concerned_at"], name="declaration_concerned", condition=Q(concerned_at__isnull=False)),
            models.Index(fields=["area", "freed_at"], name="declaration_freed", condition=Q(freed_at__isnull=False)),
            models.Index(fields=["response"], name="declaration_response"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"declaration {self.matter_id}"


class Reached(Scoped):
    """An employer, a hotel or a school that a declaration names: told at once when it is registered."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="reached")
    kind = models.CharField(max_length=10, choices=terms.codes(terms.SITE_KINDS))
    name = models.CharField(max_length=120)
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="reached")

    class Meta:
        indexes = [
            models.Index(fields=["area"], name="reached_area"),
            models.Index(fields=["site", "-declaration"], name="reached_site"),
        ]
        constraints = [models.UniqueConstraint(fields=["declaration", "kind"], name="reached_once")]

    def __str__(self) -> str:
        return self.name


class Stay(Scoped):
    """A place somebody was at, or is going to: found from the place by its index, whoever's it is."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="stays")
    place = AreaField(blank=True, default="0" * 20)
    # Whether `place` is known; a text alone is matched by its name.
    known = models.BooleanField(default=False)
    text = models.CharField(max_length=120)
    came = models.DateField()
    left = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["place", "left"], name="stay_place", condition=Q(known=True)),
            models.Index(fields=["area"], name="stay_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(left__isnull=True) | Q(left__gte=models.F("came")), name="stay_forwards"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.came}"


class DeclarationVersion(Scoped):
    """What a declaration said before it was corrected."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    # What was said then, as JSON, and the category it led to.
    said = EncryptedText()
    category = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area"], name="declaration_version_area")]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "number"], name="declaration_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id}.{self.number}"


class Landing(Scoped):
    """Somebody registered at the first place they set foot on: a station, an airport, an exit of a motorway."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="landing")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    point = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8, choices=terms.codes(terms.VERDICTS))
    hours = models.PositiveIntegerField()
    test_at = models.DateTimeField(null=True, blank=True)
    sampled_at = models.DateTimeField(null=True, blank=True)
    tube = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-at"], name="landing_area")]
        constraints = [
            # Nobody passes without a result who was not sampled on the spot.
            models.CheckConstraint(
                condition=Q(verdict="valid") | Q(sampled_at__isnull=False), name="landing_sampled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.at:%F}"


class RereadMark(models.Model):
    """One row: up to which moment, and which edition of the rules, declarations have been read again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    stamp = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"
