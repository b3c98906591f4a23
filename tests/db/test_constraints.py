"""Every constraint refuses what it is there to refuse, and nothing else does so in its stead."""
import psycopg2
import pytest

from tests.db.conftest import TEXT

LONG = {"300": "x" * 301, "1000": "x" * 1001, "2000": "x" * 2001, "10000": "x" * 10001, "500": "x" * 501}
NEW = "'11111111-1111-4111-8111-111111111111'"

CHECK, FOREIGN, UNIQUE = "23514", "23503", "23505"

DECIDED = "INSERT INTO likeness_decision (likeness, type, one, other, verdict, label, reason)"
WITHHELD = "UPDATE record SET withheld_at = now(), withholding_reason = 'x' WHERE id = %%(%s)s"
# What is withheld and has no text.
BARE = WITHHELD + "; UPDATE statement SET first = NULL, statement = NULL WHERE id = %%(%s)s"


def lengths(table, column, ceiling, name=None):
    return [(name or f"{table}_{column}_length", f"UPDATE {table} SET {column} = '{text}' WHERE {column} IS NOT NULL")
            for text in ("", LONG[ceiling])]


def lines(table, column, ceiling, name=None):
    return [(name or f"{table}_{column}_line", f"UPDATE {table} SET {column} = {text} WHERE {column} IS NOT NULL")
            for text in ("''", f"'{LONG[ceiling]}'", "E'a\\x07b'", "' a'") if column != "text" or text != "''"]


