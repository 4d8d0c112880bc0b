"""Matters, their history and their running clocks."""

from django.db import models
from django.db.models.functions import Now

from huying.places.fields import AreaField
from huying.places.scope import Prefixed, Scoped, prefix_indexes

# A clock of the caller has rung for good since they asked: the kernel keeps its name in the facts.
LATE = models.Q(ended_at=None, facts__has_key="rung")


class Matter(Prefixed):
    """One thing somebody waits for, as it stands now.

    `unit`, `unit_area` and `person` are its holder; `due_at` the moment its next clock rings; `facts`
    only what rules read. What a domain knows for good stands in the domain's own table.
    """

    # Letters and digits in the order of their bytes, so that the beginning of a code is a range of its index.
    code = models.CharField(max_length=14, db_collation="C")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    level = models.CharField(max_length=12)
    unit = models.CharField(max_length=40)
    unit_area = AreaField()
    person = models.ForeignKey(
        "people.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_matters",
        db_index=False,
    )
    opened_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )

    class Meta:
        # Ten thousand rows are opened in one go: every index here is paid for by each of them.
        constraints = [models.UniqueConstraint(fields=["code"], name="matter_code")]
        indexes = [
            models.Index(
                fields=["unit", "unit_area", "due_at"], name="matter_held", condition=models.Q(ended_at=None)
            ),
            models.Index(
                fields=["person", "due_at"],
                name="matter_person",
                condition=models.Q(ended_at=None, person__isnull=False),
            ),
            models.Index(fields=["due_at"], name="matter_due", condition=models.Q(ended_at=None)),
            *prefix_indexes("matter_due", "due_at", condition=models.Q(ended_at=None)),
            models.Index(fields=["kind", "area", "opened_at"], name="matter_kind_area"),
            models.Index(fields=["area", "asked_at"], name="matter_late", condition=LATE),
            models.Index(fields=["parent"], name="matter_parent", condition=models.Q(parent__isnull=False)),
            # A kind of which there are few would else be looked for among all that are open.
            models.Index(
                fields=["kind", "due_at"], name="matter_due_kind", condition=models.Q(ended_at=None)
            ),
            # None of these is paid for by what is opened: they hold what has ended, or what is late.
            models.Index(fields=["asked_at"], name="matter_late_asked", condition=LATE),
            *prefix_indexes("matter_late", "asked_at", condition=LATE),
            models.Index(
                fields=["area", "ended_at"],
                name="matter_area_ended",
                condition=models.Q(ended_at__isnull=False),
            ),
            models.Index(
                fields=["ended_at"], name="matter_ended", condition=models.Q(ended_at__isnull=False)
            ),
            *prefix_indexes("matter_ended", "ended_at", condition=models.Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Event(Scoped):
    """One line of a matter's history. Written once, never changed."""

    append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    person = models.ForeignKey(
        "people.User", null=True, on_delete=models.PROTECT, related_name="acts_done", db_index=False
    )
    data = models.JSONField()
    once = models.CharField(max_length=80, null=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "seq"], name="event_in_order"),
            models.UniqueConstraint(
                fields=["matter", "once"], condition=models.Q(once__isnull=False), name="event_once"
            ),
            models.UniqueConstraint(
                fields=["once"], condition=models.Q(seq=1, once__isnull=False), name="event_opened_once"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "at"], name="event_area_at"),
            models.Index(
                fields=["person", "at"], name="event_person", condition=models.Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq} {self.act}"


class Clock(models.Model):
    """A running clock of a matter; it is gone once it stopped, its past stands in the history."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    timer = models.CharField(max_length=40)
    due_at = models.DateTimeField(db_index=True)
    faults = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "timer"], name="clock_of_matter")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.timer}"
