-- Identity, and the records that statements speak of: collections, actors, incidents, sources.
-- Rows here are projections of the newest revision's body; only the write functions make them.
SET LOCAL search_path = claimd, pg_temp;

CREATE TABLE record (
    id uuid NOT NULL,
    type record_type NOT NULL,
    collection uuid,
    key text COLLATE "C",
    revision int NOT NULL,
    created_at timestamptz(6) NOT NULL,
    updated_at timestamptz(6) NOT NULL,
    retracted_at timestamptz(6),
    retraction_reason text,
    withheld_at timestamptz(6),
    withholding_reason text,
    CONSTRAINT record_pkey PRIMARY KEY (id),
    CONSTRAINT record_id_type_key UNIQUE (id, type),
    CONSTRAINT record_collection_key_key UNIQUE (collection, key),
    CONSTRAINT record_id_version CHECK (is_uuid4(id)),
    CONSTRAINT record_key_format CHECK (key ~ '^[a-z0-9][a-z0-9._/-]{0,199}$'),
    CONSTRAINT record_key_needs_collection CHECK (key IS NULL OR collection IS NOT NULL),
    CONSTRAINT record_collection_has_none CHECK (type <> 'collection' OR collection IS NULL),
    CONSTRAINT record_revision_positive CHECK (revision >= 1),
    CONSTRAINT record_times_ordered CHECK (updated_at >= created_at),
    CONSTRAINT record_retraction_has_reason CHECK ((retracted_at IS NULL) = (retraction_reason IS NULL)),
    CONSTRAINT record_retraction_reason_length CHECK (char_length(retraction_reason) BETWEEN 1 AND 1000),
    CONSTRAINT record_withholding_has_reason CHECK ((withheld_at IS NULL) = (withholding_reason IS NULL)),
    CONSTRAINT record_withholding_reason_length CHECK (char_length(withholding_reason) BETWEEN 1 AND 1000)
);
-- Statements are put in order by what is derived of them.
CREATE INDEX record_created_idx ON record (type, created_at, id) WHERE type IN ('actor', 'incident', 'source');
CREATE INDEX record_updated_idx ON record (type, updated_at, id) WHERE type IN ('actor', 'incident', 'source');
COMMENT ON TABLE record IS 'The identity of everything that has a history, whatever its type';
COMMENT ON COLUMN record.id IS 'UUIDv4, also the STIX id';
COMMENT ON COLUMN record.type IS 'What it is; the table of that name has the rest';
COMMENT ON COLUMN record.collection IS 'Where it came from, null for what was entered by hand';
COMMENT ON COLUMN record.key IS 'Its own identifier within the collection; an import that runs again knows it by this';
COMMENT ON COLUMN record.revision IS 'Number of the newest revision, from 1';
COMMENT ON COLUMN record.created_at IS 'When revision 1 was recorded';
COMMENT ON COLUMN record.updated_at IS 'When the newest revision was recorded';
COMMENT ON COLUMN record.retracted_at IS 'When it was retracted; it stays readable';
COMMENT ON COLUMN record.retraction_reason IS 'Why it was retracted';
COMMENT ON COLUMN record.withheld_at IS 'When its content was withheld; its free text is gone from the tables then';
COMMENT ON COLUMN record.withholding_reason IS 'Why it is withheld, shown';

CREATE TABLE collection (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('collection'::record_type) STORED,
    slug text COLLATE "C" NOT NULL,
    name text NOT NULL,
    description text,
    licence text,
    citation text,
    url text,
    version text,
    CONSTRAINT collection_pkey PRIMARY KEY (id),
    CONSTRAINT collection_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT collection_slug_key UNIQUE (slug),
    CONSTRAINT collection_slug_format CHECK (is_slug(slug)),
    CONSTRAINT collection_name_line CHECK (is_line(name, 300)),
    CONSTRAINT collection_description_length CHECK (char_length(description) BETWEEN 1 AND 10000),
    CONSTRAINT collection_licence_line CHECK (is_line(licence, 300)),
    CONSTRAINT collection_citation_length CHECK (char_length(citation) BETWEEN 1 AND 2000),
    CONSTRAINT collection_url_format CHECK (is_url(url)),
    CONSTRAINT collection_version_line CHECK (is_line(version, 100))
);
COMMENT ON TABLE collection IS 'Where records came from: a dataset, a sample, with its licence and how to cite it';
COMMENT ON COLUMN collection.id IS 'The record';
COMMENT ON COLUMN collection.type IS 'Always collection; ties the row to a record of that type';
COMMENT ON COLUMN collection.slug IS 'Readable name in URLs';
COMMENT ON COLUMN collection.name IS 'Name for display';
COMMENT ON COLUMN collection.description IS 'What it is';
COMMENT ON COLUMN collection.licence IS 'SPDX identifier or the licence''s name';
COMMENT ON COLUMN collection.citation IS 'How to cite it';
COMMENT ON COLUMN collection.url IS 'Where it is published';
COMMENT ON COLUMN collection.version IS 'Its version as published';

