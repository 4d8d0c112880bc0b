"""Notices and robots are seen in scope only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [ScopedTable("notices", "notice"), ScopedTable("notices", "robot")]
