"""A record whose body is withheld: it is there, and nothing of what it says is."""
import json

import psycopg2
import pytest

from tests.support.service import ROOT, Database, Service

FIXTURE = ROOT / 'tests/http/fixtures/world.ndjson'
HEADER = {'id', 'revision', 'status', 'withheld_at', 'withholding_reason', 'collection', 'key', 'created_at', 'updated_at'}


@pytest.fixture(scope='module')
def service(cluster):
    database = Database(cluster, 'withheld', FIXTURE)
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        for key in ('pattern-atlantis', 'atlantis-denies-tide', 'pact-solidarity', 'actor/moor-hen', 'incident/undated-leak',
                    'source/old-blog'):
            cursor.execute('''select claimd.withhold_body(id, null, 'By order of a court', 'an editor', false, null)
                                from claimd.record where key = %s''', (key,))
            assert cursor.rowcount == 1
    connection.close()
    service = Service(database.url, 'withheld').wait()
    yield service
    service.stop()


@pytest.mark.parametrize('path, key', [('/claims', 'pattern-atlantis'), ('/counter-claims', 'atlantis-denies-tide'),
                                       ('/endorsements', 'pact-solidarity')])
def test_only_the_header_is_told(service, path, key):
    assert key not in [row['key'] for row in service.client.get(f'{path}?limit=1000').json()['data']]
    row, = [row for row in service.client.get(f'{path}?status=withheld').json()['data'] if row['key'] == key]
    assert set(row) == HEADER
    assert row['status'] == 'withheld' and row['withholding_reason'] == 'By order of a court'
    assert service.client.get(f'{path}/{row["id"]}').json() == row


def test_it_answers_nothing_any_more(service):
    claim, = [row for row in service.client.get('/claims').json()['data'] if row['key'] == 'aurora-tide']
    answers = service.client.get(f'/claims/{claim["id"]}/counter-claims')
    assert answers.json()['data'] == [] and 'atlantis-denies-tide' not in json.dumps(claim)
    assert claim['counter_claim_count'] == 0 and claim['status'] == 'uncontested'


@pytest.mark.parametrize('path, key', [('/actors', 'actor/moor-hen'), ('/incidents', 'incident/undated-leak'),
                                       ('/sources', 'source/old-blog')])
def test_nor_is_more_told_of_other_records(service, path, key):
    assert key not in [row['key'] for row in service.client.get(f'{path}?collection=world&limit=1000').json()['data']]
    record = service.client.get(f'{path}/{key.split("/")[1]}').json()
    assert set(record) == HEADER - {'status'}
    assert record['key'] == key and record['withholding_reason'] == 'By order of a court'
