-- A base whose tables the planner has not looked at since a large import is read by plans for no rows: until autovacuum
-- comes by, a minute later at the earliest, some of them take longer than anybody waits.
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION import_analyze(written bigint) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET client_min_messages = error AS $$
DECLARE
    relation regclass;
BEGIN
    -- Autovacuum's own measure of a table that has changed is a tenth, too. `reltuples` is -1 before the first look.
    IF coalesce(written, 0) <= 1000 OR written <= (SELECT reltuples / 10 FROM pg_class WHERE oid = 'record'::regclass) THEN
        RETURN;
    END IF;
    FOR relation IN
        SELECT oid::regclass FROM pg_class
         WHERE relkind = 'r' AND relnamespace IN ('claimd'::regnamespace, 'claimd_past'::regnamespace)
           AND relname <> 'import' AND NOT starts_with(relname, 'import_')
         ORDER BY oid
    LOOP
        -- Not waiting behind somebody's VACUUM.
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', relation);
    END LOOP;
END
$$;
COMMENT ON FUNCTION import_analyze(bigint) IS
    'Tells the planner what is on record, after as many records were written as make a difference';

CREATE OR REPLACE FUNCTION import_take(import_id uuid, complete text[], label text, key_id uuid DEFAULT NULL)
RETURNS TABLE (type text, created bigint, updated bigint, unchanged bigint, missing bigint, found bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    counted jsonb;
    marks record;
BEGIN
    PERFORM write_begin();
    IF EXISTS (SELECT FROM import_mark WHERE import = import_id) AND key_id IS NOT NULL THEN
        RAISE EXCEPTION 'a key may not say how records stand' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM import_headers(import_id, label, key_id);
    PERFORM import_merge(import_id);
    SELECT jsonb_agg(to_jsonb(done)) INTO counted FROM import_apply(import_id, label, key_id) AS done;
    SELECT * INTO marks FROM import_seen(import_id, complete, label, key_id);
    PERFORM import_analyze((
        SELECT sum(done.created + done.updated)::bigint FROM jsonb_to_recordset(counted) AS done (created bigint, updated bigint)));
    RETURN QUERY
    SELECT done.type, done.created, done.updated, done.unchanged, marks.now_missing, marks.now_found
      FROM jsonb_to_recordset(counted) AS done (type text, created bigint, updated bigint, unchanged bigint);
END
$$;
COMMENT ON FUNCTION import_take(uuid, text[], text, uuid) IS
    'Writes a staged import: import_headers, import_merge, import_apply, import_seen, import_analyze; the counts of import_apply, and in each row those of import_seen';

REVOKE ALL ON FUNCTION import_analyze(bigint) FROM PUBLIC;
