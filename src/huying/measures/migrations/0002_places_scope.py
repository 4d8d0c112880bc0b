"""Zones and what serves them are seen from inside their area; a zone is also seen from the places in it."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_places")]

    operations = [
        ScopedTable("measures", model, above=True)
        for model in ("zone", "zoneplace", "zonephase", "zoneproof")
    ]
