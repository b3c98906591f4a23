-- From what a reader or an importer writes to the records that he means.
SET LOCAL search_path = claimd, pg_temp;

CREATE INDEX actor_slug_trgm ON actor USING gist (slug gist_trgm_ops);
CREATE INDEX incident_slug_trgm ON incident USING gist (slug gist_trgm_ops);

CREATE FUNCTION actors_standing(found_by text, named uuid[])
RETURNS TABLE (tier text, id uuid, slug text, name text, kind text, merged_from text)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT found_by, standing.id, standing.slug, standing.name, standing.kind::text,
           -- Null where one of them is itself named.
           CASE WHEN bool_and(asked.id <> standing.id) THEN min(asked.slug) END
      FROM unnest(named) AS one (id)
      JOIN actor asked ON asked.id = one.id
      JOIN actor standing ON standing.id
           = CASE WHEN asked.merged_into IS NULL THEN asked.id ELSE actor_standing(asked.id) END
     GROUP BY standing.id, standing.slug, standing.name, standing.kind
     ORDER BY standing.slug;
END
$$;
COMMENT ON FUNCTION actors_standing(text, uuid[]) IS
    'The actors that stand for some, each once; merged_from is the slug of one that was merged into it and is meant';

CREATE FUNCTION resolve_actor(value text)
RETURNS TABLE (tier text, id uuid, slug text, name text, kind text, merged_from text)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
DECLARE
    as_id uuid := to_uuid(value);
    folded_value text := fold(value);
    found_ids uuid[];
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
    found_ids := ARRAY(
        SELECT actor FROM actor_name JOIN record ON record.id = actor
         WHERE folded = folded_value AND actor_name.kind <> 'demonym' AND retracted_at IS NULL);
    IF cardinality(found_ids) > 0 THEN
        RETURN QUERY SELECT * FROM actors_standing('name', found_ids);
        RETURN;
    END IF;
    RETURN QUERY SELECT * FROM actors_standing('demonym', ARRAY(
        SELECT actor FROM actor_name JOIN record ON record.id = actor
         WHERE folded = folded_value AND actor_name.kind = 'demonym' AND retracted_at IS NULL));
END
$$;
COMMENT ON FUNCTION resolve_actor(text) IS
    'The actors that a value names, by the first that has any of: id, slug, iso, name, demonym; several are a union; for an actor that was merged into another, that other';

CREATE FUNCTION resolve_incident(value text)
RETURNS TABLE (tier text, id uuid, slug text, name text)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'id', incident.id, slug, name FROM incident WHERE incident.id = to_uuid(value);
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'slug', incident.id, slug, name FROM incident WHERE slug = lower(value COLLATE "C");
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'name', incident.id, slug, name FROM incident JOIN record USING (id)
        WHERE incident.id IN (SELECT incident FROM incident_name WHERE folded = fold(value))
          AND retracted_at IS NULL
        ORDER BY slug;
END
$$;
COMMENT ON FUNCTION resolve_incident(text) IS 'The incidents that a value names, by the first that has any of: id, slug, name';

