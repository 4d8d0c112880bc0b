"""Solution cards: one common problem and what to do about it."""

from django.db import models
from django.db.models import Q

from huying.base.clock import now
from huying.help import terms
from huying.kernel.words import Words
from huying.places.scope import AreaField

from .intake import Category
from .requests import HelpRequest


class SolutionCard(models.Model):
    """A card has an owner, an area and days on which it is true. Everybody may read a published one."""

    code = models.SlugField(max_length=60, primary_key=True)
    zh_title = models.CharField(max_length=60)
    en_title = models.CharField(max_length=120)
    zh_body = models.TextField(max_length=2000)
    en_body = models.TextField(max_length=4000)
    category = models.ForeignKey(Category, models.PROTECT, related_name="cards")
    area = AreaField()
    owner_unit = models.CharField(max_length=60)
    owner_area = AreaField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=terms.codes(terms.CARD_STATES), default="draft")
    made_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ("code",)
        indexes = (
            models.Index(
                fields=("category", "area"), condition=Q(state="published"), name="help_card_category"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
                name="help_card_days",
            ),
        )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def title(self) -> Words:
        """The problem."""
        return Words(self.zh_title, self.en_title)

    @property
    def body(self) -> Words:
        """What to do about it."""
        return Words(self.zh_body, self.en_body)


class CardSource(models.Model):
    """An answered request a card was made from."""

    card = models.ForeignKey(SolutionCard, models.CASCADE, related_name="sources")
    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("card", "request"), name="help_card_source_once"),)

    def __str__(self) -> str:
        return f"{self.card_id} < {self.request_id}"


class CardUse(models.Model):
    """Once a card was shown to somebody, and whether it spared them a request."""

    card = models.ForeignKey(SolutionCard, models.CASCADE, related_name="uses")
    where = models.CharField(max_length=8, choices=terms.codes(terms.CARD_PLACES), default="ask")
    helped = models.BooleanField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = (models.Index(fields=("card", "at"), name="help_card_use_card"),)

    def __str__(self) -> str:
        return f"{self.card_id} {self.at:%Y-%m-%d}"
