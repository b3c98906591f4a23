-- How the derived tables are computed. Each want_… function says from the records alone what a derived table must hold
-- for some keys; each derive_… function brings the table there. All run under the writer's lock.
SET LOCAL search_path = claimd, pg_temp;

-- The planner sees through this: with the array before it, it knows how many there are.
CREATE FUNCTION each(ids uuid[]) RETURNS TABLE (id uuid)
LANGUAGE sql IMMUTABLE ROWS 10
BEGIN ATOMIC
    SELECT one.id FROM unnest(ids) AS one (id);
END;
COMMENT ON FUNCTION each(uuid[]) IS 'The ids of an array, which has each of them once, as rows';

-- One plan for any number does not exist: that for a few probes indexes and would take hours for a million, that for a
-- million reads whole tables and would take a second for one. Plans for a few are kept, others are made when needed.
CREATE FUNCTION plan_for(several bigint) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF several > 100 AND current_setting('plan_cache_mode') <> 'force_custom_plan' THEN
        PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
    END IF;
END
$$;
COMMENT ON FUNCTION plan_for(bigint) IS
    'Has statements planned for their values, from here to the end of the write function, where these are many';

CREATE FUNCTION want_claim_state(statements uuid[])
RETURNS TABLE (statement uuid, type record_type, status statement_status, claimed_from date,
    created_at timestamptz, updated_at timestamptz, counter_claim_count int, endorsement_count int,
    claimants uuid[], accused uuid[], targets uuid[], sources uuid[])
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH asked AS MATERIALIZED (SELECT id FROM each(statements)),
    countered AS MATERIALIZED (
        SELECT target.target, count(*)::int AS live, bool_or(counter.stance <> 'counter_accuses') AS disputed
          FROM asked
          JOIN counter_target target ON target.target = asked.id
          JOIN counter_claim counter ON counter.id = target.counter_claim
          JOIN record ON record.id = counter.id AND record.retracted_at IS NULL AND record.withheld_at IS NULL
         WHERE NOT EXISTS (
            SELECT FROM statement newer JOIN record AS heir ON heir.id = newer.id
             WHERE newer.supersedes = counter.id AND heir.retracted_at IS NULL)
         GROUP BY target.target),
    endorsed AS MATERIALIZED (
        SELECT target.target, count(*)::int AS live
          FROM asked
          JOIN endorsement_target target ON target.target = asked.id
          JOIN record ON record.id = target.endorsement AND record.retracted_at IS NULL AND record.withheld_at IS NULL
         WHERE NOT EXISTS (
            SELECT FROM statement newer JOIN record AS heir ON heir.id = newer.id
             WHERE newer.supersedes = target.endorsement AND heir.retracted_at IS NULL)
         GROUP BY target.target)
    SELECT s.id, s.type,
           CASE WHEN record.retracted_at IS NOT NULL THEN 'retracted'::statement_status
                WHEN EXISTS (SELECT FROM statement newer JOIN record AS heir ON heir.id = newer.id
                              WHERE newer.supersedes = s.id AND heir.retracted_at IS NULL) THEN 'superseded'
                WHEN record.withheld_at IS NOT NULL THEN 'withheld'
                WHEN countered.disputed THEN 'disputed'
                WHEN countered.live > 0 THEN 'answered'
                ELSE 'uncontested' END,
           s.claimed_from, record.created_at, record.updated_at,
           coalesce(countered.live, 0), coalesce(endorsed.live, 0),
           ARRAY(SELECT actor FROM statement_claimant WHERE statement_claimant.statement = s.id ORDER BY position),
           ARRAY(SELECT actor FROM claim_accused WHERE claim = s.id ORDER BY position),
           CASE s.type
               WHEN 'counter_claim' THEN
                   ARRAY(SELECT target FROM counter_target WHERE counter_claim = s.id ORDER BY position)
               WHEN 'endorsement' THEN
                   ARRAY(SELECT target FROM endorsement_target WHERE endorsement = s.id ORDER BY position)
               ELSE '{}' END,
           ARRAY(SELECT source FROM citation WHERE citation.statement = s.id GROUP BY source ORDER BY min(position))
      FROM asked
      JOIN statement s ON s.id = asked.id
      JOIN record ON record.id = s.id
      LEFT JOIN countered ON countered.target = s.id
      LEFT JOIN endorsed ON endorsed.target = s.id;
END;
COMMENT ON FUNCTION want_claim_state(uuid[]) IS
    'What claim_state must hold for these statements, corroboration aside';

