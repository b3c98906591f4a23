"""What the service does to write one record: staging in one call, applying in another, answers that are given again."""
import hashlib
import threading
import uuid

import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import full, query

HASH = hashlib.sha256(b"one").digest()
OTHER = hashlib.sha256(b"other").digest()


def key_of(db):
    """An API key to write with."""
    number = str(uuid.uuid4())
    query(db, "INSERT INTO api_key (id, name, secret_hash, scopes) VALUES (%s, 'Editor', sha256('x'), '{claims:write}')",
          number)
    return number


def staged(cursor, line):
    line = full(line)
    refs = list(claimd_db.references(line))
    cursor.execute("SELECT * FROM claimd.write_stage(%s, %s, %s, %s, %s, %s, %s, %s, %s)", (
        line["type"], line.get("id"), line.get("collection"), line.get("key"), line.get("slug"), claimd_db.canonical(line),
        [pointer for pointer, *_ in refs], [",".join(kinds) for _, kinds, _, _ in refs],
        [holder[key] for _, _, holder, key in refs]))
    names = [column.name for column in cursor.description]
    return line, [dict(zip(names, row)) for row in cursor.fetchall()]


def apply(cursor, line, head, expected=0):
    for (_, _, holder, key), target in zip(list(claimd_db.references(line)), head["targets"].strip("{}").split(",")):
        holder[key] = target
    line["id"] = head["record"]
    body = claimd_db.canonical(line)
    salt = b"0123456789abcdef"
    cursor.execute("SELECT outcome FROM claimd.write_apply(%s, %s, %s, %s, %s, %s, %s, 'Editor', NULL)", (
        head["import"], head["record"], line["type"], body, salt, hashlib.sha256(salt + body.encode()).digest(), expected))
    return cursor.fetchone()[0]


CLAIM = {"type": "claim", "claimants": ["acme"], "actors": ["china"], "subject": {"type": "incident", "incident": "hit"},
         "citations": [{"source": "news-2"}]}


def test_a_record_is_staged_and_written_in_two_calls(db, ids):
    with db.cursor() as cursor:
        line, rows = staged(cursor, CLAIM)
        assert len(rows) == 1 and rows[0]["revision"] == 0 and rows[0]["code"] is None
        assert dict(zip(rows[0]["pointers"], rows[0]["targets"].strip("{}").split(",")))["/claimants/0"] == ids["acme"]
        assert apply(cursor, line, rows[0]) == "created"
        cursor.execute("SELECT status, claimed_from FROM claim_state WHERE statement = %s", (rows[0]["record"],))
        assert cursor.fetchone() == ("uncontested", None)
        for table in ("import", "import_line", "import_ref", "import_value", "import_name", "import_record", "import_outcome"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_what_is_on_record_comes_with_its_body(db, ids):
    with db.cursor() as cursor:
        _, rows = staged(cursor, {"type": "actor", "id": ids["big"], "slug": "big", "name": "Other"})
    assert (rows[-1]["record"], rows[-1]["revision"], rows[-1]["retracted"], rows[-1]["withheld"]) == (
        ids["big"], 1, False, False)
    assert '"slug":"big"' in rows[-1]["head"]


def test_every_fault_has_a_row(db):
    with db.cursor() as cursor:
        _, rows = staged(cursor, {**CLAIM, "claimants": ["nobody"], "actors": ["hit"],
                                  "subject": {"type": "incident", "incident": "acme"}})
    assert {(row["pointer"], row["code"]) for row in rows[:-1]} == {
        ("/claimants/0", "unknown-reference"), ("/actors/0", "wrong-kind"), ("/subject/incident", "wrong-kind")}
    assert rows[-1]["record"] is not None


def test_another_revision_than_was_seen(db, ids):
    with db.cursor() as cursor:
        line, rows = staged(cursor, {"type": "actor", "id": ids["big"], "slug": "big", "name": "Other"})
        with pytest.raises(psycopg2.Error) as caught:
            apply(cursor, line, rows[-1], expected=7)
    assert caught.value.pgcode == "CD412"


def test_the_retracted_takes_no_new_references(own, ids):
    claim = claimd_db.load(own, {**CLAIM, "collection": "sample", "key": "n1"})[0]
    answer = {"type": "counter_claim", "claimants": ["china"], "counters": [claim], "citations": [{"source": "news-2"}]}
    old = claimd_db.load(own, {**answer, "collection": "sample", "key": "n2"})[0]
    query(own, "SELECT retract(%s, 'mistaken', 'test')", claim)
    with own.cursor() as cursor:
        line, rows = staged(cursor, answer)
        with pytest.raises(psycopg2.errors.CheckViolation) as caught:
            apply(cursor, line, rows[-1])
    assert caught.value.diag.constraint_name == "record_reference_stands"
    assert caught.value.diag.message_detail == claim
    own.rollback()
    with own.cursor() as cursor:
        line, rows = staged(cursor, {**answer, "collection": "sample", "key": "n2", "id": old, "statement": "Anew."})
        assert apply(cursor, line, rows[-1], expected=1) == "updated"
    own.commit()


def test_uses_are_told(db, ids):
    assert (ids["c1"],) in query(db, "SELECT id::text FROM record_uses(%s)", ids["hit"])
    assert query(db, "SELECT id FROM record_uses(%s)", ids["man"]) == query(
        db, "SELECT id FROM statement WHERE spoken_by_actor = %s", ids["man"])


def begin(cursor, holder, key, request_hash):
    cursor.execute("SELECT same, status, revision, location, body FROM claimd.idempotency_begin(%s, %s, %s)",
                   (holder, key, request_hash))
    return cursor.fetchall()


def end(cursor, holder, key, body):
    cursor.execute("SELECT claimd.idempotency_end(%s, %s, 201, '1', '/claims/x', %s)", (holder, key, body))


def test_an_answer_is_given_again(own):
    holder, stranger = key_of(own), key_of(own)
    with own, own.cursor() as cursor:
        assert begin(cursor, holder, "k", HASH) == []
        end(cursor, holder, "k", "{}")
    with own, own.cursor() as cursor:
        assert begin(cursor, holder, "k", HASH) == [(True, 201, "1", "/claims/x", "{}")]
        assert begin(cursor, holder, "k", OTHER)[0][0] is False
        assert begin(cursor, stranger, "k", HASH) == []


def test_an_answer_is_forgotten_after_a_day(own):
    holder = key_of(own)
    with own, own.cursor() as cursor:
        for number in range(12):
            assert begin(cursor, holder, f"old-{number}", HASH) == []
            end(cursor, holder, f"old-{number}", "{}")
    query(own, "UPDATE idempotency SET made_at = now() - interval '24 hours 1 second'")
    with own, own.cursor() as cursor:
        assert begin(cursor, holder, "old-3", OTHER) == []
        end(cursor, holder, "old-3", "{}")
    assert query(own, "SELECT count(*) FROM idempotency") == [(2,)]


@pytest.mark.parametrize("commits", [True, False])
def test_the_second_waits_for_the_first(own, commits):
    holder = key_of(own)
    name = query(own, "SELECT current_database()")[0][0]
    found = []

    def second():
        connection = psycopg2.connect(claimd_db.DSN, dbname=name)
        with connection, connection.cursor() as cursor:
            found.append(begin(cursor, holder, "k", HASH))
        connection.close()
    with own.cursor() as cursor:
        assert begin(cursor, holder, "k", HASH) == []
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it did not wait"
        end(cursor, holder, "k", "{}")
    own.commit() if commits else own.rollback()
    thread.join(5)
    assert found == [[(True, 201, "1", "/claims/x", "{}")] if commits else []]
