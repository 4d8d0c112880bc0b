"""What the database itself refuses: changing a proof of destruction, a published profile, a published paper."""

from django.db import migrations

GUARD = """
CREATE FUNCTION rulebook_proof_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'destroyed' THEN
        RAISE EXCEPTION 'a proof of destruction does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER rulebook_proof_stays BEFORE UPDATE OR DELETE ON rulebook_dataitem
    FOR EACH ROW EXECUTE FUNCTION rulebook_proof_stays();
CREATE FUNCTION rulebook_profile_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (
        NEW.document IS DISTINCT FROM OLD.document OR NEW.slug IS DISTINCT FROM OLD.slug
        OR NEW.version IS DISTINCT FROM OLD.version OR NEW.published_at IS DISTINCT FROM OLD.published_at
    ) THEN
        RAISE EXCEPTION 'a published profile does not change; publish a new version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rulebook_profile_stays BEFORE UPDATE ON rulebook_diseaseprofile
    FOR EACH ROW EXECUTE FUNCTION rulebook_profile_stays();
CREATE FUNCTION rulebook_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM rulebook_ruleset AS s WHERE s.id = OLD.rule_set_id AND s.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the paper of a published rule set does not change' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER rulebook_paper_stays BEFORE UPDATE OR DELETE ON rulebook_sourcefile
    FOR EACH ROW EXECUTE FUNCTION rulebook_paper_stays();
"""

UNGUARD = """
DROP TRIGGER rulebook_paper_stays ON rulebook_sourcefile;
DROP FUNCTION rulebook_paper_stays();
DROP TRIGGER rulebook_profile_stays ON rulebook_diseaseprofile;
DROP FUNCTION rulebook_profile_stays();
DROP TRIGGER rulebook_proof_stays ON rulebook_dataitem;
DROP FUNCTION rulebook_proof_stays();
"""


class Migration(migrations.Migration):
    """Triggers only; nothing of a model's state."""

    dependencies = [("rulebook", "0003_endings_and_profiles")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
