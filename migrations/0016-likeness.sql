-- Which actors of several collections are the same, and which incidents belong to a wider one: what is certain is
-- linked, the rest is listed with its evidence for people to decide. docs/decisions/0051-what-is-certain.md.
SET LOCAL search_path = claimd, pg_temp;

-- A state's names are its own. A group that bears one too is found by its other names; the state stays what is meant.
CREATE OR REPLACE FUNCTION resolve_actor(value text)
RETURNS TABLE (tier text, id uuid, slug text, name text, kind text, merged_from text)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
DECLARE
    as_id uuid := to_uuid(value);
    folded_value text := fold(value);
    found_ids uuid[];
    state_ids uuid[];
    people_ids uuid[];
BEGIN
    IF as_id IS NOT NULL THEN
        RETURN QUERY SELECT * FROM actors_standing('id', ARRAY[as_id]);
        IF FOUND THEN RETURN; END IF;
    END IF;
    found_ids := ARRAY(SELECT actor.id FROM actor WHERE slug = lower(value COLLATE "C"));
    IF cardinality(found_ids) > 0 THEN
        RETURN QUERY SELECT * FROM actors_standing('slug', found_ids);
        RETURN;
    END IF;
    IF value ~ '^[A-Za-z]{2,3}$' THEN
        found_ids := ARRAY(
            SELECT actor.id FROM actor
             WHERE kind = 'state'
               AND (country = upper(value)
                    OR actor.id IN (SELECT actor FROM actor_external_id
                                     WHERE scheme = 'iso-3166-1-alpha-3' AND actor_external_id.value = upper($1))));
        IF cardinality(found_ids) > 0 THEN
            RETURN QUERY SELECT * FROM actors_standing('iso', found_ids);
            RETURN;
        END IF;
    END IF;
    SELECT array_agg(n.actor) FILTER (WHERE n.kind <> 'demonym'),
           array_agg(n.actor) FILTER (WHERE n.kind <> 'demonym' AND bearer.kind = 'state'),
           array_agg(n.actor) FILTER (WHERE n.kind = 'demonym')
      INTO found_ids, state_ids, people_ids
      FROM actor_name n JOIN record ON record.id = n.actor JOIN actor bearer ON bearer.id = n.actor
     WHERE n.folded = folded_value AND retracted_at IS NULL;
    IF state_ids IS NOT NULL OR (found_ids IS NOT NULL AND people_ids IS NULL) THEN
        RETURN QUERY SELECT * FROM actors_standing('name', coalesce(state_ids, found_ids));
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM actors_standing('demonym', people_ids);
END
$$;
COMMENT ON FUNCTION resolve_actor(text) IS
    'The actors that a value names, by the first that has any of: id, slug, iso, name of a state, demonym, name; several are a union; for an actor that was merged into another, that other';

DO $$
DECLARE
    known CONSTANT text := 'SELECT DISTINCT ON (value, kinds) value, kinds, records FROM bearer ORDER BY value, kinds, demonym';
    -- A people and a group of its name: whoever writes says which, since to choose would accuse a state.
    wanted CONSTANT text := 'SELECT value, kinds, CASE WHEN bool_or(state) THEN array_agg(DISTINCT record ORDER BY record) FILTER (WHERE state)
                            ELSE array_agg(DISTINCT record ORDER BY record) END AS records
                   FROM (SELECT value, kinds, record,
                                NOT demonym AND EXISTS (SELECT FROM actor WHERE actor.id = record AND actor.kind = ''state'') AS state
                           FROM bearer CROSS JOIN LATERAL unnest(records) AS record) AS one
                  GROUP BY value, kinds';
    definition text := pg_get_functiondef('import_resolve(uuid)'::regprocedure);
BEGIN
    IF strpos(definition, known) = 0 THEN
        RAISE EXCEPTION 'import_resolve() chooses among names in another way than is known here';
    END IF;
    EXECUTE replace(definition, known, wanted);
    definition := pg_get_functiondef('resolve_actor(text)'::regprocedure);
    definition := replace(definition, 'SET search_path TO ''claimd'', ''pg_temp''',
        'SET search_path TO ''claimd_as_of'', ''claimd'', ''pg_temp''');
    EXECUTE replace(definition, 'FUNCTION claimd.resolve_actor', 'FUNCTION claimd_as_of.resolve_actor');
