"""claimd import: cases as files (imports/NAME/input.ndjson and report.txt), and what takes more than one run."""
import json
import os
import pathlib
import re
import subprocess

import psycopg2
import pytest

from tests.support.service import Database, program

CASES = pathlib.Path(__file__).with_name('imports')
TYPES = ['collection', 'actor', 'actor_name', 'incident', 'source', 'claim', 'counter_claim', 'endorsement']


@pytest.fixture(scope='module')
def template(cluster, request):
    return Database(cluster, re.sub(r'\W+', '_', request.module.__name__))


@pytest.fixture
def database(cluster, template, request):
    """A copy of a migrated database."""
    name = 'import_' + re.sub(r'\W+', '_', request.node.name).lower()[:50]
    cluster.execute(f'create database {name} template {template.name}')
    copy = Database.__new__(Database)
    copy.cluster, copy.name, copy.url, copy.owner_url = cluster, name, cluster.url(name, copy.SERVICE_ROLE), cluster.url(name)
    yield copy
    cluster.execute(f'drop database {name} with (force)')


def run(database, source, *flags):
    text = isinstance(source, str)
    return subprocess.run([program(), 'import', *flags, '-' if text else str(source)],
                          env=dict(os.environ, DATABASE_URL=database.url), input=source if text else None,
                          capture_output=True, text=True, timeout=3600, check=False)


def lines(name):
    return (CASES / name / 'input.ndjson').read_text('utf-8').splitlines()


def query(database, statement, *values):
    return database.cluster.execute(statement, *values, database=database.name)


def written(database):
    """How much there is of everything that an import may touch."""
    tables = ['record', 'revision', 'import', 'import_line', 'import_ref', 'import_value', 'import_name', 'import_record',
              'import_outcome']
    return {table: query(database, f'select count(*) from claimd.{table}')[0][0] for table in tables}


def counts(done):
    """{type: (created, updated, unchanged)} of a JSON report, types without records left out."""
    report = json.loads(done.stdout)
    return {kind: tuple(n.values()) for kind, n in report['counts'].items() if any(n.values())}


@pytest.mark.parametrize('name', sorted(path.name for path in CASES.iterdir()))
def test_case(name, database):
    """Standard output, standard error and status are as in report.txt; a fault leaves nothing."""
    before = written(database)
    done = run(database, CASES / name / 'input.ndjson')
    found = (done.stdout + done.stderr + f'status {done.returncode}\n').replace(str(CASES / name) + '/', '')
    found = re.sub(r' in \d+\.\d s', ' in N s', found)
    found = re.sub(r'[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', 'ID', found)
    golden = CASES / name / 'report.txt'
    if 'TEST_UPDATE' in os.environ:
        golden.write_text(found, 'utf-8')
    assert found == golden.read_text('utf-8')
    if done.returncode:
        assert written(database) == before


def test_report_as_json(database):
    done = run(database, CASES / 'references/input.ndjson', '--json')
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report['written'] is False and report['counts'] is None and report['error'] is None
    assert report['records'] == 12 and report['faults_omitted'] == 0
    text = (CASES / 'references/report.txt').read_text('utf-8')
    assert [(fault['line'], fault['pointer'], fault['code']) for fault in report['faults']] == [
        (int(line), pointer, code) for line, pointer, code in re.findall(r'^input.ndjson:(\d+): (/\S+): (\S+):', text, re.M)]
    near = [fault for fault in report['faults'] if fault['detail'].startswith('"bearr"')]
    assert near and near[0]['suggestions'][0] == 'bear'


def test_again_changes_nothing(database):
    first = counts(run(database, CASES / 'every-type/input.ndjson', '--json'))
    keyed = [line for line in lines('every-type') if line and (json.loads(line).get('key') or json.loads(line).get('slug'))]
    before = written(database)
    again = counts(run(database, '\n'.join(keyed), '--json'))
    assert set(first) == set(again) == set(TYPES)
    assert sum(created for created, _, _ in first.values()) == len(keyed) + 1
    assert all(created == updated == 0 for created, updated, _ in again.values())
    assert written(database) == before


