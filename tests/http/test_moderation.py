"""Withholding, showing again and restoring, over HTTP."""
import psycopg2
import pytest

from tests.conftest import FIXTURE
from tests.support.editor import Editor
from tests.support.service import Database, Service

RECORDS = {'claims': 'pattern-atlantis', 'counter-claims': 'atlantis-denies-tide', 'endorsements': 'pact-solidarity',
           'actors': 'actor/moor-hen', 'incidents': 'incident/undated-leak', 'sources': 'source/old-blog'}
COURT = {'reason': 'By order of a court'}
HEADER = {'id', 'revision', 'status', 'withheld_at', 'withholding_reason', 'collection', 'key', 'created_at', 'updated_at'}


@pytest.fixture(scope='module')
def database(cluster):
    return Database(cluster, 'moderation', FIXTURE)


@pytest.fixture(scope='module')
def client(database):
    service = Service(database.url, 'moderation').wait()
    yield service.client
    service.stop()


@pytest.fixture(scope='module')
def moderator(database, client):
    return Editor(database, client, 'moderate')


@pytest.fixture(scope='module')
def writer(database, client):
    return Editor(database, client, 'claims:write', 'sources:write')


@pytest.fixture
def at(database):
    connection = psycopg2.connect(database.owner_url)

    def address(resource, key=None):
        with connection, connection.cursor() as cursor:
            cursor.execute('select id::text from claimd.record where key = %s', (key or RECORDS[resource],))
            return f'/{resource}/{cursor.fetchone()[0]}'
    yield address
    connection.close()


def trail(database, target):
    """Who did what to a record, and why."""
    return database.cluster.execute('''select op::text, reason, actor_label, api_key is not null from claimd.revision
                                        where record = %s order by number''', target.split('/')[2], database=database.name)


@pytest.mark.parametrize('resource', RECORDS)
def test_withheld_and_shown_again(database, client, moderator, at, resource):
    target = at(resource)
    before = client.get(target)
    answer = moderator.send('PUT', f'{target}/withholding', COURT, 200, match=before.header('ETag'))
    shown = client.get(target)
    assert answer.body == shown.body and answer.header('ETag') == shown.header('ETag')
    assert set(shown.json()) | {'status'} == HEADER and shown.json()['withholding_reason'] == COURT['reason']
    assert answer.header('Cache-Control') == 'no-store'
    again = moderator.send('DELETE', f'{target}/withholding?reason=The+court+thinks+otherwise', None, 200,
                           match=answer.header('ETag'))
    after = client.get(target).json()
    assert again.json() == after
    moved = {'revision', 'updated_at'}
    assert {**after, **{field: before.json()[field] for field in moved}} == before.json()
    assert after['revision'] == before.json()['revision'] + 2
    assert trail(database, target)[-2:] == [('withhold', COURT['reason'], moderator.name, True),
                                            ('lift', 'The court thinks otherwise', moderator.name, True)]


def test_lists_leave_it_out_and_take_it_in_again(client, moderator, at):
    target = at('claims', 'aurora-tide')
    listed = lambda: [row['key'] for row in client.get('/claims?actor=grey-heron&limit=1000').json()['data']]
    before = listed()
    moderator.send('PUT', f'{target}/withholding', COURT, 200, match=True)
    assert sorted(listed()) == sorted(set(before) - {'aurora-tide'})
    moderator.send('DELETE', f'{target}/withholding?reason=x', None, 200, match=True)
    assert listed() == before


def test_what_is_deleted_does_not_return(database, client, moderator, at):
    target = at('claims', 'night-jar-alone')
    moderator.send('PUT', f'{target}/withholding', {**COURT, 'delete': True}, 200, match=True)
    answer = moderator.send('DELETE', f'{target}/withholding?reason=x', None, 409, match=True)
    assert 'deleted' in answer.json()['errors'][0]['detail']
    identity = target.split('/')[2]
    assert database.cluster.execute('''select (select count(*) from claimd.revision join claimd.revision_body using (seq)
                                                where record = %s), (select count(*) from claimd.withheld_body)''',
                                    identity, database=database.name) == [(0, 0)]