END
$$;
COMMENT ON FUNCTION import_resolve(uuid) IS
    'Resolves every staged reference by the first tier that knows it: id, collection/key, slug, ISO code, name of a state, other name or demonym; returns faults (unknown-reference, ambiguous-reference, wrong-kind)';

CREATE FUNCTION squash(folded text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(folded, '[-\s_.,:;/&()"''\u3000-\u303f\uff01-\uff0f]+', '', 'g');
COMMENT ON FUNCTION squash(text) IS
    'A folded name without what collections write differently: APT 1, APT-1 and APT1 are one';
CREATE INDEX actor_name_squashed_idx ON actor_name (squash(folded));

CREATE TYPE likeness_type AS ENUM ('same_actor', 'wider_incident');
COMMENT ON TYPE likeness_type IS 'What two records may be to each other';
CREATE TYPE likeness_verdict AS ENUM ('same', 'part_of', 'apart');
COMMENT ON TYPE likeness_verdict IS 'What was decided of two records';

CREATE TABLE likeness (
    id text COLLATE "C" NOT NULL,
    type likeness_type NOT NULL,
    one uuid NOT NULL,
    other uuid NOT NULL,
    strength smallint NOT NULL,
    rule text COLLATE "C" NOT NULL,
    against text COLLATE "C",
    evidence jsonb NOT NULL,
    CONSTRAINT likeness_pkey PRIMARY KEY (id),
    CONSTRAINT likeness_one_fkey FOREIGN KEY (one) REFERENCES record (id),
    CONSTRAINT likeness_other_fkey FOREIGN KEY (other) REFERENCES record (id),
    CONSTRAINT likeness_two CHECK (one <> other),
    CONSTRAINT likeness_rule_known CHECK (
        rule IN ('id_and_name', 'id', 'canonical_name', 'name_of_its_user', 'name', 'words')),
    CONSTRAINT likeness_against_known CHECK (against IN (
        'kinds', 'countries', 'links', 'namesakes', 'kept_apart', 'rival', 'name_only', 'for_people'))
);
CREATE INDEX likeness_one_idx ON likeness (one);
CREATE INDEX likeness_other_idx ON likeness (other);
COMMENT ON TABLE likeness IS 'Derived: records that may be the same, or part of one another, and are not decided; made anew by likeness_find()';
COMMENT ON COLUMN likeness.id IS 'Twelve hex digits, the same for the same two records whenever they are found';
COMMENT ON COLUMN likeness.type IS 'What they may be to each other';
COMMENT ON COLUMN likeness.one IS 'The actor that would be merged, the narrower incident';
COMMENT ON COLUMN likeness.other IS 'The actor that would stand for it, the wider incident';
COMMENT ON COLUMN likeness.strength IS 'How strong the rule is, 1 the strongest; for incidents the rank of their common words, from 10';
COMMENT ON COLUMN likeness.rule IS 'What they have in common';
COMMENT ON COLUMN likeness.against IS 'What keeps it from being certain; null: it is';
COMMENT ON COLUMN likeness.evidence IS 'The names, ids or words in common';

CREATE TABLE likeness_decision (
    number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    likeness text COLLATE "C" NOT NULL,
    type likeness_type NOT NULL,
    one uuid NOT NULL,
    other uuid NOT NULL,
    verdict likeness_verdict NOT NULL,
    rule text COLLATE "C",
    label text NOT NULL,
    reason text,
    decided_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT likeness_decision_pkey PRIMARY KEY (number),
    CONSTRAINT likeness_decision_one_fkey FOREIGN KEY (one) REFERENCES record (id),
    CONSTRAINT likeness_decision_other_fkey FOREIGN KEY (other) REFERENCES record (id),
    CONSTRAINT likeness_decision_fits CHECK (verdict = 'apart' OR (verdict = 'same') = (type = 'same_actor')),
    CONSTRAINT likeness_decision_label_line CHECK (is_line(label, 200)),
    CONSTRAINT likeness_decision_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000)
);
CREATE INDEX likeness_decision_likeness_idx ON likeness_decision (likeness, number);
CREATE INDEX likeness_decision_one_idx ON likeness_decision (one);
CREATE INDEX likeness_decision_other_idx ON likeness_decision (other);
COMMENT ON TABLE likeness_decision IS 'What was decided of two records, by the rules or by people, in order; the newest of a likeness holds';
COMMENT ON COLUMN likeness_decision.number IS 'Order';
COMMENT ON COLUMN likeness_decision.likeness IS 'As likeness.id';
COMMENT ON COLUMN likeness_decision.type IS 'As likeness.type';
COMMENT ON COLUMN likeness_decision.one IS 'As likeness.one';
COMMENT ON COLUMN likeness_decision.other IS 'As likeness.other';
COMMENT ON COLUMN likeness_decision.verdict IS 'What was decided';
COMMENT ON COLUMN likeness_decision.rule IS 'By which rule it was certain; null where a person decided';
COMMENT ON COLUMN likeness_decision.label IS 'Who decided, as the history shows it';
COMMENT ON COLUMN likeness_decision.reason IS 'Why, in their words';
COMMENT ON COLUMN likeness_decision.decided_at IS 'When';

