-- What imports and single writes hold alike.
SET LOCAL search_path = claimd, pg_temp;

-- In PL/pgSQL, which keeps its plan: SQL would make one for each write.
CREATE OR REPLACE FUNCTION cited_texts(import_id uuid, at_line int, OUT places text[], OUT hashes text[], OUT texts text[])
LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    SELECT array_agg(ref.pointer ORDER BY ref.pointer),
           array_agg(CASE WHEN own.line IS NULL THEN source.text_sha256 ELSE own.body::jsonb ->> 'text_sha256' END
                     ORDER BY ref.pointer),
           array_agg(CASE WHEN record.withheld_at IS NULL THEN source_text.text END ORDER BY ref.pointer)
      INTO places, hashes, texts
      FROM import_ref ref
      JOIN import_value value ON value.import = ref.import AND value.value = ref.value AND value.kinds = ref.kinds
      LEFT JOIN import_line own ON own.import = ref.import AND own.record = value.target
      LEFT JOIN source ON source.id = value.target
      LEFT JOIN record ON record.id = source.id
      LEFT JOIN source_text ON source_text.source = source.id
     WHERE ref.import = import_id AND ref.line = at_line AND ref.pointer ~ '^/citations/[0-9]+/source$'
       AND (own.line IS NOT NULL OR source.id IS NOT NULL);
END
$$;
COMMENT ON FUNCTION cited_texts(uuid, int) IS
    'Of each citation of a staged line: its reference''s place, the hash of the source''s text as the source will have it, and the text on file, null where there is none';

CREATE OR REPLACE FUNCTION check_verified() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    culprit record;
BEGIN
    IF TG_TABLE_NAME = 'citation' THEN
        SELECT NEW.statement, source.id INTO culprit FROM source
         WHERE id = NEW.source AND (text_sha256 IS NULL OR text_length < NEW.quote_end);
    ELSE
        SELECT citation.statement, source.id INTO culprit FROM source JOIN citation ON citation.source = source.id
         WHERE source.id = NEW.id AND verified_how IS NOT NULL
           AND (text_sha256 IS NULL OR text_length < citation.quote_end
                -- What was checked against one text is not checked against another, unless that came here too.
                OR text_sha256 <> OLD.text_sha256 AND citation.since < write_time()
                   AND NOT EXISTS (SELECT FROM source_text WHERE source_text.source = NEW.id))
         LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'statement % cites a verified quote that source % has no text for', culprit.statement, culprit.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_verified_against_text', TABLE = TG_TABLE_NAME,
                  DETAIL = culprit.statement;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_verified() IS
    'Trigger: a verified quote lies within the text whose hash its source records, and that hash changes only with a text in which the quotes were found, or with the quotes';

CREATE FUNCTION import_fallen(import_id uuid)
RETURNS TABLE (line int, pointer text, target uuid, type record_type)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT ref.line, ref.pointer, fallen.id, fallen.type
      FROM import_value value
      JOIN record fallen ON fallen.id = value.target AND fallen.retracted_at IS NOT NULL
      JOIN import_ref ref ON ref.import = value.import AND ref.value = value.value AND ref.kinds = value.kinds
      JOIN import_line own ON own.import = ref.import AND own.line = ref.line
      LEFT JOIN record ON record.id = own.record
      LEFT JOIN revision newest ON newest.record = record.id AND newest.number = record.revision
      LEFT JOIN revision_body head ON head.seq = newest.seq
     WHERE value.import = import_id AND fallen.id <> own.record AND record.withheld_at IS NULL
       AND coalesce(strpos(head.body, fallen.id::text), 0) = 0
     ORDER BY ref.line, ref.pointer;
END;
COMMENT ON FUNCTION import_fallen(uuid) IS
    'The references of staged lines to what was retracted, but for those that the record has already';

