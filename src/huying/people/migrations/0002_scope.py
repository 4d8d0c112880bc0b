"""Residents and households are seen in scope only; the audit takes a line from anybody and shows those in scope."""

from django.db import migrations

from huying.places.scope import ScopedTable

AUDIT = """
ALTER TABLE people_audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_audit FORCE ROW LEVEL SECURITY;
CREATE POLICY scope_read ON people_audit FOR SELECT USING (
    area >= nullif(current_setting('huying.scope_lo', true), '')
    AND area <= nullif(current_setting('huying.scope_hi', true), ''));
CREATE POLICY line_insert ON people_audit FOR INSERT WITH CHECK (true);
"""
AUDIT_BACK = """
DROP POLICY scope_read ON people_audit;
DROP POLICY line_insert ON people_audit;
ALTER TABLE people_audit NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people_audit DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        ScopedTable("people", "household"),
        ScopedTable("people", "resident"),
        migrations.RunSQL(AUDIT, AUDIT_BACK),
    ]
