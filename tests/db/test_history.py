"""History takes additions only, in commit order, and a body goes in one audited way."""
import json
import threading

import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import load, query

CLAIM = {"type": "claim", "collection": "sample", "key": "n1", "claimants": ["acme"], "actors": ["china"],
         "subject": {"type": "incident", "incident": "hit"}, "citations": [{"source": "news-2"}]}


@pytest.mark.parametrize("offence", [
    "UPDATE revision SET reason = 'x'", "DELETE FROM revision", "TRUNCATE revision CASCADE",
    "DELETE FROM revision WHERE false", "UPDATE revision_body SET body = '{}'", "TRUNCATE revision_body CASCADE",
    "DELETE FROM revision_body WHERE seq = 1", "UPDATE withholding SET reason = 'x'", "DELETE FROM withholding",
    "TRUNCATE withholding CASCADE", "UPDATE lifting SET reason = 'x'", "DELETE FROM lifting", "TRUNCATE lifting CASCADE",
    "UPDATE withheld_body SET body = '{}'", "TRUNCATE withheld_body"])
def test_not_even_a_superuser_rewrites_history(db, offence):
    for role in ("origin", "replica"):
        with db.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")
            with pytest.raises(psycopg2.errors.RestrictViolation):
                cursor.execute(offence)
        db.rollback()


def test_hashes_and_order(db):
    assert query(db, "SELECT count(*) FROM revision JOIN revision_body USING (seq) "
                     "WHERE body_hash <> sha256(salt || convert_to(body, 'UTF8'))") == [(0,)]
    assert query(db, "SELECT count(*) FROM (SELECT recorded_at <= lag(recorded_at) OVER (ORDER BY seq) AS bad "
                     "FROM revision) AS pairs WHERE bad") == [(0,)]
    assert query(db, "SELECT count(*) FROM record JOIN revision ON revision.record = record.id AND number = record.revision "
                     "WHERE revision.recorded_at <> updated_at") == [(0,)]


def test_recorded_at_follows_the_order_of_commits(own):
    """Writers that begin together still commit one after the other."""
    name = query(own, "SELECT current_database()")[0][0]

    def write(number):
        connection = psycopg2.connect(claimd_db.DSN, dbname=name)
        for n in range(5):
            load(connection, {**CLAIM, "key": f"t{number}-{n}"})
        connection.close()
    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert query(own, "SELECT count(*) FROM record WHERE key LIKE 't%%-%%'") == [(30,)]
    assert query(own, "SELECT count(*) FROM (SELECT recorded_at <= lag(recorded_at) OVER (ORDER BY seq) AS bad "
                      "FROM revision) AS pairs WHERE bad") == [(0,)]
    assert query(own, "SELECT * FROM derived_check()") == []


def test_writes_need_read_committed(own):
    own.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_REPEATABLE_READ)
    with pytest.raises(psycopg2.errors.InvalidTransactionState):
        load(own, CLAIM)


def test_a_run_again_changes_nothing(own):
    before = query(own, "SELECT count(*) FROM revision")
    written = load(own, CLAIM)
    assert written.counts == {"claim": [1, 0, 0]}
    again = load(own, CLAIM)
    assert again == written and again.counts == {"claim": [0, 0, 1]}
    changed = load(own, {**CLAIM, "statement": "Otherwise."})
    assert changed == written and changed.counts == {"claim": [0, 1, 0]}
    assert query(own, "SELECT count(*) FROM revision")[0][0] == before[0][0] + 2
    assert query(own, "SELECT number, op::text, actor_label FROM revision WHERE record = %s ORDER BY 1", written[0]) == [
        (1, "create", "test"), (2, "update", "test")]


def test_a_stale_writer_is_told(own):
    load(own, CLAIM, expected=0)
    with pytest.raises(psycopg2.Error) as refusal:
        load(own, {**CLAIM, "statement": "Otherwise."}, expected=0)
    assert refusal.value.pgcode == "CD412"
    own.rollback()
    load(own, {**CLAIM, "statement": "Otherwise."}, expected=1)


