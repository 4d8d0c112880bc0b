"""Responses, the rule sets that hang from them, exceptions to ceilings, and the log of all three."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huying.base.ids import new_code
from huying.kernel.words import Words
from huying.places.fields import AreaField

LEVELS = {
    1: Words("一级", "level I"),
    2: Words("二级", "level II"),
    3: Words("三级", "level III"),
    4: Words("四级", "level IV"),
}
STATUSES = {
    "draft": Words("草稿", "draft"),
    "published": Words("已发布", "published"),
    "withdrawn": Words("已撤回", "withdrawn"),
}


class Edition(models.Model):
    """The one row whose stamp changes whenever what is in force may have changed.

    A random stamp, not a number: a rolled-back change must never share its stamp with a later one.
    """

    stamp = models.CharField(max_length=32)


class Response(models.Model):
    """A declared emergency response: what for, at which level, by whom, where, on what basis, until when."""

    code = models.CharField(max_length=14, unique=True, default=new_code, editable=False)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    disease = models.CharField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField()
    authority = models.CharField(max_length=200)
    authority_en = models.CharField(max_length=200, blank=True)
    area = AreaField()
    legal_basis = models.TextField()
    measures = models.TextField()
    starts = models.DateTimeField()
    expected_end = models.DateTimeField()
    # The slug of its disease profile; which version counts is a question of the moment.
    profile = models.SlugField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What ended with it: [{code, zh, en, ended}], written once.
    ended_things = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts", "-id"]
        indexes = [models.Index(fields=["area"], name="rulebook_response_area")]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="response_level"),
            models.CheckConstraint(condition=Q(expected_end__gt=F("starts")), name="response_expected_end"),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(ended_at__isnull=False), name="response_archived"
            ),
        ]

    @property
    def title(self) -> Words:
        """What the response is for."""
        return Words(self.zh, self.en or self.zh)

    @property
    def issuer(self) -> Words:
        """The authority that declared it."""
        return Words(self.authority, self.authority_en or self.authority)

    @property
    def level_words(self) -> Words:
        """The level in words."""
        return LEVELS[self.level]


class RuleSet(models.Model):
    """Rules of one authority for one area and time. `document` maps keys to stored values.

    Once published its rules, area and start never change; a correction is a new version. With `levels` it holds only
    while its response is at one of them.
    """

    code = models.CharField(max_length=14, unique=True, default=new_code, editable=False)
    slug = models.SlugField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    authority = models.CharField(max_length=200)
    authority_en = models.CharField(max_length=200, blank=True)
    area = AreaField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    response = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.PROTECT, related_name="rule_sets"
    )
    levels = models.JSONField(default=list, blank=True)
    legal_basis = models.JSONField(default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, default="draft")
    document = models.JSONField(default=dict)
    # Keys that ended before the set did, because a milder rule above came into force: {key: moment}.
    ended_keys = models.JSONField(default=dict, blank=True)
    source_title = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["area"], name="rulebook_ruleset_area")]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="ruleset_version"),
            models.CheckConstraint(condition=Q(status__in=list(STATUSES)), name="ruleset_status"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="ruleset_published"
            ),
            # Four eyes: a person never publishes what the same person drafted.
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("drafted_by")),
                name="ruleset_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="ruleset_validity",
            ),
        ]

    @property
    def title(self) -> Words:
        """What the set is called."""
        return Words(self.zh, self.en or self.zh)

    @property
    def issuer(self) -> Words:
        """The authority whose rules they are."""
        return Words(self.authority, self.authority_en or self.authority)

    @property
    def levels_words(self) -> Words:
        """At which levels of its response it holds; empty for at every one."""
        said = [LEVELS[level] for level in self.levels]
        return Words("、".join(one.zh for one in said), ", ".join(one.en for one in said))

    @property
    def status_words(self) -> Words:
        """The status in words."""
        return STATUSES[self.status]


class RuleException(models.Model):
    """An entitled authority lets a set pass its ceiling in the named keys, with a reason and until a day."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="exceptions")
    keys = models.JSONField()
    authority = models.CharField(max_length=200)
    authority_area = AreaField()
    reason = models.TextField()
    legal_basis = models.TextField()
    expires = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "id"]


class RuleLog(models.Model):
    """Who did what to a rule set or response, and when. Rows are only ever added."""

    rule_set = models.ForeignKey(RuleSet, null=True, on_delete=models.PROTECT, related_name="log")
    response = models.ForeignKey(Response, null=True, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    zh = models.TextField()
    en = models.TextField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["rule_set", "at"], name="rulebook_log_set")]

    @property
    def words(self) -> Words:
        """What happened, in a sentence."""
        return Words(self.zh, self.en)
