"""Imports and their rows: what came in, what was opened, what still has to be put right."""

from typing import Any

from django.db import models
from django.db.models import Q

from huying.base.clock import now
from huying.base.secrets import EncryptedText
from huying.kernel.words import Words
from huying.places.scope import Scoped

STATES = {
    "new": Words("等待核对表头", "Headings to be checked"),
    "waiting": Words("等待开始", "Waiting to start"),
    "reading": Words("正在读入", "Loading"),
    "done": Words("已读完", "Done"),
    "cancelled": Words("已停止", "Stopped"),
    "failed": Words("没能读完", "Failed"),
}
TONES = {
    "new": "warn",
    "waiting": "idle",
    "reading": "info",
    "done": "good",
    "cancelled": "idle",
    "failed": "bad",
}
ROW_STATES = {
    "opened": Words("已登记", "Opened"),
    "already": Words("早已登记", "There already"),
    "rejected": Words("待更正", "To be corrected"),
    "corrected": Words("更正后登记", "Corrected and opened"),
    "set_aside": Words("不必登记", "Set aside"),
}


class Import(Scoped):
    """One load of one file.

    At every moment received = opened + already + rejected; `progress` is the index of the last row that
    is in these counts, written in the transaction that opened it.
    """

    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(default=0)
    form = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=40, blank=True)
    mapping = models.JSONField[Any, Any](default=dict)
    recognised = models.JSONField[Any, Any](default=dict)
    notes = models.JSONField[Any, Any](default=list)
    started_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    actor = models.JSONField[Any, Any](default=dict)
    source = models.CharField(
        max_length=8, default="page", choices=[("page", "page"), ("command", "command")]
    )

    state = models.CharField(
        max_length=10, default="waiting", choices=[(code, w.zh) for code, w in STATES.items()]
    )
    reason_zh = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    total = models.PositiveIntegerField(null=True)
    progress = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    merge_suggested = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    touched_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("area", "-created_at"), name="import_area"),
            models.Index(fields=("sha256", "kind"), name="import_file"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(received=models.F("opened") + models.F("already") + models.F("rejected")),
                name="import_balance",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.file}"

    @property
    def reason(self) -> Words:
        """Why it failed or was stopped; empty words otherwise."""
        return Words(self.reason_zh, self.reason_en)

    @property
    def state_words(self) -> Words:
        """Its state for people."""
        return STATES[self.state]

    @property
    def tone(self) -> str:
        """Good, bad, or neither."""
        return TONES[self.state]

    @property
    def running(self) -> bool:
        """Whether somebody is, or soon will be, working on it."""
        return self.state in ("waiting", "reading")


class ImportPart(Scoped):
    """A piece of an uploaded file, locked, until the file has been read."""

    load = models.ForeignKey(Import, models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    body = EncryptedText()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("load", "place"), name="import_part_once"),)

    def __str__(self) -> str:
        return f"{self.load_id}/{self.place}"


class ImportRow(Scoped):
    """What became of one row. Only a row that waits for correction keeps its text, locked.

    `once` is the key it was opened under, unique for its kind over all files; `raw_key` that of the text
    as it stood, so that a bad row sent again is known, and is not asked for again once it was corrected.
    """

    load = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=[(code, words.zh) for code, words in ROW_STATES.items()])
    code = models.CharField(max_length=40, blank=True)
    merge = models.BooleanField(default=False)
    once = models.CharField(max_length=32, null=True)
    raw_key = models.CharField(max_length=32, blank=True)
    # What rows have in common that may be one matter.
    alike = models.CharField(max_length=32, blank=True)
    cells = EncryptedText(blank=True)
    raw = EncryptedText(blank=True)
    problems = models.JSONField[Any, Any](default=list)
    touched_at = models.DateTimeField(default=now)

    class Meta:
        indexes = (
            models.Index(fields=("load", "state", "number"), name="import_row_list"),
            models.Index(fields=("kind", "alike"), condition=~Q(alike=""), name="import_row_alike"),
            models.Index(fields=("area", "kind"), condition=Q(state="rejected"), name="import_row_waiting"),
        )
        constraints = (
            models.UniqueConstraint(fields=("kind", "once"), name="import_row_once"),
            models.UniqueConstraint(
                fields=("kind", "raw_key", "area"),
                condition=Q(state="rejected"),
                name="import_row_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("rejected", "set_aside"), once=None)
                | Q(state="already")
                | ~Q(once=None),
                name="import_row_opened_under_a_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.load_id}/{self.number} {self.state}"

    @property
    def state_words(self) -> Words:
        """Its state for people."""
        return ROW_STATES[self.state]

    @property
    def reasons(self) -> list[tuple[str, Words]]:
        """What is wrong, as (field, sentence)."""
        return [(one["field"], Words(one["zh"], one["en"])) for one in self.problems]


class RiskSeen(models.Model):
    """When somebody last looked at the lists of areas at risk, so that a newer version is marked for them."""

    user = models.OneToOneField("people.User", models.CASCADE, primary_key=True, related_name="+")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at:%Y-%m-%d %H:%M}"
