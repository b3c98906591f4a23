"""Reach, status, corroboration, counts: by rule, and after random writes."""
import random

import pytest

from tests.db.claimd_db import Fault, load, query

NEWS = [{"source": "news-2"}]


def claim(key, by, against, about="hit", on=None, **fields):
    subject = {"type": "pattern", "description": "Whatever"} if about is None else (
        {"type": "actor", "actor": about[6:]} if about.startswith("actor:") else {"type": "incident", "incident": about})
    return {"type": "claim", "collection": "sample", "key": key, "claimants": by.split(), "actors": against.split(),
            "subject": subject, "citations": NEWS, "claimed_on": on, "date_basis": "stated" if on else None, **fields}


def counter(key, by, of, stance="denies", **fields):
    return {"type": "counter_claim", "collection": "sample", "key": key, "claimants": by.split(),
            "counters": [f"sample/{x}" for x in of.split()], "stance": stance, "citations": NEWS, **fields}


def actor(slug, *links, kind="agency", **fields):
    return {"type": "actor", "slug": slug, "kind": kind, "links": [
        dict(zip(("type", "actor", "from", "to"), link.split())) for link in links], **fields}


def reached(own, slug, role="accused"):
    return dict(query(own, """
        SELECT key, via::text FROM claim_reach JOIN actor ON actor.id = root JOIN record ON record.id = claim
         WHERE slug = %s AND role = %s AND key LIKE 'n-%%'""", slug, role))


def states(own):
    return dict(query(own, "SELECT key, status::text FROM claim_state JOIN record ON record.id = statement"))


def corroboration(own):
    return dict(query(own, "SELECT key, corroboration FROM claim_state JOIN record ON record.id = statement WHERE key LIKE 'n-%%'"))


@pytest.fixture
def world(own):
    yield own
    assert query(own, "SELECT * FROM derived_check()") == []
    assert query(own, "SELECT * FROM search_check()") == []


def test_the_four_ways(world):
    load(world, actor("pla", "part_of china"), actor("unit", "part_of pla"), actor("hacker", "national_of china", kind="person"),
         actor("crew", kind="intrusion_set"), actor("cell", "part_of crew"), actor("base", "based_in china"),
         claim("n-self", "acme", "china"), claim("n-part", "acme", "unit"), claim("n-national", "acme", "hacker"),
         claim("n-crew", "acme", "crew"), claim("n-cell", "acme", "cell"), claim("n-base", "acme", "base"),
         claim("n-beside", "acme", "crew russia"),
         claim("n-attribution", "big", "unit", "actor:crew"))
    assert reached(world, "china") == {
        "n-self": "self", "n-part": "part_of", "n-national": "national_of", "n-crew": "attributed_to",
        "n-beside": "attributed_to", "n-attribution": "part_of"}
    assert reached(world, "pla") == {"n-part": "part_of", "n-crew": "attributed_to", "n-beside": "attributed_to",
                                     "n-attribution": "part_of"}
    assert reached(world, "crew") == {"n-crew": "self", "n-cell": "part_of", "n-beside": "self"}
    assert reached(world, "russia") == {"n-beside": "self"}


def test_no_chain_of_attributions(world):
    load(world, actor("front", kind="intrusion_set"), actor("crew", kind="intrusion_set"),
         claim("n-1", "acme", "crew", "actor:front"), claim("n-2", "acme", "china", "actor:crew"), claim("n-3", "acme", "front"))
    assert reached(world, "china") == {"n-1": "attributed_to", "n-2": "self"}
    assert reached(world, "crew") == {"n-1": "self", "n-3": "attributed_to"}


def test_nobody_is_attributed_to_himself(world):
    load(world, actor("pla"), actor("unit", "part_of pla"), claim("n-1", "acme", "unit", "actor:pla"))
    assert query(world, "SELECT count(*) FROM actor_reach WHERE via = 'attributed_to' AND member = root") == [(0,)]


def test_the_strongest_way_is_told_once(world):
    load(world, actor("crew", "part_of china"), claim("n-1", "acme", "china", "actor:crew"), claim("n-2", "acme", "crew"),
         claim("n-3", "acme", "crew china"))
    assert reached(world, "china") == {"n-1": "self", "n-2": "part_of", "n-3": "self"}


def test_claimants_are_reached_by_themselves_and_their_parts(world):
    load(world, actor("nsa", "part_of united-states"), actor("man-2", "national_of united-states", kind="person"),
         claim("n-1", "nsa", "china"), claim("n-2", "man-2", "china"), claim("n-3", "acme", "nsa", "actor:nsa"))
    assert reached(world, "united-states", "claimant") == {"n-1": "part_of"}
    assert reached(world, "nsa", "claimant") == {"n-1": "self"}