CREATE FUNCTION likeness_id(type likeness_type, one uuid, other uuid) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN left(encode(sha256(convert_to(
    type::text || ' ' || least(one, other)::text || ' ' || greatest(one, other)::text, 'UTF8')), 'hex'), 12);
COMMENT ON FUNCTION likeness_id(likeness_type, uuid, uuid) IS 'The id of a likeness, whichever way round';

-- Every actor with the one that stands for it; who was merged by its own collection adds nothing that is certain.
CREATE VIEW likeness_member AS
WITH RECURSIVE stands (actor, root) AS (
    SELECT id, id FROM actor WHERE merged_into IS NULL
    UNION ALL
    SELECT merged.id, stands.root FROM stands JOIN actor merged ON merged.merged_into = stands.actor)
SELECT stands.actor, stands.root, standing.kind,
       coalesce(record.collection, '00000000-0000-0000-0000-000000000000'::uuid) AS collection,
       EXISTS (SELECT FROM actor self JOIN record above ON above.id = self.merged_into
                WHERE self.id = stands.actor AND above.collection = record.collection) AS renamed
  FROM stands
  JOIN actor standing ON standing.id = stands.root
  JOIN record ON record.id = stands.actor
 WHERE record.retracted_at IS NULL AND record.withheld_at IS NULL;
COMMENT ON VIEW likeness_member IS 'Each actor with the one that stands for it';
COMMENT ON COLUMN likeness_member.actor IS 'The actor';
COMMENT ON COLUMN likeness_member.root IS 'The one that stands for it, perhaps itself';
COMMENT ON COLUMN likeness_member.kind IS 'The kind of that one';
COMMENT ON COLUMN likeness_member.collection IS 'Where the actor comes from; zeros for what was entered by hand';
COMMENT ON COLUMN likeness_member.renamed IS 'Whether its own collection merged it into another of its own';

