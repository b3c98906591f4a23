-- Where records came from: what their collection said of them last, so that an import that runs again undoes nobody's
-- work, and that what a collection no longer has is seen. docs/decisions, "Origins, and the base as a file".
SET LOCAL search_path = claimd, pg_temp;

ALTER TYPE revision_op ADD VALUE 'missing';
ALTER TYPE revision_op ADD VALUE 'found';

CREATE TABLE origin (
    record uuid NOT NULL,
    version text,
    seen_at timestamptz(6) NOT NULL,
    revision int,
    missing_since timestamptz(6),
    missing_version text,
    CONSTRAINT origin_pkey PRIMARY KEY (record),
    CONSTRAINT origin_record_fkey FOREIGN KEY (record) REFERENCES record (id),
    CONSTRAINT origin_version_line CHECK (is_line(version, 100)),
    CONSTRAINT origin_revision_positive CHECK (revision >= 1),
    CONSTRAINT origin_missing_version_line CHECK (is_line(missing_version, 100)),
    CONSTRAINT origin_missing_version_of_missing CHECK (missing_version IS NULL OR missing_since IS NOT NULL)
);
CREATE INDEX origin_missing_idx ON origin (record) WHERE missing_since IS NOT NULL;
COMMENT ON TABLE origin IS 'What imports found of a record in its collection; records that none has brought have no row';
COMMENT ON COLUMN origin.record IS 'The record, whose collection and key say where it stands there';
COMMENT ON COLUMN origin.version IS 'The collection''s version that had it last, null where the collection has none';
COMMENT ON COLUMN origin.seen_at IS 'When an import found it in that version first';
COMMENT ON COLUMN origin.revision IS 'The revision whose body is what the collection said last, but for origin_aside; null where that is not known';
COMMENT ON COLUMN origin.missing_since IS 'When a complete import did not have it, null while the collection has it';
COMMENT ON COLUMN origin.missing_version IS 'The collection''s version that did not have it';

CREATE TABLE origin_aside (
    record uuid NOT NULL,
    fields text COLLATE "C" NOT NULL,
    CONSTRAINT origin_aside_pkey PRIMARY KEY (record),
    CONSTRAINT origin_aside_origin_fkey FOREIGN KEY (record) REFERENCES origin (record)
);
COMMENT ON TABLE origin_aside IS 'What the collection says otherwise than the revision that origin names: fields that an editor has changed too';
COMMENT ON COLUMN origin_aside.record IS 'The record';
COMMENT ON COLUMN origin_aside.fields IS 'A JSON object: top-level fields as the collection has them, canonical (RFC 8785)';

-- What is withheld is withheld here too. Without it an import keeps the record as it is.
CREATE FUNCTION forget_aside() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    DELETE FROM origin_aside WHERE record = (SELECT record FROM revision WHERE seq = NEW.seq);
    IF FOUND THEN
        UPDATE origin SET revision = NULL WHERE record = (SELECT record FROM revision WHERE seq = NEW.seq);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION forget_aside() IS 'Trigger: what is put aside of a record goes where a body of it is withheld';
CREATE TRIGGER withholding_forgets_aside AFTER INSERT ON withholding
    FOR EACH ROW EXECUTE FUNCTION forget_aside();