ALTER TABLE record ADD CONSTRAINT record_collection_fkey
    FOREIGN KEY (collection) REFERENCES collection (id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE actor (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('actor'::record_type) STORED,
    slug text COLLATE "C" NOT NULL,
    kind actor_kind NOT NULL,
    name text NOT NULL,
    sort_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(fold(name), 80)) STORED,
    language text NOT NULL,
    country text COLLATE "C",
    description text,
    description_language text,
    merged_into uuid,
    CONSTRAINT actor_pkey PRIMARY KEY (id),
    CONSTRAINT actor_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT actor_slug_key UNIQUE (slug),
    CONSTRAINT actor_slug_format CHECK (is_slug(slug)),
    CONSTRAINT actor_name_is_line CHECK (is_line(name, 300)),
    CONSTRAINT actor_language_format CHECK (is_language(language)),
    CONSTRAINT actor_country_format CHECK (is_country(country)),
    CONSTRAINT actor_state_has_country CHECK (kind <> 'state' OR country IS NOT NULL),
    CONSTRAINT actor_description_length CHECK (char_length(description) BETWEEN 1 AND 10000),
    CONSTRAINT actor_description_language_format CHECK (is_language(description_language)),
    CONSTRAINT actor_description_has_language CHECK ((description IS NULL) = (description_language IS NULL)),
    CONSTRAINT actor_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_merged_into_other CHECK (merged_into <> id)
);
CREATE INDEX actor_merged_into_idx ON actor (merged_into) WHERE merged_into IS NOT NULL;
CREATE UNIQUE INDEX actor_state_country_key ON actor (country) WHERE kind = 'state';
CREATE INDEX actor_country_idx ON actor (country);
CREATE INDEX actor_sort_name_idx ON actor (sort_name, id);
COMMENT ON TABLE actor IS 'Anyone who accuses, is accused, denies or publishes';
COMMENT ON COLUMN actor.id IS 'The record';
COMMENT ON COLUMN actor.type IS 'Always actor; ties the row to a record of that type';
COMMENT ON COLUMN actor.slug IS 'Readable name in URLs';
COMMENT ON COLUMN actor.kind IS 'What the actor is';
COMMENT ON COLUMN actor.name IS 'Canonical name, for display';
COMMENT ON COLUMN actor.sort_name IS 'By which the actors are put in order of their names';
COMMENT ON COLUMN actor.language IS 'Language of the canonical name';
COMMENT ON COLUMN actor.country IS 'ISO 3166-1 alpha-2 of the country it is tied to; a state''s own code';
COMMENT ON COLUMN actor.description IS 'What it is, in the service''s words';
COMMENT ON COLUMN actor.description_language IS 'Language of the description';
COMMENT ON COLUMN actor.merged_into IS 'The actor that it turned out to be, which stands for it from then on; its own links rest as long';

