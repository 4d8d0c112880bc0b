"""Help requests, offers and enquiries: what was said, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.help import terms
from huying.help.sorting.texts import bare
from huying.kernel.words import Words
from huying.places.scope import Scoped

from .intake import Category, Channel


class HelpRequest(Scoped):
    """One message of one caller; the matter beside it says where it stands and who holds it."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="help_request"
    )
    kind = models.CharField(max_length=8, choices=terms.codes(terms.MESSAGE_KINDS), default="request")
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=10_000)
    # Equal for texts that differ in width, case, spaces or punctuation only.
    text_hash = HashOf(of="text_key", purpose="help.text")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    pace = models.CharField(max_length=12, choices=terms.codes(terms.PACES), default="ordinary")
    urgency = models.CharField(max_length=8, choices=terms.codes(terms.URGENCIES), default="normal")

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    source_id = models.CharField(max_length=100, blank=True)
    # Who wrote at the source, by that source's own name; needed to see that one person wrote ninety times.
    source_user = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    on_behalf = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="zh")

    contact_name = EncryptedText(blank=True)
    contact_phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="contact_phone", purpose="phone")
    place_text = models.CharField(max_length=200, blank=True)
    room = EncryptedText(blank=True)
    address_hash = HashOf(of="address_key", purpose="help.address")

    needed_by = models.DateTimeField(null=True, blank=True)
    people_affected = models.PositiveIntegerField(default=1)
    vulnerable = ArrayField(
        models.CharField(max_length=30, choices=terms.codes(terms.VULNERABLE)), default=list, blank=True
    )
    under_quarantine = models.BooleanField(default=False)

    received_at = models.DateTimeField(default=now)
    # The moment by which somebody should look at it; the queue is sorted by this one column.
    attend_by = models.DateTimeField()
    screened_at = models.DateTimeField(null=True, blank=True)
    screened_by = models.ForeignKey("people.User", models.SET_NULL, null=True, blank=True, related_name="+")
    handling = models.CharField(max_length=8, choices=terms.codes(terms.HANDLINGS), blank=True)
    # The street it lies in, for the figures of each street.
    street = models.CharField(max_length=20, db_collation="C", blank=True)

    answer = models.TextField(max_length=5000, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    external_system = models.CharField(max_length=60, blank=True)
    external_ref = models.CharField(max_length=100, blank=True)
    external_at = models.DateTimeField(null=True, blank=True)

    outcome = models.CharField(max_length=12, choices=terms.codes(terms.OUTCOMES), blank=True)
    outcome_reason = models.TextField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    people_helped = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    thanks = models.TextField(max_length=1000, blank=True)
    kept_in = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_here")
    # The request its caller says it is the same as, until a screener has decided.
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_here")

    class Meta:
        indexes = (
            models.Index(
                fields=("area", "attend_by"),
                condition=Q(screened_at=None, closed_at=None),
                name="help_request_queue",
            ),
            models.Index(fields=("area", "-received_at"), name="help_request_area"),
            models.Index(fields=("-received_at",), name="help_request_received"),
            models.Index(fields=("category", "-received_at"), name="help_request_category"),
            models.Index(fields=("phone_hash",), name="help_request_phone"),
            models.Index(fields=("text_hash",), name="help_request_text"),
            models.Index(fields=("address_hash",), name="help_request_address"),
            models.Index(fields=("area", "closed_at"), name="help_request_closed"),
            models.Index(
                fields=("external_system", "external_ref"),
                condition=~Q(external_ref=""),
                name="help_request_external",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "source_id"), condition=~Q(source_id=""), name="help_request_source_once"
            ),
            models.CheckConstraint(condition=Q(people_affected__gte=1), name="help_request_somebody"),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="help_request_rating"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="unsolvable") | ~Q(outcome_reason=""), name="help_request_reason"
            ),
        )

    def __str__(self) -> str:
        return self.headline

    @property
    def address_key(self) -> str:
        """What two requests of one household have in common; empty without a room, for a place is not a household."""
        return f"{self.area} {self.place_text} {self.room}" if self.room else ""

    @property
    def text_key(self) -> str:
        """What two messages of the same words have in common."""
        return bare(self.text)

    @property
    def headline(self) -> str:
        """One line for lists: its title, or the beginning of its text."""
        return self.title or self.text[:40]

    @property
    def kind_words(self) -> Words:
        """Request, offer or enquiry."""
        return terms.MESSAGE_KINDS[self.kind]


class Photo(Scoped):
    """A picture beside a matter: checked, made anew without metadata, under a random name.

    A picture of a form not yet sent has no matter but a draft key.
    """

    name = models.CharField(max_length=40, primary_key=True)
    matter = models.ForeignKey(
        "matters.Matter", models.CASCADE, null=True, blank=True, related_name="help_photos"
    )
    draft = models.CharField(max_length=40, blank=True, db_index=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    caption = models.CharField(max_length=120, blank=True)
    added_by = models.CharField(max_length=12, default="caller")
    added_at = models.DateTimeField(default=now)

    class Meta:
        indexes = (models.Index(fields=("matter", "added_at"), name="help_photo_matter"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(matter__isnull=False) | ~Q(draft=""), name="help_photo_belongs_somewhere"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Merge(Scoped):
    """A duplicate put into the request that is kept; a person did it and a person can undo it."""

    kept = models.ForeignKey(HelpRequest, models.CASCADE, related_name="merges")
    merged = models.ForeignKey(HelpRequest, models.CASCADE, related_name="merges_away")
    reason = models.CharField(max_length=16, choices=terms.codes(terms.MERGE_REASONS), default="same_matter")
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    undone_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("merged",), condition=Q(undone_at=None), name="help_merge_once"),
            models.CheckConstraint(condition=~Q(kept=models.F("merged")), name="help_merge_two"),
        )

    def __str__(self) -> str:
        return f"{self.merged_id} > {self.kept_id}"


class Match(Scoped):
    """An offer brought together with a request."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="offers")
    offer = models.ForeignKey(HelpRequest, models.CASCADE, related_name="requests")
    state = models.CharField(max_length=8, choices=terms.codes(terms.MATCH_STATES), default="proposed")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("request", "offer"), name="help_match_once"),)

    def __str__(self) -> str:
        return f"{self.offer_id} - {self.request_id}"


class FollowUp(Scoped):
    """A call or visit after the answer: what was found."""

    matter = models.ForeignKey("matters.Matter", models.CASCADE, related_name="help_follow_ups")
    kind = models.CharField(max_length=10, choices=terms.codes(terms.FOLLOW_UPS), default="call_back")
    reached = models.BooleanField()
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = (models.Index(fields=("matter", "at"), name="help_follow_up_matter"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Feedback(Scoped):
    """What the caller said about the answer, each time they were asked."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="feedback")
    solved = models.BooleanField()
    rating = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = (models.Index(fields=("area", "-at"), name="help_feedback_area"),)

    def __str__(self) -> str:
        return f"{self.request_id} {self.solved}"
