-- Sectors as values of a filter: a typo must not read as "nobody attacked banks".
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION resolve_sector(value text) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- One that incidents had once is no typo, and citations of the past go on to answer.
    WITH asked AS (SELECT (regexp_replace(lower(value), '[ _]+', '-', 'g') COLLATE "C") AS sector)
    SELECT asked.sector FROM asked
     WHERE EXISTS (SELECT FROM incident_victim_sector AS victim WHERE victim.sector = asked.sector)
        OR EXISTS (SELECT FROM claimd_past.incident_victim_sector AS victim WHERE victim.sector = asked.sector);
END;
COMMENT ON FUNCTION resolve_sector(text) IS
    'The sector that a value names, whatever its case and whether its words are parted by spaces, underscores or hyphens; null unless an incident''s victims are or were in it';

CREATE FUNCTION suggest_sector(value text, ceiling int DEFAULT 3) RETURNS SETOF text
LANGUAGE sql STABLE ROWS 3
BEGIN ATOMIC
    -- From one to the next, since each stands for many incidents.
    WITH RECURSIVE known (sector) AS (
        SELECT min(sector) FROM incident_victim_sector
        UNION ALL
        SELECT (SELECT min(next.sector) FROM incident_victim_sector AS next WHERE next.sector > known.sector)
          FROM known WHERE known.sector IS NOT NULL),
    asked AS (SELECT left(replace(fold(value), ' ', '-'), 100) AS folded)
    SELECT known.sector
      FROM known CROSS JOIN asked
     CROSS JOIN LATERAL (
        SELECT CASE WHEN known.sector = ANY (exchanged(asked.folded)) THEN 1
                    WHEN char_length(asked.folded) >= 4 AND strpos(known.sector, asked.folded) > 0 THEN 1
                    ELSE levenshtein(left(known.sector, 100), asked.folded) END AS distance) AS away
     WHERE away.distance <= greatest(2, char_length(asked.folded) / 2)
     ORDER BY away.distance, known.sector
     LIMIT ceiling;
END;
COMMENT ON FUNCTION suggest_sector(text, int) IS 'The sectors of victims that are nearest to a value that is none of them';

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    place name;
BEGIN
    -- What statements on the past and on what had been said call: a sector known at any time is known.
    FOREACH place IN ARRAY ARRAY['claimd_as_of', 'claimd_known', 'claimd_known_as_of'] LOOP
        EXECUTE format('CREATE FUNCTION %I.resolve_sector(value text) RETURNS text LANGUAGE sql STABLE '
            'RETURN claimd.resolve_sector(value)', place);
        EXECUTE format('CREATE FUNCTION %I.suggest_sector(value text, ceiling int DEFAULT 3) RETURNS SETOF text '
            'LANGUAGE sql STABLE ROWS 3 BEGIN ATOMIC SELECT claimd.suggest_sector(value, ceiling); END', place);
        EXECUTE format('COMMENT ON FUNCTION %I.resolve_sector(text) IS %L', place,
            obj_description('resolve_sector(text)'::regprocedure, 'pg_proc'));
        EXECUTE format('COMMENT ON FUNCTION %I.suggest_sector(text, int) IS %L', place,
            obj_description('suggest_sector(text, int)'::regprocedure, 'pg_proc'));
    END LOOP;
    FOREACH place IN ARRAY ARRAY['claimd', 'claimd_as_of', 'claimd_known', 'claimd_known_as_of'] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %1$I.resolve_sector(text), %1$I.suggest_sector(text, int) FROM PUBLIC', place);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %1$I.resolve_sector(text), %1$I.suggest_sector(text, int) TO %2$I',
            place, service);
    END LOOP;
END
$$;