-- Ends in a circle too, which a constraint refuses later: an actor in one stands for itself.
CREATE FUNCTION actor_standing(id_asked uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    passed uuid[] := '{}';
    at uuid := id_asked;
    next uuid;
BEGIN
    LOOP
        SELECT merged_into INTO next FROM actor WHERE id = at;
        IF next IS NULL THEN
            RETURN at;
        END IF;
        IF next = ANY (passed) THEN
            RETURN id_asked;
        END IF;
        passed := passed || next;
        at := next;
    END LOOP;
END
$$;
COMMENT ON FUNCTION actor_standing(uuid) IS
    'The actor that stands for one: where it was merged into another, and that perhaps into a third, the last of them';

CREATE TABLE incident (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('incident'::record_type) STORED,
    slug text COLLATE "C" NOT NULL,
    name text NOT NULL,
    sort_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(fold(name), 80)) STORED,
    language text NOT NULL,
    description text,
    description_language text,
    started_on text COLLATE "C",
    started_precision date_precision GENERATED ALWAYS AS (edtf_precision(started_on)) STORED,
    started_from date GENERATED ALWAYS AS (edtf_from(started_on)) STORED,
    ended_on text COLLATE "C",
    ended_precision date_precision GENERATED ALWAYS AS (edtf_precision(ended_on)) STORED,
    ended_to date GENERATED ALWAYS AS (edtf_to(ended_on)) STORED,
    first_day date GENERATED ALWAYS AS (edtf_from(coalesce(started_on, ended_on))) STORED,
    last_day date GENERATED ALWAYS AS (edtf_to(coalesce(ended_on, started_on))) STORED,
    victim_count_min bigint,
    victim_count_max bigint,
    part_of uuid,
    CONSTRAINT incident_pkey PRIMARY KEY (id),
    CONSTRAINT incident_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT incident_slug_key UNIQUE (slug),
    CONSTRAINT incident_slug_format CHECK (is_slug(slug)),
    CONSTRAINT incident_name_is_line CHECK (is_line(name, 300)),
    CONSTRAINT incident_language_format CHECK (is_language(language)),
    CONSTRAINT incident_description_length CHECK (char_length(description) BETWEEN 1 AND 10000),
    CONSTRAINT incident_description_language_format CHECK (is_language(description_language)),
    CONSTRAINT incident_description_has_language CHECK ((description IS NULL) = (description_language IS NULL)),
    CONSTRAINT incident_started_on_edtf CHECK (edtf_valid(started_on)),
    CONSTRAINT incident_ended_on_edtf CHECK (edtf_valid(ended_on)),
    CONSTRAINT incident_dates_ordered CHECK (edtf_from(started_on) <= edtf_to(ended_on)),
    CONSTRAINT incident_victim_count_positive CHECK (victim_count_min >= 0 AND victim_count_max >= 0),
    CONSTRAINT incident_victim_count_ordered CHECK (victim_count_min <= victim_count_max),
    CONSTRAINT incident_part_of_fkey FOREIGN KEY (part_of) REFERENCES incident (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT incident_part_of_other CHECK (part_of <> id)
);
CREATE INDEX incident_part_of_idx ON incident (part_of) WHERE part_of IS NOT NULL;
-- What has no date comes last in either direction.
CREATE INDEX incident_started_rising_idx ON incident (coalesce(started_from, 'infinity'::date), id);
CREATE INDEX incident_started_falling_idx ON incident (coalesce(started_from, '-infinity'::date), id);
CREATE INDEX incident_sort_name_idx ON incident (sort_name, id);
COMMENT ON TABLE incident IS 'What happened';
COMMENT ON COLUMN incident.id IS 'The record';
COMMENT ON COLUMN incident.type IS 'Always incident; ties the row to a record of that type';
COMMENT ON COLUMN incident.slug IS 'Readable name in URLs';
COMMENT ON COLUMN incident.name IS 'Canonical name, for display';
COMMENT ON COLUMN incident.sort_name IS 'By which the incidents are put in order of their names';
COMMENT ON COLUMN incident.language IS 'Language of the canonical name';
COMMENT ON COLUMN incident.description IS 'What happened, in the service''s words';
COMMENT ON COLUMN incident.description_language IS 'Language of the description';
COMMENT ON COLUMN incident.started_on IS 'EDTF date';
COMMENT ON COLUMN incident.started_precision IS 'Precision of started_on';
COMMENT ON COLUMN incident.started_from IS 'First day that started_on may be';
COMMENT ON COLUMN incident.ended_on IS 'EDTF date, null while it lasts or where unknown';
COMMENT ON COLUMN incident.ended_precision IS 'Precision of ended_on';
COMMENT ON COLUMN incident.ended_to IS 'Last day that ended_on may be';
COMMENT ON COLUMN incident.first_day IS 'First day that it may have been, as far as either date is known';
COMMENT ON COLUMN incident.last_day IS 'Last day that it may have been, as far as either date is known';
COMMENT ON COLUMN incident.victim_count_min IS 'At least so many victims, null where unknown';
COMMENT ON COLUMN incident.victim_count_max IS 'At most so many victims, null where unknown';
COMMENT ON COLUMN incident.part_of IS 'The wider incident it belongs to';

CREATE TABLE source (
    id uuid NOT NULL,
    type record_type NOT NULL GENERATED ALWAYS AS ('source'::record_type) STORED,
    slug text COLLATE "C" NOT NULL,
    kind source_kind NOT NULL,
    title text NOT NULL,
    sort_title text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(fold(title), 80)) STORED,
    language text NOT NULL,
    translated_from text,
    publisher uuid,
    agency uuid,
    url text,
    published_on text COLLATE "C",
    published_precision date_precision GENERATED ALWAYS AS (edtf_precision(published_on)) STORED,
    published_from date GENERATED ALWAYS AS (edtf_from(published_on)) STORED,
    published_to date GENERATED ALWAYS AS (edtf_to(published_on)) STORED,
    published_basis date_basis,
    published_note text,
    text_sha256 text COLLATE "C",
    text_length int,
    reliability text COLLATE "C",
    reliability_by uuid,
    CONSTRAINT source_pkey PRIMARY KEY (id),
    CONSTRAINT source_record_fkey FOREIGN KEY (id, type) REFERENCES record (id, type),
    CONSTRAINT source_slug_key UNIQUE (slug),
    CONSTRAINT source_slug_format CHECK (is_slug(slug)),
    CONSTRAINT source_title_line CHECK (is_line(title, 1000)),
    CONSTRAINT source_language_format CHECK (is_language(language)),
    CONSTRAINT source_translated_from_format CHECK (is_language(translated_from)),
    CONSTRAINT source_publisher_fkey FOREIGN KEY (publisher) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT source_agency_fkey FOREIGN KEY (agency) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT source_url_format CHECK (is_url(url)),
    CONSTRAINT source_published_on_edtf CHECK (edtf_valid(published_on)),
    CONSTRAINT source_published_has_basis CHECK ((published_on IS NULL) = (published_basis IS NULL)),
    CONSTRAINT source_published_note_length CHECK (char_length(published_note) BETWEEN 1 AND 2000),
    CONSTRAINT source_text_sha256_format CHECK (text_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT source_text_length_positive CHECK (text_length >= 1),
    CONSTRAINT source_text_length_needs_hash CHECK (text_length IS NULL OR text_sha256 IS NOT NULL),
    CONSTRAINT source_reliability_grade CHECK (reliability IN ('A', 'B', 'C', 'D', 'E', 'F')),
    CONSTRAINT source_reliability_by_needs_grade CHECK (reliability_by IS NULL OR reliability IS NOT NULL),
    CONSTRAINT source_reliability_by_fkey
        FOREIGN KEY (reliability_by) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX source_publisher_idx ON source (publisher) WHERE publisher IS NOT NULL;
CREATE INDEX source_agency_idx ON source (agency) WHERE agency IS NOT NULL;
CREATE INDEX source_reliability_by_idx ON source (reliability_by) WHERE reliability_by IS NOT NULL;
CREATE INDEX source_published_rising_idx ON source (coalesce(published_from, 'infinity'::date), id);
CREATE INDEX source_published_falling_idx ON source (coalesce(published_from, '-infinity'::date), id);
CREATE INDEX source_sort_title_idx ON source (sort_title, id);
COMMENT ON TABLE source IS 'A document that statements are cited from';
COMMENT ON COLUMN source.id IS 'The record';
COMMENT ON COLUMN source.type IS 'Always source; ties the row to a record of that type';
COMMENT ON COLUMN source.slug IS 'Readable name in URLs';
COMMENT ON COLUMN source.kind IS 'What the document is';
COMMENT ON COLUMN source.title IS 'Title as printed';
COMMENT ON COLUMN source.sort_title IS 'By which the sources are put in order of their titles';
COMMENT ON COLUMN source.language IS 'Language of the document';
COMMENT ON COLUMN source.translated_from IS 'Language it was translated from, where the document is itself a translation';
COMMENT ON COLUMN source.publisher IS 'Who published it';
COMMENT ON COLUMN source.agency IS 'Whom the text was syndicated from';
COMMENT ON COLUMN source.url IS 'Where it is; the service never fetches it';
COMMENT ON COLUMN source.published_on IS 'EDTF date';
COMMENT ON COLUMN source.published_precision IS 'Precision of published_on';
COMMENT ON COLUMN source.published_from IS 'First day that published_on may be';
COMMENT ON COLUMN source.published_to IS 'Last day that published_on may be';
COMMENT ON COLUMN source.published_basis IS 'Where the date comes from';
COMMENT ON COLUMN source.published_note IS 'How the date was found';
COMMENT ON COLUMN source.text_sha256 IS 'SHA-256 in hex of the text that quotes are checked against';
COMMENT ON COLUMN source.text_length IS 'Length of that text in code points';
COMMENT ON COLUMN source.reliability IS 'Admiralty grade A to F, where somebody graded it';
COMMENT ON COLUMN source.reliability_by IS 'Who graded it';

CREATE TABLE source_author (
    source uuid NOT NULL,
    position smallint NOT NULL,
    name text NOT NULL,
    CONSTRAINT source_author_pkey PRIMARY KEY (source, position),
    CONSTRAINT source_author_source_fkey FOREIGN KEY (source) REFERENCES source (id),
    CONSTRAINT source_author_position CHECK (position >= 0),
    CONSTRAINT source_author_name_line CHECK (is_line(name, 300))
);
COMMENT ON TABLE source_author IS 'Who wrote a source, as printed';
COMMENT ON COLUMN source_author.source IS 'The document';
COMMENT ON COLUMN source_author.position IS 'Order as printed, from 0';
COMMENT ON COLUMN source_author.name IS 'Name as printed';

CREATE TABLE actor_name (
    record uuid NOT NULL,
    actor uuid NOT NULL,
    position smallint NOT NULL,
    text text NOT NULL,
    folded text COLLATE "C" GENERATED ALWAYS AS (fold(text)) STORED,
    language text NOT NULL,
    kind name_kind NOT NULL,
    used_by uuid,
    seen_in uuid,
    note text,
    CONSTRAINT actor_name_pkey PRIMARY KEY (record, position),
    CONSTRAINT actor_name_record_fkey FOREIGN KEY (record) REFERENCES record (id),
    CONSTRAINT actor_name_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_name_position CHECK (position >= -1),
    CONSTRAINT actor_name_own_is_canonical CHECK (position >= 0 OR (record = actor AND kind = 'canonical' AND num_nonnulls(used_by, seen_in, note) = 0)),
    CONSTRAINT actor_name_text_line CHECK (is_line(text, 300)),
    CONSTRAINT actor_name_folds CHECK (fold(text) <> ''),
    CONSTRAINT actor_name_language_format CHECK (is_language(language)),
    CONSTRAINT actor_name_used_by_fkey FOREIGN KEY (used_by) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_name_seen_in_fkey FOREIGN KEY (seen_in) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_name_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);
CREATE INDEX actor_name_actor_idx ON actor_name (actor, position);
CREATE INDEX actor_name_folded_idx ON actor_name (folded);
CREATE INDEX actor_name_folded_trgm ON actor_name USING gist (folded gist_trgm_ops);
CREATE INDEX actor_name_used_by_idx ON actor_name (used_by) WHERE used_by IS NOT NULL;
CREATE INDEX actor_name_seen_in_idx ON actor_name (seen_in) WHERE seen_in IS NOT NULL;
COMMENT ON TABLE actor_name IS 'One name that someone uses for an actor; two actors may share one, ambiguity is data';
COMMENT ON COLUMN actor_name.record IS 'Whose record gives it: the actor''s own, or one of type actor_name, by which a collection adds a name to an actor of another';
COMMENT ON COLUMN actor_name.actor IS 'Who bears it';
COMMENT ON COLUMN actor_name.position IS 'Order in the record from 0; -1 is the actor''s own canonical name, which names[] does not list';
COMMENT ON COLUMN actor_name.text IS 'The name';
COMMENT ON COLUMN actor_name.folded IS 'The name as it is compared';
COMMENT ON COLUMN actor_name.language IS 'Language of the name';
COMMENT ON COLUMN actor_name.kind IS 'How the name relates to the actor';
COMMENT ON COLUMN actor_name.used_by IS 'Who uses it';
COMMENT ON COLUMN actor_name.seen_in IS 'Where it was seen';
COMMENT ON COLUMN actor_name.note IS 'What else there is to say';

CREATE TABLE actor_link (
    actor uuid NOT NULL,
    position smallint NOT NULL,
    type link_type NOT NULL,
    target uuid NOT NULL,
    valid_from text COLLATE "C",
    valid_to text COLLATE "C",
    period daterange GENERATED ALWAYS AS
        (CASE WHEN edtf_from(valid_from) > edtf_to(valid_to) THEN NULL
              ELSE daterange(edtf_from(valid_from), edtf_to(valid_to), '[]') END) STORED,
    source uuid,
    note text,
    CONSTRAINT actor_link_pkey PRIMARY KEY (actor, position),
    CONSTRAINT actor_link_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id),
    CONSTRAINT actor_link_position CHECK (position >= 0),
    CONSTRAINT actor_link_target_fkey FOREIGN KEY (target) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_link_target_other CHECK (target <> actor),
    CONSTRAINT actor_link_from_edtf CHECK (edtf_valid(valid_from)),
    CONSTRAINT actor_link_to_edtf CHECK (edtf_valid(valid_to)),
    CONSTRAINT actor_link_dates_ordered CHECK (edtf_from(valid_from) <= edtf_to(valid_to)),
    CONSTRAINT actor_link_source_fkey FOREIGN KEY (source) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT actor_link_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);
CREATE INDEX actor_link_target_idx ON actor_link (target, type);
CREATE INDEX actor_link_source_idx ON actor_link (source) WHERE source IS NOT NULL;
COMMENT ON TABLE actor_link IS 'How an actor relates to another, and when';
COMMENT ON COLUMN actor_link.actor IS 'Who is part, national or based';
COMMENT ON COLUMN actor_link.position IS 'Order in the record, from 0';
COMMENT ON COLUMN actor_link.type IS 'How';
COMMENT ON COLUMN actor_link.target IS 'Of whom, or where';
COMMENT ON COLUMN actor_link.valid_from IS 'EDTF date, null where open';
COMMENT ON COLUMN actor_link.valid_to IS 'EDTF date, null where open';
COMMENT ON COLUMN actor_link.period IS 'The widest span of days that the dates allow';
COMMENT ON COLUMN actor_link.source IS 'What it rests on';
COMMENT ON COLUMN actor_link.note IS 'What else there is to say';

CREATE TABLE actor_external_id (
    actor uuid NOT NULL,
    position smallint NOT NULL,
    scheme text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    url text,
    CONSTRAINT actor_external_id_pkey PRIMARY KEY (actor, position),
    CONSTRAINT actor_external_id_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id),
    CONSTRAINT actor_external_id_position CHECK (position >= 0),
    CONSTRAINT actor_external_id_scheme_format CHECK (is_slug(scheme)),
    CONSTRAINT actor_external_id_value_line CHECK (is_line(value, 300)),
    CONSTRAINT actor_external_id_url_format CHECK (is_url(url))
);
CREATE INDEX actor_external_id_value_idx ON actor_external_id (scheme, value);
COMMENT ON TABLE actor_external_id IS 'What others call the record of an actor: ATT&CK G0096, ISO 3166-1 alpha-3';
COMMENT ON COLUMN actor_external_id.actor IS 'The actor';
COMMENT ON COLUMN actor_external_id.position IS 'Order in the record, from 0';
COMMENT ON COLUMN actor_external_id.scheme IS 'Whose identifiers; slug-like, such as mitre-attack, iso-3166-1-alpha-3';
COMMENT ON COLUMN actor_external_id.value IS 'The identifier';
COMMENT ON COLUMN actor_external_id.url IS 'Where it leads';

