"""POST /imports: a body of lines that is taken in as it comes, all or nothing."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
import uuid

import psycopg2
import pytest

from tests.support import many_lines
from tests.support.client import Client
from tests.support.service import Database, Service, program, until

PAPER = {'type': 'source', 'slug': 'paper', 'kind': 'news', 'title': 'A paper', 'language': 'en'}
BEAR = {'type': 'actor', 'slug': 'bear', 'name': 'Bear', 'kind': 'intrusion_set', 'language': 'en'}


def claim(number, actors='bear', **fields):
    return {'type': 'claim', 'claimants': ['france'], 'actors': [actors], 'statement': f'Statement {number}.',
            'language': 'en', 'subject': {'type': 'pattern', 'description': 'Spying'}, 'confidence': {'level': 'unstated'},
            'basis': 'unstated', 'citations': [{'source': 'paper', 'form': 'reference'}], **fields}


def body(*lines):
    return ''.join(json.dumps(line) + '\n' for line in lines).encode()


class World:
    """A service on a database of its own, with keys."""

    def __init__(self, cluster, name, **environment):
        self.database = Database(cluster, name)
        self.service = Service(self.database.url, name, {'CLAIMD_LOOPS': '2', **environment}).wait()

    def key(self, *scopes):
        return self.database.key(*scopes, name='A tester')

    def query(self, statement, *values):
        return self.database.cluster.execute(statement, *values, database=self.database.name)

    def rows(self):
        tables = self.query("""select format('%I.%I', nspname, relname) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where relkind = 'r' and nspname like 'claimd%' and relname <> 'api_key'""")
        return {table: self.query(f'select count(*) from {table}')[0][0] for table, in tables}

    def post(self, content, key=None, target='/imports', **headers):
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        return self.service.client.request('POST', target, body=content, timeout=120, headers={
            'Content-Type': 'application/x-ndjson', **({'Authorization': f'Bearer {key}'} if key else {}), **headers})

    def at_work(self):
        return self.query("select count(*) from pg_stat_activity where application_name = 'claimd import'")[0][0]


@pytest.fixture(scope='module')
def imports(cluster):
    world = World(cluster, 'imports')
    assert world.post(body(PAPER, BEAR), world.key('admin')).status == 200
    yield world
    assert world.service.stop() == 0


@pytest.fixture(scope='module')
def key(imports):
    return imports.key('claims:write', 'sources:write')


def test_counts(imports, key):
    paper, bear = {**PAPER, 'slug': 'first-paper'}, {**BEAR, 'slug': 'first-bear', 'name': 'First bear'}
    answer = imports.post(body(claim(1, 'first-bear', citations=[{'source': 'first-paper', 'form': 'reference'}]), paper, bear), key)
    assert answer.status == 200, answer.text()
    done = answer.json()
    assert (done['written'], done['dry_run'], done['records']) == (True, False, 3) and 'lines' not in done
    assert {kind: n['created'] for kind, n in done['counts'].items() if n['created']} == {'actor': 1, 'source': 1, 'claim': 1}
    assert imports.query("""select actor_label, api_key::text from claimd.revision join claimd.actor on actor.id = record
        where slug = 'first-bear'""") == [('A tester', key.split('_')[1])]
    again = imports.post(body(paper, bear), key).json()
    assert again['counts']['actor'] == {'created': 0, 'updated': 0, 'unchanged': 1}


def test_a_dry_run_writes_nothing(imports, key):
    before = imports.rows()
    lines = body({**PAPER, 'slug': 'dry'}, claim(7, citations=[{'source': 'dry', 'form': 'reference'}]))
    done = imports.post(lines, key, '/imports?dry_run=true').json()
    assert (done['written'], done['dry_run'], done['counts']['claim']['created']) == (False, True, 1)
    assert imports.rows() == before


def test_faults_leave_nothing(imports, key):
    before = imports.rows()
    answer = imports.post(body({**PAPER, 'slug': 'other'}, claim(2), claim(3, actors='baer')) + b'{\n', key)
    problem = answer.json()
    assert (answer.status, problem['type'], problem['status']) == (422, '/problems/invalid-record', 422)
    assert [(error['line'], error['pointer'], error['code']) for error in problem['errors']] == [
        (3, '/actors/0', 'unknown-reference'), (4, '', 'invalid-json')]
    assert problem['errors'][0]['suggestions'][0] == 'bear' and problem['errors_omitted'] == 0
    assert problem['request_id'] == answer.header('X-Request-Id')
    assert imports.rows() == before


def test_nothing_new_refers_to_what_was_retracted(imports, key):
    """Over HTTP and on the command line as in a single write."""
    client = Client(imports.service.port, key=key)
    gone = {**BEAR, 'slug': 'gone', 'name': 'Gone'}
    assert imports.post(body(gone), key).status == 200
    assert client.send('DELETE', '/actors/gone?reason=Invented.', headers={'If-Match': '*'}).status == 200
    answer = imports.post(body(claim(4), claim(5, actors='gone')), key)
    fault, = answer.json()['errors']
    assert (answer.status, fault['line'], fault['pointer'], fault['code']) == (422, 2, '/actors/0', 'broken-rule')
    single = client.send('POST', '/claims', {name: value for name, value in claim(5, actors='gone').items() if name != 'type'})
    assert single.status == 422
    (alone,) = single.json()['errors']
    assert {name: alone[name] for name in ('pointer', 'code')} == {name: fault[name] for name in ('pointer', 'code')}
    assert alone['detail'].rstrip('.') == fault['detail']
    told = subprocess.run([program(), 'import', '-'], env={**os.environ, 'DATABASE_URL': imports.database.url},
                          input=body(claim(5, actors='gone')), capture_output=True, timeout=60, check=False)
    assert told.returncode == 1 and fault['detail'].encode() in told.stderr


def test_a_thousand_faults_are_told_and_the_rest_counted(imports, key):
    problem = imports.post(b'{"type":"actor"}\n' * 600, key, '/imports?report=lines').json()
    assert len(problem['errors']) == 1000 and problem['errors_omitted'] == 600 * 4 - 1000
    assert len(problem['lines']) == 600 and {len(line['faults']) for line in problem['lines']} == {4}


def test_the_result_of_each_line(imports, key):
    done = imports.post(body(BEAR, {**PAPER, 'slug': 'third'}), key, '/imports?report=lines').json()
    number, = imports.query("select id::text from claimd.source where slug = 'third'")[0]
    assert [line['outcome'] for line in done['lines']] == ['unchanged', 'created']
    assert done['lines'][1] == {'line': 2, 'type': 'source', 'id': number, 'outcome': 'created', 'faults': []}
    dry = imports.post(body({**BEAR, 'kind': 'unnamed'}), key, '/imports?report=lines&dry_run=true').json()
    assert [line['outcome'] for line in dry['lines']] == ['updated']


@pytest.mark.parametrize('lines, scopes, words', [
    ([PAPER], ['claims:write'], 'Line 1 is a record of the type source, which needs the scope sources:write.'),
    ([BEAR, {'type': 'collection', 'slug': 'c', 'name': 'C'}], ['claims:write', 'sources:write'],
     'Line 2 is a record of the type collection, which needs the scope admin.'),
    ([PAPER], ['sources:write'], '`claims:write`')])
def test_scopes(imports, lines, scopes, words):
    before = imports.rows()
    answer = imports.post(body(*lines), imports.key(*scopes))
    assert answer.status == 403 and words in answer.json()['detail'] and imports.rows() == before


def test_an_admin_may_bring_a_collection(imports):
    assert imports.post(body({'type': 'collection', 'slug': 'mine', 'name': 'Mine'}), imports.key('admin')).status == 200


def test_what_is_not_begun(imports, key):
    assert imports.post(body(BEAR)).status == 401
    assert imports.post(body(BEAR), key, Content_Type='application/json').status == 415
    assert imports.post(body(BEAR), key, '/imports?report=all').status == 400
    assert imports.post(body(BEAR), key, Idempotency_Key='é').status == 400
    assert imports.post(b'', key).status == 400
    assert imports.at_work() == 0


def test_the_same_key_writes_once(imports, key):
    number = str(uuid.uuid4())
    lines = body(claim('once'))
    first = imports.post(lines, key, Idempotency_Key=number)
    second = imports.post(lines, key, Idempotency_Key=number)
    assert first.status == second.status == 200 and first.body == second.body
    assert first.header('Idempotency-Replayed') is None and second.header('Idempotency-Replayed') == 'true'
    assert imports.query("select count(*) from claimd.statement where statement = 'Statement once.'")[0][0] == 1
    assert imports.post(body(claim('other')), key, Idempotency_Key=number).status == 422
    assert imports.post(lines, key, '/imports?dry_run=true', Idempotency_Key=number).status == 422
    # What was refused is not kept.
    number = str(uuid.uuid4())
    assert imports.post(body(claim('x', actors='baer')), key, Idempotency_Key=number).status == 422
    assert imports.post(lines, key, Idempotency_Key=number).status == 200


def test_two_at_once_with_one_key(imports, key):
    number, answers = str(uuid.uuid4()), []
    lines = body(*(claim(f'twin {n}') for n in range(300)))
    threads = [threading.Thread(target=lambda: answers.append(imports.post(lines, key, Idempotency_Key=number)))
               for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) in ([200, 200], [200, 409])
    assert len({answer.body for answer in answers if answer.status == 200}) == 1
    assert imports.query("select count(*) from claimd.statement where statement like 'Statement twin %'")[0][0] == 300


def raw(imports, key, *more, length=None):
    connection = socket.create_connection(('127.0.0.1', imports.service.port), timeout=60)
    framing = f'Content-Length: {length}' if length else 'Transfer-Encoding: chunked'
    connection.sendall(f'POST /imports HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n'
                       f'Authorization: Bearer {key}\r\n{framing}\r\n{"".join(more)}\r\n'.encode())
    return connection


def read_all(connection):
    got = b''
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


def chunk(content):
    return b'%x\r\n%s\r\n' % (len(content), content)


def test_pieces_that_come_slowly(imports, key):
    lines = body(*(claim(f'slow {n}') for n in range(20)))
    with raw(imports, key) as connection:
        for start in range(0, len(lines), 700):
            connection.sendall(chunk(lines[start:start + 700]))
            time.sleep(0.01)
        connection.sendall(b'0\r\n\r\n')
        assert b'"records":20' in read_all(connection)


@pytest.mark.parametrize('length', [None, 1_000_000])
def test_a_body_that_is_broken_off_is_not_written(imports, key, length):
    before = imports.rows()
    lines = body(*(claim(f'half {n}') for n in range(50)))
    with raw(imports, key, length=length) as connection:
        connection.sendall(lines if length else chunk(lines))
        until(lambda: imports.at_work() == 1, 20, 'the import has begun')
    until(lambda: imports.at_work() == 0, 20, 'the import has ended')
    assert imports.rows() == before


def test_no_more_than_so_many_at_once(imports, key):
    first, second = raw(imports, key), raw(imports, key)
    with first, second:
        first.sendall(chunk(body(claim('a'))))
        second.sendall(chunk(body(claim('b'))))
        until(lambda: imports.at_work() == 2, 20, 'two have begun')
        answer = imports.post(body(BEAR), key)
        assert answer.status == 503 and answer.header('Retry-After')
        first.sendall(b'0\r\n\r\n')
        assert b'"records":1' in read_all(first)
    until(lambda: imports.at_work() == 0, 20, 'the second was given up')
    assert imports.post(body(BEAR), key).status == 200


def test_too_long(imports, key):
    answer = imports.post(b'', key, Content_Length=str(64 * 1024 * 1024 + 1))
    assert answer.status == 413 and '67108864' in answer.json()['detail']
    with raw(imports, key) as connection:
        piece = chunk(b'\n' * (1 << 20))
        try:
            for _ in range(80):
                connection.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            pass
        assert b' 413 ' in read_all(connection).split(b'\r\n')[0]
    until(lambda: imports.at_work() == 0, 20, 'it was given up')


@contextlib.contextmanager
def writers_wait(world):
    """Nobody may write: an import comes to a stand where it would be applied."""
    connection = psycopg2.connect(world.database.owner_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute('select pg_advisory_lock(4811522016)')
        yield
    finally:
        connection.close()


def waits(world):
    return world.query("""select count(*) from pg_stat_activity
        where application_name = 'claimd import' and wait_event = 'advisory'""")[0][0] == 1


def test_one_who_leaves_is_not_waited_for(imports, key):
    before = imports.rows()
    lines = body(*(claim(f'gone {n}') for n in range(5)))
    with writers_wait(imports):
        with raw(imports, key, length=len(lines)) as connection:
            connection.sendall(lines)
            until(lambda: waits(imports), 20, 'the import is to be applied')
        until(lambda: imports.at_work() == 0, 10, 'it was cancelled')
    assert imports.rows() == before


def test_the_time_of_the_whole_and_the_end_of_the_service(cluster):
    world = World(cluster, 'imports_time', CLAIMD_STREAM_DEADLINE='1s', CLAIMD_DRAIN_DEADLINE='1s')
    try:
        key = world.key('admin')
        assert world.post(body(PAPER, BEAR), key).status == 200
        with writers_wait(world):
            answer = world.post(body(claim('late')), key)
            assert (answer.status, answer.json()['type']) == (503, '/problems/deadline')
            until(lambda: world.at_work() == 0, 10, 'it was given up')
            with raw(world, key) as connection:
                connection.sendall(chunk(body(claim('unfinished'))))
                until(lambda: world.at_work() == 1, 10, 'another has begun')
                assert world.service.stop(seconds=15) == 0
        assert world.query("select count(*) from claimd.claim") == [(0,)]
    finally:
        assert world.service.stop() == 0


def memory(imports):
    with open(f'/proc/{imports.service.process.pid}/status', encoding='ascii') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmHWM'))


def test_a_long_body_waits_for_the_database(cluster):
    """While the database stands still no more is taken than the pipe and the sockets hold: nobody keeps the rest."""
    world = World(cluster, 'imports_long', ASAN_OPTIONS='quarantine_size_mb=1:detect_leaks=0')
    try:
        key = world.key('admin')
        lines = b''.join((json.dumps(line) + '\n').encode() for line in many_lines.lines(12_000))
        assert world.post(body(*many_lines.lines(1_000)), key).status == 200
        before = memory(world)
        with raw(world, key, length=len(lines)) as connection:
            connection.sendall(lines[:100_000])
            until(lambda: world.at_work() == 1, 20, 'the import has begun')
            world.database.cluster.signal(signal.SIGSTOP)
            connection.settimeout(3)
            taken = 100_000
            try:
                while taken < len(lines):
                    taken += connection.send(lines[taken:taken + 65536])
            except TimeoutError:
                pass
            finally:
                world.database.cluster.signal(signal.SIGCONT)
            assert taken < len(lines), 'all was taken, though nobody could write it'
            connection.settimeout(120)
            connection.sendall(lines[taken:])
            answer = read_all(connection)
        assert b'"records":12000' in answer, answer[-2000:]
        assert memory(world) < before + 5_000 < before + len(lines) / 1_500
    finally:
        assert world.service.stop() == 0


def test_a_connection_lost_in_commit(cluster):
    """Whether it was written is not known, and the same key settles it."""
    world = World(cluster, 'imports_lost')
    try:
        key, number = world.key('claims:write', 'sources:write'), str(uuid.uuid4())
        # The server process ends within COMMIT.
        world.query("""create function public.fall() returns trigger language plpgsql as $$ begin
            perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create constraint trigger fall after insert on claimd.import_progress deferrable initially deferred
            for each row execute function public.fall();
            create function public.arm() returns trigger language plpgsql security definer as $$ begin
            insert into claimd.import_progress (content_sha256, name, lines, ended) values (sha256(''), 'x', 1, false);
            return null; end $$;
            create trigger arm after update on claimd.idempotency for each row execute function public.arm()""")
        answer = world.post(body(PAPER), key, Idempotency_Key=number)
        assert (answer.status, answer.json()['type']) == (503, '/problems/outcome-unknown'), answer.text()
        world.query('drop trigger arm on claimd.idempotency')
        again = world.post(body(PAPER), key, Idempotency_Key=number)
        assert again.status == 200 and again.json()['counts']['source'] == {'created': 1, 'updated': 0, 'unchanged': 0}
    finally:
        assert world.service.stop() == 0
