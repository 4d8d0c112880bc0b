"""Specimens and joint checks are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("sampling", "0001_initial")]

    operations = [ScopedTable("sampling", model) for model in ("specimen", "jointcheck")]
