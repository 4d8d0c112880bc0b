"""The tables of notices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huying.base.secrets
import huying.places.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sms", models.BooleanField(default=True)),
                ("email", models.BooleanField(default=True)),
                ("read_up_to", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("phone", huying.base.secrets.EncryptedText()),
                ("text", huying.base.secrets.EncryptedText()),
                ("shown_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("platform", models.CharField(max_length=10)),
                ("address", huying.base.secrets.EncryptedText()),
                ("secret", huying.base.secrets.EncryptedText(blank=True, default="")),
                ("unit", models.CharField(max_length=60)),
                ("area", huying.places.fields.AreaField()),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("tested_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("once", models.CharField(max_length=200)),
                ("target", models.CharField(max_length=120)),
                ("channel", models.CharField(max_length=8)),
                ("template", models.CharField(max_length=80)),
                ("values", models.JSONField(default=dict)),
                ("sealed", huying.base.secrets.EncryptedText(default="")),
                ("about", models.CharField(default="", max_length=20)),
                ("unit", models.CharField(default="", max_length=60)),
                ("unit_area", huying.places.fields.AreaField(default="00000000000000000000")),
                ("address", huying.base.secrets.EncryptedText(default="")),
                ("language", models.CharField(default="zh", max_length=2)),
                ("area", huying.places.fields.AreaField()),
                ("state", models.CharField(max_length=8)),
                ("rank", models.SmallIntegerField(default=1)),
                ("tries", models.SmallIntegerField(default=0)),
                ("next_try", models.DateTimeField(null=True)),
                ("lease", models.UUIDField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=300)),
                ("provider_id", models.CharField(default="", max_length=120)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "robot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notices.robot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="notices.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("notice", "user"), name="notice_read_once")],
            },
        ),
        migrations.AddIndex(
            model_name="robot",
            index=models.Index(fields=["area", "unit"], name="robot_desk"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("next_try__isnull", False)),
                fields=["channel", "rank", "next_try"],
                name="notice_due",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("user__isnull", False)),
                fields=["user", "channel", "-id"],
                name="notice_inbox",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("user__isnull", True)),
                fields=["unit_area", "unit", "channel", "-id"],
                name="notice_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state__in", ["failed", "given_up"])),
                fields=["-id"],
                name="notice_failed",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("about", ""), _negated=True), fields=["about"], name="notice_about"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("once", "target", "channel"), name="notice_once"),
        ),
    ]
