"""What the cases cannot say: every record of the sample sent back as it was read, and many writers at once."""
import concurrent.futures
import itertools

import psycopg2
import pytest

from tests.conftest import FIXTURE, SAMPLE
from tests.support.client import Client
from tests.support.service import Database, Service

RESOURCES = ('claims', 'counter-claims', 'endorsements', 'actors', 'incidents', 'sources')
EVERY_STATUS = 'status=uncontested,answered,disputed,superseded,retracted,withheld'
CLAIM = {
    'claimants': ['aurora'], 'actors': ['atlantis'], 'subject': {'type': 'pattern', 'description': 'P'},
    'statement': 'S.', 'language': 'en', 'confidence': {'level': 'unstated'}, 'basis': 'media',
    'citations': [{'source': 'old-blog', 'form': 'reference'}]}
WRITERS = 64


@pytest.fixture(scope='module', params=[SAMPLE, FIXTURE], ids=['sample', 'world'])
def editor(request, cluster):
    database = Database(cluster, f'sent_back_{request.param_index}', request.param)
    service = Service(database.url, f'sent-back-{request.param_index}').wait()
    client = Client(service.port, key=database.key('claims:write', 'sources:write'))
    client.database = database
    yield client
    service.stop()


def revisions(database):
    return database.cluster.execute('select count(*) from claimd.revision', database=database.name)[0][0]


@pytest.mark.parametrize('resource', RESOURCES)
def test_what_is_read_can_be_sent_back(editor, resource):
    query = f'&{EVERY_STATUS}' if resource in RESOURCES[:3] else ''
    rows = editor.every_row(f'/{resource}?limit=1000{query}')
    if resource == 'actors':
        # One state is like another.
        rows = [row for row in rows if row['collection'] != 'iso-3166'] + rows[:20]
    before = revisions(editor.database)
    assert rows
    for row in rows:
        read = editor.get(f'/{resource}/{row["id"]}')
        for method in ('PUT', 'PATCH'):
            sent = editor.send(method, f'/{resource}/{row["id"]}', read.json(), headers={'If-Match': read.header('ETag')})
            assert (sent.status, sent.header('ETag'), sent.body) == (200, read.header('ETag'), read.body), sent.body
    assert revisions(editor.database) == before


def at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_one_key_writes_once_however_many_send_it(writer, writing_database):
    before = revisions(writing_database)
    claim = {**CLAIM, 'statement': 'Said once.'}
    answers = at_once([lambda: writer.send('POST', '/claims', claim, headers={'Idempotency-Key': 'the-same'})] * WRITERS)
    assert {answer.status for answer in answers} == {201}
    assert len({(answer.body, answer.header('ETag'), answer.header('Location')) for answer in answers}) == 1
    assert sum(answer.header('Idempotency-Replayed') is None for answer in answers) == 1
    assert revisions(writing_database) == before + 1


def test_one_editor_wins_a_round(writer):
    at = writer.send('POST', '/claims', {**CLAIM, 'statement': 'Edited by many.'}).header('Location')
    for round_number in range(1, 4):
        tag = writer.get(at).header('ETag')
        assert tag.startswith(f'"{round_number}-')
        numbers = itertools.count()
        answers = at_once([
            lambda: writer.send('PATCH', at, {'statement': f'Round {round_number}, editor {next(numbers)}.'},
                                headers={'If-Match': tag})] * WRITERS)
        won = [answer for answer in answers if answer.status == 200]
        assert len(won) == 1 and {answer.status for answer in answers} == {200, 412}
        assert writer.get(at).body == won[0].body


def test_one_slug_is_made_once(writer):
    actor = {'slug': 'wanted-by-many', 'kind': 'company', 'name': 'Wanted', 'language': 'en'}
    answers = at_once([lambda: writer.send('POST', '/actors', actor)] * 16)
    assert sorted(answer.status for answer in answers) == [201] + [409] * 15


def test_what_is_retracted_and_what_refers_to_it_do_not_pass_each_other(writer, writing_database):
    """Of a claim that names a source, and the retraction of the source, one is refused."""
    for number in range(4):
        slug = f'fleeting-{number}'
        writer.send('POST', '/sources', {'slug': slug, 'kind': 'blog', 'title': 'T', 'language': 'en'})
        claim = {**CLAIM, 'citations': [{'source': slug, 'form': 'reference'}]}
        made, gone = at_once([
            lambda: writer.send('POST', '/claims', claim),
            lambda: writer.send('DELETE', f'/sources/{slug}?reason=Gone.', headers={'If-Match': '*'})])
        assert sorted((made.status // 100, gone.status // 100)) == [2, 4]
    assert writing_database.cluster.execute('select * from claimd.derived_check()', database=writing_database.name) == []


def test_a_write_is_seen_by_every_later_read(writer):
    for number in range(20):
        at = writer.send('POST', '/claims', {**CLAIM, 'statement': f'Number {number}.'}).header('Location')
        writer.get(at)
        newest = writer.rows('/claims?sort=-created_at&limit=1')[0]
        assert newest['statement'] == f'Number {number}.'


def test_a_key_that_stays_busy_is_told(writer, writing_database):
    """The first request with the key is one that never ends."""
    holder = writer.key.split('_')[1]
    first = psycopg2.connect(writing_database.owner_url)
    with first.cursor() as cursor:
        cursor.execute("select * from claimd.idempotency_begin(%s, 'busy', sha256('x'))", (holder,))
        answer = writer.send('POST', '/claims', CLAIM, headers={'Idempotency-Key': 'busy'})
        assert (answer.status, answer.json()['type']) == (409, '/problems/idempotency-running')
    first.rollback()
    first.close()
    assert writer.send('POST', '/claims', CLAIM, headers={'Idempotency-Key': 'busy'}).status == 201
