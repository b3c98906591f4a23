-- What is nearest to a name or a word that is not on record. Two neighbouring letters that were exchanged are one slip
-- of the fingers (optimal string alignment), where levenshtein() counts two, and short words share no trigram then.
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION exchanged(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN char_length(word) <= 30 THEN ARRAY(
    SELECT overlay(word PLACING substr(word, place + 1, 1) || substr(word, place, 1) FROM place FOR 2)
      FROM generate_series(1, char_length(word) - 1) AS place
     WHERE substr(word, place, 1) <> substr(word, place + 1, 1)
       -- Words keep their length.
       AND substr(word, place, 1) <> ' ' AND substr(word, place + 1, 1) <> ' ') ELSE '{}' END;
COMMENT ON FUNCTION exchanged(text) IS 'A word of at most 30 letters with each two neighbouring ones exchanged';

CREATE OR REPLACE FUNCTION suggest_actor(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, kind text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    WITH asked AS (SELECT left(fold(value), 100) AS folded),
    turned AS MATERIALIZED (SELECT unnest(exchanged(folded)) AS folded FROM asked),
    near AS (
        (SELECT actor_name.actor, actor_name.text AS matched, actor_name.folded
           FROM actor_name, asked ORDER BY actor_name.folded <-> asked.folded LIMIT 200)
        UNION ALL
        (SELECT actor.id, actor.slug, replace(actor.slug, '-', ' ')
           FROM actor, asked ORDER BY actor.slug <-> asked.folded LIMIT 50)
        UNION ALL
        -- A span of one name keeps to the index of names, where equality would take the slower one of trigrams.
        (SELECT actor_name.actor, actor_name.text, actor_name.folded
           FROM turned JOIN actor_name ON actor_name.folded BETWEEN turned.folded AND turned.folded LIMIT 50)),
    ranked AS (
        SELECT DISTINCT ON (near.actor) near.actor, near.matched, away.distance, similarity(near.folded, asked.folded) AS alike
          FROM near CROSS JOIN asked
         CROSS JOIN LATERAL (
            SELECT CASE WHEN near.folded IN (SELECT folded FROM turned) THEN 1
                        -- The word alone of a name of several: Korea.
                        WHEN char_length(asked.folded) >= 4 AND strpos(' ' || near.folded || ' ', ' ' || asked.folded || ' ') > 0 THEN 1
                        ELSE levenshtein(left(near.folded, 100), asked.folded) END AS distance) AS away
         ORDER BY near.actor, away.distance, similarity(near.folded, asked.folded) DESC),
    nearest AS (
        SELECT ranked.*, actor_standing(ranked.actor) AS standing
          FROM asked, ranked
         WHERE ranked.distance <= greatest(2, char_length(asked.folded) / 2) OR ranked.alike >= 0.4
         ORDER BY ranked.distance, ranked.alike DESC LIMIT 40),
    one AS (
        SELECT DISTINCT ON (standing) nearest.* FROM nearest ORDER BY standing, distance, alike DESC)
    SELECT actor.id, actor.slug, actor.name, actor.kind::text, one.matched
      FROM one
      JOIN actor ON actor.id = one.standing
      JOIN record ON record.id = actor.id AND record.retracted_at IS NULL AND record.withheld_at IS NULL
      LEFT JOIN actor_state ON actor_state.actor = actor.id
     -- Of names that a slip of the fingers leads to, the one that most is said of.
     ORDER BY one.distance, CASE WHEN one.distance <= 1 THEN coalesce(claims_against, 0) + coalesce(claims_by, 0) END DESC,
              one.alike DESC, actor.slug
     LIMIT ceiling;
END;

CREATE OR REPLACE FUNCTION suggest_incident(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    WITH asked AS (SELECT left(fold(value), 100) AS folded),
    near AS (
        (SELECT incident_name.incident, incident_name.text AS matched, incident_name.folded
           FROM incident_name, asked ORDER BY incident_name.folded <-> asked.folded LIMIT 100)
        UNION ALL
        (SELECT incident.id, incident.slug, replace(incident.slug, '-', ' ')
           FROM incident, asked ORDER BY incident.slug <-> asked.folded LIMIT 50)
        UNION ALL
        -- Incidents have long names, of which people remember a word or two.
        (SELECT incident_name.incident, incident_name.text, incident_name.folded
           FROM incident_name, asked ORDER BY incident_name.folded <->> asked.folded LIMIT 50)),
    ranked AS (
        SELECT DISTINCT ON (near.incident) near.incident, near.matched, away.distance, similarity(near.folded, asked.folded) AS alike
          FROM near CROSS JOIN asked
         CROSS JOIN LATERAL (
            SELECT CASE WHEN char_length(asked.folded) >= 4 AND strpos(' ' || near.folded || ' ', ' ' || asked.folded || ' ') > 0 THEN 1
                        ELSE levenshtein(left(near.folded, 100), asked.folded) END AS distance) AS away
         ORDER BY near.incident, away.distance, similarity(near.folded, asked.folded) DESC)
    SELECT incident.id, incident.slug, incident.name, ranked.matched
      FROM asked, ranked
      JOIN incident ON incident.id = ranked.incident
      JOIN record ON record.id = incident.id AND record.retracted_at IS NULL AND record.withheld_at IS NULL
      LEFT JOIN incident_state ON incident_state.incident = incident.id
     WHERE ranked.distance <= greatest(2, char_length(asked.folded) / 2) OR ranked.alike >= 0.4
     ORDER BY ranked.distance, CASE WHEN ranked.distance <= 1 THEN coalesce(incident_state.claims, 0) END DESC,
              ranked.alike DESC, incident.slug
     LIMIT ceiling;
END;

CREATE OR REPLACE FUNCTION search_near(word text, begun boolean) RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH asked AS MATERIALIZED (
        SELECT left(search_near.word, 100) AS word, 1 + char_length(search_near.word) / 6 AS most),
    near AS (
        SELECT known.word, known.records, 0 AS distance, 1::real AS alike
          FROM asked JOIN search_name_word AS known ON known.word = ANY (exchanged(asked.word))
         UNION ALL
        SELECT known.word, known.records, away.distance, similarity(known.word, asked.word)
          FROM asked
          JOIN search_name_word AS known ON known.word % asked.word
         CROSS JOIN LATERAL (
            SELECT least(levenshtein_less_equal(known.word, asked.word, asked.most),
                         CASE WHEN begun THEN
                             levenshtein_less_equal(left(known.word, char_length(asked.word)), asked.word, asked.most)
                         END) AS distance) AS away
         WHERE away.distance <= asked.most)
    SELECT coalesce(array_agg(best.word ORDER BY best.distance, best.alike DESC, best.records DESC, best.word), '{}')
      FROM (SELECT near.word, near.records, min(near.distance) AS distance, max(near.alike) AS alike
              FROM near GROUP BY near.word, near.records
             ORDER BY min(near.distance), max(near.alike) DESC, near.records DESC, near.word LIMIT 5) AS best;
END;

REVOKE ALL ON FUNCTION exchanged(text) FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION exchanged(text) TO %I', 'claimd_service');
END
$$;
