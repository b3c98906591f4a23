"""A stream that breaks off is seen as broken, behind the proxy of docs/how-to/run-in-production.md as without one."""
import http.client
import pathlib
import re
import signal
import subprocess
import threading

import pandas
import pytest

from tests.http.conftest import end_streams
from tests.support.service import ROOT, Database, Service, free_port, until

PROGRAM = ROOT / 'var/nginx/usr/sbin/nginx'
DOCUMENT = ROOT / 'docs/how-to/run-in-production.md'


def told():
    """The location that the document tells an operator to write."""
    return re.search(r'```nginx\n(.*?)```', DOCUMENT.read_text('utf-8'), re.DOTALL).group(1)


class Nginx:
    """In front of one port, once as the document says and once without its version of HTTP."""

    def __init__(self, folder: pathlib.Path, port):
        self.port, self.old_port = free_port(), free_port()
        location = told().replace('127.0.0.1:8080', f'127.0.0.1:{port}')
        without = re.sub(r'proxy_http_version 1.1;|proxy_set_header Connection "";', '', location)
        assert f'127.0.0.1:{port}' in location and without != location
        temporary = ''.join(f'{name}_temp_path {folder}/{name};\n'
                            for name in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
        (folder / 'nginx.conf').write_text(f'''
            daemon off; worker_processes 1; pid {folder}/pid; lock_file {folder}/lock;
            events {{ worker_connections 64; }}
            http {{
                access_log off; {temporary}
                server {{ listen 127.0.0.1:{self.port}; {location} }}
                server {{ listen 127.0.0.1:{self.old_port}; {without} }}
            }}''')
        with open(folder / 'error.log', 'wb') as log:
            self.process = subprocess.Popen([PROGRAM, '-p', folder, '-c', 'nginx.conf', '-e', folder / 'error.log'],
                                            stdout=log, stderr=log)
        until(lambda: self.answers() or self.process.poll() is not None, 20, 'nginx answers')
        assert self.process.poll() is None, (folder / 'error.log').read_text()

    def answers(self):
        try:
            return self.get('/v1/claims?limit=1')[0] == 200
        except OSError:
            return False

    def get(self, target, port=None):
        connection = http.client.HTTPConnection('127.0.0.1', port or self.port, timeout=60)
        connection.request('GET', target)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


@pytest.fixture(scope='module')
def service(many):
    """One that may be killed: made anew for each test that did."""
    class Holder:
        at = None

        def up(self):
            if self.at is None or self.at.process.poll() is not None:
                port = self.at.port if self.at else None
                self.at = Service(many.url, 'behind', {'CLAIMD_LISTEN': f'127.0.0.1:{port}'} if port else None)
                self.at.port = port or self.at.port
                self.at.wait()
            until(self.at.is_ready, 20, 'claimd is ready')
            return self.at
    holder = Holder()
    yield holder
    holder.at.stop()


@pytest.fixture(scope='module')
def nginx(service, tmp_path_factory):
    nginx = Nginx(tmp_path_factory.mktemp('nginx'), service.up().port)
    yield nginx
    nginx.stop()


def test_it_comes_through_whole(service, nginx):
    direct = service.up().client.get('/claims.csv').body
    assert nginx.get('/claims.csv') == (200, direct)


def test_http_1_0_to_the_service_is_refused(service, nginx):
    service.up()
    status, body = nginx.get('/claims.csv', nginx.old_port)
    assert status == 426 and b'proxy_http_version 1.1' in body
    assert nginx.get('/claims.csv?limit=500', nginx.old_port)[0] == 200


def goes_on(many, seen):
    """Has a stream asked for three pieces? The next one is asked for while one is sent, so one is out by then."""
    for transaction, statement in many.cluster.execute(
            """select xact_start, query_start from pg_stat_activity
                where datname = %s and usename = %s and application_name = 'claimd stream' and backend_xmin is not null""",
            many.name, Database.SERVICE_ROLE):
        seen.setdefault(transaction, set()).add(statement)
        if len(seen[transaction]) == 3:
            return True
    return False


def break_off(many, running, how):
    """In the middle of a stream: by the end of its connection to the database, or by that of the service."""
    seen = {}
    until(lambda: goes_on(many, seen), 20, 'a stream is under way')
    if how == 'database':
        until(lambda: end_streams(many) > 0, 20, 'a stream waits for its client')
    else:
        running.process.kill()
        running.process.wait()


WAYS = [(how, behind) for how in ('database', 'service') for behind in (False, True)]


@pytest.mark.parametrize('how,behind', WAYS)
@pytest.mark.parametrize('form', ['csv', 'ndjson'])
def test_curl_says_so(many, service, nginx, how, behind, form):
    running = service.up()
    port = nginx.port if behind else running.port
    curl = subprocess.Popen(['curl', '-s', '--limit-rate', '400k', '-o', '/dev/null',
                             f'http://127.0.0.1:{port}/claims.{form}'])
    break_off(many, running, how)
    # 18: a part of the file. A killed service resets what it had not sent (56).
    assert curl.wait(60) in ((18,) if behind or how == 'database' else (18, 56))


@pytest.mark.parametrize('how,behind', WAYS)
def test_pandas_raises(many, service, nginx, how, behind):
    running = service.up()
    port, raised = nginx.port if behind else running.port, []

    def read():
        try:
            pandas.read_csv(f'http://127.0.0.1:{port}/claims.csv')
        except (http.client.IncompleteRead, ConnectionResetError) as error:
            raised.append(error)
    reader = threading.Thread(target=read)
    reader.start()
    break_off(many, running, how)
    reader.join(60)
    assert len(raised) == 1, 'a part of the file was taken for all of it'