def test_history_and_the_past_honour_it(client, moderator, writer, at):
    """Also where they told it a moment before, and they tell it again when that is lifted."""
    target = at('claims', 'officials-atlantis')
    first = client.get(target).json()
    changed = writer.send('PATCH', target, {'statement': 'zyxw'}, 200, match=True).json()
    writer.send('PATCH', target, {'statement': 'No more.'}, 200, match=True)
    reads = [f'{target}/history', f'{target}/history/2', f'{target}/history/1', f'{target}?as_of={changed["updated_at"]}',
             f'/claims?actor=atlantis&limit=1000&as_of={changed["updated_at"]}']
    before = [client.get(read).json() for read in reads]
    assert ['zyxw' in str(found) for found in before] == [False, True, False, True, True]
    moderator.send('PUT', f'{target}/withholding', COURT, 200, match=True)
    for read in reads:
        found = str(client.get(read).json())
        assert 'zyxw' not in found and first['statement'] not in found, read
    moderator.send('DELETE', f'{target}/withholding?reason=x', None, 200, match=True)
    assert [client.get(read).json() for read in reads[1:]] == before[1:]
    assert [row['op'] for row in client.get(reads[0]).json()['data']] == ['lift', 'withhold', 'update', 'update', 'create']


def test_one_revision_alone(database, client, moderator, writer, at):
    target = at('claims', 'moor-hen-leak')
    writer.send('PATCH', target, {'statement': 'Said more kindly.'}, 200, match=True)
    count = lambda: database.cluster.execute('''select array_agg(number order by number) from claimd.revision
        join claimd.revision_body using (seq) where record = %s''', target.split('/')[2], database=database.name)[0][0]
    answer = moderator.send('PUT', f'{target}/withholding', {'reason': 'Libel', 'revision': 1}, 200, match=True)
    assert answer.json()['statement'] == 'Said more kindly.' and answer.json()['revision'] == 2 and count() == [2]
    moderator.send('DELETE', f'{target}/withholding?reason=None&revision=2', None, 404, match=True)
    moderator.send('DELETE', f'{target}/withholding?reason=None&revision=1', None, 200, match=True)
    assert count() == [1, 2]
    fault, = moderator.send('PUT', f'{target}/withholding', {'reason': 'x', 'revision': 3}, 422, match=True).json()['errors']
    assert (fault['pointer'], fault['code'], fault['allowed']) == ('/revision', 'out-of-range', '1 to 2')
    fault, = moderator.send('DELETE', f'{target}/withholding?reason=x&revision=3', None, 400, match=True).json()['errors']
    assert (fault['parameter'], fault['code']) == ('revision', 'out-of-range')


def test_who_may_and_when(client, moderator, writer, at):
    target = at('claims', 'zenith-tide')
    writer.send('PUT', f'{target}/withholding', COURT, 403, match=True)
    writer.send('DELETE', f'{target}/withholding?reason=x', None, 403, match=True)
    assert client.send('PUT', f'{target}/withholding', COURT).status == 401
    moderator.send('PUT', f'{target}/withholding', COURT, 428)
    moderator.send('PUT', f'{target}/withholding', COURT, 412, match='"99-x"')
    moderator.send('DELETE', f'{target}/withholding?reason=x', None, 404, match=True)
    moderator.send('PUT', '/claims/00000000-0000-4000-8000-000000000000/withholding', COURT, 404, match='*')


@pytest.mark.parametrize('body, faults', [
    ({}, {('/reason', 'missing')}), ({'reason': ''}, {('/reason', 'empty-value')}),
    ({'reason': 'x' * 1001}, {('/reason', 'too-long')}), ({'reason': 1}, {('/reason', 'malformed')}),
    ({'reason': 'x', 'revision': '1', 'delete': 1, 'raeson': 'x'},
     {('/revision', 'malformed'), ('/delete', 'malformed'), ('/raeson', 'unknown-field')})])