CREATE FUNCTION resolve_source(value text)
RETURNS TABLE (tier text, id uuid, slug text, name text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
    SELECT CASE WHEN source.id = to_uuid(value) THEN 'id' ELSE 'slug' END, source.id, source.slug, source.title
      FROM source
     WHERE source.id = to_uuid(value) OR source.slug = lower(value COLLATE "C");
END;
COMMENT ON FUNCTION resolve_source(text) IS 'The source that a value names by id or slug';

CREATE FUNCTION resolve_collection(value text)
RETURNS TABLE (tier text, id uuid, slug text, name text)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT 'id', collection.id, slug, name FROM collection WHERE collection.id = to_uuid(value);
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'slug', collection.id, slug, name FROM collection WHERE slug = lower(value COLLATE "C");
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'name', collection.id, slug, name FROM collection WHERE fold(name) = fold(value) ORDER BY slug;
END
$$;
COMMENT ON FUNCTION resolve_collection(text) IS
    'The collections that a value names, by the first that has any of: id, slug, name';

-- Two hundred candidates share some trigram; the edit distance then decides, since a short word with two letters
-- exchanged shares few.
CREATE FUNCTION suggest_actor(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, kind text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    WITH asked AS (SELECT left(fold(value), 100) AS folded),
    near AS (
        (SELECT actor_name.actor, actor_name.text AS matched, actor_name.folded
           FROM actor_name, asked ORDER BY actor_name.folded <-> asked.folded LIMIT 200)
        UNION ALL
        (SELECT actor.id, actor.slug, replace(actor.slug, '-', ' ')
           FROM actor, asked ORDER BY actor.slug <-> asked.folded LIMIT 50)),
    ranked AS (
        SELECT DISTINCT ON (near.actor) near.actor, near.matched,
               levenshtein(left(near.folded, 100), asked.folded) AS distance, similarity(near.folded, asked.folded) AS alike
          FROM near, asked
         ORDER BY near.actor, levenshtein(left(near.folded, 100), asked.folded), similarity(near.folded, asked.folded) DESC)
    SELECT actor.id, actor.slug, actor.name, actor.kind::text, ranked.matched
      FROM asked, ranked JOIN actor ON actor.id = ranked.actor
     WHERE ranked.distance <= greatest(2, char_length(asked.folded) / 2) OR ranked.alike >= 0.4
     ORDER BY ranked.distance, ranked.alike DESC, actor.slug LIMIT ceiling;
END;
COMMENT ON FUNCTION suggest_actor(text, int) IS 'The actors whose slug or a name is nearest to a value that names none';

CREATE FUNCTION suggest_incident(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    WITH asked AS (SELECT left(fold(value), 100) AS folded),
    near AS (
        (SELECT incident_name.incident, incident_name.text AS matched, incident_name.folded
           FROM incident_name, asked ORDER BY incident_name.folded <-> asked.folded LIMIT 100)
        UNION ALL
        (SELECT incident.id, incident.slug, replace(incident.slug, '-', ' ')
           FROM incident, asked ORDER BY incident.slug <-> asked.folded LIMIT 50)),
    ranked AS (
        SELECT DISTINCT ON (near.incident) near.incident, near.matched,
               levenshtein(left(near.folded, 100), asked.folded) AS distance, similarity(near.folded, asked.folded) AS alike
          FROM near, asked
         ORDER BY near.incident, levenshtein(left(near.folded, 100), asked.folded), similarity(near.folded, asked.folded) DESC)
    SELECT incident.id, incident.slug, incident.name, ranked.matched
      FROM asked, ranked JOIN incident ON incident.id = ranked.incident
     WHERE ranked.distance <= greatest(2, char_length(asked.folded) / 2) OR ranked.alike >= 0.4
     ORDER BY ranked.distance, ranked.alike DESC, incident.slug LIMIT ceiling;
END;
COMMENT ON FUNCTION suggest_incident(text, int) IS 'The incidents whose slug or a name is nearest to a value that names none';

-- Sources are many: their neighbours in the order of slugs are enough, without an index of trigrams.
CREATE FUNCTION suggest_source(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    WITH asked AS (SELECT left(replace(fold(value), ' ', '-'), 100) COLLATE "C" AS folded),
    near AS (
        (SELECT source.id, source.slug, source.title FROM source, asked
          WHERE source.slug >= asked.folded ORDER BY source.slug LIMIT 50)
        UNION ALL
        (SELECT source.id, source.slug, source.title FROM source, asked
          WHERE source.slug < asked.folded ORDER BY source.slug DESC LIMIT 50))
    SELECT near.id, near.slug, near.title, near.slug
      FROM near, asked
     WHERE levenshtein(near.slug, asked.folded) <= greatest(2, char_length(asked.folded) / 2)
     ORDER BY levenshtein(near.slug, asked.folded), near.slug LIMIT ceiling;
END;
COMMENT ON FUNCTION suggest_source(text, int) IS 'The sources whose slug is nearest to a value that names none';

CREATE FUNCTION suggest_collection(value text, ceiling int DEFAULT 3)
RETURNS TABLE (id uuid, slug text, name text, matched text)
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    SELECT collection.id, collection.slug, collection.name, collection.slug
      FROM collection
     WHERE levenshtein(collection.slug, left(fold(value), 100)) <= greatest(2, char_length(value) / 2)
     ORDER BY levenshtein(collection.slug, left(fold(value), 100)), collection.slug LIMIT ceiling;
END;
COMMENT ON FUNCTION suggest_collection(text, int) IS 'The collections whose slug is nearest to a value that names none';