CHECKS = [
    ("record_id_version", "INSERT INTO record (id, type, revision, created_at, updated_at) "
     "VALUES ('11111111-1111-1111-8111-111111111111', 'actor', 1, now(), now())"),
    ("record_key_format", "UPDATE record SET key = 'Upper' WHERE id = %(acme)s"),
    ("record_key_format", "UPDATE record SET key = repeat('a', 201) WHERE id = %(acme)s"),
    ("record_key_format", "UPDATE record SET key = '/a' WHERE id = %(acme)s"),
    ("record_key_needs_collection", "UPDATE record SET collection = NULL WHERE id = %(acme)s"),
    ("record_collection_has_none", "UPDATE record SET collection = id WHERE id = %(sample)s"),
    ("record_revision_positive", "UPDATE record SET revision = 0 WHERE id = %(acme)s"),
    ("record_times_ordered", "UPDATE record SET updated_at = created_at - interval '1 s' WHERE id = %(acme)s"),
    ("record_retraction_has_reason", "UPDATE record SET retracted_at = now() WHERE id = %(acme)s"),
    ("record_retraction_reason_length", "UPDATE record SET retracted_at = now(), retraction_reason = ''"),
    ("record_withholding_has_reason", "UPDATE record SET withheld_at = now() WHERE id = %(acme)s"),
    ("record_withholding_reason_length", "UPDATE record SET withheld_at = now(), withholding_reason = ''"),
    *lengths("collection", "citation", "2000"), *lengths("collection", "description", "10000"),
    *lines("collection", "licence", "300"), *lines("collection", "name", "300"),
    *lines("collection", "version", "300"),
    ("collection_slug_format", "UPDATE collection SET slug = 'Bad' WHERE slug = 'sample'"),
    ("collection_url_format", "UPDATE collection SET url = 'javascript:alert(1)'"),
    ("actor_country_format", "UPDATE actor SET country = 'fr' WHERE slug = 'acme'"),
    ("actor_description_has_language", "UPDATE actor SET description = NULL WHERE slug = 'acme'"),
    ("actor_description_language_format", "UPDATE actor SET description_language = 'fr_FR' WHERE slug = 'acme'"),
    *lengths("actor", "description", "10000"),
    ("actor_language_format", "UPDATE actor SET language = 'français' WHERE slug = 'acme'"),
    *lines("actor", "name", "300", "actor_name_is_line"),
    ("actor_merged_into_other", "UPDATE actor SET merged_into = id WHERE slug = 'acme'"),
    ("actor_slug_format", "UPDATE actor SET slug = 'a--b' WHERE slug = 'acme'"),
    ("actor_state_has_country", "UPDATE actor SET country = NULL WHERE slug = 'china'"),
    ("incident_dates_ordered", "UPDATE incident SET ended_on = '2021-01' WHERE slug = 'hit'"),
    ("incident_description_has_language", "UPDATE incident SET description = NULL WHERE slug = 'hit'"),
    ("incident_description_language_format", "UPDATE incident SET description_language = '?' WHERE slug = 'hit'"),
    *lengths("incident", "description", "10000"),
    ("incident_ended_on_edtf", "UPDATE incident SET ended_on = '2021-02-29' WHERE slug = 'wide'"),
    ("incident_started_on_edtf", "UPDATE incident SET started_on = '2021-2' WHERE slug = 'wide'"),
    ("incident_language_format", "UPDATE incident SET language = '' WHERE slug = 'hit'"),
    *lines("incident", "name", "300", "incident_name_is_line"),
    ("incident_part_of_other", "UPDATE incident SET part_of = id WHERE slug = 'wide'"),
    ("incident_slug_format", "UPDATE incident SET slug = repeat('a', 101) WHERE slug = 'wide'"),
    ("incident_victim_count_ordered", "UPDATE incident SET victim_count_max = 2 WHERE slug = 'hit'"),
    ("incident_victim_count_positive", "UPDATE incident SET victim_count_min = -1 WHERE slug = 'hit'"),
    ("source_language_format", "UPDATE source SET language = 'x y'"),
    ("source_published_has_basis", "UPDATE source SET published_basis = NULL"),
    *lengths("source", "published_note", "2000"),
    ("source_published_on_edtf", "UPDATE source SET published_on = '2021-04-31' WHERE published_on IS NOT NULL"),
    ("source_reliability_by_needs_grade", "UPDATE source SET reliability = NULL"),
    ("source_reliability_grade", "UPDATE source SET reliability = 'G'"),
    ("source_slug_format", "UPDATE source SET slug = '' WHERE slug = 'news-2'"),
    ("source_text_length_needs_hash", "UPDATE source SET text_length = 5 WHERE slug = 'news-2'"),
    ("source_text_length_positive", "UPDATE source SET text_length = 0, text_sha256 = repeat('a', 64) WHERE slug = 'news-2'"),
    ("source_text_sha256_format", "UPDATE source SET text_sha256 = repeat('A', 64) WHERE slug = 'news-2'"),
    *lines("source", "title", "1000"),
    ("source_translated_from_format", "UPDATE source SET translated_from = '-'"),
    ("source_url_format", "UPDATE source SET url = 'https://a b'"),
    *lines("source_author", "name", "300"),
    ("source_author_position", "UPDATE source_author SET position = -1"),
    ("actor_name_folds", "UPDATE actor_name SET text = E'\\u200b' WHERE actor = %(acme)s"),
    ("actor_name_language_format", "UPDATE actor_name SET language = 'e' WHERE actor = %(acme)s"),
    *lengths("actor_name", "note", "2000"),
    ("actor_name_own_is_canonical", "UPDATE actor_name SET kind = 'alias' WHERE actor = %(acme)s"),
    ("actor_name_position", "UPDATE actor_name SET position = -2 WHERE actor = %(acme)s AND kind = 'canonical'"),
    *lines("actor_name", "text", "300"),
    ("actor_link_dates_ordered", "UPDATE actor_link SET valid_to = '2019' WHERE actor = %(acme)s AND position = 0"),
    ("actor_link_from_edtf", "UPDATE actor_link SET valid_from = '20' WHERE actor = %(man)s"),
    ("actor_link_to_edtf", "UPDATE actor_link SET valid_to = '2021-00' WHERE actor = %(man)s"),
    *lengths("actor_link", "note", "2000"),
    ("actor_link_position", "UPDATE actor_link SET position = -1 WHERE actor = %(man)s"),
    ("actor_link_target_other", "UPDATE actor_link SET target = actor, type = 'based_in' WHERE actor = %(man)s"),
    ("actor_external_id_position", "UPDATE actor_external_id SET position = -1 WHERE actor = %(acme)s"),
    ("actor_external_id_scheme_format", "UPDATE actor_external_id SET scheme = 'MITRE' WHERE actor = %(acme)s"),
    ("actor_external_id_url_format", "UPDATE actor_external_id SET url = 'x' WHERE actor = %(acme)s"),
    *lines("actor_external_id", "value", "300"),
    ("incident_name_folds", "UPDATE incident_name SET text = E'\\u200b'"),
    ("incident_name_language_format", "UPDATE incident_name SET language = 'e'"),
    ("incident_name_no_demonym", "UPDATE incident_name SET kind = 'demonym' WHERE position = 0"),
    ("incident_name_own_is_canonical", "UPDATE incident_name SET kind = 'alias'"),
    ("incident_name_position", "UPDATE incident_name SET position = -2 WHERE kind = 'canonical'"),
    *lines("incident_name", "text", "300"),
    ("incident_victim_country_format", "UPDATE incident_victim_country SET country = 'fr' WHERE country = 'FR'"),
    ("incident_victim_country_position", "UPDATE incident_victim_country SET position = -1 WHERE country = 'FR'"),
    ("incident_victim_sector_format", "UPDATE incident_victim_sector SET sector = 'Energy' WHERE sector = 'energy'"),
    ("incident_victim_sector_position", "UPDATE incident_victim_sector SET position = -1 WHERE sector = 'energy'"),
    ("incident_victim_position", "UPDATE incident_victim SET position = -1"),
    ("incident_external_id_position", "UPDATE incident_external_id SET position = -1"),
    ("incident_external_id_scheme_format", "UPDATE incident_external_id SET scheme = ''"),
    ("incident_external_id_url_format", "UPDATE incident_external_id SET url = ''"),
    *lines("incident_external_id", "value", "300"),
    ("statement_claimed_on_edtf", "UPDATE statement SET claimed_on = '2021-13' WHERE id = %(c1)s"),
    ("statement_confidence_scale_format", "UPDATE statement SET confidence_scale = 'A B' WHERE id = %(c1)s"),
    ("statement_confidence_score_range", "UPDATE statement SET confidence_score = 101 WHERE id = %(c1)s"),
    ("statement_confidence_score_range", "UPDATE statement SET confidence_score = -1 WHERE id = %(c1)s"),
    *lines("statement", "confidence_stated_as", "300"),
    ("statement_date_has_basis", "UPDATE statement SET date_basis = NULL WHERE id = %(c1)s"),
    ("statement_date_has_basis", "UPDATE statement SET date_basis = 'stated' WHERE id = %(c2)s"),
    *lengths("statement", "date_note", "2000"),
    ("statement_language_format", "UPDATE statement SET language = '' WHERE id = %(c1)s"),
    ("statement_likelihood_has_level", "UPDATE statement SET likelihood_level = NULL WHERE id = %(c1)s"),
    *lines("statement", "likelihood_stated_as", "300"),
    ("statement_score_has_scale", "UPDATE statement SET confidence_scale = NULL WHERE id = %(c1)s"),
    *lines("statement", "spoken_by_role", "300"),
    *lengths("statement", "statement", "2000"),
    ("statement_supersedes_other", "UPDATE statement SET supersedes = id WHERE id = %(c1)s"),
    ("statement_type_is_statement", "INSERT INTO record (id, type, revision, created_at, updated_at) "
     f"VALUES ({NEW}, 'actor', 1, now(), now()); INSERT INTO statement (id, type, statement, language, "
     f"confidence_level, basis) VALUES ({NEW}, 'actor', 's', 'en', 'unstated', 'unstated'); "
     f"INSERT INTO statement_claimant VALUES ({NEW}, 0, %(acme)s); INSERT INTO citation (statement, position, source, "
     f"form) VALUES ({NEW}, 0, %(news-1)s, 'reference')"),
    ("statement_unstated_has_no_score", "UPDATE statement SET confidence_level = 'unstated' WHERE id = %(c1)s"),
    ("statement_unstated_has_no_score", "UPDATE statement SET confidence_score = 50, confidence_scale = 'wep' WHERE id = %(c2)s"),
    ("statement_claimant_position", "UPDATE statement_claimant SET position = -1 WHERE position = 1"),
    ("citation_context_needs_quote", "UPDATE citation SET prefix = 'x' WHERE statement = %(c2)s"),
    ("citation_context_needs_quote", "UPDATE citation SET language = 'fr' WHERE statement = %(c2)s"),
    ("citation_exact_length", "UPDATE citation SET exact = repeat('é', 1001), quote_start = NULL, quote_end = NULL, "
     "verified_how = NULL WHERE statement = %(c1)s"),
    ("citation_exact_length", "UPDATE citation SET exact = '', quote_start = NULL, quote_end = NULL, "
     "verified_how = NULL WHERE statement = %(c1)s"),
    ("citation_language_format", "UPDATE citation SET language = '' WHERE statement = %(c1)s"),
    ("citation_offsets_span_quote", "UPDATE citation SET quote_end = quote_end + 1 WHERE statement = %(c1)s"),
    ("citation_offsets_span_quote", "UPDATE citation SET quote_start = -1, quote_end = 17 WHERE statement = %(c1)s"),
    ("citation_offsets_together", "UPDATE citation SET quote_end = NULL, verified_how = NULL WHERE statement = %(c1)s"),
    ("citation_position", "UPDATE citation SET position = -1; UPDATE citation SET position = 0 WHERE position = -1"),
    *lengths("citation", "prefix", "500"), *lengths("citation", "suffix", "500"),
    ("citation_quote_has_language", "UPDATE citation SET language = NULL WHERE statement = %(c1)s"),
    ("citation_reference_has_no_quote", "UPDATE citation SET form = 'reference' WHERE statement = %(c1)s"),
    ("citation_reference_has_no_quote", "UPDATE citation SET form = 'direct_speech' WHERE statement = %(c2)s"),
    ("citation_translated_from_format", "UPDATE citation SET translated_from = '' WHERE statement = %(c1)s"),
    ("citation_translation_has_language", "UPDATE citation SET translation = NULL WHERE statement = %(c1)s"),
    ("citation_translation_language_format", "UPDATE citation SET translation_language = '' WHERE statement = %(c1)s"),
    *lengths("citation", "translation", "2000"),
    ("citation_verified_has_offsets", "UPDATE citation SET quote_start = NULL, quote_end = NULL WHERE statement = %(c1)s"),
    ("claim_has_one_subject", "UPDATE claim SET subject_actor = %(spy)s WHERE id = %(c1)s"),
    ("claim_has_one_subject", "UPDATE claim SET incident = NULL WHERE id = %(c1)s"),
    ("claim_has_one_subject", "UPDATE claim SET pattern = 'x' WHERE id = %(c1)s"),
    ("claim_has_one_subject", "UPDATE claim SET subject_type = 'pattern' WHERE id = %(c1)s"),
    *lengths("claim", "pattern", "1000"),
    ("claim_accused_position", "UPDATE claim_accused SET position = -1 WHERE position = 1"),
    ("counter_claim_counter_accusation_raises", "UPDATE counter_claim SET stance = 'denies' WHERE id = %(k3)s"),
    ("counter_claim_counter_accusation_raises", "UPDATE counter_claim SET stance = 'counter_accuses' WHERE id = %(k1)s"),
    ("counter_target_other", "UPDATE counter_target SET target = counter_claim, target_type = 'counter_claim' "
     "WHERE counter_claim = %(k1)s"),
    ("counter_target_position", "UPDATE counter_target SET position = -1 WHERE position = 1"),
    ("counter_target_type", "UPDATE counter_target SET target = %(e1)s, target_type = 'endorsement' WHERE counter_claim = %(k2)s"),
    ("endorsement_target_position", "UPDATE endorsement_target SET position = -1 WHERE position = 1"),
    ("api_key_id_version", "INSERT INTO api_key (id, name, secret_hash, scopes) "
     "VALUES ('11111111-1111-1111-8111-111111111111', 'n', sha256(''), '{}')"),
    ("api_key_name_line", f"INSERT INTO api_key (id, name, secret_hash, scopes) VALUES ({NEW}, '', sha256(''), '{{}}')"),
    *[(f"origin_{rule}", "INSERT INTO origin (record, version, seen_at, revision, missing_since, missing_version) "
       f"VALUES (%(acme)s, {version}, now(), {revision}, {since}, {missing})")
      for rule, version, revision, since, missing in [
          *[("version_line", text, 1, "NULL", "NULL") for text in ("''", "repeat('x', 101)", "E'a\\nb'")],
          *[("missing_version_line", "'1'", 1, "now()", text) for text in ("''", "repeat('x', 101)", "E'a\\nb'")],
          ("missing_version_of_missing", "'1'", 1, "NULL", "'2'"), ("revision_positive", "'1'", 0, "NULL", "NULL")]],
    ("write_clock_one", "INSERT INTO write_clock (one, at, transaction) VALUES (false, now(), '0')"),
    *[(name, f"INSERT INTO api_key (id, name, secret_hash, scopes) VALUES ({NEW}, 'n', sha256(''), '{{}}'); "
       f"INSERT INTO idempotency (api_key, key, request_hash) VALUES ({NEW}, {key}, {digest})")
      for name, key, digest in [("idempotency_key_form", "'é'", "sha256('')"), ("idempotency_request_hash_sha256", "'k'", "''")]],
    ("import_progress_content_sha256", "INSERT INTO import_progress VALUES ('', 'n', 1, false)"),
    ("source_text_hash", "INSERT INTO source_text (source, sha256, length, text) "
     "SELECT id, text_sha256, text_length, repeat('x', text_length) FROM source WHERE slug = 'news-1'"),
    ("source_text_length", "INSERT INTO source_text (source, sha256, length, text) "
     f"SELECT id, text_sha256, text_length + 1, '{TEXT}' FROM source WHERE slug = 'news-1'"),
    ("source_text_size", "UPDATE source SET text_length = 2097153, text_sha256 = encode(sha256(repeat('x', 2097153)::bytea), 'hex') "
     "WHERE slug = 'news-2'; INSERT INTO source_text (source, sha256, length, text) "
     "SELECT id, text_sha256, text_length, repeat('x', 2097153) FROM source WHERE slug = 'news-2'"),
    ("api_key_scopes_known", f"INSERT INTO api_key (id, name, secret_hash, scopes) VALUES ({NEW}, 'n', sha256(''), '{{root}}')"),
    ("api_key_secret_hash_sha256", f"INSERT INTO api_key (id, name, secret_hash, scopes) VALUES ({NEW}, 'n', '', '{{}}')"),
    *[(name, "INSERT INTO revision (record, number, op, recorded_at, actor_label, reason, body_hash) "
       f"VALUES (%(acme)s, {number}, '{op}', now(), '{label}', {reason}, {digest})")
      for name, number, op, label, reason, digest in [
          ("revision_actor_label_line", 2, "update", "", "NULL", "sha256('')"),
          ("revision_body_hash_sha256", 2, "update", "x", "NULL", "''"),
          ("revision_first_creates", 2, "create", "x", "NULL", "sha256('')"),
          ("revision_number_positive", 0, "update", "x", "NULL", "sha256('')"),
          ("revision_reason_given", 2, "retract", "x", "NULL", "sha256('')"),
          ("revision_reason_given", 2, "withhold", "x", "NULL", "sha256('')"),
          ("revision_reason_length", 2, "retract", "x", "''", "sha256('')")]],
    ("revision_body_salt_length", "WITH r AS (INSERT INTO revision (record, number, op, recorded_at, actor_label, body_hash) "
     "VALUES (%(acme)s, 2, 'update', now(), 'x', sha256('')) RETURNING seq) "
     "INSERT INTO revision_body SELECT seq, '', '{}' FROM r"),
    ("withholding_reason_length", "INSERT INTO withholding (seq, reason, actor_label, deleted) VALUES (1, '', 'x', false)"),
    *[(f"lifting_{rule}", "INSERT INTO withholding (seq, reason, actor_label, deleted, withheld_at) "
       "VALUES (1, 'x', 'x', false, now()); INSERT INTO lifting (seq, withheld_at, reason, actor_label) "
       f"VALUES (1, now(), {reason}, {label})")
      for rule, reason, label in (("reason_length", "''", "'x'"), ("actor_label_line", "'x'", "''"))],
    ("withholding_actor_label_line", "INSERT INTO withholding (seq, reason, actor_label, deleted) VALUES (1, 'x', '', false)"),
    ("reach_job_task_known", f"INSERT INTO reach_job (task, about, claims_total) VALUES ('x', {NEW}, 0)"),
    *[(name, "INSERT INTO import_record (import, line, record, type, body, salt, body_hash) "
       f"VALUES (%(acme)s, 1, {NEW}, 'actor', '{body}', {salt}, sha256({hashed}))")
      for good in [f'{{"id":{NEW},"type":"actor"}}'.replace("'", '"')] for name, body, salt, hashed in [
          ("import_record_hash", good, "sha256('')::bytea - 0" if False else "substr(sha256(''), 1, 16)", "'x'"),
          ("import_record_is_itself", "{}", "substr(sha256(''), 1, 16)", "substr(sha256(''), 1, 16) || '{}'::bytea"),
          ("import_record_salt_length", good, "'x'::bytea", f"'x'::bytea || convert_to('{good}', 'UTF8')")]],
    *[(f"likeness_{rule}", "INSERT INTO likeness (id, type, one, other, strength, rule, against, evidence) "
       f"VALUES ('x', 'same_actor', %(acme)s, {other}, 9, '{by}', '{against}', '{{}}')")
      for rule, other, by, against in [("two", "%(acme)s", "name", "rival"), ("rule_known", "%(big)s", "x", "rival"),
                                       ("against_known", "%(big)s", "name", "x")]],
    *[(f"likeness_decision_{rule}", f"{DECIDED} VALUES ('x', '{kind}', %(acme)s, %(big)s, '{verdict}', {label}, {reason})")
      for rule, kind, verdict, label, reason in [
          ("fits", "same_actor", "part_of", "'x'", "NULL"), ("fits", "wider_incident", "same", "'x'", "NULL"),
          *[("label_line", "same_actor", "same", text, "NULL") for text in ("''", "repeat('x', 201)", "E'a\\nb'")],
          *[("reason_length", "same_actor", "same", "'x'", text) for text in ("''", "repeat('x', 1001)")]]],
    *[(f"{table}_first_is_zero", f"{second}; UPDATE {table} SET first = 1 WHERE id = {record}") for table, record, second in [
        ("statement", "%(c2)s", "INSERT INTO statement_claimant VALUES (%(c2)s, 1, %(france)s); "
         "INSERT INTO citation (statement, position, source, form) VALUES (%(c2)s, 1, %(news-1)s, 'reference')"),
        ("claim", "%(c2)s", "INSERT INTO claim_accused VALUES (%(c2)s, 1, %(acme)s)"),
        ("counter_claim", "%(k1)s", "INSERT INTO counter_target VALUES (%(k1)s, 1, %(c3)s, 'claim')"),
        ("endorsement", "%(e1)s", "SET CONSTRAINTS ALL DEFERRED")]],
    ("statement_bare_without_text", "UPDATE statement SET first = NULL WHERE id = %(c1)s"),
    ("claim_bare_without_text", f"{BARE % ('c1', 'c1')}; UPDATE claim SET first = NULL WHERE id = %(c1)s"),
    ("import_outcome_known", f"INSERT INTO import_outcome VALUES ({NEW}, 1, {NEW}, 'actor', 'x', now())"),
]
NOBODY = "'22222222-2222-4222-8222-222222222222'"
SIDES = [("one", NOBODY, "%(acme)s"), ("other", "%(acme)s", NOBODY)]
FOREIGNS = [
    ("record_collection_fkey", f"UPDATE record SET collection = {NOBODY} WHERE id = %(acme)s"),
    *[(f"{table}_record_fkey", f"INSERT INTO {table} ({columns}) VALUES ({values})") for table, columns, values in [
        ("collection", "id, slug, name", f"{NEW}, 'x', 'x'"),
        ("collection", "id, slug, name", "%(acme)s, 'x', 'x'"),
        ("actor", "id, slug, kind, name, language", f"{NEW}, 'x', 'company', 'x', 'en'"),
        ("incident", "id, slug, name, language", f"{NEW}, 'x', 'x', 'en'"),
        ("incident", "id, slug, name, language", "%(acme)s, 'x', 'x', 'en'"),
        ("source", "id, slug, kind, title, language", f"{NEW}, 'x', 'news', 'x', 'en'")]],
    ("statement_record_fkey", "UPDATE statement SET type = 'endorsement' WHERE id = %(c2)s"),
    ("claim_record_fkey", "INSERT INTO claim (id, subject_type, pattern) VALUES (%(k1)s, 'pattern', 'x'); "
     "INSERT INTO claim_accused VALUES (%(k1)s, 0, %(acme)s)"),
    ("counter_claim_record_fkey", "INSERT INTO counter_claim (id, stance) VALUES (%(c1)s, 'denies'); "
     "INSERT INTO counter_target VALUES (%(c1)s, 0, %(c3)s, 'claim')"),
    ("endorsement_record_fkey", "INSERT INTO endorsement (id, stance) VALUES (%(c1)s, 'endorses'); "
     "INSERT INTO endorsement_target VALUES (%(c1)s, 0, %(c3)s)"),
    *[(f"{table}_statement_fkey", "INSERT INTO record (id, type, revision, created_at, updated_at) "
       f"VALUES ({NEW}, '{table}', 1, now(), now()); INSERT INTO {table} ({columns}) VALUES ({NEW}, {values}); "
       f"INSERT INTO {child} VALUES ({NEW}, 0, {target})") for table, columns, values, child, target in [
           ("claim", "id, subject_type, pattern", "'pattern', 'x'", "claim_accused", "%(acme)s"),
           ("counter_claim", "id, stance", "'denies'", "counter_target", "%(c3)s, 'claim'"),
           ("endorsement", "id, stance", "'endorses'", "endorsement_target", "%(c3)s")]],
    ("incident_part_of_fkey", f"UPDATE incident SET part_of = {NOBODY} WHERE slug = 'wide'"),
    ("source_agency_fkey", f"UPDATE source SET agency = {NOBODY}"),
    ("source_publisher_fkey", f"UPDATE source SET publisher = {NOBODY}"),
    ("source_reliability_by_fkey", f"UPDATE source SET reliability_by = {NOBODY} WHERE slug = 'news-1'"),
    ("source_author_source_fkey", f"UPDATE source_author SET source = {NOBODY}"),
    ("actor_name_actor_fkey", f"UPDATE actor_name SET actor = {NOBODY} WHERE actor = %(acme)s AND position = 0"),
    ("actor_name_record_fkey", f"UPDATE actor_name SET record = {NOBODY} WHERE actor = %(acme)s AND position = 0"),
    ("actor_name_seen_in_fkey", f"UPDATE actor_name SET seen_in = {NOBODY} WHERE seen_in IS NOT NULL"),
    ("actor_name_used_by_fkey", f"UPDATE actor_name SET used_by = {NOBODY} WHERE used_by IS NOT NULL"),
    ("actor_link_actor_fkey", f"UPDATE actor_link SET actor = {NOBODY} WHERE actor = %(acme)s"),
    ("actor_merged_into_fkey", f"UPDATE actor SET merged_into = {NOBODY} WHERE slug = 'acme'"),
    ("actor_link_source_fkey", f"UPDATE actor_link SET source = {NOBODY} WHERE actor = %(acme)s"),
    ("actor_link_target_fkey", f"UPDATE actor_link SET target = {NOBODY} WHERE actor = %(acme)s"),
    ("actor_external_id_actor_fkey", f"UPDATE actor_external_id SET actor = {NOBODY} WHERE actor = %(acme)s"),
    ("incident_name_incident_fkey", f"UPDATE incident_name SET incident = {NOBODY} WHERE position = 0"),
    ("incident_name_seen_in_fkey", f"UPDATE incident_name SET seen_in = {NOBODY} WHERE position = 0"),
    ("incident_victim_country_incident_fkey", f"UPDATE incident_victim_country SET incident = {NOBODY}"),
    ("incident_victim_sector_incident_fkey", f"UPDATE incident_victim_sector SET incident = {NOBODY}"),
    ("incident_victim_incident_fkey", f"UPDATE incident_victim SET incident = {NOBODY}"),
    ("incident_victim_actor_fkey", f"UPDATE incident_victim SET actor = {NOBODY}"),
    ("incident_external_id_incident_fkey", f"UPDATE incident_external_id SET incident = {NOBODY}"),
    ("statement_has_citation", "DELETE FROM citation WHERE statement = %(c1)s"),
    ("statement_has_claimant", "DELETE FROM statement_claimant WHERE statement = %(c2)s"),
    ("statement_has_claimant", "DELETE FROM statement_claimant WHERE statement = %(c1)s AND position = 0"),
    ("claim_has_accused", "DELETE FROM claim_accused WHERE claim = %(c2)s"),
    ("counter_claim_has_target", "DELETE FROM counter_target WHERE counter_claim = %(k1)s"),
    ("endorsement_has_target", "DELETE FROM endorsement_target WHERE endorsement = %(e1)s"),
    ("statement_spoken_by_fkey", f"UPDATE statement SET spoken_by_actor = {NOBODY} WHERE id = %(c1)s"),
    ("statement_supersedes_fkey", f"UPDATE statement SET supersedes = {NOBODY} WHERE id = %(c1)s"),
    ("statement_supersedes_fkey", "UPDATE statement SET supersedes = %(k1)s WHERE id = %(c1)s"),
    ("statement_claimant_actor_fkey", f"UPDATE statement_claimant SET actor = {NOBODY} WHERE statement = %(c2)s"),
    ("statement_claimant_statement_fkey", f"INSERT INTO statement_claimant VALUES ({NOBODY}, 0, %(acme)s)"),
    ("citation_reported_by_fkey", f"UPDATE citation SET reported_by = {NOBODY} WHERE statement = %(c2)s"),
    ("citation_source_fkey", f"UPDATE citation SET source = {NOBODY} WHERE statement = %(c2)s"),
    ("citation_statement_fkey", f"INSERT INTO citation (statement, position, source, form) VALUES ({NOBODY}, 0, %(news-2)s, 'reference')"),
    ("claim_incident_fkey", f"UPDATE claim SET incident = {NOBODY} WHERE id = %(c1)s"),
    ("claim_subject_actor_fkey", f"UPDATE claim SET subject_actor = {NOBODY} WHERE id = %(c2)s"),
    ("claim_accused_actor_fkey", f"UPDATE claim_accused SET actor = {NOBODY} WHERE claim = %(c2)s"),
    ("claim_accused_claim_fkey", f"INSERT INTO claim_accused VALUES ({NOBODY}, 0, %(acme)s)"),
    ("counter_claim_raises_claim_fkey", f"UPDATE counter_claim SET raises_claim = {NOBODY} WHERE id = %(k3)s"),
    ("counter_target_counter_claim_fkey", f"INSERT INTO counter_target VALUES ({NOBODY}, 0, %(c1)s, 'claim')"),
    ("counter_target_target_fkey", f"UPDATE counter_target SET target = {NOBODY} WHERE counter_claim = %(k1)s"),
    ("counter_target_target_fkey", "UPDATE counter_target SET target = %(e1)s WHERE counter_claim = %(k1)s"),
    ("endorsement_target_endorsement_fkey", f"INSERT INTO endorsement_target VALUES ({NOBODY}, 0, %(c1)s)"),
    ("endorsement_target_target_fkey", "UPDATE endorsement_target SET target = %(k1)s WHERE position = 0"),
    ("revision_api_key_fkey", "INSERT INTO revision (record, number, op, recorded_at, actor_label, api_key, body_hash) "
     f"VALUES (%(acme)s, 2, 'update', now(), 'x', {NOBODY}, sha256(''))"),
    ("revision_record_fkey", "INSERT INTO revision (record, number, op, recorded_at, actor_label, body_hash) "
     f"VALUES ({NOBODY}, 2, 'update', now(), 'x', sha256(''))"),
    ("revision_body_seq_fkey", "INSERT INTO revision_body VALUES (0, substr(sha256(''), 1, 16), '{}')"),
    ("withholding_seq_fkey", "INSERT INTO withholding (seq, reason, actor_label, deleted) VALUES (0, 'x', 'x', false)"),
    ("withholding_api_key_fkey", f"INSERT INTO withholding (seq, reason, actor_label, deleted, api_key) "
     f"VALUES (1, 'x', 'x', false, {NOBODY})"),
    ("lifting_withholding_fkey", "INSERT INTO lifting (seq, withheld_at, reason, actor_label) VALUES (1, now(), 'x', 'x')"),
    ("lifting_api_key_fkey", "INSERT INTO withholding (seq, reason, actor_label, deleted, withheld_at) "
     "VALUES (1, 'x', 'x', false, now()); INSERT INTO lifting (seq, withheld_at, reason, actor_label, api_key) "
     f"VALUES (1, now(), 'x', 'x', {NOBODY})"),
    *[(f"likeness_{side}_fkey", "INSERT INTO likeness (id, type, one, other, strength, rule, evidence) "
       f"VALUES ('x', 'same_actor', {one}, {other}, 9, 'name', '{{}}')") for side, one, other in SIDES],
    *[(f"likeness_decision_{side}_fkey", f"{DECIDED} VALUES ('x', 'same_actor', {one}, {other}, 'same', 'x', NULL)")
      for side, one, other in SIDES],
    ("origin_record_fkey", f"INSERT INTO origin (record, seen_at) VALUES ({NOBODY}, now())"),
    ("origin_aside_origin_fkey", "INSERT INTO origin_aside (record, fields) VALUES (%(acme)s, '{}')"),
    ("withheld_past_record_fkey", f"INSERT INTO withheld_past VALUES ({NOBODY}, 'statement', '{{}}')"),
    ("idempotency_api_key_fkey", f"INSERT INTO idempotency (api_key, key, request_hash) VALUES ({NOBODY}, 'k', sha256(''))"),
    ("source_text_agrees", "INSERT INTO source_text (source, sha256, length) VALUES (%(news-2)s, repeat('0', 64), 1)"),
    ("source_text_api_key_fkey", "INSERT INTO source_text (source, sha256, length, api_key) "
     f"SELECT id, text_sha256, text_length, {NOBODY} FROM source WHERE slug = 'news-1'"),
    ("withheld_body_seq_fkey", "INSERT INTO withheld_body VALUES (0, '', '')"),
]
UNIQUES = [
    ("record_collection_key_key", "UPDATE record SET key = 'big' WHERE id = %(acme)s"),
    ("collection_slug_key", "UPDATE collection SET slug = 'iso-3166' WHERE slug = 'sample'"),
    ("actor_slug_key", "UPDATE actor SET slug = 'china' WHERE slug = 'acme'"),
    ("incident_slug_key", "UPDATE incident SET slug = 'hit' WHERE slug = 'wide'"),
    ("source_slug_key", "UPDATE source SET slug = 'news-1' WHERE slug = 'news-2'"),
    ("incident_victim_country_once", "UPDATE incident_victim_country SET country = 'FR'"),
    ("incident_victim_sector_once", "UPDATE incident_victim_sector SET sector = 'energy'"),
    ("incident_victim_once", "INSERT INTO incident_victim SELECT incident, 1, actor FROM incident_victim"),
    ("import_progress_name_key", "INSERT INTO import_progress VALUES (sha256('a'), 'n', 1, false), (sha256('b'), 'n', 1, false)"),
    ("statement_claimant_once", "INSERT INTO statement_claimant VALUES (%(c2)s, 1, %(big)s)"),
    ("claim_accused_once", "INSERT INTO claim_accused VALUES (%(c2)s, 1, %(china)s)"),
    ("counter_target_once", "INSERT INTO counter_target VALUES (%(k1)s, 1, %(c1)s, 'claim')"),
    ("endorsement_target_once", "INSERT INTO endorsement_target VALUES (%(e1)s, 2, %(c1)s)"),
    ("revision_record_number_key", "INSERT INTO revision (record, number, op, recorded_at, actor_label, body_hash) "
     "VALUES (%(acme)s, 1, 'create', now(), 'x', sha256(''))"),
    ("revision_recorded_at_key", "INSERT INTO revision (record, number, op, recorded_at, actor_label, body_hash) "
     "SELECT record, 2, 'update', recorded_at, 'x', sha256('') FROM revision WHERE record = %(acme)s"),
    ("reach_job_about_key", f"INSERT INTO reach_job (task, about, claims_total) VALUES ('reach', {NEW}, 0), ('reach', {NEW}, 0)"),
    ("import_record_once", "INSERT INTO import_record (import, line, record, type, body, salt, body_hash) SELECT "
     f"%(acme)s, n, {NEW}, 'actor', b, s, sha256(s || b::bytea) FROM generate_series(1, 2) n, "
     f"substr(sha256(''), 1, 16) s, concat('{{\"type\":\"actor\",\"id\":\"', {NEW}, '\"}}') b"),
]
# What triggers hold: the trigger, the constraint it names, the offence.
TRIGGERS = [
    ("actor_link_sound", "actor_link_national_of_state", "UPDATE actor_link SET target = %(big)s WHERE actor = %(man)s"),
    ("actor_link_sound", "actor_link_part_of_acyclic",
     "INSERT INTO actor_link (actor, position, type, target) VALUES (%(big)s, 0, 'part_of', %(acme)s)"),
    ("actor_link_sound", "actor_link_part_of_acyclic",
     "INSERT INTO actor_link (actor, position, type, target) VALUES (%(big)s, 0, 'part_of', %(spy)s), "
     "(%(spy)s, 0, 'part_of', %(man)s), (%(man)s, 1, 'part_of', %(acme)s)"),
    ("actor_state_kept", "actor_link_national_of_state", "UPDATE actor SET kind = 'company' WHERE slug = 'china'"),
    ("actor_state_kept", "actor_merged_into_state",
     "UPDATE actor SET merged_into = %(france)s WHERE slug = 'spain'; SET CONSTRAINTS ALL IMMEDIATE; "
     "UPDATE actor SET kind = 'company' WHERE slug = 'france'"),
    ("actor_merged_sound", "actor_merged_into_state",
     f"INSERT INTO record (id, type, revision, created_at, updated_at) VALUES ({NEW}, 'actor', 1, now(), now()); "
     "INSERT INTO actor (id, slug, kind, name, language, country, merged_into) "
     f"VALUES ({NEW}, 'nowhere', 'state', 'Nowhere', 'en', 'XX', %(acme)s)"),
    ("actor_remerged_sound", "actor_merged_into_state", "UPDATE actor SET merged_into = %(acme)s WHERE slug = 'china'"),
    ("actor_remerged_sound", "actor_merged_into_state",
     "UPDATE actor SET merged_into = %(acme)s WHERE slug = 'spy'; SET CONSTRAINTS ALL IMMEDIATE; "
     "UPDATE actor SET kind = 'state', country = 'XX' WHERE slug = 'spy'"),
    ("actor_remerged_sound", "actor_merged_into_acyclic",
     "UPDATE actor SET merged_into = %(spy)s WHERE slug = 'man'; UPDATE actor SET merged_into = %(man)s WHERE slug = 'spy'"),
    # Who is part of big is part of spy then, and spy is part of it.
    ("actor_remerged_sound", "actor_link_part_of_acyclic",
     "INSERT INTO actor_link (actor, position, type, target) VALUES (%(spy)s, 0, 'part_of', %(acme)s); "
     "SET CONSTRAINTS ALL IMMEDIATE; UPDATE actor SET merged_into = %(spy)s WHERE slug = 'big'"),
    ("incident_sound", "incident_part_of_acyclic", "UPDATE incident SET part_of = %(hit)s WHERE slug = 'wide'"),
    ("counter_target_sound", "counter_target_no_loop",
     "UPDATE counter_target SET target = %(k2)s, target_type = 'counter_claim' WHERE counter_claim = %(k1)s"),
    ("statement_supersedes_sound", "statement_supersedes_acyclic",
     "UPDATE statement SET supersedes = %(c4)s WHERE id = %(c2)s"),
    ("statement_text_kept", "statement_text_unless_withheld", "UPDATE statement SET statement = NULL WHERE id = %(c1)s"),
    ("claim_text_kept", "claim_text_unless_withheld", "UPDATE claim SET pattern = NULL WHERE id = %(c3)s"),
    *[(f"{table}_bare", f"{table}_bare_if_statement_is",
       f"{WITHHELD % record}; UPDATE {table} SET first = NULL{also} WHERE id = %({record})s")
      for table, record, also in [("claim", "c3", ", pattern = NULL"), ("counter_claim", "k1", ""), ("endorsement", "e1", "")]],
    ("citation_verified_sound", "citation_verified_against_text",
     "UPDATE citation SET source = %(news-2)s WHERE statement = %(c1)s"),
    ("citation_verified_sound", "citation_verified_against_text",
     "UPDATE citation SET quote_start = 30, quote_end = 48 WHERE statement = %(c1)s"),
    ("citation_stands_in_text", "citation_stands_in_text", "INSERT INTO source_text (source, sha256, length, text) "
     f"SELECT id, text_sha256, text_length, '{TEXT}' FROM source WHERE slug = 'news-1'; SET CONSTRAINTS ALL IMMEDIATE; "
     "UPDATE citation SET exact = repeat('x', char_length(exact)) WHERE statement = %(c1)s"),
    ("source_text_has_quotes", "citation_stands_in_text",
     "UPDATE source SET text_sha256 = encode(sha256(repeat('x', text_length)::bytea), 'hex') WHERE slug = 'news-1'; "
     "INSERT INTO source_text (source, sha256, length, text) "
     "SELECT id, text_sha256, text_length, repeat('x', text_length) FROM source WHERE slug = 'news-1'"),
    ("source_verified_sound", "citation_verified_against_text",
     "UPDATE source SET text_sha256 = NULL, text_length = NULL WHERE slug = 'news-1'"),
    ("source_verified_sound", "citation_verified_against_text", "UPDATE source SET text_length = 31 WHERE slug = 'news-1'"),
]
CASES = ([(name, CHECK, offence) for name, offence in CHECKS] + [(name, FOREIGN, offence) for name, offence in FOREIGNS]
         + [(name, UNIQUE, offence) for name, offence in UNIQUES])
