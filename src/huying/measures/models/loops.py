"""The closed loop of somebody who comes in: a chain of links, one owner at a time, without a gap between two."""

from django.db import models
from django.db.models import F, Q

from huying.base.secrets import EncryptedText, HashOf
from huying.places.scope import Scoped


class Loop(Scoped):
    """One person, or a party, on the chain of the rule `measures.inbound_links`; `area` is where they are bound."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_loop"
    )
    code = models.CharField(max_length=14, unique=True)
    name = EncryptedText()
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone")
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="measures_loops"
    )
    cohort = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=14, blank=True)
    # The chain as it was when it began: codes, words and owners of its links.
    chain = models.JSONField()
    # Whether the person's data were destroyed after the response had ended.
    blanked = models.BooleanField(default=False)
    outcome = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.code


class LoopLink(Scoped):
    """One link: who owned it from when until when. A link ends at the moment the next owner acknowledges."""

    loop = models.ForeignKey(Loop, models.CASCADE, related_name="links")
    place = models.PositiveSmallIntegerField()
    link = models.CharField(max_length=40)
    unit = models.CharField(max_length=60)
    unit_area = models.CharField(max_length=20)
    owner = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["loop", "place"], name="measures_link_once"),
            models.UniqueConstraint(
                fields=["loop"], condition=Q(until__isnull=True), name="measures_link_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="measures_link_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loop_id}/{self.place} {self.link}"
