"""Who may write: keys, scopes, the ways on which keys are taken, and browsers' pages."""
import re
import time

import pytest

from tests.support.service import Database, until


@pytest.fixture(scope='module')
def database(cluster):
    return Database(cluster, 'engine_keys')


@pytest.fixture(scope='module')
def one(database, tmp_path_factory):
    from tests.engine.conftest import Toy
    toy = Toy(database.url, 'keys', loops=2, access_log=1, log_level=3)
    until(lambda: toy.get('/answer').status == 200, 20, 'the database answers')
    yield toy
    assert toy.stop() == 0


def make(database, *scopes, expires=None):
    arguments = [argument for scope in scopes for argument in ('--scope', scope)]
    done = database.run('key', 'create', '--name', 'Ann', *arguments, *(['--expires', expires] if expires else []), url=database.owner_url)
    return done.stdout.strip()


@pytest.fixture(scope='module')
def key(database):
    return make(database, 'claims:write')


def ask(one, method='POST', target='/keyed', key=None, body=b'{}', scheme='Bearer', **headers):
    headers = {name.replace('_', '-'): value for name, value in headers.items()}
    if body is not None and method in ('POST', 'PUT', 'PATCH'):
        headers.setdefault('Content-Type', 'application/json')
    else:
        body = None
    if key is not None:
        headers['Authorization'] = f'{scheme} {key}'
    return one.client.request(method, target, headers, check=False, body=body)


def refused(answer, status, slug, word):
    problem = answer.json()
    assert answer.status == status and problem['type'] == f'/problems/{slug}' and word in problem['detail'], problem
    if status == 401:
        assert answer.header('WWW-Authenticate').startswith('Bearer realm="claimd"')
    return answer


def test_a_key_opens(one, key):
    answer = ask(one, key=key)
    ident = key[3:39]
    assert answer.status == 200 and answer.json()['caller'] == {'id': ident, 'name': 'Ann', 'scopes': 1}
    assert ask(one, key=key, scheme='bearer').status == 200
    assert ask(one, 'DELETE', key=key).status == 200
    assert ask(one, 'GET', key=key).json()['caller'] is None, 'nobody asks who reads'


@pytest.mark.parametrize('value,word', [
    (None, 'There is no'), ('Basic YTpi', 'is not `Bearer'), ('Bearer', 'is not `Bearer'), ('Bearer ck_1', 'is not `Bearer'),
    ('Bearer {key}x', 'is not `Bearer'), ('Bearer {key}, Bearer {key}', 'is not `Bearer'), ('Bearer xk_{key}', 'is not'),
    ('Bearer {unknown}', 'not known'), ('Bearer {other}', 'not known')])
def test_no_key_no_write(one, key, value, word):
    flipped = key[:-2] + ('A' if key[-2] != 'A' else 'B') + key[-1]
    values = {'key': key, 'unknown': key[:3] + '0d6c0f0e-0000-4000-8000-00000000dead' + key[39:], 'other': flipped}
    headers = {} if value is None else {'Authorization': value.format(**values)}
    for method in ('POST', 'DELETE'):
        answer = refused(ask(one, method, **headers), 401, 'unauthorized', word)
        assert ('invalid_token' in answer.header('WWW-Authenticate')) == (value is not None)


def test_two_authorizations_are_none(one, key):
    with one.connect() as connection:
        connection.sendall(f'DELETE /keyed HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n'.encode())
        assert connection.recv(65536).startswith(b'HTTP/1.1 401')


def test_expiry_and_revocation_work_at_once(one, database):
    key = make(database, 'claims:write', expires='1h')
    ident = key[3:39]
    assert ask(one, key=key).status == 200
    database.cluster.execute("update claimd.api_key set expires_at = clock_timestamp() where id = %s", ident, database=database.name)
    refused(ask(one, key=key), 401, 'unauthorized', 'has expired')
    database.run('key', 'revoke', ident, url=database.owner_url)
    refused(ask(one, key=key), 401, 'unauthorized', 'was revoked')
    # Who does not have the secret does not learn that.
    refused(ask(one, key=key[:-3] + 'AAA'), 401, 'unauthorized', 'not known')