CREATE FUNCTION origin_imported(base text, aside text, head text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN base IS NOT NULL THEN (
    SELECT '{' || coalesce(string_agg(to_json(key) || ':' || value, ',' ORDER BY key COLLATE "C"), '') || '}'
      FROM (SELECT DISTINCT ON (key) key, value::text AS value
              FROM (SELECT 1 AS rank, * FROM json_each(aside::json)
                     UNION ALL SELECT 2, * FROM json_each(base::json)) AS both_of_them
             ORDER BY key, rank) AS said
      LEFT JOIN LATERAL (SELECT one.value::text AS value FROM json_each(head::json) AS one WHERE one.key = said.key) AS held (is_now) ON true
     WHERE value IS DISTINCT FROM is_now) END;
COMMENT ON FUNCTION origin_imported(text, text, text) IS
    'What a collection said last, by a revision''s body and what is put aside, as far as it is not what a record says now: a JSON object, canonical; null where the body is not there';

CREATE UNLOGGED TABLE import_mark (
    import uuid NOT NULL,
    line int NOT NULL,
    header boolean NOT NULL,
    marks text COLLATE "C" NOT NULL,
    CONSTRAINT import_mark_pkey PRIMARY KEY (import, line)
);
COMMENT ON TABLE import_mark IS 'What lines say of their records'' standing: retracted, withheld, origin';
COMMENT ON COLUMN import_mark.import IS 'The import';
COMMENT ON COLUMN import_mark.line IS 'The line';
COMMENT ON COLUMN import_mark.header IS 'Whether that is all it says, of a record that is withheld';
COMMENT ON COLUMN import_mark.marks IS 'A canonical JSON object of these, and of what was decided of the record and others';

CREATE UNLOGGED TABLE import_merged (
    import uuid NOT NULL,
    line int NOT NULL,
    record uuid NOT NULL,
    known boolean NOT NULL,
    same boolean NOT NULL,
    body text COLLATE "C" NOT NULL,
    aside text COLLATE "C",
    kept text[],
    CONSTRAINT import_merged_pkey PRIMARY KEY (import, line)
);
COMMENT ON TABLE import_merged IS 'Lines whose record somebody else has changed since its collection said something of it last; filled by import_merge';
COMMENT ON COLUMN import_merged.import IS 'The import';
COMMENT ON COLUMN import_merged.line IS 'The line';
COMMENT ON COLUMN import_merged.record IS 'The record';
COMMENT ON COLUMN import_merged.known IS 'Whether it is known what the collection said last';
COMMENT ON COLUMN import_merged.same IS 'Whether the line says just that';
COMMENT ON COLUMN import_merged.body IS 'What the record becomes';
COMMENT ON COLUMN import_merged.aside IS 'What the line says otherwise, as origin_aside has it; null where nothing';
COMMENT ON COLUMN import_merged.kept IS 'JSON pointers of the fields that stay as an editor has them although the line brings something else; null where none';

CREATE FUNCTION field_unit(field text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE
    WHEN field IN ('name', 'title', 'statement') THEN 'language'
    WHEN field = 'description_language' THEN 'description'
    WHEN field = 'country' THEN 'kind'
    WHEN field = 'key' THEN 'collection'
    WHEN field = 'ended_on' THEN 'started_on'
    WHEN field IN ('date_basis', 'date_note') THEN 'claimed_on'
    WHEN field IN ('published_basis', 'published_note') THEN 'published_on'
    WHEN field = 'text_length' THEN 'text_sha256'
    WHEN field = 'reliability_by' THEN 'reliability'
    WHEN field = 'raises_claim' THEN 'stance'
    ELSE field END;
COMMENT ON FUNCTION field_unit(text) IS 'The field that a record''s field goes with: such are taken or kept together';

-- Values are compared as they are written in canonical JSON; type json keeps them so.
CREATE FUNCTION import_merge(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
BEGIN
    PERFORM write_begin();
    IF NOT EXISTS (SELECT FROM origin) THEN
        RETURN;
    END IF;
    IF import_is_large((SELECT count(*) FROM import_record WHERE import = import_id)) THEN
        ANALYZE import_record;
    END IF;
    WITH differing AS MATERIALIZED (
        SELECT staged.line, staged.record, staged.body AS told, head.body AS held, base.body AS base, aside.fields AS aside
          FROM import_record staged
          JOIN origin ON origin.record = staged.record
          JOIN record r ON r.id = staged.record AND r.withheld_at IS NULL
          JOIN revision newest ON newest.record = r.id AND newest.number = r.revision
          JOIN revision_body head ON head.seq = newest.seq AND head.body <> staged.body
          LEFT JOIN origin_aside aside ON aside.record = r.id
          LEFT JOIN revision said ON said.record = r.id AND said.number = origin.revision
          LEFT JOIN revision_body base ON base.seq = said.seq
         WHERE staged.import = import_id
           AND (origin.revision IS DISTINCT FROM r.revision OR aside.record IS NOT NULL)),
    value AS (
        SELECT line, 'told' AS whose, field.key AS name, field.value::text
          FROM differing, json_each(told::json) AS field
        UNION ALL
        SELECT line, 'held', field.key, field.value::text FROM differing, json_each(held::json) AS field
        UNION ALL
        SELECT line, 'base', field.key, field.value::text FROM differing, json_each(base::json) AS field
        UNION ALL
        SELECT line, 'aside', field.key, field.value::text FROM differing, json_each(aside::json) AS field),
    field AS MATERIALIZED (
        SELECT line, name, coalesce(min(value) FILTER (WHERE whose = 'told'), 'null') AS told,
               coalesce(min(value) FILTER (WHERE whose = 'held'), 'null') AS held,
               coalesce(min(value) FILTER (WHERE whose = 'aside'), min(value) FILTER (WHERE whose = 'base'), 'null') AS base
          FROM value GROUP BY line, name),
    unit AS (
        SELECT line, field_unit(name) AS unit, differing.base IS NOT NULL AS known, bool_or(field.told <> field.base) AS moved,
               bool_or(field.held <> field.base) AS edited
          FROM field JOIN differing USING (line) GROUP BY line, field_unit(name), differing.base IS NOT NULL),
    chosen AS (
        SELECT line, name, told, held, known, moved,
               CASE WHEN known AND moved AND NOT edited THEN told ELSE held END AS value,
               told <> held AND (NOT known OR moved AND edited) AS kept
          FROM field JOIN unit USING (line) WHERE unit.unit = field_unit(name))
    INSERT INTO import_merged (import, line, record, known, same, body, aside, kept)
    SELECT import_id, line, record, bool_and(known), bool_and(known AND NOT moved),
           '{' || string_agg(to_json(name) || ':' || value, ',' ORDER BY name COLLATE "C") || '}',
           '{' || string_agg(to_json(name) || ':' || chosen.told, ',' ORDER BY name COLLATE "C")
                  FILTER (WHERE chosen.told <> value) || '}',
           array_agg('/' || name ORDER BY name COLLATE "C") FILTER (WHERE kept)
      FROM chosen JOIN differing USING (line)
     GROUP BY line, record;
    UPDATE import_record staged SET body = merged.body, body_hash = sha256(salt || convert_to(merged.body, 'UTF8'))
      FROM import_merged merged
     WHERE staged.import = import_id AND (merged.import, merged.line) = (staged.import, staged.line);
END
$$;
COMMENT ON FUNCTION import_merge(uuid) IS
    'Has staged bodies bring only what their collection says otherwise than it said last: fields that somebody else has changed stay as they are';

CREATE OR REPLACE FUNCTION import_fallen(import_id uuid)
RETURNS TABLE (line int, pointer text, target uuid, type record_type)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    -- First of all: few are, and whoever plans this knows little of lines that were staged a moment ago.
    WITH fallen AS MATERIALIZED (
        SELECT value.value, value.kinds, record.id, record.type
          FROM import_value value JOIN record ON record.id = value.target AND record.retracted_at IS NOT NULL
         WHERE value.import = import_id)
    SELECT ref.line, ref.pointer, fallen.id, fallen.type
      FROM fallen
      JOIN import_ref ref ON ref.import = import_id AND ref.value = fallen.value AND ref.kinds = fallen.kinds
      JOIN import_line own ON own.import = ref.import AND own.line = ref.line
      LEFT JOIN record ON record.id = own.record
      LEFT JOIN revision newest ON newest.record = record.id AND newest.number = record.revision
      LEFT JOIN revision_body head ON head.seq = newest.seq
      -- Only a line of an import has a collection's say beside it, and what it says again is not applied.
      LEFT JOIN import ON import.id = own.import
      LEFT JOIN origin ON origin.record = record.id AND import.id IS NOT NULL
      LEFT JOIN revision said ON said.record = record.id AND said.number = origin.revision
      LEFT JOIN revision_body base ON base.seq = said.seq
      LEFT JOIN origin_aside aside ON aside.record = origin.record
     WHERE fallen.id <> own.record AND record.withheld_at IS NULL
       AND coalesce(strpos(head.body, fallen.id::text), 0) + coalesce(strpos(base.body, fallen.id::text), 0)
           + coalesce(strpos(aside.fields, fallen.id::text), 0) = 0
     ORDER BY ref.line, ref.pointer;
END;
COMMENT ON FUNCTION import_fallen(uuid) IS
    'The references of staged lines to what was retracted, but for those that the record has already, or its collection had when it was imported last';

-- A record is there, and what it says is not: its tables need none of what "at least one" asks for.
ALTER TABLE statement ALTER first DROP EXPRESSION, ALTER first SET DEFAULT 0, ALTER first DROP NOT NULL,
    ADD CONSTRAINT statement_first_is_zero CHECK (first = 0),
    ADD CONSTRAINT statement_bare_without_text CHECK (first IS NOT NULL OR statement IS NULL);
ALTER TABLE claim ALTER first DROP EXPRESSION, ALTER first SET DEFAULT 0, ALTER first DROP NOT NULL,
    ADD CONSTRAINT claim_first_is_zero CHECK (first = 0),
    ADD CONSTRAINT claim_bare_without_text CHECK (first IS NOT NULL OR subject_type = 'pattern' AND pattern IS NULL);
ALTER TABLE counter_claim ALTER first DROP EXPRESSION, ALTER first SET DEFAULT 0, ALTER first DROP NOT NULL,
    ADD CONSTRAINT counter_claim_first_is_zero CHECK (first = 0);
ALTER TABLE endorsement ALTER first DROP EXPRESSION, ALTER first SET DEFAULT 0, ALTER first DROP NOT NULL,
    ADD CONSTRAINT endorsement_first_is_zero CHECK (first = 0);
ALTER TABLE claimd_past.statement ALTER first DROP NOT NULL;
ALTER TABLE claimd_past.claim ALTER first DROP NOT NULL;
ALTER TABLE claimd_past.counter_claim ALTER first DROP NOT NULL;
ALTER TABLE claimd_past.endorsement ALTER first DROP NOT NULL;

CREATE FUNCTION check_bare() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM statement WHERE id = NEW.id AND first IS NULL) THEN
        RAISE EXCEPTION '% % lacks what it is about', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_bare_if_statement_is',
                  TABLE = TG_TABLE_NAME, DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_bare() IS 'Trigger: only a statement that is withheld without a text lacks what it is about';
CREATE CONSTRAINT TRIGGER claim_bare AFTER INSERT OR UPDATE ON claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.first IS NULL) EXECUTE FUNCTION check_bare();
CREATE CONSTRAINT TRIGGER counter_claim_bare AFTER INSERT OR UPDATE ON counter_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.first IS NULL) EXECUTE FUNCTION check_bare();
CREATE CONSTRAINT TRIGGER endorsement_bare AFTER INSERT OR UPDATE ON endorsement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.first IS NULL) EXECUTE FUNCTION check_bare();

