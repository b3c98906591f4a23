"""The toy server: the engine with routes that need no tables."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest

from tests.support.client import Client
from tests.support.service import ROOT, SANITIZER_REPORT, Cluster, free_port, logs, until


def toy_program():
    path = os.environ.get('CLAIMD')
    builds = [pathlib.Path(path).parents[1]] if path else [ROOT / name for name in ('build-test', 'build')]
    for build in builds:
        if (build / 'tests/engine/toy_server').exists():
            return str(build / 'tests/engine/toy_server')
    raise FileNotFoundError('no toy_server in ' + ', '.join(map(str, builds)))


class Toy:
    def __init__(self, url, name, **settings):
        self.port, self.private_port = free_port(), free_port()
        self.client = Client(self.port)
        self.log_path = logs() / f'engine-{name}.log'
        self.log = open(self.log_path, 'wb')
        arguments = [f'{key}={value}' for key, value in settings.items()]
        # Freed memory that the sanitizer holds back would look like growth.
        environment = {**os.environ, 'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=1:handle_abort=1'}
        self.process = subprocess.Popen([toy_program(), str(self.port), str(self.private_port), url, *arguments], env=environment,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        until(self.listens, 20, 'the toy server listens')

    def listens(self):
        assert self.process.poll() is None, self.output()
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def get(self, target, **options):
        return self.client.request('GET', target, check=False, **options)

    def wait(self):
        """Until the database answers."""
        until(lambda: self.get('/answer').status == 200, 20, 'the database answers')
        return self

    def output(self):
        return self.log_path.read_bytes()

    def status(self, key):
        return int(re.search(rf'{key}:\s+(\d+)', pathlib.Path(f'/proc/{self.process.pid}/status').read_text())[1])

    def descriptors(self):
        return len(os.listdir(f'/proc/{self.process.pid}/fd'))

    def connect(self, source=None):
        return socket.create_connection(('127.0.0.1', self.port), timeout=30, source_address=source)

    def ask(self, target, connection=None, headers=''):
        """Sends a request and reads nothing."""
        connection = connection or self.connect()
        connection.sendall(f'GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n'.encode())
        return connection

    def stop(self, sig=signal.SIGTERM, seconds=30):
        if self.process.poll() is None:
            self.process.send_signal(sig)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f'the toy server does not stop within {seconds} s') from None
        self.log.close()
        report = SANITIZER_REPORT.search(self.output())
        assert report is None, f'{self.log_path}: {report.group().decode(errors="replace")}'
        return self.process.returncode


@pytest.fixture
def toy(cluster, request):
    """Makes toy servers; each must end well."""
    made = []

    def make(url=None, **settings):
        made.append(Toy(url or cluster.url('postgres'), f'{request.node.name}-{len(made)}', **{'loops': 1, **settings}))
        return made[-1]

    yield make
    for one in made:
        assert one.stop() in (0,), one.log_path


@pytest.fixture
def breakable():
    """A PostgreSQL that a test may break."""
    own = Cluster('engine')
    yield own
    try:
        os.kill(own.pid, signal.SIGCONT)
    except ProcessLookupError:
        pass
    own.stop()


def timed(call):
    begin = time.monotonic()
    result = call()
    return result, time.monotonic() - begin
