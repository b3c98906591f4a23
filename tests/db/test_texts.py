"""Texts of sources: what the database itself holds to be true of them, and who may read them."""
import hashlib
import json
import uuid

import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import query
from tests.db.conftest import CITED, QUOTE, TEXT, line

SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def key_of(db):
    (key,), = query(db, "INSERT INTO api_key (id, name, secret_hash, scopes) VALUES (gen_random_uuid(), 'Editor', sha256('x'), "
                        "'{sources:write}') RETURNING id::text")
    return key


def put(db, source, text, expected=1, stored=True, key=None, keep=False):
    """As the service does: with the source's next body where its hash changes."""
    sha256, body = hashlib.sha256(text.encode()).hexdigest(), None
    (old,), = query(db, "SELECT body FROM revision_body JOIN revision USING (seq) WHERE record = %s ORDER BY number DESC LIMIT 1",
                    source)
    new = claimd_db.canonical({**json.loads(old), "text_sha256": sha256, "text_length": len(text)})
    if new != old and not keep:
        body = new
    salt = b"0123456789abcdef"
    return query(db, "SELECT source_text_put(%s, %s, %s, %s, %s, %s, 'Editor', %s, %s, %s)", source, expected, sha256, len(text),
                 text if stored else None, key, body, salt, hashlib.sha256(salt + (body or "").encode()).digest())[0][0]


def test_a_text_whose_hash_is_on_record_makes_no_revision(own, ids):
    key = key_of(own)
    assert put(own, ids["news-1"], TEXT, key=key) == 1
    assert query(own, "SELECT sha256, length, stored, api_key::text FROM source_text") == [(SHA256, len(TEXT), True, key)]
    assert query(own, "SELECT source_text_read(%s)", ids["news-1"]) == [(TEXT,)]


def test_another_text_makes_a_revision_that_says_who_and_why(own, ids):
    key = key_of(own)
    assert put(own, ids["news-2"], "Un texte.", key=key) == 2
    assert query(own, "SELECT text_sha256, text_length FROM source WHERE id = %s", ids["news-2"]) == [
        (hashlib.sha256(b"Un texte.").hexdigest(), 9)]
    assert query(own, "SELECT number, actor_label, api_key::text, reason FROM revision WHERE record = %s ORDER BY 1 DESC LIMIT 1",
                 ids["news-2"]) == [(2, "Editor", key, "Its text was put on file.")]
    with pytest.raises(psycopg2.Error) as stale:
        put(own, ids["news-2"], "Un autre texte.", expected=1)
    assert stale.value.pgcode == "CD412"


def test_the_hash_alone_can_be_kept(own, ids):
    assert put(own, ids["news-2"], "Un texte.", stored=False) == 2
    assert query(own, "SELECT stored, text FROM source_text") == [(False, None)]
    assert query(own, "SELECT source_text_read(%s)", ids["news-2"]) == [(None,)]


