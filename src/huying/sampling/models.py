"""Specimens and joint checks."""

from django.db import models
from django.db.models import Q

from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.scope import Scoped

from . import terms


class JointCheck(Scoped):
    """People, goods and environment of one place examined together; the matter says whether all three are."""

    matter = models.OneToOneField(
        "matters.Matter", models.CASCADE, primary_key=True, related_name="joint_check"
    )
    place = models.CharField(max_length=120)
    reason = models.TextField(max_length=1000)
    outcome = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.place


class Specimen(Scoped):
    """One specimen: of whom or what, in which tube, with which result; `measure` is the code of the person's measure."""

    matter = models.OneToOneField("matters.Matter", models.CASCADE, primary_key=True, related_name="specimen")
    tube = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=12, choices=terms.codes(terms.SUBJECTS))
    circumstance = models.CharField(max_length=40)
    what = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=120, blank=True)
    name = EncryptedText(blank=True)
    phone = EncryptedText(blank=True)
    phone_hash = HashOf(of="phone", purpose="phone")
    measure = models.CharField(max_length=14, blank=True)
    check_of = models.ForeignKey(JointCheck, models.SET_NULL, null=True, blank=True, related_name="specimens")
    taken_at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=terms.codes(terms.RESULTS), blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    # Whether the rule of the day it turned positive wants its genome.
    to_sequence = models.BooleanField(default=False)
    lineage = models.CharField(max_length=60, blank=True)
    accession = models.CharField(max_length=60, blank=True)
    why_not = models.TextField(max_length=1000, blank=True)
    # When it was forgotten whose it is.
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area", "-result_at"], name="specimen_sequence", condition=Q(to_sequence=True)
            ),
        ]

    def __str__(self) -> str:
        return self.tube

    @property
    def subject_words(self) -> Words:
        """Person, goods or environment."""
        return terms.SUBJECTS[self.subject]
