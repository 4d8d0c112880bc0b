"""Diseases as data: versions of a profile, each drafted by one person and published by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huying.base.ids import new_code
from huying.kernel.words import Words
from huying.places.fields import AreaField

from .law import STATUSES


class DiseaseProfile(models.Model):
    """One version of a disease profile; `document` is `rulebook.profiles.Profile` as plain data.

    The newest published version counts from its publication on; one that is published never changes. `area` is
    that of the post that drafted it, for who may change it: a profile itself holds wherever a response names it.
    """

    code = models.CharField(max_length=14, unique=True, default=new_code, editable=False)
    slug = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    area = AreaField()
    document = models.JSONField(default=dict)
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
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="profile_version"),
            models.CheckConstraint(condition=Q(status__in=list(STATUSES)), name="profile_status"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="profile_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="profile_published"
            ),
        ]

    @property
    def title(self) -> Words:
        """What the disease is called."""
        return Words(
            self.document.get("zh", self.slug), self.document.get("en") or self.document.get("zh", "")
        )

    @property
    def status_words(self) -> Words:
        """The status in words."""
        return STATUSES[self.status]
