-- What the lists are read from: which actors a claim reaches, and where each statement stands.
SET LOCAL search_path = claimd, pg_temp;

CREATE TYPE reach_role AS ENUM ('accused', 'claimant');
COMMENT ON TYPE reach_role IS 'On which side of a claim an actor stands';
CREATE TYPE reach_via AS ENUM ('self', 'part_of', 'attributed_to', 'national_of');
COMMENT ON TYPE reach_via IS 'How an actor is reached, the strongest first';

CREATE TABLE actor_reach (
    member uuid NOT NULL,
    role reach_role NOT NULL,
    root uuid NOT NULL,
    via reach_via NOT NULL,
    valid datemultirange NOT NULL,
    claims uuid[] NOT NULL DEFAULT '{}',
    claim_count int NOT NULL DEFAULT 0,
    claimants int NOT NULL DEFAULT 0,
    CONSTRAINT actor_reach_pkey PRIMARY KEY (member, role, root, via)
);
CREATE INDEX actor_reach_root_idx ON actor_reach (root, role, via, member);
COMMENT ON TABLE actor_reach IS 'Derived: claims on whose side member stands count for root too';
COMMENT ON COLUMN actor_reach.member IS 'The actor that a claim names';
COMMENT ON COLUMN actor_reach.role IS 'On which side';
COMMENT ON COLUMN actor_reach.root IS 'The actor that is asked for';
COMMENT ON COLUMN actor_reach.via IS 'How member leads to root';
COMMENT ON COLUMN actor_reach.valid IS 'When it does';
COMMENT ON COLUMN actor_reach.claims IS 'The live claims that attribute member to root, at most 20, the earliest first';
COMMENT ON COLUMN actor_reach.claim_count IS 'How many such claims there are';
COMMENT ON COLUMN actor_reach.claimants IS 'How many actors make them';

-- Room on each page, since the counts change and are in no index.
CREATE TABLE claim_state (
    statement uuid NOT NULL,
    type record_type NOT NULL,
    status statement_status NOT NULL,
    claimed_from date,
    created_at timestamptz(6) NOT NULL,
    updated_at timestamptz(6) NOT NULL,
    counter_claim_count int NOT NULL,
    endorsement_count int NOT NULL,
    corroboration int NOT NULL DEFAULT 0,
    claimants uuid[] NOT NULL,
    accused uuid[] NOT NULL,
    targets uuid[] NOT NULL,
    sources uuid[] NOT NULL,
    CONSTRAINT claim_state_pkey PRIMARY KEY (statement)
) WITH (fillfactor = 85);
-- Lists leave out what is not live: with the status in the index they need not visit the table to do so.
CREATE INDEX claim_state_claimed_idx ON claim_state (type, claimed_from, statement) INCLUDE (status);
CREATE INDEX claim_state_created_idx ON claim_state (type, created_at, statement) INCLUDE (status);
CREATE INDEX claim_state_updated_idx ON claim_state (type, updated_at, statement) INCLUDE (status);
CREATE INDEX claim_state_status_idx ON claim_state (type, status, claimed_from, statement);
COMMENT ON TABLE claim_state IS 'Derived: where each claim, counter-claim and endorsement stands, and what its list row needs';
COMMENT ON COLUMN claim_state.statement IS 'The statement';
COMMENT ON COLUMN claim_state.type IS 'Which of the three';
COMMENT ON COLUMN claim_state.status IS 'Where it stands';
COMMENT ON COLUMN claim_state.claimed_from IS 'Sort key, as in statement';
COMMENT ON COLUMN claim_state.created_at IS 'Sort key, as in record';
COMMENT ON COLUMN claim_state.updated_at IS 'Sort key, as in record';
COMMENT ON COLUMN claim_state.counter_claim_count IS 'Live counter-claims, of any stance';
COMMENT ON COLUMN claim_state.endorsement_count IS 'Live endorsements, of any stance';
COMMENT ON COLUMN claim_state.corroboration IS 'Groups of other, independent claimants who accuse the same root actor over the same subject';
COMMENT ON COLUMN claim_state.claimants IS 'Its claimants, in order';
COMMENT ON COLUMN claim_state.accused IS 'A claim''s accused, in order';
COMMENT ON COLUMN claim_state.targets IS 'What a counter-claim counters or an endorsement endorses, in order';
COMMENT ON COLUMN claim_state.sources IS 'The sources it cites, each once, in order';

