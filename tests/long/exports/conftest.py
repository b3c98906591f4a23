"""A million claims and claimd before them.

CLAIMD_MILLION may name a database that has them already (bench/skewed_claims.sql, derived, migrated): a superuser's URL.
CLAIMD_CLAIMS=50000 tries the tests on fewer.
"""
import os

import psycopg2
import pytest

from bench import reach
from tests.db import claimd_db
from tests.support.service import Database, Service

CLAIMS = int(os.environ.get('CLAIMD_CLAIMS', '1000000'))


@pytest.fixture(scope='session')
def million():
    """A superuser's URL of it."""
    if 'CLAIMD_MILLION' in os.environ:
        yield os.environ['CLAIMD_MILLION']
        return
    cluster = reach.throwaway()
    claimd_db.DSN = cluster.url('postgres')
    database = Database(cluster, reach.NAME)
    reach.fill(psycopg2.connect(database.owner_url), CLAIMS)
    reach.derive(CLAIMS)
    yield database.owner_url
    cluster.stop()


@pytest.fixture(scope='session')
def ask(million):
    def ask(statement, *values):
        connection = psycopg2.connect(million)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            rows = cursor.fetchall()
        connection.close()
        return rows
    return ask


@pytest.fixture
def service(million):
    service = Service(million, 'million').wait(60)
    yield service
    service.stop()
