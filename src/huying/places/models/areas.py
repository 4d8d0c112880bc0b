"""The tree of places."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from huying.kernel.words import Words
from huying.places.codes import GRADES
from huying.places.fields import AreaField

GRADE_WORDS: dict[str, Words] = {
    "all": Words("全国", "Country"),
    "province": Words("省", "Province"),
    "city": Words("市", "City"),
    "district": Words("区（县）", "District"),
    "street": Words("街道（乡镇）", "Subdistrict"),
    "community": Words("社区（村）", "Community"),
    "grid": Words("网格", "Grid"),
    "building": Words("楼栋", "Building"),
    "stairwell": Words("单元", "Stairwell"),
}


class Area(models.Model):
    """A place of any grade. The tree is public, so it stands under no scope."""

    code = AreaField(primary_key=True)
    grade = models.CharField(max_length=10, choices=[(grade, GRADE_WORDS[grade].zh) for grade in GRADES])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_column="parent"
    )
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=160)
    # Other names and street numbers people use: former names, nicknames, "建国南路12号".
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # The residential compound (小区) a building belongs to; a compound may reach over several grids.
    compound = models.CharField(max_length=60, blank=True)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=80, blank=True)
    # WGS 84, degrees.
    lat = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    # A GeoJSON geometry in WGS 84.
    geometry = models.JSONField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    ordering = models.IntegerField(default=0)
    # What the law has posted on site for every grid: its worker and where to complain.
    worker = models.CharField(max_length=40, blank=True)
    worker_phone = models.CharField(max_length=20, blank=True)
    supervision_phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("ordering", "code")
        constraints = (
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{20}$"), name="places_area_code"),
            models.UniqueConstraint(fields=("parent", "compound", "zh"), name="places_area_one_name"),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Words:
        """Its own name, without the places above it; a building's with its compound."""
        if not self.compound:
            return Words(self.zh, self.en)
        from huying.places.spelling import english

        return Words(self.compound + self.zh, f"{self.en}, {english(self.compound, 'grid')}")

    @property
    def grade_name(self) -> Words:
        """What kind of place it is."""
        return GRADE_WORDS[self.grade]


class Edition(models.Model):
    """One row: a mark that changes with the tree, so that whoever keeps a copy knows when it is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # Not a counter: the number of a rolled-back change would come again with another content.
    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.stamp)