CREATE TABLE incident_name (
    incident uuid NOT NULL,
    position smallint NOT NULL,
    text text NOT NULL,
    folded text COLLATE "C" GENERATED ALWAYS AS (fold(text)) STORED,
    language text NOT NULL,
    kind name_kind NOT NULL,
    seen_in uuid,
    CONSTRAINT incident_name_pkey PRIMARY KEY (incident, position),
    CONSTRAINT incident_name_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id),
    CONSTRAINT incident_name_position CHECK (position >= -1),
    CONSTRAINT incident_name_own_is_canonical CHECK (position >= 0 OR (kind = 'canonical' AND seen_in IS NULL)),
    CONSTRAINT incident_name_no_demonym CHECK (kind <> 'demonym'),
    CONSTRAINT incident_name_text_line CHECK (is_line(text, 300)),
    CONSTRAINT incident_name_folds CHECK (fold(text) <> ''),
    CONSTRAINT incident_name_language_format CHECK (is_language(language)),
    CONSTRAINT incident_name_seen_in_fkey FOREIGN KEY (seen_in) REFERENCES source (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX incident_name_folded_idx ON incident_name (folded);
CREATE INDEX incident_name_folded_trgm ON incident_name USING gist (folded gist_trgm_ops);
CREATE INDEX incident_name_seen_in_idx ON incident_name (seen_in) WHERE seen_in IS NOT NULL;
COMMENT ON TABLE incident_name IS 'One name that an incident goes by';
COMMENT ON COLUMN incident_name.incident IS 'The incident';
COMMENT ON COLUMN incident_name.position IS 'Order in the record from 0; -1 is the incident''s own canonical name, which names[] does not list';
COMMENT ON COLUMN incident_name.text IS 'The name';
COMMENT ON COLUMN incident_name.folded IS 'The name as it is compared';
COMMENT ON COLUMN incident_name.language IS 'Language of the name';
COMMENT ON COLUMN incident_name.kind IS 'How the name relates to the incident';
COMMENT ON COLUMN incident_name.seen_in IS 'Where it was seen';

CREATE TABLE incident_victim_country (
    incident uuid NOT NULL,
    position smallint NOT NULL,
    country text COLLATE "C" NOT NULL,
    CONSTRAINT incident_victim_country_pkey PRIMARY KEY (incident, position),
    CONSTRAINT incident_victim_country_once UNIQUE (country, incident),
    CONSTRAINT incident_victim_country_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id),
    CONSTRAINT incident_victim_country_position CHECK (position >= 0),
    CONSTRAINT incident_victim_country_format CHECK (is_country(country))
);
COMMENT ON TABLE incident_victim_country IS 'Where an incident''s victims are';
COMMENT ON COLUMN incident_victim_country.incident IS 'The incident';
COMMENT ON COLUMN incident_victim_country.position IS 'Order in the record, from 0';
COMMENT ON COLUMN incident_victim_country.country IS 'ISO 3166-1 alpha-2';