CREATE FUNCTION likeness_find_actors() RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
BEGIN
    DELETE FROM likeness WHERE type = 'same_actor';
    WITH
    member AS MATERIALIZED (SELECT * FROM likeness_member),
    -- A name borne by a state says nothing of groups, and one of a letter or two nothing at all.
    named AS MATERIALIZED (
        SELECT m.root, m.collection, m.actor, squash(n.folded) AS squashed, n.text, used.root AS used_by,
               n.position = -1 AND NOT m.renamed AS canonical, m.renamed,
               substring(n.folded FROM '^(?:mitre )?(?:att&ck |attack )?(g[0-9]{4})$') AS number
          FROM member m
          JOIN actor_name n ON n.actor = m.actor AND n.kind <> 'demonym'
          LEFT JOIN member used ON used.actor = n.used_by
         WHERE m.kind NOT IN ('state', 'unnamed') AND char_length(squash(n.folded)) >= 3
           AND NOT EXISTS (SELECT FROM actor_name of_state JOIN actor state ON state.id = of_state.actor
                            WHERE squash(of_state.folded) = squash(n.folded) AND state.kind = 'state')),
    -- Where a name says nothing certain: the collections in which several bear it.
    contested AS MATERIALIZED (
        SELECT squashed, array_agg(collection) AS collections
          FROM (SELECT squashed, collection FROM named GROUP BY squashed, collection HAVING count(DISTINCT root) > 1) AS one
         GROUP BY squashed),
    common AS MATERIALIZED (SELECT squashed FROM named GROUP BY squashed HAVING count(DISTINCT root) > 12),
    known AS MATERIALIZED (
        SELECT root, collection, scheme, value, bool_and(renamed) AS renamed
          FROM (SELECT root, collection, 'mitre-attack' AS scheme, upper(number) AS value, renamed
                  FROM named WHERE number IS NOT NULL
                 UNION ALL
                SELECT m.root, m.collection, e.scheme, e.value, m.renamed
                  FROM member m JOIN actor_external_id e ON e.actor = m.actor
                 WHERE m.kind NOT IN ('state', 'unnamed')) AS one
         GROUP BY root, collection, scheme, value),
    counted AS MATERIALIZED (
        SELECT * FROM (
            SELECT root, collection, scheme, value, renamed,
                   count(*) OVER (PARTITION BY collection, scheme, value) AS roots,
                   count(*) FILTER (WHERE NOT renamed) OVER (PARTITION BY collection, scheme, root) AS values,
                   count(*) OVER (PARTITION BY scheme, value) AS holders
              FROM known) AS all_ids
         WHERE holders > 1 AND NOT renamed),
    by_name AS MATERIALIZED (
        SELECT a.root AS a, b.root AS b, a.squashed, min(a.text) AS a_text, min(b.text) AS b_text,
               array_agg(DISTINCT a.collection) AS a_from, array_agg(DISTINCT b.collection) AS b_from,
               bool_or(a.canonical AND b.canonical) AS canonical,
               bool_or(a.used_by = b.used_by AND NOT a.renamed AND NOT b.renamed) AS same_user
          FROM named a JOIN named b ON b.squashed = a.squashed AND b.root > a.root AND b.collection <> a.collection
         WHERE NOT EXISTS (SELECT FROM common WHERE common.squashed = a.squashed)
         GROUP BY a.root, b.root, a.squashed),
    judged AS MATERIALIZED (
        SELECT by_name.*, (contested.collections && (a_from || b_from)) IS NOT TRUE AS sole
          FROM by_name LEFT JOIN contested USING (squashed)),
    by_id AS MATERIALIZED (
        SELECT a.root AS a, b.root AS b, a.scheme, a.value,
               a.roots = 1 AND b.roots = 1 AND a.values = 1 AND b.values = 1 AS sole
          FROM counted a JOIN counted b
            ON b.scheme = a.scheme AND b.value = a.value AND b.root > a.root AND b.collection <> a.collection),
    pair AS MATERIALIZED (
        SELECT a, b, names.found AS names, ids.found AS ids,
               CASE WHEN ids.found IS NOT NULL AND names.canonical THEN 1
                    WHEN ids.sole THEN 2
                    WHEN names.canonical_sole THEN 3
                    WHEN names.user_sole THEN 4
                    ELSE 9 END AS strength
          FROM (SELECT a, b, bool_or(canonical) AS canonical, bool_or(canonical AND sole) AS canonical_sole,
                       bool_or(same_user AND sole) AS user_sole,
                       jsonb_agg(jsonb_build_object('a', a_text, 'b', b_text, 'sole', sole) ORDER BY squashed) AS found
                  FROM judged GROUP BY a, b) AS names
          FULL JOIN (SELECT a, b, bool_or(sole) AS sole,
                            jsonb_agg(DISTINCT jsonb_build_object('scheme', scheme, 'value', value)) AS found
                       FROM by_id GROUP BY a, b) AS ids USING (a, b)),
    about AS MATERIALIZED (
        SELECT m.root, array_agg(DISTINCT m.collection) AS collections,
               array_remove(array_agg(DISTINCT coalesce(actor.country, state.country)), NULL) AS countries,
               -- Those of who was merged rest.
               array_remove(array_agg(DISTINCT CASE WHEN m.actor = m.root AND link.type <> 'based_in' THEN link.target END), NULL) AS links,
               min(record.created_at) FILTER (WHERE m.actor = m.root) AS created_at
          FROM member m JOIN actor ON actor.id = m.actor JOIN record ON record.id = m.actor
          LEFT JOIN actor_link link ON link.actor = m.actor
          LEFT JOIN actor state ON state.id = link.target AND state.kind = 'state'
         WHERE m.root IN (SELECT a FROM pair UNION SELECT b FROM pair)
         GROUP BY m.root),
    weighed AS MATERIALIZED (
        SELECT pair.*, a_is.collections AS a_collections, b_is.collections AS b_collections,
               (cardinality(b_is.links) > 0, a_is.created_at, a) < (cardinality(a_is.links) > 0, b_is.created_at, b)
                   AS a_stands,
               CASE WHEN a_is.collections && b_is.collections THEN 'kept_apart'
                    WHEN strength = 9 THEN 'name_only'
                    WHEN a_actor.kind <> b_actor.kind THEN 'kinds'
                    WHEN a_actor.kind = 'person' THEN 'namesakes'
                    WHEN a_is.countries <> '{}' AND b_is.countries <> '{}' AND NOT a_is.countries && b_is.countries THEN 'countries'
                    -- Ministries of the interior are many: without a country none is known.
                    WHEN a_actor.kind = 'agency' AND NOT a_is.countries && b_is.countries THEN 'countries'
                    -- Else the claims against one would count for a state that nobody accuses of them.
                    WHEN a_actor.kind = 'intrusion_set' AND a_is.links <> b_is.links THEN 'links'
                    WHEN a_is.links <> '{}' AND b_is.links <> '{}' AND a_is.links <> b_is.links THEN 'links' END AS against
          FROM pair
          JOIN about a_is ON a_is.root = a JOIN about b_is ON b_is.root = b
          JOIN actor a_actor ON a_actor.id = a JOIN actor b_actor ON b_actor.id = b),
    -- Whom one collection keeps apart cannot both be the same third.
    way AS MATERIALIZED (
        SELECT a AS x, b AS y, collection, strength
          FROM weighed CROSS JOIN LATERAL unnest(b_collections) AS collection WHERE against IS NULL
         UNION ALL
        SELECT b, a, collection, strength
          FROM weighed CROSS JOIN LATERAL unnest(a_collections) AS collection WHERE against IS NULL),
    rivalled AS MATERIALIZED (
        SELECT DISTINCT way.x, way.y FROM way JOIN way rival
            ON rival.x = way.x AND rival.collection = way.collection AND rival.y <> way.y
           AND rival.strength <= way.strength)
    INSERT INTO likeness (id, type, one, other, strength, rule, against, evidence)
    SELECT likeness_id('same_actor', a, b), 'same_actor',
           CASE WHEN a_stands THEN b ELSE a END, CASE WHEN a_stands THEN a ELSE b END, strength,
           CASE strength WHEN 1 THEN 'id_and_name' WHEN 2 THEN 'id' WHEN 3 THEN 'canonical_name'
                         WHEN 4 THEN 'name_of_its_user' ELSE 'name' END,
           CASE WHEN against IS NOT NULL THEN against
                WHEN EXISTS (SELECT FROM rivalled WHERE (x, y) IN ((a, b), (b, a))) THEN 'rival' END,
           jsonb_strip_nulls(jsonb_build_object('ids', ids, 'names', (
               SELECT jsonb_agg(jsonb_build_object('one', n ->> CASE WHEN a_stands THEN 'b' ELSE 'a' END,
                                                   'other', n ->> CASE WHEN a_stands THEN 'a' ELSE 'b' END, 'sole', n -> 'sole'))
                 FROM jsonb_array_elements(names) AS n)))
      FROM weighed
     -- What was decided of any two who stand behind them holds; what was merged and is no longer was set apart.
     WHERE NOT EXISTS (
        SELECT FROM likeness_decision d JOIN member m_one ON m_one.actor = d.one JOIN member m_other ON m_other.actor = d.other
         WHERE d.type = 'same_actor' AND (m_one.root, m_other.root) IN ((a, b), (b, a))
           AND NOT EXISTS (SELECT FROM likeness_decision later WHERE later.likeness = d.likeness AND later.number > d.number));
