"""Lists of areas at risk: who publishes them, their dated versions, and what each listed name means."""

import uuid
from typing import Any

from django.db import models

from huying.places.codes import WIDTH
from huying.places.fields import AreaField
from huying.places.levels import LEVEL_WORDS, SOURCE_WORDS


class RiskSource(models.Model):
    """A stream of versions of one list: the nation's, a province's, a city's own. Published, so under no scope."""

    # "national", "city:3301": the kind, and the area whose list it is.
    code = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=10, choices=[(kind, words.zh) for kind, words in SOURCE_WORDS.items()])
    area = AreaField()
    # A mark that changes with what its lists say, so that whoever keeps a copy knows when it is old.
    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return self.code


class RiskName(models.Model):
    """A place as a list writes it, and the division it means, once and for all versions.

    `code` is the area that the name means as a whole; `within` the smallest known area that holds it, each empty while
    it is not known. Of a compound
    in a known street only `within` is known: the street is not at risk because a compound in it is.
    """

    key = models.CharField(max_length=32, unique=True)
    province = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    county = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=WIDTH, blank=True, db_collation="C")
    within = models.CharField(max_length=WIDTH, blank=True, db_collation="C")
    # Who settled it; empty when the program did. Places know no people, so the name is kept as it was.
    settled_by = models.CharField(max_length=60, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("within",), name="places_riskname_within"),)

    def __str__(self) -> str:
        return self.whole_text

    @property
    def whole_text(self) -> str:
        """The name with the places above it, none said twice."""
        return "".join(dict.fromkeys(part for part in (self.province, self.city, self.county) if part)) + (
            self.text
        )


class RiskVersion(models.Model):
    """A list as it stood from a moment on. Two contents for one moment are two versions, of which one counts.

    One that was set aside counts no more, as if it had never come, and stays on record with the reason.
    """

    source = models.ForeignKey(RiskSource, models.PROTECT, related_name="versions")
    valid_from = models.DateTimeField()
    # The same content of the same moment is the same version in whatever file.
    digest = models.CharField(max_length=64)
    # "official", "table", "press": how much a reading can be trusted to be whole.
    form = models.CharField(max_length=10)
    # The places by level, as ids of RiskName in the order of the list, without repetitions.
    places = models.JSONField[Any, Any](default=dict)
    # How many the list says it has and how many were read, repetitions included: {"high": 8, "medium": 109}.
    declared = models.JSONField[Any, Any](default=dict)
    listed = models.JSONField[Any, Any](default=dict)
    # Since when, for lists that say it of each place: {id of RiskName: day}.
    dated = models.JSONField[Any, Any](default=dict)
    # What was odd: [row, Chinese, English].
    odd = models.JSONField[Any, Any](default=list)
    file = models.CharField(max_length=200, blank=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=60, blank=True)
    aside_at = models.DateTimeField(null=True, blank=True)
    aside_by = models.CharField(max_length=60, blank=True)
    aside_by_id = models.BigIntegerField(null=True, blank=True)
    aside_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "valid_from", "digest"), name="places_riskversion_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.valid_from:%Y-%m-%d %H:%M}"


class RiskSpan(models.Model):
    """A place at a level from one version to another: made anew from the versions, never edited."""

    source = models.ForeignKey(RiskSource, models.CASCADE, related_name="spans")
    name = models.ForeignKey(RiskName, models.PROTECT, related_name="spans")
    level = models.CharField(
        max_length=10, choices=[(level, words.zh) for level, words in LEVEL_WORDS.items()]
    )
    # The moment of the version that brought it.
    opened = models.DateTimeField()
    # From which moment to before which; no end while the newest version lists it. A list may say that a place has
    # been at risk from before its own moment.
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("since", "until"), name="places_riskspan_at"),
            models.Index(fields=("source",), condition=models.Q(until=None), name="places_riskspan_open"),
        )

    def __str__(self) -> str:
        return f"{self.name_id} {self.level} {self.since:%Y-%m-%d %H:%M}"
