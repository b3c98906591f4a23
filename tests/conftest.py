"""What all Python suites share: one PostgreSQL a run, and claimd on a database with data."""
import functools

import pytest
import yaml

from tests.support import cases
from tests.support.client import Client
from tests.support.service import ROOT, Cluster, Database, Service

FIXTURE = ROOT / 'tests/http/fixtures/world.ndjson'
SAMPLE = ROOT / 'data/sample.ndjson'


@pytest.fixture(scope='session')
def cluster():
    cluster = Cluster('shared')
    yield cluster
    cluster.stop()


@pytest.fixture(scope='session')
def world_database(cluster):
    return Database(cluster, 'world', FIXTURE)


@pytest.fixture(scope='session')
def sample_database(cluster):
    return Database(cluster, 'sample', SAMPLE)


@pytest.fixture(scope='session')
def world_service(world_database):
    service = Service(world_database.url, 'world').wait()
    yield service
    service.stop()


@pytest.fixture(scope='session')
def sample_service(sample_database):
    service = Service(sample_database.url, 'sample').wait()
    yield service
    service.stop()


KEYS = {'editor': ['claims:write', 'sources:write'], 'claims': ['claims:write'], 'sources': ['sources:write'],
        'moderator': ['moderate'], 'admin': ['admin']}


@pytest.fixture(scope='session')
def writing_database(cluster):
    return Database(cluster, 'writing', FIXTURE)


@pytest.fixture(scope='session')
def writing_service(writing_database):
    """claimd on data of its own, which tests change; its `keys` by name. Each test leaves what others rest on."""
    service = Service(writing_database.url, 'writing').wait()
    service.keys = {name: writing_database.key(*scopes, name=f'The {name}') for name, scopes in KEYS.items()}
    yield service
    service.stop()


@pytest.fixture
def writer(writing_service):
    """A client with an editor's key."""
    return Client(writing_service.port, key=writing_service.keys['editor'])


@pytest.fixture
def world(world_service):
    """A client of claimd with the small hand-made data of tests/http/fixtures."""
    return world_service.client


@pytest.fixture
def sample(sample_service):
    """A client of claimd with data/sample.ndjson."""
    return sample_service.client


def pytest_collect_file(parent, file_path):
    if file_path.suffix == '.yaml' and 'cases' in file_path.parts:
        return CaseFile.from_parent(parent, path=file_path)
    return None


class CaseFile(pytest.File):
    """
    A file of HTTP cases. Those in cases/sample/ are asked of the sample data, all others of the fixture's; those in
    cases/writing/ change it.
    """

    def collect(self):
        folder = self.path.parent.name
        service = f'{folder}_service' if folder in ('sample', 'writing') else 'world_service'
        for case in yaml.safe_load(self.path.read_text('utf-8')):
            yield CaseItem.from_parent(self, name=case['name'], case=case, service=service)


class CaseItem(pytest.Item):
    def __init__(self, *, case, service, **options):
        super().__init__(**options)
        self.case, self.service = case, service
        self.fixturenames = []
        fixtures = self.session._fixturemanager
        self._fixtureinfo = fixtures.getfixtureinfo(self, None, None, funcargs=False)
        self.funcargs = {}
        self._request = pytest.FixtureRequest(self, _ispytest=True)

    def setup(self):
        service = self._request.getfixturevalue(self.service)
        self.client, self.keys = service.client, getattr(service, 'keys', None)

    def runtest(self):
        cases.run(self.case, self.client, functools.partial(resolve, self.client), self.keys)

    def repr_failure(self, excinfo):
        if isinstance(excinfo.value, AssertionError):
            return f'{self.path.name}: {self.name}\n{self.case}\n{excinfo.value}'
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, self.name


@functools.cache
def ids_by_key(port, resource):
    client, target = Client(port), f'/{resource}?limit=1000'
    if resource in ('claims', 'counter-claims', 'endorsements'):
        target += '&status=uncontested,answered,disputed,superseded,retracted,withheld'
    rows = client.every_row(target)
    return {f'{row["collection"]}/{row["key"]}': row['id'] for row in rows}


def resolve(client, target):
    """Replaces {claims:collection/key} by the record's id."""
    return cases.PLACEHOLDER.sub(lambda match: ids_by_key(client.port, match.group(1))[match.group(2)], target)
