-- The one way in, first half: staged lines get their record's id, references get their targets.
SET LOCAL search_path = claimd, pg_temp;

CREATE UNLOGGED TABLE import (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    started_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    label text,
    CONSTRAINT import_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE import IS 'Writes under way, of one line or of many; seen by their own transaction only';
COMMENT ON COLUMN import.id IS 'The import';
COMMENT ON COLUMN import.started_at IS 'When it began';
COMMENT ON COLUMN import.label IS 'What it is, for whoever looks';

CREATE UNLOGGED TABLE import_line (
    import uuid NOT NULL,
    line int NOT NULL,
    type record_type NOT NULL,
    id uuid,
    collection text COLLATE "C",
    key text COLLATE "C",
    slug text COLLATE "C",
    body text NOT NULL,
    record uuid,
    collection_id uuid,
    CONSTRAINT import_line_pkey PRIMARY KEY (import, line)
);
CREATE INDEX import_line_record_idx ON import_line (import, record);
CREATE INDEX import_line_key_idx ON import_line (import, key) WHERE key IS NOT NULL;
CREATE INDEX import_line_slug_idx ON import_line (import, slug) WHERE slug IS NOT NULL;
COMMENT ON TABLE import_line IS 'A line as it was read';
COMMENT ON COLUMN import_line.import IS 'The import';
COMMENT ON COLUMN import_line.line IS 'Its number in the file, from 1';
COMMENT ON COLUMN import_line.type IS 'What it is';
COMMENT ON COLUMN import_line.id IS 'The id that it gives itself';
COMMENT ON COLUMN import_line.collection IS 'The collection as it names it, slug or id';
COMMENT ON COLUMN import_line.key IS 'Its key in the collection';
COMMENT ON COLUMN import_line.slug IS 'Its slug, where its type has one';
COMMENT ON COLUMN import_line.body IS 'The line, JSON with references as written';
COMMENT ON COLUMN import_line.record IS 'The record that it is or becomes, found by import_identify';
COMMENT ON COLUMN import_line.collection_id IS 'The collection, found by import_identify';

CREATE UNLOGGED TABLE import_ref (
    import uuid NOT NULL,
    line int NOT NULL,
    pointer text COLLATE "C" NOT NULL,
    kinds record_type[] NOT NULL,
    value text COLLATE "C" NOT NULL,
    CONSTRAINT import_ref_pkey PRIMARY KEY (import, line, pointer)
);
COMMENT ON TABLE import_ref IS 'A reference in a line';
COMMENT ON COLUMN import_ref.import IS 'The import';
COMMENT ON COLUMN import_ref.line IS 'The line';
COMMENT ON COLUMN import_ref.pointer IS 'Where in the line: a JSON pointer (RFC 6901)';
COMMENT ON COLUMN import_ref.kinds IS 'What may stand there';
COMMENT ON COLUMN import_ref.value IS 'The reference as written';

CREATE UNLOGGED TABLE import_value (
    import uuid NOT NULL,
    kinds record_type[] NOT NULL,
    value text COLLATE "C" NOT NULL,
    target uuid,
    targets uuid[],
    CONSTRAINT import_value_pkey PRIMARY KEY (import, value, kinds)
);
COMMENT ON TABLE import_value IS 'Each different reference of an import, resolved once by import_resolve';
COMMENT ON COLUMN import_value.import IS 'The import';
COMMENT ON COLUMN import_value.kinds IS 'As in import_ref';
COMMENT ON COLUMN import_value.value IS 'As in import_ref';
COMMENT ON COLUMN import_value.target IS 'The record meant; null while none or several are';
COMMENT ON COLUMN import_value.targets IS 'The records that an ambiguous name may mean';

CREATE UNLOGGED TABLE import_name (
    import uuid NOT NULL,
    folded text COLLATE "C" NOT NULL,
    type record_type NOT NULL,
    demonym boolean NOT NULL,
    record uuid NOT NULL
);
CREATE INDEX import_name_idx ON import_name (import, folded);
COMMENT ON TABLE import_name IS 'The names that the lines of an import give, filled by import_resolve';
COMMENT ON COLUMN import_name.import IS 'The import';
COMMENT ON COLUMN import_name.folded IS 'The name as it is compared';
COMMENT ON COLUMN import_name.type IS 'actor or incident';
COMMENT ON COLUMN import_name.demonym IS 'Whether it names the people only';
COMMENT ON COLUMN import_name.record IS 'Who bears it';

CREATE UNLOGGED TABLE import_record (
    import uuid NOT NULL,
    line int NOT NULL,
    record uuid NOT NULL,
    type record_type NOT NULL,
    body text COLLATE "C" NOT NULL,
    salt bytea NOT NULL,
    body_hash bytea NOT NULL,
    expected_revision int,
    content jsonb NOT NULL GENERATED ALWAYS AS (body::jsonb) STORED,
    CONSTRAINT import_record_pkey PRIMARY KEY (import, line),
    CONSTRAINT import_record_once UNIQUE (import, record),
    CONSTRAINT import_record_salt_length CHECK (length(salt) = 16),
    CONSTRAINT import_record_hash CHECK (body_hash = sha256(salt || convert_to(body, 'UTF8'))),
    CONSTRAINT import_record_is_itself CHECK (
        content ->> 'id' IS NOT DISTINCT FROM record::text AND content ->> 'type' IS NOT DISTINCT FROM type::text)
-- Bodies are read a dozen times and then gone: they are not worth compressing.
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE import_record IS 'What import_apply writes: canonical bodies with ids for references';
COMMENT ON COLUMN import_record.import IS 'The import';
COMMENT ON COLUMN import_record.line IS 'The line it comes from';
COMMENT ON COLUMN import_record.record IS 'As import_identify found it';
COMMENT ON COLUMN import_record.type IS 'As in the line';
COMMENT ON COLUMN import_record.body IS 'Canonical JSON (RFC 8785) with every field, ids for references';
COMMENT ON COLUMN import_record.salt IS '16 random bytes';
COMMENT ON COLUMN import_record.body_hash IS 'SHA-256 of salt and body';
COMMENT ON COLUMN import_record.expected_revision IS 'The revision that the writer saw, 0 for none; null when he does not care';
COMMENT ON COLUMN import_record.content IS 'The body, parsed';

CREATE UNLOGGED TABLE import_outcome (
    import uuid NOT NULL,
    line int NOT NULL,
    record uuid NOT NULL,
    type record_type NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    recorded_at timestamptz(6) NOT NULL,
    CONSTRAINT import_outcome_pkey PRIMARY KEY (import, line),
    CONSTRAINT import_outcome_known CHECK (outcome IN ('created', 'updated', 'unchanged', 'withheld'))
);
COMMENT ON TABLE import_outcome IS 'What import_apply did with each line; gone with import_end';
COMMENT ON COLUMN import_outcome.import IS 'The import';
COMMENT ON COLUMN import_outcome.line IS 'The line';
COMMENT ON COLUMN import_outcome.record IS 'The record';
COMMENT ON COLUMN import_outcome.type IS 'What it is';
COMMENT ON COLUMN import_outcome.outcome IS 'created, updated, unchanged, or withheld: left alone since an editor withholds it';
COMMENT ON COLUMN import_outcome.recorded_at IS 'When its revision was recorded, where there is one';

CREATE UNLOGGED TABLE import_fault (
    import uuid NOT NULL,
    line int NOT NULL,
    number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    fault text NOT NULL
);
CREATE INDEX import_fault_line_idx ON import_fault (import, line, number);
COMMENT ON TABLE import_fault IS 'What is wrong with the lines, kept where a report of every line is asked for';
COMMENT ON COLUMN import_fault.import IS 'The import';
COMMENT ON COLUMN import_fault.line IS 'The line, 0 for the whole import';
COMMENT ON COLUMN import_fault.number IS 'In the order in which they were found';
COMMENT ON COLUMN import_fault.fault IS 'JSON, as the report has it';

-- Logged, unlike the staging: it is committed with the lines that it counts.
CREATE TABLE import_progress (
    content_sha256 bytea NOT NULL,
    name text NOT NULL,
    lines int NOT NULL,
    ended boolean NOT NULL,
    told_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT import_progress_pkey PRIMARY KEY (content_sha256),
    CONSTRAINT import_progress_name_key UNIQUE (name),
    CONSTRAINT import_progress_content_sha256 CHECK (length(content_sha256) = 32)
);
COMMENT ON TABLE import_progress IS 'How far imports in batches are, for one that is resumed';
COMMENT ON COLUMN import_progress.content_sha256 IS 'SHA-256 of the file';
COMMENT ON COLUMN import_progress.name IS 'Its path';
COMMENT ON COLUMN import_progress.lines IS 'The last line that is written';
COMMENT ON COLUMN import_progress.ended IS 'Whether that was the last of the file';
COMMENT ON COLUMN import_progress.told_at IS 'When';

CREATE FUNCTION import_progressed(content bytea, file text, last_line int, at_end boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    DELETE FROM import_progress WHERE name = file AND content_sha256 <> content;
    INSERT INTO import_progress (content_sha256, name, lines, ended) VALUES (content, file, last_line, at_end)
    ON CONFLICT (content_sha256) DO UPDATE
        SET name = excluded.name, lines = excluded.lines, ended = excluded.ended, told_at = excluded.told_at;
END
$$;
COMMENT ON FUNCTION import_progressed(bytea, text, int, boolean) IS 'Notes the last line of a batch, in its transaction';

CREATE FUNCTION import_tell(percent int) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF current_setting('claimd.progress', true) = 'on' THEN
        RAISE NOTICE 'import: % %%', percent;
    END IF;
END
$$;
COMMENT ON FUNCTION import_tell(int) IS 'Tells a client that set claimd.progress how far import_apply is';

-- The staging tables are filled and emptied all the time, so what the planner remembers of them is often "no rows",
-- and a plan for no rows takes hours for a hundred thousand. Few rows bear any plan, and a look at the table costs more.
CREATE FUNCTION import_is_large(rows bigint) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN rows > 500;
COMMENT ON FUNCTION import_is_large(bigint) IS 'Whether a staging table is worth an ANALYZE before it is joined';

CREATE FUNCTION import_identify(import_id uuid)
RETURNS TABLE (line int, pointer text, code text, detail text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
#variable_conflict use_column
BEGIN
    IF import_is_large((SELECT count(*) FROM import_line WHERE import = import_id)) THEN
        ANALYZE import_line;
    END IF;
    -- Collections first: keys hang on them.
    UPDATE import_line l SET record = coalesce(l.id, (SELECT id FROM collection WHERE slug = l.slug))
     WHERE import = import_id AND type = 'collection';
    UPDATE import_line l SET record = coalesce(first.record, gen_random_uuid())
      FROM (SELECT min(line) AS line, slug, NULL::uuid AS record FROM import_line
             WHERE import = import_id AND type = 'collection' AND record IS NULL GROUP BY slug) AS first
     WHERE l.import = import_id AND l.line = first.line;

    WITH named AS MATERIALIZED (
        SELECT DISTINCT collection AS value FROM import_line WHERE import = import_id AND collection IS NOT NULL),
    found AS MATERIALIZED (
        SELECT value, coalesce(
                   (SELECT id FROM collection WHERE id = to_uuid(value)),
                   (SELECT record FROM import_line c
                     WHERE c.import = import_id AND c.type = 'collection' AND c.record = to_uuid(value) LIMIT 1),
                   (SELECT id FROM collection WHERE slug = value),
                   (SELECT record FROM import_line c
                     WHERE c.import = import_id AND c.slug = value AND c.type = 'collection' AND c.record IS NOT NULL
                     LIMIT 1)) AS id
          FROM named)
    UPDATE import_line l SET collection_id = found.id, record = CASE WHEN l.type = 'collection' THEN l.record ELSE
               coalesce(l.id, (SELECT id FROM record WHERE record.collection = found.id AND record.key = l.key)) END
      FROM found
     WHERE l.import = import_id AND l.collection = found.value;

    -- What its id or key does not tell, its slug does; the rest is new.
    UPDATE import_line l SET record = coalesce(l.id,
               CASE type WHEN 'actor' THEN (SELECT id FROM actor WHERE slug = l.slug)
                         WHEN 'incident' THEN (SELECT id FROM incident WHERE slug = l.slug)
                         WHEN 'source' THEN (SELECT id FROM source WHERE slug = l.slug) END,
               gen_random_uuid())
     WHERE import = import_id AND record IS NULL AND type <> 'collection';
    UPDATE import_line l SET record = (
            SELECT c.record FROM import_line c
             WHERE c.import = import_id AND c.type = 'collection' AND c.slug = l.slug AND c.record IS NOT NULL LIMIT 1)
     WHERE import = import_id AND record IS NULL;

    RETURN QUERY
    SELECT l.line, '/id', 'wrong-type', format('id %s belongs to a record of type %s', l.record, record.type)
      FROM import_line l JOIN record ON record.id = l.id
     WHERE l.import = import_id AND record.type <> l.type
    UNION ALL
    SELECT l.line, '/key', CASE WHEN record.type <> l.type THEN 'wrong-type' ELSE 'key-taken' END,
           format('key %s belongs to the %s %s', l.key, record.type, record.id)
      FROM import_line l JOIN record ON record.collection = l.collection_id AND record.key = l.key
     WHERE l.import = import_id AND (record.id <> l.record OR record.type <> l.type)
    UNION ALL
    SELECT l.line, '/slug', 'slug-taken', format('slug %s belongs to the %s %s', l.slug, l.type, bearer.id)
      FROM import_line l
      JOIN (SELECT id, slug, 'actor'::record_type AS type FROM actor
            UNION ALL SELECT id, slug, 'incident' FROM incident
            UNION ALL SELECT id, slug, 'source' FROM source
            UNION ALL SELECT id, slug, 'collection' FROM collection) AS bearer
        ON bearer.slug = l.slug AND bearer.type = l.type
      LEFT JOIN record ON record.id = bearer.id
     WHERE l.import = import_id
       AND (bearer.id <> l.record
            OR (l.key IS NOT NULL AND record.key IS NOT NULL
                AND (record.collection, record.key) IS DISTINCT FROM (l.collection_id, l.key)
                AND l.id IS NULL))
    UNION ALL
    SELECT again.line, again.pointer, 'duplicate', format('the same %s as line %s', again.what, again.earlier)
      FROM (SELECT l.line, '/id' AS pointer, 'record' AS what,
                   first_value(l.line) OVER (PARTITION BY l.record ORDER BY l.line) AS earlier
              FROM import_line l WHERE l.import = import_id
            UNION ALL
            SELECT l.line, '/key', 'key', first_value(l.line) OVER (PARTITION BY l.collection, l.key ORDER BY l.line)
              FROM import_line l WHERE l.import = import_id AND l.key IS NOT NULL
            UNION ALL
            SELECT l.line, '/slug', 'slug', first_value(l.line) OVER (PARTITION BY l.type, l.slug ORDER BY l.line)
              FROM import_line l WHERE l.import = import_id AND l.slug IS NOT NULL) AS again
     WHERE again.earlier < again.line
     ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION import_identify(uuid) IS
    'Gives each staged line its record: by id, by collection and key, by slug, else a new one; returns faults (wrong-type, key-taken, slug-taken, duplicate)';

CREATE FUNCTION import_standing(import_id uuid, id_asked uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    passed uuid[] := '{}';
    at uuid := id_asked;
    next uuid;
BEGIN
    LOOP
        SELECT v.target INTO next
          FROM import_line l
          LEFT JOIN import_ref r ON r.import = l.import AND r.line = l.line AND r.pointer = '/merged_into'
          LEFT JOIN import_value v ON v.import = r.import AND v.value = r.value AND v.kinds = r.kinds
         WHERE l.import = import_id AND l.record = at;
        IF NOT FOUND THEN
            SELECT merged_into INTO next FROM actor WHERE id = at;
        END IF;
        IF next IS NULL THEN
            RETURN at;
        END IF;
        IF next = ANY (passed) THEN
            RETURN id_asked;
        END IF;
        passed := passed || next;
        at := next;
    END LOOP;
END
$$;
COMMENT ON FUNCTION import_standing(uuid, uuid) IS 'As actor_standing will say once an import is written';

CREATE FUNCTION import_resolve(import_id uuid)
RETURNS TABLE (line int, pointer text, code text, detail text, suggestions text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
#variable_conflict use_column
DECLARE
    different bigint;
BEGIN
    INSERT INTO import_value (import, kinds, value)
    SELECT DISTINCT import, kinds, value FROM import_ref WHERE import = import_id;
    GET DIAGNOSTICS different = ROW_COUNT;
    IF import_is_large(different) THEN
        ANALYZE import_ref, import_value, import_line;
    END IF;

    -- By id.
    UPDATE import_value v SET target = to_uuid(v.value)
     WHERE import = import_id AND to_uuid(v.value) IS NOT NULL
       AND (EXISTS (SELECT FROM record WHERE id = to_uuid(v.value) AND type = ANY (v.kinds))
            OR EXISTS (SELECT FROM import_line l
                        WHERE l.import = import_id AND l.record = to_uuid(v.value) AND l.type = ANY (v.kinds)));

    -- By collection and key, and by slug. What is on record wins over what is being imported: they differ only where
    -- import_identify has found a fault.
    UPDATE import_value v SET target = coalesce(
            (SELECT record.id FROM collection JOIN record ON record.collection = collection.id
              WHERE collection.slug = split_part(v.value, '/', 1)
                AND record.key = substr(v.value, strpos(v.value, '/') + 1) AND record.type = ANY (v.kinds)),
            (SELECT l.record FROM import_line l
              WHERE l.import = import_id AND l.key = substr(v.value, strpos(v.value, '/') + 1)
                AND l.type = ANY (v.kinds)
                AND l.collection_id = coalesce(
                    (SELECT id FROM collection WHERE slug = split_part(v.value, '/', 1)),
                    (SELECT c.record FROM import_line c
                      WHERE c.import = import_id AND c.type = 'collection' AND c.slug = split_part(v.value, '/', 1)
                      LIMIT 1))
              LIMIT 1))
     WHERE import = import_id AND target IS NULL AND v.value LIKE '%/%';
    UPDATE import_value v SET target = coalesce(
            CASE WHEN 'actor' = ANY (kinds) THEN (SELECT id FROM actor WHERE slug = v.value) END,
            CASE WHEN 'source' = ANY (kinds) THEN (SELECT id FROM source WHERE slug = v.value) END,
            CASE WHEN 'incident' = ANY (kinds) THEN (SELECT id FROM incident WHERE slug = v.value) END,
            CASE WHEN 'collection' = ANY (kinds) THEN (SELECT id FROM collection WHERE slug = v.value) END,
            (SELECT l.record FROM import_line l
              WHERE l.import = import_id AND l.slug = v.value AND l.type = ANY (v.kinds) LIMIT 1))
     WHERE import = import_id AND target IS NULL AND is_slug(v.value);

    -- By ISO code.
    UPDATE import_value v SET target = coalesce(
            (SELECT id FROM actor WHERE country = upper(v.value) AND kind = 'state'),
            (SELECT actor.id FROM actor_external_id external JOIN actor ON actor.id = external.actor AND actor.kind = 'state'
              WHERE external.scheme = 'iso-3166-1-alpha-3' AND external.value = upper(v.value) LIMIT 1))
     WHERE import = import_id AND target IS NULL AND 'actor' = ANY (kinds) AND v.value ~ '^[A-Za-z]{2,3}$';

    -- By name.
    IF EXISTS (SELECT FROM import_value WHERE import = import_id AND target IS NULL
                AND kinds && ARRAY['actor', 'incident']::record_type[]) THEN
        INSERT INTO import_name (import, folded, type, demonym, record)
        SELECT import_id, fold(given.text), l.type, given.kind = 'demonym', l.record
          FROM import_line l
         CROSS JOIN LATERAL (
            SELECT l.body::jsonb ->> 'name' AS text, 'canonical' AS kind
            UNION ALL
            SELECT n ->> 'text', n ->> 'kind' FROM jsonb_array_elements(
                CASE jsonb_typeof(l.body::jsonb -> 'names') WHEN 'array' THEN l.body::jsonb -> 'names' ELSE '[]' END) AS n
            ) AS given
         WHERE l.import = import_id AND l.type IN ('actor', 'incident') AND given.text IS NOT NULL
        UNION ALL
        SELECT import_id, fold(l.body::jsonb ->> 'text'), 'actor', l.body::jsonb ->> 'kind' = 'demonym', bearer.target
          FROM import_line l
          JOIN import_ref r ON r.import = l.import AND r.line = l.line AND r.pointer = '/actor'
          JOIN import_value bearer ON bearer.import = r.import AND bearer.value = r.value AND bearer.kinds = r.kinds
         WHERE l.import = import_id AND l.type = 'actor_name' AND bearer.target IS NOT NULL
           AND l.body::jsonb ->> 'text' IS NOT NULL;
        WITH bearer AS MATERIALIZED (
            SELECT v.value, v.kinds, demonym, array_agg(DISTINCT found.record ORDER BY found.record) AS records
              FROM import_value v
             CROSS JOIN LATERAL (SELECT fold(v.value) AS folded) AS asked
             CROSS JOIN LATERAL (
                SELECT import_standing(import_id, n.actor) AS record, n.kind = 'demonym' AS demonym
                  FROM actor_name n JOIN record r ON r.id = n.actor AND r.retracted_at IS NULL
                 WHERE 'actor' = ANY (v.kinds) AND n.folded = asked.folded
                UNION
                SELECT n.incident, false
                  FROM incident_name n JOIN record r ON r.id = n.incident AND r.retracted_at IS NULL
                 WHERE 'incident' = ANY (v.kinds) AND n.folded = asked.folded
                UNION
                SELECT CASE n.type WHEN 'actor' THEN import_standing(import_id, n.record) ELSE n.record END, n.demonym
                  FROM import_name n
                 WHERE n.import = import_id AND n.folded = asked.folded AND n.type = ANY (v.kinds)) AS found
             WHERE v.import = import_id AND v.target IS NULL
             GROUP BY v.value, v.kinds, demonym),
        best AS (SELECT DISTINCT ON (value, kinds) value, kinds, records FROM bearer ORDER BY value, kinds, demonym)
        UPDATE import_value v
           SET target = CASE WHEN cardinality(best.records) = 1 THEN best.records[1] END, targets = best.records
          FROM best
         WHERE v.import = import_id AND v.value = best.value AND v.kinds = best.kinds;
    END IF;

    RETURN QUERY
    SELECT r.line, r.pointer,
           CASE WHEN fault.targets IS NOT NULL THEN 'ambiguous-reference'
                WHEN fault.other IS NOT NULL THEN 'wrong-kind' ELSE 'unknown-reference' END,
           CASE WHEN fault.targets IS NOT NULL THEN format('"%s" names several records', left(r.value, 200))
                WHEN fault.other IS NOT NULL THEN format('"%s" is of type %s, wanted is %s', left(r.value, 200), fault.other,
                    array_to_string(r.kinds, ' or '))
                ELSE format('"%s" names no %s', left(r.value, 200), array_to_string(r.kinds, ' or ')) END,
           CASE WHEN fault.targets IS NOT NULL THEN
                    ARRAY(SELECT slug FROM actor WHERE id = ANY (fault.targets)
                          UNION SELECT slug FROM incident WHERE id = ANY (fault.targets)
                          UNION SELECT l.slug FROM import_line l
                                 WHERE l.import = import_id AND l.record = ANY (fault.targets) AND l.slug IS NOT NULL
                          ORDER BY 1)
                ELSE fault.near END
      FROM (SELECT v.kinds, v.value, v.targets,
                   coalesce((SELECT type FROM record WHERE id = to_uuid(v.value)),
                            (SELECT record.type FROM collection JOIN record ON record.collection = collection.id
                              WHERE v.value LIKE '%/%' AND collection.slug = split_part(v.value, '/', 1)
                                AND record.key = substr(v.value, strpos(v.value, '/') + 1)),
                            (SELECT 'actor'::record_type FROM actor WHERE slug = v.value),
                            (SELECT 'source'::record_type FROM source WHERE slug = v.value),
                            (SELECT 'incident'::record_type FROM incident WHERE slug = v.value),
                            (SELECT 'collection'::record_type FROM collection WHERE slug = v.value),
                            (SELECT l.type FROM import_line l
                              WHERE l.import = import_id AND l.record = to_uuid(v.value) LIMIT 1),
                            (SELECT l.type FROM import_line l WHERE l.import = import_id AND l.slug = v.value LIMIT 1),
                            (SELECT l.type FROM import_line l
                              WHERE l.import = import_id AND l.key = substr(v.value, strpos(v.value, '/') + 1)
                                AND v.value LIKE '%/%' AND l.collection = split_part(v.value, '/', 1) LIMIT 1)) AS other,
                   -- A file of bad references must not cost a search each.
                   CASE WHEN v.targets IS NULL AND row_number() OVER (ORDER BY v.value) <= 100 THEN ARRAY(
                       SELECT slug FROM (
                           SELECT slug, levenshtein(slug, left(v.value, 100)) AS distance FROM suggest_actor(v.value)
                            WHERE 'actor' = ANY (v.kinds)
                           UNION SELECT slug, levenshtein(slug, left(v.value, 100)) FROM suggest_incident(v.value)
                            WHERE 'incident' = ANY (v.kinds)
                           UNION SELECT slug, levenshtein(slug, left(v.value, 100)) FROM suggest_source(v.value)
                            WHERE 'source' = ANY (v.kinds)
                           UNION SELECT slug, levenshtein(slug, left(v.value, 100)) FROM suggest_collection(v.value)
                            WHERE 'collection' = ANY (v.kinds)
                           UNION (SELECT l.slug, levenshtein(l.slug, left(v.value, 100)) FROM import_line l
                            WHERE l.import = import_id AND l.type = ANY (v.kinds) AND l.slug IS NOT NULL
                              AND levenshtein(l.slug, left(v.value, 100)) <= 2
                            LIMIT 3)) AS near
                        ORDER BY distance, slug LIMIT 3) ELSE '{}' END AS near
              FROM import_value v WHERE v.import = import_id AND v.target IS NULL) AS fault
      JOIN import_ref r ON r.import = import_id AND r.value = fault.value AND r.kinds = fault.kinds
     ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION import_resolve(uuid) IS
    'Resolves every staged reference by the first tier that knows it: id, collection/key, slug, ISO code, name, demonym; returns faults (unknown-reference, ambiguous-reference, wrong-kind)';

CREATE FUNCTION import_read(import_id uuid)
RETURNS TABLE (line int, record uuid, type text, body text, pointers text[], targets uuid[])
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
    SELECT l.line, l.record, l.type::text, l.body,
           ARRAY(SELECT r.pointer FROM import_ref r WHERE r.import = l.import AND r.line = l.line ORDER BY r.pointer),
           ARRAY(SELECT v.target FROM import_ref r
                   JOIN import_value v ON v.import = r.import AND v.value = r.value AND v.kinds = r.kinds
                  WHERE r.import = l.import AND r.line = l.line ORDER BY r.pointer)
      FROM import_line l
     WHERE l.import = import_id
     ORDER BY l.line;
END;
COMMENT ON FUNCTION import_read(uuid) IS
    'The staged lines in order, with the pointers of their references and the records that these mean';
