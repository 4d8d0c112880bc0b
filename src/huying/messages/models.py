"""Notices, the group-chat robots that carry some of them, and what each person wants to hear."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from huying.base.secrets import EncryptedText
from huying.kernel.words import Words
from huying.places.codes import ALL
from huying.places.fields import AreaField

QUEUED, SENT, FAILED, GIVEN_UP, READ = "queued", "sent", "failed", "given_up", "read"
SPREAD, SKIPPED = "spread", "skipped"

STATES = {
    QUEUED: Words("等待发送", "Waiting"),
    SENT: Words("已发出", "Sent"),
    READ: Words("已读", "Read"),
    SPREAD: Words("已分给值班人员", "Passed on to those on duty"),
    SKIPPED: Words("无需发送", "Nothing to send"),
    FAILED: Words("发送失败", "Failed"),
    GIVEN_UP: Words("多次未成，已停止", "Given up after several tries"),
}
CHANNEL_WORDS = {
    "inapp": Words("站内消息", "In the system"),
    "sms": Words("短信", "Text message"),
    "email": Words("电子邮件", "E-mail"),
    "robot": Words("群机器人", "Group chat"),
}
PLATFORMS = {
    "wecom": Words("企业微信群", "WeCom group"),
    "dingtalk": Words("钉钉群", "DingTalk group"),
    "feishu": Words("飞书群", "Feishu group"),
    "generic": Words("其他(JSON)", "Other (JSON)"),
}


class Robot(models.Model):
    """A group chat's robot; whoever knows its address can write to the group, so the address is encrypted."""

    name = models.CharField(max_length=60)
    platform = models.CharField(max_length=10)
    address = EncryptedText()
    secret = EncryptedText(default="", blank=True)
    unit = models.CharField(max_length=60)
    area = AreaField()
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    tested_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "unit"], name="robot_desk")]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """One message to one recipient on one channel; the table is the outbox as well as the inbox.

    `once` and `target` and `channel` together are unique: the same event never reaches one recipient twice.
    A notice to a desk (unit and unit_area) is one row, read by each person for themselves.
    """

    once = models.CharField(max_length=200)
    target = models.CharField(max_length=120)
    channel = models.CharField(max_length=8)
    template = models.CharField(max_length=80)
    values = models.JSONField(default=dict)
    sealed = EncryptedText(default="")
    about = models.CharField(max_length=20, default="")
    # Its index is notice_inbox.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    unit = models.CharField(max_length=60, default="")
    unit_area = AreaField(default=ALL)
    address = EncryptedText(default="")
    # Its index is notice_robot: hardly any row has one.
    robot = models.ForeignKey(Robot, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=2, default="zh")
    area = AreaField()
    state = models.CharField(max_length=8)
    rank = models.SmallIntegerField(default=1)
    tries = models.SmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")
    provider_id = models.CharField(max_length=120, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["once", "target", "channel"], name="notice_once")]
        # Conditions without values in them: a prepared statement proves them whatever its parameters are. Ids rise inside
        # an index too, though the newest are read first: what is added behind its like fills a page before the next one.
        indexes = [
            models.Index(
                fields=["channel", "rank", "next_try"], name="notice_due", condition=Q(next_try__isnull=False)
            ),
            models.Index(
                fields=["user", "channel", "id"], name="notice_of_user", condition=Q(user__isnull=False)
            ),
            models.Index(
                fields=["unit_area", "unit", "channel", "id"],
                name="notice_of_desk",
                condition=Q(user__isnull=True),
            ),
            models.Index(fields=["robot"], name="notice_robot", condition=Q(robot__isnull=False)),
            models.Index(fields=["-id"], name="notice_failed", condition=Q(state__in=[FAILED, GIVEN_UP])),
            models.Index(fields=["about"], name="notice_about", condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.target} {self.channel}"


class Reading(models.Model):
    """One person has read one notice that was left at their desk."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once")]


class Preference(models.Model):
    """What one person wants to hear where, and up to which notice they have read everything."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    sms = models.BooleanField(default=True)
    email = models.BooleanField(default=True)
    read_up_to = models.BigIntegerField(default=0)


class Shown(models.Model):
    """A message that the console outlet showed instead of sending; the demo's page lists the last ones."""

    key = models.CharField(max_length=64, unique=True)
    phone = EncryptedText()
    text = EncryptedText()
    shown_at = models.DateTimeField()
