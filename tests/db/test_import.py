"""What import_identify and import_refer find, and what they find fault with."""
import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import faults, full, load, query, stage


def stated(key="n1", **fields):
    return {"type": "claim", "collection": "sample", "key": key, "claimants": ["acme"], "actors": ["china"],
            "subject": {"type": "incident", "incident": "hit"}, "citations": [{"source": "news-2"}], **fields}


def found(db, *lines):
    with db.cursor() as cursor:
        number = stage(cursor, [full(x) for x in lines])
        return [(line, pointer, code, suggestions) for line, pointer, code, _, suggestions in faults(cursor, number)]


def targets(db, *values, kinds=("actor",), lines=()):
    """What each value resolves to, as a slug or a key."""
    with db.cursor() as cursor:
        number = stage(cursor, [full(x) for x in lines])
        for n, value in enumerate(values):
            cursor.execute("INSERT INTO import_ref VALUES (%s, 999, %s, %s::record_type[], %s)",
                           (number, f"/{n}", list(kinds), value))
        faults(cursor, number)
        cursor.execute("""
            SELECT coalesce(a.slug, i.slug, s.slug, c.slug, r.key, l.slug, l.key)
              FROM import_ref f LEFT JOIN import_value v USING (import, kinds, value)
              LEFT JOIN actor a ON a.id = target LEFT JOIN incident i ON i.id = target LEFT JOIN source s ON s.id = target
              LEFT JOIN collection c ON c.id = target LEFT JOIN record r ON r.id = target
              LEFT JOIN import_line l ON l.import = f.import AND l.record = target
             WHERE f.import = %s AND f.line = 999 ORDER BY substr(pointer, 2)::int""", (number,))
        return [slug for slug, in cursor.fetchall()]


def test_the_tiers_of_a_reference(db, ids):
    assert targets(db, ids["acme"], "sample/acme", "acme", "CN", "cn", "CHN", "chn", "Pékin", "PEKIN", "PRC",
                   "République populaire de Chine", "chinoises", "Acmé", "Iran, Islamic Republic of") == [
        "acme", "acme", "acme", "china", "china", "china", "china", "china", "china", "china", "china", "china", "acme", "iran"]
    assert targets(db, "sample/hit", "hit", "The hit", "THE HIT", kinds=["incident"]) == ["hit"] * 4
    assert targets(db, "sample/news-1", "news-1", kinds=["source"]) == ["news-1"] * 2
    assert targets(db, "sample/c1", ids["c1"], kinds=["claim", "counter_claim"]) == ["c1", "c1"]


def test_a_slug_comes_before_a_code_and_a_name(db):
    """An actor called "us" is meant by it, though the United States are too by their code."""
    us = {"type": "actor", "slug": "us"}
    assert targets(db, "us", "US", "usa", lines=[us]) == ["us", "united-states", "united-states"]


def test_a_people_and_a_group_of_its_name_are_two(db):
    """Neither is chosen: a state would be accused of what a group was."""
    dutch = {"type": "actor", "slug": "group-7", "names": [{"text": "Dutch"}]}
    assert targets(db, "Dutch", "néerlandais", lines=[dutch]) == [None, "netherlands"]
    assert found(db, dutch, stated(actors=["Dutch"])) == [(2, "/actors/0", "ambiguous-reference", ["group-7", "netherlands"])]


def test_a_name_of_a_state_is_its_own(own):
    """Whoever else bears it, in the base or in the file: an import makes the name of no state ambiguous."""
    names = ["CN", "China", "PRC", "Beijing", "People's Republic of China"]
    group = {"type": "actor", "slug": "group-8", "names": [{"text": text} for text in names]}
    assert targets(own, "CHN", *names, "group-8", lines=[group]) == ["china"] * 6 + ["group-8"]
    assert found(own, group, stated(actors=names[-1:])) == []
    load(own, group)
    assert targets(own, "CHN", *names, "group-8") == ["china"] * 6 + ["group-8"]
    assert found(own, stated(actors=names[-1:])) == []


