"""The record as it stood at any instant, against what was read then."""
import copy
import random
import re
import threading
import time

import psycopg2
import pytest

from tests.db import claimd_db
from tests.db.claimd_db import query
from tests.db.conftest import CITED, LINES, PLAIN, line

TABLES = """
    SELECT relname::text FROM pg_class WHERE relnamespace = 'claimd_as_of'::regnamespace AND relkind = 'v' ORDER BY 1"""
# What reads do not read: history itself, keys, staging (import…), jobs, bookkeeping.
WITHOUT_PAST = {'api_key', 'idempotency', 'lifting', 'likeness', 'likeness_decision', 'origin_aside', 'reach_job', 'revision',
                'revision_body', 'schema_migration', 'search_name_word', 'source_text', 'withheld_body', 'withheld_past',
                'withholding', 'write_clock'}


def tables(connection):
    return [name for name, in query(connection, TABLES)]


def snapshot(connection, schema='claimd', instant=None, names=None):
    """Every row of every table, as text."""
    with connection, connection.cursor() as cursor:
        if instant is not None:
            cursor.execute('SELECT claimd.read_as_of(%s)', (instant,))
        found = {}
        for name in names or tables_of(cursor):
            cursor.execute(f'SELECT t::text FROM {schema}.{name} AS t')
            found[name] = sorted(row for row, in cursor.fetchall())
    return found


def tables_of(cursor):
    cursor.execute(TABLES)
    return [name for name, in cursor.fetchall()]


def differences(before, after):
    return {name: (sorted(set(before[name]) - set(after[name]))[:2], sorted(set(after[name]) - set(before[name]))[:2])
            for name in before if before[name] != after[name]}


def newest(connection):
    return query(connection, 'SELECT claimd.settle()')[0][0]


def begun(connection):
    return query(connection, 'SELECT at FROM claimd.write_clock')[0][0]


def shuffled(lines, rng):
    """One of the lines with something changed in it, or with nothing changed."""
    changed = copy.deepcopy(rng.choice([one for one in lines if one['type'] != 'collection']))
    kind = changed['type']
    how = rng.randrange(5)
    if how == 0:
        return changed
    if kind == 'actor':
        changed['name'] = f'Name {rng.randrange(5)}'
        if how > 2:
            changed['names'] = [{'text': f'Alias {rng.randrange(3)}'} for _ in range(rng.randrange(4))]
        if changed['slug'] in ('spy', 'acme') and how == 4:
            changed['links'] = rng.choice([[], [{'type': 'part_of', 'actor': 'big'}],
                                           [{'type': 'part_of', 'actor': 'china', 'from': '2021'}]])
    elif kind == 'incident':
        changed['victim_sectors'] = rng.sample(['energy', 'finance', 'media', 'health'], rng.randrange(4))
        changed['victims'] = rng.sample(['acme', 'big', 'france'], rng.randrange(3))
    elif kind == 'source':
        changed['title'] = f'Title {rng.randrange(4)}'
        changed['authors'] = [f'Author {n}' for n in range(rng.randrange(3))]
    else:
        changed['statement'] = f'It is said {rng.randrange(4)} times.'
        changed['claimants'] = rng.sample(['acme', 'big', 'france', 'man'], rng.randrange(1, 4))
        changed['citations'] = rng.choice([PLAIN, CITED, PLAIN + CITED])
        if kind == 'claim':
            changed['actors'] = rng.sample(['china', 'spy', 'russia'], rng.randrange(1, 3))
            if how == 4:
                changed['subject'] = rng.choice([{'type': 'incident', 'incident': 'hit'},
                                                 {'type': 'pattern', 'description': 'Something'},
                                                 {'type': 'incident', 'incident': 'wide'}])
    return changed


def write(connection, rng, known):
    deed = rng.randrange(10)
    if deed < 6:
        claimd_db.load(connection, *[x for x in {one['key']: one for one in (shuffled(LINES, rng) for _ in range(
            rng.randrange(1, 4)))}.values()])
    elif deed == 6:
        claimd_db.load(connection, line('claim', f'new-{rng.randrange(10 ** 6)}', claimants=['big'], actors=['spy'],
                                        subject={'type': 'incident', 'incident': 'hit'}, citations=PLAIN))
    else:
        what = known[rng.choice(['c1', 'c2', 'c3', 'c4', 'k1', 'k2', 'k3', 'e1'])]
        query(connection, f"SELECT claimd.{'retract' if deed < 9 else 'restore'}(%s, 'why', 'test')", what)


