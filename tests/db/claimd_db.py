"""A migrated database of its own, and what the service does with it to write."""
import hashlib
import json
import os
import pathlib
import uuid

import psycopg2
import psycopg2.extras

MIGRATIONS = pathlib.Path(__file__).resolve().parents[2] / "migrations"
# Of a superuser, set by the fixture "template".
DSN = ""

REFS = {
    "actor": [("names", "used_by", ["actor"]), ("names", "seen_in", ["source"]),
              ("links", "actor", ["actor"]), ("links", "source", ["source"]), ("merged_into", None, ["actor"])],
    "actor_name": [("actor", None, ["actor"]), ("used_by", None, ["actor"]), ("seen_in", None, ["source"])],
    "incident": [("names", "seen_in", ["source"]), ("victims", None, ["actor"]), ("part_of", None, ["incident"])],
    "source": [("publisher", None, ["actor"]), ("agency", None, ["actor"]), ("reliability_by", None, ["actor"])],
}
STATEMENT_REFS = [("claimants", None, ["actor"]), ("spoken_by", "actor", ["actor"]),
                  ("citations", "source", ["source"]), ("citations", "reported_by", ["actor"])]
REFS["claim"] = STATEMENT_REFS + [("actors", None, ["actor"]), ("subject", "incident", ["incident"]),
                                  ("subject", "actor", ["actor"]), ("supersedes", None, ["claim"])]
REFS["counter_claim"] = STATEMENT_REFS + [("counters", None, ["claim", "counter_claim"]),
                                          ("raises_claim", None, ["claim"]), ("supersedes", None, ["counter_claim"])]
REFS["endorsement"] = STATEMENT_REFS + [("endorses", None, ["claim"]), ("supersedes", None, ["endorsement"])]
REFS["collection"] = []

STATEMENT_DEFAULTS = {
    "spoken_by": None, "language": "en", "statement": "So it is said.", "claimed_on": None, "date_basis": None,
    "date_note": None, "confidence": {"level": "unstated", "stated_as": None, "score": None, "scale": None},
    "likelihood": None, "basis": "unstated", "supersedes": None}
DEFAULTS = {
    "collection": {"name": "A collection", "description": None, "licence": None, "citation": None, "url": None,
                   "version": None},
    "actor": {"kind": "company", "language": "en", "country": None, "description": None, "description_language": None,
              "names": [], "links": [], "external_ids": [], "merged_into": None},
    "actor_name": {"kind": "alias", "language": "en", "used_by": None, "seen_in": None, "note": None},
    "incident": {"language": "en", "names": [], "description": None, "description_language": None, "started_on": None,
                 "ended_on": None, "victim_count": None, "victim_countries": [], "victim_sectors": [], "victims": [],
                 "part_of": None, "external_ids": []},
    "source": {"kind": "news", "title": "A source", "language": "en", "translated_from": None, "publisher": None,
               "authors": [], "agency": None, "url": None, "published_on": None, "published_basis": None,
               "published_note": None, "text_sha256": None, "text_length": None, "reliability": None,
               "reliability_by": None},
    "claim": {**STATEMENT_DEFAULTS, "responsibility": None},
    "counter_claim": {**STATEMENT_DEFAULTS, "stance": "denies", "raises_claim": None},
    "endorsement": {**STATEMENT_DEFAULTS, "stance": "endorses"},
}
CITATION = {"form": "reference", "quote": None, "language": None, "translated_from": None, "translation": None,
            "reported_by": None, "verified_how": None}


class Written(list):
    """The ids of written lines in order; counts by type as import_apply returns them."""
    counts = {}


class Fault(Exception):
    """What import_identify and import_refer return."""


