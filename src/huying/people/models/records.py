"""What is kept so that looking at people leaves a trace, and the codes residents come in by."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huying.base.clock import now
from huying.places.fields import AreaField

from .staff import Post, User


class Audit(models.Model):
    """One look at, or act on, something sensitive. Lines go in and are read; nobody changes them.

    `what` is what was done, `kind` and `ref` to which thing, `fields` which of its fields were seen, `subject` the
    keyed phone hash of the person it is about, `covering` the absent colleague it was done for.
    """

    append_only = True

    at = models.DateTimeField(default=now)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=80, default="")
    role = models.CharField(max_length=40, default="")
    covering = models.CharField(max_length=80, default="")
    what = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200, default="")
    kind = models.CharField(max_length=60, default="")
    ref = models.CharField(max_length=60, default="")
    fields = ArrayField(models.CharField(max_length=40), default=list)
    resident = models.BigIntegerField(null=True)
    subject = models.BinaryField(max_length=16, null=True)
    area = AreaField()
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "-id"], name="people_audit_area"),
            models.Index(fields=["user", "-id"], name="people_audit_user"),
            models.Index(fields=["kind", "ref"], name="people_audit_thing"),
            models.Index(fields=["resident"], name="people_audit_resident"),
            models.Index(fields=["subject"], name="people_audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.kind} {self.ref}"


class AuditSeal(models.Model):
    """A link of the chain over the audit: its digest covers the lines up to `last` and the link before."""

    append_only = True

    last = models.BigIntegerField(unique=True)
    lines = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"seal up to {self.last}"


class Undertaking(models.Model):
    """Somebody has promised in writing to keep secret what they see in sensitive lists."""

    append_only = True

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="undertakings")
    version = models.CharField(max_length=20)
    signed_as = models.CharField(max_length=60)
    signed_at = models.DateTimeField(default=now)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="people_undertaking_once")]

    def __str__(self) -> str:
        return f"{self.signed_as} {self.version}"


class OnceCode(models.Model):
    """A code sent to a phone to prove that it is in somebody's hand; stored as hashes only."""

    phone_hash = models.BinaryField(max_length=16, db_index=True)
    code_hash = models.BinaryField(max_length=16)
    made_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code until {self.ends_at:%H:%M}"
