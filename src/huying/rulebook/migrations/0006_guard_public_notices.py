"""What the database itself refuses: changing a notice once it has been issued."""

from django.db import migrations

GUARD = """
CREATE FUNCTION rulebook_notice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (
        TG_OP = 'DELETE' OR (NEW.zh, NEW.en, NEW.body, NEW.body_en, NEW.issuer, NEW.account, NEW.area, NEW.published_at)
        IS DISTINCT FROM (OLD.zh, OLD.en, OLD.body, OLD.body_en, OLD.issuer, OLD.account, OLD.area, OLD.published_at)
    ) THEN
        RAISE EXCEPTION 'an issued notice does not change; issue a correction' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER rulebook_notice_stays BEFORE UPDATE OR DELETE ON rulebook_publicnotice
    FOR EACH ROW EXECUTE FUNCTION rulebook_notice_stays();
"""

UNGUARD = """
DROP TRIGGER rulebook_notice_stays ON rulebook_publicnotice;
DROP FUNCTION rulebook_notice_stays();
"""


class Migration(migrations.Migration):
    """A trigger only; nothing of a model's state."""

    dependencies = [("rulebook", "0005_public_notices")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