def test_links_count_while_they_last(world):
    load(world, actor("firm", "part_of google 2022-09", kind="company"), actor("google", kind="company"),
         actor("old", "part_of google 2010 2015-06", kind="company"),
         claim("n-before", "firm", "china", on="2022-08-31"), claim("n-in", "firm", "china", on="2022-09-01"),
         claim("n-year", "firm", "china", on="2022"), claim("n-undated", "firm", "china"),
         claim("n-old-in", "old", "china", on="2015-06-30"), claim("n-old-after", "old", "china", on="2015-07"))
    assert set(reached(world, "google", "claimant")) == {"n-in", "n-year", "n-undated", "n-old-in"}


def test_a_chain_lasts_as_long_as_all_its_links(world):
    load(world, actor("top"), actor("mid", "part_of top 2010 2012"), actor("low", "part_of mid 2012 2020"),
         actor("never", "part_of mid 2013 2020"),
         claim("n-in", "low", "china", on="2012-05"), claim("n-after", "low", "china", on="2013"),
         claim("n-undated", "low", "china"), claim("n-never", "never", "china"))
    assert set(reached(world, "top", "claimant")) == {"n-in", "n-undated"}


def test_an_attribution_goes_with_its_claims(world):
    attribution, group, again = load(
        world, claim("n-1", "acme", "china", "actor:spy"), claim("n-2", "big", "spy"), claim("n-3", "acme", "china", "actor:spy"))[:3]
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'c4'")
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'c2'")
    basis = lambda: query(world, """
        SELECT claim_count, claimants FROM actor_reach JOIN actor m ON m.id = member
          JOIN actor r ON r.id = root WHERE m.slug = 'spy' AND r.slug = 'china' AND via = 'attributed_to'""")
    assert basis() == [(2, 1)] and reached(world, "china")["n-2"] == "attributed_to"
    query(world, "SELECT retract(%s, 'x', 'test')", attribution)
    assert basis() == [(1, 1)] and reached(world, "china")["n-2"] == "attributed_to"
    load(world, counter("k-1", "china", "n-3"))
    assert basis() == [(1, 1)], "disputed is not dead"
    query(world, "SELECT retract(%s, 'x', 'test')", again)
    assert basis() == [] and "n-2" not in reached(world, "china")
    query(world, "SELECT restore(%s, 'x', 'test')", again)
    assert basis() == [(1, 1)] and reached(world, "china")["n-2"] == "attributed_to"
    load(world, claim("n-3", "acme", "russia", "actor:spy"))
    assert "n-2" not in reached(world, "china") and reached(world, "russia")["n-2"] == "attributed_to"


def test_a_changed_link_moves_the_claims_of_all_below(world):
    load(world, actor("a-1"), actor("a-2"), actor("mid", "part_of a-1"), actor("low", "part_of mid"),
         actor("crew", kind="intrusion_set"), claim("n-1", "acme", "low"), claim("n-2", "acme", "low", "actor:crew"),
         claim("n-3", "acme", "crew"), claim("n-4", "low", "china"))
    assert reached(world, "a-1") == {"n-1": "part_of", "n-2": "part_of", "n-3": "attributed_to"}
    assert reached(world, "a-1", "claimant") == {"n-4": "part_of"}
    load(world, actor("mid", "part_of a-2"))
    assert reached(world, "a-1") == {} and reached(world, "a-1", "claimant") == {}
    assert reached(world, "a-2") == {"n-1": "part_of", "n-2": "part_of", "n-3": "attributed_to"}
    assert reached(world, "a-2", "claimant") == {"n-4": "part_of"}


