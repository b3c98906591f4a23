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
from tests.db.conftest import LINES
from tests.db.test_past import shuffled
from tests.support.service import Database, program

# No row is as good as none counted.
NOTHING = {'actor_state': 'claims_against + claims_by', 'incident_state': 'claims', 'source_state': 'claims'}
DERIVED = {
    'claim_state': 'statement, type, status, claimed_from, counter_claim_count, endorsement_count, corroboration, claimants, '
                   'accused, targets, sources',
    'claim_reach': 'root, claim, member, role, via, status, claimed_from',
    'actor_reach': 'member, role, root, via, valid, claims, claim_count, claimants',
    'actor_state': 'actor, claims_against, claims_by',
    'incident_state': 'incident, claims',
    'source_state': 'source, claims',
}
STATES = ('record', 'id, type, collection, key, retracted_at is null, retraction_reason, withheld_at is null, withholding_reason')
ORIGINS = ('origin', 'record, version, missing_since is null, missing_version')


class Base:
    """A database in its own right."""

    def __init__(self, cluster, name, template=None):
        self.cluster, self.name = cluster, name
        if template is None:
            Database(cluster, name)
        else:
            cluster.execute(f'create database "{name}" template "{template}"')
        self.url = cluster.url(name, Database.SERVICE_ROLE)

    def claimd(self, *words, status=0, text=None):
        done = subprocess.run([program(), *words], env=dict(os.environ, DATABASE_URL=self.url), input=text,
                              capture_output=True, timeout=120, check=False)
        assert done.returncode == status, (done.stdout[-2000:] + done.stderr[-2000:]).decode()
        return done

    def export(self, *words):
        return self.claimd('export', '--quiet', *words).stdout

    def take(self, text, *words):
        return json.loads(self.claimd('import', '--quiet', '--json', *words, '-', text=text).stdout)

    def query(self, statement, *values):
        return self.cluster.execute(statement, *values, database=self.name)

    def rows(self, table, columns):
        return sorted(map(str, self.query(f'select {columns} from claimd.{table} where {NOTHING.get(table, 1)} > 0')))


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


def goes_round(base, before, derived=True):
    """Into an empty database and out again; gives that database and the lines."""
    lines = before.export()
    after = base()
    after.take(lines)
    assert after.export().split(b'\n') == lines.split(b'\n')
    for table, columns in [STATES, ORIGINS, *(DERIVED.items() if derived else [])]:
        assert after.rows(table, columns) == before.rows(table, columns), table
    assert after.query('select * from claimd.derived_check()') == after.query('select * from claimd.search_check()') == []
    # Again, it changes nothing.
    report = after.take(lines)
    assert all(one['created'] == one['updated'] == 0 for one in report['counts'].values()) and report['kept'] == []
    assert after.export() == lines
    return after, [json.loads(one) for one in lines.splitlines()]


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
    found = base.query("""
        select record.id::text, record.type::text, body from claimd.record
          join claimd.revision on revision.record = record.id and revision.number = record.revision
          join claimd.revision_body using (seq) where key = %s and withheld_at is null""", key)
    if not found:
        return
    id_, type_, body = found[0]
    body = json.loads(body)
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
    text = json.dumps(body, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    base.query("""
        with salt as (select uuid_send(gen_random_uuid()) as salt)
        select outcome from salt, claimd.write_apply(gen_random_uuid(), %s, %s, %s, salt,
               sha256(salt || convert_to(%s, 'UTF8')), null, 'An editor', null)""", id_, type_, text, text)


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


def test_lines_fit_their_schema(base):
    jsonschema = pytest.importorskip('jsonschema')
    before = base()
    wander(before, 1, True, turns=12)
    schema = json.loads(before.claimd('import', '--schema').stdout)
    checker = jsonschema.Draft202012Validator(schema)
    for one in before.export().splitlines():
        assert not [error.message for error in checker.iter_errors(json.loads(one))], one