def test_scopes(one, database):
    for scopes, status in ((['sources:write'], 403), (['moderate'], 200), (['admin'], 200), (['sources:write', 'claims:write'], 200)):
        assert ask(one, key=make(database, *scopes)).status == status, scopes
    answer = refused(ask(one, 'DELETE', key=make(database, 'sources:write', 'moderate')), 403, 'forbidden', '`claims:write`')
    assert '`sources:write`, `moderate`' in answer.json()['detail']
    assert 'insufficient_scope' in answer.header('WWW-Authenticate') and 'scope="claims:write"' in answer.header('WWW-Authenticate')
    answer = refused(ask(one, key=make(database, 'sources:write')), 403, 'forbidden', '`claims:write` or `moderate`')


def test_last_use_is_marked_once_an_hour(one, database):
    key = make(database, 'claims:write')

    def row():
        return database.cluster.execute('select last_used_at, xmin from claimd.api_key where id = %s', key[3:39], database=database.name)[0]
    assert row()[0] is None
    until(lambda: ask(one, key=key).status == 200 and row()[0] is not None, 10, 'marked')
    before = row()
    assert before[0].minute == before[0].second == 0
    for _ in range(20):
        assert ask(one, key=key).status == 200
    assert row() == before


def head(connection):
    got = b''
    while b'\r\n\r\n' not in got:
        piece = connection.recv(65536)
        if not piece:
            break
        got += piece
    return got


def test_refusals_come_before_the_body(one, key):
    """Although the key has to be looked up first: nothing of the body has been sent when the answer comes."""
    request = 'POST /keyed HTTP/1.1\r\nHost: a\r\nContent-Type: {}\r\nContent-Length: {}\r\nAuthorization: Bearer {}\r\nExpect: 100-continue\r\n\r\n'
    unknown = key[:-3] + 'AAA'
    for kind, length, sent, status in (('application/json', 900_000, unknown, 401), ('application/json', 2 << 20, key, 413),
                                       ('text/css', 900_000, key, 415), ('application/json', 900_000, key, 100)):
        with one.connect() as connection:
            connection.settimeout(5)
            connection.sendall(request.format(kind, length, sent).encode())
            assert head(connection).startswith(f'HTTP/1.1 {status}'.encode()), (kind, length, status)
            if status == 100:
                connection.sendall(b'x' * length)
                assert head(connection).startswith(b'HTTP/1.1 200')


def test_a_refused_key_leaves_the_connection(one, key):
    one_request = 'POST /keyed HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nAuthorization: Bearer {}\r\n{}\r\n{{}}'
    with one.connect() as connection:
        connection.settimeout(5)
        connection.sendall((one_request.format(key[:-3] + 'AAA', '') * 2 + one_request.format(key, 'Connection: close\r\n')).encode())
        got = b''.join(iter(lambda: connection.recv(65536), b''))
    assert got.count(b'HTTP/1.1 401') == 2 and got.count(b'HTTP/1.1 200') == 1


def test_keys_in_pieces(one, key):
    """A key that is looked up while the body is already on its way."""
    body = b'x' * 300_000
    for _ in range(20):
        answer = ask(one, key=key, body=body)
        assert answer.status == 200 and answer.json()['length'] == len(body)


@pytest.mark.parametrize('headers,status', [
    ({'X-Forwarded-Proto': 'https'}, 200), ({'X-Forwarded-Proto': 'http'}, 403), ({'X-Forwarded-Proto': 'https, http'}, 403),
    ({'Forwarded': 'for=1.2.3.4;proto=https'}, 200), ({'Forwarded': 'for=1.2.3.4;proto=http'}, 403),
    ({'Forwarded': 'proto=https, for="[::1]";Proto="http"'}, 403), ({'Forwarded': 'for=1.2.3.4'}, 200),
    ({'Forwarded': 'proto=https', 'X-Forwarded-Proto': 'http'}, 403)])