def test_status(world):
    load(world, claim("n-1", "acme", "china"), claim("n-2", "acme", "china"), claim("n-3", "acme", "china"),
         claim("n-4", "acme", "china"), claim("n-5", "china", "france"),
         counter("k-1", "china", "n-1"), counter("k-2", "china", "n-2", "rejects"), counter("k-3", "china", "n-3", "disputes"),
         counter("k-4", "china", "n-4 n-1", "counter_accuses", raises_claim="sample/n-5"), counter("k-5", "acme", "k-1"),
         {"type": "endorsement", "collection": "sample", "key": "e-1", "claimants": ["big"], "endorses": ["sample/n-1"],
          "citations": NEWS})
    now = states(world)
    assert [now[f"n-{n}"] for n in range(1, 6)] == ["disputed", "disputed", "disputed", "answered", "uncontested"]
    assert (now["k-1"], now["k-2"], now["k-5"], now["e-1"]) == ("disputed", "uncontested", "uncontested", "uncontested")
    counts = lambda: query(world, "SELECT counter_claim_count, endorsement_count FROM claim_state "
                                  "JOIN record ON record.id = statement WHERE key = 'n-1'")
    assert counts() == [(2, 1)]
    assert query(world, "SELECT count(*) FROM claim_reach JOIN claim_state ON statement = claim "
                        "WHERE claim_reach.status <> claim_state.status") == [(0,)]
    for key in ("k-1", "e-1"):
        query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = %s", key)
    assert states(world)["n-1"] == "answered" and counts() == [(1, 0)]
    query(world, "SELECT withhold_body(id, NULL, 'x', 'test') FROM record WHERE key = 'k-4'")
    assert states(world)["n-1"] == "uncontested" and counts() == [(0, 0)]


def test_what_supersedes(world):
    load(world, claim("n-1", "acme", "china"), counter("k-1", "china", "n-1"),
         claim("n-2", "acme", "china", supersedes="sample/n-1"), counter("k-2", "china", "n-2", supersedes="sample/k-1"))
    now = states(world)
    assert [now[key] for key in ("n-1", "n-2", "k-1", "k-2")] == ["superseded", "disputed", "superseded", "uncontested"]
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'k-2'")
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'n-2'")
    now = states(world)
    assert [now[key] for key in ("n-1", "n-2", "k-1", "k-2")] == ["disputed", "retracted", "uncontested", "retracted"]
    load(world, claim("n-2", "acme", "china"))
    assert states(world)["n-1"] == "disputed"


def test_corroboration_counts_independent_groups(world):
    load(world, {"type": "incident", "slug": "raid"},
         actor("fbi", "part_of united-states"), actor("nsa", "part_of united-states"), actor("pla", "part_of china"),
         claim("n-fbi", "fbi", "china", "raid"), claim("n-nsa", "nsa", "pla", "raid"), claim("n-acme", "acme", "china", "raid"),
         claim("n-joint", "france germany", "china", "raid"), claim("n-other", "spain", "russia", "raid"))
    assert corroboration(world) == {"n-fbi": 3, "n-nsa": 3, "n-acme": 3, "n-joint": 2, "n-other": 0}
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'n-joint'")
    assert corroboration(world) == {"n-fbi": 1, "n-nsa": 1, "n-acme": 1, "n-joint": 2, "n-other": 0}


