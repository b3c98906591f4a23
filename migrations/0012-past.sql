-- The record as it stood: every row knows since when it holds, what a write takes away or changes is kept with the time
-- until which it held, and views of both show any instant. docs/decisions, "Reading the past".
SET LOCAL search_path = claimd, pg_temp;

CREATE SCHEMA claimd_past;
COMMENT ON SCHEMA claimd_past IS 'Rows of claimd that held until a write took them away, each table under its own name';
CREATE SCHEMA claimd_as_of;
COMMENT ON SCHEMA claimd_as_of IS 'The tables of claimd as they stood at the instant that read_as_of() was told, under their own names';

CREATE FUNCTION write_time() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('claimd.write_at', true), '')::timestamptz, transaction_timestamp());
COMMENT ON FUNCTION write_time() IS
    'The time of this transaction''s write, by write_begin(); of a change by hand, its transaction''s';

CREATE FUNCTION as_of() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('claimd.as_of')::timestamptz;
COMMENT ON FUNCTION as_of() IS 'The instant that the views of claimd_as_of show; without one they cannot be read';

CREATE FUNCTION past_stamp() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    NEW.since := write_time();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION past_stamp() IS 'Trigger: a changed row holds since this write';

-- A time outside what is possible is another lock of the writer's, not its time.
CREATE FUNCTION writer_at(newest timestamptz) RETURNS timestamptz
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT CASE WHEN count(*) > 0 THEN coalesce(min(published.at), '-infinity') END
      FROM pg_locks AS place
      LEFT JOIN LATERAL (
        SELECT told.at
          FROM (SELECT to_timestamp(0) + ((classid::bigint << 32) | objid::bigint) * interval '1 microsecond' AS at
                  FROM pg_locks
                 WHERE locktype = 'advisory' AND objsubid = 2 AND pid = place.pid AND granted) AS told
         WHERE told.at > newest AND told.at < clock_timestamp() + interval '1 day') AS published ON true
     WHERE place.locktype = 'advisory' AND place.objsubid = 1 AND place.granted
       AND place.classid = (4811522016 >> 32)::oid AND place.objid = (4811522016 & 4294967295)::oid
       AND place.database = (SELECT oid FROM pg_database WHERE datname = current_database());
END;
COMMENT ON FUNCTION writer_at(timestamptz) IS
    'The time of the write that is under way, given that of the newest committed; -infinity where it has none yet, null where nobody writes';

CREATE FUNCTION settle(asked timestamptz DEFAULT NULL) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    patience CONSTANT timestamptz := clock_timestamp() + interval '1 second';
    newest timestamptz;
    writer timestamptz;
BEGIN
    IF asked IS NULL THEN
        RETURN (SELECT greatest(at, (SELECT recorded_at FROM revision ORDER BY recorded_at DESC LIMIT 1)) FROM write_clock);
    END IF;
    LOOP
        SELECT at INTO newest FROM write_clock;
        IF asked <= newest THEN
            RETURN asked; -- every later write has a later time
        END IF;
        IF asked < clock_timestamp() THEN
            writer := writer_at(newest);
            -- None, or one that began later. One that has gone meanwhile is seen by the next statement.
            IF writer IS NULL OR writer > asked THEN
                RETURN asked;
            END IF;
        END IF;
        IF clock_timestamp() > patience THEN
            RAISE EXCEPTION 'the record is still being written as of %', asked USING ERRCODE = 'lock_not_available';
        END IF;
        PERFORM pg_sleep(0.002);
    END LOOP;
END
$$;
COMMENT ON FUNCTION settle(timestamptz) IS
    'Returns when what stands at an instant will not change any more (55P03 after a second); without one, the newest such instant. Takes no lock, so that readers never stand in a writer''s way';

