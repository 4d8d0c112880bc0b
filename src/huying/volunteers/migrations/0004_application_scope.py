"""Those who signed up are seen from inside their area only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0003_application")]

    operations = [ScopedTable("volunteers", "application")]
