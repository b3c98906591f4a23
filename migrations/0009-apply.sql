-- The one way in, second half: bodies become revisions, and the tables their projection.
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION import_written(import_id uuid, wanted record_type)
RETURNS TABLE (id uuid, content jsonb)
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
    SELECT done.record, staged.content
      FROM import_outcome done JOIN import_record staged ON staged.import = done.import AND staged.line = done.line
     WHERE done.import = import_id AND done.type = wanted AND done.outcome IN ('created', 'updated');
END;
COMMENT ON FUNCTION import_written(uuid, record_type) IS 'The bodies of one type that an import changes';

CREATE FUNCTION import_rewritten(import_id uuid, wanted record_type)
RETURNS TABLE (id uuid)
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
    SELECT record FROM import_outcome WHERE import = import_id AND type = wanted AND outcome = 'updated';
END;
COMMENT ON FUNCTION import_rewritten(uuid, record_type) IS
    'The records of one type that were there before an import and that it changes: their children make place for new ones';

CREATE FUNCTION project_collections(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO collection AS have (id, slug, name, description, licence, citation, url, version)
    SELECT id, content ->> 'slug', content ->> 'name', content ->> 'description', content ->> 'licence',
           content ->> 'citation', content ->> 'url', content ->> 'version'
      FROM import_written(import_id, 'collection')
    ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, description = excluded.description,
        licence = excluded.licence, citation = excluded.citation, url = excluded.url, version = excluded.version;
END
$$;
COMMENT ON FUNCTION project_collections(uuid) IS 'Brings collection up to an import''s bodies';

CREATE FUNCTION project_actors(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO actor AS have (id, slug, kind, name, language, country, description, description_language, merged_into)
    SELECT id, content ->> 'slug', (content ->> 'kind')::actor_kind, content ->> 'name', content ->> 'language',
           content ->> 'country', content ->> 'description', content ->> 'description_language',
           (content ->> 'merged_into')::uuid
      FROM import_written(import_id, 'actor')
    ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, kind = excluded.kind, name = excluded.name,
        language = excluded.language, country = excluded.country, description = excluded.description,
        description_language = excluded.description_language, merged_into = excluded.merged_into;
    DELETE FROM actor_name USING import_rewritten(import_id, 'actor') AS asked WHERE record = asked.id;
    DELETE FROM actor_link USING import_rewritten(import_id, 'actor') AS asked WHERE actor = asked.id;
    DELETE FROM actor_external_id USING import_rewritten(import_id, 'actor') AS asked WHERE actor = asked.id;
    INSERT INTO actor_name (record, actor, position, text, language, kind, used_by, seen_in, note)
    SELECT id, id, -1, content ->> 'name', content ->> 'language', 'canonical'::name_kind, NULL, NULL, NULL
      FROM import_written(import_id, 'actor')
    UNION ALL
    SELECT id, id, position - 1, item ->> 'text', item ->> 'language', (item ->> 'kind')::name_kind,
           (item ->> 'used_by')::uuid, (item ->> 'seen_in')::uuid, item ->> 'note'
      FROM import_written(import_id, 'actor'), jsonb_array_elements(content -> 'names') WITH ORDINALITY AS n (item, position);
    INSERT INTO actor_link (actor, position, type, target, valid_from, valid_to, source, note)
    SELECT id, position - 1, (item ->> 'type')::link_type, (item ->> 'actor')::uuid, item ->> 'from', item ->> 'to',
           (item ->> 'source')::uuid, item ->> 'note'
      FROM import_written(import_id, 'actor'), jsonb_array_elements(content -> 'links') WITH ORDINALITY AS n (item, position);
    INSERT INTO actor_external_id (actor, position, scheme, value, url)
    SELECT id, position - 1, item ->> 'scheme', item ->> 'value', item ->> 'url'
      FROM import_written(import_id, 'actor'),
           jsonb_array_elements(content -> 'external_ids') WITH ORDINALITY AS n (item, position);
END
$$;
COMMENT ON FUNCTION project_actors(uuid) IS 'Brings actor and its children up to an import''s bodies';

CREATE FUNCTION actor_name_put(id uuid, content jsonb) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO actor_name (record, actor, position, text, language, kind, used_by, seen_in, note)
    VALUES (id, (content ->> 'actor')::uuid, 0, content ->> 'text', content ->> 'language',
            (content ->> 'kind')::name_kind, (content ->> 'used_by')::uuid, (content ->> 'seen_in')::uuid,
            content ->> 'note');
END;
COMMENT ON FUNCTION actor_name_put(uuid, jsonb) IS 'Makes the row of a name that has a record of its own, from its body';

CREATE FUNCTION project_actor_names(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    DELETE FROM actor_name USING import_rewritten(import_id, 'actor_name') AS asked WHERE record = asked.id;
    PERFORM actor_name_put(id, content) FROM import_written(import_id, 'actor_name');
END
$$;
COMMENT ON FUNCTION project_actor_names(uuid) IS
    'Brings the names that have a record of their own up to an import''s bodies';

CREATE FUNCTION project_incidents(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO incident AS have (id, slug, name, language, description, description_language, started_on, ended_on,
        victim_count_min, victim_count_max, part_of)
    SELECT id, content ->> 'slug', content ->> 'name', content ->> 'language', content ->> 'description',
           content ->> 'description_language', content ->> 'started_on', content ->> 'ended_on',
           (content #>> '{victim_count,min}')::bigint, (content #>> '{victim_count,max}')::bigint,
           (content ->> 'part_of')::uuid
      FROM import_written(import_id, 'incident')
    ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, language = excluded.language,
        description = excluded.description, description_language = excluded.description_language,
        started_on = excluded.started_on, ended_on = excluded.ended_on, victim_count_min = excluded.victim_count_min,
        victim_count_max = excluded.victim_count_max, part_of = excluded.part_of;
    DELETE FROM incident_name USING import_rewritten(import_id, 'incident') AS asked WHERE incident = asked.id;
    DELETE FROM incident_victim_country USING import_rewritten(import_id, 'incident') AS asked WHERE incident = asked.id;
    DELETE FROM incident_victim_sector USING import_rewritten(import_id, 'incident') AS asked WHERE incident = asked.id;
    DELETE FROM incident_victim USING import_rewritten(import_id, 'incident') AS asked WHERE incident = asked.id;
    DELETE FROM incident_external_id USING import_rewritten(import_id, 'incident') AS asked WHERE incident = asked.id;
    INSERT INTO incident_name (incident, position, text, language, kind, seen_in)
    SELECT id, -1, content ->> 'name', content ->> 'language', 'canonical'::name_kind, NULL
      FROM import_written(import_id, 'incident')
    UNION ALL
    SELECT id, position - 1, item ->> 'text', item ->> 'language', (item ->> 'kind')::name_kind,
           (item ->> 'seen_in')::uuid
      FROM import_written(import_id, 'incident'),
           jsonb_array_elements(content -> 'names') WITH ORDINALITY AS n (item, position);
    INSERT INTO incident_victim_country (incident, position, country)
    SELECT id, position - 1, item
      FROM import_written(import_id, 'incident'),
           jsonb_array_elements_text(content -> 'victim_countries') WITH ORDINALITY AS n (item, position);
    INSERT INTO incident_victim_sector (incident, position, sector)
    SELECT id, position - 1, item
      FROM import_written(import_id, 'incident'),
           jsonb_array_elements_text(content -> 'victim_sectors') WITH ORDINALITY AS n (item, position);
    INSERT INTO incident_victim (incident, position, actor)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, 'incident'),
           jsonb_array_elements_text(content -> 'victims') WITH ORDINALITY AS n (item, position);
    INSERT INTO incident_external_id (incident, position, scheme, value, url)
    SELECT id, position - 1, item ->> 'scheme', item ->> 'value', item ->> 'url'
      FROM import_written(import_id, 'incident'),
           jsonb_array_elements(content -> 'external_ids') WITH ORDINALITY AS n (item, position);
END
$$;
COMMENT ON FUNCTION project_incidents(uuid) IS 'Brings incident and its children up to an import''s bodies';

CREATE FUNCTION project_sources(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO source AS have (id, slug, kind, title, language, translated_from, publisher, agency, url, published_on,
        published_basis, published_note, text_sha256, text_length, reliability, reliability_by)
    SELECT id, content ->> 'slug', (content ->> 'kind')::source_kind, content ->> 'title', content ->> 'language',
           content ->> 'translated_from', (content ->> 'publisher')::uuid, (content ->> 'agency')::uuid,
           content ->> 'url', content ->> 'published_on', (content ->> 'published_basis')::date_basis,
           content ->> 'published_note', content ->> 'text_sha256', (content ->> 'text_length')::int,
           content ->> 'reliability', (content ->> 'reliability_by')::uuid
      FROM import_written(import_id, 'source')
    ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, kind = excluded.kind, title = excluded.title,
        language = excluded.language, translated_from = excluded.translated_from, publisher = excluded.publisher,
        agency = excluded.agency, url = excluded.url, published_on = excluded.published_on,
        published_basis = excluded.published_basis, published_note = excluded.published_note,
        text_sha256 = excluded.text_sha256, text_length = excluded.text_length, reliability = excluded.reliability,
        reliability_by = excluded.reliability_by;
    DELETE FROM source_author USING import_rewritten(import_id, 'source') AS asked WHERE source = asked.id;
    INSERT INTO source_author (source, position, name)
    SELECT id, position - 1, item
      FROM import_written(import_id, 'source'),
           jsonb_array_elements_text(content -> 'authors') WITH ORDINALITY AS n (item, position);
END
$$;
COMMENT ON FUNCTION project_sources(uuid) IS 'Brings source and its authors up to an import''s bodies';

CREATE FUNCTION project_statements(import_id uuid, wanted record_type) RETURNS void
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
    DELETE FROM statement_claimant USING import_rewritten(import_id, wanted) AS asked WHERE statement = asked.id;
    DELETE FROM citation USING import_rewritten(import_id, wanted) AS asked WHERE statement = asked.id;
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
COMMENT ON FUNCTION project_statements(uuid, record_type) IS
    'Brings statement and its children up to an import''s bodies of one type';

CREATE FUNCTION project_claims(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO claim AS have (id, subject_type, incident, subject_actor, pattern, responsibility)
    SELECT id, (content #>> '{subject,type}')::subject_type, (content #>> '{subject,incident}')::uuid,
           (content #>> '{subject,actor}')::uuid, content #>> '{subject,description}',
           (content ->> 'responsibility')::responsibility
      FROM import_written(import_id, 'claim')
    ON CONFLICT (id) DO UPDATE SET subject_type = excluded.subject_type, incident = excluded.incident,
        subject_actor = excluded.subject_actor, pattern = excluded.pattern, responsibility = excluded.responsibility;
    DELETE FROM claim_accused USING import_rewritten(import_id, 'claim') AS asked WHERE claim = asked.id;
    INSERT INTO claim_accused (claim, position, actor)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, 'claim'),
           jsonb_array_elements_text(content -> 'actors') WITH ORDINALITY AS n (item, position);
END
$$;
COMMENT ON FUNCTION project_claims(uuid) IS 'Brings claim and its accused up to an import''s bodies';

CREATE FUNCTION project_responses(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO counter_claim AS have (id, stance, raises_claim)
    SELECT id, (content ->> 'stance')::counter_stance, (content ->> 'raises_claim')::uuid
      FROM import_written(import_id, 'counter_claim')
    ON CONFLICT (id) DO UPDATE SET stance = excluded.stance, raises_claim = excluded.raises_claim;
    DELETE FROM counter_target USING import_rewritten(import_id, 'counter_claim') AS asked WHERE counter_claim = asked.id;
    INSERT INTO counter_target (counter_claim, position, target, target_type)
    SELECT written.id, position - 1, item::uuid,
           coalesce((SELECT type FROM record WHERE record.id = item::uuid), 'claim')
      FROM import_written(import_id, 'counter_claim') AS written,
           jsonb_array_elements_text(content -> 'counters') WITH ORDINALITY AS n (item, position);
    INSERT INTO endorsement AS have (id, stance)
    SELECT id, (content ->> 'stance')::endorsement_stance FROM import_written(import_id, 'endorsement')
    ON CONFLICT (id) DO UPDATE SET stance = excluded.stance;
    DELETE FROM endorsement_target USING import_rewritten(import_id, 'endorsement') AS asked WHERE endorsement = asked.id;
    INSERT INTO endorsement_target (endorsement, position, target)
    SELECT id, position - 1, item::uuid
      FROM import_written(import_id, 'endorsement'),
           jsonb_array_elements_text(content -> 'endorses') WITH ORDINALITY AS n (item, position);
END
$$;
COMMENT ON FUNCTION project_responses(uuid) IS
    'Brings counter-claims and endorsements up to an import''s bodies';

CREATE FUNCTION import_project(import_id uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    types record_type[];
    rewritten uuid[];
    statements uuid[];
    actors uuid[];
    targets_before uuid[] := '{}';
    superseded_before uuid[] := '{}';
    subjects_before uuid[] := '{}';
BEGIN
    SELECT array_agg(DISTINCT type), coalesce(array_agg(record) FILTER (WHERE outcome = 'updated'), '{}'),
           coalesce(array_agg(record) FILTER (WHERE type >= 'claim'), '{}'),
           coalesce(array_agg(record) FILTER (WHERE type = 'actor'), '{}')
      INTO types, rewritten, statements, actors
      FROM import_outcome WHERE import = import_id AND outcome IN ('created', 'updated');
    IF cardinality(rewritten) > 0 THEN
        SELECT coalesce(array_agg(target), '{}') INTO targets_before FROM (
            SELECT target FROM each(rewritten) AS asked JOIN counter_target ON counter_claim = asked.id
            UNION SELECT target FROM each(rewritten) AS asked JOIN endorsement_target ON endorsement = asked.id) AS answered;
        SELECT coalesce(array_agg(supersedes), '{}') INTO superseded_before
          FROM each(rewritten) AS asked JOIN statement USING (id) WHERE supersedes IS NOT NULL;
        SELECT coalesce(array_agg(DISTINCT subject), '{}') INTO subjects_before
          FROM each(rewritten) AS asked JOIN claim USING (id) WHERE subject IS NOT NULL;
    END IF;
    PERFORM import_tell(20);
    -- An order in which the constraints that cannot wait are met.
    IF 'collection' = ANY (types) THEN PERFORM project_collections(import_id); END IF;
    IF 'actor' = ANY (types) THEN PERFORM project_actors(import_id); END IF;
    IF 'actor_name' = ANY (types) THEN PERFORM project_actor_names(import_id); END IF;
    IF 'incident' = ANY (types) THEN PERFORM project_incidents(import_id); END IF;
    IF 'source' = ANY (types) THEN PERFORM project_sources(import_id); END IF;
    PERFORM import_tell(25);
    IF 'claim' = ANY (types) THEN
        PERFORM project_statements(import_id, 'claim');
        PERFORM import_tell(40);
        PERFORM project_claims(import_id);
    END IF;
    IF 'counter_claim' = ANY (types) THEN PERFORM project_statements(import_id, 'counter_claim'); END IF;
    IF 'endorsement' = ANY (types) THEN PERFORM project_statements(import_id, 'endorsement'); END IF;
    IF 'counter_claim' = ANY (types) OR 'endorsement' = ANY (types) THEN
        PERFORM project_responses(import_id);
    END IF;
    PERFORM import_tell(55);
    IF cardinality(statements) > 0 OR cardinality(actors) > 0 THEN
        PERFORM derive(statements, actors, targets_before, superseded_before, subjects_before);
    END IF;
END
$$;
COMMENT ON FUNCTION import_project(uuid) IS 'Brings all tables up to the bodies that an import changes';

CREATE FUNCTION import_apply(import_id uuid, label text, key_id uuid DEFAULT NULL, why text DEFAULT NULL)
RETURNS TABLE (type text, created bigint, updated bigint, unchanged bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    started timestamptz := write_begin();
    stale import_record;
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
COMMENT ON FUNCTION import_apply(uuid, text, uuid, text) IS
    'Writes the staged bodies that differ from what is on record, with all that follows from them, and counts them; import_outcome tells each line''s fate until import_end';

CREATE FUNCTION import_end(import_id uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
BEGIN
    DELETE FROM import_outcome WHERE import = import_id;
    DELETE FROM import_fault WHERE import = import_id;
    DELETE FROM import_record WHERE import = import_id;
    DELETE FROM import_ref WHERE import = import_id;
    DELETE FROM import_value WHERE import = import_id;
    DELETE FROM import_name WHERE import = import_id;
    DELETE FROM import_line WHERE import = import_id;
    DELETE FROM import WHERE id = import_id;
END
$$;
COMMENT ON FUNCTION import_end(uuid) IS 'Forgets an import''s staging';

CREATE FUNCTION record_uses(id_asked uuid) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE ROWS 100
BEGIN ATOMIC
    SELECT DISTINCT uses.id
      FROM (
            SELECT statement AS id FROM statement_claimant WHERE actor = id_asked
            UNION ALL SELECT claim FROM claim_accused WHERE actor = id_asked
            UNION ALL SELECT id FROM claim WHERE subject = id_asked
            UNION ALL SELECT id FROM statement WHERE spoken_by_actor = id_asked
            UNION ALL SELECT statement FROM citation WHERE source = id_asked
            UNION ALL SELECT statement FROM citation WHERE reported_by = id_asked
            UNION ALL SELECT id FROM source WHERE publisher = id_asked
            UNION ALL SELECT id FROM source WHERE agency = id_asked
            UNION ALL SELECT id FROM source WHERE reliability_by = id_asked
            UNION ALL SELECT incident FROM incident_victim WHERE actor = id_asked
            UNION ALL SELECT id FROM incident WHERE part_of = id_asked
            UNION ALL SELECT incident FROM incident_name WHERE seen_in = id_asked
            UNION ALL SELECT actor FROM actor_link WHERE target = id_asked
            UNION ALL SELECT actor FROM actor_link WHERE source = id_asked
            UNION ALL SELECT id FROM actor WHERE merged_into = id_asked
            UNION ALL SELECT record FROM actor_name WHERE actor = id_asked
            UNION ALL SELECT record FROM actor_name WHERE used_by = id_asked
            UNION ALL SELECT record FROM actor_name WHERE seen_in = id_asked) AS uses
      JOIN record ON record.id = uses.id AND record.retracted_at IS NULL AND record.id <> id_asked;
END;
COMMENT ON FUNCTION record_uses(uuid) IS 'The records, those retracted aside, that rest on this actor, incident or source';

CREATE FUNCTION record_in_use(id_asked uuid) RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM record_uses(id_asked));
END;
COMMENT ON FUNCTION record_in_use(uuid) IS 'Whether a record that is not retracted rests on this actor, incident or source';

CREATE FUNCTION record_mark(id_asked uuid, op revision_op, why text, label text, key_id uuid, expected int)
RETURNS int
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    at timestamptz := write_begin();
    head record;
    new_salt bytea := substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16);
    new_seq bigint;
BEGIN
    SELECT r.*, v.body_hash, b.body INTO head
      FROM claimd.record r JOIN revision v ON v.record = r.id AND v.number = r.revision
      LEFT JOIN revision_body b ON b.seq = v.seq
     WHERE r.id = id_asked;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no record %', id_asked USING ERRCODE = 'no_data_found';
    END IF;
    IF expected <> head.revision THEN
        RAISE EXCEPTION 'revision % of % is not the newest', expected, id_asked
            USING ERRCODE = 'CD412', CONSTRAINT = 'record_expected_revision', TABLE = 'record';
    END IF;
    IF (op = 'retract' AND head.retracted_at IS NOT NULL) OR (op = 'restore' AND head.retracted_at IS NULL) THEN
        RETURN head.revision;
    END IF;
    IF op = 'retract' AND record_in_use(id_asked) AND head.type IN ('actor', 'incident', 'source') THEN
        RAISE EXCEPTION '% % is in use', head.type, id_asked
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'record_in_use', TABLE = 'record';
    END IF;
    INSERT INTO revision (record, number, op, recorded_at, api_key, actor_label, reason, body_hash)
    VALUES (id_asked, head.revision + 1, op, at, key_id, label, why,
            CASE WHEN head.body IS NULL THEN head.body_hash ELSE sha256(new_salt || convert_to(head.body, 'UTF8')) END)
    RETURNING seq INTO new_seq;
    IF head.body IS NOT NULL THEN
        INSERT INTO revision_body (seq, salt, body) VALUES (new_seq, new_salt, head.body);
    END IF;
    UPDATE record SET revision = revision + 1, updated_at = at,
           retracted_at = CASE op WHEN 'retract' THEN at WHEN 'restore' THEN NULL ELSE retracted_at END,
           retraction_reason = CASE op WHEN 'retract' THEN why WHEN 'restore' THEN NULL ELSE retraction_reason END,
           withheld_at = CASE op WHEN 'withhold' THEN at WHEN 'lift' THEN NULL ELSE withheld_at END,
           withholding_reason = CASE op WHEN 'withhold' THEN why WHEN 'lift' THEN NULL ELSE withholding_reason END
     WHERE id = id_asked;
    -- A name that is retracted names nobody; the tables have what holds, the revisions what held.
    IF head.type = 'actor_name' AND op IN ('retract', 'restore') THEN
        DELETE FROM actor_name WHERE actor_name.record = id_asked;
        IF op = 'restore' AND head.body IS NOT NULL THEN
            PERFORM actor_name_put(id_asked, head.body::jsonb);
        END IF;
    END IF;
    IF head.type >= 'claim' THEN
        PERFORM derive(ARRAY[id_asked], '{}', '{}', '{}', '{}');
    END IF;
    RETURN head.revision + 1;
END
$$;
COMMENT ON FUNCTION record_mark(uuid, revision_op, text, text, uuid, int) IS
    'Retracts, restores, withholds or shows again a record by a revision whose body is the one before; returns its number';

CREATE FUNCTION retract(id_asked uuid, why text, label text, key_id uuid DEFAULT NULL, expected int DEFAULT NULL)
RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT record_mark(id_asked, 'retract', why, label, key_id, expected);
END;
COMMENT ON FUNCTION retract(uuid, text, text, uuid, int) IS
    'Retracts a record, which stays readable; refuses (23503, record_in_use) for actors, incidents, sources in use; returns the revision';

CREATE FUNCTION restore(id_asked uuid, why text, label text, key_id uuid DEFAULT NULL, expected int DEFAULT NULL)
RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT record_mark(id_asked, 'restore', why, label, key_id, expected);
END;
COMMENT ON FUNCTION restore(uuid, text, text, uuid, int) IS 'Takes a retraction back; returns the revision';

CREATE FUNCTION withhold_body(id_asked uuid, revision_asked int, why text, label text, delete_it boolean DEFAULT false,
    key_id uuid DEFAULT NULL, expected int DEFAULT NULL) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
DECLARE
    head claimd.record;
    number_marked int;
    hidden int;
    deleted_now int := 0;
BEGIN
    head := revision_at_hand(id_asked, revision_asked, expected);
    -- The newest body is what every list shows, so to withhold it is to withhold the record.
    IF (revision_asked IS NULL OR revision_asked = head.revision) AND head.withheld_at IS NULL THEN
        number_marked := record_mark(id_asked, 'withhold', why, label, key_id, NULL);
        PERFORM record_blank(id_asked);
    END IF;
    INSERT INTO withholding (seq, reason, api_key, actor_label, deleted)
    SELECT v.seq, why, key_id, label, delete_it FROM revision v JOIN revision_body USING (seq)
     WHERE v.record = id_asked AND (revision_asked IS NULL OR v.number IN (revision_asked, number_marked));
    GET DIAGNOSTICS hidden = ROW_COUNT;
    IF NOT delete_it THEN
        INSERT INTO withheld_body (seq, salt, body)
        SELECT seq, salt, body FROM revision_body JOIN revision v USING (seq)
         WHERE v.record = id_asked AND EXISTS (SELECT FROM withheld WHERE withheld.seq = v.seq);
    ELSE
        -- Of a record that is withheld already, what was put away.
        INSERT INTO withholding (seq, reason, api_key, actor_label, deleted)
        SELECT v.seq, why, key_id, label, true FROM revision v JOIN withheld_body USING (seq)
         WHERE v.record = id_asked AND (revision_asked IS NULL OR v.number = revision_asked);
        GET DIAGNOSTICS deleted_now = ROW_COUNT;
        DELETE FROM withheld_body USING revision v
         WHERE v.seq = withheld_body.seq AND v.record = id_asked
           AND (revision_asked IS NULL OR v.number = revision_asked);
    END IF;
    DELETE FROM revision_body USING revision v
     WHERE v.seq = revision_body.seq AND v.record = id_asked
       AND EXISTS (SELECT FROM withheld WHERE withheld.seq = v.seq);
    PERFORM idempotency_withhold(id_asked);
    PERFORM past_withhold(id_asked);
    RETURN hidden + deleted_now;
END
$$;
COMMENT ON FUNCTION withhold_body(uuid, int, text, text, boolean, uuid, int) IS
    'The one audited way to put away or delete the body of one revision or (null) of all; headers and hashes stay; returns how many bodies went';

CREATE FUNCTION lift_body(id_asked uuid, revision_asked int, why text, label text, key_id uuid DEFAULT NULL,
    expected int DEFAULT NULL) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
DECLARE
    head claimd.record;
    wanted bigint[];
    back int;
BEGIN
    head := revision_at_hand(id_asked, revision_asked, expected);
    SELECT array_agg(DISTINCT v.seq) INTO wanted FROM revision v JOIN withheld ON withheld.seq = v.seq
     WHERE v.record = id_asked AND (revision_asked IS NULL OR v.number = revision_asked);
    IF wanted IS NULL THEN
        RAISE EXCEPTION 'nothing is withheld of % %', head.type, id_asked
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'withheld_nothing', TABLE = 'withholding';
    END IF;
    INSERT INTO lifting (seq, withheld_at, reason, api_key, actor_label)
    SELECT w.seq, w.withheld_at, why, key_id, label
      FROM withheld w JOIN withheld_body b ON b.seq = w.seq WHERE w.seq = ANY (wanted);
    INSERT INTO revision_body (seq, salt, body)
    SELECT b.seq, b.salt, b.body FROM withheld_body b JOIN revision v ON v.seq = b.seq
     WHERE b.seq = ANY (wanted) AND v.body_hash = sha256(b.salt || convert_to(b.body, 'UTF8'));
    GET DIAGNOSTICS back = ROW_COUNT;
    DELETE FROM withheld_body WHERE seq = ANY (wanted);
    -- What was retracted or restored while it was withheld repeats the hash of what it could not see.
    INSERT INTO revision_body (seq, salt, body)
    SELECT DISTINCT ON (blind.seq) blind.seq, b.salt, b.body
      FROM revision v JOIN revision_body b ON b.seq = v.seq
      JOIN revision blind ON blind.record = v.record AND blind.body_hash = v.body_hash
     WHERE v.seq = ANY (wanted)
       AND NOT EXISTS (SELECT FROM revision_body has WHERE has.seq = blind.seq)
       AND NOT EXISTS (SELECT FROM withheld WHERE withheld.seq = blind.seq);
    IF back = 0 OR head.withheld_at IS NOT NULL AND (revision_asked IS NULL OR revision_asked = head.revision)
                   AND NOT EXISTS (SELECT FROM revision v JOIN revision_body USING (seq)
                                    WHERE v.record = id_asked AND v.number = head.revision) THEN
        RAISE EXCEPTION 'what % % said was deleted', head.type, id_asked
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'withheld_body_deleted',
                  TABLE = 'withheld_body';
    END IF;
    IF head.withheld_at IS NOT NULL AND (revision_asked IS NULL OR revision_asked = head.revision) THEN
        PERFORM record_mark(id_asked, 'lift', why, label, key_id, NULL);
        PERFORM record_show(id_asked);
    END IF;
    PERFORM past_withhold(id_asked);
    RETURN back;
END
$$;
COMMENT ON FUNCTION lift_body(uuid, int, text, text, uuid, int) IS
    'The one audited way to bring back bodies that were put away, of one revision or (null) of all, and the record with the newest; 23000 where there are none (withheld_nothing) or they were deleted (withheld_body_deleted); returns how many came back';

CREATE FUNCTION revision_at_hand(id_asked uuid, revision_asked int, expected int) RETURNS claimd.record
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    head claimd.record;
BEGIN
    PERFORM write_begin();
    SELECT r.* INTO head FROM claimd.record r WHERE r.id = id_asked;
    IF NOT FOUND OR revision_asked > head.revision OR revision_asked < 1 THEN
        RAISE EXCEPTION 'no revision % of record %', revision_asked, id_asked USING ERRCODE = 'no_data_found';
    END IF;
    IF expected <> head.revision THEN
        RAISE EXCEPTION 'revision % of % is not the newest', expected, id_asked
            USING ERRCODE = 'CD412', CONSTRAINT = 'record_expected_revision', TABLE = 'record';
    END IF;
    RETURN head;
END
$$;
COMMENT ON FUNCTION revision_at_hand(uuid, int, int) IS
    'The record, for a change of its bodies, with the writer''s place taken; refuses where it has no such revision, or not the newest that the writer saw';

CREATE FUNCTION record_blank(id_asked uuid) RETURNS void
LANGUAGE sql SET search_path = claimd, pg_temp
BEGIN ATOMIC
    UPDATE statement SET statement = NULL, spoken_by_role = NULL, date_note = NULL, confidence_stated_as = NULL,
        likelihood_stated_as = NULL WHERE id = id_asked;
    UPDATE claim SET pattern = NULL WHERE id = id_asked;
    UPDATE citation SET form = 'reference', exact = NULL, prefix = NULL, suffix = NULL, quote_start = NULL,
        quote_end = NULL, language = NULL, translated_from = NULL, translation = NULL, translation_language = NULL,
        verified_how = NULL WHERE statement = id_asked;
    UPDATE actor SET name = slug, description = NULL, description_language = NULL WHERE id = id_asked;
    DELETE FROM actor_name WHERE record = id_asked;
    DELETE FROM actor_external_id WHERE actor = id_asked;
    UPDATE incident SET name = slug, description = NULL, description_language = NULL WHERE id = id_asked;
    DELETE FROM incident_name WHERE incident = id_asked;
    DELETE FROM incident_external_id WHERE incident = id_asked;
    UPDATE source SET title = slug, url = NULL, published_note = NULL WHERE id = id_asked;
    DELETE FROM source_author WHERE source = id_asked;
    UPDATE collection SET name = slug, description = NULL, licence = NULL, citation = NULL, url = NULL, version = NULL
     WHERE id = id_asked;
END;
COMMENT ON FUNCTION record_blank(uuid) IS 'Takes a withheld record''s free text out of the tables';

CREATE FUNCTION record_show(id_asked uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    staging uuid := gen_random_uuid();
BEGIN
    INSERT INTO import_record (import, line, record, type, body, salt, body_hash)
    SELECT staging, 1, r.id, r.type, b.body, b.salt, v.body_hash
      FROM claimd.record r JOIN revision v ON v.record = r.id AND v.number = r.revision JOIN revision_body b USING (seq)
     -- A name that is retracted is in no table.
     WHERE r.id = id_asked AND NOT (r.type = 'actor_name' AND r.retracted_at IS NOT NULL);
    INSERT INTO import_outcome (import, line, record, type, outcome, recorded_at)
    SELECT import, line, one.record, one.type, 'updated', r.updated_at
      FROM import_record one JOIN claimd.record r ON r.id = one.record WHERE import = staging;
    PERFORM import_project(staging);
    -- What changed meanwhile may no longer go with it, and then it shows here.
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    PERFORM import_end(staging);
END
$$;
COMMENT ON FUNCTION record_show(uuid) IS 'Brings a record''s newest body back into the tables';

CREATE FUNCTION moderator(key_id uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    label text;
BEGIN
    SELECT name INTO label FROM api_key
     WHERE id = key_id AND scopes && ARRAY['moderate', 'admin'] AND revoked_at IS NULL
       AND coalesce(expires_at > clock_timestamp(), true);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'key % may not moderate', key_id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN label;
END
$$;
COMMENT ON FUNCTION moderator(uuid) IS 'Whose key it is; refuses where it may not moderate';

CREATE FUNCTION withhold(id_asked uuid, revision_asked int, why text, delete_it boolean, key_id uuid, expected int)
RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT withhold_body(id_asked, revision_asked, why, moderator(key_id), delete_it, key_id, expected);
END;
COMMENT ON FUNCTION withhold(uuid, int, text, boolean, uuid, int) IS 'withhold_body() for whose key may moderate';

CREATE FUNCTION lift(id_asked uuid, revision_asked int, why text, key_id uuid, expected int)
RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off
BEGIN ATOMIC
    SELECT lift_body(id_asked, revision_asked, why, moderator(key_id), key_id, expected);
END;
COMMENT ON FUNCTION lift(uuid, int, text, uuid, int) IS 'lift_body() for whose key may moderate';
