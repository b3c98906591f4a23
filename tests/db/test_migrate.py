"""claimd migrate, and what the service says of a database that is not what it is for."""
import os
import subprocess

import pytest

from tests.support.service import ROOT, program

MIGRATIONS = sorted(path.name for path in (ROOT / 'migrations').glob('*.sql'))


@pytest.fixture
def empty(cluster, request):
    """The URL of a new database."""
    name = request.node.name.replace('[', '_').replace(']', '').replace('-', '_')[:60]
    cluster.execute(f'create database {name} template template0')
    yield cluster.url(name)
    cluster.execute(f'drop database {name} with (force)')


def run(url, *arguments):
    settings = dict(os.environ, DATABASE_URL=url, CLAIMD_LISTEN='127.0.0.1:0', CLAIMD_PRIVATE_LISTEN='127.0.0.1:0')
    return subprocess.run([program(), *arguments], env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def query(cluster, url, statement, *values):
    return cluster.execute(statement, *values, database=url.split('/')[3].split('?')[0])


def test_each_file_once_and_then_nothing(cluster, empty):
    done = run(empty, 'migrate')
    assert done.returncode == 0 and done.stderr == ''
    assert [line.split()[3] + '.sql' for line in done.stdout.splitlines()] == MIGRATIONS
    rows = query(cluster, empty, 'select version, name, sha256, applied_by from claimd.schema_migration order by version')
    assert [f'{version:04}-{name}.sql' for version, name, _, _ in rows] == MIGRATIONS
    assert {by for *_, by in rows} == {'postgres'}

    before = query(cluster, empty, 'select xmin::text, * from claimd.schema_migration order by version')
    done = run(empty, 'migrate')
    assert (done.returncode, done.stdout) == (
        0, f'claimd migrate: the database is up to date ({len(MIGRATIONS)} migrations)\n')
    assert query(cluster, empty, 'select xmin::text, * from claimd.schema_migration order by version') == before


def test_several_at_once(cluster, empty):
    started = [subprocess.Popen([program(), 'migrate', '--database', empty], stdout=subprocess.PIPE, text=True)
               for _ in range(3)]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert sum(text.count(' applied ') for text in said) == len(MIGRATIONS)


def test_a_role_is_given_the_rights_once(cluster, empty):
    cluster.execute("drop role if exists claimd_test_reader; create role claimd_test_reader login")
    done = run(empty, 'migrate', '--grant-to', 'claimd_test_reader')
    assert done.returncode == 0 and 'has the service\'s rights (claimd_service)' in done.stdout
    assert 'already' in run(empty, 'migrate', '--grant-to', 'claimd_test_reader').stdout
    assert query(cluster, empty, "select pg_has_role('claimd_test_reader', 'claimd_service', 'member')")[0][0]
    done = run(empty, 'migrate', '--grant-to', 'no"body')
    assert done.returncode == 1 and 'does not exist' in done.stderr
    cluster.execute('drop role claimd_test_reader')


CHANGES = {
    'altered': ("update claimd.schema_migration set sha256 = repeat('0', 64) where version = 3", 'migration 0003 of the database (statements, 00000000…)'),
    'renamed': ("update claimd.schema_migration set name = 'else' where version = 0", 'migration 0000 of the database (else, '),
    'ahead': (f"insert into claimd.schema_migration values ({len(MIGRATIONS)}, 'future', repeat('a', 64))",
              'a newer claimd was here'),
    'behind': (f'delete from claimd.schema_migration where version = {len(MIGRATIONS) - 1}', 'lacks 1 of'),
    'gap': ('delete from claimd.schema_migration where version = 5', 'migration 0005 of the database (derive, '),
}


@pytest.mark.parametrize('change', CHANGES)
def test_a_database_that_differs_is_not_served(change, cluster, empty):
    assert run(empty, 'migrate').returncode == 0
    statement, words = CHANGES[change]
    query(cluster, empty, statement)
    served = run(empty, 'serve')
    assert served.returncode == 1 and words in served.stderr
    if change != 'behind':
        migrated = run(empty, 'migrate')
        assert migrated.returncode == 1 and words in migrated.stderr


def test_a_failing_migration_is_named_with_its_line_and_leaves_nothing(cluster, empty):
    query(cluster, empty, 'create schema claimd; create type claimd.link_type as enum ()')
    done = run(empty, 'migrate')
    assert done.returncode == 1
    assert '0001-text-and-dates.sql: type "link_type" already exists (SQLSTATE 42710)' in done.stderr
    assert 'rolled back' in done.stderr
    assert query(cluster, empty, 'select max(version) from claimd.schema_migration') == [(0,)]
    assert query(cluster, empty, "select to_regtype('claimd.record_type')") == [(None,)]


def test_without_a_database(cluster, empty, tmp_path):
    done = run(f'postgresql:///none?host={tmp_path}', 'migrate')
    assert done.returncode == 1 and 'No such file' in done.stderr
    cluster.execute("drop role if exists claimd_test_stranger; create role claimd_test_stranger login")
    assert run(empty, 'migrate').returncode == 0
    served = run(empty.replace('user=postgres', 'user=claimd_test_stranger'), 'serve')
    assert served.returncode == 1 and 'permission denied' in served.stderr
    cluster.execute('drop role claimd_test_stranger')
