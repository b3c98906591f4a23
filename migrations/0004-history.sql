-- Every accepted write, for ever: headers, bodies, and who may write.
SET LOCAL search_path = claimd, pg_temp;

CREATE TABLE api_key (
    id uuid NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz(6),
    revoked_at timestamptz(6),
    last_used_at timestamptz(6),
    CONSTRAINT api_key_pkey PRIMARY KEY (id),
    CONSTRAINT api_key_id_version CHECK (is_uuid4(id)),
    CONSTRAINT api_key_name_line CHECK (is_line(name, 300)),
    CONSTRAINT api_key_secret_hash_sha256 CHECK (length(secret_hash) = 32),
    CONSTRAINT api_key_scopes_known CHECK (scopes <@ ARRAY['claims:write', 'sources:write', 'moderate', 'admin'])
);
COMMENT ON TABLE api_key IS 'Who may write, and what';
COMMENT ON COLUMN api_key.id IS 'The public part of the key';
COMMENT ON COLUMN api_key.name IS 'Whose it is';
COMMENT ON COLUMN api_key.secret_hash IS 'SHA-256 of the secret part, which has 256 random bits';
COMMENT ON COLUMN api_key.scopes IS 'What it may do';
COMMENT ON COLUMN api_key.created_at IS 'When it was made';
COMMENT ON COLUMN api_key.expires_at IS 'From when it is no longer taken, null for never';
COMMENT ON COLUMN api_key.revoked_at IS 'When it was revoked';
COMMENT ON COLUMN api_key.last_used_at IS 'When it was last used, to the hour';

-- The one thing that the service may write here: keys are made and revoked by the owner.
CREATE FUNCTION key_used(key uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = claimd, pg_temp AS $$
    UPDATE api_key SET last_used_at = date_trunc('hour', clock_timestamp())
     WHERE id = key AND (last_used_at IS NULL OR last_used_at < date_trunc('hour', clock_timestamp()));
$$;
COMMENT ON FUNCTION key_used(uuid) IS 'Marks a key as used in this hour; changes nothing where it is marked already';

CREATE TABLE revision (
    seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    record uuid NOT NULL,
    number int NOT NULL,
    op revision_op NOT NULL,
    recorded_at timestamptz(6) NOT NULL,
    api_key uuid,
    actor_label text NOT NULL,
    reason text,
    body_hash bytea NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (seq),
    CONSTRAINT revision_record_number_key UNIQUE (record, number),
    CONSTRAINT revision_recorded_at_key UNIQUE (recorded_at),
    CONSTRAINT revision_record_fkey FOREIGN KEY (record) REFERENCES record (id),
    CONSTRAINT revision_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key (id),
    CONSTRAINT revision_number_positive CHECK (number >= 1),
    CONSTRAINT revision_first_creates CHECK ((number = 1) = (op = 'create')),
    CONSTRAINT revision_actor_label_line CHECK (is_line(actor_label, 300)),
    CONSTRAINT revision_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000),
    CONSTRAINT revision_reason_given CHECK (op NOT IN ('retract', 'withhold', 'lift') OR reason IS NOT NULL),
    CONSTRAINT revision_body_hash_sha256 CHECK (length(body_hash) = 32)
);
CREATE INDEX revision_api_key_idx ON revision (api_key, seq) WHERE api_key IS NOT NULL;
COMMENT ON TABLE revision IS 'The header of every accepted write; rows are only ever added';
COMMENT ON COLUMN revision.seq IS 'Ascends in commit order, with gaps';
COMMENT ON COLUMN revision.record IS 'What was written';
COMMENT ON COLUMN revision.number IS 'From 1, without gaps, per record';
COMMENT ON COLUMN revision.op IS 'What the write did';
COMMENT ON COLUMN revision.recorded_at IS 'When it was recorded: unique, ascending in commit order';
COMMENT ON COLUMN revision.api_key IS 'With which key, null from the command line and the migrations';
COMMENT ON COLUMN revision.actor_label IS 'Who, in words';
COMMENT ON COLUMN revision.reason IS 'Why';
COMMENT ON COLUMN revision.body_hash IS 'SHA-256 of salt and body';

-- TOAST is left as it is: bodies of a kilobyte stay in line, long ones are compressed.
CREATE TABLE revision_body (
    seq bigint NOT NULL,
    salt bytea NOT NULL,
    body text COLLATE "C" NOT NULL,
    CONSTRAINT revision_body_pkey PRIMARY KEY (seq),
    CONSTRAINT revision_body_seq_fkey FOREIGN KEY (seq) REFERENCES revision (seq),
    CONSTRAINT revision_body_salt_length CHECK (length(salt) = 16)
);
COMMENT ON TABLE revision_body IS 'What a revision says, apart from its header so that it can be withheld';
COMMENT ON COLUMN revision_body.seq IS 'The revision';
COMMENT ON COLUMN revision_body.salt IS 'Random, so that a withheld body cannot be guessed from its hash';
COMMENT ON COLUMN revision_body.body IS 'Canonical JSON (RFC 8785); text, so that the hash can be verified';

