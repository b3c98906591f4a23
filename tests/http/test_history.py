"""Every revision of a record, what it says, and what changed."""
import copy
import hashlib
import json

import psycopg2
import pytest

from tests.conftest import FIXTURE
from tests.db import claimd_db
from tests.support.service import Database, Service

LINES = [json.loads(text) for text in FIXTURE.read_text('utf-8').split('\n') if text]
KINDS = {'claim': 'claims', 'counter_claim': 'counter-claims', 'endorsement': 'endorsements', 'actor': 'actors',
         'incident': 'incidents', 'source': 'sources'}


@pytest.fixture(scope='module')
def database(cluster):
    return Database(cluster, 'history', FIXTURE)


@pytest.fixture(scope='module')
def owner(database):
    connection = psycopg2.connect(database.owner_url)
    yield connection
    connection.close()


@pytest.fixture(scope='module')
def client(database):
    service = Service(database.url, 'history').wait()
    yield service.client
    service.stop()


def line(kind, number=0):
    return copy.deepcopy([one for one in LINES if one['type'] == kind][number])


def record(owner, one):
    return claimd_db.query(owner, 'SELECT id::text FROM claimd.record WHERE key = %s', one['key'])[0][0]


def applied(document, patch):
    """RFC 6902 as far as patches go here."""
    document = copy.deepcopy(document)
    for one in patch:
        *way, last = [part.replace('~1', '/').replace('~0', '~') for part in one['path'].split('/')[1:]]
        at = document
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        last = int(last) if isinstance(at, list) else last
        if one['op'] == 'remove':
            del at[last]
        elif one['op'] == 'add' and isinstance(at, list):
            at.insert(last, one['value'])
        else:
            at[last] = one['value']
    return document


@pytest.mark.parametrize('kind', KINDS)
def test_every_revision_is_listed_and_read(client, owner, kind):
    one = line(kind)
    field = {'actor': 'name', 'incident': 'name', 'source': 'title'}.get(kind, 'statement')
    for text in ('First', 'Second', 'Third'):
        claimd_db.load(owner, {**one, field: text}, label='an editor')
    at = f'/{KINDS[kind]}/{record(owner, one)}/history'
    listed = client.rows(at)
    assert [row['revision'] for row in listed] == [4, 3, 2, 1]
    assert [row['op'] for row in listed] == ['update', 'update', 'update', 'create']
    assert listed[0]['by'] == {'key': None, 'key_name': None, 'label': 'an editor'}
    assert [row['recorded_at'] for row in listed] == sorted((row['recorded_at'] for row in listed), reverse=True)
    bodies = {}
    for row in listed:
        whole = client.get(f'{at}/{row["revision"]}').json()
        assert {key: whole[key] for key in row} == row
        bodies[row['revision']] = whole['body']
        canonical = claimd_db.canonical(whole['body']).encode()
        assert hashlib.sha256(bytes.fromhex(whole['salt']) + canonical).hexdigest() == whole['body_hash']
        # The instant of a revision is one to ask for.
        then = client.get(f'/{KINDS[kind]}/{record(owner, one)}?as_of={row["recorded_at"]}').json()
        assert (then['revision'], then[field]) == (row['revision'], whole['body'][field])
    assert [bodies[number][field] for number in (2, 3, 4)] == ['First', 'Second', 'Third']
    for a in bodies:
        for b in bodies:
            patch = client.get(f'{at}/{b}?diff={a}').json()['patch']
            assert applied(bodies[a], patch) == bodies[b]
    assert client.get(f'{at}/3?diff=previous').json()['patch'] == [{'op': 'replace', 'path': f'/{field}', 'value': 'Second'}]
    # By other names, too.
    other = f'{one["collection"]}%2F{one["key"].replace("/", "%2F")}' if 'slug' not in one else one['slug']
    assert client.rows(f'/{KINDS[kind]}/{other}/history') == listed
    assert client.get(f'/{KINDS[kind]}/{other}/history/2').json()['body'] == bodies[2]