CREATE FUNCTION read_as_of(asked timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    settled CONSTANT timestamptz := settle(asked);
BEGIN
    PERFORM set_config('claimd.as_of', settled::text, true);
    RETURN settled;
END
$$;
COMMENT ON FUNCTION read_as_of(timestamptz) IS
    'From here to the end of the transaction the views of claimd_as_of show an instant, null for the newest that is settled; returns it. In READ COMMITTED, or settle() comes before the transaction';

CREATE FUNCTION past_keep(kept regclass) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    called CONSTANT text := (SELECT relname FROM pg_class WHERE oid = kept);
    twin CONSTANT text := format('claimd_past.%I', called);
    -- Columns: all of the table, those that are written (generated ones follow), the primary key.
    columns text[];
    written text[];
    key text[];
    definition text;
    name text;
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN since timestamptz(6) NOT NULL DEFAULT write_time()', kept);
    EXECUTE format('COMMENT ON COLUMN %s.since IS %L', kept, 'Time of the write that the row holds since');
    SELECT array_agg(quote_ident(attname) ORDER BY attnum),
           array_agg(quote_ident(attname) ORDER BY attnum) FILTER (WHERE attgenerated = '' AND attname <> 'since')
      INTO columns, written
      FROM pg_attribute WHERE attrelid = kept AND attnum > 0 AND NOT attisdropped;
    SELECT array_agg(quote_ident(attname) ORDER BY n) INTO key
      FROM pg_index, unnest(indkey) WITH ORDINALITY AS part (number, n)
      JOIN pg_attribute ON attnum = part.number WHERE indrelid = kept AND indisprimary AND attrelid = kept;

    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING COMMENTS)', twin, kept);
    EXECUTE format('ALTER TABLE %s ADD COLUMN until timestamptz(6) NOT NULL, ADD CONSTRAINT %I PRIMARY KEY (%s, since), '
        'ADD CONSTRAINT %I CHECK (until > since)',
        twin, called || '_pkey', array_to_string(key, ', '), called || '_held');
    EXECUTE format('COMMENT ON TABLE %s IS %L', twin, format('Rows of claimd.%s that held once', called));
    EXECUTE format('COMMENT ON COLUMN %s.until IS %L', twin, 'Time of the write that took the row away or changed it: it held until then');
    EXECUTE format('CREATE INDEX %I ON %s (until)', called || '_until_idx', twin);
    FOR definition, name IN
        SELECT pg_get_indexdef(indexrelid), relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
         WHERE indrelid = kept AND NOT indisprimary
    LOOP
        EXECUTE regexp_replace(replace(definition, 'UNIQUE ', ''),
            '^CREATE INDEX .*? ON claimd\.(\S+)', format('CREATE INDEX %I ON claimd_past.\1', name));
    END LOOP;

    EXECUTE format('CREATE TRIGGER past_stamp BEFORE UPDATE ON %s FOR EACH ROW WHEN ((%s) IS DISTINCT FROM (%s)) '
        'EXECUTE FUNCTION past_stamp()', kept,
        (SELECT 'ROW(' || string_agg('OLD.' || w, ', ') || ')' FROM unnest(written) AS w),
        (SELECT 'ROW(' || string_agg('NEW.' || w, ', ') || ')' FROM unnest(written) AS w));

    -- What held since this very write leaves nothing behind.
    EXECUTE format($template$
        CREATE FUNCTION claimd_past.%1$I() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET enable_nestloop = off AS $body$
        BEGIN
            -- Neither has an index, and either may have one row or all of a table's: a plan made for one row would
            -- take hours for many.
            INSERT INTO %2$s (%3$s, until)
            SELECT %3$s, write_time() FROM before
             WHERE since < write_time()
               AND NOT EXISTS (SELECT FROM after WHERE (%4$s) = (%5$s) AND after.since = before.since);
            RETURN NULL;
        END
        $body$ $template$,
        called || '_changed', twin, array_to_string(columns, ', '),
        (SELECT string_agg('after.' || k, ', ') FROM unnest(key) AS k),
        (SELECT string_agg('before.' || k, ', ') FROM unnest(key) AS k));
    EXECUTE format('COMMENT ON FUNCTION claimd_past.%I() IS %L', called || '_changed', 'Trigger: keeps what was changed');
    EXECUTE format('CREATE TRIGGER past_changed AFTER UPDATE ON %s REFERENCING OLD TABLE AS before NEW TABLE AS after '
        'FOR EACH STATEMENT EXECUTE FUNCTION claimd_past.%I()', kept, called || '_changed');

    EXECUTE format($template$
        CREATE FUNCTION claimd_past.%1$I() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $body$
        BEGIN
            INSERT INTO %2$s (%3$s, until) SELECT %3$s, write_time() FROM before WHERE since < write_time();
            IF FOUND THEN
                PERFORM set_config(%4$L, write_time()::text, true);
            END IF;
            RETURN NULL;
        END
        $body$ $template$,
        called || '_gone', twin, array_to_string(columns, ', '), 'claimd.gone_' || called);
    EXECUTE format('COMMENT ON FUNCTION claimd_past.%I() IS %L', called || '_gone', 'Trigger: keeps what was deleted');
    EXECUTE format('CREATE TRIGGER past_gone AFTER DELETE ON %s REFERENCING OLD TABLE AS before '
        'FOR EACH STATEMENT EXECUTE FUNCTION claimd_past.%I()', kept, called || '_gone');

    EXECUTE format($template$
        CREATE FUNCTION claimd_past.%1$I() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $body$
        BEGIN
            IF current_setting(%3$L, true) = write_time()::text THEN
                WITH same AS (
                    DELETE FROM %2$s AS went USING claimd.%4$I AS came
                     WHERE went.until = write_time() AND came.since = write_time() AND (%5$s) = (%6$s)
                       AND ROW(%7$s) IS NOT DISTINCT FROM ROW(%8$s)
                    RETURNING %5$s, went.since)
                UPDATE claimd.%4$I AS came SET since = went.since FROM same AS went WHERE (%5$s) = (%6$s);
            END IF;
            RETURN NULL;
        END
        $body$ $template$,
        called || '_back', twin, 'claimd.gone_' || called, called,
        (SELECT string_agg('went.' || k, ', ') FROM unnest(key) AS k),
        (SELECT string_agg('came.' || k, ', ') FROM unnest(key) AS k),
        (SELECT string_agg('went.' || w, ', ') FROM unnest(written) AS w),
        (SELECT string_agg('came.' || w, ', ') FROM unnest(written) AS w));
    EXECUTE format('COMMENT ON FUNCTION claimd_past.%I() IS %L', called || '_back',
        'Trigger: a row that one write deletes and makes again, unchanged, has held all the time');
    EXECUTE format('CREATE TRIGGER past_back AFTER INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION claimd_past.%I()',
        kept, called || '_back');

    -- The conditions stand outside of the union, so that its parts are read by their indexes even within joins.
    EXECUTE format($template$
        CREATE VIEW claimd_as_of.%1$I AS
        SELECT %2$s FROM (
            SELECT %2$s, 'infinity'::timestamptz(6) AS until FROM claimd.%1$I
             UNION ALL
            SELECT %2$s, until FROM %3$s) AS held
         WHERE since <= (SELECT claimd.as_of()) AND until > (SELECT claimd.as_of())
        $template$, called, array_to_string(columns, ', '), twin);
    EXECUTE format('COMMENT ON VIEW claimd_as_of.%I IS %L', called, format('claimd.%s as it stood', called));
    FOREACH name IN ARRAY columns LOOP
        EXECUTE format('COMMENT ON COLUMN claimd_as_of.%I.%s IS %L', called, name,
            (SELECT col_description(kept, attnum) FROM pg_attribute WHERE attrelid = kept AND quote_ident(attname) = name));
    END LOOP;