# Held by another as well, so that dropping the one does not let the offence pass.
TWICE_HELD = {"collection_record_fkey", "incident_record_fkey", "record_collection_has_none", "citation_position",
              "statement_supersedes_other", "counter_target_other", "actor_link_target_other", "incident_part_of_other",
              "citation_offsets_together", "citation_context_needs_quote", "revision_number_positive", "revision_first_creates",
              "claim_has_one_subject", "actor_merged_into_other",
              "source_text_hash", "source_text_length"}


def numbered(cases):
    return [pytest.param(*case, id=f"{case[0]}-{n}") for n, case in enumerate(cases)]


def offend(cursor, ids, offence):
    cursor.execute(offence % {name: f"'{value}'" for name, value in ids.items()})
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("name, state, offence", numbered(CASES))
def test_refused_by_its_constraint_alone(db, ids, name, state, offence):
    with db.cursor() as cursor:
        with pytest.raises(psycopg2.IntegrityError) as refusal:
            offend(cursor, ids, offence)
        assert (refusal.value.pgcode, refusal.value.diag.constraint_name) == (state, name)
        db.rollback()
        cursor.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s", (name,))
        cursor.execute(f"ALTER TABLE {cursor.fetchone()[0]} DROP CONSTRAINT {name} CASCADE")
        if name in TWICE_HELD:
            try:
                offend(cursor, ids, offence)
            except psycopg2.Error as refusal:
                assert refusal.diag.constraint_name != name
        else:
            offend(cursor, ids, offence)


