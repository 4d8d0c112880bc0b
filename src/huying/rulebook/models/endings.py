"""Personal data that came with a response: what becomes of each class once the response has ended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huying.kernel.words import Words

from .law import Response

STATES = {
    "open": Words("待处理", "to be decided"),
    "proposed": Words("已提出销毁，待另一人确认", "destruction proposed, a second person confirms"),
    "destroyed": Words("已销毁", "destroyed"),
    "kept": Words("经评估保留", "kept after an assessment"),
}


class DataItem(models.Model):
    """One class of personal data of an ended response, until it is destroyed.

    `count` is the number of rows when the response ended, `due` the moment until which the rule lets them stay.
    Destroyed by two people, with a certificate and its hash; or kept until a day with a signed assessment.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="data_items")
    code = models.CharField(max_length=80)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    purpose_zh = models.TextField()
    purpose_en = models.TextField()
    keep_rule = models.CharField(max_length=100)
    kept_zh = models.CharField(max_length=300)
    kept_en = models.CharField(max_length=300)
    count = models.PositiveIntegerField()
    due = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    certificate = models.JSONField(null=True, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    # The three parts of an assessment, and who signed it is `decided_by`.
    assessed_purpose = models.TextField(blank=True)
    assessed_necessity = models.TextField(blank=True)
    assessed_safeguards = models.TextField(blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due", "code"]
        constraints = [
            models.UniqueConstraint(fields=["response", "code"], name="dataitem_once"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="dataitem_state"),
            # Two people: nobody confirms the destruction they proposed, and none goes without its proof.
            models.CheckConstraint(
                condition=~Q(state="destroyed")
                | (
                    Q(proposed_by__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(proof="")
                ),
                name="dataitem_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept")
                | (
                    Q(decided_by__isnull=False)
                    & Q(kept_until__isnull=False)
                    & ~Q(assessed_purpose="")
                    & ~Q(assessed_necessity="")
                    & ~Q(assessed_safeguards="")
                ),
                name="dataitem_assessed",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], name="dataitem_due", condition=Q(state__in=["open", "proposed"])),
            models.Index(fields=["kept_until"], name="dataitem_kept", condition=Q(state="kept")),
        ]

    @property
    def title(self) -> Words:
        """What kind of data."""
        return Words(self.zh, self.en)

    @property
    def purpose(self) -> Words:
        """What they were gathered for."""
        return Words(self.purpose_zh, self.purpose_en)

    @property
    def keep_words(self) -> Words:
        """How long the rule lets them stay, and which rule."""
        return Words(self.kept_zh, self.kept_en)

    @property
    def state_words(self) -> Words:
        """What has been decided."""
        return STATES[self.state]
