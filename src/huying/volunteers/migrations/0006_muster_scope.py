"""Calls for volunteers are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0005_muster")]

    operations = [ScopedTable("volunteers", model) for model in ("muster", "musteranswer")]