@pytest.mark.parametrize("trigger, name, offence", numbered(TRIGGERS))
def test_refused_by_its_trigger_alone(db, ids, trigger, name, offence):
    with db.cursor() as cursor:
        with pytest.raises(psycopg2.IntegrityError) as refusal:
            offend(cursor, ids, offence)
        assert (refusal.value.pgcode, refusal.value.diag.constraint_name) == (CHECK, name)
        db.rollback()
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", (trigger,))
        cursor.execute(f"DROP TRIGGER {trigger} ON {cursor.fetchone()[0]}")
        offend(cursor, ids, offence)


def test_no_constraint_is_untested(db):
    with db.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE connamespace = 'claimd'::regnamespace "
                       "AND contype IN ('c', 'f', 'u')")
        names = {name for name, in cursor.fetchall()}
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgconstraint <> 0 AND NOT tgisinternal "
                       "AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'claimd'::regnamespace)")
        triggers = {name for name, in cursor.fetchall()}
    names -= {name for name in names if name.startswith("schema_migration_")}
    # Unique so that foreign keys may name the type, or the text, too: the primary key holds it already.
    assert names - {name for name, _, _ in CASES} == {"record_id_type_key", "source_text_key"}
    assert triggers - {trigger for trigger, _, _ in TRIGGERS} == set()


def test_one_state_a_country(db, ids):
    with db.cursor() as cursor, pytest.raises(psycopg2.errors.UniqueViolation) as refusal:
        offend(cursor, ids, "UPDATE actor SET kind = 'state', country = 'CN' WHERE slug = 'acme'")
    assert refusal.value.diag.constraint_name == "actor_state_country_key"
