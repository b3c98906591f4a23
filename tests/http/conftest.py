"""What the tests of long lists share."""
import pathlib

import psycopg2
import pytest

from tests.support.service import Database, Service

CLAIMS = 20_000
FILL = pathlib.Path(__file__).parents[1] / 'db/many_claims.sql'


@pytest.fixture(scope='session')
def many(cluster):
    """A database with CLAIMS claims."""
    database = Database(cluster, 'export')
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(FILL.read_text('utf-8').replace(':claims', str(CLAIMS)))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute('vacuum analyze')
    connection.close()
    return database


@pytest.fixture(scope='session')
def exporter(many):
    service = Service(many.url, 'export').wait()
    yield service
    service.stop()


def end_streams(many):
    """The connections that hold a snapshot are those of streams. Ends them, and says how many there were."""
    return len(many.cluster.execute("""select pg_terminate_backend(pid) from pg_stat_activity
                                        where datname = %s and usename = %s and state = 'idle in transaction'""",
                                    many.name, Database.SERVICE_ROLE))
