"""Declarations and what hangs from them are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_travel")]

    operations = [
        ScopedTable("screening", model)
        for model in (
            "site",
            "declaration",
            "stay",
            "declarationversion",
            "landing",
            "returnee",
            "survey",
            "surveyanswer",
            "outreach",
            "inspection",
            "reached",
        )
    ]