def test_retract_and_restore(own, ids):
    assert query(own, "SELECT retract(%s, 'a mistake', 'test')", ids["c1"]) == [(2,)]
    assert query(own, "SELECT status::text FROM claim_state WHERE statement = %s", ids["c1"]) == [("retracted",)]
    assert query(own, "SELECT retract(%s, 'again', 'test')", ids["c1"]) == [(2,)]
    assert query(own, "SELECT retraction_reason FROM record WHERE id = %s", ids["c1"]) == [("a mistake",)]
    assert query(own, "SELECT * FROM derived_check()") == []
    assert query(own, "SELECT restore(%s, 'no mistake', 'test')", ids["c1"]) == [(3,)]
    assert query(own, "SELECT op::text, reason FROM revision WHERE record = %s ORDER BY number", ids["c1"]) == [
        ("create", None), ("retract", "a mistake"), ("restore", "no mistake")]
    assert query(own, "SELECT count(DISTINCT body), count(DISTINCT salt) FROM revision_body JOIN revision USING (seq) "
                      "WHERE record = %s", ids["c1"]) == [(1, 3)]
    assert query(own, "SELECT * FROM derived_check()") == []


@pytest.mark.parametrize("key", ["acme", "big", "china", "man", "hit", "wide", "news-1", "news-2"])
def test_what_is_in_use_is_not_retracted(own, ids, key):
    found = query(own, "SELECT id::text FROM record WHERE key = %s OR id::text = %s", key, ids.get(key, ""))
    with pytest.raises(psycopg2.errors.ForeignKeyViolation) as refusal:
        query(own, "SELECT retract(%s, 'x', 'test')", found[0][0])
    assert refusal.value.diag.constraint_name == "record_in_use"


def test_what_is_not_in_use_is(own):
    actor, = load(own, {"type": "actor", "slug": "lonely"})
    assert query(own, "SELECT retract(%s, 'x', 'test')", actor) == [(2,)]
    assert query(own, "SELECT * FROM resolve_actor('Lonely') WHERE tier = 'name'") == []


def test_withheld(own, ids):
    load(own, {"type": "claim", "collection": "sample", "key": "c1", "claimants": ["acme"], "actors": ["china"],
               "subject": {"type": "incident", "incident": "hit"}, "citations": [{"source": "news-2"}],
               "statement": "A secret sentence."})
    assert query(own, "SELECT withhold_body(%s, NULL, 'a court said so', 'editor')", ids["c1"]) == [(3,)]
    assert query(own, "SELECT count(*) FROM revision_body WHERE body LIKE '%%secret sentence%%'") == [(0,)]
    assert query(own, "SELECT count(*) FROM withheld_body WHERE body LIKE '%%secret sentence%%'") == [(2,)]
    assert query(own, "SELECT statement FROM statement WHERE id = %s", ids["c1"]) == [(None,)]
    assert query(own, "SELECT exact FROM citation WHERE statement = %s", ids["c1"]) == [(None,)]
    assert query(own, "SELECT status::text FROM claim_state WHERE statement = %s", ids["c1"]) == [("withheld",)]
    assert query(own, "SELECT number, op::text FROM revision WHERE record = %s ORDER BY 1", ids["c1"]) == [
        (1, "create"), (2, "update"), (3, "withhold")]
    assert query(own, "SELECT * FROM derived_check()") == []
    again = load(own, {"type": "claim", "collection": "sample", "key": "c1", "claimants": ["acme"], "actors": ["china"],
                       "subject": {"type": "incident", "incident": "hit"}, "citations": [{"source": "news-2"}],
                       "statement": "A secret sentence."})
    assert again.counts == {"claim": [0, 0, 1]}
    assert query(own, "SELECT statement FROM statement WHERE id = %s", ids["c1"]) == [(None,)]
    assert query(own, "SELECT withhold_body(%s, NULL, 'and gone', 'editor', true)", ids["c1"]) == [(3,)]
    assert query(own, "SELECT count(*) FROM withheld_body") == [(0,)]
    assert query(own, "SELECT reason, deleted, count(*) FROM withheld GROUP BY 1, 2 ORDER BY 2") == [
        ("a court said so", False, 3), ("and gone", True, 3)]
    assert query(own, "SELECT withhold_body(%s, NULL, 'again', 'editor', true)", ids["c1"]) == [(0,)]