def test_lines_name_each_other_in_either_order(db):
    lines = [{"type": "actor", "collection": "new", "key": "b", "slug": "later", "name": "Später"},
             {"type": "collection", "slug": "new"}]
    assert targets(db, "later", "new/b", "Spater", lines=lines) == ["later"] * 3
    assert targets(db, "new", kinds=["collection"], lines=lines) == ["new"]


def test_a_retracted_actor_is_known_by_slug_not_by_name(own):
    actor, = load(own, {"type": "actor", "slug": "lonely", "name": "Quite alone"})
    query(own, "SELECT retract(%s, 'x', 'test')", actor)
    assert targets(own, "lonely", "Quite alone") == ["lonely", None]


def test_nothing_new_refers_to_what_was_retracted(own):
    lonely, = load(own, {"type": "actor", "slug": "lonely", "name": "Quite alone"})
    old, answered = load(own, stated("old"), stated("answered"))
    answer = {"type": "counter_claim", "collection": "sample", "key": "answer", "claimants": ["china"],
              "counters": ["sample/answered"], "citations": [{"source": "news-2"}]}
    load(own, answer)
    for record in lonely, answered, old:
        query(own, "SELECT retract(%s, 'x', 'test')", record)
    own.commit()
    assert found(own, stated("a"), stated("b", actors=["china", "lonely"]), stated("c", supersedes="sample/old")) == [
        (2, "/actors/1", "broken-rule", None), (3, "/supersedes", "broken-rule", None)]
    with own.cursor() as cursor:
        (_, _, _, detail, _), = faults(cursor, stage(cursor, [full(stated("b", actors=["lonely"]))]))
    assert detail == f"the actor {lonely} was retracted; restore it, or name another"
    # What refers to it already may, and so may the record to itself.
    assert found(own, {**answer, "statement": "Anew."}, {"type": "actor", "slug": "lonely", "name": "Alone"}) == []
    load(own, {**answer, "statement": "Anew."})


def test_what_is_retracted_meanwhile_is_no_reference_either(own):
    lonely, = load(own, {"type": "actor", "slug": "lonely", "name": "Quite alone"})
    own.commit()
    with own.cursor() as cursor:
        number = stage(cursor, [full(stated("a")), full(stated("b", actors=["lonely"]))])
        assert faults(cursor, number) == []
        query(own, "SELECT retract(%s, 'x', 'test')", lonely)
        claimd_db.write_bodies(cursor, number)
        with pytest.raises(psycopg2.errors.CheckViolation) as refused:
            cursor.execute("SELECT * FROM import_apply(%s, 'test')", (number,))
    assert refused.value.diag.constraint_name == "record_reference_stands"
    assert refused.value.diag.message_primary == f"line 2: the actor {lonely} was retracted"


def test_what_is_withheld_may_be_referred_to(own):
    lonely, = load(own, {"type": "actor", "slug": "lonely", "name": "Quite alone"})
    query(own, "SELECT withhold_body(%s, NULL, 'a court says so', 'test', false)", lonely)
    own.commit()
    assert found(own, stated("a", actors=["lonely"])) == []
    load(own, stated("a", actors=["lonely"]))


def test_unknown(db):
    assert found(db, stated(actors=["chnia"])) == [(1, "/actors/0", "unknown-reference", ["china"])]
    assert found(db, stated(citations=[{"source": "news-3"}]))[0][:3] == (1, "/citations/0/source", "unknown-reference")
    assert found(db, stated(citations=[{"source": "news-3"}]))[0][3] == ["news-1", "news-2"]
    assert found(db, stated(collection="smple")) == [(1, "/collection", "unknown-reference", ["sample"])]
    assert found(db, stated(supersedes="sample/none")) == [(1, "/supersedes", "unknown-reference", [])]
    assert found(db, stated(actors=["ch"], claimants=["zzzzzzzz"])) == [(1, "/claimants/0", "unknown-reference", [])]