END
$$;
COMMENT ON FUNCTION likeness_find_actors() IS 'Makes the likenesses of actors anew, from their names and external ids';

-- Words that tell incidents apart: those of few incidents, long enough, and no years.
CREATE FUNCTION likeness_find_incidents() RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB' AS $$
BEGIN
    DELETE FROM likeness WHERE type = 'wider_incident';
    WITH
    member AS MATERIALIZED (
        SELECT incident.id, incident.part_of, incident.first_day, incident.last_day, record.created_at,
               coalesce(record.collection, '00000000-0000-0000-0000-000000000000'::uuid) AS collection
          FROM incident JOIN record USING (id) WHERE retracted_at IS NULL AND withheld_at IS NULL),
    word AS MATERIALIZED (
        SELECT DISTINCT member.id, member.collection, found.word, found.in_name
          FROM member JOIN incident ON incident.id = member.id
         CROSS JOIN LATERAL (
            SELECT regexp_split_to_table(n.folded, '[-\s_.,:;/&()"''?!]+') AS word, true AS in_name
              FROM incident_name n WHERE n.incident = member.id
             UNION ALL
            SELECT regexp_split_to_table(fold(left(incident.description, 1000)), '[-\s_.,:;/&()"''?!]+'), false) AS found
         WHERE char_length(found.word) BETWEEN 4 AND 40 AND found.word !~ '^[0-9]+$'),
    -- Of a name in one, of a name or a description in the other: descriptions share too much by chance.
    rare AS MATERIALIZED (
        SELECT word, count(DISTINCT id) AS borne FROM word
         GROUP BY word
        HAVING count(DISTINCT id) BETWEEN 2 AND least(25, greatest(4, (SELECT count(*) FROM member) / 15)) AND bool_or(in_name)),
    accused AS MATERIALIZED (
        SELECT DISTINCT claim.subject AS id, reach.root
          FROM claim JOIN claim_reach reach ON reach.claim = claim.id AND reach.role = 'accused' AND reach.status >= 'disputed'
         WHERE claim.subject IN (SELECT id FROM member)),
    common AS MATERIALIZED (
        SELECT narrow.id AS one, wide.id AS other, array_agg(DISTINCT rare.word) AS words,
               bool_or(narrow.in_name AND wide.in_name) AS named,
               sum(DISTINCT CASE WHEN narrow.in_name AND wide.in_name THEN 2.0 ELSE 1.0 END / rare.borne) AS weight
          FROM rare JOIN word narrow USING (word) JOIN word wide USING (word)
         WHERE narrow.collection <> wide.collection AND (narrow.in_name OR wide.in_name)
         GROUP BY narrow.id, wide.id),
    judged AS MATERIALIZED (
        SELECT common.*, narrow.first_day IS NOT NULL AND wide.first_day IS NOT NULL AS dated,
               (narrow.collection = '00000000-0000-0000-0000-000000000000', wide.created_at, wide.id)
                 < (wide.collection = '00000000-0000-0000-0000-000000000000', narrow.created_at, narrow.id) AS this_way,
               ARRAY(SELECT mine.root FROM accused mine JOIN accused theirs USING (root)
                      WHERE mine.id = common.one AND theirs.id = common.other ORDER BY 1) AS accused
          FROM common JOIN member narrow ON narrow.id = one JOIN member wide ON wide.id = other
         WHERE narrow.part_of IS NULL AND wide.part_of IS DISTINCT FROM narrow.id
           AND (narrow.first_day IS NULL OR wide.first_day IS NULL
                OR narrow.first_day <= wide.last_day + 365 AND wide.first_day <= narrow.last_day + 365)),
    best AS MATERIALIZED (
        SELECT judged.*, row_number() OVER (PARTITION BY one ORDER BY cardinality(words) DESC, weight DESC, other) AS place
          FROM judged
         WHERE this_way AND (named AND (dated OR cardinality(words) >= 2) OR dated AND accused <> '{}'))
    INSERT INTO likeness (id, type, one, other, strength, rule, against, evidence)
    SELECT likeness_id('wider_incident', one, other), 'wider_incident', one, other, 9 + place, 'words', 'for_people',
           jsonb_build_object('words', to_jsonb(words), 'dated', dated,
               'accused', (SELECT coalesce(jsonb_agg(actor.slug ORDER BY actor.slug), '[]') FROM actor WHERE actor.id = ANY (accused)))
      FROM best
     WHERE place <= 3
       AND NOT EXISTS (SELECT FROM likeness_decision d WHERE d.likeness = likeness_id('wider_incident', one, other));
