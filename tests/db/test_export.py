"""claimd export, and the way back: what it writes, imported into an empty database, is written again byte by byte."""
import json
import os
import random
import re
import subprocess

import psycopg2
import pytest

from tests.conftest import FIXTURE, SAMPLE
from tests.db.claimd_db import full
from tests.db.conftest import LINES, TEXT
from tests.db.test_past import shuffled
from tests.support.bases import Base, goes_round
from tests.support.service import program


@pytest.fixture(scope='module')
def migrated(cluster):
    """A database as migrations leave it, to be copied."""
    return Base(cluster, 'export_template').name


@pytest.fixture
def base(cluster, migrated, request):
    """Makes empty databases that go with the test."""
    made = []

    def new():
        name = f'export_{abs(hash(request.node.nodeid))}_{len(made)}'
        made.append(name)
        return Base(cluster, name, migrated)
    yield new
    for name in made:
        cluster.execute(f'drop database "{name}" with (force)')


def test_an_empty_base_has_no_lines(base):
    assert base().export() == b''


@pytest.mark.parametrize('path', [SAMPLE, FIXTURE], ids=['sample', 'world'])
def test_files_go_round(base, path):
    before = base()
    before.take(path.read_bytes())
    after, lines = goes_round(base, before)
    assert len(lines) == sum(1 for one in path.read_bytes().split(b'\n') if one.strip())
    order = ['collection', 'actor', 'source', 'actor_name', 'incident', 'claim', 'counter_claim', 'endorsement']
    assert [one['type'] for one in lines] == sorted((one['type'] for one in lines), key=order.index)
    # Each claim that is there also stands in the other with the same body.
    bodies = 'select record, body from claimd.revision join claimd.revision_body using (seq) where number = 1 order by record'
    assert before.query(bodies) == after.query(bodies)


def lines_of(*lines):
    return ''.join(json.dumps(one) + '\n' for one in lines).encode()


def number(base, key):
    return base.query('select id::text from claimd.record where key = %s', key)[0][0]


def wander(before, seed, withhold, turns):
    """Imports, retractions, edits and what is withheld, by chance; deeds that the rules forbid are not done."""
    rng = random.Random(seed)
    lines = [full(one) for one in LINES]
    keys = [one['key'] for one in LINES if 'key' in one]

    def newer():
        changed = [dict(one) for one in lines]
        changed[0]['version'] = str(rng.random())
        at = rng.randrange(1, len(changed))
        changed[at] = full(shuffled([LINES[at]], rng))
        left_out = rng.choice([None, 'k3', 'e1'])
        text = '\n'.join(json.dumps(one) for one in changed if left_out is None or one.get('key') != left_out)
        before.take(text.encode(), '--complete', 'sample')

    before.take('\n'.join(json.dumps(one) for one in lines).encode())
    for turn in range(turns):
        choice, key = rng.randrange(8), rng.choice(keys)
        try:
            if choice < 3:
                newer()
            elif choice == 3:
                edit(before, rng, key)
            elif choice < 6:
                before.query(f"select claimd.{'retract' if choice < 5 else 'restore'}(%s, %s, 'A tester')", number(before, key),
                             f'Reason {turn}')
            elif withhold and choice == 6:
                before.query("select claimd.withhold_body(%s, %s, %s, 'A tester', %s)", number(before, key),
                             rng.choice([None, 1]), f'Court {turn}', rng.random() < 0.3)
            elif withhold:
                before.query("select claimd.lift_body(%s, null, %s, 'A tester')", number(before, key), f'Court {turn}')
        except (AssertionError, psycopg2.Error) as error:
            assert re.search('in use|withheld|deleted|broken-rule|refused|stands', str(error)), error


# More of them in tests/long.
@pytest.mark.parametrize('seed, withhold', [(2, False), (1, True), (5, True)])
def test_worlds_go_round(base, seed, withhold):
    before = base()
    wander(before, seed, withhold, turns=12)
    goes_round(base, before, derived=not withhold)


def edit(base, rng, key):
    """As somebody does over HTTP."""
    found = base.body(key)
    if not found:
        return
    id_, type_, body = found
    if type_ in ('actor', 'incident'):
        body['description'], body['description_language'] = rng.choice([(None, None), (f'D{rng.randrange(3)}', 'en')])
        if key in ('acme', 'spy'):
            body['merged_into'] = rng.choice([None, number(base, 'big')])
        if key == 'hit':
            body['part_of'] = rng.choice([None, number(base, 'wide')])
    elif type_ == 'source':
        body['title'] = f'Edited {rng.randrange(3)}'
    else:
        body['statement'] = f'Edited {rng.randrange(3)}.'
    base.write(id_, type_, body)


def test_a_file_is_whole_or_not_there(base, tmp_path):
    before = base()
    before.take(FIXTURE.read_bytes())
    path = tmp_path / 'all.ndjson'
    done = before.claimd('export', str(path))
    assert b'records' in done.stderr and done.stdout == b''
    assert path.read_bytes() == before.export('-')
    for where in (tmp_path / 'nowhere/all.ndjson', '/dev/full/all.ndjson'):
        assert before.claimd('export', '--quiet', str(where), status=1).stderr
    assert b'No space left' in subprocess.run([program(), 'export', '--quiet', '-'], env=dict(os.environ, DATABASE_URL=before.url),
                                              stdout=open('/dev/full', 'wb'), stderr=subprocess.PIPE, check=False).stderr
    before.cluster.execute(f"""alter table claimd.endorsement rename to away; alter table claimd.revision_body rename to hidden""",
                           database=before.name)
    assert b'does not exist' in before.claimd('export', '--quiet', str(tmp_path / 'half.ndjson'), status=1).stderr
    assert [one.name for one in tmp_path.iterdir()] == ['all.ndjson']


