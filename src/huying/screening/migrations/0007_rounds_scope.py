"""Daily rounds are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("screening", "0006_rounds")]

    operations = [ScopedTable("screening", model) for model in ("round", "roundline")]