def test_pages(client, owner):
    one = line('claim', 1)
    for number in range(7):
        claimd_db.load(owner, {**one, 'statement': f'Edition {number}'})
    at = f'/claims/{record(owner, one)}/history'
    whole = client.rows(at)
    assert len(whole) == 8 and client.every_row(f'{at}?limit=3') == whole
    assert client.every_row(f'{at}?limit=3&sort=recorded_at') == whole[::-1]
    assert client.rows(f'{at}?shape=array') == whole
    assert client.get(f'{at}?count=exact&limit=1').json()['meta']['count'] == 8
    second = client.get(f'{at}?limit=3').json()['page']['next']
    assert client.get(client.get(second).json()['page']['prev']).rows() == whole[:3]


def test_who_and_why(client, owner):
    one = line('claim', 2)
    claim = record(owner, one)
    key = '0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11'
    claimd_db.query(owner, "INSERT INTO claimd.api_key (id, name, secret_hash, scopes) "
                           "VALUES (%s, 'The archive', sha256('x'), '{claims:write}')", key)
    claimd_db.query(owner, "SELECT claimd.retract(%s, 'said by another', 'The archive', %s)", claim, key)
    claimd_db.query(owner, "SELECT claimd.restore(%s, 'it was he', 'test')", claim)
    newest, retraction, _ = client.rows(f'/claims/{claim}/history')
    assert (newest['op'], newest['reason'], newest['by']['key']) == ('restore', 'it was he', None)
    assert (retraction['op'], retraction['reason']) == ('retract', 'said by another')
    assert retraction['by'] == {'key': key, 'key_name': 'The archive', 'label': 'The archive'}


def test_what_is_withheld_is_said_to_be(client, owner):
    one = line('claim', 3)
    claim = record(owner, one)
    for text in ('zyxw one', 'zyxw two', 'fine'):
        claimd_db.load(owner, {**one, 'statement': text})
    claimd_db.query(owner, "SELECT claimd.withhold_body(%s, 3, 'by order', 'test')", claim)
    at = f'/claims/{claim}/history'
    assert [row['withheld'] for row in client.rows(at)] == [False, True, False, False]
    hidden = client.get(f'{at}/3').json()
    assert (hidden['body'], hidden['salt'], hidden['withholding_reason']) == (None, None, 'by order')
    assert hidden['withheld_at'] and len(hidden['body_hash']) == 64
    for a, b in ((3, 2), (3, 4), (2, 3)):
        assert client.get(f'{at}/{b}?diff={a}').json()['patch'] is None
    assert client.get(f'{at}/4?diff=2').json()['patch'] != []
    claimd_db.query(owner, "SELECT claimd.withhold_body(%s, NULL, 'by order', 'test')", claim)
    for number in range(1, 6):
        assert 'zyxw' not in client.get(f'{at}/{number}').text()
    assert {row['op'] for row in client.rows(at) if row['revision'] == 5} == {'withhold'}


@pytest.mark.parametrize('target', [
    '/claims/sample%2Fnone/history', '/claims/0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f12/history', '/claims/atlantis/history',
    '/actors/nobody/history', '/actors/atlantis/history/99', '/actors/atlantis/history/0', '/actors/atlantis/history/01',
    '/actors/atlantis/history/-1', '/actors/atlantis/history/x', '/actors/atlantis/history/99999999999',
    '/incidents/atlantis/history', '/sources/atlantis/history/1'])
def test_what_is_not_there(client, target):
    client.get(target, 404, check=not target.endswith(('/0', '/01', '/-1', '/x', '/99999999999')))


@pytest.mark.parametrize('diff,code', [('0', 'malformed'), ('x', 'malformed'), ('77', 'unknown-value'), ('', 'empty-value'),
                                       ('previous', 'out-of-range')])
def test_what_is_no_other_revision(client, diff, code):
    fault, = client.get(f'/actors/lemuria/history/1?diff={diff}', 400).json()['errors']
    assert (fault['parameter'], fault['code']) == ('diff', code)
