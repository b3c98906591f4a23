"""The documents that searches read: kept up by every write, and made of no withheld word."""
import random

import pytest

from bench import search as bench
from tests.db.claimd_db import database, drop, load, query

WORDS = "étrange attaque menée l’été contre Chine hackers Beijing accused stealing secrets naïve œuvre".split()


def test_folding_takes_accents_signs_and_case_away(db):
    folded = lambda text: query(db, "SELECT search_fold(%s)", text)[0][0].split()
    assert folded("L’État-Major, d'ÉTÉ: «Œuvre» U.S.A. straße") == "l etat major d ete oeuvre u s a strasse".split()
    assert folded("APT-31/CVE_2021~44228\t(x)\n") == "apt 31 cve 2021 44228 x".split()
    assert folded("Пекин 中国") == ["пекин", "中国"]


@pytest.mark.parametrize("language, text, other", [
    ("fr", "accusées", "accuse"), ("fr", "menée", "menées"), ("fr", "attaques", "attaque"), ("fr", "élections", "election"),
    ("fr-CA", "piratées", "pirater"), ("en", "attacks", "attacked"), ("en-GB", "accusing", "accuses"), ("de", "Angriff", "angriff")])
def test_endings_make_no_difference(db, language, text, other):
    assert query(db, "SELECT search_lexemes(%s, %s) @@ search_word(search_fold(%s), false, '')", language, text, other) == [(True,)]


@pytest.mark.parametrize("asked, read", [
    ("a b", [(1, False, False, False, ["a"]), (1, False, False, False, ["b"])]),
    ('-x "y z" OR w*', [(1, True, False, False, ["x"]), (1, False, True, False, ["y", "z"]), (2, False, False, True, ["w"])]),
    ("l'attaque “été là”", [(1, False, False, False, ["l", "attaque"]), (1, False, True, False, ["ete", "la"])]),
    ('-"a b" or "c', [(1, True, True, False, ["a", "b"]), (1, False, False, False, ["or"]), (1, False, True, False, ["c"])]),
    ("", []), ("--- ** OR", [])])
def test_questions_are_read(db, asked, read):
    assert query(db, "SELECT branch, negated, quoted, prefix, words FROM search_read(%s)", asked) == read


def test_no_phrase_reaches_from_one_text_into_the_next(db):
    joined = "search_join(ARRAY[search_lexemes('en', 'blue moon'), search_lexemes('en', 'rising sun')])"
    fits = lambda words: query(db, f"SELECT {joined} @@ search_phrase(%s, false, '', false)", words)[0][0]
    assert fits(["blue", "moon"]) and fits(["rising", "sun"])
    assert not fits(["moon", "rising"]) and not fits(["moon", "the", "rising"])


@pytest.mark.parametrize("seed", range(3))
def test_documents_after_random_writes(own, seed):
    """What was kept up write by write is what a computation from nothing gives."""
    chance = random.Random(seed)
    said = lambda most: " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))
    tongue = lambda: chance.choice(["fr", "en", "de", "fr-CA"])
    made = []

    def quote():
        return {"source": chance.choice(["q-0", "q-1", "news-2"]), "form": "direct_speech", "language": tongue(), "quote": {
            "exact": said(8), "prefix": None, "suffix": None, "start": None, "end": None},
            "translation": chance.choice([None, {"language": tongue(), "text": said(6)}])}

    def a_claim():
        number = chance.randrange(8)
        made.append(f"w{number}")
        return {"type": "claim", "collection": "sample", "key": f"w{number}", "claimants": [chance.choice(["acme", "big", "france"])],
                "actors": [chance.choice(["china", "spy"])], "statement": said(9), "language": tongue(),
                "claimed_on": chance.choice([None, "2020", "2021-05"]), "date_basis": None,
                "subject": chance.choice([{"type": "incident", "incident": "wide"}, {"type": "pattern", "description": said(5)},
                                          {"type": "actor", "actor": "spy"}]), "citations": [quote() for _ in range(chance.randint(1, 2))]}

    def dated(line):
        return {**line, "date_basis": line["claimed_on"] and "stated"}
    writes = [lambda: dated(a_claim()),
              lambda: {"type": "source", "slug": chance.choice(["q-0", "q-1"]), "title": said(6), "language": tongue(),
                       "authors": [said(2) for _ in range(chance.randint(0, 2))], "publisher": chance.choice([None, "big"])},
              lambda: {"type": "incident", "collection": "sample", "key": "wide", "slug": "wide", "name": said(4), "language": tongue(),
                       "names": [{"text": said(3), "language": tongue()} for _ in range(chance.randint(0, 2))]},
              lambda: {"type": "actor", "collection": "sample", "key": "spy", "slug": "spy", "kind": "intrusion_set", "name": said(2),
                       "description": said(9), "description_language": tongue(),
                       "names": [{"text": said(3), "language": tongue()} for _ in range(chance.randint(0, 2))]}]
    load(own, {"type": "source", "slug": "q-0"}, {"type": "source", "slug": "q-1"}, dated(a_claim()))
    for _ in range(25):
        act = chance.random()
        if act < 0.7:
            load(own, chance.choice(writes)())
        else:
            key = chance.choice(made)
            query(own, "SELECT retract(id, 'x', 'test') FROM record WHERE key = %s", key) if act < 0.8 else query(
                own, "SELECT withhold_body(id, NULL, 'x', 'test') FROM record WHERE key = %s AND withheld_at IS NULL", key)
            if act > 0.9:
                query(own, "SELECT lift_body(id, NULL, 'x', 'test') FROM record WHERE key = %s AND withheld_at IS NOT NULL", key)
            query(own, "SELECT restore(id, 'x', 'test') FROM record WHERE key = %s AND retracted_at IS NOT NULL", key)
        assert query(own, "SELECT * FROM search_check()") == []
    # The past has the documents that its own rows give.
    assert query(own, """
        SELECT past.statement FROM claimd_past.search_statement past
         CROSS JOIN LATERAL (SELECT set_config('claimd.as_of', past.since::text, true)) AS at
         CROSS JOIN LATERAL claimd_as_of.want_search_statement(ARRAY[past.statement]) AS want
         WHERE past.words <> want.words""") == []


