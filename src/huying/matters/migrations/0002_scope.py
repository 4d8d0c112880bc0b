"""Matters and their history are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]

    operations = [
        ScopedTable("matters", "matter"),
        ScopedTable("matters", "event"),
    ]