def test_every_table_that_reads_use_has_a_past(own):
    have = {name for name, in query(own, "SELECT relname FROM pg_class WHERE relnamespace = 'claimd'::regnamespace "
                                         "AND relkind = 'r'")}
    assert {name for name in have - set(tables(own)) if not name.startswith('import')} == WITHOUT_PAST
    assert {name for name, in query(own, "SELECT relname FROM pg_class WHERE relnamespace = 'claimd_past'::regnamespace "
                                         "AND relkind = 'r'")} == set(tables(own))


@pytest.mark.parametrize('seed', [1, 2])
def test_every_state_is_read_back(own, ids, seed):
    rng = random.Random(seed)
    names = tables(own)
    then = [(newest(own), begun(own), snapshot(own, names=names))]
    while len(then) < 40:
        try:
            write(own, rng, ids)
        except psycopg2.IntegrityError:
            own.rollback()
        at = newest(own)
        if at != then[-1][0]:
            then.append((at, begun(own), snapshot(own, names=names)))
    assert query(own, 'SELECT * FROM derived_check()') == []
    for at, _, state in then:
        assert differences(state, snapshot(own, 'claimd_as_of', at, names)) == {}, at
    # Between two writes stands what the first left.
    for (at, _, state), (_, following, _) in zip(then, then[1:]):
        between = query(own, "SELECT %s - interval '1 microsecond'", following)[0][0]
        assert between >= at and differences(state, snapshot(own, 'claimd_as_of', between, names)) == {}


def test_what_lived_only_within_a_write_leaves_nothing(own, ids):
    kept = query(own, "SELECT count(*) FROM claimd_past.statement_claimant")[0][0]
    same = next(one for one in LINES if one.get('key') == 'c1')
    claimd_db.load(own, {**same, 'statement': 'Another sentence.'})
    assert query(own, 'SELECT count(*) FROM claimd_past.statement WHERE id = %s', ids['c1']) == [(1,)]
    # The claimants were deleted and made again as they were.
    assert query(own, 'SELECT count(*) FROM claimd_past.statement_claimant') == [(kept,)]
    assert query(own, 'SELECT count(DISTINCT since) FROM statement_claimant WHERE statement = %s', ids['c1']) == [(1,)]
    assert query(own, """SELECT statement_claimant.since < statement.since FROM statement
        JOIN statement_claimant ON statement_claimant.statement = id AND position = 0 WHERE id = %s""", ids['c1']) == [(True,)]


def test_before_the_first_write_there_is_nothing(own):
    with own, own.cursor() as cursor:
        cursor.execute("SELECT read_as_of('2000-01-01')")
        for name in tables_of(cursor):
            cursor.execute(f'SELECT count(*) FROM claimd_as_of.{name}')
            assert cursor.fetchone() == (0,), name


def test_without_an_instant_the_past_is_not_read(own):
    with pytest.raises(psycopg2.errors.UndefinedObject):
        query(own, 'SELECT * FROM claimd_as_of.actor')


def test_functions_of_the_past_call_none_of_the_present(own):
    """What reads a table with a past, and is called there, has a past of its own."""
    present = dict(query(own, "SELECT proname::text, prosrc || coalesce(pg_get_function_sqlbody(oid), '') FROM pg_proc "
                              "WHERE pronamespace = 'claimd'::regnamespace AND prokind = 'f'"))
    past = dict(query(own, "SELECT proname::text, prosrc || coalesce(pg_get_function_sqlbody(oid), '') FROM pg_proc "
                           "WHERE pronamespace = 'claimd_as_of'::regnamespace"))
    reads = re.compile(rf"\b(from|join)\s+(claimd\.)?({'|'.join(tables(own))})\b", re.IGNORECASE)
    readers = {name for name, text in present.items() if reads.search(text)}
    assert 'resolve_actor' in readers
    for name, text in past.items():
        called = {word for word in re.findall(r'\b(\w+)\(', text) if word in readers}
        assert called <= set(past), name
        assert not re.search(r'\bclaimd\.(' + '|'.join(readers) + r')\(', text), name