CREATE TABLE withholding (
    seq bigint NOT NULL,
    withheld_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL,
    api_key uuid,
    actor_label text NOT NULL,
    deleted boolean NOT NULL,
    CONSTRAINT withholding_pkey PRIMARY KEY (seq, withheld_at),
    CONSTRAINT withholding_seq_fkey FOREIGN KEY (seq) REFERENCES revision (seq),
    CONSTRAINT withholding_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key (id),
    CONSTRAINT withholding_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000),
    CONSTRAINT withholding_actor_label_line CHECK (is_line(actor_label, 300))
);
CREATE INDEX withholding_api_key_idx ON withholding (api_key) WHERE api_key IS NOT NULL;
COMMENT ON TABLE withholding IS 'Which bodies were withheld, why and by whom; rows are only ever added';
COMMENT ON COLUMN withholding.seq IS 'The revision whose body it was';
COMMENT ON COLUMN withholding.withheld_at IS 'When';
COMMENT ON COLUMN withholding.reason IS 'Why, shown';
COMMENT ON COLUMN withholding.api_key IS 'With which key, null from the command line';
COMMENT ON COLUMN withholding.actor_label IS 'By whom';
COMMENT ON COLUMN withholding.deleted IS 'Whether the body was deleted, or put away';

CREATE TABLE lifting (
    seq bigint NOT NULL,
    withheld_at timestamptz(6) NOT NULL,
    lifted_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL,
    api_key uuid,
    actor_label text NOT NULL,
    CONSTRAINT lifting_pkey PRIMARY KEY (seq, withheld_at),
    CONSTRAINT lifting_withholding_fkey FOREIGN KEY (seq, withheld_at) REFERENCES withholding (seq, withheld_at),
    CONSTRAINT lifting_api_key_fkey FOREIGN KEY (api_key) REFERENCES api_key (id),
    CONSTRAINT lifting_reason_length CHECK (char_length(reason) BETWEEN 1 AND 1000),
    CONSTRAINT lifting_actor_label_line CHECK (is_line(actor_label, 300))
);
CREATE INDEX lifting_api_key_idx ON lifting (api_key) WHERE api_key IS NOT NULL;
COMMENT ON TABLE lifting IS 'Which withholdings were taken back, why and by whom; rows are only ever added';
COMMENT ON COLUMN lifting.seq IS 'The revision whose body came back';
COMMENT ON COLUMN lifting.withheld_at IS 'Which withholding of it';
COMMENT ON COLUMN lifting.lifted_at IS 'When';
COMMENT ON COLUMN lifting.reason IS 'Why, shown';
COMMENT ON COLUMN lifting.api_key IS 'With which key, null from the command line';
COMMENT ON COLUMN lifting.actor_label IS 'By whom';

CREATE VIEW withheld AS
    SELECT withholding.* FROM withholding
     WHERE NOT EXISTS (SELECT FROM lifting WHERE (lifting.seq, lifting.withheld_at) = (withholding.seq, withholding.withheld_at));
COMMENT ON VIEW withheld IS 'The withholdings that were not lifted';
COMMENT ON COLUMN withheld.seq IS 'As in withholding';
COMMENT ON COLUMN withheld.withheld_at IS 'As in withholding';
COMMENT ON COLUMN withheld.reason IS 'As in withholding';
COMMENT ON COLUMN withheld.api_key IS 'As in withholding';
COMMENT ON COLUMN withheld.actor_label IS 'As in withholding';
COMMENT ON COLUMN withheld.deleted IS 'As in withholding';

CREATE TABLE withheld_body (
    seq bigint NOT NULL,
    salt bytea NOT NULL,
    body text COLLATE "C" NOT NULL,
    CONSTRAINT withheld_body_pkey PRIMARY KEY (seq),
    CONSTRAINT withheld_body_seq_fkey FOREIGN KEY (seq) REFERENCES revision (seq)
);
COMMENT ON TABLE withheld_body IS 'Bodies put away; the service cannot read them';
COMMENT ON COLUMN withheld_body.seq IS 'The revision';
COMMENT ON COLUMN withheld_body.salt IS 'As in revision_body';
COMMENT ON COLUMN withheld_body.body IS 'As in revision_body';

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% on %: history is only ever added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only', TABLE = TG_TABLE_NAME;
END
$$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger: refuses, for everybody';

