"""What the service answers of the past is what it answered then."""
import copy
import datetime
import json
import random
import time
import urllib.parse

import psycopg2
import pytest

from tests.conftest import FIXTURE
from tests.db import claimd_db
from tests.support.editor import Editor
from tests.support.service import Database, Service

LINES = [json.loads(text) for text in FIXTURE.read_text('utf-8').split('\n') if text]
CLAIMS = [one for one in LINES if one['type'] == 'claim']
STATED = ('statement', 'language', 'basis', 'claimed_on', 'date_basis')
LISTS = ['/claims', '/claims?actor=atlantis', '/claims?actor=atlantis&scope=organs&sort=-updated_at', '/claims?count=exact&limit=2',
         '/claims?party=atlantis&status=disputed,answered,uncontested', '/claims?sort=claimed_on&limit=3',
         '/counter-claims?sort=created_at', '/endorsements', '/actors?collection=world&sort=name', '/incidents', '/sources',
         '/sources?sort=title', '/actors/atlantis/claims-against', '/actors/atlantis/claims-by?count=exact&limit=1',
         '/claims?incident={incident}', '/claims?source={source}&confidence_min=low', '/claims?shape=array',
         '/claims?from=2020&to=2022&undated=include', '/actors/atlantis', '/incidents/{incident}', '/sources/{source}',
         '/claims/{claim}', '/claims/{claim}/thread', '/incidents/{incident}/positions', '/claims/{claim}/counter-claims', '/sources/{source}/claims']


@pytest.fixture(scope='module')
def database(cluster):
    return Database(cluster, 'past', FIXTURE)


@pytest.fixture(scope='module')
def owner(database):
    connection = psycopg2.connect(database.owner_url)
    yield connection
    connection.close()


@pytest.fixture(scope='module')
def client(database):
    service = Service(database.url, 'past').wait()
    yield service.client
    service.stop()


def rows_of(answer):
    """What stands in the answer but for the links, which the instant is a part of."""
    value = answer.json()
    if isinstance(value, dict) and 'page' in value:
        value['page'] = {key: value['page'][key] for key in ('limit', 'returned')}
    if isinstance(value, dict) and 'meta' in value:
        value['meta'].pop('as_of', None)
    return value


def at(target, instant):
    return target + ('&' if '?' in target else '?') + 'as_of=' + urllib.parse.quote(instant)


def now(client):
    """The instant that an answer of the present gives."""
    return client.get(f'/claims?as_of={datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}&limit=1').json()['meta']['as_of']


def targets(client):
    places = {
        'incident': client.rows('/incidents?collection=world&limit=1')[0]['slug'],
        'source': client.rows('/sources?collection=world&limit=1')[0]['slug'],
        'claim': client.rows('/claims?limit=1&sort=created_at')[0]['id'],
    }
    return [one.format(**places) for one in LISTS]


def change(owner, rng):
    """One write, by the functions that the service has for it."""
    one = copy.deepcopy(rng.choice([line for line in LINES if line['type'] != 'collection']))
    how = rng.randrange(4)
    if how == 0 and one['type'] in ('claim', 'counter_claim', 'endorsement'):
        claimd_db.query(owner, "SELECT claimd.retract(id, 'no longer said', 'test') FROM claimd.record WHERE key = %s", one['key'])
        return
    if one['type'] == 'actor':
        one['name'] = f'{one["name"]} {rng.randrange(9)}'
    elif one['type'] == 'incident':
        one['name'] = f'{one["name"]} {rng.randrange(9)}'
    elif one['type'] == 'source':
        one['title'] = f'{one["title"]} {rng.randrange(9)}'
    else:
        one['statement'] = f'Said {rng.randrange(99)} times.'
        if one['type'] == 'claim' and how == 1:
            one['claimed_on'], one['date_basis'] = f'20{rng.randrange(10, 24)}', 'stated'
    claimd_db.load(owner, one)


def test_every_answer_is_given_again(client, owner):
    rng = random.Random(3)
    asked = targets(client)
    then = []
    for _ in range(12):
        then.append((now(client), {target: rows_of(client.get(target)) for target in asked}))
        try:
            change(owner, rng)
        except psycopg2.IntegrityError:
            owner.rollback()
    assert len({instant for instant, _ in then}) > 8
    for instant, answers in then:
        for target, answer in answers.items():
            assert rows_of(client.get(at(target, instant))) == answer, (instant, target)
    assert any(a[1]['/claims'] != b[1]['/claims'] for a, b in zip(then, then[1:]))


def test_a_walk_keeps_its_instant(client, owner):
    today = f'{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}'
    whole = [row['id'] for row in client.every_row('/claims?limit=1000')]
    first = client.get(f'/claims?limit=2&as_of={today}').json()
    instant = first['meta']['as_of']
    assert f'as_of={urllib.parse.quote(instant, safe="")}' in first['page']['next']
    for one in CLAIMS[:4]:
        claimd_db.load(owner, {**one, 'claimed_on': '1990', 'date_basis': 'stated', 'date_note': None})
    walked = [row['id'] for row in first['data']] + [row['id'] for row in client.every_row(first['page']['next'])]
    assert walked == whole
    assert [row['id'] for row in client.every_row('/claims?limit=2')] != whole
    # A cursor of one instant is none of another.
    other = now(client)
    swapped = first['page']['next'].replace(urllib.parse.quote(instant, safe=''), urllib.parse.quote(other, safe=''))
    assert client.get(swapped, 400).json()['errors'][0]['code'] == 'bad-cursor'


