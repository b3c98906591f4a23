-- One record at a time, over HTTP: few round trips, and answers that are given again.
SET LOCAL search_path = claimd, pg_temp;

CREATE TABLE idempotency (
    api_key uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    made_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    status smallint,
    revision text COLLATE "C",
    location text COLLATE "C",
    body text COLLATE "C",
    CONSTRAINT idempotency_pkey PRIMARY KEY (api_key, key),
    CONSTRAINT idempotency_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key (id),
    CONSTRAINT idempotency_key_form CHECK (key ~ '^[\x20-\x7e]{1,255}$'),
    CONSTRAINT idempotency_request_hash_sha256 CHECK (length(request_hash) = 32)
);
CREATE INDEX idempotency_made_idx ON idempotency (made_at);
COMMENT ON TABLE idempotency IS 'Answers to writes that came with an Idempotency-Key, to be given again for a day; written in the transaction of the write';
COMMENT ON COLUMN idempotency.api_key IS 'Who asked';
COMMENT ON COLUMN idempotency.key IS 'The Idempotency-Key';
COMMENT ON COLUMN idempotency.request_hash IS 'SHA-256 of method, address, conditions and body';
COMMENT ON COLUMN idempotency.made_at IS 'When the first request came';
COMMENT ON COLUMN idempotency.status IS 'HTTP status of the answer; null only within the transaction that makes it';
COMMENT ON COLUMN idempotency.revision IS 'What its ETag begins with';
COMMENT ON COLUMN idempotency.location IS 'Its Location, null where it has none';
COMMENT ON COLUMN idempotency.body IS 'Its body';

CREATE FUNCTION idempotency_begin(holder uuid, asked text, hash bytea)
RETURNS TABLE (same boolean, status int, revision text, location text, body text)
LANGUAGE plpgsql ROWS 1 SECURITY DEFINER SET search_path = claimd, pg_temp SET lock_timeout = '4s' AS $$
#variable_conflict use_column
BEGIN
    LOOP
        DELETE FROM idempotency
         WHERE api_key = holder AND key = asked AND made_at < clock_timestamp() - interval '24 hours';
        -- Waits for another that has it under way. If that one commits, there is an answer; if not, this one goes on.
        INSERT INTO idempotency (api_key, key, request_hash) VALUES (holder, asked, hash) ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN;
        END IF;
        RETURN QUERY
        SELECT request_hash = hash, i.status::int, i.revision, i.location, i.body
          FROM idempotency i WHERE api_key = holder AND key = asked AND i.status IS NOT NULL;
        IF FOUND THEN
            RETURN;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION idempotency_begin(uuid, text, bytea) IS
    'No row: the key is new, and held until the transaction ends. A row: the answer that was given, if `same`; else the key was used for another request';

