"""What the service does with its database, and without it."""
import os
import signal
import time

import pytest

from tests.support.service import Cluster, Database, Service, until
from tests.conftest import FIXTURE


def statements(cluster, database):
    """How often the service's role has run what, in that database; what it does by itself now and then aside."""
    rows = cluster.execute("""
        select s.queryid, s.calls
          from pg_stat_statements s
          join pg_database d on d.oid = s.dbid
          join pg_roles r on r.oid = s.userid
         where d.datname = %s and r.rolname = %s
           and s.query !~* '^(begin|commit)|reach_work|set_config'""", database, Database.SERVICE_ROLE)
    return dict(rows)


@pytest.fixture(scope='module')
def counted(cluster):
    cluster.execute('create extension if not exists pg_stat_statements')
    return cluster


@pytest.mark.parametrize('template', ['/claims?actor=atlantis&', '/counter-claims?', '/endorsements?', '/actors?',
                                      '/incidents?', '/sources?'])
def test_statements_do_not_grow_with_the_page(counted, world_database, world, template):
    used = []
    for limit in (1, 13, 1000):
        world.get(f'{template}limit={limit}')
        before = statements(counted, world_database.name)
        world.get(f'{template}limit={limit}&on_unknown=empty')
        after = statements(counted, world_database.name)
        used.append(sum(after.values()) - sum(before.get(query, 0) for query in after))
    assert max(used) <= 8, used
    assert max(used) - min(used) <= 1, used


@pytest.fixture
def own():
    """A cluster and a service that a test may break."""
    cluster = Cluster('broken')
    service = None
    try:
        service = Service(Database(cluster, 'world', FIXTURE).url, 'broken').wait()
        yield cluster, service
        service.stop()
    finally:
        if service and service.process.poll() is None:
            service.process.kill()
            service.process.wait()
        cluster.stop()


def timed(client, target):
    begin = time.monotonic()
    answer = client.request('GET', target, timeout=20)
    return answer, time.monotonic() - begin


PLACES = ['/claims?actor=lemuria', '/claims?limit=3', '/counter-claims', '/actors/atlantis', '/sources', '/incidents?limit=1']


def assert_unavailable(client, target, seconds_allowed):
    answer, seconds = timed(client, target)
    assert answer.status == 503, answer.body
    assert answer.json()['type'] in ('/problems/unavailable', '/problems/deadline', '/problems/overloaded')
    assert int(answer.header('Retry-After')) >= 0
    assert seconds < seconds_allowed


def test_database_killed_while_serving(own):
    cluster, service = own
    expected = service.client.get('/claims?actor=atlantis').body
    cluster.signal(signal.SIGKILL)
    until(lambda: not os.path.exists(f'/proc/{cluster.pid}'), 10, 'PostgreSQL is gone')
    for target in PLACES:
        assert_unavailable(service.client, target, 1)
    # What needs no database is served without one.
    assert service.private.request('GET', '/livez', check=False).status == 200
    assert service.client.request('GET', '/openapi.json').status == 200
    assert service.client.request('GET', '/claims?limit=0').status == 400
    until(lambda: not service.is_ready(), 10, 'not ready without a database')
    cluster.start()
    until(service.is_ready, 10, 'ready again')
    # Each thread has connections of its own, and makes them again in its own time.
    until(lambda: [service.client.request('GET', '/claims?actor=atlantis').status for _ in range(8)] == [200] * 8, 5,
          'every thread answers again')
    assert service.client.get('/claims?actor=atlantis').body == expected
    assert service.process.poll() is None


def test_database_hangs(own):
    cluster, service = own
    expected = service.client.get('/claims?actor=atlantis').body
    cluster.signal(signal.SIGSTOP)
    try:
        for target in PLACES:
            assert_unavailable(service.client, target, 6.5)
        assert service.private.request('GET', '/livez', check=False).status == 200
    finally:
        cluster.signal(signal.SIGCONT)
    until(lambda: service.client.request('GET', '/claims?actor=atlantis').status == 200, 10, 'answers again')
    assert service.client.get('/claims?actor=atlantis').body == expected


def test_every_connection_terminated(own):
    cluster, service = own
    expected = service.client.get('/claims?actor=atlantis').body
    for _ in range(3):
        cluster.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", Database.SERVICE_ROLE)
        answer, seconds = timed(service.client, '/claims?actor=lemuria&limit=3')
        assert answer.status in (200, 503) and seconds < 6
        until(lambda: service.client.request('GET', '/claims?actor=atlantis').status == 200, 10, 'answers again')
    assert service.client.get('/claims?actor=atlantis').body == expected


def test_starts_before_its_database(own):
    """A database that is not there yet is waited for or complained of, never a hang."""
    cluster, _ = own
    late = Service(cluster.url('no_such_database'), 'late')
    try:
        time.sleep(1)
        if late.process.poll() is None:
            assert not late.is_ready()
        else:
            assert late.process.returncode != 0 and late.output()
    finally:
        if late.process.poll() is None:
            late.stop()
