"""What is too much for one write is finished by the running service."""
import pytest

from tests.conftest import FIXTURE
from tests.support.client import Client
from tests.support.service import Database, Service, until

CLAIM = {'statement': 'S.', 'language': 'en', 'confidence': {'level': 'unstated'}, 'basis': 'media',
         'citations': [{'source': 'old-blog', 'form': 'reference'}]}
CLAIMS = 12


@pytest.fixture
def service(cluster):
    """With two claims as the most that a write derives by itself."""
    database = Database(cluster, 'upkeep', FIXTURE)
    database.execute = lambda text: cluster.execute(text, database=database.name)
    database.execute('create or replace function claimd.reach_at_once() returns int language sql immutable return 2')
    service = Service(database.url, 'upkeep').wait()
    service.database = database
    service.writer = Client(service.port, key=database.key('claims:write'))
    yield service
    service.stop()


def test_a_group_is_attributed_anew(service):
    writer = service.writer
    writer.send('POST', '/actors', {'slug': 'the-crew', 'kind': 'intrusion_set', 'name': 'The Crew', 'language': 'en'})
    for number in range(CLAIMS):
        made = writer.send('POST', '/claims', {
            **CLAIM, 'claimants': ['aurora'], 'actors': ['the-crew'],
            'subject': {'type': 'pattern', 'description': f'P {number}'}})
        assert made.status == 201
    assert not [row for row in writer.every_row('/claims?actor=thule') if row['actors'][0]['slug'] == 'the-crew']
    writer.send('POST', '/claims', {**CLAIM, 'claimants': ['zenith'], 'actors': ['thule'],
                                    'subject': {'type': 'actor', 'actor': 'the-crew'}})
    until(lambda: len([row for row in writer.every_row('/claims?actor=thule')
                       if row['actors'][0]['slug'] == 'the-crew']) == CLAIMS, 20, 'the work is done')
    until(lambda: service.private.request('GET', '/readyz?verbose', check=False).json()['checks']['reach_jobs'] == 0, 10, 'nothing is left')
    assert service.database.execute('select * from claimd.derived_check()') == []
    until(lambda: b'nothing is left to be derived' in service.output(), 10, 'the log says so')