CREATE FUNCTION import_refer(import_id uuid)
RETURNS TABLE (line int, pointer text, code text, detail text, suggestions text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
BEGIN
    RETURN QUERY SELECT * FROM import_resolve(import_id);
    RETURN QUERY
    SELECT fallen.line, fallen.pointer, 'broken-rule',
           format('the %s %s was retracted; restore it, or name another', replace(fallen.type::text, '_', '-'), fallen.target),
           NULL::text[]
      FROM import_fallen(import_id) AS fallen;
END
$$;
COMMENT ON FUNCTION import_refer(uuid) IS
    'Resolves every staged reference; returns the faults of import_resolve, and those that nothing may refer to any more (broken-rule)';

CREATE OR REPLACE FUNCTION import_apply(import_id uuid, label text, key_id uuid DEFAULT NULL, why text DEFAULT NULL)
RETURNS TABLE (type text, created bigint, updated bigint, unchanged bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    started timestamptz := write_begin();
    stale import_record;
    fallen record;
    staged_count bigint;
    problem_state text;
    problem_message text;
    problem_detail text;
    problem_constraint text;
    problem_table text;
    problem_line int;
BEGIN
    IF import_is_large((SELECT count(*) FROM import_record WHERE import = import_id)) THEN
        ANALYZE import_record;
    END IF;
    IF EXISTS (SELECT FROM import_line l WHERE import = import_id
                AND NOT EXISTS (SELECT FROM import_record r WHERE r.import = import_id AND r.line = l.line)) THEN
        RAISE EXCEPTION 'import %: some lines have no body', import_id USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT staged.* INTO stale FROM import_record staged LEFT JOIN record ON record.id = staged.record
     WHERE import = import_id AND expected_revision <> coalesce(record.revision, 0) ORDER BY line LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line %: revision % is not the newest', stale.line, stale.expected_revision
            USING ERRCODE = 'CD412', CONSTRAINT = 'record_expected_revision', TABLE = 'record';
    END IF;

    -- What was retracted since import_refer looked.
    SELECT * INTO fallen FROM import_fallen(import_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line %: the % % was retracted', fallen.line, fallen.type, fallen.target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_reference_stands', TABLE = 'record',
                  DETAIL = fallen.target;
    END IF;

    -- Who may enter claims may not say on their own that two actors are one.
    SELECT staged.* INTO stale FROM import_record staged LEFT JOIN actor ON actor.id = staged.record
     WHERE import = import_id AND staged.type = 'actor' AND key_id IS NOT NULL
       AND (content ->> 'merged_into')::uuid IS DISTINCT FROM actor.merged_into
       AND NOT EXISTS (SELECT FROM api_key WHERE id = key_id AND scopes && ARRAY['moderate', 'admin'])
     ORDER BY line LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line %: to merge actors, or to set them apart, needs a key that may moderate', stale.line
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_merged_into_scope', TABLE = 'actor',
                  DETAIL = stale.record;
    END IF;

    INSERT INTO import_outcome (import, line, record, type, outcome, recorded_at)
    SELECT import_id, staged.line, staged.record, staged.type,
           CASE WHEN record.id IS NULL THEN 'created'
                WHEN record.withheld_at IS NOT NULL THEN 'withheld'
                WHEN head.body = staged.body THEN 'unchanged'
                ELSE 'updated' END,
           started + (row_number() OVER (ORDER BY staged.line) - 1) * interval '1 microsecond'
      FROM import_record staged
      LEFT JOIN record ON record.id = staged.record
      LEFT JOIN revision ON revision.record = record.id AND revision.number = record.revision
      LEFT JOIN revision_body head ON head.seq = revision.seq
     WHERE staged.import = import_id;
    GET DIAGNOSTICS staged_count = ROW_COUNT;
    PERFORM plan_for(staged_count);
    IF import_is_large(staged_count) THEN
        ANALYZE import_outcome;
    END IF;

    BEGIN
        INSERT INTO record (id, type, collection, key, revision, created_at, updated_at)
        SELECT done.record, done.type, (content ->> 'collection')::uuid, content ->> 'key', 1, recorded_at, recorded_at
          FROM import_outcome done JOIN import_record USING (import, line)
         WHERE import = import_id AND outcome = 'created' ORDER BY line;
        UPDATE record SET revision = revision + 1, updated_at = recorded_at,
               collection = (content ->> 'collection')::uuid, key = content ->> 'key'
          FROM import_outcome done JOIN import_record USING (import, line)
         WHERE import = import_id AND outcome = 'updated' AND record.id = done.record;
        WITH header AS (
            INSERT INTO revision (record, number, op, recorded_at, api_key, actor_label, reason, body_hash)
            SELECT done.record, record.revision, CASE outcome WHEN 'created' THEN 'create'::revision_op ELSE 'update' END,
                   recorded_at, key_id, label, why, body_hash
              FROM import_outcome done JOIN import_record USING (import, line) JOIN record ON record.id = done.record
             WHERE import = import_id AND outcome IN ('created', 'updated') ORDER BY line
            RETURNING seq, record)
        INSERT INTO revision_body (seq, salt, body)
        SELECT header.seq, salt, body
          FROM header JOIN import_record ON import_record.import = import_id AND import_record.record = header.record;
        PERFORM import_project(import_id);
        PERFORM import_tell(75);
        -- Faults of the whole show here, where a line can be named, not at COMMIT.
        SET CONSTRAINTS ALL IMMEDIATE;
        SET CONSTRAINTS ALL DEFERRED;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
        GET STACKED DIAGNOSTICS problem_state = RETURNED_SQLSTATE, problem_message = MESSAGE_TEXT,
            problem_detail = PG_EXCEPTION_DETAIL, problem_constraint = CONSTRAINT_NAME, problem_table = TABLE_NAME;
        SELECT staged.line INTO problem_line
          FROM regexp_matches(problem_message || ' ' || problem_detail,
                              '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', 'g')
               WITH ORDINALITY AS named (id, position)
          JOIN import_record staged ON staged.import = import_id AND staged.record = named.id[1]::uuid
         ORDER BY named.position LIMIT 1;
        RAISE EXCEPTION '%', coalesce('line ' || problem_line || ': ', '') || problem_message
            USING ERRCODE = problem_state, DETAIL = problem_detail, CONSTRAINT = problem_constraint,
                  TABLE = problem_table, SCHEMA = 'claimd';
    END;

    RETURN QUERY
    SELECT done.type::text, count(*) FILTER (WHERE outcome = 'created'), count(*) FILTER (WHERE outcome = 'updated'),
           count(*) FILTER (WHERE outcome IN ('unchanged', 'withheld'))
      FROM import_outcome done WHERE import = import_id GROUP BY done.type ORDER BY done.type;
    DELETE FROM import_record WHERE import = import_id;
    DELETE FROM import_ref WHERE import = import_id;
    DELETE FROM import_value WHERE import = import_id;
    DELETE FROM import_name WHERE import = import_id;
    DELETE FROM import_line WHERE import = import_id;
END
$$;

CREATE OR REPLACE FUNCTION write_apply(import_id uuid, id_asked uuid, kind record_type, canonical text, new_salt bytea, hash bytea,
    expected int, label text, key_id uuid, why text DEFAULT NULL)
RETURNS TABLE (outcome text)
LANGUAGE plpgsql ROWS 1 SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO import_record (import, line, record, type, body, salt, body_hash, expected_revision)
    VALUES (import_id, 1, id_asked, kind, canonical, new_salt, hash, expected);
    PERFORM import_apply(import_id, label, key_id, why);
    RETURN QUERY SELECT o.outcome FROM import_outcome o WHERE o.import = import_id;
    DELETE FROM import_outcome WHERE import = import_id;
END
$$;
COMMENT ON FUNCTION write_apply(uuid, uuid, record_type, text, bytea, bytea, int, text, uuid, text) IS
    'Writes a staged record; holds the one place of a writer from here on. A reference to what was retracted is refused (23514, record_reference_stands) where the record had it not before';

CREATE OR REPLACE FUNCTION write_stage(kind record_type, own_id uuid, in_collection text, own_key text, own_slug text, staged text,
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
      FROM import_refer(new_import) AS f;
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
    'Stages one record: a row for each fault (import_identify, import_refer), then one with the record that it is, the newest revision (0: none) and body, and what each reference means';

-- What is not there need not be looked for: a write of one record is a hundred statements, and each of them costs more than
-- what it finds.
CREATE OR REPLACE FUNCTION project_statements(import_id uuid, wanted record_type) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO statement AS have (id, type, statement, language, spoken_by_actor, spoken_by_role, claimed_on, date_basis,
        date_note, confidence_level, confidence_stated_as, confidence_score, confidence_scale, likelihood_level,
        likelihood_stated_as, basis, supersedes)
    SELECT id, wanted, content ->> 'statement', content ->> 'language', (content #>> '{spoken_by,actor}')::uuid,
           content #>> '{spoken_by,role}', content ->> 'claimed_on', (content ->> 'date_basis')::date_basis,
           content ->> 'date_note', (content #>> '{confidence,level}')::confidence_level,
           content #>> '{confidence,stated_as}', (content #>> '{confidence,score}')::smallint,
           content #>> '{confidence,scale}', (content #>> '{likelihood,level}')::likelihood_level,
           content #>> '{likelihood,stated_as}', (content ->> 'basis')::claim_basis, (content ->> 'supersedes')::uuid
      FROM import_written(import_id, wanted)
    ON CONFLICT (id) DO UPDATE SET statement = excluded.statement, language = excluded.language,
        spoken_by_actor = excluded.spoken_by_actor, spoken_by_role = excluded.spoken_by_role,
        claimed_on = excluded.claimed_on, date_basis = excluded.date_basis, date_note = excluded.date_note,
        confidence_level = excluded.confidence_level, confidence_stated_as = excluded.confidence_stated_as,
        confidence_score = excluded.confidence_score, confidence_scale = excluded.confidence_scale,
        likelihood_level = excluded.likelihood_level, likelihood_stated_as = excluded.likelihood_stated_as,
        basis = excluded.basis, supersedes = excluded.supersedes;
    IF EXISTS (SELECT FROM import_rewritten(import_id, wanted)) THEN
        DELETE FROM statement_claimant USING import_rewritten(import_id, wanted) AS asked WHERE statement = asked.id;
        DELETE FROM citation USING import_rewritten(import_id, wanted) AS asked WHERE statement = asked.id;
    END IF;
    INSERT INTO statement_claimant (statement, position, actor)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, wanted),
           jsonb_array_elements_text(content -> 'claimants') WITH ORDINALITY AS n (item, position);
    INSERT INTO citation (statement, position, source, form, exact, prefix, suffix, quote_start, quote_end, language,
        translated_from, translation, translation_language, reported_by, verified_how)
    SELECT id, position - 1, (item ->> 'source')::uuid, (item ->> 'form')::citation_form, item #>> '{quote,exact}',
           item #>> '{quote,prefix}', item #>> '{quote,suffix}', (item #>> '{quote,start}')::int,
           (item #>> '{quote,end}')::int, item ->> 'language', item ->> 'translated_from',
           item #>> '{translation,text}', item #>> '{translation,language}', (item ->> 'reported_by')::uuid,
           (item ->> 'verified_how')::verification
      FROM import_written(import_id, wanted),
           jsonb_array_elements(content -> 'citations') WITH ORDINALITY AS n (item, position);
END
$$;

CREATE OR REPLACE FUNCTION project_claims(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO claim AS have (id, subject_type, incident, subject_actor, pattern, responsibility)
    SELECT id, (content #>> '{subject,type}')::subject_type, (content #>> '{subject,incident}')::uuid,
           (content #>> '{subject,actor}')::uuid, content #>> '{subject,description}',
           (content ->> 'responsibility')::responsibility
      FROM import_written(import_id, 'claim')
    ON CONFLICT (id) DO UPDATE SET subject_type = excluded.subject_type, incident = excluded.incident,
        subject_actor = excluded.subject_actor, pattern = excluded.pattern, responsibility = excluded.responsibility;
    IF EXISTS (SELECT FROM import_rewritten(import_id, 'claim')) THEN
        DELETE FROM claim_accused USING import_rewritten(import_id, 'claim') AS asked WHERE claim = asked.id;
    END IF;
    INSERT INTO claim_accused (claim, position, actor)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, 'claim'),
           jsonb_array_elements_text(content -> 'actors') WITH ORDINALITY AS n (item, position);
END
$$;

CREATE OR REPLACE FUNCTION project_responses(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO counter_claim AS have (id, stance, raises_claim)
    SELECT id, (content ->> 'stance')::counter_stance, (content ->> 'raises_claim')::uuid
      FROM import_written(import_id, 'counter_claim')
    ON CONFLICT (id) DO UPDATE SET stance = excluded.stance, raises_claim = excluded.raises_claim;
    IF EXISTS (SELECT FROM import_rewritten(import_id, 'counter_claim')) THEN
        DELETE FROM counter_target USING import_rewritten(import_id, 'counter_claim') AS asked WHERE counter_claim = asked.id;
    END IF;
    INSERT INTO counter_target (counter_claim, position, target, target_type)
    SELECT written.id, position - 1, item::uuid,
           coalesce((SELECT type FROM record WHERE record.id = item::uuid), 'claim')
      FROM import_written(import_id, 'counter_claim') AS written,
           jsonb_array_elements_text(content -> 'counters') WITH ORDINALITY AS n (item, position);
    INSERT INTO endorsement AS have (id, stance)
    SELECT id, (content ->> 'stance')::endorsement_stance FROM import_written(import_id, 'endorsement')
    ON CONFLICT (id) DO UPDATE SET stance = excluded.stance;
    IF EXISTS (SELECT FROM import_rewritten(import_id, 'endorsement')) THEN
        DELETE FROM endorsement_target USING import_rewritten(import_id, 'endorsement') AS asked WHERE endorsement = asked.id;
    END IF;
    INSERT INTO endorsement_target (endorsement, position, target)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, 'endorsement'),
           jsonb_array_elements_text(content -> 'endorses') WITH ORDINALITY AS n (item, position);
END
$$;

CREATE OR REPLACE FUNCTION count_claim_reach() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM after) THEN
            RETURN NULL;
        END IF;
        INSERT INTO actor_state AS have (actor, claims_against, claims_by)
        SELECT root, count(*) FILTER (WHERE role = 'accused'), count(*) FILTER (WHERE role = 'claimant')
          FROM after WHERE status >= 'disputed' GROUP BY root
        ON CONFLICT (actor) DO UPDATE SET claims_against = have.claims_against + excluded.claims_against,
            claims_by = have.claims_by + excluded.claims_by;
    ELSIF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM before) THEN
            RETURN NULL;
        END IF;
        INSERT INTO actor_state AS have (actor, claims_against, claims_by)
        SELECT root, -count(*) FILTER (WHERE role = 'accused'), -count(*) FILTER (WHERE role = 'claimant')
          FROM before WHERE status >= 'disputed' GROUP BY root
        ON CONFLICT (actor) DO UPDATE SET claims_against = have.claims_against + excluded.claims_against,
            claims_by = have.claims_by + excluded.claims_by;
    ELSE
        IF NOT EXISTS (SELECT FROM after) THEN
            RETURN NULL;
        END IF;
        INSERT INTO actor_state AS have (actor, claims_against, claims_by)
        SELECT root, coalesce(sum(step) FILTER (WHERE role = 'accused'), 0),
               coalesce(sum(step) FILTER (WHERE role = 'claimant'), 0)
          FROM (SELECT root, role, 1 AS step FROM after WHERE status >= 'disputed'
                UNION ALL SELECT root, role, -1 FROM before WHERE status >= 'disputed') AS steps
         GROUP BY root HAVING sum(step) FILTER (WHERE role = 'accused') <> 0
                           OR sum(step) FILTER (WHERE role = 'claimant') <> 0
        ON CONFLICT (actor) DO UPDATE SET claims_against = have.claims_against + excluded.claims_against,
            claims_by = have.claims_by + excluded.claims_by;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION count_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
DECLARE
    come uuid[];
    gone uuid[];
    cited_come uuid[];
    cited_gone uuid[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        come := ARRAY(SELECT statement FROM after WHERE type = 'claim' AND status >= 'disputed');
        cited_come := ARRAY(SELECT unnest(sources) FROM after WHERE type = 'claim' AND status >= 'disputed');
    END IF;
    IF TG_OP <> 'INSERT' THEN
        gone := ARRAY(SELECT statement FROM before WHERE type = 'claim' AND status >= 'disputed');
        cited_gone := ARRAY(SELECT unnest(sources) FROM before WHERE type = 'claim' AND status >= 'disputed');
    END IF;
    -- Most changes are of something else.
    IF come IS NOT DISTINCT FROM gone AND cited_come IS NOT DISTINCT FROM cited_gone
       OR coalesce(cardinality(come), 0) + coalesce(cardinality(gone), 0) = 0 THEN
        RETURN NULL;
    END IF;
    INSERT INTO source_state AS have (source, claims)
    SELECT source, sum(step)
      FROM (SELECT unnest(cited_come) AS source, 1 AS step UNION ALL SELECT unnest(cited_gone), -1) AS steps
     GROUP BY source HAVING sum(step) <> 0
    ON CONFLICT (source) DO UPDATE SET claims = have.claims + excluded.claims;
    INSERT INTO incident_state AS have (incident, claims)
    SELECT claim.incident, sum(step)
      FROM (SELECT id, sum(step) AS step
              FROM (SELECT unnest(come) AS id, 1 AS step UNION ALL SELECT unnest(gone), -1) AS each_step
             GROUP BY id HAVING sum(step) <> 0) AS steps
      JOIN claim USING (id)
     WHERE claim.incident IS NOT NULL
     GROUP BY claim.incident HAVING sum(step) <> 0
    ON CONFLICT (incident) DO UPDATE SET claims = have.claims + excluded.claims;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION plan_for(several bigint) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF several > 100 AND current_setting('plan_cache_mode') <> 'force_custom_plan' THEN
        PERFORM set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true),
                set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true);
    END IF;
END
$$;
COMMENT ON FUNCTION plan_for(bigint) IS
    'Has statements planned for their values, and by any way, from here to the end of the write function, where these are many';

DO $$
DECLARE
    patched record;
    definition text;
BEGIN
    FOR patched IN SELECT * FROM (VALUES
        ('import_identify(uuid)', '    -- Collections first',
         $patch$    IF NOT EXISTS (SELECT FROM import_line WHERE import = import_id
                    AND (type = 'collection' OR coalesce(id::text, collection, key, slug) IS NOT NULL)) THEN
        UPDATE import_line SET record = gen_random_uuid() WHERE import = import_id;
        RETURN;
    END IF;
$patch$),
        ('import_resolve(uuid)', E'    RETURN QUERY\n    SELECT r.line, r.pointer,',
         $patch$    IF NOT EXISTS (SELECT FROM import_value WHERE import = import_id AND target IS NULL) THEN
        RETURN;
    END IF;
$patch$)) AS patches (routine, place, guard)
    LOOP
        definition := pg_get_functiondef(patched.routine::regprocedure);
        ASSERT strpos(definition, patched.place) > 0;
        EXECUTE replace(definition, patched.place, patched.guard || patched.place);
    END LOOP;
    definition := pg_get_functiondef('derive(uuid[], uuid[], uuid[], uuid[], uuid[])'::regprocedure);
    ASSERT strpos(definition, 'PERFORM derive_corroboration(corroboration_follow(subjects') > 0;
    EXECUTE regexp_replace(definition, '( *)(PERFORM derive_corroboration\(corroboration_follow\(subjects[^;]*;)',
        E'\\1IF subjects IS NOT NULL THEN\n\\1    \\2\n\\1END IF;');
END
$$;

DROP FUNCTION want_corroboration(uuid[]);
DROP FUNCTION outermost(uuid[]);
CREATE FUNCTION outermost(subjects uuid[])
RETURNS TABLE (claim uuid, claims uuid[], stored int, subject uuid, live boolean, accused boolean, actor uuid, root uuid)
LANGUAGE plpgsql STABLE ROWS 1000 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    -- Claims of the same claimants against the same actors at the same time are told apart by nothing that counts here,
    -- and of many claims about a subject most are alike.
    WITH about AS MATERIALIZED (
        SELECT (array_agg(claim.id))[1] AS id, array_agg(claim.id) AS claims, state.corroboration AS stored, asked.subject,
               statement.claimed_from, statement.claimed_to, state.status >= 'disputed' AS live
          FROM subject_aliases(subjects) AS asked
          JOIN claim ON claim.subject = asked.id
          JOIN statement ON statement.id = claim.id
          JOIN claim_state state ON state.statement = claim.id
         GROUP BY asked.subject, state.status >= 'disputed', statement.claimed_from, statement.claimed_to, state.claimants,
               state.accused, state.corroboration)
    SELECT about.id, about.claims, about.stored, about.subject, about.live, false, claimant.actor, reach.root
      FROM about
      JOIN statement_claimant claimant ON claimant.statement = about.id
      JOIN actor_reach reach ON reach.member = claimant.actor AND reach.role = 'claimant'
       AND (about.claimed_from IS NULL OR reach.valid && daterange(about.claimed_from, about.claimed_to, '[]'))
     WHERE NOT EXISTS (
        SELECT FROM actor_reach above
         WHERE above.member = reach.root AND above.role = 'claimant' AND above.via = 'part_of'
           AND (about.claimed_from IS NULL
                OR above.valid && daterange(about.claimed_from, about.claimed_to, '[]')))
    UNION ALL
    SELECT about.id, about.claims, about.stored, about.subject, about.live, true, reach.member, reach.root
      FROM about
      JOIN claim_reach reach ON reach.claim = about.id AND reach.role = 'accused'
       AND reach.via IN ('self', 'part_of')
     WHERE NOT EXISTS (
        SELECT FROM actor_reach above
         WHERE above.member = reach.root AND above.role = 'accused' AND above.via = 'part_of'
           AND (about.claimed_from IS NULL
                OR above.valid && daterange(about.claimed_from, about.claimed_to, '[]')));
END
$$;
COMMENT ON FUNCTION outermost(uuid[]) IS
    'The outermost actors that the claimants and the accused of the claims about these subjects belong to at their time, those that are alike taken together: one of them and all, with the corroboration that they have';

CREATE FUNCTION corroborated(subjects uuid[])
RETURNS TABLE (claims uuid[], stored int, corroboration int)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE side AS MATERIALIZED (SELECT * FROM outermost(subjects)),
    -- Who belongs to two of them ties these together, while he says so.
    tie AS MATERIALIZED (
        SELECT DISTINCT several.subject, one.id AS root, other.id AS other
          FROM (SELECT side.subject, array_agg(side.root) AS roots
                  FROM side WHERE side.live AND NOT side.accused
                 GROUP BY side.claim, side.subject, side.actor HAVING count(*) > 1) AS several
         CROSS JOIN LATERAL each(several.roots) AS one
         CROSS JOIN LATERAL each(several.roots) AS other
         WHERE one.id <> other.id),
    tied (subject, root, other) AS (
        SELECT tie.subject, tie.root, tie.other FROM tie
        UNION
        SELECT tied.subject, tied.root, tie.other
          FROM tied JOIN tie ON tie.subject = tied.subject AND tie.root = tied.other),
    joint AS MATERIALIZED (
        SELECT DISTINCT ON (tied.subject, tied.root) tied.subject, tied.root, tied.other
          FROM tied ORDER BY tied.subject, tied.root, tied.other),
    party AS MATERIALIZED (
        SELECT DISTINCT side.claim, side.subject, least(side.root, joint.other) AS label
          FROM side LEFT JOIN joint ON joint.subject = side.subject AND joint.root = side.root
         WHERE NOT side.accused),
    target AS MATERIALIZED (
        SELECT side.claim, side.subject, side.live, side.root, count(*) OVER (PARTITION BY side.claim) > 1 AS several
          FROM side WHERE side.accused),
    accusing AS MATERIALIZED (
        SELECT DISTINCT target.subject, target.root, party.label
          FROM target JOIN party ON party.claim = target.claim
         WHERE target.live),
    tally AS MATERIALIZED (
        SELECT accusing.subject, accusing.root, count(*) AS labels FROM accusing GROUP BY accusing.subject, accusing.root),
    own AS MATERIALIZED (
        SELECT target.claim, count(*) AS labels
          FROM target JOIN party ON party.claim = target.claim
         WHERE NOT target.several
           AND (target.live OR (target.subject, target.root, party.label) IN (SELECT subject, root, label FROM accusing))
         GROUP BY target.claim),
    -- Only who accuses several needs to know which groups accuse more than one of them.
    heard AS MATERIALIZED (
        SELECT DISTINCT target.claim, accusing.label
          FROM target JOIN accusing ON accusing.subject = target.subject AND accusing.root = target.root
         WHERE target.several),
    found AS MATERIALIZED (
        SELECT target.claim, (coalesce(tally.labels, 0) - coalesce(own.labels, 0))::int AS corroboration
          FROM target
          LEFT JOIN tally ON tally.subject = target.subject AND tally.root = target.root
          LEFT JOIN own ON own.claim = target.claim
         WHERE NOT target.several
        UNION ALL
        SELECT heard.claim, (count(heard.label) FILTER (WHERE party.label IS NULL))::int
          FROM heard LEFT JOIN party ON party.claim = heard.claim AND party.label = heard.label
         GROUP BY heard.claim
        UNION ALL
        SELECT DISTINCT target.claim, 0
          FROM target
         WHERE target.several AND NOT EXISTS (SELECT FROM heard WHERE heard.claim = target.claim))
    SELECT alike.claims, alike.stored, found.corroboration
      FROM found
      JOIN (SELECT DISTINCT ON (side.claim) side.claim, side.claims, side.stored FROM side WHERE side.accused) AS alike
        ON alike.claim = found.claim;
END;
COMMENT ON FUNCTION corroborated(uuid[]) IS
    'How many independent groups of claimants corroborate the claims about these subjects, given claim_reach; those that are alike together';

CREATE FUNCTION want_corroboration(subjects uuid[])
RETURNS TABLE (claim uuid, corroboration int)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT one.id, alike.corroboration FROM corroborated(subjects) AS alike CROSS JOIN LATERAL each(alike.claims) AS one;
END;
COMMENT ON FUNCTION want_corroboration(uuid[]) IS
    'How many independent groups of claimants corroborate each claim about these subjects, given claim_reach';

CREATE OR REPLACE FUNCTION derive_corroboration(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    claims uuid[];
    counts int[];
BEGIN
    SELECT array_agg(one.id), array_agg(alike.corroboration) INTO claims, counts
      FROM corroborated(subjects) AS alike CROSS JOIN LATERAL each(alike.claims) AS one
     WHERE alike.corroboration <> alike.stored;
    IF claims IS NULL THEN
        RETURN;
    END IF;
    UPDATE claim_state have SET corroboration = want.corroboration
      FROM unnest(claims, counts) AS want (claim, corroboration)
     WHERE have.statement = want.claim;
END
$$;


-- One record rests on few rows whatever the tables hold, so its plans go by the indexes. The planner, asked when a table
-- is small, would read the whole of it, and the connection keeps that plan while the table grows.
DO $$
DECLARE
    routine text;
    way text;
BEGIN
    FOREACH routine IN ARRAY ARRAY[
        'write_stage(record_type, uuid, text, text, text, text, text[], text[], text[])',
        'write_apply(uuid, uuid, record_type, text, bytea, bytea, int, text, uuid, text)',
        'source_text_put(uuid, int, text, int, text, uuid, text, text, bytea, bytea)',
        'retract(uuid, text, text, uuid, int)', 'restore(uuid, text, text, uuid, int)',
        'withhold(uuid, int, text, boolean, uuid, int)', 'lift(uuid, int, text, uuid, int)']
    LOOP
        FOREACH way IN ARRAY ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'] LOOP
            EXECUTE format('ALTER FUNCTION %s SET %I = off', routine, way);
        END LOOP;
    END LOOP;
END
$$;
-- What it joins has no index.
ALTER FUNCTION derive_corroboration(uuid[]) SET enable_hashjoin = on;

-- The triggers of the past, those of tables to come too: an upsert fires those of UPDATE where it only inserts.
DO $$
DECLARE
    routine regprocedure;
    definition text;
BEGIN
    FOR routine IN
        SELECT oid FROM pg_proc WHERE oid = 'past_keep(regclass)'::regprocedure
            OR pronamespace = 'claimd_past'::regnamespace AND (proname LIKE '%\_changed' OR proname LIKE '%\_gone')
    LOOP
        definition := regexp_replace(pg_get_functiondef(routine),
            '(\n *BEGIN\n(?: *--[^\n]*\n)*)( *)(INSERT INTO \S+ \([^;]*FROM before)',
            E'\\1\\2IF NOT EXISTS (SELECT FROM before) THEN\n\\2    RETURN NULL;\n\\2END IF;\n\\2\\3', 'g');
        EXECUTE definition;
    END LOOP;
END
$$;

DO $$
DECLARE
    routine text;
BEGIN
    FOREACH routine IN ARRAY ARRAY['import_fallen(uuid)', 'import_refer(uuid)', 'outermost(uuid[])',
        'corroborated(uuid[])', 'want_corroboration(uuid[])'] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO claimd_service', routine);
    END LOOP;
END
$$;
