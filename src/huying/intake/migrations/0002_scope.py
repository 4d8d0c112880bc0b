"""Imports, their files and rows are seen in scope only."""

from django.db import migrations

from huying.places.scope import ScopedTable


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        ScopedTable("intake", "import"),
        ScopedTable("intake", "importpart"),
        ScopedTable("intake", "importrow"),
    ]