def canonical(value):
    """RFC 8785 for what bodies hold: ASCII keys, integers, text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def full(line):
    """A line with every field of its type."""
    line = {**DEFAULTS[line["type"]], **line}
    if line["type"] != "collection":
        line = {"collection": None, "key": None, **line}
    if line["type"] in ("actor", "incident") and "name" not in line:
        line["name"] = line["slug"].title()
    if "names" in line:
        extra = {"used_by": None, "note": None} if line["type"] == "actor" else {}
        line["names"] = [{"language": "en", "kind": "alias", "seen_in": None, **extra, **n} for n in line["names"]]
    if "links" in line:
        line["links"] = [{"from": None, "to": None, "source": None, "note": None, **n} for n in line["links"]]
    if "citations" in line:
        line["citations"] = [{**CITATION, **c} for c in line["citations"]]
    return line


def references(line):
    """Yields (pointer, kinds, container, key) of each reference in a line."""
    if line.get("collection"):
        yield "/collection", ["collection"], line, "collection"
    for field, inner, kinds in REFS[line["type"]]:
        value = line.get(field)
        if isinstance(value, list):
            for position, item in enumerate(value):
                if inner is None:
                    yield f"/{field}/{position}", kinds, value, position
                elif item.get(inner) is not None:
                    yield f"/{field}/{position}/{inner}", kinds, item, inner
        elif isinstance(value, dict):
            if inner and value.get(inner) is not None:
                yield f"/{field}/{inner}", kinds, value, inner
        elif value is not None and inner is None:
            yield f"/{field}", kinds, line, field


def stage(cursor, lines):
    """Stages full lines; returns the import's id."""
    number = str(uuid.uuid4())
    cursor.execute("INSERT INTO claimd.import (id, label) VALUES (%s, 'test')", (number,))
    psycopg2.extras.execute_values(
        cursor, "INSERT INTO claimd.import_line (import, line, type, id, collection, key, slug, body) VALUES %s",
        [(number, n, x["type"], x.get("id"), x.get("collection"), x.get("key"), x.get("slug"), canonical(x))
         for n, x in enumerate(lines, 1)])
    refs = [(number, n, pointer, kinds, holder[key]) for n, x in enumerate(lines, 1)
            for pointer, kinds, holder, key in references(x)]
    if refs:
        psycopg2.extras.execute_values(
            cursor, "INSERT INTO claimd.import_ref (import, line, pointer, kinds, value) VALUES %s", refs,
            template="(%s, %s, %s, %s::claimd.record_type[], %s)")
    return number


def faults(cursor, number):
    cursor.execute("SELECT line, pointer, code, detail, NULL::text[] FROM claimd.import_identify(%s)", (number,))
    found = cursor.fetchall()
    cursor.execute("SELECT line, pointer, code, detail, suggestions FROM claimd.import_refer(%s)", (number,))
    return found + cursor.fetchall()


def write_bodies(cursor, number, expected=None):
    cursor.execute("SELECT line, record::text, type, body, pointers, targets::text[] FROM claimd.import_read(%s)", (number,))
    rows = []
    for line, record, kind, body, pointers, targets in cursor.fetchall():
        body = json.loads(body)
        known = dict(zip(pointers, targets))
        for pointer, _, holder, key in list(references(body)):
            holder[key] = known[pointer]
        body["id"] = record
        text = canonical(body)
        salt = os.urandom(16)
        rows.append((number, line, record, kind, text, salt, hashlib.sha256(salt + text.encode()).digest(), expected))
    psycopg2.extras.execute_values(
        cursor, "INSERT INTO claimd.import_record (import, line, record, type, body, salt, body_hash, expected_revision) "
        "VALUES %s", rows)
    return [row[2] for row in rows]


def load(connection, *lines, label="test", expected=None):
    """Imports lines in one transaction; returns their ids in order."""
    with connection, connection.cursor() as cursor:
        number = stage(cursor, [full(x) for x in lines])
        found = faults(cursor, number)
        if found:
            raise Fault(found)
        ids = Written(write_bodies(cursor, number, expected))
        cursor.execute("SELECT * FROM claimd.import_apply(%s, %s)", (number, label))
        ids.counts = {kind: counts for kind, *counts in cursor.fetchall()}
        cursor.execute("SELECT claimd.import_end(%s)", (number,))
    return ids


def database(name, migrations=None):
    """A new database with all migrations applied; returns a connection."""
    admin = psycopg2.connect(DSN)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING \'UTF8\'')
    admin.close()
    connection = psycopg2.connect(DSN, dbname=name)
    for path in sorted(migrations or MIGRATIONS.glob("[0-9]*.sql")):
        with connection, connection.cursor() as cursor:
            cursor.execute(path.read_text())
    return connection


def drop(name):
    admin = psycopg2.connect(DSN)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.close()


def query(connection, text, *values):
    with connection, connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None
