-- A tag begins with a code of ISO 639: longer first subtags are reserved or need a registration that none has (RFC 5646
-- section 2.2.1), so that "english" is a slip, and its text would be found by no reader of English.
SET LOCAL search_path = claimd, pg_temp;

CREATE OR REPLACE FUNCTION is_language(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value IS NULL OR (value ~ '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$' AND length(value) <= 35);
COMMENT ON FUNCTION is_language(text) IS
    'Whether a text (null passes) has the shape of a BCP 47 tag that begins with a code of ISO 639';

-- What is on record is held to it too, now rather than when a dump is read back.
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT conrelid::regclass AS place, conname AS called FROM pg_constraint
         WHERE contype = 'c' AND connamespace = 'claimd'::regnamespace AND pg_get_constraintdef(oid) LIKE '%is_language(%'
    LOOP
        EXECUTE format('ALTER TABLE %1$s ADD CONSTRAINT %2$I %3$s, DROP CONSTRAINT %4$I', held.place, held.called || '_again',
            (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = held.place AND conname = held.called),
            held.called);
        EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', held.place, held.called || '_again', held.called);
    END LOOP;
END
$$;
