"""Transfers point to point: who is taken from where to where, by whom, each link with its owner and times."""

from django.db import models

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.fields import AreaField
from huying.places.scope import Scoped

LINKS = {
    "asked": Words("提出转运", "Asked for"),
    "assigned": Words("派车", "Vehicle assigned"),
    "departed": Words("接到人出发", "Departed with everybody"),
    "arrived": Words("到达", "Arrived"),
    "handed_over": Words("交接签收", "Handed over and acknowledged"),
    "cancelled": Words("取消", "Cancelled"),
}
TO = {
    "site": Words("隔离点", "Quarantine site"),
    "hospital": Words("定点医院", "Designated hospital"),
    "home": Words("回家（居家管控或解除）", "Home"),
}


class Transfer(Scoped):
    """A transfer; `area` is where it goes, so that who receives it sees it. The matter says where it stands."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="measures_transfer"
    )
    code = models.CharField(max_length=14, unique=True)
    to = models.CharField(max_length=10)
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="measures_transfers"
    )
    from_area = AreaField()
    from_text = EncryptedText(blank=True, default="")
    to_text = EncryptedText(blank=True, default="")
    site = models.ForeignKey("measures.Site", models.PROTECT, null=True, blank=True, related_name="transfers")
    wanted_by = models.DateTimeField(null=True, blank=True)
    protection = models.CharField(max_length=400, blank=True)
    vehicle = models.CharField(max_length=40, blank=True)
    driver = models.CharField(max_length=60, blank=True)
    driver_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "matter"], name="measures_transfer_area")]

    def __str__(self) -> str:
        return self.code


class Passenger(Scoped):
    """Somebody on a transfer. `with_number` is the number on this list of whom they may not be parted from."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="passengers")
    number = models.PositiveSmallIntegerField()
    name = EncryptedText()
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone")
    resident = models.ForeignKey("people.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    measure = models.CharField(max_length=14, blank=True)
    cohort = models.CharField(max_length=40, blank=True)
    with_number = models.PositiveSmallIntegerField(null=True, blank=True)
    room = models.ForeignKey("measures.Room", models.PROTECT, null=True, blank=True, related_name="+")
    # Whether the person's data were destroyed after the response had ended.
    blanked = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="measures_passenger_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}/{self.number}"


class TransferLink(Scoped):
    """One link of a transfer, written once at each end that it concerns: what, when, whose duty, who did it."""

    append_only = True

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="links")
    code = models.CharField(max_length=14)
    link = models.CharField(max_length=12)
    at = models.DateTimeField(default=now)
    unit = models.CharField(max_length=40, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["transfer", "at"], name="measures_link_transfer"),
            models.Index(fields=["area", "at"], name="measures_link_area"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.link}"

    @property
    def title(self) -> Words:
        """What the link is called."""
        return LINKS.get(self.link, Words(self.link, self.link))