CREATE TABLE incident_victim_sector (
    incident uuid NOT NULL,
    position smallint NOT NULL,
    sector text COLLATE "C" NOT NULL,
    CONSTRAINT incident_victim_sector_pkey PRIMARY KEY (incident, position),
    CONSTRAINT incident_victim_sector_once UNIQUE (sector, incident),
    CONSTRAINT incident_victim_sector_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id),
    CONSTRAINT incident_victim_sector_position CHECK (position >= 0),
    CONSTRAINT incident_victim_sector_format CHECK (is_slug(sector))
);
COMMENT ON TABLE incident_victim_sector IS 'What an incident''s victims do';
COMMENT ON COLUMN incident_victim_sector.incident IS 'The incident';
COMMENT ON COLUMN incident_victim_sector.position IS 'Order in the record, from 0';
COMMENT ON COLUMN incident_victim_sector.sector IS 'Slug-like, such as energy or public-administration';

CREATE TABLE incident_victim (
    incident uuid NOT NULL,
    position smallint NOT NULL,
    actor uuid NOT NULL,
    CONSTRAINT incident_victim_pkey PRIMARY KEY (incident, position),
    CONSTRAINT incident_victim_once UNIQUE (actor, incident),
    CONSTRAINT incident_victim_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id),
    CONSTRAINT incident_victim_position CHECK (position >= 0),
    CONSTRAINT incident_victim_actor_fkey FOREIGN KEY (actor) REFERENCES actor (id) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE incident_victim IS 'An incident''s victims by name';
