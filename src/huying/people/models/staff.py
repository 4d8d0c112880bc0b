"""Those who work here: accounts, the offices they work in, the posts they hold."""

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText, HashOf
from huying.kernel.words import Words
from huying.places.fields import AreaField

# What the hash of a program's key is for.
KEY_PURPOSE = "token"
LANGUAGES = [("", "-"), ("zh", "中文"), ("en", "English")]


class User(AbstractUser):
    """Somebody who logs in. What they may do comes from their posts, never from the account."""

    name = models.CharField(max_length=60, blank=True, default="")
    phone = EncryptedText(blank=True, default="")
    phone_hash = HashOf(of="phone", purpose="phone", db_index=True)
    language = models.CharField(max_length=2, blank=True, default="", choices=LANGUAGES)
    elder_mode = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=now)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def __str__(self) -> str:
        return self.get_full_name()


class Unit(models.Model):
    """An office: the desk of a step of the ladder, or a special one, working for one area."""

    code = models.CharField(max_length=60)
    area = AreaField()
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    on_duty = models.CharField(max_length=200, blank=True, default="")
    # The organisation that formed it and answers for it, such as the civilisation practice centre for its team.
    run_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "area"], name="people_unit_once")]

    def __str__(self) -> str:
        return self.zh

    @property
    def title(self) -> Words:
        """The office's name in both languages."""
        return Words(self.zh, self.en or self.zh)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, and which of them count at a moment."""

    def held(self, at: dt.datetime | None = None) -> "PostQuerySet":
        """Posts in force at a moment: begun, not ended, of an active account, and not covering an ended post."""
        moment = at or now()
        running = Q(starts__lte=moment) & (Q(ends__isnull=True) | Q(ends__gt=moment))
        covered = Q(covering__isnull=True) | (
            Q(covering__starts__lte=moment) & (Q(covering__ends__isnull=True) | Q(covering__ends__gt=moment))
        )
        return self.filter(running & covered, user__is_active=True)


class Post(models.Model):
    """What somebody does, for which office and area, from when until when.

    A post that covers another one belongs to a colleague standing in for its holder.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=60)
    area = AreaField()
    starts = models.DateTimeField(default=now)
    ends = models.DateTimeField(null=True, blank=True)
    covering = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "area"], name="people_post_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="people_post_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.area}"

    def running(self, at: dt.datetime | None = None) -> bool:
        """Whether its own period holds at a moment."""
        moment = at or now()
        return self.starts <= moment and (self.ends is None or self.ends > moment)


class ApiToken(models.Model):
    """A program's key to one post; only its keyed hash is stored."""

    name = models.CharField(max_length=80)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tokens")
    start = models.CharField(max_length=12)
    hash = models.BinaryField(max_length=16, unique=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