def test_who_belongs_to_both_ties_them(world):
    load(world, {"type": "incident", "slug": "raid"}, actor("joint-unit", "part_of france", "part_of germany"),
         claim("n-1", "joint-unit", "china", "raid"), claim("n-2", "france", "china", "raid"),
         claim("n-3", "germany", "china", "raid"), claim("n-4", "spain", "china", "raid"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1, "n-3": 1, "n-4": 1}
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'n-1'")
    assert corroboration(world) == {"n-1": 1, "n-2": 2, "n-3": 2, "n-4": 2}


def test_dependence_is_that_of_the_time(world):
    load(world, {"type": "incident", "slug": "raid"}, actor("holding"), actor("f-1", "part_of holding 2022"),
         actor("f-2", "part_of holding"), claim("n-1", "f-1", "china", "raid", "2021"), claim("n-2", "f-2", "china", "raid", "2021"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1}
    load(world, claim("n-1", "f-1", "china", "raid", "2023"))
    assert corroboration(world) == {"n-1": 0, "n-2": 0}


def test_patterns_corroborate_nothing(world):
    load(world, {"type": "incident", "slug": "raid"}, claim("n-1", "acme", "china", "raid"), claim("n-2", "france", "china", "raid"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1}
    load(world, claim("n-1", "acme", "china", None))
    assert corroboration(world) == {"n-1": 0, "n-2": 0}


def test_counts_of_actors(world):
    count = lambda slug: query(world, "SELECT claims_against, claims_by FROM actor_state JOIN actor ON actor.id = actor WHERE slug = %s", slug)
    load(world, actor("pla", "part_of albania"), claim("n-1", "acme", "pla"), claim("n-2", "pla", "france"))
    assert count("albania") == [(1, 1)]
    query(world, "SELECT retract(id, 'x', 'test') FROM record WHERE key = 'n-1'")
    assert count("albania") == [(0, 1)]
    load(world, actor("pla"))
    assert count("albania") == [(0, 0)] and count("pla") == [(0, 1)]


def resolved(own, value):
    return query(own, "SELECT tier, slug, merged_from FROM resolve_actor(%s)", value)


def test_merged_actors_are_one(world):
    lines = [actor("apt-a", "part_of russia", kind="intrusion_set", names=[{"text": "Fancy"}, {"text": "Both"}]),
             actor("apt-b", "part_of china", kind="intrusion_set", names=[{"text": "Cosy"}, {"text": "Both"}]),
             actor("cell", "part_of apt-a")]
    load(world, *lines, claim("n-a", "acme", "apt-a"), claim("n-b", "acme", "apt-b"), claim("n-cell", "acme", "cell"),
         claim("n-by", "apt-a", "france"), claim("n-about-a", "acme", "iran", "actor:apt-a"))
    apart = reached(world, "apt-b"), reached(world, "russia"), reached(world, "iran")
    assert apart == ({"n-b": "self"}, {"n-a": "part_of", "n-cell": "part_of"}, {"n-about-a": "self", "n-a": "attributed_to"})
    assert resolved(world, "Both") == [("name", "apt-a", None), ("name", "apt-b", None)]

    load(world, {**lines[0], "merged_into": "apt-b"})
    assert reached(world, "apt-a") == {}
    assert reached(world, "apt-b") == {"n-a": "self", "n-b": "self", "n-cell": "part_of"}
    assert reached(world, "apt-b", "claimant") == {"n-by": "self"}
    assert reached(world, "china") == {"n-a": "part_of", "n-b": "part_of", "n-cell": "part_of"}
    assert reached(world, "russia") == {}, "its own links rest"
    assert reached(world, "iran") == {"n-about-a": "self", "n-a": "attributed_to", "n-b": "attributed_to"}
    assert resolved(world, "apt-a") == [("slug", "apt-b", "apt-a")]
    assert resolved(world, "fancy") == [("name", "apt-b", "apt-a")]
    assert resolved(world, "Both") == [("name", "apt-b", None)]
    assert resolved(world, "apt-b") == [("slug", "apt-b", None)]
    with pytest.raises(Exception, match="in use"):
        query(world, "SELECT retract(id, 'x', 'test') FROM actor WHERE slug = 'apt-b'")

    load(world, lines[0])
    assert (reached(world, "apt-b"), reached(world, "russia"), reached(world, "iran")) == apart
    assert resolved(world, "Both") == [("name", "apt-a", None), ("name", "apt-b", None)]


def test_names_of_merged_actors_are_references(world):
    load(world, actor("apt-a", names=[{"text": "Both"}], merged_into="apt-b"), actor("apt-b", names=[{"text": "Both"}]),
         claim("n-1", "acme", "Both"))
    load(world, claim("n-2", "acme", "Both"), claim("n-3", "acme", "apt-a"))
    named = "SELECT key, slug FROM claim_accused JOIN actor ON actor.id = actor JOIN record ON record.id = claim WHERE key LIKE 'n-%%' ORDER BY 1"
    assert query(world, named) == [("n-1", "apt-b"), ("n-2", "apt-b"), ("n-3", "apt-a")]
    assert set(reached(world, "apt-b")) == {"n-1", "n-2", "n-3"}


def test_a_chain_of_merges_ends_at_its_last(world):
    load(world, actor("a-1"), actor("a-2"), actor("a-3", "part_of china"), claim("n-1", "acme", "a-1"))
    load(world, actor("a-1", merged_into="a-2"))
    load(world, actor("a-2", merged_into="a-3"))
    assert reached(world, "a-3") == {"n-1": "self"} and reached(world, "china") == {"n-1": "part_of"}
    assert resolved(world, "a-1") == [("slug", "a-3", "a-1")]
    load(world, actor("a-2"))
    assert reached(world, "a-2") == {"n-1": "self"} and reached(world, "china") == {}


def test_merged_claimants_corroborate_nothing(world):
    load(world, {"type": "incident", "slug": "raid"}, actor("lab-1"), actor("lab-2"), actor("gang-1"), actor("gang-2"),
         claim("n-1", "lab-1", "gang-1", "raid"), claim("n-2", "lab-2", "gang-1", "raid"), claim("n-3", "spain", "gang-2", "raid"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1, "n-3": 0}
    load(world, actor("lab-1", merged_into="lab-2"))
    assert corroboration(world) == {"n-1": 0, "n-2": 0, "n-3": 0}
    load(world, actor("gang-1", merged_into="gang-2"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1, "n-3": 1}
    load(world, actor("lab-1"), actor("gang-1"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1, "n-3": 0}


def test_claims_about_merged_actors_are_about_one(world):
    load(world, actor("gang-1"), actor("gang-2"), claim("n-1", "acme", "china", "actor:gang-1"),
         claim("n-2", "spain", "china", "actor:gang-2"))
    assert corroboration(world) == {"n-1": 0, "n-2": 0}
    load(world, actor("gang-1", merged_into="gang-2"))
    assert corroboration(world) == {"n-1": 1, "n-2": 1}
    load(world, actor("gang-1"))
    assert corroboration(world) == {"n-1": 0, "n-2": 0}


def test_a_large_merge_is_queued(world):
    with world, world.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE FUNCTION reach_at_once() RETURNS int LANGUAGE sql IMMUTABLE RETURN 3")
    load(world, actor("crew"), actor("gang"), *[claim(f"n-{n}", "acme", "crew", None) for n in range(20)])
    load(world, actor("crew", merged_into="gang"))
    assert query(world, "SELECT task, claims_total, claims_done FROM reach_job") == [("reach", 20, 0)]
    assert reached(world, "gang") == {} and len(reached(world, "crew")) == 20
    while query(world, "SELECT jobs_left FROM reach_work(7)")[0][0]:
        pass
    assert len(reached(world, "gang")) == 20 and reached(world, "crew") == {}


def test_what_is_too_much_is_queued(world, monkeypatch):
    with world, world.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE FUNCTION reach_at_once() RETURNS int LANGUAGE sql IMMUTABLE RETURN 3")
    load(world, actor("crew", kind="intrusion_set"), *[claim(f"n-{n}", "acme", "crew", None if n % 2 else "hit") for n in range(20)])
    written = load(world, claim("n-why", "big", "albania", "actor:crew"))
    assert reached(world, "albania") == {"n-why": "self"}
    assert query(world, "SELECT task, claims_total, claims_done FROM reach_job") == [("reach", 20, 0)]
    query(world, "SELECT * FROM reach_work(7)")
    assert query(world, "SELECT claims_total - claims_done FROM reach_job WHERE task = 'reach'") == [(13,)]
    assert len(reached(world, "albania")) == 8
    while query(world, "SELECT jobs_left FROM reach_work(7)")[0][0]:
        pass
    assert len(reached(world, "albania")) == 21
    load(world, claim("n-new", "acme", "crew"))
    query(world, "SELECT retract(%s, 'x', 'test')", written[0])
    assert "n-new" in reached(world, "albania"), "still to come"
    while query(world, "SELECT jobs_left FROM reach_work(7)")[0][0]:
        pass
    assert reached(world, "albania") == {"n-why": "self"}


def test_corroboration_follows_whom_a_group_belongs_to_alone(world):
    with world, world.cursor() as cursor:
        cursor.execute("CREATE OR REPLACE FUNCTION reach_at_once() RETURNS int LANGUAGE sql IMMUTABLE RETURN 3")

    def tasks():
        seen = set()
        while True:
            seen.update(query(world, "SELECT task, regroups FROM reach_job"))
            if not query(world, "SELECT jobs_left FROM reach_work(7)")[0][0]:
                return seen

    load(world, actor("crew", kind="intrusion_set"), *[claim(f"n-{n}", "acme" if n % 2 else "spain", "crew") for n in range(20)])
    tasks()
    load(world, claim("n-why", "big", "albania", "actor:crew"))
    assert tasks() == {("reach", False)} and len(reached(world, "albania")) == 21
    load(world, actor("crew", "part_of albania", kind="intrusion_set"))
    assert tasks() == {("reach", True), ("corroboration", False)}


@pytest.mark.parametrize("seed", range(4))
def test_after_random_writes(own, seed):
    """What was kept up step by step is what a computation from nothing gives."""
    chance = random.Random(seed)
    slugs = [f"a-{n}" for n in range(12)]
    places = slugs + ["china", "russia", "united-states"]
    if seed % 2:
        with own, own.cursor() as cursor:
            cursor.execute("CREATE OR REPLACE FUNCTION reach_at_once() RETURNS int LANGUAGE sql IMMUTABLE RETURN 2")
    load(own, *[actor(slug, kind="intrusion_set") for slug in slugs], {"type": "incident", "slug": "i-0"},
         {"type": "incident", "slug": "i-1"}, *[{"type": "source", "slug": f"s-{n}"} for n in range(3)])
    day = lambda: chance.choice([None, None, "2019", "2020-05", "2021-01-07", "2022", "2023-12-31"])

    def some(of, most):
        return chance.sample(of, chance.randint(1, min(most, len(of))))

    merged = {}

    def random_merge(n):
        """Into one of a higher number, so that no circle closes; now and then into none again."""
        merged[n] = chance.choice([None, *slugs[n + 1:]]) if chance.random() < 0.3 else merged.get(n)
        return merged[n]

    def random_actor():
        n = chance.randrange(12)
        links = [{"type": "part_of", "actor": target, "from": chance.choice([None, "2020", "2021-06"]),
                  "to": chance.choice([None, None, "2022-03", "2023"])}
                 for target in some(slugs[n + 1:] + ["china", "russia"], 2) if chance.random() < 0.6]
        if chance.random() < 0.2:
            links.append({"type": "national_of", "actor": chance.choice(["china", "russia"])})
        return {"type": "actor", "slug": slugs[n], "kind": "intrusion_set", "links": links, "merged_into": random_merge(n)}

    def statement(kind, number):
        on = day()
        return {"type": kind, "collection": "sample", "key": f"{kind[0]}x{number}", "claimants": some(places, 2),
                "citations": [{"source": s} for s in some(["s-0", "s-1", "s-2"], 2)], "claimed_on": on,
                "date_basis": "stated" if on else None}

    def random_claim(number):
        subject = chance.choice([{"type": "incident", "incident": chance.choice(["i-0", "i-1"])},
                                 {"type": "actor", "actor": chance.choice(slugs)},
                                 {"type": "pattern", "description": "x"}])
        line = {**statement("claim", number), "actors": some(places, 2), "subject": subject}
        if number > 0 and chance.random() < 0.2:
            line["supersedes"] = f"sample/cx{chance.randrange(number)}"
        return line
    made = {"claim": 0, "counter_claim": 0, "endorsement": 0}
    for step in range(60):
        lines, used = [], set()
        for _ in range(chance.randint(1, 4)):
            kind = chance.choice(["actor", "claim", "claim", "counter_claim", "endorsement"]) if made["claim"] else "claim"
            number = chance.randrange(made[kind] + 1) if kind in made and chance.random() < 0.4 else made.get(kind, 0)
            if kind == "actor":
                line = random_actor()
            elif kind == "claim":
                line = random_claim(number)
            elif kind == "counter_claim":
                targets = [f"sample/cx{n}" for n in range(made["claim"])] + [f"sample/cox{n}" for n in range(number)]
                line = {**statement("counter_claim", number), "key": f"cox{number}", "counters": some(targets, 2),
                        "stance": chance.choice(["denies", "rejects", "disputes", "counter_accuses"])}
                if line["stance"] == "counter_accuses":
                    line["raises_claim"] = "sample/cx0"
            else:
                line = {**statement("endorsement", number), "endorses": some([f"sample/cx{n}" for n in range(made["claim"])], 2)}
            name = line.get("key") or line["slug"]
            if name not in used:
                used.add(name)
                lines.append(line)
                if kind in made:
                    made[kind] = max(made[kind], number + 1)
        try:
            load(own, *lines)
        except Fault as fault:
            # Nothing new refers to what was retracted.
            for _, _, code, detail, _ in fault.args[0]:
                assert code == "broken-rule"
                query(own, "SELECT restore(%s, 'x', 'test')", detail.split()[2])
            load(own, *lines)
        fate = chance.random()
        if fate < 0.3:
            query(own, "SELECT retract(id, 'x', 'test') FROM record WHERE type >= 'claim' AND key LIKE '%%x%%' "
                       "ORDER BY md5(id::text || %s) LIMIT 1", str(chance.random()))
        elif fate < 0.4:
            query(own, "SELECT restore(id, 'x', 'test') FROM record WHERE retracted_at IS NOT NULL ORDER BY key LIMIT 1")
        elif fate < 0.43:
            query(own, "SELECT withhold_body(id, NULL, 'x', 'test') FROM record WHERE type >= 'claim' AND key LIKE '%%x%%' "
                       "ORDER BY md5(id::text || %s) LIMIT 1", str(chance.random()))
        while query(own, "SELECT jobs_left FROM reach_work(3)")[0][0]:
            pass
        assert query(own, "SELECT * FROM derived_check()") == [], f"seed {seed}, step {step}"
    assert query(own, "SELECT * FROM search_check()") == []
