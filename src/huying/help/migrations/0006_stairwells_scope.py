"""The groups of stairwells are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("help", "0005_stairwells")]

    operations = [ScopedTable("help", model) for model in ("stairwell", "stairwellmember", "stairwellcall")]