CREATE TABLE claim_reach (
    root uuid NOT NULL,
    claim uuid NOT NULL,
    member uuid NOT NULL,
    created_at timestamptz(6) NOT NULL,
    updated_at timestamptz(6) NOT NULL,
    role reach_role NOT NULL,
    via reach_via NOT NULL,
    status statement_status NOT NULL,
    claimed_from date,
    CONSTRAINT claim_reach_pkey PRIMARY KEY (claim, role, root)
);
CREATE INDEX claim_reach_claimed_idx ON claim_reach (root, role, claimed_from, claim) INCLUDE (status, via);
CREATE INDEX claim_reach_status_idx ON claim_reach (root, role, status, claimed_from, claim);
CREATE INDEX claim_reach_created_idx ON claim_reach (root, role, created_at, claim) INCLUDE (status, via);
CREATE INDEX claim_reach_updated_idx ON claim_reach (root, role, updated_at, claim) INCLUDE (status, via);
-- A few roots have most rows, and statements are planned without knowing which is asked for. Plans for many rows read
-- the page and stop, which is right for few as well; plans for the average of few read and sort all of the largest.
ALTER TABLE claim_reach ALTER COLUMN root SET (n_distinct = 100);
COMMENT ON TABLE claim_reach IS 'Derived: the claims that count for an actor, one row each by the strongest way';
COMMENT ON COLUMN claim_reach.root IS 'The actor that is asked for';
COMMENT ON COLUMN claim_reach.claim IS 'The claim';
COMMENT ON COLUMN claim_reach.member IS 'The actor that the claim names';
COMMENT ON COLUMN claim_reach.created_at IS 'Sort key, as in record';
COMMENT ON COLUMN claim_reach.updated_at IS 'Sort key, as in record';
COMMENT ON COLUMN claim_reach.role IS 'On which side';
COMMENT ON COLUMN claim_reach.via IS 'How member leads to root';
COMMENT ON COLUMN claim_reach.status IS 'As in claim_state';
COMMENT ON COLUMN claim_reach.claimed_from IS 'Sort key, as in statement';

CREATE TABLE actor_state (
    actor uuid NOT NULL,
    claims_against int NOT NULL DEFAULT 0,
    claims_by int NOT NULL DEFAULT 0,
    CONSTRAINT actor_state_pkey PRIMARY KEY (actor)
) WITH (fillfactor = 70);
COMMENT ON TABLE actor_state IS 'Derived: how many claims count for an actor; no row is none';
COMMENT ON COLUMN actor_state.actor IS 'The actor';
COMMENT ON COLUMN actor_state.claims_against IS 'Live claims that accuse it, by any way';
COMMENT ON COLUMN actor_state.claims_by IS 'Live claims that it makes, by any way';

CREATE TABLE incident_state (
    incident uuid NOT NULL,
    claims int NOT NULL,
    CONSTRAINT incident_state_pkey PRIMARY KEY (incident)
) WITH (fillfactor = 70);
COMMENT ON TABLE incident_state IS 'Derived: how many claims are about an incident, those about its parts aside; no row is none';
COMMENT ON COLUMN incident_state.incident IS 'The incident';
COMMENT ON COLUMN incident_state.claims IS 'Live claims about it';

CREATE TABLE source_state (
    source uuid NOT NULL,
    claims int NOT NULL,
    CONSTRAINT source_state_pkey PRIMARY KEY (source)
) WITH (fillfactor = 70);
COMMENT ON TABLE source_state IS 'Derived: how many claims are cited from a source; no row is none';
COMMENT ON COLUMN source_state.source IS 'The source';
COMMENT ON COLUMN source_state.claims IS 'Live claims cited from it';

CREATE TABLE reach_job (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    task text NOT NULL,
    about uuid NOT NULL,
    regroups boolean NOT NULL DEFAULT false,
    done_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    claims_total bigint NOT NULL,
    claims_done bigint NOT NULL DEFAULT 0,
    queued_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT reach_job_pkey PRIMARY KEY (id),
    CONSTRAINT reach_job_about_key UNIQUE (task, about),
    CONSTRAINT reach_job_task_known CHECK (task IN ('reach', 'corroboration'))
);
COMMENT ON TABLE reach_job IS 'What is still to be derived, since it touches too many claims for one transaction; reach_work() does it';
COMMENT ON COLUMN reach_job.id IS 'Order of work';
COMMENT ON COLUMN reach_job.task IS
    'reach: the claims that name an actor must follow its reach; corroboration: that of all claims about a subject';
COMMENT ON COLUMN reach_job.about IS 'The actor, or the subject';
COMMENT ON COLUMN reach_job.regroups IS 'Whether the actor belongs to others than before, so that corroboration must follow';
COMMENT ON COLUMN reach_job.done_to IS 'The last claim done';
COMMENT ON COLUMN reach_job.claims_total IS 'How many claims are concerned, when queued';
COMMENT ON COLUMN reach_job.claims_done IS 'How many are done';
COMMENT ON COLUMN reach_job.queued_at IS 'Since when it waits';
