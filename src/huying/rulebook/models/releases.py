"""Public notices of an authority: who issued them, for which area, on which day, by which official account."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huying.base.ids import new_code
from huying.kernel.words import Words
from huying.places import codes
from huying.places.fields import AreaField

from .law import STATUSES, Response

ISSUERS: dict[str, Words] = {
    "all": Words("国家", "national"),
    "province": Words("省级", "provincial"),
    "city": Words("市级", "city"),
    "district": Words("区县级", "district or county"),
    "street": Words("街道（乡镇）", "street or township"),
}


class PublicNotice(models.Model):
    """One notice to everybody. Once published its words, issuer and day never change; a correction is a new one.

    `account` is the official account that released it; the level of the issuer follows from its area.
    """

    code = models.CharField(max_length=14, unique=True, default=new_code, editable=False)
    area = AreaField()
    response = models.ForeignKey(Response, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200)
    issuer_en = models.CharField(max_length=200, blank=True)
    account = models.CharField(max_length=200)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    body_en = models.TextField(blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    # The policy labels as they were when it was drafted: [{"code", "zh", "en", "source"}].
    labels = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, default="draft")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["area", "-published_at"], name="publicnotice_area")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(STATUSES)), name="publicnotice_status"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="publicnotice_four_eyes",
            ),
        ]

    @property
    def title(self) -> Words:
        """Its heading."""
        return Words(self.zh, self.en or self.zh)

    @property
    def text(self) -> Words:
        """What it says."""
        return Words(self.body, self.body_en or self.body)

    @property
    def issued_by(self) -> Words:
        """The authority that issued it."""
        return Words(self.issuer, self.issuer_en or self.issuer)

    @property
    def label_words(self) -> list[tuple[str, Words, str]]:
        """Its policy labels: code, words, source."""
        return [(one["code"], Words(one["zh"], one["en"]), one["source"]) for one in self.labels]

    @property
    def level(self) -> Words:
        """The level of the authority: national, provincial, city, district or county, street."""
        return ISSUERS.get(codes.grade(self.area), Words("社区", "community"))

    @property
    def status_words(self) -> Words:
        """The status in words."""
        return STATUSES[self.status]
