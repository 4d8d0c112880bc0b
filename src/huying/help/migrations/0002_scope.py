"""Requests, emergencies and what hangs from them are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("help", "0001_initial")]

    operations = [
        ScopedTable("help", model)
        for model in (
            *("helprequest", "photo", "merge", "match", "followup", "feedback", "emergency", "alert"),
            "needcheck",
        )
    ]