COMMENT ON COLUMN incident_victim.incident IS 'The incident';
COMMENT ON COLUMN incident_victim.position IS 'Order in the record, from 0';
COMMENT ON COLUMN incident_victim.actor IS 'Who was hit';

CREATE TABLE incident_external_id (
    incident uuid NOT NULL,
    position smallint NOT NULL,
    scheme text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    url text,
    CONSTRAINT incident_external_id_pkey PRIMARY KEY (incident, position),
    CONSTRAINT incident_external_id_incident_fkey FOREIGN KEY (incident) REFERENCES incident (id),
    CONSTRAINT incident_external_id_position CHECK (position >= 0),
    CONSTRAINT incident_external_id_scheme_format CHECK (is_slug(scheme)),
    CONSTRAINT incident_external_id_value_line CHECK (is_line(value, 300)),
    CONSTRAINT incident_external_id_url_format CHECK (is_url(url))
);
CREATE INDEX incident_external_id_value_idx ON incident_external_id (scheme, value);
COMMENT ON TABLE incident_external_id IS 'What others call the record of an incident';
COMMENT ON COLUMN incident_external_id.incident IS 'The incident';
COMMENT ON COLUMN incident_external_id.position IS 'Order in the record, from 0';
COMMENT ON COLUMN incident_external_id.scheme IS 'Whose identifiers; slug-like, such as eurepoc';
COMMENT ON COLUMN incident_external_id.value IS 'The identifier';
COMMENT ON COLUMN incident_external_id.url IS 'Where it leads';