CREATE FUNCTION refuse_unaudited_delete() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM withheld WHERE seq = OLD.seq) THEN
        RAISE EXCEPTION 'the body of revision % can go only when it is withheld, with a reason', OLD.seq
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'revision_body_append_only', TABLE = 'revision_body';
    END IF;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION refuse_unaudited_delete() IS 'Trigger: a body goes only after its withholding was put on record';

CREATE FUNCTION refuse_unaudited_loss() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM withholding WHERE seq = OLD.seq AND deleted)
       AND NOT EXISTS (SELECT FROM revision_body WHERE seq = OLD.seq) THEN
        RAISE EXCEPTION 'the body of revision % that is put away can go only when that is put on record', OLD.seq
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'withheld_body_append_only', TABLE = 'withheld_body';
    END IF;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION refuse_unaudited_loss() IS
    'Trigger: a body that was put away goes only back to where it was, or after its deletion was put on record';

CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_body_append_only BEFORE UPDATE OR TRUNCATE ON revision_body
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_body_audited_delete BEFORE DELETE ON revision_body
    FOR EACH ROW EXECUTE FUNCTION refuse_unaudited_delete();
CREATE TRIGGER withholding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON withholding
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER lifting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lifting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withheld_body_append_only BEFORE UPDATE OR TRUNCATE ON withheld_body
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withheld_body_audited_delete BEFORE DELETE ON withheld_body
    FOR EACH ROW EXECUTE FUNCTION refuse_unaudited_loss();
-- Not switched off by session_replication_role.
ALTER TABLE revision ENABLE ALWAYS TRIGGER revision_append_only;
ALTER TABLE revision_body ENABLE ALWAYS TRIGGER revision_body_append_only;
ALTER TABLE revision_body ENABLE ALWAYS TRIGGER revision_body_audited_delete;
ALTER TABLE withholding ENABLE ALWAYS TRIGGER withholding_append_only;
ALTER TABLE lifting ENABLE ALWAYS TRIGGER lifting_append_only;
ALTER TABLE withheld_body ENABLE ALWAYS TRIGGER withheld_body_append_only;
ALTER TABLE withheld_body ENABLE ALWAYS TRIGGER withheld_body_audited_delete;

-- One row: each write is later than the one before, those too that make no revision.
CREATE TABLE write_clock (
    one boolean NOT NULL DEFAULT true,
    at timestamptz(6) NOT NULL,
    transaction xid8 NOT NULL,
    CONSTRAINT write_clock_pkey PRIMARY KEY (one),
    CONSTRAINT write_clock_one CHECK (one)
) WITH (fillfactor = 10);
COMMENT ON TABLE write_clock IS 'When the newest write began; one row';
COMMENT ON COLUMN write_clock.one IS 'Always true: there is one row';
COMMENT ON COLUMN write_clock.at IS 'Its time: the record shows what it wrote from then on; ascends in commit order';
COMMENT ON COLUMN write_clock.transaction IS 'Its transaction, so that a second call of write_begin in it knows the first';
INSERT INTO write_clock (at, transaction) VALUES ('-infinity', '0');

CREATE FUNCTION write_begin() RETURNS timestamptz
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    last write_clock;
    next timestamptz;
    microseconds bigint;
BEGIN
    -- What is derived is computed from what earlier writers committed, so each statement must see it.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'writes run in READ COMMITTED, not %', current_setting('transaction_isolation')
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    PERFORM pg_advisory_xact_lock(4811522016);
    SELECT * INTO last FROM write_clock;
    SELECT recorded_at + interval '1 microsecond' INTO next FROM revision ORDER BY recorded_at DESC LIMIT 1;
    IF last.transaction <> pg_current_xact_id() THEN
        UPDATE write_clock
           SET at = greatest(clock_timestamp(), next, last.at + interval '1 microsecond'),
               transaction = pg_current_xact_id()
        RETURNING * INTO last;
        -- Readers of the past who must wait for this write learn so from pg_locks.
        microseconds := (extract(epoch FROM last.at) * 1000000)::bigint;
        PERFORM pg_advisory_xact_lock((microseconds >> 32)::int, (microseconds & 4294967295)::bit(32)::int);
    END IF;
    PERFORM set_config('claimd.write_at', last.at::text, true);
    RETURN greatest(last.at, next);
END
$$;
COMMENT ON FUNCTION write_begin() IS
    'Waits for the one place of a writer, held until the transaction ends; returns the time for the first revision, later ones follow by a microsecond each';
