"""What was learned from decisions, and the topics that came up."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.help import terms
from huying.places.scope import Scoped

from .intake import Category


class Learned(models.Model):
    """One version of what was learned from screeners' decisions: numbers only, with how right it was on the newest fifth.

    `weights` is read by `help.sorting.learner.Model.load`. The other shares are what the most frequent answer and
    the words of the categories would have reached on the same messages.
    """

    what = models.CharField(max_length=8, choices=terms.codes(terms.SUGGESTED))
    learned_at = models.DateTimeField(default=now)
    decisions = models.PositiveIntegerField()
    tested = models.PositiveIntegerField()
    accuracy = models.FloatField()
    macro_f1 = models.FloatField()
    majority = models.FloatField()
    keywords = models.FloatField()
    weights = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=("what", "-id"), name="help_learned_newest"),)

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class Topic(Scoped):
    """Many alike within hours: a name or a phrase that comes up more often than usual, by one matter.

    Its area is the smallest place that holds all of its messages; `usual` is how many would be usual in the same time.
    """

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=6, choices=terms.codes(terms.TOPIC_KINDS))
    count = models.PositiveIntegerField()
    alike = models.PositiveIntegerField()
    usual = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # The primary keys of its messages, those most alike first.
    messages = ArrayField(models.BigIntegerField(), default=list)
    found_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=terms.codes(terms.TOPIC_STATES), default="open")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("area", "-seen_at"), name="help_topic_area"),)
        constraints = (
            models.UniqueConstraint(fields=("name",), condition=Q(state="open"), name="help_topic_once"),
            models.CheckConstraint(condition=Q(first_at__lte=F("last_at")), name="help_topic_times"),
        )

    def __str__(self) -> str:
        return self.name
