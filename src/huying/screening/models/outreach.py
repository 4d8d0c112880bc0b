"""People away who will come back, surveys of staff, reminders and notices, re-checks."""

from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.places.scope import Scoped
from huying.screening import travel_terms as terms

from .travel import Declaration, Site


class Returnee(Scoped):
    """A resident who is away and expected back: a line of the ledger."""

    resident = models.ForeignKey("people.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    name = EncryptedText()
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone")
    away = models.CharField(max_length=8, choices=terms.codes(terms.AWAY), default="other")
    place = models.CharField(max_length=20, db_collation="C", blank=True)
    place_text = models.CharField(max_length=120)
    site_name = models.CharField(max_length=120, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    route = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(default=now)
    asked_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    returned_on = models.DateField(null=True, blank=True)
    declaration = models.ForeignKey(Declaration, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(F("area"), F("expected_on").asc(nulls_last=True), name="returnee_expected"),
            models.Index(fields=["phone_hash"], name="returnee_phone"),
        ]

    def __str__(self) -> str:
        return f"returnee {self.pk}"


class Survey(Scoped):
    """One question to one site: where has each of your people been in the last days?"""

    matter = models.OneToOneField("matters.Matter", models.CASCADE, primary_key=True, related_name="survey")
    site = models.ForeignKey(Site, models.CASCADE, related_name="surveys")
    days = models.PositiveIntegerField()
    staff = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=now)
    # Names that should be among the answers, one a line.
    roster = EncryptedText(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["area", "-asked_at"], name="survey_area")]

    def __str__(self) -> str:
        return f"survey {self.matter_id}"


class SurveyAnswer(Scoped):
    """What a site said of one of its people."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    name = EncryptedText()
    name_hash = HashOf(of="name", purpose="name")
    phone = EncryptedText(blank=True, default="")
    away = models.BooleanField(default=False)
    stays = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=40, blank=True)
    said_at = models.DateTimeField(default=now)
    declaration = models.ForeignKey(Declaration, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area"], name="survey_answer_area")]
        constraints = [models.UniqueConstraint(fields=["survey", "name_hash"], name="survey_answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Outreach(Scoped):
    """One thing done so that people declare: a forwarded reminder, a broadcast, a notice on a door."""

    kind = models.CharField(max_length=12, choices=terms.codes(terms.OUTREACH))
    at = models.DateTimeField(default=now)
    day = models.DateField()
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    count = models.PositiveIntegerField(default=1)
    where = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "kind", "day"], name="outreach_area"),
            models.Index(fields=["by", "day"], name="outreach_by"),
        ]
        constraints = [models.CheckConstraint(condition=Q(count__range=(1, 10_000)), name="outreach_count")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Inspection(Scoped):
    """A file drawn for a re-check by one of the three lines."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="inspection"
    )
    line = models.CharField(max_length=16, choices=terms.codes(terms.LINES))
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="inspections")
    drawn_at = models.DateTimeField(default=now)
    drawn_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    finding = models.TextField(max_length=1000, blank=True)
    rectified = models.TextField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-drawn_at"], name="inspection_area")]
        constraints = [models.UniqueConstraint(fields=["line", "declaration"], name="inspection_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.declaration_id}"