CREATE FUNCTION import_headers(import_id uuid, label text, key_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    one record;
    at timestamptz;
BEGIN
    FOR one IN
        SELECT l.line, l.record AS id, l.type, l.collection_id, l.key, l.slug, l.body::json AS body,
               mark.marks::json #>> '{withheld,reason}' AS reason, r.withheld_at, r.id IS NOT NULL AS there
          FROM import_mark mark
          JOIN import_line l ON (l.import, l.line) = (mark.import, mark.line)
          LEFT JOIN claimd.record r ON r.id = l.record
         WHERE mark.import = import_id AND mark.header
         ORDER BY l.line
    LOOP
        at := write_begin();
        IF one.there AND one.withheld_at IS NULL THEN
            PERFORM withhold_body(one.id, NULL, one.reason, label, false, key_id);
        ELSIF NOT one.there THEN
            INSERT INTO claimd.record (id, type, collection, key, revision, created_at, updated_at, withheld_at, withholding_reason)
            VALUES (one.id, one.type, one.collection_id, one.key, 1, at, at, at, one.reason);
            -- The hash of nothing: there is no body.
            WITH header AS (
                INSERT INTO revision (record, number, op, recorded_at, api_key, actor_label, body_hash)
                VALUES (one.id, 1, 'create', at, key_id, label, sha256(uuid_send(gen_random_uuid()))) RETURNING seq)
            INSERT INTO withholding (seq, withheld_at, reason, api_key, actor_label, deleted)
            SELECT seq, at, one.reason, key_id, label, true FROM header;
            CASE one.type
                WHEN 'collection' THEN
                    INSERT INTO collection (id, slug, name) VALUES (one.id, one.slug, one.slug);
                WHEN 'actor' THEN
                    INSERT INTO actor (id, slug, kind, name, language, country)
                    VALUES (one.id, one.slug, (one.body ->> 'kind')::actor_kind, one.slug, 'und', one.body ->> 'country');
                WHEN 'incident' THEN
                    INSERT INTO incident (id, slug, name, language) VALUES (one.id, one.slug, one.slug, 'und');
                WHEN 'source' THEN
                    INSERT INTO source (id, slug, kind, title, language, text_sha256, text_length)
                    VALUES (one.id, one.slug, (one.body ->> 'kind')::source_kind, one.slug, 'und',
                            one.body ->> 'text_sha256', (one.body ->> 'text_length')::int);
                WHEN 'actor_name' THEN NULL;
                ELSE
                    INSERT INTO statement (id, type, first, language, confidence_level, basis)
                    VALUES (one.id, one.type, NULL, 'und', 'unstated', 'unstated');
            END CASE;
            IF one.type = 'claim' THEN
                INSERT INTO claim (id, first, subject_type) VALUES (one.id, NULL, 'pattern');
            ELSIF one.type = 'counter_claim' THEN
                INSERT INTO counter_claim (id, first, stance) VALUES (one.id, NULL, 'disputes');
            ELSIF one.type = 'endorsement' THEN
                INSERT INTO endorsement (id, first, stance) VALUES (one.id, NULL, 'supports_without_attributing');
            END IF;
        END IF;
        INSERT INTO import_outcome (import, line, record, type, outcome, recorded_at)
        VALUES (import_id, one.line, one.id, one.type,
                CASE WHEN NOT one.there THEN 'created' WHEN one.withheld_at IS NULL THEN 'updated' ELSE 'withheld' END, at);
        DELETE FROM import_line WHERE import = import_id AND line = one.line;
    END LOOP;
    PERFORM derive_search_record(ARRAY(SELECT record FROM import_outcome WHERE import = import_id AND outcome = 'created'));
END
$$;
COMMENT ON FUNCTION import_headers(uuid, text, uuid) IS
    'Takes in the lines that say of a record only that it is withheld: one that is not there is made, without a body; one that is there is withheld';

CREATE FUNCTION records_mark(ids uuid[], op_given revision_op, reasons text[], label text, key_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    started timestamptz := write_begin();
BEGIN
    WITH asked AS MATERIALIZED (
        SELECT one.id, one.why, one.position, r.revision, v.body_hash, b.body,
               substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16) AS salt
          FROM unnest(ids, reasons) WITH ORDINALITY AS one (id, why, position)
          JOIN record r ON r.id = one.id
          JOIN revision v ON v.record = r.id AND v.number = r.revision
          LEFT JOIN revision_body b ON b.seq = v.seq),
    header AS (
        INSERT INTO revision (record, number, op, recorded_at, api_key, actor_label, reason, body_hash)
        SELECT id, revision + 1, op_given, started + (position - 1) * interval '1 microsecond', key_id, label, why,
               CASE WHEN body IS NULL THEN body_hash ELSE sha256(salt || convert_to(body, 'UTF8')) END
          FROM asked ORDER BY position
        RETURNING seq, record),
    bodies AS (
        INSERT INTO revision_body (seq, salt, body)
        SELECT header.seq, asked.salt, asked.body FROM header JOIN asked ON asked.id = header.record WHERE asked.body IS NOT NULL)
    UPDATE record SET revision = asked.revision + 1, updated_at = started + (asked.position - 1) * interval '1 microsecond',
           retracted_at = CASE op_given WHEN 'retract' THEN started + (asked.position - 1) * interval '1 microsecond' ELSE retracted_at END,
           retraction_reason = CASE op_given WHEN 'retract' THEN asked.why ELSE retraction_reason END
      FROM asked WHERE record.id = asked.id;
    IF op_given = 'retract' THEN
        DELETE FROM actor_name USING record
         WHERE actor_name.record = ANY (ids) AND record.id = actor_name.record AND record.type = 'actor_name';
    END IF;
END
$$;
COMMENT ON FUNCTION records_mark(uuid[], revision_op, text[], text, uuid) IS
    'As record_mark, for many, to retract them or to say that they are missing or found; what is derived is for the caller';

CREATE FUNCTION import_decisions(import_id uuid)
RETURNS TABLE (line int, place bigint, likeness text, type likeness_type, one uuid, other uuid, verdict likeness_verdict,
               rule text, label text, reason text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT done.line, told.place, likeness_id(about.type, done.record, told.other), about.type, done.record, told.other,
           (told.value ->> 'verdict')::likeness_verdict, told.value ->> 'rule', told.value ->> 'label', told.value ->> 'reason'
      FROM import_mark mark
      JOIN import_outcome done ON (done.import, done.line) = (mark.import, mark.line)
     CROSS JOIN LATERAL (
        SELECT CASE done.type WHEN 'actor' THEN 'same_actor'::likeness_type ELSE 'wider_incident' END) AS about (type)
     CROSS JOIN LATERAL (
        SELECT value, place, (value ->> 'other')::uuid AS other
          FROM json_array_elements(mark.marks::json -> 'decisions') WITH ORDINALITY AS one (value, place)) AS told
     WHERE mark.import = import_id AND strpos(mark.marks, '"decisions":') > 0;
END;
COMMENT ON FUNCTION import_decisions(uuid) IS 'What the lines of an import say was decided of two records';

-- What was decided here stands, by people who have seen what is here.
CREATE FUNCTION import_decide(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    culprit record;
BEGIN
    SELECT told.line, told.other, told.verdict, whom.type AS found, replace(self.type::text, '_', ' ') AS type INTO culprit
      FROM import_decisions(import_id) AS told
      JOIN record self ON self.id = told.one
      LEFT JOIN record whom ON whom.id = told.other
     WHERE whom.type IS DISTINCT FROM self.type OR told.other = told.one
        OR told.verdict = 'same' AND self.type = 'incident' OR told.verdict = 'part_of' AND self.type = 'actor'
     ORDER BY told.line, told.place LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line %: nothing can be decided so ("%") of an % and %: %', culprit.line, culprit.verdict, culprit.type,
            culprit.other, CASE WHEN culprit.found IS NULL THEN 'that record is not there'
                                ELSE 'it takes two ' || culprit.type || 's, "same" of actors, "part_of" of incidents' END
            USING ERRCODE = 'check_violation', CONSTRAINT = 'likeness_decision_fits', TABLE = 'likeness_decision';
    END IF;
    INSERT INTO likeness_decision (likeness, type, one, other, verdict, rule, label, reason)
    SELECT told.likeness, told.type, told.one, told.other, told.verdict, told.rule, told.label, told.reason
      FROM (SELECT DISTINCT ON (all_told.likeness) all_told.*
              FROM import_decisions(import_id) AS all_told
             ORDER BY all_told.likeness, all_told.line DESC, all_told.place DESC) AS told
     WHERE NOT EXISTS (SELECT FROM likeness_decision had WHERE had.likeness = told.likeness)
     ORDER BY told.line, told.place;
    DELETE FROM likeness WHERE id IN (SELECT told.likeness FROM import_decisions(import_id) AS told);
END
$$;
COMMENT ON FUNCTION import_decide(uuid) IS
    'Takes over what lines say was decided of two records, where nothing was decided of them here';

CREATE FUNCTION import_seen(import_id uuid, complete text[], label text, key_id uuid, OUT now_missing bigint, OUT now_found bigint)
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
DECLARE
    at timestamptz := write_begin();
    whole uuid[];
    slug_absent text;
    marked uuid[] := '{}';
    ids uuid[];
    why text[];
    versions text[];
    culprit record;
BEGIN
    -- What is said of the origin itself comes before what this import found.
    WITH seen AS MATERIALIZED (
        SELECT r.id, CASE WHEN mark.origin IS NULL THEN c.version ELSE mark.origin ->> 'version' END AS version,
               CASE WHEN mark.origin IS NOT NULL AND json_typeof(mark.origin -> 'imported') = 'object' THEN r.revision
                    WHEN mark.origin IS NOT NULL THEN NULL
                    WHEN done.outcome = 'withheld' OR merged.same OR NOT merged.known THEN have.revision
                    ELSE r.revision END AS revision,
               have.version AS had, have.revision AS stood, have.record IS NULL AS new
          FROM import_outcome done
          JOIN record r ON r.id = done.record AND r.key IS NOT NULL
          JOIN collection c ON c.id = r.collection
          LEFT JOIN origin have ON have.record = r.id
          LEFT JOIN import_merged merged ON (merged.import, merged.line) = (done.import, done.line)
          LEFT JOIN LATERAL (
            SELECT m.marks::json -> 'origin' AS origin FROM import_mark m
             WHERE (m.import, m.line) = (done.import, done.line)) AS mark ON true
         WHERE done.import = import_id AND json_typeof(mark.origin) IS DISTINCT FROM 'null')
    INSERT INTO origin AS have (record, version, seen_at, revision)
    SELECT id, version, at, revision FROM seen
     WHERE new OR (version, revision) IS DISTINCT FROM (had, stood)
    ON CONFLICT (record) DO UPDATE SET version = excluded.version, revision = excluded.revision,
        seen_at = CASE WHEN have.version IS DISTINCT FROM excluded.version THEN excluded.seen_at ELSE have.seen_at END;

    DELETE FROM origin_aside aside USING import_outcome done
      LEFT JOIN import_merged merged ON (merged.import, merged.line) = (done.import, done.line)
     WHERE done.import = import_id AND aside.record = done.record
       AND done.outcome <> 'withheld' AND merged.same IS NOT TRUE;
    INSERT INTO origin_aside (record, fields)
    SELECT merged.record, merged.aside FROM import_merged merged JOIN origin ON origin.record = merged.record
     WHERE merged.import = import_id AND merged.aside IS NOT NULL AND merged.known AND NOT merged.same
    ON CONFLICT (record) DO NOTHING;
    INSERT INTO origin_aside AS have (record, fields)
    SELECT done.record, (mark.marks::json #> '{origin,imported}')::text
      FROM import_mark mark
      JOIN import_outcome done ON (done.import, done.line) = (mark.import, mark.line)
      JOIN origin ON origin.record = done.record
     WHERE mark.import = import_id AND (mark.marks::json #> '{origin,imported}')::text NOT IN ('{}', 'null')
    ON CONFLICT (record) DO UPDATE SET fields = (
        SELECT '{' || string_agg(to_json(key) || ':' || value, ',' ORDER BY key COLLATE "C") || '}'
          FROM (SELECT DISTINCT ON (key) key, value::text
                  FROM (SELECT 1 AS rank, * FROM json_each(excluded.fields::json)
                         UNION ALL SELECT 2, * FROM json_each(have.fields::json)) AS both_of_them
                 ORDER BY key, rank) AS field);

    SELECT array_agg(r.id ORDER BY done.line), array_agg(mark.marks::json #>> '{retracted,reason}' ORDER BY done.line)
      INTO ids, why
      FROM import_mark mark
      JOIN import_outcome done ON (done.import, done.line) = (mark.import, mark.line)
      JOIN record r ON r.id = done.record AND r.retracted_at IS NULL
     WHERE mark.import = import_id AND mark.marks::json -> 'retracted' IS NOT NULL;
    IF ids IS NOT NULL THEN
        PERFORM records_mark(ids, 'retract', why, label, key_id);
        marked := marked || ids;
        SELECT done.line, done.type, done.record INTO culprit FROM import_outcome done
         WHERE done.import = import_id AND done.record = ANY (ids) AND done.outcome <> 'created'
           AND done.type IN ('actor', 'incident', 'source') AND record_in_use(done.record)
         ORDER BY line LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'line %: % % is in use', culprit.line, culprit.type, culprit.record
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_in_use', TABLE = 'record';
        END IF;
    END IF;

    -- Here again.
    SELECT array_agg(r.id ORDER BY done.line),
           array_agg('The collection has it again' || coalesce(', in version ' || origin.version, '') || '.' ORDER BY done.line)
      INTO ids, why
      FROM origin
      JOIN import_outcome done ON done.import = import_id AND done.record = origin.record
      JOIN record r ON r.id = done.record
      LEFT JOIN import_mark mark ON (mark.import, mark.line) = (done.import, done.line)
     WHERE origin.missing_since IS NOT NULL
       AND coalesce((mark.marks::json #> '{origin,missing}')::text, 'null') = 'null';
    now_found := coalesce(cardinality(ids), 0);
    IF now_found > 0 THEN
        PERFORM records_mark(ids, 'found', why, label, key_id);
        UPDATE origin SET missing_since = NULL, missing_version = NULL, seen_at = at WHERE record = ANY (ids);
        marked := marked || ids;
    END IF;

    -- Missing: by what lines say, and by what a complete import does not have.
    SELECT named.slug INTO slug_absent
      FROM unnest(complete) AS named (slug) LEFT JOIN collection ON collection.slug = named.slug
     WHERE NOT EXISTS (
        SELECT FROM import_outcome done JOIN record r ON r.id = done.record
         WHERE done.import = import_id AND r.collection = collection.id)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'no line is of the collection %, so this cannot be all of it', slug_absent
            USING ERRCODE = 'check_violation', CONSTRAINT = 'import_complete', TABLE = 'import';
    END IF;
    whole := ARRAY(SELECT id FROM collection WHERE slug = ANY (complete));
    SELECT array_agg(gone.id ORDER BY gone.key), array_agg(gone.version ORDER BY gone.key),
           array_agg('The collection does not have it any more' || coalesce(', in version ' || gone.version, '') || '.'
                     ORDER BY gone.key)
      INTO ids, versions, why
      FROM (SELECT r.id, r.key, c.version
              FROM collection c
              JOIN record r ON r.collection = c.id
              JOIN origin ON origin.record = r.id AND origin.missing_since IS NULL
             WHERE c.id = ANY (whole) AND r.key IS NOT NULL
               AND NOT EXISTS (SELECT FROM import_outcome done WHERE done.import = import_id AND done.record = r.id)
            UNION ALL
            SELECT r.id, r.key, mark.marks::json #>> '{origin,missing,version}'
              FROM import_mark mark
              JOIN import_outcome done ON (done.import, done.line) = (mark.import, mark.line)
              JOIN origin ON origin.record = done.record AND origin.missing_since IS NULL
              JOIN record r ON r.id = done.record
             WHERE mark.import = import_id AND json_typeof(mark.marks::json #> '{origin,missing}') = 'object') AS gone;
    now_missing := coalesce(cardinality(ids), 0);
    IF now_missing > 0 THEN
        PERFORM records_mark(ids, 'missing', why, label, key_id);
        UPDATE origin SET missing_since = at, missing_version = gone.version
          FROM unnest(ids, versions) AS gone (id, version) WHERE record = gone.id;
        marked := marked || ids;
    END IF;

    PERFORM import_decide(import_id);

    SELECT array_agg(DISTINCT r.id) INTO ids FROM unnest(marked) AS one (id) JOIN record r USING (id) WHERE r.type >= 'claim';
    IF ids IS NOT NULL THEN
        PERFORM derive(ids, '{}', '{}', '{}', '{}');
    END IF;
END
$$;
COMMENT ON FUNCTION import_seen(uuid, text[], text, uuid) IS
    'After import_apply: notes what the collections said, marks what lines say is retracted or missing, and where the import is all of some collections (their slugs), what it has not; returns how many are missing since this import and how many are there again';

CREATE FUNCTION import_take(import_id uuid, complete text[], label text, key_id uuid DEFAULT NULL)
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
    RETURN QUERY
    SELECT done.type, done.created, done.updated, done.unchanged, marks.now_missing, marks.now_found
      FROM jsonb_to_recordset(counted) AS done (type text, created bigint, updated bigint, unchanged bigint);
END
$$;
COMMENT ON FUNCTION import_take(uuid, text[], text, uuid) IS
    'Writes a staged import: import_headers, import_merge, import_apply, import_seen; the counts of import_apply, and in each row those of import_seen';

CREATE OR REPLACE FUNCTION import_end(import_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
BEGIN
    DELETE FROM import_outcome WHERE import = import_id;
    DELETE FROM import_fault WHERE import = import_id;
    DELETE FROM import_mark WHERE import = import_id;
    DELETE FROM import_merged WHERE import = import_id;
    DELETE FROM import_record WHERE import = import_id;
    DELETE FROM import_ref WHERE import = import_id;
    DELETE FROM import_value WHERE import = import_id;
    DELETE FROM import_name WHERE import = import_id;
    DELETE FROM import_line WHERE import = import_id;
    DELETE FROM import WHERE id = import_id;
END
$$;

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    routine regprocedure;
BEGIN
    PERFORM set_config('claimd.write_at', (SELECT at::text FROM write_clock), true);
    PERFORM past_keep('origin');
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace = 'claimd'::regnamespace
               AND proname IN ('forget_aside', 'origin_imported', 'field_unit', 'import_merge', 'check_bare', 'import_headers', 'records_mark',
                               'import_decisions', 'import_decide', 'import_seen', 'import_take')
            OR pronamespace = 'claimd_past'::regnamespace AND proname LIKE 'origin\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    EXECUTE format('GRANT EXECUTE ON FUNCTION import_take(uuid, text[], text, uuid), origin_imported(text, text, text) TO %I', service);
    EXECUTE format('GRANT SELECT ON origin, origin_aside, import_mark, import_merged, claimd_past.origin, claimd_as_of.origin '
        'TO %I', service);
    EXECUTE format('GRANT INSERT ON import_mark TO %I', service);
END
$$;
