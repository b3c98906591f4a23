-- The schema, its closed lists, and the functions on text and dates that the tables' constraints rest on.
CREATE SCHEMA IF NOT EXISTS claimd;
COMMENT ON SCHEMA claimd IS 'Who accuses whom of which cyber attack: claims, counter-claims, endorsements, and what they rest on';
SET LOCAL search_path = claimd, pg_temp;

DO $$
DECLARE
    extension text;
    elsewhere text;
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'the database must be encoded in UTF8, not %', current_setting('server_encoding');
    END IF;
    FOREACH extension IN ARRAY ARRAY['pg_trgm', 'fuzzystrmatch'] LOOP
        EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA claimd', extension);
        SELECT nspname INTO elsewhere
          FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
         WHERE extname = extension AND nspname <> 'claimd';
        IF FOUND THEN
            RAISE EXCEPTION 'extension % is in schema %, claimd needs it in its own', extension, elsewhere
                USING HINT = format('ALTER EXTENSION %I SET SCHEMA claimd', extension);
        END IF;
    END LOOP;
END
$$;

CREATE TYPE record_type AS ENUM ('collection', 'actor', 'actor_name', 'incident', 'source', 'claim', 'counter_claim', 'endorsement');
COMMENT ON TYPE record_type IS 'The kinds of record that have an identity and a history';
CREATE TYPE actor_kind AS ENUM ('state', 'agency', 'intrusion_set', 'company', 'alliance', 'media', 'person', 'unnamed');
COMMENT ON TYPE actor_kind IS 'What an actor is; intrusion_set is a named group, unnamed a mere category';
CREATE TYPE name_kind AS ENUM ('canonical', 'alias', 'translation', 'misspelling', 'former', 'demonym');
COMMENT ON TYPE name_kind IS 'How a name relates to its bearer';
CREATE TYPE link_type AS ENUM ('part_of', 'national_of', 'based_in');
COMMENT ON TYPE link_type IS 'How an actor relates to another; based_in is never followed';
CREATE TYPE source_kind AS ENUM
    ('news', 'report', 'government_statement', 'indictment', 'social_post', 'blog', 'advisory', 'dataset');
COMMENT ON TYPE source_kind IS 'What a document is';
CREATE TYPE date_precision AS ENUM ('year', 'month', 'day');
COMMENT ON TYPE date_precision IS 'How much of a date is known';
CREATE TYPE date_basis AS ENUM ('stated', 'inferred', 'external');
COMMENT ON TYPE date_basis IS 'Where a date comes from: the document says it, it follows from the document, or other knowledge';
CREATE TYPE confidence_level AS ENUM ('low', 'moderate', 'high', 'unstated');
COMMENT ON TYPE confidence_level IS 'How sure a claimant says to be';
CREATE TYPE likelihood_level AS ENUM
    ('almost_no_chance', 'very_unlikely', 'unlikely', 'roughly_even', 'likely', 'very_likely', 'almost_certain');
COMMENT ON TYPE likelihood_level IS 'How likely a claimant says it is (ICD 203), apart from confidence';
CREATE TYPE claim_basis AS ENUM ('technical', 'intelligence', 'legal', 'political', 'media', 'self', 'unstated');
COMMENT ON TYPE claim_basis IS 'What a statement rests on';
CREATE TYPE responsibility AS ENUM
    ('state_prohibited', 'state_prohibited_but_inadequate', 'state_ignored', 'state_encouraged', 'state_shaped',
     'state_coordinated', 'state_ordered', 'state_rogue_conducted', 'state_executed', 'state_integrated');
COMMENT ON TYPE responsibility IS 'Healey''s spectrum of state responsibility';
CREATE TYPE citation_form AS ENUM ('direct_speech', 'reported_speech', 'reference');
COMMENT ON TYPE citation_form IS 'How a source carries a statement; a reference has no quote';
CREATE TYPE verification AS ENUM ('declared', 'text');
COMMENT ON TYPE verification IS
    'How a quote was checked: declared by an importer who held the text, or here against a text on file';
CREATE TYPE subject_type AS ENUM ('incident', 'actor', 'pattern');
COMMENT ON TYPE subject_type IS 'What a claim holds somebody responsible for';
CREATE TYPE counter_stance AS ENUM ('denies', 'rejects', 'disputes', 'counter_accuses');
COMMENT ON TYPE counter_stance IS 'How a counter-claim contradicts';
CREATE TYPE endorsement_stance AS ENUM ('endorses', 'supports_without_attributing');
COMMENT ON TYPE endorsement_stance IS 'How a third party backs a claim';
CREATE TYPE statement_status AS ENUM ('retracted', 'superseded', 'withheld', 'disputed', 'answered', 'uncontested');
COMMENT ON TYPE statement_status IS 'Where a statement stands, strongest first; says that somebody disputes, never who is right';
CREATE TYPE revision_op AS ENUM ('create', 'update', 'retract', 'restore', 'withhold', 'lift');
COMMENT ON TYPE revision_op IS 'What a revision did';

