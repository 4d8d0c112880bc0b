"""Lists, the people they name and what is noted about them are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_lists")]

    operations = [
        ScopedTable("screening", model)
        for model in ("pushlist", "subject", "contacted", "calllock", "outletter", "reply", "shift")
    ]