END
$$;
COMMENT ON FUNCTION past_keep(regclass) IS
    'Gives a table its past: the column since, the twin in claimd_past with its triggers and indexes, the view in claimd_as_of';

DO $$
DECLARE
    kept regclass;
    routine regprocedure;
    definition text;
    tables CONSTANT regclass[] := ARRAY[
        'record', 'collection', 'actor', 'incident', 'source', 'source_author', 'actor_name', 'actor_link',
        'actor_external_id', 'incident_name', 'incident_victim_country', 'incident_victim_sector', 'incident_victim',
        'incident_external_id', 'statement', 'statement_claimant', 'citation', 'claim', 'claim_accused', 'counter_claim',
        'counter_target', 'endorsement', 'endorsement_target', 'claim_state', 'claim_reach', 'actor_reach', 'actor_state',
        'incident_state', 'source_state'];
    words CONSTANT text := (SELECT string_agg(relname, '|') FROM unnest(tables) AS t (id) JOIN pg_class ON oid = t.id);
    routines CONSTANT regprocedure[] := ARRAY[
        'actor_standing(uuid)', 'actors_standing(text, uuid[])', 'resolve_actor(text)', 'resolve_incident(text)', 'resolve_source(text)', 'resolve_collection(text)',
        'suggest_actor(text, int)', 'suggest_incident(text, int)', 'suggest_source(text, int)',
        'suggest_collection(text, int)', 'to_uuid(text)'];