def test_one_collection(base):
    before = base()
    before.take(FIXTURE.read_bytes())
    before.take(SAMPLE.read_bytes())
    lines = [json.loads(one) for one in before.export('--collection', 'world').splitlines()]
    assert {one['slug'] for one in lines if one['type'] == 'collection'} == {'world'}
    assert {one['collection'] for one in lines if one['type'] != 'collection'} == {lines[0]['id']}
    assert len(lines) == len(FIXTURE.read_bytes().split(b'\n')) - 1
    assert b'no collection "nowhere"' in before.claimd('export', '--collection', 'nowhere', status=1).stderr


def test_what_stays_behind_is_told(base):
    before = base()
    before.take(lines_of(*map(full, LINES)))
    assert before.claimd('export', '-').stderr.splitlines()[-1] == b'%d records' % len(LINES)
    id_, type_, body = before.body('news-1')
    before.write(id_, type_, {**body, 'authors': []})
    before.query("""insert into claimd.source_text (source, sha256, length, text)
                    select id, text_sha256, text_length, %s from claimd.source where slug = 'news-1'""", TEXT)
    before.query("select claimd.withhold_body(%s, null, 'A court', 'A tester', false)", number(before, 'spy'))
    assert before.claimd('export', '-').stderr.splitlines()[-1] == (
        b'%d records; not in it: earlier revisions (2), texts of sources (1), bodies that are withheld (1)' % len(LINES))
    assert before.claimd('export', '--collection', 'sample', '-').stderr.splitlines()[-1] == b'%d records' % len(LINES)
    # Whoever exports need not be able to read the bodies that are put away, nor the texts.
    for table in ('withheld_body', 'source_text'):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), psycopg2.connect(before.url) as service:
            service.cursor().execute(f'select * from claimd.{table}')


def decided(other, verdict='apart', **more):
    return {'decisions': [{'other': other, 'verdict': verdict, 'label': 'Ann Example', **more}]}


def twin(number, **more):
    return {'type': 'actor', 'id': f'{number}0000000-0000-4000-8000-000000000000', 'slug': f'twin-{number}', 'kind': 'company',
            'name': f'Twin {number}', 'language': 'en', **more}


def test_decisions_go_along_and_those_made_here_stand(base):
    one, two, three = twin(1), twin(2), twin(3)
    before = base()
    before.take(lines_of({**one, **decided(two['id'], reason='"Two"\n\tof them')}, two,
                         {**three, **decided(two['id'], 'same', rule='id')}))
    after, lines = goes_round(base, before)
    assert lines[0]['decisions'] == [{'label': 'Ann Example', 'other': two['id'], 'reason': '"Two"\n\tof them', 'verdict': 'apart'}]
    assert lines[2]['decisions'] == [{'label': 'Ann Example', 'other': two['id'], 'rule': 'id', 'verdict': 'same'}]
    assert sorted(row[4] for row in after.decisions()) == ['apart', 'same']
    # Whichever way round: one likeness, which is decided.
    after.take(lines_of({**two, **decided(one['id'], 'same')}))
    assert after.export() == before.export()
    # Of a withheld record no more is said than that it is there, of others nothing about it.
    before.query("select claimd.withhold_body(%s, null, 'A court', 'A tester', false)", two['id'])
    assert not [line for line in before.export().splitlines() if b'decisions' in line]
    goes_round(base, before)


@pytest.mark.parametrize('line, words', [
    ({**twin(1), **decided(twin(9)['id'])}, 'that record is not there'),
    ({**twin(1), **decided(twin(1)['id'])}, 'two actors'),
    ({**twin(1), **decided(twin(2)['id'], 'part_of')}, 'two actors'),
    ({**twin(1), **decided(twin(2)['id'], 'maybe')}, 'is not on the list'),
    ({**twin(1), **decided('twin-2')}, 'not'),
    ({**twin(1), 'decisions': {}}, 'another JSON type'),
    ({**twin(1), 'withheld': {'reason': 'A court'}, **decided(twin(2)['id'])}, 'no more is said'),
    ({'type': 'source', 'slug': 'paper', 'kind': 'news', 'title': 'Paper', 'language': 'en', **decided(twin(2)['id'])}, 'field'),
])
def test_decisions_of_no_two(base, line, words):
    new = base()
    new.take(lines_of(twin(2)))
    report = json.loads(new.claimd('import', '--quiet', '--json', '-', text=lines_of(line), status=1).stdout)
    assert words in report['faults'][0]['detail'] and report['faults'][0]['line'] == 1, report['faults']
    assert new.decisions() == []


def test_lines_fit_their_schema(base):
    jsonschema = pytest.importorskip('jsonschema')
    before = base()
    wander(before, 1, True, turns=12)
    schema = json.loads(before.claimd('import', '--schema').stdout)
    checker = jsonschema.Draft202012Validator(schema)
    for one in before.export().splitlines():
        assert not [error.message for error in checker.iter_errors(json.loads(one))], one