def test_an_old_revision_is_withheld_alone(own, ids):
    load(own, {"type": "actor", "slug": "acme", "collection": "sample", "key": "acme", "name": "Acme, renamed"})
    assert query(own, "SELECT withhold_body(%s, 1, 'libel', 'editor', true)", ids["acme"]) == [(1,)]
    assert query(own, "SELECT number FROM revision JOIN revision_body USING (seq) WHERE record = %s", ids["acme"]) == [(2,)]
    assert query(own, "SELECT withheld_at FROM record WHERE id = %s", ids["acme"]) == [(None,)]
    assert query(own, "SELECT reason, deleted FROM withholding") == [("libel", True)]


TABLES = ["collection", "actor", "incident", "source", "source_author", "actor_name", "actor_link", "actor_external_id",
          "incident_name", "incident_victim", "incident_external_id", "statement", "statement_claimant", "citation", "claim",
          "claim_accused", "counter_claim", "counter_target", "endorsement", "endorsement_target", "claim_state",
          "claim_reach", "actor_reach", "actor_state", "incident_state", "source_state"]


def content(own):
    """What the tables hold, but for when it was written."""
    return {table: sorted(str(row) for row, in query(own, f"SELECT to_jsonb(t) - 'updated_at' - 'since' FROM {table} t"))
            for table in TABLES}


@pytest.mark.parametrize("key", ["acme", "hit", "news-1", "sample", "c1", "c3", "c4", "k1", "k3", "e1"])
def test_every_kind_of_record_can_be_withheld_and_shown_again(own, ids, key):
    (found,), = query(own, "SELECT id::text FROM record WHERE key = %s OR id::text = %s", key, ids.get(key, ""))
    before = content(own)
    assert query(own, "SELECT withhold_body(%s, NULL, 'x', 'editor')", found) == [(2,)]
    assert query(own, "SELECT * FROM derived_check()") == []
    assert content(own) != before
    assert query(own, "SELECT lift_body(%s, NULL, 'no longer', 'editor')", found) == [(2,)]
    assert content(own) == before
    assert query(own, "SELECT * FROM derived_check()") == []
    assert query(own, "SELECT op::text, reason FROM revision WHERE record = %s ORDER BY number", found) == [
        ("create", None), ("withhold", "x"), ("lift", "no longer")]
    assert query(own, "SELECT withheld_at, withholding_reason FROM record WHERE id = %s", found) == [(None, None)]
    assert query(own, "SELECT count(*) FROM revision JOIN revision_body USING (seq) "
                      "WHERE record = %s AND body_hash = sha256(salt || convert_to(body, 'UTF8'))", found) == [(3,)]
    assert query(own, "SELECT count(*) FROM withheld_body") == query(own, "SELECT count(*) FROM withheld") == [(0,)]
    assert query(own, "SELECT withhold_body(%s, NULL, 'again', 'editor')", found) == [(4,)]
    assert query(own, "SELECT count(*) FROM revision_body JOIN revision USING (seq) WHERE record = %s", found) == [(0,)]


def refusal(own, statement, *values):
    with pytest.raises(psycopg2.Error) as refused:
        query(own, statement, *values)
    own.rollback()
    return refused.value.pgcode, refused.value.diag.constraint_name


def test_what_cannot_be_lifted(own, ids):
    lift = "SELECT lift_body(%s, %s, 'x', 'editor')"
    assert refusal(own, lift, ids["c1"], None) == ("23000", "withheld_nothing")
    assert refusal(own, lift, ids["c1"], 2) == ("P0002", None)
    query(own, "SELECT withhold_body(%s, 1, 'x', 'editor', true)", ids["c1"])
    assert refusal(own, lift, ids["c1"], None) == ("23000", "withheld_body_deleted")
    query(own, "SELECT withhold_body(%s, NULL, 'x', 'editor')", ids["c2"])
    assert refusal(own, "SELECT lift_body(%s, NULL, 'x', 'editor', NULL, 1)", ids["c2"]) == ("CD412", "record_expected_revision")
    assert refusal(own, "SELECT withhold_body(%s, NULL, 'x', 'editor', false, NULL, 1)", ids["c2"])[0] == "CD412"


