import hashlib
import os

import psycopg2
import pytest

from tests.db import claimd_db

TEXT = "Le groupe est soutenu par l’État, dit-on."
QUOTE = {"exact": "soutenu par l’État", "prefix": "Le groupe est ", "suffix": ", dit-on.", "start": 14, "end": 32}
CITED = [{"source": "news-1", "form": "direct_speech", "quote": QUOTE, "language": "fr", "verified_how": "declared",
          "translated_from": "en", "translation": {"language": "en", "text": "backed by the State"},
          "reported_by": "big"}]
PLAIN = [{"source": "news-2"}]


def line(type_, key, **fields):
    return {"type": type_, "collection": "sample", "key": key, **fields}


LINES = [
    {"type": "collection", "slug": "sample", "description": "d", "licence": "CC0-1.0", "citation": "c",
     "url": "https://example.org/", "version": "1"},
    line("actor", "acme", slug="acme", description="d", description_language="en", country="FR",
         names=[{"text": "Acmé", "kind": "alias", "used_by": "big", "seen_in": "news-1", "note": "n"}],
         links=[{"type": "part_of", "actor": "big", "from": "2020", "to": "2022-06", "source": "news-1", "note": "n"},
                {"type": "based_in", "actor": "france"}],
         external_ids=[{"scheme": "mitre-attack", "value": "G0001", "url": "https://example.org/G0001"}]),
    line("actor", "big", slug="big"),
    line("actor", "spy", slug="spy", kind="intrusion_set"),
    line("actor", "man", slug="man", kind="person", links=[{"type": "national_of", "actor": "china"}]),
    line("incident", "wide", slug="wide"),
    line("incident", "hit", slug="hit", description="d", description_language="en", started_on="2021-02",
         ended_on="2021-03-04", victim_count={"min": 3, "max": 5}, victim_countries=["FR", "DE"],
         victim_sectors=["energy", "finance"], victims=["acme"], part_of="wide",
         names=[{"text": "The hit", "seen_in": "news-1"}], external_ids=[{"scheme": "eurepoc", "value": "7", "url": None}]),
    line("source", "news-1", slug="news-1", publisher="big", agency="acme", authors=["A. Author"],
         url="https://example.org/1", published_on="2021-07-19", published_basis="stated", published_note="n",
         text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(), text_length=len(TEXT), reliability="B",
         reliability_by="big", translated_from="en"),
    line("source", "news-2", slug="news-2"),
    line("claim", "c1", claimants=["acme", "france"], actors=["china", "spy"],
         subject={"type": "incident", "incident": "hit"}, citations=CITED, claimed_on="2021-07",
         date_basis="inferred", date_note="n", spoken_by={"actor": "man", "role": "spokesman"},
         confidence={"level": "high", "stated_as": "grande confiance", "score": 85, "scale": "none-low-med-high"},
         likelihood={"level": "likely", "stated_as": "probablement"}, responsibility="state_executed"),
    line("claim", "c2", claimants=["big"], actors=["china"], subject={"type": "actor", "actor": "spy"},
         citations=PLAIN),
    line("claim", "c3", claimants=["china"], actors=["france"],
         subject={"type": "pattern", "description": "Spying everywhere"}, citations=PLAIN),
    line("claim", "c4", claimants=["big"], actors=["china"], subject={"type": "actor", "actor": "spy"},
         citations=PLAIN, supersedes="sample/c2"),
    line("counter_claim", "k1", claimants=["china"], counters=["sample/c1"], citations=PLAIN),
    line("counter_claim", "k2", claimants=["acme"], counters=["sample/k1"], citations=PLAIN, stance="disputes"),
    line("counter_claim", "k3", claimants=["china"], counters=["sample/c1", "sample/c4"], citations=PLAIN,
         stance="counter_accuses", raises_claim="sample/c3"),
    line("endorsement", "e1", claimants=["big"], endorses=["sample/c1", "sample/c4"], citations=PLAIN),
]


@pytest.fixture(scope="session")
def template(request):
    """A database with LINES in it, to be copied; in TEST_DSN's cluster, else in the one that all suites share."""
    claimd_db.DSN = os.environ.get("TEST_DSN") or request.getfixturevalue("cluster").url("postgres")
    name = f"claimd_template_{os.getpid()}"
    connection = claimd_db.database(name)
    claimd_db.load(connection, *LINES)
    connection.close()
    yield name
    claimd_db.drop(name)


def copy(template, name):
    admin = psycopg2.connect(claimd_db.DSN)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    admin.close()
    return psycopg2.connect(claimd_db.DSN, dbname=name, options="-c search_path=claimd -c jit=off")


@pytest.fixture(scope="module")
def shared(template, request):
    """One copy for a module whose tests roll back."""
    name = f"{template}_{request.module.__name__.split('.')[-1]}"
    connection = copy(template, name)
    yield connection
    connection.close()
    claimd_db.drop(name)


@pytest.fixture
def db(shared):
    yield shared
    shared.rollback()


@pytest.fixture
def own(template, request):
    """A copy for one test that commits."""
    name = f"{template}_{abs(hash(request.node.nodeid))}"
    connection = copy(template, name)
    yield connection
    connection.close()
    claimd_db.drop(name)


@pytest.fixture(scope="session")
def ids(template):
    connection = psycopg2.connect(claimd_db.DSN, dbname=template)
    rows = claimd_db.query(connection, """
        SELECT coalesce(slug, key), record.id::text FROM claimd.record
          LEFT JOIN (SELECT id, slug FROM claimd.actor UNION SELECT id, slug FROM claimd.collection) AS named USING (id)""")
    connection.close()
    return dict(rows)
