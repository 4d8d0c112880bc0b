"""Emergencies: the three stamps, and one alert for each unit that must know at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huying.base.secrets import EncryptedText, HashOf
from huying.help import terms
from huying.kernel.words import Words
from huying.places.scope import Scoped

from .requests import HelpRequest


class Emergency(Scoped):
    """Danger to somebody's life. Each of the three stamps has a time and an owner."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="emergency"
    )
    request = models.ForeignKey(
        HelpRequest, models.SET_NULL, null=True, blank=True, related_name="emergencies"
    )
    what = models.CharField(max_length=500)
    place_text = models.CharField(max_length=200, blank=True)
    room = EncryptedText(blank=True)
    contact_name = EncryptedText(blank=True)
    contact_phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="contact_phone", purpose="phone")
    people_affected = models.PositiveIntegerField(default=1)
    vulnerable = ArrayField(
        models.CharField(max_length=30, choices=terms.codes(terms.VULNERABLE)), default=list, blank=True
    )
    under_quarantine = models.BooleanField(default=False)
    source_id = models.CharField(max_length=100, blank=True)

    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=80, blank=True)
    transport = models.CharField(max_length=120, blank=True)
    transferred_at = models.DateTimeField(null=True, blank=True)
    transferred_by = models.CharField(max_length=80, blank=True)
    hospital = models.CharField(max_length=120, blank=True)
    treated_at = models.DateTimeField(null=True, blank=True)
    treated_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("area", "-reported_at"), name="help_emergency_area"),
            models.Index(fields=("area",), condition=Q(closed_at=None), name="help_emergency_open"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("source_id",), condition=~Q(source_id=""), name="help_emergency_source_once"
            ),
        )

    def __str__(self) -> str:
        return self.what[:40]

    @property
    def stamps(self) -> list[tuple[str, Words, object, str]]:
        """(code, words, time or None, owner) of the three stamps, in order."""
        return [
            (code, words, getattr(self, f"{code}_at"), getattr(self, f"{code}_by"))
            for code, words in terms.STAMPS.items()
        ]


class Alert(Scoped):
    """One unit that was told of an emergency; its matter is on that unit's desk with a clock of minutes."""

    matter = models.OneToOneField("matters.Matter", models.CASCADE, primary_key=True, related_name="alert")
    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="alerts")
    unit = models.CharField(max_length=60)
    unit_area = models.CharField(max_length=20, db_collation="C")
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("emergency", "unit", "unit_area"), name="help_alert_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.unit_area}"
