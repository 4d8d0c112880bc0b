"""Zones: what was decided about which buildings, what it was at each moment, and what is known for lifting it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.kernel.words import Words
from huying.measures.zone_kinds import ZoneKind
from huying.places.fields import AreaField
from huying.places.scope import Scoped

STANDINGS = {
    "proposed": (Words("等待决定", "To be decided"), "warn"),
    "in_force": (Words("生效中", "In force"), "bad"),
    "lifted": (Words("已解除", "Lifted"), "good"),
    "closed": (Words("没有划定", "Not decided"), "idle"),
}


class Zone(Scoped):
    """A zone; `area` is the smallest place around its buildings, the matter beside it says where it stands.

    `kind` is its present kind, or the proposed one; what it was before stands in its phases. `planned` are the
    places proposed; once it is in force its `places` count. `service` is the plan: food, medicine, transport, waste.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_zone"
    )
    # Of the matter, whose row those inside the zone do not see.
    code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="zones"
    )
    planned = ArrayField(AreaField(), default=list)
    geometry = models.JSONField(null=True, blank=True)
    authority = models.CharField(max_length=200)
    legal_basis = models.TextField(max_length=2000)
    reason = models.TextField(max_length=2000)
    # Why a smaller zone, holding everybody known, would not do; read by residents.
    why_larger = models.TextField(max_length=2000, blank=True)
    effective_from = models.DateTimeField()
    expected_until = models.DateTimeField()
    clock_start = models.DateTimeField()
    service = models.JSONField(default=dict)
    service_phone = models.CharField(max_length=40)
    notice = models.TextField(max_length=2000, blank=True)
    proposed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    # When it was over in any way: lifted, ended, refused or withdrawn.
    over_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "over_at"], name="measures_zone_area"),
            models.Index(fields=["response"], name="measures_zone_response"),
        ]
        constraints = [
            # Four eyes stand in the rule; that a decision has a decider stands here.
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_by__isnull=False), name="zone_has_decider"
            ),
            models.CheckConstraint(
                condition=Q(expected_until__gt=F("effective_from")), name="zone_expected_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Where it stands, for those who do not see its matter: a code of `STANDINGS`."""
        if self.lifted_at is not None:
            return "lifted"
        if self.over_at is not None:
            return "closed"
        return "in_force" if self.decided_at is not None else "proposed"

    @property
    def in_force(self) -> bool:
        """Decided and not yet lifted."""
        return self.decided_at is not None and self.lifted_at is None


class ZonePlace(Scoped):
    """A building, or another place, of a zone, from when until when it was in it."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="places")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "until"], name="measures_zone_place"),
            models.Index(fields=["zone", "until"], name="measures_place_zone"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "area"], condition=Q(until__isnull=True), name="zone_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.area}"


class ZonePhase(Scoped):
    """What a zone was for a time: its kind with the rule as it was decided, and from when its days count."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=40)
    rule = models.JSONField()
    source_zh = models.CharField(max_length=200, blank=True)
    source_en = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    clock_start = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["zone", "since"], name="measures_zone_phase")]
        constraints = [
            models.UniqueConstraint(
                fields=["zone"], condition=Q(until__isnull=True), name="zone_one_phase_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.kind}"

    @property
    def means(self) -> ZoneKind:
        """The kind as it was decided."""
        return ZoneKind.model_validate(self.rule)

    @property
    def source(self) -> Words:
        """The rule it comes from."""
        return Words(self.source_zh, self.source_en or self.source_zh)


class ZoneProof(Scoped):
    """What became known for lifting a zone: a new positive, the last close contact, a round of tests.

    `data` is what the act was told; no person is named in it.
    """

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="proofs")
    what = models.CharField(max_length=10)
    on = models.DateField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["zone", "at"], name="measures_zone_proof")]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.what}"