BEGIN
    -- What is there before this stands since the write that made it.
    PERFORM set_config('claimd.write_at', (SELECT at::text FROM write_clock), true);
    FOREACH kept IN ARRAY tables LOOP
        PERFORM past_keep(kept);
    END LOOP;
    -- The functions that statements call: those of today, on the views.
    SET LOCAL search_path = pg_catalog;
    FOREACH routine IN ARRAY routines LOOP
        definition := replace(pg_get_functiondef(routine),
            'SET search_path TO ''claimd'', ''pg_temp''', 'SET search_path TO ''claimd_as_of'', ''claimd'', ''pg_temp''');
        definition := regexp_replace(definition, '^CREATE OR REPLACE FUNCTION claimd\.', 'CREATE FUNCTION claimd_as_of.');
        definition := regexp_replace(definition, '\mclaimd\.(' || words || ')\M', 'claimd_as_of.\1', 'g');
        EXECUTE definition;
        EXECUTE format('COMMENT ON FUNCTION claimd_as_of.%s IS %L', replace(routine::text, 'claimd.', ''),
            obj_description(routine, 'pg_proc') || '; as it stood');
    END LOOP;
END
$$;
SET LOCAL search_path = claimd, pg_temp;

-- Not in claimd_past, all of which the service may read.
CREATE TABLE withheld_past (
    record uuid NOT NULL,
    part text COLLATE "C" NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT withheld_past_record_fkey FOREIGN KEY (record) REFERENCES record (id)
);
CREATE INDEX withheld_past_record_idx ON withheld_past (record, part);
COMMENT ON TABLE withheld_past IS 'Past rows as they were before their text was withheld, for as long as that can be lifted; the service cannot read them';
COMMENT ON COLUMN withheld_past.record IS 'Whose they are';
COMMENT ON COLUMN withheld_past.part IS 'The table of claimd_past';
COMMENT ON COLUMN withheld_past.content IS 'The row';

