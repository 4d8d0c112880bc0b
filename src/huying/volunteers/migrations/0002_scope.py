"""Volunteers, orders and hours are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial")]

    operations = [
        ScopedTable("volunteers", model) for model in ("volunteer", "order", "turnout", "certificate")
    ]
