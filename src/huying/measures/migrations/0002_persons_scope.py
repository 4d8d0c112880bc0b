"""Measures on persons and all that belongs to them are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_persons")]

    operations = [
        ScopedTable("measures", model)
        for model in ("measure", "ruling", "checkup", "swab", "followup", "appeal")
    ]
