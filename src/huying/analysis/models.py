"""What keeps columns true: which declarations changed in which transaction, and which columns were built when."""

import uuid

from django.db import models

from huying.base.clock import now
from huying.places.scope import Scoped


class Touched(Scoped):
    """A declaration that a transaction wrote, or whose stays it wrote, in each area it was or is in. Triggers write this."""

    declaration = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["transaction"], name="touched_transaction")]

    def __str__(self) -> str:
        return f"declaration {self.declaration} in {self.transaction}"


class Built(models.Model):
    """Columns that were built, and what they have seen: transactions that `snapshot` shows, of the database `system`.

    Columns whose row is not here are none of this database's, or of a transaction that was rolled back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    at = models.DateTimeField(default=now)
    snapshot = models.TextField()
    system = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.id} {self.at:%F %H:%M}"