@pytest.mark.parametrize("what, word", [("news-1", "title"), ("hit", "name")])
def test_what_is_withheld_of_an_incident_or_source_leaves_its_statements(own, ids, what, word):
    if word == "title":
        load(own, {"type": "source", "collection": "sample", "key": "news-2", "slug": "news-2", "title": "Unmistakably quoined"})
        target = ids["news-2"]
    else:
        load(own, {"type": "incident", "collection": "sample", "key": "wide", "slug": "wide", "name": "Unmistakably quoined"},
             {"type": "claim", "collection": "sample", "key": "q1", "claimants": ["acme"], "actors": ["china"], "citations": [
                 {"source": "news-2"}], "subject": {"type": "incident", "incident": "wide"}})
        target = ids["wide"]
    having = lambda: [query(own, f"SELECT count(*) FROM {schema}.{table} WHERE words @@ 'quoin'::tsquery")[0][0]
                      for schema in ("claimd", "claimd_past") for table in ("search_statement", "search_record")]
    before = having()
    assert before[0] > 0 and before[1] == 1
    query(own, "SELECT withhold_body(%s, NULL, 'x', 'test')", target)
    assert having() == [0, 0, 0, 0] and query(own, "SELECT * FROM search_check()") == []
    query(own, "SELECT lift_body(%s, NULL, 'x', 'test')", target)
    after = having()
    assert after[:2] == before[:2] and query(own, "SELECT * FROM search_check()") == []


def test_a_new_name_of_an_actor_writes_no_statement(own):
    before = query(own, "SELECT statement, since FROM search_statement ORDER BY 1")
    load(own, {"type": "actor", "collection": "sample", "key": "spy", "slug": "spy", "kind": "intrusion_set", "name": "Quoined Heron"})
    assert query(own, "SELECT statement, since FROM search_statement ORDER BY 1") == before
    found = query(own, """SELECT key FROM search_plan('quoined', 'claim') AS plan, search_statement AS s JOIN record ON id = statement
                           WHERE s.type = 'claim' AND s.words @@ plan.query ORDER BY 1""")
    assert [key for key, in found] == ["c1", "c2", "c4"]


def test_every_way_through_a_list_finds_the_same_rows(template, request):
    """Where many fit, the newest months are read, or the list is walked: that must change nothing but the time."""
    name = f"{template}_ways"
    connection = database(name)
    request.addfinalizer(lambda: drop(name))
    connection.autocommit = True
    bench.make(connection, 6000)
    with connection.cursor() as cursor:
        cursor.execute(bench.READER)
        for q in ("attack", "attack OR attaque", "fancy bear", "attack fancy bear", "attribuée campagne", "group -malware", '"attack attributed"',
                  "embassy*", "zzabsent", "kaspersky lazarus", "attack quixotic"):
            _, plan, values = bench.read(cursor, "claims", q)
            statement, ways = bench.ways("claims", {**plan, "recent": None})
            pages = [bench.rows(cursor, statement, way, values) for way in ways]
            for months in (1, 6, 36):
                cursor.execute("""SELECT (%s::tsquery && search_newest(%s, max(claimed_from), max(claimed_from)))::text
                                    FROM claim_state WHERE type = 'claim'""", (values["query"], months))
                recent, = cursor.fetchone()
                pages.append(bench.rows(cursor, statement, [*ways[0], "recent"], {**values, "recent": recent}))
            assert all(page == pages[0] for page in pages), q
            if "fancy bear" in q:
                cursor.execute("SELECT count(*) FROM search_statement WHERE words @@ %s::tsquery", (plan["query"],))
                fit, = cursor.fetchone()
                assert fit / 2 < plan["documents"] < fit * 2, "the words of one name count once"
            assert len(pages[0]) == (0 if q in ("zzabsent", "attack quixotic") else 3 if q == "kaspersky lazarus" else 51), q
    connection.close()


@pytest.mark.parametrize("months", [1, 3, 12, 24, 36, 240])
@pytest.mark.parametrize("many_at, last_day", [("2023-11-17", "2023-11-30"), ("2023-12-31", "2024-01-01"), ("2024-02-29", "2024-03-02"),
                                               ("2020-01-31", "2031-06-01"), ("2019-07-01", "2019-07-01")])
def test_the_newest_months_have_every_day(db, months, many_at, last_day):
    # Years are whole ones, so that fewer months before them are meant.
    assert query(db, """
        SELECT day::date FROM generate_series(%s::date - make_interval(months => %s), %s::date, '1 day') AS day
         WHERE NOT to_char(day, '"~"FMYYYY "~"FMYYYYMM')::tsvector @@ search_newest(%s, %s, %s)""",
                 many_at, months if months <= 6 else months - 6, last_day, months, many_at, last_day) == []
