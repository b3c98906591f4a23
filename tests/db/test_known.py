"""What had been said by a day: the views of claimd_known against a base that holds only what had been said by then."""
import random
import uuid

import pytest

from tests.db import claimd_db
from tests.db.claimd_db import load, query
from tests.db.conftest import LINES, copy
from tests.db.test_derived import actor

ACTORS = ['acme', 'big', 'spy', 'china', 'russia', 'crew', 'unit', 'man']
# Only statements come later: what is said of the world stands from the start.
WORLD = [actor('unit', 'part_of china 2012'), actor('crew', kind='intrusion_set'), actor('lone', 'part_of crew', kind='intrusion_set'),
         {'type': 'source', 'slug': 'dated-1', 'published_on': '2015', 'published_basis': 'stated'},
         {'type': 'source', 'slug': 'dated-2', 'published_on': '2019-03', 'published_basis': 'stated'}]
DAYS = ['2013-06-30', '2015-12-31', '2016-02-10', '2019-03-30', '2019-03-31', '2020-12-31', '2024-01-01']


def ident(chance):
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


class Said:
    """A statement to import, and by when it had been said (None: nobody knows)."""

    def __init__(self, line, by):
        self.line, self.by = line, by

    def known(self, day, undated):
        return undated if self.by is None else self.by <= day


def date(chance, not_before):
    """(claimed_on, citations, by): not before what it answers."""
    ends = {'2014': '2014-12-31', '2015': '2015-12-31', '2016-02': '2016-02-29', '2019-03-30': '2019-03-30', '2020': '2020-12-31'}
    sources = {'dated-1': '2015-12-31', 'dated-2': '2019-03-31', 'news-2': None}
    cited = chance.sample(list(sources), chance.choice((1, 1, 2)))
    on = chance.choice([*ends, None])
    published = [sources[one] for one in cited if sources[one]]
    by = ends[on] if on else min(published) if published else None
    if not_before == 'unknown' and by is not None or not_before not in (None, 'unknown') and (by is None or by < not_before):
        return date(chance, not_before)
    return on, [{'source': one} for one in cited], by


def world(chance):
    """Statements that answer, back and supersede such as had been said before them."""
    said = []
    for number in range(60):
        answered = [one for one in said if one.line['type'] != 'endorsement']
        claims = [one for one in said if one.line['type'] == 'claim']
        kind = chance.choice(['claim', 'claim', 'counter_claim', 'counter_claim', 'endorsement']) if claims else 'claim'
        older = chance.choice([one for one in said if one.line['type'] == kind] or [None]) if chance.random() < 0.15 else None
        target = None
        if kind != 'claim':
            target = chance.choice(answered if kind == 'counter_claim' else claims)
        bounds = [one.by or 'unknown' for one in (older, target) if one]
        if len({bound == 'unknown' for bound in bounds}) > 1:
            older, bounds = None, bounds[-1:]
        on, citations, by = date(chance, max(bounds, default=None))
        line = {'type': kind, 'id': ident(chance), 'collection': 'sample', 'key': f'n-{number}', 'citations': citations,
                'claimants': chance.sample(ACTORS, chance.choice((1, 1, 2))), 'claimed_on': on, 'date_basis': on and 'stated',
                'supersedes': older and older.line['id']}
        if kind == 'claim':
            subject = chance.choice([{'type': 'incident', 'incident': 'hit'}, {'type': 'incident', 'incident': 'wide'},
                                     {'type': 'actor', 'actor': 'spy'}, {'type': 'actor', 'actor': 'crew'},
                                     {'type': 'pattern', 'description': 'Whatever'}])
            line.update(subject=subject, actors=chance.sample(ACTORS, chance.choice((1, 1, 2))))
        elif kind == 'counter_claim':
            line.update(counters=[target.line['id']], stance=chance.choice(['denies', 'rejects', 'disputes']))
        else:
            line.update(endorses=[target.line['id']])
        said.append(Said(line, by))
    return said


def snapshot(connection, schema, day=None, undated=False):
    with connection, connection.cursor() as cursor:
        cursor.execute('SELECT claimd.read_as_of(NULL)')
        if day:
            cursor.execute("SELECT set_config('claimd.known_on', %s, true), set_config('claimd.known_undated', %s, true)",
                           (day, 'yes' if undated else 'no'))
        found = {}
        for table, columns in {
                'statement': 'id, claimed_from, claimed_to',
                'claim_state': 'statement, type, status, claimed_from, counter_claim_count, endorsement_count, corroboration, '
                               'claimants, accused, targets, sources',
                'claim_reach': 'root, claim, member, role, via, status, claimed_from',
                'actor_reach': 'member, role, root, via, valid, claims, claim_count, claimants'}.items():
            cursor.execute(f'SELECT ({columns})::text FROM {schema}.{table} ORDER BY 1')
            found[table] = [row for row, in cursor.fetchall()]
        return found


def load_said(connection, said, retracted):
    load(connection, *[one.line for one in said])
    for one in said:
        if one.line['id'] in retracted:
            query(connection, "SELECT claimd.retract(%s, 'x', 'test')", one.line['id'])


@pytest.fixture(scope='module')
def bare(template):
    """A database with all but statements, to be copied."""
    name = f'{template}_bare'
    connection = claimd_db.database(name)
    load(connection, *[line for line in LINES if 'claimants' not in line], *WORLD)
    connection.close()
    yield name
    claimd_db.drop(name)


@pytest.mark.parametrize('seed', range(3))
def test_it_is_as_if_nothing_had_been_said_later(bare, seed):
    chance = random.Random(seed)
    said = world(chance)
    retracted = {one.line['id'] for one in said if chance.random() < 0.1}
    whole, part = copy(bare, f'{bare}_whole_{seed}'), f'{bare}_part_{seed}'
    try:
        load_said(whole, said, retracted)
        differed = 0
        for day, undated in chance.sample([(day, undated) for day in DAYS for undated in (False, True)], 2):
            known = [one for one in said if one.known(day, undated)]
            then = copy(bare, part)
            load_said(then, known, retracted)
            want = snapshot(then, 'claimd')
            then.close()
            claimd_db.drop(part)
            for schema in ('claimd_known', 'claimd_known_as_of'):
                assert snapshot(whole, schema, day, undated) == want, (schema, day, undated)
            differed += len(known) < len(said)
        assert differed, 'each day knew all'
    finally:
        whole.close()
        claimd_db.drop(f'{bare}_whole_{seed}')
        claimd_db.drop(part)


def test_without_a_day_nothing_is_shown(db):
    with pytest.raises(claimd_db.psycopg2.Error, match='known_on'):
        query(db, 'SELECT * FROM claimd_known.statement')


def test_today_knows_all_that_has_a_date_and_with_the_undated_all(bare):
    connection = copy(bare, f'{bare}_all')
    try:
        load_said(connection, world(random.Random(9)), ())
        assert snapshot(connection, 'claimd_known', '9999-12-31', True) == snapshot(connection, 'claimd')
    finally:
        connection.close()
        claimd_db.drop(f'{bare}_all')