def test_one_changed_line_is_one_update(database):
    assert run(database, CASES / 'every-type/input.ndjson').returncode == 0
    changed = [line.replace('So it is said.', 'So it was said.') for line in lines('every-type') if '"key": "c2"' in line]
    assert len(changed) == 1
    assert counts(run(database, changed[0], '--json')) == {'claim': (0, 1, 0)}
    revisions = query(database, "select number, op::text, actor_label from claimd.revision join claimd.record on record.id = record "
                                "where key = 'c2' order by number")
    assert revisions == [(1, 'create', 'claimd import'), (2, 'update', 'claimd import')]


def test_a_dry_run_writes_nothing(database):
    before = written(database)
    done = run(database, CASES / 'every-type/input.ndjson', '--dry-run', '--json')
    assert done.returncode == 0
    assert counts(done)['claim'] == (4, 0, 0) and json.loads(done.stdout)['written'] is False
    assert written(database) == before


def test_bodies_are_whole_and_canonical(database):
    """Every field is there, references are ids, RFC 8785; the hash is of salt and body."""
    assert run(database, CASES / 'every-type/input.ndjson', '--label', 'A tester').returncode == 0
    schema = json.loads(subprocess.run([program(), 'import', '--schema'], capture_output=True, check=True).stdout)
    marks = {'decisions', 'origin', 'retracted'}
    fields = {shape['title']: set(shape['properties']) - marks for shape in schema['oneOf']}
    rows = query(database, """select body, record.type::text, record.id::text, actor_label,
               body_hash = sha256(salt || convert_to(body, 'UTF8')), slug
          from claimd.revision join claimd.revision_body using (seq) join claimd.record on record.id = revision.record
          left join claimd.actor on actor.id = record.id where actor_label = 'A tester'""")
    assert len(rows) == 14
    ids = {slug: number for _, _, number, _, _, slug in rows}
    for body, kind, number, _, hashed, _ in rows:
        record = json.loads(body)
        assert body == json.dumps(record, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
        assert set(record) == fields[kind] | {'id', 'type'}
        assert record['id'] == number and record['type'] == kind and hashed
    by_key = {json.loads(row[0]).get('key'): json.loads(row[0]) for row in rows if row[1] == 'claim'}
    assert by_key['c1']['actors'] == [ids['bear']]
    assert by_key['c2']['subject'] == {'type': 'actor', 'actor': ids['acme']}
    assert by_key['c1']['spoken_by'] is None and by_key['c1']['citations'][0]['quote'] is None
    by_hand = by_key[None]
    assert by_hand['claimants'] == [ids['acme'], ids['named']] and by_hand['collection'] is None
    assert by_hand['spoken_by'] == {'actor': None, 'role': 'spokesman'}
    assert by_hand['citations'][0]['quote'] == {'exact': 'Ça va 🐻.', 'prefix': None, 'suffix': None, 'start': 10, 'end': 18}


def test_faults_past_a_thousand_are_counted(database):
    done = run(database, '{"type":"actor"}\n' * 600, '--json')
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert len(report['faults']) == 1000 and report['faults_omitted'] == 600 * 4 - 1000
    assert '1400 more faults are not shown' in run(database, '{"type":"actor"}\n' * 600).stderr


def test_faults_of_one_line_are_all_counted(database):
    report = json.loads(run(database, json.dumps({'type': 'actor', **{f'f{n}': n for n in range(150)}}), '--json').stdout)
    assert len(report['faults']) + report['faults_omitted'] == 150 + 4


def test_a_line_too_long_is_passed_over(database):
    long = json.dumps({'type': 'actor', 'slug': 'long', 'note': 'x' * (1 << 20)})
    done = run(database, long + '\n{"type":"actor"}', '--json')
    assert [(fault['line'], fault['code']) for fault in json.loads(done.stdout)['faults']][:2] == [(1, 'too-long'), (2, 'missing')]


def test_a_long_name_stays_short_in_the_report(database):
    done = run(database, json.dumps({'type': 'actor' + 'é' * 5000, 'x' * 5000: 1}))
    assert max(map(len, done.stderr.splitlines())) < 400


def test_without_a_file_or_a_database(database, tmp_path):
    assert run(database, tmp_path / 'none').returncode == 1
    done = subprocess.run([program(), 'import'], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and 'FILE|-' in done.stderr
    database.url = f'host={tmp_path} dbname=none'
    done = run(database, '', '--json')
    assert done.returncode == 1 and 'connection' in json.loads(done.stdout)['error']
