"""Rosters are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial")]

    operations = [ScopedTable("rosters", model) for model in ("pattern", "turn", "swap", "gap")]