CREATE FUNCTION derive_claim_state(statements uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO claim_state AS have (statement, type, status, claimed_from, created_at, updated_at,
        counter_claim_count, endorsement_count, claimants, accused, targets, sources)
    SELECT * FROM want_claim_state(statements)
    ON CONFLICT (statement) DO UPDATE SET (status, claimed_from, created_at, updated_at, counter_claim_count,
            endorsement_count, claimants, accused, targets, sources)
        = ROW (excluded.status, excluded.claimed_from, excluded.created_at, excluded.updated_at,
            excluded.counter_claim_count, excluded.endorsement_count, excluded.claimants, excluded.accused,
            excluded.targets, excluded.sources)
     WHERE (have.status, have.claimed_from, have.created_at, have.updated_at, have.counter_claim_count,
            have.endorsement_count, have.claimants, have.accused, have.targets, have.sources)
        IS DISTINCT FROM (excluded.status, excluded.claimed_from, excluded.created_at, excluded.updated_at,
            excluded.counter_claim_count, excluded.endorsement_count, excluded.claimants, excluded.accused,
            excluded.targets, excluded.sources);
END
$$;
COMMENT ON FUNCTION derive_claim_state(uuid[]) IS 'Brings claim_state up to date for these statements';

CREATE FUNCTION want_actor_reach(members uuid[])
RETURNS TABLE (member uuid, role reach_role, root uuid, via reach_via, valid datemultirange,
    claims uuid[], claim_count int, claimants int)
LANGUAGE sql STABLE
BEGIN ATOMIC
    -- Who was merged into another has the reach of the actor that stands for both.
    WITH RECURSIVE asked AS MATERIALIZED (
        SELECT actor.id, CASE WHEN actor.merged_into IS NULL THEN actor.id ELSE actor_standing(actor.id) END AS standing
          FROM each(members) AS named JOIN actor ON actor.id = named.id),
    alias (standing, id) AS (
        SELECT asked.standing, asked.standing FROM asked
        UNION
        SELECT alias.standing, actor.id FROM alias JOIN actor ON actor.merged_into = alias.id),
    attribution AS MATERIALIZED (
        SELECT alias.standing AS member, claim.id AS claim, accused.standing AS accused
          FROM alias
          JOIN claim ON claim.subject = alias.id
          JOIN claim_state state ON state.statement = claim.id
           AND state.status IN ('disputed', 'answered', 'uncontested')
          JOIN claim_accused ON claim_accused.claim = claim.id
          JOIN LATERAL (
            SELECT CASE WHEN actor.merged_into IS NULL THEN actor.id ELSE actor_standing(actor.id) END AS standing
              FROM actor WHERE actor.id = claim_accused.actor) AS accused ON accused.standing <> alias.standing),
    up (member, root, valid) AS (
        SELECT id, id, daterange(NULL, NULL)
          FROM (SELECT standing AS id FROM asked UNION SELECT accused FROM attribution) AS start
        UNION
        SELECT up.member, CASE WHEN target.merged_into IS NULL THEN target.id ELSE actor_standing(target.id) END,
               up.valid * link.period
          FROM up
          JOIN actor_link link ON link.actor = up.root AND link.type = 'part_of'
          JOIN actor target ON target.id = link.target
         WHERE up.valid && link.period),
    ascent AS MATERIALIZED (
        SELECT up.member, up.root, range_agg(up.valid) AS valid FROM up GROUP BY up.member, up.root),
    attributed AS MATERIALIZED (
        SELECT attribution.member, ascent.root, range_agg(ascent.valid) AS valid,
               array_agg(DISTINCT attribution.claim) AS claims
          FROM attribution JOIN ascent ON ascent.member = attribution.accused
         WHERE ascent.root <> attribution.member
         GROUP BY attribution.member, ascent.root)
    SELECT asked.id, side.role, ascent.root,
           CASE WHEN ascent.root = ascent.member THEN 'self'::reach_via ELSE 'part_of' END, ascent.valid,
           '{}'::uuid[], 0, 0
      FROM asked JOIN ascent ON ascent.member = asked.standing
     CROSS JOIN (VALUES ('accused'::reach_role), ('claimant')) AS side (role)
    UNION ALL
    SELECT asked.id, 'accused', attributed.root, 'attributed_to', attributed.valid,
           ARRAY(SELECT claim_state.statement FROM claim_state
                  WHERE claim_state.statement = ANY (attributed.claims)
                  ORDER BY claim_state.claimed_from, claim_state.statement LIMIT 20),
           cardinality(attributed.claims),
           (SELECT count(DISTINCT statement_claimant.actor)::int FROM statement_claimant
             WHERE statement_claimant.statement = ANY (attributed.claims))
      FROM asked JOIN attributed ON attributed.member = asked.standing
    UNION ALL
    SELECT asked.id, 'accused', actor_standing(link.target), 'national_of', range_agg(link.period), '{}', 0, 0
      FROM asked JOIN actor_link link ON link.actor = asked.standing AND link.type = 'national_of'
     GROUP BY asked.id, actor_standing(link.target);
END;
COMMENT ON FUNCTION want_actor_reach(uuid[]) IS
    'What actor_reach must hold for these members; attributions count while claim_state calls them live';

CREATE FUNCTION derive_actor_reach(members uuid[], OUT changed uuid[], OUT regrouped uuid[])
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    WITH want AS MATERIALIZED (SELECT * FROM want_actor_reach(members)),
    gone AS (
        DELETE FROM actor_reach have USING each(members) AS asked
         WHERE have.member = asked.id
           AND NOT EXISTS (SELECT FROM want WHERE (want.member, want.role, want.root, want.via)
                                                = (have.member, have.role, have.root, have.via))
        RETURNING have.member, have.via),
    moved AS (
        SELECT want.member, want.via FROM want
          LEFT JOIN actor_reach have USING (member, role, root, via)
         WHERE have.valid IS DISTINCT FROM want.valid),
    written AS (
        INSERT INTO actor_reach AS have (member, role, root, via, valid, claims, claim_count, claimants)
        SELECT want.member, want.role, want.root, want.via, want.valid, want.claims, want.claim_count, want.claimants
          FROM want
        ON CONFLICT (member, role, root, via) DO UPDATE
           SET valid = excluded.valid, claims = excluded.claims, claim_count = excluded.claim_count,
               claimants = excluded.claimants
         WHERE (have.valid, have.claims, have.claim_count, have.claimants)
            IS DISTINCT FROM (excluded.valid, excluded.claims, excluded.claim_count, excluded.claimants))
    SELECT coalesce(array_agg(DISTINCT member), '{}'),
           coalesce(array_agg(DISTINCT member) FILTER (WHERE via IN ('self', 'part_of')), '{}')
      INTO changed, regrouped
      FROM (SELECT member, via FROM gone UNION ALL SELECT member, via FROM moved) AS either;
END
$$;
COMMENT ON FUNCTION derive_actor_reach(uuid[]) IS
    'Brings actor_reach up to date for these members; returns those whose claims must follow, and of them those who are part of others than before, whose claims'' corroboration must follow as well: it does not ask whom a group is attributed to';

CREATE FUNCTION want_claim_reach(claims uuid[])
RETURNS TABLE (root uuid, claim uuid, member uuid, created_at timestamptz, updated_at timestamptz,
    role reach_role, via reach_via, status statement_status, claimed_from date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT ON (named.claim, named.role, reach.root)
           reach.root, named.claim, named.actor, state.created_at, state.updated_at, named.role, reach.via,
           state.status, state.claimed_from
      FROM (SELECT asked.id AS claim, 'accused'::reach_role AS role, claim_accused.actor, claim_accused.position
              FROM each(claims) AS asked
              JOIN claim_accused ON claim_accused.claim = asked.id
            UNION ALL
            SELECT asked.id, 'claimant', statement_claimant.actor, statement_claimant.position
              FROM each(claims) AS asked
              JOIN claim ON claim.id = asked.id
              JOIN statement_claimant ON statement_claimant.statement = asked.id) AS named
      JOIN statement ON statement.id = named.claim
      JOIN claim_state state ON state.statement = named.claim
      JOIN actor_reach reach ON reach.member = named.actor AND reach.role = named.role
       AND (statement.claimed_from IS NULL
            OR reach.valid && daterange(statement.claimed_from, statement.claimed_to, '[]'))
     ORDER BY named.claim, named.role, reach.root, reach.via, named.position;
END;
COMMENT ON FUNCTION want_claim_reach(uuid[]) IS 'What claim_reach must hold for these claims, given actor_reach and claim_state';

CREATE FUNCTION derive_claim_reach(claims uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    WITH want AS MATERIALIZED (SELECT * FROM want_claim_reach(claims)),
    gone AS (
        DELETE FROM claim_reach have USING each(claims) AS asked
         WHERE have.claim = asked.id
           AND NOT EXISTS (SELECT FROM want WHERE (want.claim, want.role, want.root)
                                                = (have.claim, have.role, have.root)))
    INSERT INTO claim_reach AS have (root, claim, member, created_at, updated_at, role, via, status, claimed_from)
    SELECT root, claim, member, created_at, updated_at, role, via, status, claimed_from FROM want
    ON CONFLICT (claim, role, root) DO UPDATE
       SET member = excluded.member, created_at = excluded.created_at, updated_at = excluded.updated_at,
           via = excluded.via, status = excluded.status, claimed_from = excluded.claimed_from
     WHERE (have.member, have.created_at, have.updated_at, have.via, have.status, have.claimed_from)
        IS DISTINCT FROM (excluded.member, excluded.created_at, excluded.updated_at, excluded.via, excluded.status,
            excluded.claimed_from);
END
$$;
COMMENT ON FUNCTION derive_claim_reach(uuid[]) IS 'Brings claim_reach up to date for these claims';

CREATE FUNCTION count_claim_reach() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO actor_state AS have (actor, claims_against, claims_by)
        SELECT root, count(*) FILTER (WHERE role = 'accused'), count(*) FILTER (WHERE role = 'claimant')
          FROM after WHERE status >= 'disputed' GROUP BY root
        ON CONFLICT (actor) DO UPDATE SET claims_against = have.claims_against + excluded.claims_against,
            claims_by = have.claims_by + excluded.claims_by;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO actor_state AS have (actor, claims_against, claims_by)
        SELECT root, -count(*) FILTER (WHERE role = 'accused'), -count(*) FILTER (WHERE role = 'claimant')
          FROM before WHERE status >= 'disputed' GROUP BY root
        ON CONFLICT (actor) DO UPDATE SET claims_against = have.claims_against + excluded.claims_against,
            claims_by = have.claims_by + excluded.claims_by;
    ELSE
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
COMMENT ON FUNCTION count_claim_reach() IS 'Trigger: actor_state counts the live rows of claim_reach';
CREATE TRIGGER claim_reach_counted_in AFTER INSERT ON claim_reach
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_claim_reach();
CREATE TRIGGER claim_reach_counted_out AFTER DELETE ON claim_reach
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_claim_reach();
CREATE TRIGGER claim_reach_counted_over AFTER UPDATE ON claim_reach
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_claim_reach();

CREATE FUNCTION count_claims() RETURNS trigger
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
COMMENT ON FUNCTION count_claims() IS 'Trigger: source_state and incident_state count the live claims of claim_state';
CREATE TRIGGER claim_state_counted_in AFTER INSERT ON claim_state
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_claims();
CREATE TRIGGER claim_state_counted_out AFTER DELETE ON claim_state
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_claims();
CREATE TRIGGER claim_state_counted_over AFTER UPDATE ON claim_state
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_claims();

CREATE FUNCTION count_claim_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
BEGIN
    INSERT INTO incident_state AS have (incident, claims)
    SELECT steps.incident, steps.step
      FROM (VALUES (OLD.incident, -1), (NEW.incident, 1)) AS steps (incident, step)
     WHERE steps.incident IS NOT NULL
       AND EXISTS (SELECT FROM claim_state WHERE statement = NEW.id AND status >= 'disputed')
    ON CONFLICT (incident) DO UPDATE SET claims = have.claims + excluded.claims;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_claim_moved() IS 'Trigger: a live claim that is said to be about another incident counts there';
CREATE TRIGGER claim_moved AFTER UPDATE ON claim
    FOR EACH ROW WHEN (OLD.incident IS DISTINCT FROM NEW.incident) EXECUTE FUNCTION count_claim_moved();

-- Who was merged into another and who stands for both are one subject. The planner expects one of it, so that claims are
-- looked up: for all subjects that takes a little longer than reading whole tables, which for one would take far longer.
CREATE FUNCTION subject_aliases(subjects uuid[]) RETURNS TABLE (subject uuid, id uuid)
LANGUAGE plpgsql STABLE ROWS 1 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT asked.id, asked.id FROM each(subjects) AS asked
     WHERE NOT EXISTS (SELECT FROM actor_reach own
                        WHERE own.member = asked.id AND own.role = 'claimant' AND own.via = 'self')
    UNION
    SELECT own.root, alias.member
      FROM each(subjects) AS asked
      JOIN actor_reach own ON own.member = asked.id AND own.role = 'claimant' AND own.via = 'self'
      JOIN actor_reach alias ON alias.root = own.root AND alias.role = 'claimant' AND alias.via = 'self';
END
$$;
COMMENT ON FUNCTION subject_aliases(uuid[]) IS
    'What claims about these subjects name: an incident itself; an actor, whoever stands for it, and all for whom he stands';

-- A function of its own, for the number of rows that it declares: the planner expects of a subject what the average one
-- has, a few, and would join the sides of the largest to each other row by row.
CREATE FUNCTION outermost(subjects uuid[])
RETURNS TABLE (claim uuid, subject uuid, live boolean, accused boolean, actor uuid, root uuid)
LANGUAGE plpgsql STABLE ROWS 1000 SET search_path = claimd, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH about AS MATERIALIZED (
        SELECT claim.id, asked.subject, statement.claimed_from, statement.claimed_to,
               state.status >= 'disputed' AS live
          FROM subject_aliases(subjects) AS asked
          JOIN claim ON claim.subject = asked.id
          JOIN statement ON statement.id = claim.id
          JOIN claim_state state ON state.statement = claim.id)
    SELECT about.id, about.subject, about.live, false, claimant.actor, reach.root
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
    SELECT about.id, about.subject, about.live, true, reach.member, reach.root
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
    'The outermost actors that the claimants and the accused of each claim about these subjects belong to at its time';

CREATE FUNCTION want_corroboration(subjects uuid[])
RETURNS TABLE (claim uuid, corroboration int)
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
         WHERE target.several)
    SELECT target.claim, (coalesce(tally.labels, 0) - coalesce(own.labels, 0))::int
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
     WHERE target.several AND NOT EXISTS (SELECT FROM heard WHERE heard.claim = target.claim);
END;
COMMENT ON FUNCTION want_corroboration(uuid[]) IS
    'How many independent groups of claimants corroborate each claim about these subjects, given claim_reach';

CREATE FUNCTION derive_corroboration(subjects uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    claims uuid[];
    counts int[];
BEGIN
    SELECT array_agg(claim), array_agg(corroboration) INTO claims, counts FROM want_corroboration(subjects);
    UPDATE claim_state have SET corroboration = want.corroboration
      FROM unnest(claims, counts) AS want (claim, corroboration)
     WHERE have.statement = want.claim AND have.corroboration <> want.corroboration;
END
$$;
COMMENT ON FUNCTION derive_corroboration(uuid[]) IS 'Brings corroboration up to date for all claims about these subjects';

-- Above so many claims, a change of an actor's reach is left to reach_work().
CREATE FUNCTION reach_at_once() RETURNS int LANGUAGE sql IMMUTABLE RETURN 5000;
COMMENT ON FUNCTION reach_at_once() IS 'How many claims may follow a change of reach within the transaction that causes it';

-- What a large write has put there, the planner does not know of before the transaction's end, and a plan for an
-- actor_reach with one row reads all of it for every claim.
CREATE FUNCTION reach_analyze(written bigint, many bigint) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF written > many THEN
        ANALYZE actor_reach, claim_reach;
    END IF;
END
$$;
COMMENT ON FUNCTION reach_analyze(bigint, bigint) IS 'Tells the planner what is in the tables of reach, after many rows of them were written';

CREATE FUNCTION derive(statements uuid[], actors uuid[], targets_before uuid[], superseded_before uuid[],
    subjects_before uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    standing uuid[];
    touched uuid[];
    members uuid[];
    changed uuid[] := '{}';
    moved uuid[] := '{}';
    regrouped uuid[] := '{}';
    claims uuid[];
    followers uuid[] := '{}';
    subjects uuid[];
BEGIN
    -- A statement's standing changes with itself and with what supersedes it; what it answers changes with its standing.
    SELECT coalesce(array_agg(id), '{}') INTO standing FROM (
        SELECT unnest(statements) AS id UNION SELECT unnest(superseded_before)
        UNION SELECT supersedes FROM each(statements) AS asked JOIN statement USING (id)
               WHERE supersedes IS NOT NULL) AS all_of_them;
    SELECT coalesce(array_agg(id), '{}') INTO touched FROM (
        SELECT unnest(standing) AS id UNION SELECT unnest(targets_before)
        UNION SELECT target FROM each(standing) AS asked JOIN counter_target ON counter_claim = asked.id
        UNION SELECT target FROM each(standing) AS asked JOIN endorsement_target ON endorsement = asked.id) AS all_of_them;
    PERFORM derive_claim_state(touched);

    SELECT coalesce(array_agg(id), '{}') INTO members FROM (
        SELECT subject_actor AS id FROM each(standing) AS asked JOIN claim USING (id) WHERE subject_actor IS NOT NULL
        UNION SELECT id FROM each(subjects_before) AS asked JOIN actor USING (id)) AS groups;
    IF cardinality(actors) > 0 THEN
        WITH RECURSIVE below (id) AS (
            SELECT unnest(actors)
            UNION
            SELECT next.actor FROM below CROSS JOIN LATERAL (
                SELECT link.actor FROM actor_link link WHERE link.target = below.id AND link.type = 'part_of'
                UNION ALL SELECT alias.id FROM actor alias WHERE alias.merged_into = below.id) AS next)
        SELECT array_agg(id) INTO members FROM (
            SELECT unnest(members) AS id UNION SELECT id FROM below
            UNION SELECT claim.subject_actor
                    FROM below JOIN claim_accused ON claim_accused.actor = below.id
                    JOIN claim ON claim.id = claim_accused.claim AND claim.subject_actor IS NOT NULL) AS all_of_them;
    END IF;
    IF cardinality(members) > 0 THEN
        -- What is said of one is said of all for whom the same actor stands, or stood.
        SELECT array_agg(DISTINCT asked.id), coalesce(array_agg(DISTINCT asked.id) FILTER (WHERE now <> before), '{}')
          INTO members, regrouped
          FROM each(members) AS named
          JOIN LATERAL (
            SELECT actor_standing(named.id) AS now, coalesce((
                SELECT root FROM actor_reach WHERE member = named.id AND role = 'claimant' AND via = 'self'),
                named.id) AS before) AS standing ON true
         CROSS JOIN LATERAL (
            SELECT named.id UNION SELECT now
            UNION SELECT member FROM actor_reach WHERE root IN (now, before) AND role = 'claimant' AND via = 'self'
            ) AS asked;
        SELECT reach.changed, reach.regrouped INTO changed, moved FROM derive_actor_reach(members) AS reach;
        PERFORM reach_analyze(cardinality(members), 500);
    END IF;

    SELECT coalesce(array_agg(id), '{}') INTO claims FROM each(touched) AS asked JOIN claim USING (id);
    IF cardinality(changed) > 0 THEN
        followers := reach_follow(changed, moved, claims);
    END IF;
    PERFORM plan_for(cardinality(claims || followers));
    IF cardinality(claims || followers) > 0 OR cardinality(subjects_before) > 0 OR cardinality(regrouped) > 0 THEN
        PERFORM derive_claim_reach(claims || followers);
        PERFORM reach_analyze(cardinality(claims || followers), 5000);
        IF cardinality(subjects_before) > 0 THEN
            UPDATE claim_state SET corroboration = 0
              FROM each(claims) AS asked JOIN claim USING (id)
             WHERE claim_state.statement = claim.id AND claim.subject IS NULL AND corroboration <> 0;
        END IF;
        SELECT array_agg(subject) INTO subjects FROM (
            SELECT unnest(subjects_before) AS subject
            UNION SELECT unnest(regrouped)
            UNION SELECT subject FROM each(claims) AS asked JOIN claim USING (id) WHERE subject IS NOT NULL
            UNION SELECT subject FROM each(followers) AS asked JOIN claim USING (id)
                   WHERE subject IS NOT NULL AND cardinality(moved) > 0
                     AND (EXISTS (SELECT FROM claim_accused WHERE claim = asked.id AND actor = ANY (moved))
                          OR EXISTS (SELECT FROM statement_claimant WHERE statement = asked.id AND actor = ANY (moved)))
            ) AS all_of_them;
        PERFORM derive_corroboration(corroboration_follow(subjects, cardinality(claims || followers)));
    END IF;
END
$$;
COMMENT ON FUNCTION derive(uuid[], uuid[], uuid[], uuid[], uuid[]) IS
    'Brings every derived table up to date after a write of statements and actors, given what those statements answered, superseded and were about before';

CREATE FUNCTION reach_follow(members uuid[], moved uuid[], besides uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    at_once uuid[];
    claims uuid[];
BEGIN
    WITH load AS MATERIALIZED (
        SELECT asked.id,
               (SELECT count(*) FROM claim_accused WHERE actor = asked.id)
             + (SELECT count(*) FROM statement_claimant WHERE actor = asked.id) AS named_in
          FROM each(members) AS asked),
    heap AS (
        SELECT load.id, named_in, sum(named_in) OVER (ORDER BY named_in, load.id) AS so_far FROM load),
    queued AS (
        INSERT INTO reach_job AS have (task, about, regroups, claims_total)
        SELECT 'reach', heap.id, heap.id = ANY (moved), named_in FROM heap
         WHERE so_far > reach_at_once() + cardinality(besides)
        ON CONFLICT (task, about) DO UPDATE SET done_to = '00000000-0000-0000-0000-000000000000',
            regroups = have.regroups OR excluded.regroups, claims_total = excluded.claims_total, claims_done = 0)
    SELECT array_agg(heap.id) INTO at_once FROM heap
     WHERE named_in > 0 AND so_far <= reach_at_once() + cardinality(besides);
    SELECT array_agg(id) INTO claims FROM (
        (SELECT claim AS id FROM each(at_once) AS asked JOIN claim_accused ON actor = asked.id
         UNION
         SELECT claim.id FROM each(at_once) AS asked JOIN statement_claimant ON actor = asked.id
           JOIN claim ON claim.id = statement_claimant.statement)
        EXCEPT SELECT unnest(besides)) AS named;
    RETURN coalesce(claims, '{}');
END
$$;
COMMENT ON FUNCTION reach_follow(uuid[], uuid[], uuid[]) IS
    'The claims besides some that must follow a change of these members'' reach; members with too many are queued';

CREATE FUNCTION corroboration_follow(subjects uuid[], besides int) RETURNS uuid[]
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    at_once uuid[];
    claims_at_once bigint;
BEGIN
    WITH load AS MATERIALIZED (
        SELECT asked.subject AS id, sum((SELECT count(*) FROM claim WHERE claim.subject = asked.id)) AS claims
          FROM subject_aliases(subjects) AS asked GROUP BY asked.subject),
    heap AS (
        SELECT load.id, load.claims, sum(load.claims) OVER (ORDER BY load.claims, load.id) AS so_far FROM load),
    queued AS (
        INSERT INTO reach_job (task, about, claims_total)
        SELECT 'corroboration', heap.id, heap.claims FROM heap WHERE so_far > reach_at_once() + 10 * besides
        ON CONFLICT (task, about) DO NOTHING)
    SELECT coalesce(array_agg(heap.id), '{}'), coalesce(sum(heap.claims), 0) INTO at_once, claims_at_once
      FROM heap WHERE so_far <= reach_at_once() + 10 * besides;
    PERFORM plan_for(claims_at_once);
    RETURN at_once;
END
$$;
COMMENT ON FUNCTION corroboration_follow(uuid[], int) IS
    'The subjects whose corroboration is derived at once, after a write of some claims; those with too many claims are queued';

CREATE FUNCTION reach_batch(job reach_job, ceiling int) RETURNS uuid
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    batch uuid[];
    subjects uuid[];
BEGIN
    SELECT array_agg(id ORDER BY id) INTO batch FROM (
        (SELECT claim AS id FROM claim_accused
          WHERE actor = job.about AND claim > job.done_to ORDER BY claim LIMIT ceiling)
        UNION
        (SELECT statement FROM statement_claimant
          WHERE actor = job.about AND statement > job.done_to ORDER BY statement LIMIT ceiling)
        ORDER BY id LIMIT ceiling) AS named;
    IF cardinality(batch) > 0 THEN
        PERFORM derive_claim_reach(batch);
        IF job.regroups THEN
            SELECT array_agg(DISTINCT subject) INTO subjects FROM each(batch) AS asked JOIN claim USING (id)
             WHERE subject IS NOT NULL;
            PERFORM derive_corroboration(corroboration_follow(subjects, 0));
        END IF;
    END IF;
    RETURN CASE WHEN cardinality(batch) = ceiling THEN batch[ceiling] END;
END
$$;
COMMENT ON FUNCTION reach_batch(reach_job, int) IS
    'Does the next claims of a reach job; returns the last of them, null when there are no more';

CREATE FUNCTION reach_work(max_claims int DEFAULT 2000, OUT jobs_left bigint, OUT claims_left bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    job reach_job;
    reached uuid;
BEGIN
    IF EXISTS (SELECT FROM reach_job) THEN
        PERFORM write_begin();
        SELECT * INTO job FROM reach_job ORDER BY task DESC, id LIMIT 1;
        IF FOUND THEN
            IF job.task = 'reach' THEN
                reached := reach_batch(job, max_claims);
            ELSE
                PERFORM derive_corroboration(ARRAY[job.about]);
            END IF;
            IF reached IS NULL THEN
                DELETE FROM reach_job WHERE id = job.id;
            ELSE
                UPDATE reach_job SET done_to = reached, claims_done = claims_done + max_claims WHERE id = job.id;
            END IF;
        END IF;
    END IF;
    SELECT count(*), coalesce(sum(greatest(claims_total - claims_done, 0)), 0) INTO jobs_left, claims_left
      FROM reach_job;
END
$$;
COMMENT ON FUNCTION reach_work(int) IS
    'Does one batch of the queued work, in a transaction of its own; call it again while jobs_left is not 0';

CREATE FUNCTION derived_check()
RETURNS TABLE (derived text, id uuid, other uuid, stored text, wanted text)
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp SET jit = off SET work_mem = '64MB'
    SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    all_statements uuid[] := ARRAY(SELECT statement.id FROM statement);
    all_actors uuid[] := ARRAY(SELECT actor.id FROM actor);
    all_claims uuid[] := ARRAY(SELECT claim.id FROM claim);
BEGIN
    RETURN QUERY
    WITH have AS (
        SELECT s.statement, to_jsonb(s) - 'corroboration' - 'since' AS content FROM claim_state s),
    want AS (
        SELECT s.statement, to_jsonb(s) AS content FROM want_claim_state(all_statements) AS s)
    SELECT 'claim_state', statement, NULL::uuid, have.content::text, want.content::text
      FROM have FULL JOIN want USING (statement) WHERE have.content IS DISTINCT FROM want.content;
    RETURN QUERY
    WITH have AS (SELECT r.member, r.role, r.root, r.via, to_jsonb(r) - 'since' AS content FROM actor_reach r),
    want AS (SELECT r.member, r.role, r.root, r.via, to_jsonb(r) AS content FROM want_actor_reach(all_actors) AS r)
    SELECT 'actor_reach', member, root, have.content::text, want.content::text
      FROM have FULL JOIN want USING (member, role, root, via) WHERE have.content IS DISTINCT FROM want.content;
    RETURN QUERY
    WITH have AS (SELECT r.claim, r.role, r.root, to_jsonb(r) - 'since' AS content FROM claim_reach r),
    want AS (SELECT r.claim, r.role, r.root, to_jsonb(r) AS content FROM want_claim_reach(all_claims) AS r)
    SELECT 'claim_reach', claim, root, have.content::text, want.content::text
      FROM have FULL JOIN want USING (claim, role, root) WHERE have.content IS DISTINCT FROM want.content;
    RETURN QUERY
    SELECT 'claim_state.corroboration', s.statement, NULL::uuid, s.corroboration::text, coalesce(want.corroboration, 0)::text
      FROM claim_state s
      LEFT JOIN want_corroboration(ARRAY(SELECT DISTINCT subject FROM claim WHERE subject IS NOT NULL)) AS want
        ON want.claim = s.statement
     WHERE s.corroboration <> coalesce(want.corroboration, 0);
    RETURN QUERY
    WITH have AS (SELECT actor, claims_against, claims_by FROM actor_state WHERE (claims_against, claims_by) <> (0, 0)),
    want AS (SELECT root AS actor, count(*) FILTER (WHERE role = 'accused') AS claims_against,
                    count(*) FILTER (WHERE role = 'claimant') AS claims_by
               FROM claim_reach WHERE status >= 'disputed' GROUP BY root)
    SELECT 'actor_state', actor, NULL::uuid, have::text, want::text
      FROM have FULL JOIN want USING (actor)
     WHERE (have.claims_against, have.claims_by) IS DISTINCT FROM (want.claims_against, want.claims_by);
    RETURN QUERY
    WITH have AS (SELECT incident, claims FROM incident_state WHERE claims <> 0),
    want AS (SELECT claim.incident, count(*) AS claims
               FROM claim JOIN claim_state state ON state.statement = claim.id
              WHERE claim.incident IS NOT NULL AND state.status >= 'disputed' GROUP BY claim.incident)
    SELECT 'incident_state', incident, NULL::uuid, have.claims::text, want.claims::text
      FROM have FULL JOIN want USING (incident) WHERE have.claims IS DISTINCT FROM want.claims;
    RETURN QUERY
    WITH have AS (SELECT source, claims FROM source_state WHERE claims <> 0),
    want AS (SELECT cited.source, count(*) AS claims
               FROM claim_state state CROSS JOIN LATERAL unnest(state.sources) AS cited (source)
              WHERE state.type = 'claim' AND state.status >= 'disputed' GROUP BY cited.source)
    SELECT 'source_state', source, NULL::uuid, have.claims::text, want.claims::text
      FROM have FULL JOIN want USING (source) WHERE have.claims IS DISTINCT FROM want.claims;
END
$$;
COMMENT ON FUNCTION derived_check() IS
    'Recomputes every derived table from nothing and returns what differs; empty when all is well and no job is queued';
