"""Incidents: what was reported, who commands, every entrance, every force, every group of people, every task."""

from django.db import models
from django.db.models import Q

from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.scope import Scoped

from . import terms


class Incident(Scoped):
    """An incident at one place; the matter beside it says where it stands and who holds it.

    `exposed_from` and `exposed_until` are when the case, known by `case_ref` alone, was there.
    """

    matter = models.OneToOneField("matters.Matter", models.CASCADE, primary_key=True, related_name="incident")
    place = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=terms.codes(terms.SOURCES))
    number = models.CharField(max_length=60, blank=True)
    heard_at = models.DateTimeField()
    reporter = models.CharField(max_length=60, blank=True)
    reporter_phone = EncryptedText(blank=True)
    what = models.TextField(max_length=2000)
    inside = models.PositiveIntegerField(null=True, blank=True)
    commander = models.CharField(max_length=60, blank=True)
    commander_phone = models.CharField(max_length=40, blank=True)
    commanded_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    case_ref = models.CharField(max_length=80, blank=True)
    exposed_from = models.DateTimeField(null=True, blank=True)
    exposed_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    lessons = models.TextField(max_length=4000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "place", "-heard_at"], name="incident_place")]

    def __str__(self) -> str:
        return self.place


class Spot(Scoped):
    """An entrance, a floor, any place of the incident that must not be missed."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="spots", db_index=False)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=terms.codes(terms.SPOTS), default="open")
    how = models.CharField(max_length=200, blank=True)
    sealed_by = models.CharField(max_length=80, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "name"], name="incident_spot_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> Words:
        """Where it stands."""
        return terms.SPOTS[self.state]

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return terms.SPOT_TONES[self.state]


class Force(Scoped):
    """A task force of the incident: which office leads it, who, and who came from which line."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="forces", db_index=False)
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=60)
    unit_area = models.CharField(max_length=20, db_collation="C")
    leader = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True)
    # The name of whoever came from each line, by the line's code in the rule.
    members = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "code"], name="incident_force_once")]

    def __str__(self) -> str:
        return self.code


class Group(Scoped):
    """People who are kept, sampled and moved together, apart from the others: how many, how far."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="groups", db_index=False)
    name = models.CharField(max_length=80)
    high = models.BooleanField(default=False)
    category = models.CharField(max_length=40, blank=True)
    where = models.CharField(max_length=120, blank=True)
    people = models.PositiveIntegerField(default=0)
    tested = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    left_to = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "name"], name="incident_group_once"),
            models.CheckConstraint(
                condition=Q(tested__lte=models.F("people")) & Q(left__lte=models.F("people")),
                name="incident_group_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def untested(self) -> int:
        """Who still waits to be sampled."""
        return self.people - self.tested

    @property
    def present(self) -> int:
        """Who is still there."""
        return self.people - self.left


class Present(Scoped):
    """Somebody who was there: named, when they came and went, the group they are kept in, the measure proposed."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="present")
    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    name = EncryptedText()
    phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="phone", purpose="phone")
    came_at = models.DateTimeField(null=True, blank=True)
    went_at = models.DateTimeField(null=True, blank=True)
    # Whether they were there together with the case, as far as the times tell; None when they do not.
    together = models.BooleanField(null=True)
    measure = models.CharField(max_length=14, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "phone_hash"],
                name="incident_person_once",
                condition=Q(phone_hash__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"present {self.pk}"


class Task(Scoped):
    """A step of the playbook or an order, with the force it is for and what came of it."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="incident_task"
    )
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="tasks")
    step = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    note = models.TextField(max_length=2000, blank=True)
    force = models.CharField(max_length=40, blank=True)
    wanted_by = models.DateTimeField(null=True, blank=True)
    said = models.TextField(max_length=2000, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    # How often it was reported on, such as a broadcast read out again; each with its words in the history.
    reports = models.PositiveIntegerField(default=0)
    reported_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title
