"""Which request a caller says theirs is the same as."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("help", "0003_sorting")]

    operations = [
        migrations.AddField(
            model_name="helprequest",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="followed_here",
                to="help.helprequest",
            ),
        ),
        migrations.AlterField(
            model_name="merge",
            name="reason",
            field=models.CharField(
                choices=[
                    ("same_text", "内容相同"),
                    ("same_household", "同一户"),
                    ("same_matter", "同一件事"),
                    ("caller_said", "求助人说是同一件"),
                ],
                default="same_matter",
                max_length=16,
            ),
        ),
    ]
