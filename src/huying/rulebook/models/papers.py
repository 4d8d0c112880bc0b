"""The paper a rule set comes from, as a file."""

from django.conf import settings
from django.db import models

from .law import RuleSet


class SourceFile(models.Model):
    """The source document of one rule set: checked when it came, shown to every reader of the set."""

    rule_set = models.OneToOneField(RuleSet, on_delete=models.PROTECT, related_name="source_file")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