def test_names_are_resolved_as_they_were(own):
    before = newest(own)
    claimd_db.load(own, line('actor', 'spy', slug='spy', kind='intrusion_set', names=[{'text': 'Night Heron'}]))
    after = newest(own)
    claimd_db.load(own, line('actor', 'spy', slug='spy', kind='intrusion_set'))
    claimd_db.load(own, line('actor', 'late', slug='late'))

    def found(value, at):
        with own, own.cursor() as cursor:
            cursor.execute('SELECT read_as_of(%s)', (at,))
            cursor.execute('SELECT slug FROM claimd_as_of.resolve_actor(%s)', (value,))
            return [slug for slug, in cursor.fetchall()]
    assert found('night heron', before) == []
    assert found('night heron', after) == ['spy']
    assert found('night heron', newest(own)) == []
    assert found('late', after) == [] and found('late', newest(own)) == ['late']


@pytest.mark.parametrize('delete_it', [False, True])
def test_what_is_withheld_later_is_not_shown_as_it_was(own, ids, delete_it):
    secret = line('claim', 'c1', claimants=['acme'], actors=['china'], subject={'type': 'pattern', 'description': 'zyxw p'},
                  statement='zyxw s', date_note='zyxw n', claimed_on='2021', date_basis='inferred',
                  spoken_by={'actor': None, 'role': 'zyxw r'}, likelihood={'level': 'likely', 'stated_as': 'zyxw l'},
                  confidence={'level': 'high', 'stated_as': 'zyxw c', 'score': None, 'scale': None},
                  citations=[{'source': 'news-1', 'form': 'direct_speech', 'language': 'fr',
                              'quote': {'exact': 'zyxw q', 'prefix': 'zyxw b', 'suffix': 'zyxw a', 'start': None, 'end': None},
                              'translation': {'language': 'en', 'text': 'zyxw t'}}])
    instants = [newest(own)]
    for text in 'abc':
        claimd_db.load(own, {**secret, 'statement': f'zyxw {text}'})
        instants.append(newest(own))
    claimd_db.load(own, line('actor', 'spy', slug='spy', kind='intrusion_set', name='zyxw spy',
                             names=[{'text': 'zyxw alias'}]))
    claimd_db.load(own, line('source', 'news-2', slug='news-2', title='zyxw title', authors=['zyxw author']))
    claimd_db.load(own, line('incident', 'wide', slug='wide', name='zyxw wide', names=[{'text': 'zyxw broad'}]))
    instants.append(newest(own))
    names = tables(own)
    assert any('zyxw' in text for text in str(snapshot(own, 'claimd_as_of', instants[-1], names)).splitlines())
    before = [snapshot(own, 'claimd_as_of', at, names) for at in instants]
    owner = {'c1': ids['c1'], 'spy': ids['spy']}
    for key, kind in (('news-2', 'source'), ('wide', 'incident')):
        owner[key] = query(own, f'SELECT id::text FROM {kind} WHERE slug = %s', key)[0][0]
    for record in owner.values():
        query(own, "SELECT withhold_body(%s, NULL, 'by order', 'test', %s)", record, delete_it)
    for at in instants + [newest(own)]:
        found = snapshot(own, 'claimd_as_of', at, names)
        assert 'zyxw' not in str(found), at
    for name in names:
        assert 'zyxw' not in str(query(own, f'SELECT t::text FROM claimd_past.{name} AS t')), name
    with own, own.cursor() as cursor:
        cursor.execute('SELECT read_as_of(%s)', (instants[1],))
        cursor.execute('SELECT withheld_at IS NOT NULL, withholding_reason FROM claimd_as_of.record WHERE id = %s', (ids['c1'],))
        assert cursor.fetchone() == (True, 'by order')
    if delete_it:
        assert 'zyxw' not in str(query(own, 'SELECT * FROM withheld_past'))
        return
    for record in owner.values():
        query(own, "SELECT lift_body(%s, NULL, 'no longer', 'test')", record)
    assert [snapshot(own, 'claimd_as_of', at, names) for at in instants] == before
    assert query(own, 'SELECT count(*) FROM withheld_past') == [(0,)]