END
$$;
COMMENT ON FUNCTION likeness_find_incidents() IS
    'Makes the likenesses of incidents anew, from rare words in common, their time and whom they accuse; never certain';

CREATE FUNCTION likeness_lock() RETURNS void
LANGUAGE sql SET search_path = claimd, pg_temp
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(4811522019);
END;
COMMENT ON FUNCTION likeness_lock() IS 'One at a time makes likenesses anew';

CREATE FUNCTION likeness_find() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    PERFORM likeness_lock();
    PERFORM likeness_find_actors();
    PERFORM likeness_find_incidents();
END
$$;
COMMENT ON FUNCTION likeness_find() IS 'Makes all likenesses anew';

-- Bodies are canonical (RFC 8785), so that a key stands there once and as it is written here: within a text its quotes
-- would be escaped.
CREATE FUNCTION likeness_stage(staging uuid, field text, ones uuid[], others uuid[]) RETURNS void
LANGUAGE sql SET search_path = claimd, pg_temp
BEGIN ATOMIC
    INSERT INTO import_record (import, line, record, type, body, salt, body_hash)
    SELECT staging, made.line, made.id, made.type, made.body, made.salt, sha256(made.salt || convert_to(made.body, 'UTF8'))
      FROM (SELECT pair.line, record.id, record.type,
                   regexp_replace(old.body, '"' || field || '":(null|"[0-9a-f-]{36}")',
                       '"' || field || '":' || coalesce('"' || pair.other || '"', 'null')) AS body,
                   substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16) AS salt
              FROM unnest(ones, others) WITH ORDINALITY AS pair (one, other, line)
              JOIN record ON record.id = pair.one
              JOIN revision ON revision.record = record.id AND revision.number = record.revision
              JOIN revision_body old USING (seq)) AS made;
