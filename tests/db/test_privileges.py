"""The service reads, stages, and calls the write functions. Nothing else."""
import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import query

STAGING = {"import", "import_line", "import_ref", "import_record", "import_fault", "import_mark"}


@pytest.fixture
def service(db):
    with db.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION claimd_service")
    return db


def test_select_on_all_but_what_is_put_away(db):
    assert query(db, """SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'claimd%%' AND relkind IN ('r', 'v')
        AND NOT has_table_privilege('claimd_service', oid, 'SELECT') ORDER BY 1""") == [
            ("idempotency",), ("source_text",), ("withheld_body",), ("withheld_past",)]


def test_no_other_right_on_any_table(db):
    rows = query(db, """
        SELECT relname::text, privilege FROM pg_class,
               unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
         WHERE relnamespace::regnamespace::text LIKE 'claimd%%' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
           AND (has_table_privilege('claimd_service', oid, privilege)
                -- A grant on one column is none on the table.
                OR privilege IN ('INSERT', 'UPDATE', 'REFERENCES') AND relkind <> 'S'
                   AND has_any_column_privilege('claimd_service', oid, privilege))""")
    assert set(rows) == {(table, "INSERT") for table in STAGING}


@pytest.mark.parametrize("offence", [
    "INSERT INTO revision (record, number, op, recorded_at, actor_label, body_hash) "
    "SELECT id, 2, 'update', now(), 'x', sha256('') FROM record LIMIT 1",
    "UPDATE revision SET reason = 'x'", "DELETE FROM revision", "TRUNCATE revision",
    "UPDATE revision_body SET body = ''", "DELETE FROM revision_body", "TRUNCATE revision_body",
    "SELECT * FROM withheld_body",
    "UPDATE statement SET statement = 'x'", "DELETE FROM claim", "INSERT INTO reach_job (task, about, claims_total) "
    "SELECT 'reach', id, 0 FROM actor LIMIT 1",
    "UPDATE claimd_past.statement SET statement = 'x'", "DELETE FROM claimd_past.claim", "TRUNCATE claimd_past.record",
    *[f"{verb} {table}{rest}"
      for table, column in [("revision", "op"), ("revision_body", "salt"), ("withholding", "reason"), ("lifting", "reason"),
                            ("withheld_body", "body"), ("withheld_past", "content"), ("idempotency", "body"),
                            ("api_key", "name"), ("source_text", "text"), ("record", "revision"), ("citation", "exact"),
                            ("claimd_past.citation", "exact")]
      for verb, rest in [("UPDATE", f" SET {column} = {column}"), ("DELETE FROM", ""), ("TRUNCATE", ""), ("ALTER TABLE", " ADD x int"),
                         ("DROP TABLE", "")]],
    "SELECT body FROM idempotency", "SELECT text FROM source_text", "SELECT * FROM withheld_past",
    "INSERT INTO lifting (seq, withheld_at, reason, actor_label) VALUES (1, now(), 'x', 'x')",
    "INSERT INTO withholding (seq, reason, actor_label, deleted) VALUES (1, 'x', 'x', true)",
    "INSERT INTO revision_body (seq, salt, body) VALUES (1, '', '')",
    "UPDATE write_clock SET at = now()",
    "SELECT past_withhold(id) FROM record LIMIT 1", "SELECT past_keep('claimd.revision')",
    "UPDATE claim_state SET status = 'disputed'", "UPDATE api_key SET scopes = '{admin}'",
    "DELETE FROM import_line", "UPDATE import_record SET body = ''",
    "CREATE TABLE claimd.x ()", "CREATE FUNCTION claimd.x() RETURNS int LANGUAGE sql RETURN 1", "DROP TABLE revision",
    "ALTER TABLE revision DISABLE TRIGGER ALL", "CREATE SCHEMA x", "CREATE INDEX ON claim (id)",
    "SET session_replication_role = replica",
    "SELECT write_begin()", "SELECT record_mark(id, 'retract', 'x', 'x', NULL, NULL) FROM record LIMIT 1",
    "SELECT withhold_body(id, NULL, 'x', 'x') FROM record LIMIT 1", "SELECT lift_body(id, NULL, 'x', 'x') FROM record LIMIT 1",
    "SELECT record_blank(id) FROM record LIMIT 1", "SELECT record_show(id) FROM record LIMIT 1",
    "SELECT withhold(id, NULL, 'x', false, NULL, NULL) FROM record LIMIT 1",
    "SELECT lift(id, NULL, 'x', NULL, NULL) FROM record LIMIT 1",
    "SELECT derive_claim_reach(array_agg(id)) FROM (SELECT id FROM claim WHERE false UNION ALL SELECT gen_random_uuid()) c",
])
def test_refused(service, offence):
    with service.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute(offence)


def test_nobody_else_has_any_right(db):
    assert query(db, """SELECT nspname FROM pg_namespace
                         WHERE nspname LIKE 'claimd%%' AND has_schema_privilege('public', oid, 'USAGE')""") == []
    assert query(db, """
        SELECT pg_proc.oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace::text LIKE 'claimd%%'
           AND has_function_privilege('public', pg_proc.oid, 'EXECUTE')
           AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')""") == []


def test_the_service_can_do_its_work(own, ids):
    with own, own.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION claimd_service")
    written = claimd_db.load(own, {"type": "claim", "collection": "sample", "key": "n1", "claimants": ["acme"],
                                   "actors": ["Pékin"], "subject": {"type": "incident", "incident": "The hit"},
                                   "citations": [{"source": "news-2"}]})
    query(own, "SELECT retract(%s, 'x', 'test')", written[0])
    query(own, "SELECT restore(%s, 'x', 'test')", written[0])
    query(own, "SELECT * FROM reach_work()")
    query(own, "SELECT * FROM suggest_actor('chnia'), suggest_incident('hti'), suggest_source('news'), suggest_collection('smple')")
    assert query(own, "SELECT * FROM derived_check()") == []


@pytest.mark.parametrize("scopes, fate, may", [("{moderate}", "", True), ("{admin}", "", True), ("{claims:write}", "", False),
                                               ("{moderate}", "revoked_at = now()", False),
                                               ("{moderate}", "expires_at = now()", False),
                                               ("{moderate}", "expires_at = now() + interval '1 h'", True)])
def test_the_service_withholds_for_a_key_that_may_moderate(own, ids, scopes, fate, may):
    (key,), = query(own, "INSERT INTO api_key (id, name, secret_hash, scopes) VALUES (gen_random_uuid(), 'Ed', sha256(''), %s) "
                         "RETURNING id::text", scopes)
    if fate:
        query(own, f"UPDATE api_key SET {fate}")
    with own, own.cursor() as cursor:
        cursor.execute("SET SESSION AUTHORIZATION claimd_service")
    withhold, lift = "SELECT withhold(%s, NULL, 'x', false, %s, 1)", "SELECT lift(%s, NULL, 'y', %s, 2)"
    if may:
        assert query(own, withhold, ids["c1"], key) == [(2,)] and query(own, lift, ids["c1"], key) == [(2,)]
        assert query(own, "SELECT DISTINCT actor_label, api_key::text FROM withholding UNION SELECT actor_label, api_key::text "
                          "FROM lifting UNION SELECT actor_label, api_key::text FROM revision WHERE op IN ('withhold', 'lift')") == [
            ("Ed", key)]
    else:
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(own, withhold, ids["c1"], key)