CREATE FUNCTION actor_within_itself(id_asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = claimd, pg_temp AS $$
DECLARE
    standing uuid := actor_standing(id_asked);
BEGIN
    RETURN EXISTS (
        WITH RECURSIVE up (actor) AS (
            SELECT actor_standing(link.target) FROM actor_link link
             WHERE link.actor = standing AND link.type = 'part_of'
            UNION
            SELECT actor_standing(link.target)
              FROM up JOIN actor_link link ON link.actor = up.actor AND link.type = 'part_of')
        SELECT FROM up WHERE up.actor = standing);
END
$$;
COMMENT ON FUNCTION actor_within_itself(uuid) IS
    'Whether the actor that stands for one is part of itself, by links that do not rest, whatever their dates';

CREATE FUNCTION check_actor_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF NEW.type = 'national_of' AND NOT EXISTS (SELECT FROM actor WHERE id = NEW.target AND kind = 'state') THEN
        RAISE EXCEPTION 'actor % is a national of %, which is no state', NEW.actor, NEW.target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_link_national_of_state', TABLE = 'actor_link',
                  DETAIL = NEW.actor;
    END IF;
    IF NEW.type = 'part_of' AND actor_within_itself(NEW.actor) THEN
        RAISE EXCEPTION 'actor % would be part of itself through %', NEW.actor, NEW.target
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_link_part_of_acyclic', TABLE = 'actor_link',
                  DETAIL = NEW.actor;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_actor_link() IS 'Trigger: part_of has no cycle, whatever the dates; national_of leads to a state';
CREATE CONSTRAINT TRIGGER actor_link_sound AFTER INSERT OR UPDATE ON actor_link
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.type <> 'based_in') EXECUTE FUNCTION check_actor_link();

