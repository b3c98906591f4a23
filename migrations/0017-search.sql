-- Full text: the words of every record, how a question is read, and which records it leads to.
-- docs/decisions, "Search"; docs/reference, "Search".
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION search_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(value) = char_length(value)
    THEN translate(value, E'ABCDEFGHIJKLMNOPQRSTUVWXYZ!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r',
                    'abcdefghijklmnopqrstuvwxyz                                   ')
    ELSE regexp_replace(fold(value), '[^[:alnum:]]+' COLLATE "und-x-icu", ' ', 'g')
END;
COMMENT ON FUNCTION search_fold(text) IS
    'The words of a text with spaces between them: folded, apostrophes, hyphens and all other signs taken out';

-- A stem is taken after the accents are gone, so that who leaves them out finds the same. What a French stemmer knows an
-- accused woman by, "accusée", would then be a word of its own.
CREATE FUNCTION search_lexemes(language text, value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE lower(split_part(language, '-', 1))
    WHEN 'fr' THEN to_tsvector('pg_catalog.french', regexp_replace(search_fold(value), 'ee(s?)\M', 'e\1', 'g'))
    WHEN 'en' THEN to_tsvector('pg_catalog.english', search_fold(value))
    ELSE to_tsvector('pg_catalog.simple', search_fold(value))
END;
COMMENT ON FUNCTION search_lexemes(text, text) IS
    'The words of a text in a language: French and English ones by their stems, others as they are';

CREATE FUNCTION search_join(parts tsvector[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = claimd, pg_temp AS $$
DECLARE
    whole tsvector := '';
    part tsvector;
BEGIN
    FOREACH part IN ARRAY parts LOOP
        IF part <> '' THEN
            whole := whole || '''~'':9'::tsvector || part;
        END IF;
    END LOOP;
    RETURN ts_delete(whole, '~');
END
$$;
COMMENT ON FUNCTION search_join(tsvector[]) IS 'One document out of several texts, far enough apart that no phrase reaches from one into the next';

-- Statements name their actors by these, so that a new name of an actor changes no statement's document.
CREATE FUNCTION search_actor(id uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '@' || left(replace(id::text, '-', ''), 16);
COMMENT ON FUNCTION search_actor(uuid) IS 'The word by which documents name an actor';

CREATE TABLE search_statement (
    statement uuid NOT NULL,
    type record_type NOT NULL,
    live boolean NOT NULL,
    claimed_from date,
    revision int NOT NULL,
    words tsvector NOT NULL,
    CONSTRAINT search_statement_pkey PRIMARY KEY (statement)
);
ALTER TABLE search_statement ALTER COLUMN words SET STATISTICS 300;
COMMENT ON TABLE search_statement IS 'Derived: the words by which each claim, counter-claim and endorsement is found';
COMMENT ON COLUMN search_statement.statement IS 'The statement';
COMMENT ON COLUMN search_statement.type IS 'Which of the three';
COMMENT ON COLUMN search_statement.live IS 'Whether it is neither retracted, superseded nor withheld';
COMMENT ON COLUMN search_statement.claimed_from IS 'As in statement';
COMMENT ON COLUMN search_statement.revision IS 'Of which revision the words are; each has a row of its own in the past, so that each can be withheld';
COMMENT ON COLUMN search_statement.words IS 'Weight A: the statement, B: its quotes, its pattern, its actors, its incident''s names, C: translations, D: titles of its sources; ~ and digits: the year, the month. None of what is withheld';

CREATE TABLE search_record (
    record uuid NOT NULL,
    type record_type NOT NULL,
    words tsvector NOT NULL,
    names text[] NOT NULL,
    CONSTRAINT search_record_pkey PRIMARY KEY (record)
);
ALTER TABLE search_record ALTER COLUMN words SET STATISTICS 300;
COMMENT ON TABLE search_record IS 'Derived: the words by which each actor, incident and source is found';
COMMENT ON COLUMN search_record.record IS 'The actor, incident or source';
COMMENT ON COLUMN search_record.type IS 'Which of the three';
COMMENT ON COLUMN search_record.words IS 'Weight A: names or title, also as they are printed, B: description or authors, C: who published it. None of what is withheld';
COMMENT ON COLUMN search_record.names IS 'The words of four letters or more of the names of an actor or incident, each once';

CREATE TABLE search_name_word (
    word text COLLATE "C" NOT NULL,
    records int NOT NULL,
    CONSTRAINT search_name_word_pkey PRIMARY KEY (word)
) WITH (fillfactor = 70);
CREATE INDEX search_name_word_trgm ON search_name_word USING gin (word gin_trgm_ops) WITH (fastupdate = off);
COMMENT ON TABLE search_name_word IS 'Derived: the words of names of actors and incidents, for which misspelt ones are taken';
COMMENT ON COLUMN search_name_word.word IS 'The word, folded';
COMMENT ON COLUMN search_name_word.records IS 'How many actors and incidents have it in a name, never 0';

CREATE FUNCTION want_search_statement(statements uuid[])
RETURNS TABLE (statement uuid, type record_type, live boolean, claimed_from date, revision int, words tsvector)
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.id, s.type, state.status >= 'disputed', s.claimed_from, record.revision,
           CASE WHEN record.withheld_at IS NOT NULL THEN ''::tsvector ELSE search_join(
               ARRAY[setweight(search_lexemes(s.language, coalesce(s.statement, '')), 'A'),
                     setweight(search_lexemes(s.language, coalesce(claim.pattern, '')), 'B'),
                     -- One word may stand for two: an actor that is both sides of a claim.
                     setweight((SELECT coalesce(string_agg(DISTINCT format('''%s'':1', search_actor(one.id)), ' '), '')
                                  FROM unnest(state.claimants || state.accused || s.spoken_by_actor || claim.subject_actor)
                                       AS one (id) WHERE one.id IS NOT NULL)::tsvector, 'B'),
                     coalesce(to_char(s.claimed_from, '"~"FMYYYY "~"FMYYYYMM'), '')::tsvector]
            || ARRAY(SELECT part.words FROM (
                   SELECT cited.position, 1 AS n, setweight(search_lexemes(cited.language, cited.exact), 'B') AS words
                     FROM citation cited WHERE cited.statement = s.id AND cited.exact IS NOT NULL
                    UNION ALL
                   SELECT cited.position, 2, setweight(search_lexemes(cited.translation_language, cited.translation), 'C')
                     FROM citation cited WHERE cited.statement = s.id AND cited.translation IS NOT NULL) AS part
                  ORDER BY part.position, part.n)
            || ARRAY(SELECT setweight(search_lexemes(name.language, name.text), 'B')
                       FROM incident_name name WHERE name.incident = claim.incident ORDER BY name.position)
            || ARRAY(SELECT setweight(search_lexemes(source.language, source.title), 'D')
                       FROM unnest(state.sources) WITH ORDINALITY AS cited (id, place)
                       JOIN source ON source.id = cited.id
                       JOIN record AS published ON published.id = source.id AND published.withheld_at IS NULL
                      ORDER BY cited.place)) END
      FROM each(statements) AS asked
      JOIN statement s ON s.id = asked.id
      JOIN record ON record.id = s.id
      JOIN claim_state state ON state.statement = s.id
      LEFT JOIN claim ON claim.id = s.id;