def test_before_it_was_recorded_it_is_not_there(client):
    row = client.rows('/actors?collection=world&limit=1')[0]
    made = datetime.datetime.fromisoformat(row['created_at'].replace('Z', '+00:00'))
    before = (made - datetime.timedelta(hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
    for place in (row['slug'], row['id'], f'{row["id"]}/claims-against'):
        assert 'As of 2' in client.get(f'/actors/{place}?as_of={before}', 404).json()['detail']
    fault, = client.get(f'/claims?actor={row["slug"]}&as_of={before}', 400).json()['errors']
    assert fault['code'] == 'unknown-value' and fault['parameter'] == 'actor' and ' as of 2' in fault['detail']
    assert client.get(f'/claims?as_of={before}').json()['data'] == []
    assert client.get('/claims?as_of=2001-02-03').json()['meta']['as_of'] == '2001-02-03T23:59:59.999999Z'


@pytest.mark.parametrize('value,code', [
    ('2021', 'malformed'), ('2021-02-30', 'malformed'), ('2021-01-01T10:00', 'malformed'), ('yesterday', 'malformed'),
    ('2021-01-01T10:00:00', 'malformed'), ('2021-01-01T10:00:00.1234567Z', 'malformed'), ('2021-01-01T24:00:00Z', 'malformed'),
    ('2021-01-01T10:00:00+01:00', 'malformed'), ('2999-01-01', 'out-of-range'), ('2999-01-01T00:00:00Z', 'out-of-range'),
    ('', 'empty-value')])
@pytest.mark.parametrize('target', ['/claims', '/actors/atlantis', '/actors/atlantis/claims-by'])
def test_what_is_no_instant(client, target, value, code):
    fault, = client.get(f'{target}?as_of={value}', 400).json()['errors']
    assert (fault['parameter'], fault['code']) == ('as_of', code)


def test_all_faults_at_once(client):
    faults = client.get('/claims?as_of=soon&actor=nobody-at-all&limit=0', 400).json()['errors']
    assert {fault['parameter'] for fault in faults} == {'as_of', 'actor', 'limit'}


def test_an_offset_is_heeded(client):
    answer = client.get('/claims?limit=1&as_of=2021-01-01T01:30:00.5%2B02:00').json()
    assert answer['meta']['as_of'] == '2020-12-31T23:30:00.500000Z'


def test_every_acknowledged_state_is_read_back(database, client):
    """Fifty edits of a claim as fast as they go, each read at the instant that its answer gave, and in the history."""
    editor = Editor(database, client, 'claims:write', 'sources:write')
    first = editor.send('POST', '/claims', {
        'claimants': ['aurora'], 'actors': ['atlantis'], 'subject': {'type': 'pattern', 'description': 'P'},
        'statement': 'Said 0 times.', 'language': 'en', 'confidence': {'level': 'unstated'}, 'basis': 'media',
        'citations': [{'source': 'old-blog', 'form': 'reference'}]}, 201)
    claim = f'/claims/{first.json()["id"]}'
    answers, tag = [first], first.header('ETag')
    rng = random.Random(50)
    begun = time.monotonic()
    for number in range(1, 51):
        change = {'statement': f'Said {number} times.'}
        change |= rng.choice([{}, {'actors': ['lemuria']}, {'claimants': ['aurora', 'lemuria'], 'actors': ['atlantis']},
                              {'claimed_on': '2021-07', 'date_basis': 'stated'}, {'basis': 'technical'}])
        answers.append(editor.send('PATCH', claim, change, 200, match=tag))
        tag = answers[-1].header('ETag')
    print(f'fifty edits in {time.monotonic() - begun:.2f} s')
    if len(answers) == 51:
        answers.append(editor.send('DELETE', f'{claim}?reason=wrong', status=200, match=tag))
    for answer in answers:
        said = answer.json()
        assert client.get(f'{claim}?as_of={said["updated_at"]}').json() == said
        written = client.get(f'{claim}/history/{said["revision"]}').json()
        assert written['recorded_at'] == said['updated_at']
        assert {field: written['body'].get(field) for field in STATED} == {field: said[field] for field in STATED}
        for field in ('claimants', 'actors'):
            assert written['body'][field] == [actor['id'] for actor in said[field]]
    assert said['status'] == 'retracted' and said['retraction_reason'] == 'wrong' and said['retracted_at'] == said['updated_at']
    # Up to the next, each stands.
    moments = [datetime.datetime.fromisoformat(answer.json()['updated_at'].replace('Z', '+00:00')) for answer in answers]
    for number in (3, 20, 49):
        before = moments[number + 1] - datetime.timedelta(microseconds=1)
        assert client.get(f'{claim}?as_of={before:%Y-%m-%dT%H:%M:%S.%fZ}').json() == answers[number].json()


def test_what_was_withheld_since_is_not_shown(client, owner):
    one = CLAIMS[0]
    claimd_db.load(owner, {**one, 'statement': 'zyxw was said.'})
    instant = now(client)
    claim = claimd_db.query(owner, 'SELECT id::text FROM claimd.record WHERE key = %s', one['key'])[0][0]
    assert 'zyxw' in client.get(f'/claims/{claim}?as_of={instant}').text()
    claimd_db.query(owner, "SELECT claimd.withhold_body(%s, NULL, 'by order of a court', 'test')", claim)
    then = client.get(f'/claims/{claim}?as_of={instant}').json()
    assert then['withholding_reason'] == 'by order of a court' and 'statement' not in then
    for target in ('/claims', '/claims?shape=array', '/claims?actor=atlantis'):
        assert 'zyxw' not in client.get(at(target, instant)).text()
