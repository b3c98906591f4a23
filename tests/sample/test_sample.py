"""The sample is what two readers made of five press articles: nothing is lost, added or misquoted unseen."""
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("statements.tsv")
ARTICLES = ROOT.parent / "shared" / "seeds"
STATEMENTS = ("claim", "counter_claim", "endorsement")

# Quotes stay quotes: no longer than a long sentence, no more than a third of an article in all.
QUOTE_MAX = 260
QUOTED_SHARE_MAX = 1 / 3


def records():
    lines = (ROOT / "data" / "sample.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def statements():
    return [record for record in records() if record["type"] in STATEMENTS]


def sources():
    return {record["slug"]: record for record in records() if record["type"] == "source"}


def golden_row(record):
    """One line of the reconciled list: who says what of whom, when, how sure, and which words carry it."""
    if record["type"] == "claim":
        aim = ",".join(record["actors"])
        subject = record["subject"]
        about = ":".join(filter(None, (subject["type"], subject.get("incident") or subject.get("actor"))))
    else:
        targets = record.get("counters") or record.get("endorses")
        aim = record["stance"] + " " + ",".join(target.split("/", 1)[1] for target in targets)
        about = ""
    quotes = (f"{c['source']}:{c['quote']['start']}-{c['quote']['end']}" for c in record["citations"])
    return [
        record["key"], record["type"], ",".join(record["claimants"]), aim, about, record["claimed_on"] or "",
        record["confidence"]["level"], (record["likelihood"] or {}).get("level", ""),
        record.get("responsibility") or "", " ".join(quotes),
    ]


def test_statements_are_those_of_the_reconciled_list():
    expected = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines()[1:]]
    assert [golden_row(record) for record in statements()] == expected


def test_references_name_records_of_the_sample_or_states():
    slugs = {record["slug"] for record in records() if "slug" in record}
    keys = {"sample/" + record["key"] for record in records() if "key" in record}
    states = {"china", "united-states", "united-kingdom", "canada", "australia", "new-zealand", "japan", "russia"}
    for record in statements():
        actors = record["claimants"] + record.get("actors", [])
        actors += [record["spoken_by"]["actor"]] if record["spoken_by"] else []
        assert set(actors) <= slugs | states, record["key"]
        targets = record.get("counters", []) + record.get("endorses", [])
        targets += [record["raises_claim"]] if record.get("raises_claim") else []
        assert set(targets) <= keys, record["key"]


def test_counter_accusations_raise_a_claim_of_their_own():
    by_key = {"sample/" + record["key"]: record for record in statements()}
    raised = [record for record in statements() if record.get("stance") == "counter_accuses"]
    assert len(raised) == 4
    for record in raised:
        claim = by_key[record["raises_claim"]]
        assert claim["type"] == "claim"
        assert claim["claimants"] == record["claimants"]
        assert claim["actors"] == ["united-states"]


def test_solidarity_attributes_nothing():
    nato = [record for record in statements() if "nato" in record["claimants"]]
    assert [record["type"] for record in nato] == ["endorsement"]
    assert nato[0]["stance"] == "supports_without_attributing"


def test_quotes_are_short():
    quoted = {slug: set() for slug in sources()}
    for record in statements():
        for citation in record["citations"]:
            quote = citation["quote"]
            assert 1 <= len(quote["exact"]) <= QUOTE_MAX, record["key"]
            assert quote["end"] - quote["start"] == len(quote["exact"]), record["key"]
            quoted[citation["source"]].update(range(quote["start"], quote["end"]))
    for slug, source in sources().items():
        assert 0 < len(quoted[slug]) <= source["text_length"] * QUOTED_SHARE_MAX, slug


if ARTICLES.is_dir():
    def articles():
        raw = [path.read_bytes() for path in sorted(ARTICLES.glob("*.txt"))]
        return {hashlib.sha256(content).hexdigest(): content.decode("utf-8") for content in raw}

    @pytest.mark.parametrize("source", sources().values(), ids=lambda source: source["slug"])
    def test_sources_are_the_articles(source):
        assert len(articles()[source["text_sha256"]]) == source["text_length"]

    @pytest.mark.parametrize("record", statements(), ids=lambda record: record["key"])
    def test_quotes_stand_in_the_articles_where_they_say(record):
        for citation in record["citations"]:
            text = articles()[sources()[citation["source"]]["text_sha256"]]
            quote = citation["quote"]
            assert text[quote["start"]:quote["end"]] == quote["exact"]
else:
    print("tests/sample: the articles are not at hand, their quotes are not checked against them")