def test_ambiguous(db):
    assert found(db, stated(actors=["Congo"])) == [
        (1, "/actors/0", "ambiguous-reference", ["dr-congo", "republic-of-the-congo"])]
    twin = {"type": "actor", "slug": "twin", "names": [{"text": "Acmé"}]}
    assert found(db, twin, stated(actors=["acme"])) == []  # the slug
    assert found(db, twin, stated(actors=["Acmé"])) == [(2, "/actors/0", "ambiguous-reference", ["acme", "twin"])]


@pytest.mark.parametrize("value", ["hit", "news-1", "sample/c1", "sample/hit", "sample"])
def test_wrong_kind(db, value):
    assert [fault[:3] for fault in found(db, stated(actors=[value]))] == [(1, "/actors/0", "wrong-kind")]


def test_wrong_kind_within_the_file(db):
    assert [fault[:3] for fault in found(db, {"type": "incident", "slug": "new-one"}, stated(actors=["new-one"]))] == [
        (2, "/actors/0", "wrong-kind")]


def test_every_fault_is_told_at_once(db):
    assert [fault[:3] for fault in found(db, stated(actors=["x-1", "x-2"]), stated("n2", claimants=["x-1"]))] == [
        (1, "/actors/0", "unknown-reference"), (1, "/actors/1", "unknown-reference"), (2, "/claimants/0", "unknown-reference")]


def test_duplicates(db, ids):
    assert [fault[:3] for fault in found(db, stated(), stated())] == [(2, "/key", "duplicate")]
    assert [fault[:3] for fault in found(db, stated("c1"), stated("c1"))] == [(2, "/id", "duplicate"), (2, "/key", "duplicate")]
    assert [fault[:3] for fault in found(db, {"type": "actor", "slug": "x"}, {"type": "actor", "slug": "x"})] == [
        (2, "/slug", "duplicate")]
    assert [fault[:3] for fault in found(db, stated("n1", id=ids["c1"]), stated("n2", id=ids["c1"]))] == [
        (2, "/id", "duplicate")]
    assert found(db, {"type": "actor", "slug": "x"}, {"type": "source", "slug": "x"}) == []


def test_what_belongs_to_another_record(db, ids):
    assert [fault[:3] for fault in found(db, stated("c1", id=ids["c2"]))] == [(1, "/key", "key-taken")]
    assert [fault[:3] for fault in found(db, stated("k1"))] == [(1, "/key", "wrong-type")]
    assert [fault[:3] for fault in found(db, stated("n1", id=ids["k1"]))] == [(1, "/id", "wrong-type")]
    assert [fault[:3] for fault in found(db, {"type": "actor", "slug": "big", "id": ids["acme"]})] == [(1, "/slug", "slug-taken")]
    # A collection does not take a record over from another by naming its slug.
    assert [fault[:3] for fault in found(db, {"type": "actor", "slug": "china", "collection": "sample", "key": "zh"})] == [
        (1, "/slug", "slug-taken")]


def test_a_record_is_known_by_id_by_key_by_slug(own, ids):
    assert load(own, stated("c1")) == [ids["c1"]]
    assert load(own, stated("renamed", id=ids["c1"])) == [ids["c1"]]
    assert query(own, "SELECT key FROM record WHERE id = %s", ids["c1"]) == [("renamed",)]
    assert load(own, {"type": "collection", "slug": "sample", "name": "The sample"}) == [ids["sample"]]
    actor, = load(own, {"type": "actor", "slug": "by-hand"})
    assert load(own, {"type": "actor", "slug": "by-hand", "name": "Otherwise"}) == [actor]
    assert load(own, {"type": "actor", "slug": "by-hand", "collection": "sample", "key": "adopted"}) == [actor]


def test_an_id_may_be_chosen(own):
    chosen = "0d6c0f0e-8a8f-4d6e-9d0e-0123456789ab"
    assert load(own, stated(id=chosen)) == [chosen]


