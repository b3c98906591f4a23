"""claimd key: made once, listed without the secret, revoked for ever; and by nobody but the owner."""
import datetime
import hashlib
import base64
import json
import os
import re
import subprocess

import psycopg2
import pytest

from tests.support.service import Database, program

KEY = re.compile(r'ck_([0-9a-f-]{36})_([A-Za-z0-9_-]{43})\n')


@pytest.fixture(scope='module')
def database(cluster):
    return Database(cluster, 'keys')


def key(database, *arguments, url=None):
    return subprocess.run([program(), 'key', *arguments], env=dict(os.environ, DATABASE_URL=url or database.owner_url),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


def made(database, *arguments):
    done = key(database, 'create', '--name', 'Ann Example', *(arguments or ['--scope', 'claims:write']))
    assert done.returncode == 0, done.stderr
    return KEY.fullmatch(done.stdout)


def listed(database, ident):
    done = key(database, 'list', '--json')
    assert done.returncode == 0, done.stderr
    return next(row for row in json.loads(done.stdout) if row['id'] == ident)


def test_a_key_is_shown_once_and_kept_as_a_hash(database):
    match = made(database, '--scope', 'sources:write', '--scope=claims:write', '--scope', 'claims:write')
    secret = base64.urlsafe_b64decode(match[2] + '=')
    rows = database.cluster.execute('select secret_hash, scopes, name, expires_at from claimd.api_key where id = %s', match[1],
                                    database='keys')
    assert bytes(rows[0][0]) == hashlib.sha256(secret).digest()
    assert rows[0][1:] == (['claims:write', 'sources:write'], 'Ann Example', None)
    for shown in (key(database, 'list'), key(database, 'list', '--json')):
        assert match[1] in shown.stdout and match[2] not in shown.stdout
        assert rows[0][0].hex() not in shown.stdout and base64.b64encode(rows[0][0]).decode() not in shown.stdout
    assert listed(database, match[1]) == {
        'id': match[1], 'name': 'Ann Example', 'scopes': ['claims:write', 'sources:write'], 'state': 'valid',
        'created_at': listed(database, match[1])['created_at'], 'expires_at': None, 'revoked_at': None, 'last_used_at': None}


def test_every_key_is_another(database):
    keys = {made(database)[0] for _ in range(5)}
    assert len(keys) == 5


def test_expiry(database):
    now = datetime.datetime.now(datetime.timezone.utc)
    for given, until in (('90d', now + datetime.timedelta(days=90)), ('12h', now + datetime.timedelta(hours=12)),
                         ('30m', now + datetime.timedelta(minutes=30))):
        match = made(database, '--scope', 'admin', '--expires', given)
        expires = datetime.datetime.fromisoformat(listed(database, match[1])['expires_at'].replace('Z', '+00:00'))
        assert abs((expires - until).total_seconds()) < 60
    match = made(database, '--scope', 'admin', '--expires', '2099-06-30')
    assert listed(database, match[1])['expires_at'] == '2099-07-01T00:00:00.000000Z'
    database.cluster.execute("update claimd.api_key set expires_at = now() where id = %s", match[1], database='keys')
    assert listed(database, match[1])['state'] == 'expired'


@pytest.mark.parametrize('arguments', [
    [], ['make'], ['create'], ['create', '--name', 'A'], ['create', '--scope', 'admin'], ['create', '--name', 'A', '--scope', 'write'],
    ['create', 'A', '--name', 'A', '--scope', 'admin'], ['list', 'all'], ['revoke'], ['revoke', 'ck_1'], ['list', '--name', 'A'],
    *([['create', '--name', 'A', '--scope', 'admin', '--expires', when] for when in ('2027', '2027-02-30', '0d', '-1d', '9', 'd', '2001-01-01')])])
def test_what_is_not_understood(database, arguments):
    before = len(json.loads(key(database, 'list', '--json').stdout))
    done = key(database, *arguments)
    assert done.returncode == 2 and done.stdout == '' and done.stderr
    assert len(json.loads(key(database, 'list', '--json').stdout)) == before


def test_revoking(database):
    match = made(database)
    for _ in range(2):
        done = key(database, 'revoke', match[1])
        assert done.returncode == 0 and 'revoked since' in done.stderr
    first = listed(database, match[1])
    assert first['state'] == 'revoked' and first['revoked_at']
    assert key(database, 'revoke', match[1]).returncode == 0 and listed(database, match[1]) == first
    done = key(database, 'revoke', '0d6c0f0e-0000-4000-8000-00000000dead')
    assert done.returncode == 1 and 'there is no key' in done.stderr


def test_a_name_that_is_no_line(database):
    done = key(database, 'create', '--name', 'two\nlines', '--scope', 'admin')
    assert done.returncode == 1 and done.stdout == ''


def test_the_service_s_role_makes_no_keys(database):
    match = made(database)
    for arguments in (['create', '--name', 'A', '--scope', 'admin'], ['revoke', match[1]]):
        done = key(database, *arguments, url=database.url)
        assert done.returncode == 1 and done.stdout == '' and 'permission denied' in done.stderr and '--migrate-database' in done.stderr
    assert listed(database, match[1])['state'] == 'valid'
    connection = psycopg2.connect(database.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in ("update claimd.api_key set scopes = '{admin}'", "update claimd.api_key set last_used_at = now()",
                          'delete from claimd.api_key', 'truncate claimd.api_key'):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
        # What it may do: mark one as used, to the hour, once.
        cursor.execute('select claimd.key_used(%s)', [match[1]])
        used = listed(database, match[1])['last_used_at']
        assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:00:00.000000Z', used)
        cursor.execute("select xmin from claimd.api_key where id = %s", [match[1]])
        version = cursor.fetchone()
        cursor.execute('select claimd.key_used(%s)', [match[1]])
        cursor.execute("select xmin from claimd.api_key where id = %s", [match[1]])
        assert cursor.fetchone() == version
    connection.close()
