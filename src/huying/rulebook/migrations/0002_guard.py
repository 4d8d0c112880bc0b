"""What the database itself refuses: changing rules once they are published, and changing the log."""

from django.db import migrations

GUARD = """
CREATE FUNCTION rulebook_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (
        NEW.document IS DISTINCT FROM OLD.document OR NEW.area IS DISTINCT FROM OLD.area
        OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.slug IS DISTINCT FROM OLD.slug
        OR NEW.version IS DISTINCT FROM OLD.version OR NEW.published_at IS DISTINCT FROM OLD.published_at
    ) THEN
        RAISE EXCEPTION 'a published rule set does not change; publish a new version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rulebook_published_stays BEFORE UPDATE ON rulebook_ruleset
    FOR EACH ROW EXECUTE FUNCTION rulebook_published_stays();
CREATE FUNCTION rulebook_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are only ever added', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER rulebook_log_only_added BEFORE UPDATE OR DELETE ON rulebook_rulelog
    FOR EACH ROW EXECUTE FUNCTION rulebook_only_added();
CREATE TRIGGER rulebook_exception_only_added BEFORE UPDATE OR DELETE ON rulebook_ruleexception
    FOR EACH ROW EXECUTE FUNCTION rulebook_only_added();
"""

UNGUARD = """
DROP TRIGGER rulebook_exception_only_added ON rulebook_ruleexception;
DROP TRIGGER rulebook_log_only_added ON rulebook_rulelog;
DROP FUNCTION rulebook_only_added();
DROP TRIGGER rulebook_published_stays ON rulebook_ruleset;
DROP FUNCTION rulebook_published_stays();
"""


class Migration(migrations.Migration):
    """Triggers only; nothing of a model's state."""

    dependencies = [("rulebook", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