@pytest.mark.parametrize("change, constraint", [
    ("text = text || ' '", "source_text_hash"), ("length = length + 1", "source_text_length"),
    ("sha256 = repeat('0', 64)", "source_text_hash"),
    ("sha256 = repeat('0', 64), text = NULL", "source_text_agrees"),
    ("length = 3, text = NULL", "source_text_agrees"),
    ("text = repeat('x', 2097153), sha256 = encode(sha256(repeat('x', 2097153)::bytea), 'hex'), length = 2097153",
     "source_text_size"),
])
def test_hash_and_length_are_those_of_the_text_and_of_the_source(own, ids, change, constraint):
    put(own, ids["news-1"], TEXT)
    query(own, "SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg2.errors.IntegrityError) as refused:
        query(own, f"UPDATE source_text SET {change}")
    assert refused.value.diag.constraint_name == constraint


def test_a_source_keeps_the_hash_of_the_text_on_file(own, ids):
    put(own, ids["news-1"], TEXT)
    own.commit()
    with pytest.raises(psycopg2.errors.ForeignKeyViolation) as refused:
        claimd_db.load(own, line("source", "news-1", slug="news-1", text_sha256="0" * 64, text_length=len(TEXT)))
    assert refused.value.diag.constraint_name == "source_text_agrees"


@pytest.mark.parametrize("text", [TEXT.replace("’", "'"), " " + TEXT, TEXT.replace("soutenu", "appuyé.")])
def test_no_text_without_the_quotes_that_were_verified(own, ids, text):
    """c1 cites news-1 with a verified quote: another text must have it at the same place."""
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        put(own, ids["news-1"], text)
        own.commit()
    assert refused.value.diag.constraint_name == "citation_stands_in_text"
    own.rollback()
    put(own, ids["news-1"], TEXT + " Fin.")
    own.commit()


def test_what_is_verified_is_so_of_one_text(own, ids):
    """Without a text on file, the hash changes only where the quotes do."""
    source = line("source", "news-1", slug="news-1", text_sha256="0" * 64, text_length=len(TEXT))
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        claimd_db.load(own, source)
    assert refused.value.diag.constraint_name == "citation_verified_against_text"
    assert refused.value.diag.message_detail == ids["c1"]
    own.rollback()
    (key, body), = query(own, "SELECT key, body FROM record JOIN revision ON record = record.id AND number = record.revision "
                              "JOIN revision_body USING (seq) WHERE record.id = %s", ids["c1"])
    again = {**json.loads(body), "collection": "sample"}
    cited, = [citation for citation in again["citations"] if citation["verified_how"]]
    cited["quote"] |= {"start": cited["quote"]["start"] + 1, "end": cited["quote"]["end"] + 1}
    claimd_db.load(own, source, again)
    cited["verified_how"] = None
    claimd_db.load(own, again)
    claimd_db.load(own, {**source, "text_sha256": "1" * 64})


def test_the_hash_of_a_text_comes_with_it(own, ids):
    put(own, ids["news-1"], TEXT + " Fin.", stored=False)
    own.commit()
    assert query(own, "SELECT verified_how FROM citation WHERE verified_how IS NOT NULL") == [("declared",)]


@pytest.mark.parametrize("quote, stands", [
    ({}, True), ({"exact": "soutenu par l'État"}, False), ({"start": 13, "end": 31}, False),
    ({"exact": "Le groupe", "start": 0, "end": 9}, True)])
def test_no_verified_quote_that_the_text_has_not(own, ids, quote, stands):
    put(own, ids["news-1"], TEXT)
    own.commit()
    claim = line("claim", "new", claimants=["acme"], actors=["china"], subject={"type": "incident", "incident": "hit"},
                 citations=[{**CITED[0], "quote": {**QUOTE, **quote}, "verified_how": "text"}])
    if stands:
        claimd_db.load(own, claim)
        return
    with pytest.raises(psycopg2.errors.CheckViolation) as refused:
        claimd_db.load(own, claim)
    assert refused.value.diag.constraint_name == "citation_stands_in_text"


def test_a_text_that_is_taken_away_leaves_its_hash_and_the_quotes(own, ids):
    key = key_of(own)
    put(own, ids["news-1"], TEXT)
    assert query(own, "SELECT source_text_drop(%s, %s)", ids["news-1"], key) == [(True,)]
    assert query(own, "SELECT source_text_drop(%s, %s)", ids["news-1"], key) == [(False,)]
    own.commit()
    assert query(own, "SELECT stored, sha256, api_key::text FROM source_text") == [(False, SHA256, key)]
    assert query(own, "SELECT verified_how FROM citation WHERE verified_how IS NOT NULL") == [("declared",)]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_withheld_source_shows_no_text(own, ids, deleted):
    put(own, ids["news-1"], TEXT)
    query(own, "SELECT withhold_body(%s, NULL, 'a court says so', 'test', %s)", ids["news-1"], deleted)
    own.commit()
    assert query(own, "SELECT source_text_read(%s)", ids["news-1"]) == [(None,)]
    assert query(own, "SELECT text FROM source_text") == [(None,) if deleted else (TEXT,)]


def cited(db, citations):
    number = str(uuid.uuid4())
    with db.cursor() as cursor:
        cursor.execute("INSERT INTO import (id) VALUES (%s)", (number,))
        cursor.execute("INSERT INTO import_line (import, line, type, body) VALUES (%s, 1, 'claim', '{}')", (number,))
        for index, source in enumerate(citations):
            cursor.execute("INSERT INTO import_ref VALUES (%s, 1, %s, '{source}', %s)", (number, f"/citations/{index}/source", source))
        cursor.execute("INSERT INTO import_ref VALUES (%s, 1, '/claimants/0', '{actor}', 'acme')", (number,))
        cursor.execute("SELECT * FROM import_refer(%s)", (number,))
        cursor.execute("SELECT places, hashes, texts FROM cited_texts(%s, 1)", (number,))
        return list(zip(*[part or [] for part in cursor.fetchone()]))


def test_what_a_statement_cites_comes_with_its_text(own, ids):
    assert cited(own, ["news-1", "news-2"]) == [("/citations/0/source", SHA256, None), ("/citations/1/source", None, None)]
    put(own, ids["news-1"], TEXT)
    assert cited(own, ["news-2", "news-1"]) == [("/citations/0/source", None, None), ("/citations/1/source", SHA256, TEXT)]
    query(own, "SELECT withhold_body(%s, NULL, 'a court says so', 'test', false)", ids["news-1"])
    assert cited(own, ["news-1"]) == [("/citations/0/source", SHA256, None)]
    assert cited(own, []) == []


def test_the_service_reads_no_text_but_through_its_functions(own, ids):
    put(own, ids["news-1"], TEXT)
    with own.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION claimd_service")
        cursor.execute("SELECT source_text_read(%s)", (ids["news-1"],))
        assert cursor.fetchone() == (TEXT,)
        cursor.execute("SELECT sha256, stored FROM source_text")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT text FROM source_text")