END;
COMMENT ON FUNCTION likeness_stage(uuid, text, uuid[], uuid[]) IS
    'Stages the records again, with a field that leads to the others';

CREATE FUNCTION likeness_write(field text, ones uuid[], others uuid[], label text, why text) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    staging uuid := gen_random_uuid();
BEGIN
    PERFORM likeness_stage(staging, field, ones, others);
    PERFORM import_apply(staging, label, NULL, why);
    PERFORM import_end(staging);
END
$$;
COMMENT ON FUNCTION likeness_write(text, uuid[], uuid[], text, text) IS 'Links the records to the others by revisions';

CREATE FUNCTION likeness_link(label text) RETURNS TABLE (linked int, ambiguous int, wider int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
DECLARE
    ones uuid[];
    others uuid[];
BEGIN
    linked := 0;
    PERFORM likeness_lock();
    ANALYZE record, actor, actor_name, actor_link, actor_external_id;
    PERFORM likeness_find_actors();
    -- In a round each actor is linked once, so that the next one sees what it has become.
    FOR round IN 1..20 LOOP
        SELECT array_agg(one ORDER BY id), array_agg(other ORDER BY id) INTO ones, others
          FROM likeness sure
         WHERE type = 'same_actor' AND against IS NULL
           AND NOT EXISTS (SELECT FROM likeness o
                            WHERE o.type = 'same_actor' AND o.against IS NULL AND (o.strength, o.id) < (sure.strength, sure.id)
                              AND (o.one IN (sure.one, sure.other) OR o.other IN (sure.one, sure.other)));
        EXIT WHEN ones IS NULL;
        PERFORM likeness_write('merged_into', ones, others, label, 'The same actor, by the rules for what is certain');
        INSERT INTO likeness_decision (likeness, type, one, other, verdict, rule, label)
        SELECT id, type, one, other, 'same', rule, label FROM likeness WHERE one = ANY (ones) AND (one, other) IN (SELECT * FROM unnest(ones, others));
        linked := linked + cardinality(ones);
        PERFORM likeness_find_actors();
    END LOOP;
    PERFORM likeness_find_incidents();
    SELECT count(*) FILTER (WHERE type = 'same_actor'), count(*) FILTER (WHERE type = 'wider_incident')
      INTO ambiguous, wider FROM likeness;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION likeness_link(text) IS
    'Finds all likenesses, merges the actors of those that are certain, and counts: merged now, left to people, incidents that may belong to wider ones';

-- What somebody put there is not taken away by the way.
CREATE FUNCTION likeness_under_one(narrow uuid, wide uuid) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    told text;
BEGIN
    SELECT format('%s is part of %s already', one.slug, above.slug) INTO told
      FROM incident one JOIN incident above ON above.id = one.part_of
     WHERE one.id = narrow AND above.id <> wide;
    IF FOUND THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation', CONSTRAINT = 'likeness_under_one';
    END IF;
END
$$;
COMMENT ON FUNCTION likeness_under_one(uuid, uuid) IS 'Refuses an incident that is part of another';

CREATE FUNCTION likeness_decide(id_asked text, verdict likeness_verdict, turned boolean, label text, why text)
RETURNS TABLE (one uuid, other uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
    asked likeness;
BEGIN
    PERFORM write_begin();
    SELECT l.* INTO asked FROM likeness l WHERE l.id = id_asked FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF verdict <> 'apart' THEN
        verdict := CASE asked.type WHEN 'same_actor' THEN 'same'::likeness_verdict ELSE 'part_of' END;
    END IF;
    one := CASE WHEN turned THEN asked.other ELSE asked.one END;
    other := CASE WHEN turned THEN asked.one ELSE asked.other END;
    DELETE FROM likeness l WHERE l.id = id_asked;
    IF verdict = 'same' AND actor_standing(one) = actor_standing(other) THEN
        -- Another decision has made them one already.
        RETURN NEXT;
        RETURN;
    END IF;
    IF verdict = 'part_of' THEN
        PERFORM likeness_under_one(one, other);
    END IF;
    INSERT INTO likeness_decision (likeness, type, one, other, verdict, label, reason)
    VALUES (id_asked, asked.type, one, other, verdict, label, why);
    IF verdict = 'same' THEN
        PERFORM likeness_write('merged_into', ARRAY[actor_standing(one)], ARRAY[actor_standing(other)], label,
            coalesce(why, 'The same actor, as reviewed'));
    ELSIF verdict = 'part_of' THEN
        PERFORM likeness_write('part_of', ARRAY[one], ARRAY[other], label,
            coalesce(why, 'Part of the wider incident, as reviewed'));
    END IF;
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION likeness_decide(text, likeness_verdict, boolean, text, text) IS
    'Writes what a person decided of a likeness, and the link that follows; turned: the other way round. No row: there is no such likeness';

CREATE FUNCTION likeness_part_of(narrow uuid, wide uuid, label text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off AS $$
BEGIN
    PERFORM write_begin();
    IF EXISTS (SELECT FROM incident WHERE id = narrow AND part_of = wide) THEN
        RETURN false;
    END IF;
    PERFORM likeness_under_one(narrow, wide);
    INSERT INTO likeness_decision (likeness, type, one, other, verdict, label, reason)
    VALUES (likeness_id('wider_incident', narrow, wide), 'wider_incident', narrow, wide, 'part_of', label, why);
    PERFORM likeness_write('part_of', ARRAY[narrow], ARRAY[wide], label,
        coalesce(why, 'Part of the wider incident, as reviewed'));
    DELETE FROM likeness WHERE one = narrow AND type = 'wider_incident';
    RETURN true;
END
$$;
COMMENT ON FUNCTION likeness_part_of(uuid, uuid, text, text) IS
    'Puts an incident under a wider one, as a person says; false where it is there already';

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace = 'claimd'::regnamespace AND (proname ~ '^likeness_' OR proname = 'squash')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    EXECUTE format('GRANT EXECUTE ON FUNCTION squash(text), likeness_id(likeness_type, uuid, uuid), likeness_find(), '
        'likeness_link(text), likeness_decide(text, likeness_verdict, boolean, text, text), '
        'likeness_part_of(uuid, uuid, text, text) TO %I', service);
    EXECUTE format('GRANT SELECT ON likeness, likeness_decision, likeness_member TO %I', service);
END
$$;
