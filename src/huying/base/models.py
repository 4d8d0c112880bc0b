"""Tables of the ground: how often a public door was tried."""

from django.db import models


class Attempt(models.Model):
    """How often one visitor tried one door in one slot of time; no row tells who the visitor was."""

    door = models.CharField(max_length=40)
    who = models.BinaryField(max_length=16)
    period = models.PositiveIntegerField()
    slot = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["door", "who", "period", "slot"], name="base_attempt_once")
        ]

    def __str__(self) -> str:
        return f"{self.door}: {self.count}"
