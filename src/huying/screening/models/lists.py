"""Push lists and letters, the people they name, who was asked when, what was passed on and answered."""

from django.db import models
from django.db.models import Q

from huying.base.clock import now
from huying.base.ids import new_code
from huying.base.secrets import EncryptedText, HashOf
from huying.places.scope import Scoped

KINDS = [("list", "list"), ("letter", "letter")]
URGENCIES = [("normal", "normal"), ("urgent", "urgent"), ("extra", "extra")]
MATCHES = [
    ("none", "none"),
    ("proposed", "proposed"),
    ("confirmed", "confirmed"),
    ("refused", "refused"),
]


class PushList(Scoped):
    """A list or letter from another authority about people who are or were here.

    `load` is the import its rows came by; `case_ref` and what follows describe the case by a pseudonym only.
    """

    code = models.CharField(max_length=14, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=8, choices=KINDS, default="list")
    number = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=120, blank=True)
    sender_contact = models.CharField(max_length=120, blank=True)
    receiver = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField(default=now)
    channel = models.CharField(max_length=40, blank=True)
    urgency = models.CharField(max_length=8, choices=URGENCIES, default="normal")
    reply_due = models.DateTimeField(null=True, blank=True)
    category = models.CharField(max_length=40, blank=True)
    case_ref = models.CharField(max_length=80, blank=True)
    strain = models.CharField(max_length=80, blank=True)
    infectious_from = models.DateField(null=True, blank=True)
    infectious_until = models.DateField(null=True, blank=True)
    request = models.TextField(max_length=2000, blank=True)
    source = models.CharField(max_length=200, blank=True)
    file = models.CharField(max_length=200, blank=True)
    load = models.BigIntegerField(null=True, blank=True)
    response = models.ForeignKey(
        "rulebook.Response", models.PROTECT, null=True, blank=True, related_name="push_lists"
    )
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    # When the personal columns of its subjects were blanked.
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-received_at"], name="pushlist_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["load", "number", "sender"], condition=Q(load__isnull=False), name="pushlist_of_load"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code


class Subject(Scoped):
    """One row of a list at one desk: who is named, where, what was found; the matter says where it stands.

    A row handed over to another area goes on there as a subject of its own, whose `previous` is this one:
    each is seen from inside its own area only. `due_at` is the deadline of the rule, for `milestone`.
    """

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="check_subject"
    )
    list = models.ForeignKey(PushList, models.PROTECT, related_name="subjects", db_index=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="onward", db_index=False
    )
    previous_area = models.CharField(max_length=20, db_collation="C", blank=True)
    number = models.PositiveIntegerField(default=0)

    name = EncryptedText(blank=True)
    phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="phone", purpose="phone")
    more_phones = EncryptedText(blank=True)
    identity = EncryptedText(blank=True)
    identity_hash = HashOf(of="identity", purpose="identity")
    # Why the identity number of the list cannot be used: digits_lost, checksum, date, shape.
    identity_fault = models.CharField(max_length=12, blank=True)
    address = EncryptedText(blank=True)
    exposure = EncryptedText(blank=True)
    category = models.CharField(max_length=40)
    exposed_at = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    milestone = models.CharField(max_length=14, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    # Whether the place is known as far as a grid, and how it was found.
    placed = models.BooleanField(default=False)
    placed_by = models.CharField(max_length=10, blank=True)
    resident = models.ForeignKey(
        "people.Resident", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    match = models.CharField(max_length=10, choices=MATCHES, default="none")
    match_score = models.FloatField(null=True, blank=True)
    match_how = models.CharField(max_length=20, blank=True)
    match_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    match_at = models.DateTimeField(null=True, blank=True)
    # Another row, of this or another list, has the same phone or identity number.
    alike = models.BooleanField(default=False)
    owner = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="same", db_index=False
    )

    found_name = EncryptedText(blank=True)
    found_where = EncryptedText(blank=True)
    found_category = models.CharField(max_length=40, blank=True)
    arranged = EncryptedText(blank=True)
    note = EncryptedText(blank=True)
    test_result = models.CharField(max_length=12, blank=True)
    test_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    controlled_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    out = models.ForeignKey(
        "OutLetter", models.PROTECT, null=True, blank=True, related_name="subjects", db_index=False
    )

    class Meta:
        # A hundred thousand rows come in one file: every index is paid for by each of them.
        indexes = [
            models.Index(fields=["list", "area"], name="subject_list"),
            models.Index(fields=["phone_hash"], name="subject_phone", condition=Q(phone_hash__isnull=False)),
            models.Index(
                fields=["identity_hash"], name="subject_identity", condition=Q(identity_hash__isnull=False)
            ),
            models.Index(fields=["previous"], name="subject_onward", condition=Q(previous__isnull=False)),
            models.Index(fields=["area", "due_at"], name="subject_area_due"),
            models.Index(fields=["out"], name="subject_out", condition=Q(out__isnull=False)),
            models.Index(fields=["area"], name="subject_proposed", condition=Q(match="proposed")),
        ]

    def __str__(self) -> str:
        return f"subject {self.pk}"


class Contacted(Scoped):
    """Somebody of some office turned to a person: written once, shown to the next office before it calls."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="contacts")
    phone_hash = models.BinaryField(max_length=16, null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.CharField(max_length=120)
    way = models.CharField(max_length=20)
    result = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["phone_hash", "-at"], name="contacted_phone")]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%F %R}"


class CallLock(Scoped):
    """Who is calling a number just now; nobody else should until it is over."""

    phone_hash = models.BinaryField(max_length=16, unique=True)
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.CharField(max_length=120)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.office} {self.until:%R}"


class OutLetter(Scoped):
    """A letter to the authority of another city about people who are there now."""

    number = models.CharField(max_length=40, unique=True)
    to = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    receipt_at = models.DateTimeField(null=True, blank=True)
    receipt_from = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-made_at"], name="outletter_area")]

    def __str__(self) -> str:
        return self.number


class Reply(Scoped):
    """The answer to a list: owed by its matter until it was sent; then who sent what to whom."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="list_reply"
    )
    list = models.ForeignKey(PushList, models.PROTECT, related_name="replies")
    to = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=120, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    # The counts as they were sent, by outcome.
    figures = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"reply to {self.list_id}"


class Shift(Scoped):
    """One shift handed to the next: everything open by name, signed by both."""

    unit = models.CharField(max_length=60)
    begun_at = models.DateTimeField(default=now)
    out_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    note = models.TextField(max_length=2000, blank=True)
    # [{"code", "line", "due"}]: what was open when it was signed over; names are shortened.
    open = models.JSONField(default=list)
    in_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "unit", "-begun_at"], name="shift_area")]

    def __str__(self) -> str:
        return f"{self.unit} {self.begun_at:%F %R}"
