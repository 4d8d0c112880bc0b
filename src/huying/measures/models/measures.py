"""Measures on persons: the decision and its calendar, daily reports, samples, rulings, appeals, what has to be seen to."""

import datetime as dt

from django.db import models
from django.db.models import Q

from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.measures import calendar as calendars
from huying.measures import terms
from huying.measures.calendar import Calendar
from huying.measures.regimes import Regime
from huying.places.scope import Prefixed, Scoped, prefix_indexes

LIVE = Q(live=True)


class Measure(Prefixed):
    """One measure on one person; the matter beside it says where it stands and who holds it.

    `live` while it binds the person; `kind` is that of the running stretch. `regime_kept` and `days` are the rule as
    it was and the calendar as it is: a later change of the rule touches neither. Dates are local days.
    """

    matter = models.OneToOneField("matters.Matter", models.CASCADE, primary_key=True, related_name="measure")
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="measured"
    )
    category = models.CharField(max_length=40)
    regime = models.CharField(max_length=100, blank=True)
    cohort = models.CharField(max_length=60, blank=True)
    name = EncryptedText()
    name_hash = HashOf(of="name", purpose="name")
    phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="phone", purpose="phone")
    identity = EncryptedText(blank=True)
    identity_hash = HashOf(of="identity", purpose="identity")
    address = EncryptedText(blank=True)
    resident = models.ForeignKey(
        "people.Resident", models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    exposed_at = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    reason = EncryptedText(blank=True)
    source = models.CharField(max_length=200, blank=True)
    site_hint = models.CharField(max_length=200, blank=True)
    # The code of the zone that is its reason, where it is one.
    zone = models.CharField(max_length=14, blank=True)
    # Its reason has gone: somebody should decide on release.
    release_asked_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(max_length=400, blank=True)
    home = EncryptedText(blank=True)
    own_room = models.BooleanField(null=True, blank=True)
    # What was decided, by whom, on which rule.
    live = models.BooleanField(default=False)
    kind = models.CharField(max_length=24, choices=terms.codes(terms.KINDS), blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    days = models.JSONField(default=dict)
    regime_kept = models.JSONField(default=dict)
    daily_checks = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    decider_zh = models.CharField(max_length=120, blank=True)
    decider_en = models.CharField(max_length=160, blank=True)
    grounds = models.TextField(max_length=1000, blank=True)
    legal_basis = models.TextField(max_length=1000, blank=True)
    rule_code = models.CharField(max_length=80, blank=True)
    rule_zh = models.CharField(max_length=200, blank=True)
    rule_en = models.CharField(max_length=200, blank=True)
    # The written notice: a code anybody can check, and that it was read.
    notice = models.CharField(max_length=14, unique=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_how = models.CharField(max_length=8, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            *prefix_indexes("measure_end", "ends_on", condition=LIVE),
            models.Index(fields=["area", "ends_on"], name="measure_area_end", condition=LIVE),
            models.Index(fields=["phone_hash"], name="measure_phone"),
            models.Index(fields=["identity_hash"], name="measure_identity"),
            models.Index(fields=["cohort"], name="measure_cohort", condition=LIVE & ~Q(cohort="")),
            models.Index(fields=["response"], name="measure_response"),
            models.Index(fields=["zone"], name="measure_zone", condition=~Q(zone="")),
            models.Index(fields=["area"], name="measure_asked", condition=Q(release_asked_at__isnull=False)),
        ]
        constraints = [
            # Promise 3: whatever binds a person has a decider, a rule, a reason, a response and an end.
            models.CheckConstraint(
                condition=~LIVE
                | (
                    Q(response__isnull=False, decided_by__isnull=False, ends_on__isnull=False)
                    & ~Q(grounds="")
                    & ~Q(rule_zh="")
                    & ~Q(legal_basis="")
                ),
                name="measure_has_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"measure {self.notice}"

    @property
    def calendar(self) -> Calendar:
        """Its days."""
        return calendars.read(self.days)

    @property
    def rule(self) -> Regime:
        """The regime it was decided by, as it was then."""
        return Regime.model_validate(self.regime_kept)

    @property
    def kind_words(self) -> Words:
        """What the running stretch is called."""
        return terms.KINDS.get(self.kind, Words("待决定", "to be decided"))

    @property
    def decider(self) -> Words:
        """Who decided: the office and the name."""
        return Words(self.decider_zh, self.decider_en)

    @property
    def rule_words(self) -> Words:
        """The rule set it rests on, with its version."""
        return Words(self.rule_zh, self.rule_en)


class Ruling(Scoped):
    """One decision about a measure by a person: who, what, on which rule and why."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="rulings")
    what = models.CharField(max_length=10, choices=terms.codes(terms.RULINGS))
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    reason = models.TextField(max_length=1000)
    legal_basis = models.TextField(max_length=1000, blank=True)
    rule_zh = models.CharField(max_length=200, blank=True)
    rule_en = models.CharField(max_length=200, blank=True)
    ended_before = models.DateField(null=True, blank=True)
    ends_after = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["measure", "at"], name="ruling_measure")]

    @property
    def rule_words(self) -> Words:
        """The rule it rests on."""
        return Words(self.rule_zh, self.rule_en)

    @property
    def what_words(self) -> Words:
        """What was decided."""
        return terms.RULINGS[self.what]


class Checkup(Scoped):
    """Temperature and symptoms of one person at one moment, told by themselves or taken by a worker."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="checkups")
    on = models.DateField()
    at = models.DateTimeField()
    # Tenths of a degree Celsius: 368 is 36.8; empty where none was taken. Encrypted as everything about health.
    celsius = EncryptedText(blank=True)
    symptoms = EncryptedText(blank=True)
    note = EncryptedText(blank=True)
    abnormal = models.BooleanField(default=False)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["measure", "on"], name="checkup_measure")]


class Swab(Scoped):
    """A sample of a person under a measure: planned for a day (`due_on`), or an extra one; filled in when taken."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="swabs")
    due_on = models.DateField(null=True, blank=True)
    sample = models.CharField(max_length=8, choices=terms.codes(terms.SAMPLES), default="single")
    sampled_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=terms.codes(terms.RESULTS), blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    lab = models.CharField(max_length=80, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["measure", "due_on"], name="swab_measure"),
            models.Index(fields=["area", "due_on"], name="swab_due", condition=Q(sampled_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "due_on"], condition=Q(due_on__isnull=False), name="swab_once_a_day"
            )
        ]

    @property
    def day(self) -> dt.date | None:
        """The day it stands for."""
        return self.due_on

    @property
    def state(self) -> Words:
        """How it stands."""
        if self.result:
            return terms.RESULTS[self.result]
        return Words("漏检", "Missed") if self.missed_at else Words("待采样", "To be taken")

    @property
    def tone(self) -> str:
        """The tone of its state."""
        if self.result:
            return terms.RESULT_TONES[self.result]
        return "bad" if self.missed_at else "idle"


class FollowUp(Scoped):
    """Something about a person under a measure that somebody has to see to."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measure_task"
    )
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="follow_ups")
    what = models.CharField(max_length=12, choices=terms.codes(terms.WHATS))
    on = models.DateField()
    outcome = models.TextField(max_length=1000, blank=True)


class Appeal(Scoped):
    """An appeal against a measure, by whoever it touches."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measure_appeal"
    )
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="appeals")
    text = EncryptedText()
    by_whom = models.CharField(max_length=60, blank=True)
    contact_phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="contact_phone", purpose="phone")
    needed_by = models.DateTimeField(null=True, blank=True)
    # The code of the call for help it came with, if any.
    request = models.CharField(max_length=14, blank=True)
    checked = models.TextField(max_length=2000, blank=True)
    reasons = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["measure"], name="appeal_measure"),
            models.Index(fields=["phone_hash"], name="appeal_phone"),
            models.Index(fields=["request"], name="appeal_request", condition=~Q(request="")),
        ]
