"""Those who live here; what tells who they are is locked, and found by keyed hash only."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.places.scope import Scoped

IDENTITY_KINDS = ["resident", "other"]


class Household(Scoped):
    """The people behind one door."""

    address = EncryptedText(blank=True, default="")
    address_hash = HashOf(of="address", purpose="address", db_index=True)
    note = EncryptedText(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["area"], name="people_household_area")]

    def __str__(self) -> str:
        return f"household {self.pk}"


class Resident(Scoped):
    """Somebody who lives or stays here.

    `flags` are codes of `people.flags`. `proxy` is whom to telephone for somebody without a phone. A row merged
    into another keeps its own data, so that a wrong merge can be undone.
    """

    household = models.ForeignKey(
        Household, null=True, blank=True, on_delete=models.PROTECT, related_name="residents"
    )
    name = EncryptedText()
    name_hash = HashOf(of="name", purpose="name")
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone", db_index=True)
    identity = EncryptedText(blank=True, default="")
    identity_hash = HashOf(of="identity", purpose="identity", db_index=True)
    identity_kind = models.CharField(max_length=10, default="resident")
    address = EncryptedText(blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    flags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    note = EncryptedText(blank=True, default="")
    proxy = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="wards")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    source = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["area", "id"], name="people_resident_area"),
            models.Index(fields=["name_hash"], name="people_resident_name"),
            GinIndex(fields=["flags"], name="people_resident_flags"),
        ]

    def __str__(self) -> str:
        return f"resident {self.pk}"