CREATE FUNCTION idempotency_end(holder uuid, asked text, answer_status int, answer_revision text, answer_location text,
    answer_body text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    UPDATE idempotency SET status = answer_status, revision = answer_revision, location = answer_location,
           body = answer_body
     WHERE api_key = holder AND key = asked;
    -- A few more than one write adds, so that what has run out goes.
    DELETE FROM idempotency WHERE (api_key, key) IN (
        SELECT api_key, key FROM idempotency WHERE made_at < clock_timestamp() - interval '24 hours'
         ORDER BY made_at LIMIT 10 FOR UPDATE SKIP LOCKED);
END
$$;
COMMENT ON FUNCTION idempotency_end(uuid, text, int, text, text, text) IS
    'Keeps the answer beside its key, and clears a few that are older than a day';

CREATE FUNCTION instant_text(value timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
COMMENT ON FUNCTION instant_text(timestamptz) IS 'As instants are written in answers';

CREATE FUNCTION idempotency_withhold(id_asked uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    UPDATE idempotency kept SET body = told.body::text
      FROM (SELECT to_jsonb(header) || CASE WHEN r.type >= 'claim' THEN '{"status": "withheld"}' ELSE '{}' END::jsonb AS body
              FROM record r
              JOIN LATERAL (SELECT withheld.* FROM revision v JOIN withheld USING (seq) WHERE v.record = r.id
                             ORDER BY withheld.withheld_at DESC LIMIT 1) AS w ON true
              LEFT JOIN collection ON collection.id = r.collection
             CROSS JOIN LATERAL (
                SELECT r.id, r.revision, instant_text(w.withheld_at) AS withheld_at, w.reason AS withholding_reason,
                       collection.slug AS collection, r.key, instant_text(r.created_at) AS created_at,
                       instant_text(r.updated_at) AS updated_at) AS header
             WHERE r.id = id_asked) AS told
     WHERE kept.location LIKE '%/' || id_asked OR starts_with(kept.body, '{"id":"' || id_asked || '"');
END
$$;
COMMENT ON FUNCTION idempotency_withhold(uuid) IS 'Has the answers that are given again tell no more of a withheld record than others do';

CREATE FUNCTION write_stage(kind record_type, own_id uuid, in_collection text, own_key text, own_slug text, staged text,
    places text[], wanted text[], named text[])
RETURNS TABLE (import uuid, record uuid, revision int, retracted boolean, withheld boolean, head text, pointers text[],
    targets uuid[], pointer text, code text, detail text, suggestions text[])
LANGUAGE plpgsql ROWS 1 SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    new_import uuid := gen_random_uuid();
BEGIN
    INSERT INTO import_line (import, line, type, id, collection, key, slug, body)
    VALUES (new_import, 1, kind, own_id, in_collection, own_key, own_slug, staged);
    INSERT INTO import_ref (import, line, pointer, kinds, value)
    SELECT new_import, 1, ref.pointer, string_to_array(ref.kinds, ',')::record_type[], ref.value
      FROM unnest(places, wanted, named) AS ref (pointer, kinds, value);
    RETURN QUERY
    WITH identified AS MATERIALIZED (SELECT f.pointer, f.code, f.detail FROM import_identify(new_import) AS f)
    SELECT new_import, NULL::uuid, 0, false, false, NULL::text, NULL::text[], NULL::uuid[], f.pointer, f.code, f.detail,
           NULL::text[]
      FROM identified AS f;
    RETURN QUERY
    SELECT new_import, NULL::uuid, 0, false, false, NULL::text, NULL::text[], NULL::uuid[], f.pointer, f.code, f.detail,
           f.suggestions
      FROM import_resolve(new_import) AS f;
    -- The record itself comes last, so that faults are found first.
    RETURN QUERY
    SELECT new_import, l.record, coalesce(r.revision, 0), r.retracted_at IS NOT NULL, r.withheld_at IS NOT NULL, b.body,
           places, ARRAY(SELECT value.target
                       FROM unnest(places) WITH ORDINALITY AS given (pointer, position)
                       JOIN import_ref ref ON ref.import = new_import AND ref.line = 1 AND ref.pointer = given.pointer
                       JOIN import_value value
                         ON value.import = new_import AND value.value = ref.value AND value.kinds = ref.kinds
                      ORDER BY given.position),
           NULL::text, NULL::text, NULL::text, NULL::text[]
      FROM import_line l
      LEFT JOIN record r ON r.id = l.record
      LEFT JOIN revision v ON v.record = r.id AND v.number = r.revision
      LEFT JOIN revision_body b ON b.seq = v.seq
     WHERE l.import = new_import;
END
$$;
COMMENT ON FUNCTION write_stage(record_type, uuid, text, text, text, text, text[], text[], text[]) IS
    'Stages one record: a row for each fault (import_identify, import_resolve), then one with the record that it is, the newest revision (0: none) and body, and what each reference means';

CREATE FUNCTION write_apply(import_id uuid, id_asked uuid, kind record_type, canonical text, new_salt bytea, hash bytea,
    expected int, label text, key_id uuid, why text DEFAULT NULL)
RETURNS TABLE (outcome text)
LANGUAGE plpgsql ROWS 1 SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    gone record;
BEGIN
    INSERT INTO import_record (import, line, record, type, body, salt, body_hash, expected_revision)
    VALUES (import_id, 1, id_asked, kind, canonical, new_salt, hash, expected);
    PERFORM write_begin();
    -- What was retracted while this was on its way, or before, takes no new references.
    SELECT r.id, r.type INTO gone
      FROM import_ref ref
      JOIN import_value value ON value.import = ref.import AND value.value = ref.value AND value.kinds = ref.kinds
      JOIN record r ON r.id = value.target AND r.retracted_at IS NOT NULL
     WHERE ref.import = import_id AND r.id <> id_asked
       AND NOT EXISTS (
            SELECT FROM record own
              JOIN revision v ON v.record = own.id AND v.number = own.revision
              JOIN revision_body b ON b.seq = v.seq
             WHERE own.id = id_asked AND strpos(b.body, r.id::text) > 0)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the % % was retracted', gone.type, gone.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_reference_stands', TABLE = 'record',
                  DETAIL = gone.id;
    END IF;
    PERFORM import_apply(import_id, label, key_id, why);
    RETURN QUERY SELECT o.outcome FROM import_outcome o WHERE o.import = import_id;
    DELETE FROM import_outcome WHERE import = import_id;
END
$$;
COMMENT ON FUNCTION write_apply(uuid, uuid, record_type, text, bytea, bytea, int, text, uuid, text) IS
    'Writes a staged record; holds the one place of a writer from here on. A reference to what was retracted is refused (23514, record_reference_stands) where the record had it not before';

DO $$
DECLARE
    routine text;
BEGIN
    FOREACH routine IN ARRAY ARRAY[
        'idempotency_begin(uuid, text, bytea)', 'idempotency_end(uuid, text, int, text, text, text)',
        'write_stage(record_type, uuid, text, text, text, text, text[], text[], text[])',
        'write_apply(uuid, uuid, record_type, text, bytea, bytea, int, text, uuid, text)']
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO claimd_service', routine);
    END LOOP;
    REVOKE ALL ON FUNCTION idempotency_withhold(uuid), instant_text(timestamptz) FROM PUBLIC;
END
$$;