def test_a_verified_quote_is_not_shown_again_against_another_text(own, ids):
    query(own, "SELECT withhold_body(%s, NULL, 'x', 'editor')", ids["c1"])
    load(own, {"type": "source", "collection": "sample", "key": "news-1", "slug": "news-1"})
    assert refusal(own, "SELECT lift_body(%s, NULL, 'x', 'editor')", ids["c1"]) == ("23514", "citation_verified_against_text")


def test_an_old_revision_comes_back_alone(own, ids):
    load(own, {"type": "actor", "slug": "acme", "collection": "sample", "key": "acme", "name": "Acme, renamed"})
    query(own, "SELECT withhold_body(%s, 1, 'libel', 'editor')", ids["acme"])
    assert query(own, "SELECT lift_body(%s, 1, 'no libel', 'editor')", ids["acme"]) == [(1,)]
    assert query(own, "SELECT number, op::text FROM revision JOIN revision_body USING (seq) WHERE record = %s ORDER BY 1",
                 ids["acme"]) == [(1, "create"), (2, "update")]
    assert query(own, "SELECT reason, actor_label FROM lifting") == [("no libel", "editor")]


def test_a_name_withheld_while_retracted_stays_retracted(own, ids):
    name, = load(own, {"type": "actor_name", "collection": "sample", "key": "n-1", "actor": "acme", "text": "Acmo"})
    query(own, "SELECT withhold_body(%s, NULL, 'x', 'editor')", name)
    query(own, "SELECT retract(%s, 'x', 'editor')", name)
    query(own, "SELECT lift_body(%s, NULL, 'x', 'editor')", name)
    assert query(own, "SELECT * FROM resolve_actor('acmo')") == []
    query(own, "SELECT restore(%s, 'x', 'editor')", name)
    assert query(own, "SELECT slug FROM resolve_actor('acmo')") == [("acme",)]


def test_what_is_put_away_goes_only_on_record(own, ids):
    query(own, "SELECT withhold_body(%s, NULL, 'x', 'editor')", ids["c1"])
    assert refusal(own, "DELETE FROM withheld_body") == ("23001", "withheld_body_append_only")
    query(own, "SELECT lift_body(%s, NULL, 'x', 'editor')", ids["c1"])
    assert refusal(own, "DELETE FROM revision_body USING revision v WHERE v.seq = revision_body.seq AND record = %s",
                   ids["c1"]) == ("23001", "revision_body_append_only"), "a lifted withholding allows nothing"


def test_an_answer_that_is_given_again_tells_no_more_of_what_is_withheld(own, ids):
    (key,), = query(own, "INSERT INTO api_key (id, name, secret_hash, scopes) VALUES (gen_random_uuid(), 'k', sha256(''), '{admin}') "
                         "RETURNING id::text")
    for number, record in enumerate((ids["c1"], ids["acme"], ids["c2"])):
        query(own, "SELECT * FROM idempotency_begin(%s, %s, sha256(''))", key, str(number))
        query(own, "SELECT idempotency_end(%s, %s, 201, '1', '/v1/x/' || %s, 'secret')", key, str(number), record)
    query(own, "SELECT * FROM idempotency_begin(%s, 'put', sha256(''))", key)
    query(own, "SELECT idempotency_end(%s, 'put', 200, '2', NULL, '{\"id\":\"' || %s || '\",\"secret\":1}')", key, ids["acme"])
    for record in (ids["c1"], ids["acme"]):
        query(own, "SELECT withhold_body(%s, NULL, 'by order', 'editor')", record)
    told = [body for _, body in query(own, "SELECT key, body FROM idempotency ORDER BY key")]
    assert ["secret" in body for body in told] == [False, False, True, False]
    header = {"id", "revision", "withheld_at", "withholding_reason", "collection", "key", "created_at", "updated_at"}
    assert set(json.loads(told[0])) == header | {"status"} and set(json.loads(told[1])) == header
    assert json.loads(told[0])["withholding_reason"] == "by order"