def test_keys_over_a_proxy_on_this_machine(one, key, headers, status):
    answer = one.client.request('DELETE', '/keyed', {**headers, 'Authorization': f'Bearer {key}'}, check=False)
    assert answer.status == status
    if status == 403:
        refused(answer, 403, 'forbidden', 'trusted proxy')


def test_a_key_never_appears_in_the_log(one, key, database):
    for sent in (key, key[:-3] + 'AAA', 'ck_' + 'x' * 50):
        ask(one, key=sent)
        ask(one, key=sent, X_Forwarded_Proto='http')
        ask(one, 'GET', f'/answer?n={sent}', key=sent)
    time.sleep(0.2)
    log = one.output().decode(errors='replace')
    assert key[40:] not in log and 'AAA' not in re.sub(r'"path":"[^"]*"', '', log)
    assert f'"key":"{key[3:39]}"' in log, 'but whose it is does'


def test_pages_that_may_write(one, key):
    preflight = {'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization, content-type, idempotency-key'}

    def options(origin, method='POST'):
        return one.client.request('OPTIONS', '/keyed', {**preflight, 'Access-Control-Request-Method': method, 'Origin': origin}, check=False)
    allowed = options('https://editor.example')
    assert allowed.status == 204 and allowed.header('Access-Control-Allow-Origin') == 'https://editor.example' and allowed.header('Vary') == 'Origin'
    assert 'POST' in allowed.header('Access-Control-Allow-Methods')
    for name in ('Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key'):
        assert name in allowed.header('Access-Control-Allow-Headers')
    for origin in ('https://other.example', 'http://editor.example', 'null', 'https://editor.example.evil.example'):
        foreign = options(origin)
        assert foreign.status == 204 and foreign.header('Access-Control-Allow-Origin') is None and foreign.header('Vary') == 'Origin'
        assert options(origin, 'GET').header('Access-Control-Allow-Origin') == '*'
    for sent, status in ((key, 200), (None, 401)):
        answer = ask(one, key=sent, Origin='https://editor.example')
        assert answer.status == status and answer.header('Access-Control-Allow-Origin') == 'https://editor.example'
        for exposed in ('Location', 'ETag', 'Retry-After', 'X-Request-Id'):
            assert exposed in answer.header('Access-Control-Expose-Headers')
        assert ask(one, key=sent, Origin='https://other.example').header('Access-Control-Allow-Origin') is None
    assert ask(one, 'GET', '/plain', Origin='https://other.example').header('Access-Control-Allow-Origin') == '*'


def test_reads_that_need_a_key(toy, database, key):
    one = toy(database.url, read_auth=1)
    until(lambda: one.get('/open').status == 200, 20, 'what is open')
    any_key = make(database, 'moderate')
    until(lambda: ask(one, 'GET', '/answer', key=any_key).status == 200, 20, 'the database answers')
    answer = ask(one, 'GET', '/answer', key=any_key)
    assert answer.header('Cache-Control') == 'private, max-age=0, must-revalidate' and 'Authorization' in answer.header('Vary')
    for method in ('GET', 'HEAD'):
        assert one.client.request(method, '/answer', check=False).status == 401
    assert ask(one, 'GET', '/answer', key=key[:-3] + 'AAA').status == 401
    assert one.client.request('OPTIONS', '/answer', check=False).status == 204
    answer = one.client.request('GET', '/stream?n=2', {'Authorization': f'Bearer {key}'}, check=False)
    assert answer.status == 200 and answer.header('Cache-Control').startswith('private')
    assert one.get('/nowhere').status == 404


def test_without_a_database_nobody_writes(toy, breakable):
    one = toy(breakable.url('nothing'))
    answer = ask(one, key='ck_0d6c0f0e-0000-4000-8000-000000000001_' + 'A' * 43, body=b'x' * 100)
    assert answer.status == 503 and answer.header('Retry-After')
    assert ask(one).status == 401