CREATE FUNCTION past_withhold(id_asked uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    gone tstzmultirange;
    lost tstzmultirange;
    part text;
    owner text;
BEGIN
    -- From what the rows were before anything was withheld to what is withheld now.
    FOR part, owner IN
        SELECT * FROM (VALUES ('record', 'id'), ('statement', 'id'), ('claim', 'id'), ('citation', 'statement'),
            ('actor', 'id'), ('actor_name', 'record'), ('actor_external_id', 'actor'), ('incident', 'id'),
            ('incident_name', 'incident'), ('incident_external_id', 'incident'), ('source', 'id'),
            ('source_author', 'source'), ('collection', 'id')) AS parts
    LOOP
        EXECUTE format($query$
            DELETE FROM claimd_past.%1$I AS row USING withheld_past AS put
             WHERE put.record = $1 AND put.part = %1$L AND row.%2$I = $1
               AND row.since = (put.content ->> 'since')::timestamptz
               AND to_jsonb(row) ->> 'position' IS NOT DISTINCT FROM put.content ->> 'position' $query$, part, owner)
            USING id_asked;
        EXECUTE format($query$
            INSERT INTO claimd_past.%1$I SELECT old.* FROM withheld_past AS put
             CROSS JOIN LATERAL jsonb_populate_record(NULL::claimd_past.%1$I, put.content) AS old
             WHERE put.record = $1 AND put.part = %1$L $query$, part)
            USING id_asked;
    END LOOP;
    DELETE FROM withheld_past WHERE record = id_asked;

    -- A text that stands in another revision too is no secret; one that stands in withheld ones alone is.
    SELECT range_agg(tstzrange(past.since, past.until)) FILTER (WHERE w.seq IS NOT NULL),
           range_agg(tstzrange(past.since, past.until)) FILTER (WHERE w.deleted)
      INTO gone, lost
      FROM claimd_past.record past
      JOIN revision v ON v.record = past.id AND v.number = past.revision
      LEFT JOIN LATERAL (SELECT min(seq) AS seq, bool_or(deleted) AS deleted FROM withheld WHERE withheld.seq = v.seq) AS w ON true
     WHERE past.id = id_asked;
    FOR part, owner IN
        SELECT * FROM (VALUES ('statement', 'id'), ('claim', 'id'), ('citation', 'statement'), ('actor', 'id'),
            ('actor_name', 'record'), ('actor_external_id', 'actor'), ('incident', 'id'), ('incident_name', 'incident'),
            ('incident_external_id', 'incident'), ('source', 'id'), ('source_author', 'source'), ('collection', 'id')) AS parts
    LOOP
        EXECUTE format($query$
            INSERT INTO withheld_past (record, part, content)
            SELECT $1, %1$L, to_jsonb(row) FROM claimd_past.%1$I AS row
             WHERE row.%2$I = $1 AND tstzrange(since, until) <@ $2
               AND (tstzrange(since, until) && $3) IS NOT TRUE $query$, part, owner)
            USING id_asked, gone, lost;
    END LOOP;
    INSERT INTO withheld_past (record, part, content)
    SELECT id_asked, 'record', to_jsonb(past) FROM claimd_past.record past
      JOIN revision v ON v.record = past.id AND v.number = past.revision
     WHERE past.id = id_asked AND past.withheld_at IS NULL AND EXISTS (SELECT FROM withheld WHERE withheld.seq = v.seq);
    UPDATE claimd_past.record past SET withheld_at = w.withheld_at, withholding_reason = w.reason
      FROM revision v JOIN withheld w USING (seq)
     WHERE past.id = id_asked AND v.record = id_asked AND v.number = past.revision AND past.withheld_at IS NULL;
    UPDATE claimd_past.statement SET statement = NULL, spoken_by_role = NULL, date_note = NULL,
           confidence_stated_as = NULL, likelihood_stated_as = NULL
     WHERE id = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.claim SET pattern = NULL WHERE id = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.citation SET form = 'reference', exact = NULL, prefix = NULL, suffix = NULL, quote_start = NULL,
           quote_end = NULL, language = NULL, translated_from = NULL, translation = NULL, translation_language = NULL,
           verified_how = NULL
     WHERE statement = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.actor SET name = slug, sort_name = left(fold(slug), 80), description = NULL,
           description_language = NULL
     WHERE id = id_asked AND tstzrange(since, until) <@ gone;
    DELETE FROM claimd_past.actor_name WHERE record = id_asked AND tstzrange(since, until) <@ gone;
    DELETE FROM claimd_past.actor_external_id WHERE actor = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.incident SET name = slug, sort_name = left(fold(slug), 80), description = NULL,
           description_language = NULL
     WHERE id = id_asked AND tstzrange(since, until) <@ gone;
    DELETE FROM claimd_past.incident_name WHERE incident = id_asked AND tstzrange(since, until) <@ gone;
    DELETE FROM claimd_past.incident_external_id WHERE incident = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.source SET title = slug, sort_title = left(fold(slug), 80), url = NULL, published_note = NULL
     WHERE id = id_asked AND tstzrange(since, until) <@ gone;
    DELETE FROM claimd_past.source_author WHERE source = id_asked AND tstzrange(since, until) <@ gone;
    UPDATE claimd_past.collection SET name = slug, description = NULL, licence = NULL, citation = NULL, url = NULL,
           version = NULL
     WHERE id = id_asked AND tstzrange(since, until) <@ gone;
END
$$;
COMMENT ON FUNCTION past_withhold(uuid) IS
    'Has the past honour what is withheld of a record now, no less and no more: its revisions say so, and texts that stood in them alone are taken out';

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    routine regprocedure;
    place name;
BEGIN
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace IN ('claimd_past'::regnamespace, 'claimd_as_of'::regnamespace)
            OR pronamespace = 'claimd'::regnamespace AND proname IN
               ('write_time', 'as_of', 'past_stamp', 'writer_at', 'settle', 'read_as_of', 'past_keep', 'past_withhold')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, service);
    END LOOP;
    EXECUTE format('REVOKE EXECUTE ON FUNCTION past_keep(regclass), past_withhold(uuid) FROM %I', service);
    EXECUTE format('REVOKE ALL ON withheld_past FROM %I', service);
    FOREACH place IN ARRAY ARRAY['claimd_past', 'claimd_as_of']::name[] LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', place);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, service);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', place, service);
    END LOOP;
END
$$;