CREATE FUNCTION check_merged() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM actor WHERE id = actor_standing(NEW.id) AND merged_into IS NOT NULL) THEN
        RAISE EXCEPTION 'actor % would be merged into itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_merged_into_acyclic', TABLE = 'actor',
                  DETAIL = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM actor JOIN actor other ON other.id = actor.merged_into
                WHERE actor.id = NEW.id AND actor.kind = 'state' AND other.kind <> 'state') THEN
        RAISE EXCEPTION 'actor % is a state and cannot be merged into %, which is none', NEW.id, NEW.merged_into
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_merged_into_state', TABLE = 'actor',
                  DETAIL = NEW.id;
    END IF;
    IF actor_within_itself(NEW.id) THEN
        RAISE EXCEPTION 'actor % would be part of itself: its links say so once it % merged', NEW.id,
            CASE WHEN NEW.merged_into IS NULL THEN 'is no longer' ELSE 'is' END
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_link_part_of_acyclic', TABLE = 'actor',
                  DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_merged() IS
    'Trigger: no actor is merged into itself through others, a state only into a state, and part_of keeps clear of cycles';
CREATE CONSTRAINT TRIGGER actor_merged_sound AFTER INSERT ON actor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.merged_into IS NOT NULL) EXECUTE FUNCTION check_merged();
CREATE CONSTRAINT TRIGGER actor_remerged_sound AFTER UPDATE ON actor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.merged_into IS DISTINCT FROM NEW.merged_into
          OR NEW.merged_into IS NOT NULL AND OLD.kind <> NEW.kind) EXECUTE FUNCTION check_merged();

CREATE FUNCTION check_state_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM actor WHERE id = NEW.id AND kind <> 'state')
       AND EXISTS (SELECT FROM actor WHERE merged_into = NEW.id AND kind = 'state') THEN
        RAISE EXCEPTION 'a state is merged into actor %, which must stay a state', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_merged_into_state', TABLE = 'actor',
                  DETAIL = NEW.id;
    END IF;
    IF EXISTS (SELECT FROM actor WHERE id = NEW.id AND kind <> 'state')
       AND EXISTS (SELECT FROM actor_link WHERE target = NEW.id AND type = 'national_of') THEN
        RAISE EXCEPTION 'actor % has nationals and must stay a state', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'actor_link_national_of_state', TABLE = 'actor',
                  DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_state_kept() IS 'Trigger: a state that has nationals, or that stands for another, does not become another kind of actor';
CREATE CONSTRAINT TRIGGER actor_state_kept AFTER UPDATE ON actor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.kind = 'state' AND NEW.kind <> 'state')
    EXECUTE FUNCTION check_state_kept();

CREATE FUNCTION check_incident_part_of() RETURNS trigger
LANGUAGE plpgsql SET search_path = claimd, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE up (incident) AS (
            SELECT NEW.part_of
            UNION
            SELECT wider.part_of FROM up JOIN incident wider ON wider.id = up.incident WHERE wider.part_of IS NOT NULL
        )
        SELECT FROM up WHERE up.incident = NEW.id)
    THEN
        RAISE EXCEPTION 'incident % would be part of itself', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'incident_part_of_acyclic', TABLE = 'incident',
                  DETAIL = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION check_incident_part_of() IS 'Trigger: part_of has no cycle';
CREATE CONSTRAINT TRIGGER incident_sound AFTER INSERT OR UPDATE ON incident
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.part_of IS NOT NULL) EXECUTE FUNCTION check_incident_part_of();
