-- Claims, counter-claims, endorsements, and the citations that tie them to sources.
SET LOCAL search_path = claimd, pg_temp;

-- "At least one" is a foreign key from the fixed position 0 to the child row of that position: checked at the end of
-- the transaction, for inserts, updates and deletes alike, without code.
CREATE TABLE statement (
    id uuid NOT NULL,
    type record_type NOT NULL,
    first smallint NOT NULL GENERATED ALWAYS AS (0) STORED,
    statement text,
    language text NOT NULL,
    spoken_by_actor uuid,
    spoken_by_role text,
    claimed_on text COLLATE "C",
    claimed_precision date_precision GENERATED ALWAYS AS (edtf_precision(claimed_on)) STORED,
    claimed_from date GENERATED ALWAYS AS (edtf_from(claimed_on)) STORED,
    claimed_to date GENERATED ALWAYS AS (edtf_to(claimed_on)) STORED,
    date_basis date_basis,
    date_note text,
    confidence_level confidence_level NOT NULL,
    confidence_stated_as text,
    confidence_score smallint,
    confidence_scale text COLLATE "C",
    likelihood_level likelihood_level,
    likelihood_stated_as text,
    basis claim_basis NOT NULL,
    supersedes uuid,
    CONSTRAINT statement_pkey PRIMARY KEY (id),
    CONSTRAINT statement_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT statement_type_is_statement CHECK (type IN ('claim', 'counter_claim', 'endorsement')),
    CONSTRAINT statement_statement_length CHECK (char_length(statement) BETWEEN 1 AND 2000),
    CONSTRAINT statement_language_format CHECK (is_language(language)),
    CONSTRAINT statement_spoken_by_fkey
        FOREIGN KEY (spoken_by_actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT statement_spoken_by_role_line CHECK (is_line(spoken_by_role, 300)),
    CONSTRAINT statement_claimed_on_edtf CHECK (edtf_valid(claimed_on)),
    CONSTRAINT statement_date_has_basis CHECK ((claimed_on IS NULL) = (date_basis IS NULL)),
    CONSTRAINT statement_date_note_length CHECK (char_length(date_note) BETWEEN 1 AND 2000),
    CONSTRAINT statement_unstated_has_no_score CHECK (confidence_level <> 'unstated'
        OR num_nonnulls(confidence_stated_as, confidence_score, confidence_scale) = 0),
    CONSTRAINT statement_confidence_stated_as_line CHECK (is_line(confidence_stated_as, 300)),
    CONSTRAINT statement_confidence_score_range CHECK (confidence_score BETWEEN 0 AND 100),
    CONSTRAINT statement_confidence_scale_format CHECK (is_slug(confidence_scale)),
    CONSTRAINT statement_score_has_scale CHECK ((confidence_score IS NULL) = (confidence_scale IS NULL)),
    CONSTRAINT statement_likelihood_stated_as_line CHECK (is_line(likelihood_stated_as, 300)),
    CONSTRAINT statement_likelihood_has_level CHECK (likelihood_stated_as IS NULL OR likelihood_level IS NOT NULL),
    CONSTRAINT statement_supersedes_fkey
        FOREIGN KEY (supersedes, type) REFERENCES record (id, type) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT statement_supersedes_other CHECK (supersedes <> id)
);
CREATE INDEX statement_supersedes_idx ON statement (supersedes) WHERE supersedes IS NOT NULL;
CREATE INDEX statement_spoken_by_idx ON statement (spoken_by_actor) WHERE spoken_by_actor IS NOT NULL;
COMMENT ON TABLE statement IS 'What claims, counter-claims and endorsements have in common';
COMMENT ON COLUMN statement.id IS 'The record';
COMMENT ON COLUMN statement.type IS 'claim, counter_claim or endorsement; the table of that name has the rest';
COMMENT ON COLUMN statement.first IS 'Always 0: the position of the claimant and the citation that there must be';
COMMENT ON COLUMN statement.statement IS 'One sentence in the service''s own words; null only where withheld';
COMMENT ON COLUMN statement.language IS 'Language of that sentence';
COMMENT ON COLUMN statement.spoken_by_actor IS 'Who spoke for the claimant';
COMMENT ON COLUMN statement.spoken_by_role IS 'His role as printed';
COMMENT ON COLUMN statement.claimed_on IS 'EDTF date of the statement, null where unknown';
COMMENT ON COLUMN statement.claimed_precision IS 'Precision of claimed_on';
COMMENT ON COLUMN statement.claimed_from IS 'First day that claimed_on may be';
COMMENT ON COLUMN statement.claimed_to IS 'Last day that claimed_on may be';
COMMENT ON COLUMN statement.date_basis IS 'Where the date comes from';
COMMENT ON COLUMN statement.date_note IS 'How the date was found';
COMMENT ON COLUMN statement.confidence_level IS 'How sure the claimant says to be';
COMMENT ON COLUMN statement.confidence_stated_as IS 'The claimant''s own words for it';
COMMENT ON COLUMN statement.confidence_score IS '0 to 100 by the scale; null where unstated, never a guess';
COMMENT ON COLUMN statement.confidence_scale IS 'Scale of STIX 2.1 appendix A that the score was read from';
COMMENT ON COLUMN statement.likelihood_level IS 'How likely the claimant says it is';
COMMENT ON COLUMN statement.likelihood_stated_as IS 'The claimant''s own words for it';
COMMENT ON COLUMN statement.basis IS 'What the statement rests on';
COMMENT ON COLUMN statement.supersedes IS 'The statement of the same type that it replaces';

CREATE TABLE statement_claimant (
    statement uuid NOT NULL,
    position smallint NOT NULL,
    actor uuid NOT NULL,
    CONSTRAINT statement_claimant_pkey PRIMARY KEY (statement, position),
    CONSTRAINT statement_claimant_once UNIQUE (actor, statement),
    CONSTRAINT statement_claimant_statement_fkey FOREIGN KEY (statement) REFERENCES statement (id),
    CONSTRAINT statement_claimant_position CHECK (position >= 0),
    CONSTRAINT statement_claimant_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE statement_claimant IS 'Who makes a statement; a joint statement is one';
COMMENT ON COLUMN statement_claimant.statement IS 'The statement';
COMMENT ON COLUMN statement_claimant.position IS '0 is the principal claimant';
COMMENT ON COLUMN statement_claimant.actor IS 'Who makes it';

CREATE TABLE citation (
    statement uuid NOT NULL,
    position smallint NOT NULL,
    source uuid NOT NULL,
    form citation_form NOT NULL,
    exact text,
    prefix text,
    suffix text,
    quote_start int,
    quote_end int,
    language text,
    translated_from text,
    translation text,
    translation_language text,
    reported_by uuid,
    verified_how verification,
    CONSTRAINT citation_pkey PRIMARY KEY (statement, position),
    CONSTRAINT citation_statement_fkey FOREIGN KEY (statement) REFERENCES statement (id),
    CONSTRAINT citation_position CHECK (position >= 0),
    CONSTRAINT citation_source_fkey FOREIGN KEY (source) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citation_reported_by_fkey
        FOREIGN KEY (reported_by) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT citation_reference_has_no_quote CHECK ((form = 'reference') = (exact IS NULL)),
    CONSTRAINT citation_exact_length CHECK (char_length(exact) BETWEEN 1 AND 1000),
    CONSTRAINT citation_prefix_length CHECK (char_length(prefix) BETWEEN 1 AND 500),
    CONSTRAINT citation_suffix_length CHECK (char_length(suffix) BETWEEN 1 AND 500),
    CONSTRAINT citation_context_needs_quote CHECK (exact IS NOT NULL OR num_nonnulls(prefix, suffix, quote_start,
        quote_end, language, translated_from, translation, translation_language, verified_how) = 0),
    CONSTRAINT citation_quote_has_language CHECK (exact IS NULL OR language IS NOT NULL),
    CONSTRAINT citation_offsets_together CHECK ((quote_start IS NULL) = (quote_end IS NULL)),
    CONSTRAINT citation_offsets_span_quote CHECK (quote_start >= 0 AND quote_end - quote_start = char_length(exact)),
    CONSTRAINT citation_language_format CHECK (is_language(language)),
    CONSTRAINT citation_translated_from_format CHECK (is_language(translated_from)),
    CONSTRAINT citation_translation_length CHECK (char_length(translation) BETWEEN 1 AND 2000),
    CONSTRAINT citation_translation_language_format CHECK (is_language(translation_language)),
    CONSTRAINT citation_translation_has_language CHECK ((translation IS NULL) = (translation_language IS NULL)),
    CONSTRAINT citation_verified_has_offsets CHECK (verified_how IS NULL OR quote_start IS NOT NULL)
);
CREATE INDEX citation_source_idx ON citation (source, statement);
CREATE INDEX citation_reported_by_idx ON citation (reported_by) WHERE reported_by IS NOT NULL;
COMMENT ON TABLE citation IS 'What ties a statement to a source';
COMMENT ON COLUMN citation.statement IS 'The statement';
COMMENT ON COLUMN citation.position IS 'Order in the record, from 0';
COMMENT ON COLUMN citation.source IS 'The document';
COMMENT ON COLUMN citation.form IS 'How the document carries the statement';
COMMENT ON COLUMN citation.exact IS 'The verbatim quote';
COMMENT ON COLUMN citation.prefix IS 'What stands before it';
COMMENT ON COLUMN citation.suffix IS 'What stands after it';
COMMENT ON COLUMN citation.quote_start IS 'First code point of the quote in the source''s text, from 0';
COMMENT ON COLUMN citation.quote_end IS 'Code point after the quote''s last';
COMMENT ON COLUMN citation.language IS 'Language of the quote';
COMMENT ON COLUMN citation.translated_from IS 'Language that the quote was translated from by the source';
COMMENT ON COLUMN citation.translation IS 'The quote translated by this service''s editors';
COMMENT ON COLUMN citation.translation_language IS 'Language of that translation';
COMMENT ON COLUMN citation.reported_by IS 'Who reports that the claimant said so';
COMMENT ON COLUMN citation.verified_how IS 'How the quote was checked against the source''s text, null where it was not';

ALTER TABLE statement
    ADD CONSTRAINT statement_has_claimant FOREIGN KEY (id, first)
        REFERENCES statement_claimant (statement, position) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT statement_has_citation FOREIGN KEY (id, first)
        REFERENCES citation (statement, position) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE claim (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('claim'::record_type) STORED,
    first smallint NOT NULL GENERATED ALWAYS AS (0) STORED,
    subject_type subject_type NOT NULL,
    incident uuid,
    subject_actor uuid,
    pattern text,
    subject uuid GENERATED ALWAYS AS (coalesce(incident, subject_actor)) STORED,
    responsibility responsibility,
    CONSTRAINT claim_pkey PRIMARY KEY (id),
    CONSTRAINT claim_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT claim_statement_fkey FOREIGN KEY (id) REFERENCES statement (id),
    CONSTRAINT claim_has_one_subject CHECK (
        (subject_type = 'incident') = (incident IS NOT NULL) AND (subject_type = 'actor') = (subject_actor IS NOT NULL)
        AND (subject_type = 'pattern' OR pattern IS NULL)),
    CONSTRAINT claim_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claim_subject_actor_fkey
        FOREIGN KEY (subject_actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT claim_pattern_length CHECK (char_length(pattern) BETWEEN 1 AND 1000)
);
CREATE INDEX claim_subject_idx ON claim (subject, id);
COMMENT ON TABLE claim IS 'A statement by a claimant that an actor is responsible for a subject';
COMMENT ON COLUMN claim.id IS 'The statement';
COMMENT ON COLUMN claim.type IS 'Always claim; ties the row to a record of that type';
COMMENT ON COLUMN claim.first IS 'Always 0: the position of the accused that there must be';
COMMENT ON COLUMN claim.subject_type IS 'Which of incident, subject_actor and pattern is the subject';
COMMENT ON COLUMN claim.incident IS 'The incident, where that is the subject';
COMMENT ON COLUMN claim.subject_actor IS 'The group whose control is claimed, where that is the subject';
COMMENT ON COLUMN claim.pattern IS 'The activity described, where that is the subject; null then only where withheld';
COMMENT ON COLUMN claim.subject IS 'The incident or the group; null for a pattern';
COMMENT ON COLUMN claim.responsibility IS 'Kind of state responsibility, null where the claim does not say';

CREATE TABLE claim_accused (
    claim uuid NOT NULL,
    position smallint NOT NULL,
    actor uuid NOT NULL,
    CONSTRAINT claim_accused_pkey PRIMARY KEY (claim, position),
    CONSTRAINT claim_accused_once UNIQUE (actor, claim),
    CONSTRAINT claim_accused_claim_fkey FOREIGN KEY (claim) REFERENCES claim (id),
    CONSTRAINT claim_accused_position CHECK (position >= 0),
    CONSTRAINT claim_accused_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE claim_accused IS 'Whom a claim accuses';
COMMENT ON COLUMN claim_accused.claim IS 'The claim';
COMMENT ON COLUMN claim_accused.position IS 'Order in the record, from 0';
COMMENT ON COLUMN claim_accused.actor IS 'The accused';
ALTER TABLE claim ADD CONSTRAINT claim_has_accused FOREIGN KEY (id, first)
    REFERENCES claim_accused (claim, position) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE counter_claim (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('counter_claim'::record_type) STORED,
    first smallint NOT NULL GENERATED ALWAYS AS (0) STORED,
    stance counter_stance NOT NULL,
    raises_claim uuid,
    CONSTRAINT counter_claim_pkey PRIMARY KEY (id),
    CONSTRAINT counter_claim_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT counter_claim_statement_fkey FOREIGN KEY (id) REFERENCES statement (id),
    CONSTRAINT counter_claim_raises_claim_fkey
        FOREIGN KEY (raises_claim) REFERENCES claim (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT counter_claim_counter_accusation_raises CHECK ((stance = 'counter_accuses') = (raises_claim IS NOT NULL))
);
CREATE INDEX counter_claim_raises_claim_idx ON counter_claim (raises_claim) WHERE raises_claim IS NOT NULL;
COMMENT ON TABLE counter_claim IS 'A statement that contradicts claims or other counter-claims';
COMMENT ON COLUMN counter_claim.id IS 'The statement';
COMMENT ON COLUMN counter_claim.type IS 'Always counter_claim; ties the row to a record of that type';
COMMENT ON COLUMN counter_claim.first IS 'Always 0: the position of the target that there must be';
COMMENT ON COLUMN counter_claim.stance IS 'How it contradicts';
COMMENT ON COLUMN counter_claim.raises_claim IS 'The claim that a counter-accusation makes';

CREATE TABLE counter_target (
    counter_claim uuid NOT NULL,
    position smallint NOT NULL,
    target uuid NOT NULL,
    target_type record_type NOT NULL,
    CONSTRAINT counter_target_pkey PRIMARY KEY (counter_claim, position),
    CONSTRAINT counter_target_once UNIQUE (target, counter_claim),
    CONSTRAINT counter_target_counter_claim_fkey FOREIGN KEY (counter_claim) REFERENCES counter_claim (id),
    CONSTRAINT counter_target_position CHECK (position >= 0),
    CONSTRAINT counter_target_other CHECK (target <> counter_claim),
    CONSTRAINT counter_target_type CHECK (target_type IN ('claim', 'counter_claim')),
    CONSTRAINT counter_target_target_fkey
        FOREIGN KEY (target, target_type) REFERENCES record (id, type) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE counter_target IS 'What a counter-claim contradicts';
COMMENT ON COLUMN counter_target.counter_claim IS 'The counter-claim';
COMMENT ON COLUMN counter_target.position IS 'Order in the record, from 0';
COMMENT ON COLUMN counter_target.target IS 'The claim or counter-claim that it contradicts';
COMMENT ON COLUMN counter_target.target_type IS 'Which of the two';
ALTER TABLE counter_claim ADD CONSTRAINT counter_claim_has_target FOREIGN KEY (id, first)
    REFERENCES counter_target (counter_claim, position) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE endorsement (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('endorsement'::record_type) STORED,
    first smallint NOT NULL GENERATED ALWAYS AS (0) STORED,
    stance endorsement_stance NOT NULL,
    CONSTRAINT endorsement_pkey PRIMARY KEY (id),
    CONSTRAINT endorsement_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT endorsement_statement_fkey FOREIGN KEY (id) REFERENCES statement (id)
);
COMMENT ON TABLE endorsement IS 'A third party backs claims without making one';
COMMENT ON COLUMN endorsement.id IS 'The statement';
COMMENT ON COLUMN endorsement.type IS 'Always endorsement; ties the row to a record of that type';
COMMENT ON COLUMN endorsement.first IS 'Always 0: the position of the target that there must be';
COMMENT ON COLUMN endorsement.stance IS 'How it backs them';

CREATE TABLE endorsement_target (
    endorsement uuid NOT NULL,
    position smallint NOT NULL,
    target uuid NOT NULL,
    CONSTRAINT endorsement_target_pkey PRIMARY KEY (endorsement, position),
    CONSTRAINT endorsement_target_once UNIQUE (target, endorsement),
    CONSTRAINT endorsement_target_endorsement_fkey FOREIGN KEY (endorsement) REFERENCES endorsement (id),
    CONSTRAINT endorsement_target_position CHECK (position >= 0),
    CONSTRAINT endorsement_target_target_fkey FOREIGN KEY (target) REFERENCES claim (id) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE endorsement_target IS 'What an endorsement backs';
COMMENT ON COLUMN endorsement_target.endorsement IS 'The endorsement';
COMMENT ON COLUMN endorsement_target.position IS 'Order in the record, from 0';
COMMENT ON COLUMN endorsement_target.target IS 'The claim that it backs';
ALTER TABLE endorsement ADD CONSTRAINT endorsement_has_target FOREIGN KEY (id, first)
    REFERENCES endorsement_target (endorsement, position) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION check_counter_loop() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE up (statement) AS (
            SELECT NEW.target
            UNION
            SELECT above.target FROM up JOIN counter_target above ON above.counter_claim = up.statement
        )
        SELECT FROM up WHERE up.statement = NEW.counter_claim)
    THEN
        RAISE EXCEPTION 'counter-claim % would counter itself through %', NEW.counter_claim, NEW.target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'counter_target_no_loop', TABLE = 'counter_target',
                  DETAIL = NEW.counter_claim;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_counter_loop() IS 'Trigger: counter-claims close no loop';
CREATE CONSTRAINT TRIGGER counter_target_sound AFTER INSERT OR UPDATE ON counter_target
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.target_type = 'counter_claim')
    EXECUTE FUNCTION check_counter_loop();

CREATE FUNCTION check_supersedes() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE up (statement) AS (
            SELECT NEW.supersedes
            UNION
            SELECT older.supersedes FROM up JOIN statement older ON older.id = up.statement
             WHERE older.supersedes IS NOT NULL
        )
        SELECT FROM up WHERE up.statement = NEW.id)
    THEN
        RAISE EXCEPTION 'statement % would supersede itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_supersedes_acyclic', TABLE = 'statement',
                  DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_supersedes() IS 'Trigger: no statement supersedes itself through others';
CREATE CONSTRAINT TRIGGER statement_supersedes_sound AFTER INSERT OR UPDATE ON statement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.supersedes IS NOT NULL) EXECUTE FUNCTION check_supersedes();

CREATE FUNCTION check_text_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM record WHERE id = NEW.id AND withheld_at IS NOT NULL) THEN
        RAISE EXCEPTION '% % lacks its text', TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_text_unless_withheld',
                  TABLE = TG_TABLE_NAME, DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_text_kept() IS 'Trigger: a statement has its sentence, a pattern its description, unless withheld';
CREATE CONSTRAINT TRIGGER statement_text_kept AFTER INSERT OR UPDATE ON statement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.statement IS NULL) EXECUTE FUNCTION check_text_kept();
CREATE CONSTRAINT TRIGGER claim_text_kept AFTER INSERT OR UPDATE ON claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.subject_type = 'pattern' AND NEW.pattern IS NULL)
    EXECUTE FUNCTION check_text_kept();

