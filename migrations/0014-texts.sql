-- The texts of sources, which quotes are checked against. Copyrighted: never public.
SET LOCAL search_path = claimd, pg_temp;

-- What source_text agrees with.
ALTER TABLE source ADD CONSTRAINT source_text_key UNIQUE (id, text_sha256, text_length);

CREATE TABLE source_text (
    source uuid NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    length int NOT NULL,
    text text COLLATE "C",
    stored boolean NOT NULL GENERATED ALWAYS AS (text IS NOT NULL) STORED,
    put_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    api_key uuid,
    CONSTRAINT source_text_pkey PRIMARY KEY (source),
    CONSTRAINT source_text_agrees FOREIGN KEY (source, sha256, length)
        REFERENCES source (id, text_sha256, text_length) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT source_text_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key (id),
    CONSTRAINT source_text_hash CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
    CONSTRAINT source_text_length CHECK (length = char_length(text)),
    CONSTRAINT source_text_size CHECK (octet_length(text) <= 2097152)
);
CREATE INDEX source_text_api_key_idx ON source_text (api_key) WHERE api_key IS NOT NULL;
COMMENT ON TABLE source_text IS 'The text of a source that its quotes are checked against; not public, and read by functions only';
COMMENT ON COLUMN source_text.source IS 'The source';
COMMENT ON COLUMN source_text.sha256 IS 'SHA-256 of the text in UTF-8, as the source''s record has it';
COMMENT ON COLUMN source_text.length IS 'Its code points, as the source''s record has them';
COMMENT ON COLUMN source_text.text IS 'The text; null where only its hash and length are kept';
COMMENT ON COLUMN source_text.stored IS 'Whether the text is kept';
COMMENT ON COLUMN source_text.put_at IS 'When it was put here, or taken away';
COMMENT ON COLUMN source_text.api_key IS 'By whom';

CREATE FUNCTION source_text_put(id_asked uuid, expected int, hash text, points int, content text, key_id uuid,
    label text, canonical text, new_salt bytea, body_hash bytea) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
DECLARE
    now_at int;
BEGIN
    PERFORM write_begin();
    SELECT revision INTO now_at FROM record WHERE id = id_asked;
    IF now_at IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'revision % is not the newest', expected
            USING ERRCODE = 'CD412', CONSTRAINT = 'record_expected_revision', TABLE = 'record';
    END IF;
    INSERT INTO source_text (source, sha256, length, text, api_key) VALUES (id_asked, hash, points, content, key_id)
        ON CONFLICT (source) DO UPDATE SET sha256 = excluded.sha256, length = excluded.length, text = excluded.text,
           put_at = excluded.put_at, api_key = excluded.api_key;
    IF canonical IS NULL THEN
        RETURN expected;
    END IF;
    PERFORM write_apply(gen_random_uuid(), id_asked, 'source', canonical, new_salt, body_hash, expected, label, key_id,
                        'Its text was put on file.');
    RETURN expected + 1;
END
$$;
COMMENT ON FUNCTION source_text_put(uuid, int, text, int, text, uuid, text, text, bytea, bytea) IS
    'Keeps a source''s text, or its hash alone where the text is null; a body that is given becomes the source''s next revision. The revision that it has then';

CREATE FUNCTION source_text_drop(id_asked uuid, key_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    UPDATE source_text SET text = NULL, put_at = clock_timestamp(), api_key = key_id WHERE source = id_asked AND stored;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION source_text_drop(uuid, uuid) IS 'Takes a source''s text away; its hash and length stay. Whether there was one';

CREATE FUNCTION source_text_read(id_asked uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = claimd, pg_temp
BEGIN ATOMIC
    SELECT source_text.text FROM source_text JOIN record ON record.id = source WHERE source = id_asked AND withheld_at IS NULL;
END;
COMMENT ON FUNCTION source_text_read(uuid) IS 'A source''s text; null where there is none, or the source is withheld';

-- Volatile, so that it sees what the statement that calls it has staged.
CREATE FUNCTION cited_texts(import_id uuid, at_line int, OUT places text[], OUT hashes text[], OUT texts text[])
LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = claimd, pg_temp
BEGIN ATOMIC
    SELECT array_agg(ref.pointer ORDER BY ref.pointer), array_agg(source.text_sha256 ORDER BY ref.pointer),
           array_agg(CASE WHEN record.withheld_at IS NULL THEN source_text.text END ORDER BY ref.pointer)
      FROM import_ref ref
      JOIN import_value value ON value.import = ref.import AND value.value = ref.value AND value.kinds = ref.kinds
      JOIN source ON source.id = value.target
      JOIN record ON record.id = source.id
      LEFT JOIN source_text ON source_text.source = source.id
     WHERE ref.import = import_id AND ref.line = at_line AND ref.pointer ~ '^/citations/[0-9]+/source$';
END;
COMMENT ON FUNCTION cited_texts(uuid, int) IS
    'Of each citation of a staged line whose source is on record: its reference''s place, the hash of the source''s text and the text on file, null where there is none';

CREATE FUNCTION forget_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    UPDATE source_text SET text = NULL, put_at = clock_timestamp(), api_key = NEW.api_key
     WHERE stored AND source = (SELECT record FROM revision WHERE seq = NEW.seq);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION forget_text() IS 'Trigger: where a source''s body is deleted, its text is too';
CREATE TRIGGER withholding_forgets_text AFTER INSERT ON withholding
    FOR EACH ROW WHEN (NEW.deleted) EXECUTE FUNCTION forget_text();

CREATE FUNCTION check_quote_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
DECLARE
    culprit uuid;
BEGIN
    IF TG_TABLE_NAME = 'citation' THEN
        SELECT NEW.statement INTO culprit FROM source_text
         WHERE source = NEW.source AND stored
           AND substr(text, NEW.quote_start + 1, NEW.quote_end - NEW.quote_start) IS DISTINCT FROM NEW.exact;
    ELSE
        SELECT statement INTO culprit FROM citation
         WHERE source = NEW.source AND verified_how IS NOT NULL
           AND substr(NEW.text, quote_start + 1, quote_end - quote_start) IS DISTINCT FROM exact
         LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'statement % has a verified quote that is not in the text on file', culprit
            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_stands_in_text', TABLE = TG_TABLE_NAME,
                  DETAIL = culprit;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_quote_stands() IS 'Trigger: a verified quote is, code point for code point, what the text on file has there';
CREATE CONSTRAINT TRIGGER citation_stands_in_text AFTER INSERT OR UPDATE ON citation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.verified_how IS NOT NULL) EXECUTE FUNCTION check_quote_stands();
CREATE CONSTRAINT TRIGGER source_text_has_quotes AFTER INSERT OR UPDATE ON source_text
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.text IS NOT NULL) EXECUTE FUNCTION check_quote_stands();

DO $$
DECLARE
    routine text;
BEGIN
    FOREACH routine IN ARRAY ARRAY[
        'source_text_put(uuid, int, text, int, text, uuid, text, text, bytea, bytea)', 'source_text_drop(uuid, uuid)',
        'source_text_read(uuid)', 'cited_texts(uuid, int)', 'forget_text()', 'check_quote_stands()']
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO claimd_service', routine);
    END LOOP;
    GRANT SELECT (source, sha256, length, stored, put_at, api_key) ON source_text TO claimd_service;
END
$$;
