"""What was learned from decisions, topics that came up, and messages of the same words."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import huying.base.clock
import huying.base.secrets
import huying.places.fields
from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [
        ("help", "0002_scope"),
        ("matters", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Learned",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(choices=[("category", "类别"), ("urgency", "紧急程度")], max_length=8),
                ),
                ("learned_at", models.DateTimeField(default=huying.base.clock.now)),
                ("decisions", models.PositiveIntegerField()),
                ("tested", models.PositiveIntegerField()),
                ("accuracy", models.FloatField()),
                ("macro_f1", models.FloatField()),
                ("majority", models.FloatField()),
                ("keywords", models.FloatField()),
                ("weights", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", huying.places.fields.AreaField()),
                ("name", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(choices=[("name", "地方和名称"), ("phrase", "说法")], max_length=6),
                ),
                ("count", models.PositiveIntegerField()),
                ("alike", models.PositiveIntegerField()),
                ("usual", models.FloatField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "messages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("found_at", models.DateTimeField(default=huying.base.clock.now)),
                ("seen_at", models.DateTimeField(default=huying.base.clock.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "正在出现"),
                            ("category", "已设为类别"),
                            ("aside", "不是新话题"),
                            ("over", "已平息"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="helprequest",
            name="text_hash",
            field=huying.base.secrets.HashOf(of="text_key", purpose="help.text"),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(fields=["text_hash"], name="help_request_text"),
        ),
        migrations.AddIndex(
            model_name="learned",
            index=models.Index(fields=["what", "-id"], name="help_learned_newest"),
        ),
        migrations.AddField(
            model_name="topic",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="help.category",
            ),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["area", "-seen_at"], name="help_topic_area"),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("name",), name="help_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_at__lte", models.F("last_at"))), name="help_topic_times"
            ),
        ),
        ScopedTable("help", "topic"),
    ]
