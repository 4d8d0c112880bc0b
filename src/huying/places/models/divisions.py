"""The divisions of the whole country, as a reference beside the city's own tree."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huying.places.codes import GRADES
from huying.places.fields import AreaField

from .areas import GRADE_WORDS


class Division(models.Model):
    """A division of the national code: what places elsewhere are called. Public, so under no scope.

    Kept apart from `Area`, so that fifty thousand streets of other cities slow neither the gazetteer nor a scope.
    """

    code = AreaField(primary_key=True)
    grade = models.CharField(max_length=10, choices=[(grade, GRADE_WORDS[grade].zh) for grade in GRADES])
    zh = models.CharField(max_length=60)
    # Former and other names.
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    class Meta:
        indexes = (models.Index(fields=("grade", "code"), name="places_division_grade"),)

    def __str__(self) -> str:
        return self.zh