def test_only_the_revision_that_is_withheld_is_hidden(own, ids):
    said = next(one for one in LINES if one.get('key') == 'c3')
    instants = []
    for text in ('kept before', 'zyxw', 'kept after'):
        claimd_db.load(own, {**said, 'statement': text})
        instants.append(newest(own))
    query(own, "SELECT withhold_body(%s, 3, 'by order', 'test')", ids['c3'])

    def seen(at):
        with own, own.cursor() as cursor:
            cursor.execute('SELECT read_as_of(%s)', (at,))
            cursor.execute("""SELECT revision, withheld_at IS NOT NULL, statement FROM claimd_as_of.record
                              JOIN claimd_as_of.statement USING (id) WHERE id = %s""", (ids['c3'],))
            return cursor.fetchone()
    hidden = [(2, False, 'kept before'), (3, True, None), (4, False, 'kept after')]
    shown = [(2, False, 'kept before'), (3, False, 'zyxw'), (4, False, 'kept after')]
    assert [seen(at) for at in instants] == hidden
    query(own, "SELECT lift_body(%s, 3, 'no longer', 'test')", ids['c3'])
    assert [seen(at) for at in instants] == shown
    query(own, "SELECT withhold_body(%s, NULL, 'all', 'test')", ids['c3'])
    assert [seen(at)[1:] for at in instants] == [(True, None)] * 3
    query(own, "SELECT lift_body(%s, 3, 'only it', 'test')", ids['c3'])
    assert [seen(at) for at in instants] == [(2, True, None), (3, False, 'zyxw'), (4, True, None)]
    query(own, "SELECT lift_body(%s, NULL, 'the rest', 'test')", ids['c3'])
    assert [seen(at) for at in instants] == shown


def test_merged_actors_are_resolved_as_they_were(own):
    claimd_db.load(own, line('actor', 'one', slug='one'), line('actor', 'two', slug='two'))
    apart = newest(own)
    claimd_db.load(own, line('actor', 'one', slug='one', merged_into='two'))

    def found(at):
        with own, own.cursor() as cursor:
            cursor.execute('SELECT read_as_of(%s)', (at,))
            cursor.execute("SELECT slug, merged_from FROM claimd_as_of.resolve_actor('One')")
            return cursor.fetchall()
    assert found(apart) == [('one', None)] and found(newest(own)) == [('two', 'one')]


def other(connection):
    second = psycopg2.connect(connection.dsn, options='-c search_path=claimd')
    second.autocommit = True
    return second


def test_a_reader_waits_for_a_write_that_began_before_his_instant(own, ids):
    reader = other(own)
    with reader.cursor() as cursor, own.cursor() as writer:
        writer.execute("SELECT retract(%s, 'why', 'test')", (ids['c1'],))
        cursor.execute('SELECT clock_timestamp()')
        asked = cursor.fetchone()[0]
        cursor.execute("SELECT settle(%s - interval '1 hour')", (asked,))  # long ago: at once
        timer = threading.Timer(0.3, own.commit)
        timer.start()
        begun = time.monotonic()
        cursor.execute('BEGIN')
        cursor.execute('SELECT read_as_of(%s)', (asked,))
        assert time.monotonic() - begun > 0.2
        cursor.execute('SELECT retracted_at IS NOT NULL FROM claimd_as_of.record WHERE id = %s', (ids['c1'],))
        assert cursor.fetchone() == (True,)
        cursor.execute('COMMIT')
        timer.join()
    reader.close()


def test_a_reader_does_not_wait_for_ever_nor_for_what_comes_later(own, ids):
    reader = other(own)
    with reader.cursor() as cursor, own.cursor() as writer:
        cursor.execute('SELECT clock_timestamp()')
        earlier = cursor.fetchone()[0]
        writer.execute("SELECT retract(%s, 'why', 'test')", (ids['c1'],))
        begun = time.monotonic()
        cursor.execute('SELECT settle(%s), settle()', (earlier,))
        assert time.monotonic() - begun < 0.5
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute('SELECT settle(clock_timestamp())')
        # He who has the place but no time yet may still take one.
        own.rollback()
        writer.execute('SELECT pg_advisory_xact_lock(4811522016)')
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute('SELECT settle(clock_timestamp())')
        own.rollback()
        cursor.execute('SELECT settle(clock_timestamp())')
        # A writer never waits for a reader.
        cursor.execute('BEGIN')
        cursor.execute('SELECT read_as_of(clock_timestamp())')
        writer.execute("SET lock_timeout = '100ms'")
        writer.execute("SELECT retract(%s, 'why', 'test')", (ids['c1'],))
        cursor.execute('COMMIT')
    reader.close()


def test_write_times_ascend_even_without_revisions(own):
    # As if the clock had been set back since.
    ahead = query(own, "UPDATE write_clock SET at = now() + interval '1 hour' RETURNING at")[0][0]
    times = [ahead]
    for _ in range(20):
        with own, own.cursor() as cursor:
            cursor.execute('SELECT write_begin()')
            cursor.execute('SELECT write_begin()')
            cursor.execute('SELECT at, write_time() FROM write_clock')
            at, stamped = cursor.fetchone()
            assert at == stamped
            times.append(at)
    assert times == sorted(set(times))


