"""Channels through which messages come in, and the categories they are sorted into."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huying.base.clock import now
from huying.help import terms
from huying.kernel.words import Words
from huying.places.scope import AreaField


class Category(models.Model):
    """What a message is about; made and retired at run time by administrators and coordinators."""

    code = models.SlugField(max_length=40, primary_key=True)
    zh = models.CharField(max_length=40)
    en = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    pace = models.CharField(max_length=12, choices=terms.codes(terms.PACES), default="ordinary")
    urgency = models.CharField(max_length=8, choices=terms.codes(terms.URGENCIES), default="normal")
    # The usual way; the routing rules of an area and date may say otherwise.
    handling = models.CharField(max_length=8, choices=terms.codes(terms.HANDLINGS), default="refer")
    unit = models.CharField(max_length=60, blank=True)
    # Words that speak for this category: the first sorter before anything was learned.
    hints = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    place = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(default=True)
    created_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("place", "code")

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> Words:
        """Its name in both languages."""
        return Words(self.zh, self.en)


class Channel(models.Model):
    """A way in. An administrator opens, names and closes one at run time."""

    code = models.SlugField(max_length=40, primary_key=True)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=terms.codes(terms.CHANNEL_KINDS))
    area = AreaField()
    open = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # For a station: on which days and hours somebody sits there, in words.
    hours_zh = models.CharField(max_length=120, blank=True)
    hours_en = models.CharField(max_length=200, blank=True)
    welcome_zh = models.TextField(max_length=500, blank=True)
    welcome_en = models.TextField(max_length=1000, blank=True)
    # None chosen means every active category.
    categories = models.ManyToManyField(Category, blank=True, related_name="channels")
    needs_phone = models.BooleanField(default=False)
    created_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    closed_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("code",)
        indexes = (models.Index(fields=("area", "kind"), name="help_channel_area"),)

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> Words:
        """Its name in both languages."""
        return Words(self.zh, self.en)

    @property
    def welcome(self) -> Words:
        """What people read when they come to it."""
        return Words(self.welcome_zh, self.welcome_en)

    @property
    def hours(self) -> Words:
        """When a station is staffed."""
        return Words(self.hours_zh, self.hours_en)
