-- What had been said by a day: views that leave out what was said later and derive status, counts, reach and
-- corroboration from the rest; of the record as it stands, and of the record as it stood.
SET LOCAL search_path = claimd, pg_temp;

CREATE FUNCTION known_on() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('claimd.known_on')::date;
COMMENT ON FUNCTION known_on() IS 'The day that the views of claimd_known know up to; without one they cannot be read';

CREATE FUNCTION known_undated() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('claimd.known_undated')::boolean;
COMMENT ON FUNCTION known_undated() IS 'Whether they show statements of which nobody knows when they were made';

-- place: the schema that is made; base: where its tables are read from.
CREATE FUNCTION known_make(place name, base name) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $make$
DECLARE
    -- In these texts "base." and "place." stand for the two schemas. What is asked of each row is in functions: inlined,
    -- it would be planned anew for every use, which takes longer than to run it.
    definitions CONSTANT text[] := ARRAY[
$def$ CREATE FUNCTION place.said(asked uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 AS $body$
DECLARE
    at date;
BEGIN
    SELECT claimed_to INTO at FROM base.statement WHERE id = asked;
    IF at IS NULL THEN
        SELECT min(source.published_to) INTO at
          FROM base.citation JOIN base.source ON source.id = citation.source WHERE citation.statement = asked;
    END IF;
    RETURN coalesce(at <= claimd.known_on(), claimd.known_undated());
END
$body$ $def$,
$def$ CREATE FUNCTION place.is_live(asked uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN place.said(asked)
       AND EXISTS (SELECT FROM base.record WHERE id = asked AND retracted_at IS NULL AND withheld_at IS NULL)
       AND NOT EXISTS (SELECT FROM base.statement AS newer JOIN base.record AS heir ON heir.id = newer.id
                        WHERE newer.supersedes = asked AND heir.retracted_at IS NULL AND place.said(newer.id));
END
$body$ $def$,
-- What supersedes among fewer statements supersedes among all.
$def$ CREATE FUNCTION place.status(asked uuid, at_last claimd.statement_status) RETURNS claimd.statement_status
LANGUAGE plpgsql STABLE COST 2000 AS $body$
BEGIN
    IF at_last IN ('retracted', 'withheld')
       OR at_last = 'uncontested' AND NOT EXISTS (SELECT FROM base.counter_target AS target WHERE target.target = asked) THEN
        RETURN at_last;
    END IF;
    IF at_last = 'superseded' THEN
        IF EXISTS (SELECT FROM base.statement AS newer JOIN base.record AS heir ON heir.id = newer.id
                    WHERE newer.supersedes = asked AND heir.retracted_at IS NULL AND place.said(newer.id)) THEN
            RETURN at_last;
        END IF;
        IF EXISTS (SELECT FROM base.record WHERE id = asked AND withheld_at IS NOT NULL) THEN
            RETURN 'withheld';
        END IF;
    END IF;
    RETURN (SELECT CASE WHEN bool_or(answer.stance <> 'counter_accuses') THEN 'disputed'::claimd.statement_status
                        WHEN count(*) > 0 THEN 'answered' ELSE 'uncontested' END
              FROM base.counter_target AS target JOIN base.counter_claim AS answer ON answer.id = target.counter_claim
             WHERE target.target = asked AND place.is_live(answer.id));
END
$body$ $def$,
$def$ CREATE FUNCTION place.counter_claims(asked uuid) RETURNS int LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN (SELECT count(*) FROM base.counter_target AS answer
             WHERE answer.target = asked AND place.is_live(answer.counter_claim));
END
$body$ $def$,
$def$ CREATE FUNCTION place.endorsements(asked uuid) RETURNS int LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN (SELECT count(*) FROM base.endorsement_target AS answer
             WHERE answer.target = asked AND place.is_live(answer.endorsement));
END
$body$ $def$,
-- Reads views that call it.
$def$ CREATE FUNCTION place.corroboration(asked uuid) RETURNS int LANGUAGE plpgsql STABLE AS $body$
BEGIN
    RETURN coalesce((
        SELECT want.corroboration
          FROM base.claim CROSS JOIN LATERAL place.want_corroboration(ARRAY[claim.subject]) AS want
         WHERE claim.id = asked AND claim.subject IS NOT NULL AND want.claim = asked), 0);
END
$body$ $def$,
$def$ CREATE VIEW place.statement AS
    SELECT one.* FROM base.statement AS one
     WHERE CASE WHEN one.claimed_to IS NOT NULL THEN one.claimed_to <= (SELECT claimd.known_on())
                ELSE place.said(one.id) END $def$,
$def$ CREATE VIEW place.claim_state AS
    SELECT state.statement, state.type, place.status(state.statement, state.status) AS status,
           state.claimed_from, state.created_at, state.updated_at,
           place.counter_claims(state.statement) AS counter_claim_count,
           place.endorsements(state.statement) AS endorsement_count,
           CASE WHEN state.type = 'claim' THEN place.corroboration(state.statement) ELSE 0 END AS corroboration,
           state.claimants, state.accused, state.targets, state.sources
      FROM base.claim_state AS state
     -- A date spans a year at most, so most need not be looked up.
     WHERE (state.claimed_from IS NULL OR state.claimed_from <= (SELECT claimd.known_on()))
       AND (state.claimed_from <= (SELECT claimd.known_on() - 366) OR place.said(state.statement)) $def$,
$def$ CREATE VIEW place.actor_reach AS
    SELECT member, role, root, via, valid, claims, claim_count, claimants
      FROM base.actor_reach WHERE via <> 'attributed_to'
     UNION ALL
    SELECT attributed.member, 'accused', attributed.root, 'attributed_to', range_agg(attributed.valid),
           (array_agg(attributed.claim ORDER BY attributed.claimed_from, attributed.claim))[1:20],
           count(*)::int,
           (SELECT count(DISTINCT claimant.actor)::int FROM base.statement_claimant AS claimant
             WHERE claimant.statement = ANY (array_agg(attributed.claim)))
      FROM (SELECT own.member, up.root, range_agg(up.valid) AS valid, claim.id AS claim, statement.claimed_from
              FROM base.claim
              JOIN base.statement ON statement.id = claim.id
              JOIN base.actor_reach AS subject
                ON (subject.member, subject.role, subject.via) = (claim.subject_actor, 'accused', 'self')
              JOIN base.claim_accused AS accused ON accused.claim = claim.id
              JOIN base.actor_reach AS standing
                ON (standing.member, standing.role, standing.via) = (accused.actor, 'accused', 'self')
               AND standing.root <> subject.root
              JOIN base.actor_reach AS up
                ON (up.member, up.role) = (accused.actor, 'accused') AND up.via IN ('self', 'part_of')
               AND up.root <> subject.root
              JOIN base.actor_reach AS own ON (own.root, own.role, own.via) = (subject.root, 'accused', 'self')
             WHERE claim.subject_type = 'actor' AND place.is_live(claim.id)
             GROUP BY own.member, up.root, claim.id, statement.claimed_from) AS attributed
     GROUP BY attributed.member, attributed.root $def$,
$def$ CREATE VIEW place.claim_reach AS
    SELECT reach.root, reach.claim, reach.member, reach.created_at, reach.updated_at, reach.role, reach.via,
           place.status(reach.claim, reach.status) AS status, reach.claimed_from
      FROM base.claim_reach AS reach
     WHERE reach.via IN ('self', 'part_of')
       AND (reach.claimed_from IS NULL OR reach.claimed_from <= (SELECT claimd.known_on()))
       AND (reach.claimed_from <= (SELECT claimd.known_on() - 366) OR place.said(reach.claim))
     UNION ALL
    SELECT led.root, led.claim, led.member, led.created_at, led.updated_at, led.role, led.via,
           place.status(led.claim, led.status), led.claimed_from
      FROM (SELECT DISTINCT ON (named.claim, reach.root)
                   reach.root, named.claim, named.actor AS member, state.created_at, state.updated_at, reach.role, reach.via,
                   state.status, state.claimed_from
              FROM base.claim_accused AS named
              JOIN base.statement ON statement.id = named.claim
              JOIN base.claim_state AS state ON state.statement = named.claim
              JOIN place.actor_reach AS reach
                ON (reach.member, reach.role) = (named.actor, 'accused') AND reach.via IN ('attributed_to', 'national_of')
               AND (statement.claimed_from IS NULL
                    OR reach.valid && daterange(statement.claimed_from, statement.claimed_to, '[]'))
             WHERE place.said(named.claim)
               AND NOT EXISTS (
                SELECT FROM base.claim_reach AS nearer
                 WHERE (nearer.claim, nearer.role, nearer.root) = (named.claim, 'accused', reach.root)
                   AND nearer.via IN ('self', 'part_of'))
             ORDER BY named.claim, reach.root, reach.via, named.position) AS led $def$];
    derived CONSTANT text := 'statement|claim_state|actor_reach|claim_reach';
    routines CONSTANT regprocedure[] := ARRAY[
        'subject_aliases(uuid[])', 'outermost(uuid[])', 'corroborated(uuid[])', 'want_corroboration(uuid[])'];
    tables CONSTANT text := (SELECT string_agg(relname, '|') FROM pg_class
                              WHERE relnamespace = 'claimd_as_of'::regnamespace AND relkind = 'v');
    definition text;
    called text;
    number smallint;
    routine regprocedure;
BEGIN
    EXECUTE format('CREATE SCHEMA %I', place);
    FOREACH definition IN ARRAY definitions LOOP
        EXECUTE regexp_replace(regexp_replace(definition, '\mplace\.', quote_ident(place) || '.', 'g'),
            '\mbase\.', quote_ident(base) || '.', 'g');
    END LOOP;
    FOR called IN
        SELECT relname FROM pg_class WHERE relnamespace = 'claimd_as_of'::regnamespace AND relkind = 'v'
           AND relname <> ALL (string_to_array(derived, '|')) ORDER BY 1
    LOOP
        EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %I.%I', place, called, base, called);
    END LOOP;
    FOR called IN SELECT relname FROM pg_class WHERE relnamespace = place::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('COMMENT ON VIEW %I.%I IS %L', place, called, format('%I.%I, as far as it had been said', base, called));
        FOR definition, number IN
            SELECT attname, attnum FROM pg_attribute
             WHERE attrelid = format('%I.%I', place, called)::regclass AND attnum > 0
        LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', place, called, definition,
                (SELECT col_description(attrelid, attnum) FROM pg_attribute
                  WHERE attrelid = format('claimd_as_of.%I', called)::regclass AND attname = definition));
        END LOOP;
    END LOOP;
    FOREACH routine IN ARRAY routines LOOP
        SET LOCAL search_path = pg_catalog;
        definition := pg_get_functiondef(routine);
        definition := replace(definition, 'SET search_path TO ''claimd'', ''pg_temp''',
            format('SET search_path TO %L, ''claimd'', ''pg_temp''', place));
        definition := regexp_replace(definition, '^CREATE OR REPLACE FUNCTION claimd\.',
            format('CREATE FUNCTION %I.', place));
        definition := regexp_replace(definition, '\mclaimd\.(' || tables || '|subject_aliases|outermost|corroborated)\M',
            quote_ident(place) || '.\1', 'g');
        -- They ask for what links alone lead to; the views would follow all attributions for it.
        definition := regexp_replace(definition, '\m(JOIN|FROM) (claim_reach|actor_reach)\M', format('\1 %I.\2', base), 'g');
        -- The rows of a subject are few, and the views do not tell the planner.
        IF routine = 'claimd.outermost(uuid[])'::regprocedure THEN
            definition := regexp_replace(definition, '(?=\nAS )',
                E'\n SET enable_seqscan TO off SET enable_hashjoin TO off SET enable_mergejoin TO off SET enable_material TO off');
        END IF;
        -- Nor is there any corroboration yet that might be right.
        definition := replace(definition, 'state.corroboration AS stored', '0 AS stored');
        definition := replace(definition, ', state.corroboration)', ')');
        EXECUTE definition;
        EXECUTE format('COMMENT ON FUNCTION %I.%s IS %L', place, replace(routine::text, 'claimd.', ''),
            obj_description(routine, 'pg_proc') || '; among what had been said');
        SET LOCAL search_path = claimd, pg_temp;
    END LOOP;
    -- What else statements call: as in the schema below.
    FOR called IN
        SELECT replace(oid::regprocedure::text, 'claimd_as_of.', '') FROM pg_proc
         WHERE pronamespace = 'claimd_as_of'::regnamespace ORDER BY 1
    LOOP
        routine := (quote_ident(base) || '.' || called)::regprocedure;
        SET LOCAL search_path = pg_catalog;
        EXECUTE regexp_replace(pg_get_functiondef(routine), '^CREATE OR REPLACE FUNCTION \w+\.',
            format('CREATE FUNCTION %I.', place));
        SET LOCAL search_path = claimd, pg_temp;
        EXECUTE format('COMMENT ON FUNCTION %I.%s IS %L', place, called, obj_description(routine, 'pg_proc'));
    END LOOP;
    FOR called, definition IN
        SELECT * FROM (VALUES ('said(uuid)', 'Whether a statement had been made: by the end of its date, else by the first date of a source that has it'),
            ('is_live(uuid)', 'Whether a statement had been made, and is neither retracted nor withheld, nor superseded by one that had been made'),
            ('status(uuid, claimd.statement_status)', 'Where a statement stood among what had been said, given where it stands among all'),
            ('counter_claims(uuid)', 'How many live counter-claims a statement had'),
            ('endorsements(uuid)', 'How many live endorsements a statement had'),
            ('corroboration(uuid)', 'How many independent others accuse the same, among what had been said')) AS told
    LOOP
        EXECUTE format('COMMENT ON FUNCTION %I.%s IS %L', place, called, definition);
    END LOOP;
END
$make$;
COMMENT ON FUNCTION known_make(name, name) IS
    'Makes a schema that shows what had been said by known_on(), of the tables in claimd or claimd_as_of';

SELECT known_make('claimd_known', 'claimd');
SELECT known_make('claimd_known_as_of', 'claimd_as_of');
COMMENT ON SCHEMA claimd_known IS 'The tables of claimd as far as they had been said by the day that known_on() tells, under their own names';
COMMENT ON SCHEMA claimd_known_as_of IS 'The same of claimd_as_of: what is on record as it stood, as far as it had been said';

DO $$
DECLARE
    service CONSTANT name := 'claimd_service';
    routine regprocedure;
    place name;
BEGIN
    FOR routine IN
        SELECT oid::regprocedure FROM pg_proc
         WHERE pronamespace IN ('claimd_known'::regnamespace, 'claimd_known_as_of'::regnamespace)
            OR pronamespace = 'claimd'::regnamespace AND proname IN ('known_on', 'known_undated', 'known_make')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', routine, service);
    END LOOP;
    EXECUTE format('REVOKE EXECUTE ON FUNCTION known_make(name, name) FROM %I', service);
    FOREACH place IN ARRAY ARRAY['claimd_known', 'claimd_known_as_of']::name[] LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', place);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', place, service);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', place, service);
    END LOOP;
END
$$;