def test_all_faults_at_once(moderator, at, body, faults):
    answer = moderator.send('PUT', f'{at("claims")}/withholding', body, 422, match=True)
    assert {(fault['pointer'], fault['code']) for fault in answer.json()['errors']} == faults


def test_a_reason_of_any_length_within_the_limit(client, moderator, at):
    target = at('endorsements')
    reason = 'é' * 1000
    assert moderator.send('PUT', f'{target}/withholding', {'reason': reason}, 200, match=True).json()['withholding_reason'] == reason
    moderator.send('DELETE', f'{target}/withholding?reason=x', None, 200, match=True)


def test_a_withheld_record_is_not_changed(moderator, writer, at):
    target = at('claims', 'guard-ebb')
    moderator.send('PUT', f'{target}/withholding', COURT, 200, match=True)
    writer.send('PATCH', target, {'statement': 'x'}, 409, match=True)
    moderator.send('DELETE', f'{target}/withholding?reason=x', None, 200, match=True)
    writer.send('PATCH', target, {'statement': 'Said otherwise.'}, 200, match=True)


NEW = {'actors': {'slug': 'new-actor', 'kind': 'company', 'name': 'New', 'language': 'en'},
       'incidents': {'slug': 'new-incident', 'name': 'New', 'language': 'en'},
       'sources': {'slug': 'new-source', 'kind': 'blog', 'title': 'New', 'language': 'en'}}


@pytest.mark.parametrize('resource', RECORDS)
def test_restored(database, client, moderator, writer, at, resource):
    # Of the others somebody speaks, and then they are not retracted.
    target = writer.send('POST', f'/{resource}', NEW[resource], 201).header('Location') if resource in NEW else at(resource)
    writer.send('DELETE', f'{target}?reason=mistaken', None, 200, match=True)
    answer = moderator.send('POST', f'{target}/restore', {'reason': 'No mistake'}, 200, match=True)
    assert answer.body == client.get(target).body
    assert answer.json().get('status', 'uncontested') != 'retracted'
    assert trail(database, target)[-1] == ('restore', 'No mistake', moderator.name, True)
    answer = moderator.send('POST', f'{target}/restore', {'reason': 'Again'}, 409, match=True)
    assert 'not retracted' in answer.json()['errors'][0]['detail']
    assert trail(database, target)[-1][1] == 'No mistake'


def test_merging_is_a_change_that_needs_a_moderator(database, client, writer):
    """And one that goes into history, and is taken back by another."""
    both = Editor(database, client, 'claims:write', 'moderate')
    count = lambda: len(client.get('/claims?actor=bob-example&status=uncontested,disputed,withheld').json()['data'])
    for slug in ('officials', 'bob-example'):
        assert client.get(f'/actors/{slug}').json()['merged_into'] is None
    apart = count()
    fault, = writer.send('PATCH', '/actors/officials', {'merged_into': 'bob-example'}, 403, match=True).json()['errors']
    assert fault['pointer'] == '/merged_into'
    assert both.send('PATCH', '/actors/officials', {'merged_into': 'bob-example'}, 200, match=True).json()['merged_into'][
        'slug'] == 'bob-example'
    writer.send('PATCH', '/actors/officials', {'description': 'Who they are.', 'description_language': 'en'}, 200, match=True)
    assert client.get('/claims?claimant=Officials').json()['meta']['resolved'][0]['matches'][0]['slug'] == 'bob-example'
    fault, = both.send('PATCH', '/actors/bob-example', {'merged_into': 'officials'}, 422, match=True).json()['errors']
    assert fault['pointer'] == '/merged_into'
    writer.send('PATCH', '/actors/officials', {'merged_into': None}, 403, match=True)
    both.send('PATCH', '/actors/officials', {'merged_into': None}, 200, match=True)
    assert count() == apart