CREATE FUNCTION check_verified() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
DECLARE
    culprit record;
BEGIN
    IF TG_TABLE_NAME = 'citation' THEN
        SELECT NEW.statement, source.id INTO culprit FROM source
         WHERE id = NEW.source AND (text_sha256 IS NULL OR text_length < NEW.quote_end);
    ELSE
        SELECT citation.statement, source.id INTO culprit FROM source JOIN citation ON citation.source = source.id
         WHERE source.id = NEW.id AND verified_how IS NOT NULL
           AND (text_sha256 IS NULL OR text_length < citation.quote_end);
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'statement % cites a verified quote that source % has no text for', culprit.statement, culprit.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_verified_against_text', TABLE = TG_TABLE_NAME,
                  DETAIL = culprit.statement;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_verified() IS 'Trigger: a verified quote lies within the text whose hash its source records';
CREATE CONSTRAINT TRIGGER citation_verified_sound AFTER INSERT OR UPDATE ON citation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.verified_how IS NOT NULL) EXECUTE FUNCTION check_verified();
CREATE CONSTRAINT TRIGGER source_verified_sound AFTER UPDATE ON source
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.text_sha256 IS DISTINCT FROM NEW.text_sha256 OR OLD.text_length IS DISTINCT FROM NEW.text_length)
    EXECUTE FUNCTION check_verified();