@pytest.mark.parametrize("line, name", [
    (stated(claimants=[]), "statement_has_claimant"),
    (stated(actors=[]), "claim_has_accused"),
    (stated(citations=[]), "statement_has_citation"),
    (stated(claimed_on="2021-02-30", date_basis="stated"), "statement_claimed_on_edtf"),
    ({"type": "actor", "slug": "ring", "links": [{"type": "part_of", "actor": "ring"}]}, "actor_link_target_other"),
    ({"type": "actor", "slug": "a-1", "links": [{"type": "national_of", "actor": "acme"}]}, "actor_link_national_of_state"),
    ({"type": "counter_claim", "claimants": ["acme"], "counters": [], "citations": [{"source": "news-2"}]},
     "counter_claim_has_target"),
])
def test_a_broken_rule_names_the_line(own, line, name):
    good = {"type": "actor", "slug": "good"}
    with pytest.raises(claimd_db.psycopg2.IntegrityError) as refusal:
        load(own, good, line, {"type": "actor", "slug": "good-too"})
    assert refusal.value.diag.constraint_name == name
    assert refusal.value.diag.message_primary.startswith("line 2: ")
    assert query(own, "SELECT count(*) FROM actor WHERE slug LIKE 'good%%'") == [(0,)]


def test_loops_across_lines(own):
    ring = [{"type": "actor", "slug": f"r-{n}", "links": [{"type": "part_of", "actor": f"r-{(n + 1) % 3}"}]} for n in range(3)]
    with pytest.raises(claimd_db.psycopg2.errors.CheckViolation) as refusal:
        load(own, *ring)
    assert refusal.value.diag.constraint_name == "actor_link_part_of_acyclic"
    own.rollback()
    with pytest.raises(claimd_db.psycopg2.errors.CheckViolation):
        load(own, *[{"type": "counter_claim", "collection": "sample", "key": f"r{n}", "claimants": ["acme"],
                     "counters": [f"sample/r{1 - n}"], "citations": [{"source": "news-2"}]} for n in range(2)])


def test_nothing_is_left_behind(own):
    load(own, stated())
    for table in ("import", "import_line", "import_ref", "import_value", "import_name", "import_record", "import_outcome"):
        assert query(own, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_line_without_a_body_is_not_applied(own):
    with own.cursor() as cursor:
        number = stage(cursor, [full(stated())])
        assert faults(cursor, number) == []
        with pytest.raises(claimd_db.psycopg2.errors.ObjectNotInPrerequisiteState):
            cursor.execute("SELECT import_apply(%s, 'test')", (number,))
    own.rollback()


@pytest.mark.parametrize("value, slug", [
    ("chnia", "china"), ("Rusia", "russia"), ("united sates", "united-states"), ("nortkorea", "north-korea"),
    ("iarn", "iran"), ("Républiqe populaire de chine", "china"), ("acmé corp", "acme")])
def test_suggestions(db, value, slug):
    assert query(db, "SELECT slug FROM suggest_actor(%s)", value)[0] == (slug,)


def test_no_suggestion_from_nowhere(db):
    assert query(db, "SELECT slug FROM suggest_actor('zzzzqqqq')") == []
    assert query(db, "SELECT slug FROM suggest_incident('hti')") == [("hit",)]


@pytest.mark.parametrize("value, answer", [
    ("China", [("slug", "china")]), ("CN", [("iso", "china")]), ("chine", [("name", "china")]),
    ("PÉKIN", [("name", "china")]), ("Chinois", [("demonym", "china")]),
    ("Congo", [("name", "dr-congo"), ("name", "republic-of-the-congo")]),
    ("5910ac90-af69-4305-887e-dd3466dc81e3", [("id", "china")]), ("nobody", []), ("", []),
    ("Iran, Islamic Republic of", [("name", "iran")]), ("R.-U.", [("name", "united-kingdom")])])
def test_resolve_actor(db, value, answer):
    assert query(db, "SELECT tier, slug FROM resolve_actor(%s) ORDER BY 2", value) == answer
