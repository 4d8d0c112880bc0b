"""Incidents and all that belongs to them are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [
        ScopedTable("incidents", model) for model in ("incident", "spot", "force", "group", "present", "task")
    ]