END
$$;
COMMENT ON FUNCTION want_search_statement(uuid[]) IS 'What search_statement must hold for these statements, given claim_state';

CREATE FUNCTION want_search_record(records uuid[])
RETURNS TABLE (record uuid, type record_type, words tsvector, names text[])
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.id, r.type,
           CASE WHEN r.withheld_at IS NOT NULL THEN ''::tsvector ELSE search_join(
               ARRAY(SELECT setweight(lexemes.words, 'A')
                       FROM (SELECT text, language, record, position FROM actor_name WHERE actor = r.id
                              UNION ALL
                             SELECT text, language, incident, position FROM incident_name WHERE incident = r.id
                              UNION ALL
                             SELECT title, language, id, 0 FROM source WHERE id = r.id) AS name,
                            LATERAL (VALUES (1, search_lexemes(name.language, name.text)),
                                            (2, search_lexemes('und', name.text))) AS lexemes (n, words)
                      WHERE lexemes.n = 1 OR lexemes.words IS DISTINCT FROM search_lexemes(name.language, name.text)
                      ORDER BY name.record <> r.id, name.record, name.position, lexemes.n)
            || ARRAY(SELECT setweight(search_lexemes(told.language, told.text), 'B')
                       FROM (SELECT description AS text, description_language AS language, 0 AS position
                               FROM actor WHERE id = r.id
                              UNION ALL
                             SELECT description, description_language, 0 FROM incident WHERE id = r.id
                              UNION ALL
                             SELECT name, 'und', position FROM source_author WHERE source = r.id) AS told
                      WHERE told.text IS NOT NULL ORDER BY told.position)
            || ARRAY(SELECT setweight(format('''%s'':1', search_actor(by.id))::tsvector, 'C')
                       FROM source, LATERAL (SELECT publisher UNION SELECT agency) AS by (id)
                      WHERE source.id = r.id AND by.id IS NOT NULL ORDER BY by.id)) END,
           CASE WHEN r.withheld_at IS NOT NULL THEN '{}' ELSE ARRAY(
               SELECT DISTINCT part.word COLLATE "C"
                 FROM (SELECT text FROM actor_name WHERE actor = r.id
                        UNION ALL SELECT text FROM incident_name WHERE incident = r.id) AS name,
                      regexp_split_to_table(search_fold(name.text), ' +') AS part (word)
                WHERE char_length(part.word) BETWEEN 4 AND 100 ORDER BY 1) END
      FROM each(records) AS asked
      JOIN record r ON r.id = asked.id AND r.type IN ('actor', 'incident', 'source');
END
$$;
COMMENT ON FUNCTION want_search_record(uuid[]) IS 'What search_record must hold for these actors, incidents and sources';

CREATE FUNCTION derive_search_statement(statements uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM plan_for(cardinality(statements));
    INSERT INTO search_statement AS have (statement, type, live, claimed_from, revision, words)
    SELECT * FROM want_search_statement(statements)
    ON CONFLICT (statement) DO UPDATE SET (live, claimed_from, revision, words)
        = ROW (excluded.live, excluded.claimed_from, excluded.revision, excluded.words)
     WHERE (have.live, have.claimed_from, have.revision, have.words)
        IS DISTINCT FROM (excluded.live, excluded.claimed_from, excluded.revision, excluded.words);
END
$$;
COMMENT ON FUNCTION derive_search_statement(uuid[]) IS 'Brings search_statement up to date for these statements';

CREATE FUNCTION derive_search_record(records uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
DECLARE
    changed uuid[];
BEGIN
    WITH written AS (
        INSERT INTO search_record AS have (record, type, words, names)
        SELECT * FROM want_search_record(records)
        ON CONFLICT (record) DO UPDATE SET words = excluded.words, names = excluded.names
         WHERE (have.words, have.names) <> (excluded.words, excluded.names)
        RETURNING record)
    SELECT array_agg(record) INTO changed FROM written;
    RETURN coalesce(changed, '{}');
END
$$;
COMMENT ON FUNCTION derive_search_record(uuid[]) IS
    'Brings search_record up to date for these actors, incidents and sources; returns those that changed';

CREATE FUNCTION search_count_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO search_name_word AS have (word, records)
        SELECT word, count(*) FROM after, unnest(names) AS word GROUP BY word ORDER BY word
        ON CONFLICT (word) DO UPDATE SET records = have.records + excluded.records;
        RETURN NULL;
    END IF;
    INSERT INTO search_name_word AS have (word, records)
    SELECT word, sum(n) FROM (
        SELECT unnest(names) AS word, 1 AS n FROM after UNION ALL SELECT unnest(names), -1 FROM before) AS moved
     GROUP BY word HAVING sum(n) <> 0 ORDER BY word
    ON CONFLICT (word) DO UPDATE SET records = have.records + excluded.records;
    DELETE FROM search_name_word USING (SELECT DISTINCT unnest(names) AS word FROM before) AS gone
     WHERE search_name_word.word = gone.word AND records = 0;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_count_names() IS 'Trigger: search_name_word counts the names of search_record';
CREATE TRIGGER search_names_counted_in AFTER INSERT ON search_record REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_count_names();
CREATE TRIGGER search_names_counted_over AFTER UPDATE ON search_record REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_count_names();

CREATE FUNCTION search_told_by(records uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = claimd, pg_temp
BEGIN ATOMIC
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT claim.id FROM each(records) AS asked JOIN claim ON claim.incident = asked.id
         UNION
        SELECT citation.statement FROM each(records) AS asked JOIN citation ON citation.source = asked.id) AS telling;
END;
COMMENT ON FUNCTION search_told_by(uuid[]) IS 'The statements in whose documents the names of these incidents and the titles of these sources stand';

-- Each write of a statement ends with its state, after all its parts.
CREATE FUNCTION search_follow_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM derive_search_statement(array_agg(statement)) FROM after HAVING count(*) > 0;
    ELSE
        -- Not by a join: planned when there were few rows, it would hold each of many against all the others.
        PERFORM derive_search_statement(array_agg(statement))
           FROM (SELECT statement
                   FROM (SELECT statement, updated_at, status >= 'disputed', claimed_from, claimants, accused, sources FROM after
                          UNION
                         SELECT statement, updated_at, status >= 'disputed', claimed_from, claimants, accused, sources
                           FROM before) AS told
                  GROUP BY statement HAVING count(*) > 1) AS changed
         HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_follow_state() IS 'Trigger: a statement''s document follows it';
CREATE TRIGGER search_follows_new AFTER INSERT ON claim_state REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_state();
CREATE TRIGGER search_follows_changed AFTER UPDATE ON claim_state REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_state();

-- Whoever rewrites a record enters its names last, so that is when its documents are made.
CREATE FUNCTION search_follow_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
DECLARE
    records uuid[];
    changed uuid[];
    telling uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM moved', TG_ARGV[0]) INTO records;
    IF records IS NULL THEN
        RETURN NULL;
    END IF;
    changed := derive_search_record(records);
    IF TG_ARGV[0] = 'incident' OR (TG_ARGV[0] = 'id' AND TG_OP = 'UPDATE') THEN
        telling := search_told_by(changed);
        IF cardinality(telling) > 0 THEN
            PERFORM derive_search_statement(telling);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION search_follow_names() IS
    'Trigger: the documents of actors, incidents and sources follow their names, and those of statements the names of their incidents and the titles of their sources';
CREATE TRIGGER search_follows AFTER INSERT ON actor_name REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('actor');
CREATE TRIGGER search_follows_gone AFTER DELETE ON actor_name REFERENCING OLD TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('actor');
CREATE TRIGGER search_follows AFTER INSERT ON incident_name REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('incident');
CREATE TRIGGER search_follows AFTER INSERT ON source REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('id');
CREATE TRIGGER search_follows_changed AFTER UPDATE ON source REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('id');
CREATE TRIGGER search_follows AFTER INSERT ON source_author REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('source');
CREATE TRIGGER search_follows_gone AFTER DELETE ON source_author REFERENCING OLD TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION search_follow_names('source');

-- A question, read. One part each: a word, what signs hold together, or what stands in quotation marks.
CREATE FUNCTION search_read(asked text)
RETURNS TABLE (branch int, negated boolean, quoted boolean, prefix boolean, said text, words text[])
LANGUAGE plpgsql IMMUTABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    found text[];
BEGIN
    branch := 1;
    FOR found IN
        SELECT regexp_matches(translate(asked, '“”„‟«»″', '"""""""'), '(-?)"([^"]*)"?|([^\s"]+)', 'g')
    LOOP
        IF found[3] = 'OR' THEN
            branch := branch + 1;
            CONTINUE;
        END IF;
        quoted := found[3] IS NULL;
        negated := coalesce(found[1] = '-', found[3] LIKE '-%');
        prefix := NOT quoted AND found[3] LIKE '%*';
        said := coalesce(found[2], found[3]);
        -- Documents have no word that is longer than PostgreSQL takes.
        words := ARRAY(SELECT left(word, 500) FROM regexp_split_to_table(search_fold(said), ' ') WITH ORDINALITY AS one (word, place)
                        WHERE word <> '' ORDER BY place);
        IF cardinality(words) > 0 THEN
            RETURN NEXT;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION search_read(text) IS
    'What a question asks for, part by part: parts of one branch are all asked for, of the branches one';

CREATE FUNCTION search_word(word text, prefix boolean, weight text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(format('''%s''%s', lexeme, nullif(':' || CASE WHEN asked AND prefix THEN '*' ELSE '' END || weight, ':')), ' | ')
      FROM (SELECT lexeme, bool_or(asked) AS asked
              FROM (SELECT word, true
                    UNION ALL SELECT unnest(ts_lexize('pg_catalog.french_stem', regexp_replace(word, 'ee(s?)$', 'e\1'))), false
                    UNION ALL SELECT unnest(ts_lexize('pg_catalog.english_stem', word)), false) AS one (lexeme, asked)
             GROUP BY lexeme) AS ways)::tsquery;
COMMENT ON FUNCTION search_word(text, boolean, text) IS
    'What a word may be in a document: itself, its stem in French, its stem in English; or whatever begins with it';

CREATE FUNCTION search_is_grammar(word text, in_both boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN in_both
    THEN ts_lexize('pg_catalog.french_stem', word) = '{}' AND ts_lexize('pg_catalog.english_stem', word) = '{}'
    ELSE ts_lexize('pg_catalog.french_stem', word) = '{}' OR ts_lexize('pg_catalog.english_stem', word) = '{}' END;
COMMENT ON FUNCTION search_is_grammar(text, boolean) IS
    'Whether a word is mere grammar (the, de), which documents do not have, in French or English, or in both';

CREATE FUNCTION search_phrase(words text[], prefix boolean, weight text, in_both boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    whole tsquery;
    gap int := 1;
BEGIN
    FOR at IN 1 .. cardinality(words) LOOP
        IF search_is_grammar(words[at], in_both) AND NOT (prefix AND at = cardinality(words)) THEN
            gap := gap + 1;
        ELSE
            whole := CASE WHEN whole IS NULL THEN search_word(words[at], prefix AND at = cardinality(words), weight)
                ELSE tsquery_phrase(whole, search_word(words[at], prefix AND at = cardinality(words), weight), gap) END;
            gap := 1;
        END IF;
    END LOOP;
    RETURN whole;
END
$$;
COMMENT ON FUNCTION search_phrase(text[], boolean, text, boolean) IS
    'Words one behind the other, with the distance that those that are mere grammar leave; null where all are';

-- The planner's own estimate, which knows how common the common words are.
CREATE FUNCTION search_documents(kind record_type, query tsquery) RETURNS bigint
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM %I WHERE type = %L AND words @@ %L::tsquery',
        CASE WHEN kind >= 'claim' THEN 'search_statement' ELSE 'search_record' END, kind, query) INTO plan;
    RETURN (plan #>> '{0,Plan,Plan Rows}')::numeric;
END
$$;
COMMENT ON FUNCTION search_documents(record_type, tsquery) IS 'About how many documents fit, without looking';

-- For one row of what is thought to be many, the planner would read the table until it comes by one.
CREATE FUNCTION search_fits(kind record_type, query tsquery) RETURNS boolean
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET enable_seqscan = off AS $$
DECLARE
    fits boolean;
BEGIN
    IF search_documents(kind, query) >= 3000 THEN
        RETURN true;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE type = %L AND words @@ %L::tsquery)',
        CASE WHEN kind >= 'claim' THEN 'search_statement' ELSE 'search_record' END, kind, query) INTO fits;
    RETURN fits;
END
$$;
COMMENT ON FUNCTION search_fits(record_type, tsquery) IS 'Whether any document fits; that of a common word is not looked for';

CREATE FUNCTION search_actors(asked tsquery) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    words text[];
BEGIN
    -- Whoever was merged stands for the same actor as the others that were.
    WITH named AS MATERIALIZED (
        SELECT found.record AS id
          FROM search_record AS found LEFT JOIN actor_state ON actor_state.actor = found.record
         WHERE found.type = 'actor' AND found.words @@ asked
         ORDER BY coalesce(claims_against, 0) + coalesce(claims_by, 0) DESC, found.record LIMIT 200),
    standing AS MATERIALIZED (SELECT actor_standing(named.id) AS id FROM named)
    SELECT coalesce(array_agg(search_actor(id)), '{}') INTO words FROM (
        SELECT id FROM named UNION SELECT id FROM standing
         UNION SELECT actor.id FROM standing JOIN actor ON actor.merged_into = standing.id) AS all_of_them;
    RETURN words;
END
$$;
COMMENT ON FUNCTION search_actors(tsquery) IS
    'The words by which documents name the actors that have such a name, the 200 with most claims where there are more';

CREATE FUNCTION search_any(words text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(format('''%s''', word), ' | ') FROM unnest(words) AS word)::tsquery;
COMMENT ON FUNCTION search_any(text[]) IS 'One of these words, which stand as they are; null where there are none';

CREATE FUNCTION search_near(word text, begun boolean) RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(array_agg(near.word ORDER BY near.distance, near.alike DESC, near.records DESC, near.word), '{}')
      FROM (SELECT known.word, known.records, away.distance, similarity(known.word, asked.word) AS alike
              FROM (SELECT left(search_near.word, 100) AS word, 1 + char_length(search_near.word) / 6 AS most) AS asked
              JOIN search_name_word AS known ON known.word % asked.word
             CROSS JOIN LATERAL (
                SELECT least(levenshtein_less_equal(known.word, asked.word, asked.most),
                             CASE WHEN begun THEN
                                 levenshtein_less_equal(left(known.word, char_length(asked.word)), asked.word, asked.most)
                             END) AS distance) AS away
             WHERE away.distance <= asked.most
             ORDER BY away.distance, alike DESC, known.records DESC, known.word
             LIMIT 5) AS near;
END;
COMMENT ON FUNCTION search_near(text, boolean) IS
    'The words of names of actors and incidents that a misspelt one is most likely to be, or to be the beginning of; the nearest first, 5 at most';

CREATE FUNCTION search_typed(typed text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(format('(%s)', search_word(word, place = count, 'A')), ' & ')::tsquery
      FROM (SELECT left(word, 500) AS word, place, count(*) OVER () AS count
              FROM regexp_split_to_table(btrim(search_fold(typed)), ' +') WITH ORDINALITY AS typed (word, place)
             WHERE word <> '') AS words
     WHERE place = count OR NOT search_is_grammar(word, false));
COMMENT ON FUNCTION search_typed(text) IS
    'Names that have all these words but mere grammar (the, l''), of which the last is still being typed';

CREATE FUNCTION search_typed_near(typed text) RETURNS tsquery
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    whole tsquery;
    words text[] := ARRAY(SELECT left(word, 500) FROM regexp_split_to_table(btrim(search_fold(typed)), ' +') WITH ORDINALITY AS one (word, place)
                           WHERE word <> '' ORDER BY place);
    near tsquery;
BEGIN
    FOR place IN 1 .. least(cardinality(words), 6) LOOP
        CONTINUE WHEN place < cardinality(words) AND search_is_grammar(words[place], false);
        near := search_word(words[place], place = cardinality(words), 'A');
        IF char_length(words[place]) >= 4 AND NOT search_fits('actor', near) AND NOT search_fits('incident', near) THEN
            SELECT string_agg(search_word(known, false, 'A')::text, ' | ')::tsquery INTO near
              FROM unnest(search_near(words[place], place = cardinality(words))) AS known;
        END IF;
        -- Without a word that is near, nothing is.
        IF near IS NULL THEN
            RETURN NULL;
        END IF;
        whole := CASE WHEN whole IS NULL THEN near ELSE whole && near END;
    END LOOP;
    RETURN whole;
END
$$;
COMMENT ON FUNCTION search_typed_near(text) IS
    'Names that have these words, six at most, or, for those that no name has, what they may be misspelt for; null where one is near to none';

CREATE FUNCTION search_newest(months int, many_at date, last_day date) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT string_agg(DISTINCT format('''~%s''', word), ' | ')
      FROM (SELECT to_char(day, CASE WHEN months > 6 THEN 'FMYYYY' ELSE 'FMYYYYMM' END) AS word
              FROM generate_series(date_trunc('month', many_at - make_interval(
                                       months => CASE WHEN months > 6 THEN months - 6 ELSE months END)),
                                   least(last_day, many_at + 366)::timestamp, interval '1 month') AS day
             UNION ALL
            SELECT to_char(day, 'FMYYYY')
              FROM generate_series(date_trunc('year', many_at + 366), last_day::timestamp, interval '1 year') AS day) AS words
    )::tsquery;
COMMENT ON FUNCTION search_newest(int, date, date) IS
    'The words of all documents that are no more than so many months older than the day up to which many are newer, up to the last day that any is of';

CREATE FUNCTION search_plan(asked text, kind record_type)
RETURNS TABLE (query tsquery, marks tsquery, recent tsquery, folded text, documents bigint, absent text[], meant text[], brief text)
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
DECLARE
    -- So many are all read. Of more, only the newest are put in order of relevance: those of a stretch that has enough.
    few CONSTANT int := 10000;
    enough CONSTANT int := 2000;
    part record;
    in_both boolean := false;
    part_words text[];
    part_query tsquery;
    part_actors text[];
    found_for tsquery;
    nearest text;
    -- For so many words it is asked whether they are misspelt.
    lookups int := 20;
    -- Words of the name of one actor go together, which no estimate knows.
    together tsquery;
    together_actors text[];
    together_branch int := 1;
    likely tsquery[] := '{}';
    estimated tsquery;
    branches tsquery[] := '{}';
    at int;
    -- Months.
    stretches CONSTANT int[] := '{1,2,3,4,6,12,24,36,48,72,120,240,600}';
    least_stretch int := 1;
    last_day date;
    many_at date;
    most_stretch int := cardinality(stretches);
BEGIN
    IF NOT EXISTS (SELECT FROM search_read(asked) AS read
                    WHERE NOT read.negated AND search_phrase(read.words, read.prefix, '', false) IS NOT NULL) THEN
        in_both := true;
    END IF;
    absent := '{}';
    folded := fold(asked);
    meant := '{}';
    FOR part IN SELECT * FROM search_read(asked) LOOP
        part_words := part.words;
        part_query := search_phrase(part_words, part.prefix, '', in_both);
        CONTINUE WHEN part_query IS NULL;
        IF part.prefix AND octet_length(part_words[cardinality(part_words)]) < 3 THEN
            brief := coalesce(brief, part.said);
            CONTINUE;
        END IF;
        part_actors := '{}';
        IF kind >= 'source' THEN
            part_actors := search_actors(search_phrase(part_words, part.prefix, 'A', in_both));
            part_query := coalesce(part_query || search_any(part_actors), part_query);
        END IF;
        IF NOT part.negated AND NOT part.quoted AND NOT part.prefix AND cardinality(part_words) = 1
           AND char_length(part_words[1]) >= 4 AND lookups > 0 THEN
            lookups := lookups - 1;
            nearest := NULL;
            IF NOT search_fits(kind, part_query) THEN
                nearest := (search_near(part_words[1], false))[1];
            END IF;
            IF nearest IS NOT NULL AND nearest <> part_words[1] THEN
                absent := absent || part.said;
                meant := meant || nearest;
                part_words := ARRAY[nearest];
                part_query := search_word(nearest, false, '');
                IF kind >= 'source' THEN
                    part_actors := search_actors(search_word(nearest, false, 'A'));
                    part_query := coalesce(part_query || search_any(part_actors), part_query);
                END IF;
            END IF;
        END IF;
        IF NOT part.negated THEN
            FOR at IN 1 .. cardinality(part_words) LOOP
                IF NOT search_is_grammar(part_words[at], in_both) THEN
                    found_for := search_word(part_words[at], part.prefix AND at = cardinality(part_words), '');
                    marks := coalesce(marks || found_for, found_for);
                END IF;
            END LOOP;
        END IF;
        part_query := CASE WHEN part.negated THEN !!part_query ELSE part_query END;
        branches[part.branch] := coalesce(branches[part.branch] && part_query, part_query);
        IF NOT part.negated AND part.branch = together_branch AND together_actors && part_actors THEN
            together_actors := ARRAY(SELECT unnest(together_actors) INTERSECT SELECT unnest(part_actors));
            together := together && part_query || search_any(together_actors);
        ELSE
            likely[together_branch] := coalesce(likely[together_branch] && together, together);
            together := part_query;
            together_actors := CASE WHEN part.negated THEN '{}' ELSE part_actors END;
            together_branch := part.branch;
        END IF;
    END LOOP;
    likely[together_branch] := coalesce(likely[together_branch] && together, together);
    -- What is only left out is everything else.
    FOR part IN SELECT read.branch, bool_and(read.negated OR search_phrase(read.words, read.prefix, '', in_both) IS NULL) AS open
                  FROM search_read(asked) AS read GROUP BY read.branch LOOP
        CONTINUE WHEN part.open OR branches[part.branch] IS NULL;
        query := coalesce(query || branches[part.branch], branches[part.branch]);
        estimated := coalesce(estimated || likely[part.branch], likely[part.branch]);
    END LOOP;
    IF query IS NOT NULL THEN
        documents := search_documents(kind, estimated);
        IF documents > few AND kind >= 'claim' THEN
            -- The shortest stretch of the newest months or years that has enough, if the words are spread evenly.
            SELECT max(claimed_from) INTO last_day FROM claim_state WHERE claim_state.type = kind;
            SELECT claimed_from INTO many_at FROM claim_state WHERE claim_state.type = kind AND claimed_from IS NOT NULL
             ORDER BY claimed_from DESC LIMIT 1 OFFSET 1000;
            WHILE least_stretch < most_stretch AND many_at IS NOT NULL LOOP
                at := (least_stretch + most_stretch) / 2;
                IF search_documents(kind, estimated && search_newest(stretches[at], many_at, last_day)) >= enough THEN
                    most_stretch := at;
                ELSE
                    least_stretch := at + 1;
                END IF;
            END LOOP;
            IF least_stretch < cardinality(stretches) AND many_at IS NOT NULL THEN
                recent := query && search_newest(stretches[least_stretch], many_at, last_day);
                -- Walking the list, newest first, may come by enough sooner.
                IF search_documents(kind, estimated && search_newest(stretches[least_stretch], many_at, last_day))
                   > 2000.0 * search_documents(kind, !!'~'::tsquery) / documents THEN
                    recent := NULL;
                END IF;
            END IF;
        END IF;
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION search_plan(text, record_type) IS
    'How to look for what is asked among records of one kind: the query, null where nothing is asked for; the words to be marked; where many fit, a query for the newest of them; the question as a name is compared; about how many fit; words that no record has and what they were taken for; a beginning of words that is too short to look for';

CREATE FUNCTION search_spans(value text, language text, marks tsquery) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    WITH piece AS (
        SELECT found.piece[1] AS text, found.piece[1] ~ '[[:alnum:]]' COLLATE "und-x-icu" AS is_word, n,
               sum(char_length(found.piece[1])) OVER (ORDER BY n) AS upto
          FROM regexp_matches(value COLLATE "und-x-icu",
               '([[:alnum:]\u0300-\u036f\u200b-\u200f\u00ad]+|[^[:alnum:]\u0300-\u036f\u200b-\u200f\u00ad]+)', 'g')
               WITH ORDINALITY AS found (piece, n)),
    fitting AS MATERIALIZED (
        SELECT word.text FROM (SELECT DISTINCT text FROM piece WHERE is_word) AS word
         WHERE search_lexemes(language, word.text) @@ marks)
    SELECT '[' || string_agg(format('[%s,%s]', upto - char_length(piece.text), upto), ',' ORDER BY n) || ']'
      FROM piece JOIN fitting USING (text));
COMMENT ON FUNCTION search_spans(text, text, tsquery) IS
    'Where marked words stand in a text: [[start,end],…] in code points from 0; null where none does';

CREATE FUNCTION search_check()
RETURNS TABLE (derived text, id uuid, stored text, wanted text)
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
    WITH have AS (SELECT s.statement, (s.type, s.live, s.claimed_from, s.revision, s.words)::text AS content FROM search_statement s),
    want AS (SELECT s.statement, (s.type, s.live, s.claimed_from, s.revision, s.words)::text AS content
               FROM want_search_statement(ARRAY(SELECT statement.id FROM statement)) AS s)
    SELECT 'search_statement', statement, have.content, want.content
      FROM have FULL JOIN want USING (statement) WHERE have.content IS DISTINCT FROM want.content;
    RETURN QUERY
    WITH have AS (SELECT s.record, (s.type, s.words, s.names)::text AS content FROM search_record s),
    want AS (SELECT s.record, (s.type, s.words, s.names)::text AS content
               FROM want_search_record(ARRAY(SELECT r.id FROM claimd.record r)) AS s)
    SELECT 'search_record', record, have.content, want.content
      FROM have FULL JOIN want USING (record) WHERE have.content IS DISTINCT FROM want.content;
    RETURN QUERY
    WITH have AS (SELECT word, records::bigint FROM search_name_word),
    want AS (SELECT word, count(*) AS records FROM search_record, unnest(names) AS word GROUP BY word)
    SELECT 'search_name_word ' || word, NULL::uuid, have.records::text, want.records::text
      FROM have FULL JOIN want USING (word) WHERE have.records IS DISTINCT FROM want.records;
END
$$;
COMMENT ON FUNCTION search_check() IS 'Makes every document from nothing and returns what differs; empty when all is well';

-- What is withheld is withheld from the words of the present and the past, its own and those of statements that tell it.
ALTER FUNCTION past_withhold(uuid) RENAME TO past_withhold_rows;
CREATE FUNCTION past_withhold(id_asked uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    statements uuid[];
    records uuid[];
    ids uuid[];
    at timestamptz;
BEGIN
    PERFORM past_withhold_rows(id_asked);
    SELECT array_agg(id) INTO statements FROM (
        SELECT id FROM statement WHERE id = id_asked
         UNION SELECT unnest(search_told_by(ARRAY[id_asked]))
         UNION SELECT id FROM claimd_past.claim WHERE incident = id_asked
         UNION SELECT statement FROM claimd_past.citation WHERE source = id_asked) AS telling;
    SELECT array_agg(id) INTO records FROM (
        SELECT id FROM record WHERE id = id_asked AND type IN ('actor', 'incident', 'source')
         UNION SELECT actor FROM actor_name WHERE record = id_asked
         UNION SELECT actor FROM claimd_past.actor_name WHERE record = id_asked) AS named;
    IF records IS NOT NULL THEN
        PERFORM derive_search_record(records);
    END IF;
    IF statements IS NOT NULL THEN
        PERFORM derive_search_statement(statements);
    END IF;
    FOR at, ids IN SELECT since, array_agg(statement) FROM claimd_past.search_statement
                    WHERE statement = ANY (statements) GROUP BY since LOOP
        PERFORM set_config('claimd.as_of', at::text, true);
        UPDATE claimd_past.search_statement AS past SET words = want.words
          FROM claimd_as_of.want_search_statement(ids) AS want
         WHERE past.statement = want.statement AND past.since = at AND past.words <> want.words;
    END LOOP;
    FOR at, ids IN SELECT since, array_agg(record) FROM claimd_past.search_record
                    WHERE record = ANY (records) GROUP BY since LOOP
        PERFORM set_config('claimd.as_of', at::text, true);
        UPDATE claimd_past.search_record AS past SET words = want.words, names = want.names
          FROM claimd_as_of.want_search_record(ids) AS want
         WHERE past.record = want.record AND past.since = at AND (past.words, past.names) <> (want.words, want.names);
    END LOOP;
END
$$;
COMMENT ON FUNCTION past_withhold(uuid) IS
    'Has the past, and the words by which records are found now and then, honour what is withheld of a record now, no less and no more';

SELECT cardinality(derive_search_record(ARRAY(SELECT id FROM record)));
SELECT derive_search_statement(ARRAY(SELECT id FROM statement));
-- Without a list of what is still to be entered: every search would read all of it.
CREATE INDEX search_claim_words ON search_statement USING gin (words) WITH (fastupdate = off) WHERE type = 'claim';
CREATE INDEX search_counter_claim_words ON search_statement USING gin (words) WITH (fastupdate = off)
    WHERE type = 'counter_claim';
CREATE INDEX search_endorsement_words ON search_statement USING gin (words) WITH (fastupdate = off)
    WHERE type = 'endorsement';
CREATE INDEX search_actor_words ON search_record USING gin (words) WITH (fastupdate = off) WHERE type = 'actor';
CREATE INDEX search_incident_words ON search_record USING gin (words) WITH (fastupdate = off) WHERE type = 'incident';
CREATE INDEX search_source_words ON search_record USING gin (words) WITH (fastupdate = off) WHERE type = 'source';

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    kept regclass;
    routine regprocedure;
    definition text;
BEGIN
    PERFORM set_config('claimd.write_at', (SELECT at::text FROM write_clock), true);
    FOREACH kept IN ARRAY ARRAY['search_statement', 'search_record']::regclass[] LOOP
        PERFORM past_keep(kept);
    END LOOP;
    SET LOCAL search_path = pg_catalog;
    FOREACH routine IN ARRAY ARRAY[
        'claimd.want_search_statement(uuid[])', 'claimd.want_search_record(uuid[])',
        'claimd.search_documents(claimd.record_type, tsquery)', 'claimd.search_fits(claimd.record_type, tsquery)',
        'claimd.search_actors(tsquery)', 'claimd.search_spans(text, text, tsquery)',
        'claimd.search_plan(text, claimd.record_type)']::regprocedure[]
    LOOP
        definition := replace(pg_get_functiondef(routine),
            'SET search_path TO ''claimd'', ''pg_temp''', 'SET search_path TO ''claimd_as_of'', ''claimd'', ''pg_temp''');
        definition := regexp_replace(definition, '^CREATE OR REPLACE FUNCTION claimd\.', 'CREATE FUNCTION claimd_as_of.');
        EXECUTE definition;
        EXECUTE format('COMMENT ON FUNCTION claimd_as_of.%s IS %L', regexp_replace(routine::text, '^claimd\.', ''),
            obj_description(routine, 'pg_proc') || '; as it stood');
    END LOOP;
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace IN ('claimd'::regnamespace, 'claimd_as_of'::regnamespace, 'claimd_past'::regnamespace)
           AND (proname LIKE 'search\_%' OR proname LIKE '%\_search\_%' OR proname LIKE 'past\_withhold%')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, service);
    END LOOP;
    EXECUTE format('REVOKE EXECUTE ON FUNCTION claimd.past_withhold(uuid), claimd.past_withhold_rows(uuid), '
        'claimd.derive_search_statement(uuid[]), claimd.derive_search_record(uuid[]) FROM %I', service);
    EXECUTE format('GRANT SELECT ON claimd.search_statement, claimd.search_record, claimd.search_name_word, claimd_past.search_statement, '
        'claimd_past.search_record, claimd_as_of.search_statement, claimd_as_of.search_record TO %I', service);
END
$$;
