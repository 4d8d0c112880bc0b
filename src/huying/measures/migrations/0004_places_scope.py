"""Zones and what serves them are seen from inside their area; a zone and a team also from the places in theirs."""

from django.db import migrations

from huying.places.scope import ScopedTable

SEEN_BELOW = ("zone", "zoneplace", "zonephase", "zoneproof", "teammember")
OWN = (
    "site", "room", "roomturn", "stay", "sitestaff", "transfer", "passenger", "transferlink", "disinfection",
    "inspection", "hold", "venue", "loop", "looplink",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_places")]

    operations = [
        *(ScopedTable("measures", model, above=True) for model in SEEN_BELOW),
        *(ScopedTable("measures", model) for model in OWN),
    ]