CREATE FUNCTION edtf_valid(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN value !~ '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$' OR value LIKE '0000%' THEN false
    WHEN length(value) < 10 THEN true
    ELSE substr(value, 9, 2)::int <= CASE substr(value, 6, 2)
        WHEN '02' THEN CASE
            WHEN left(value, 4)::int % 4 = 0 AND (left(value, 4)::int % 100 <> 0 OR left(value, 4)::int % 400 = 0)
            THEN 29 ELSE 28 END
        WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30
        ELSE 31 END
END;
COMMENT ON FUNCTION edtf_valid(text) IS
    'Whether a text is an ISO 8601-2 level 0 date: year, month or a real calendar day, years 0001 to 9999';

CREATE FUNCTION edtf_precision(value text) RETURNS date_precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN edtf_valid(value) THEN
    CASE length(value) WHEN 4 THEN 'year'::date_precision WHEN 7 THEN 'month' ELSE 'day' END
END;
COMMENT ON FUNCTION edtf_precision(text) IS 'The precision of an EDTF date, null where it is none';

CREATE FUNCTION edtf_from(value text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN edtf_valid(value) THEN
    make_date(left(value, 4)::int,
              CASE WHEN length(value) > 4 THEN substr(value, 6, 2)::int ELSE 1 END,
              CASE WHEN length(value) > 7 THEN substr(value, 9, 2)::int ELSE 1 END)
END;
COMMENT ON FUNCTION edtf_from(text) IS 'First day of the interval that an EDTF date is, null where it is none';

CREATE FUNCTION edtf_to(value text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN edtf_valid(value) THEN
    CASE length(value)
        WHEN 4 THEN make_date(left(value, 4)::int, 12, 31)
        WHEN 7 THEN CASE substr(value, 6, 2)
            WHEN '12' THEN make_date(left(value, 4)::int, 12, 31)
            ELSE make_date(left(value, 4)::int, substr(value, 6, 2)::int + 1, 1) - 1 END
        ELSE make_date(left(value, 4)::int, substr(value, 6, 2)::int, substr(value, 9, 2)::int)
    END
END;
COMMENT ON FUNCTION edtf_to(text) IS 'Last day of the interval that an EDTF date is, null where it is none';

-- Written with built-in functions only: the result is stored and indexed, so it must not follow a dictionary file
-- or the database's locale.
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(
    translate(
        replace(replace(replace(replace(replace(
            lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\u00ad]', '', 'g')
                  COLLATE "und-x-icu"),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ĳ', 'ij'),
        'ςøłđðħıŧŋ‘’‚‛ʼʻ′`´ʹ“”„‟«»″‹›‐‑‒–—―−⁃﹘',
        'σolddhitn''''''''''''''''''''"""""""""---------'),
    '[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'));
COMMENT ON FUNCTION fold(text) IS
    'A name as it is compared: NFKD, lower case, no accents, plain quotes and dashes, single spaces, no invisible characters';

CREATE FUNCTION is_line(value text, ceiling int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value IS NULL
    OR (char_length(value) BETWEEN 1 AND ceiling
        AND value !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]' AND value !~ '^\s|\s$');
COMMENT ON FUNCTION is_line(text, int) IS
    'Whether a text (null passes) is one line without control characters or outer white space, within a ceiling of code points';

CREATE FUNCTION is_slug(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(value) <= 100;
COMMENT ON FUNCTION is_slug(text) IS 'Whether a text can stand in a URL as a record''s readable name';

CREATE FUNCTION is_language(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value IS NULL OR (value ~ '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' AND length(value) <= 35);
COMMENT ON FUNCTION is_language(text) IS 'Whether a text (null passes) has the shape of a BCP 47 tag';

CREATE FUNCTION is_country(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value IS NULL OR value ~ '^[A-Z]{2}$';
COMMENT ON FUNCTION is_country(text) IS 'Whether a text (null passes) has the shape of an ISO 3166-1 alpha-2 code';

CREATE FUNCTION is_url(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN value IS NULL OR (value ~ '^https?://[^\s\u0001-\u0020\u007f-\u009f]+$' AND char_length(value) <= 2048);
COMMENT ON FUNCTION is_url(text) IS 'Whether a text (null passes) is an http or https link';

CREATE FUNCTION is_uuid4(value uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN get_byte(uuid_send(value), 6) / 16 = 4 AND get_byte(uuid_send(value), 8) / 64 = 2;
COMMENT ON FUNCTION is_uuid4(uuid) IS 'Whether a UUID is of version 4 (RFC 9562), as STIX asks of ids';

CREATE FUNCTION to_uuid(value text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN value::uuid END;
COMMENT ON FUNCTION to_uuid(text) IS 'The UUID that a text is, null where it is none';
