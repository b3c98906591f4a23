"""script/server: one command from a clone to answers, and nothing left behind."""
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

from tests.support.client import Client
from tests.support.service import ROOT, free_port, heed_interrupts, logs, until

SERVER = ROOT / 'script/server'


def processes(word):
    """Process ids whose command line has the word, but for this one's own."""
    found = subprocess.run(['pgrep', '-f', '--', word], capture_output=True, text=True, check=False).stdout.split()
    return {int(pid) for pid in found} - {os.getpid()}


class Running:
    def __init__(self, data, *arguments, environment=None):
        self.port, self.data = free_port(), data
        self.begun = time.monotonic()
        self.log = logs() / f'script-server-{self.port}.log'
        self.output = open(self.log, 'wb')
        settings = {key: value for key, value in os.environ.items() if key not in ('DATABASE_URL', 'ASAN_OPTIONS')}
        self.process = subprocess.Popen([SERVER, '--port', str(self.port), '--data', data, *arguments],
                                        stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
                                        env=dict(settings, **(environment or {})), preexec_fn=heed_interrupts)
        self.client = Client(self.port)

    def text(self):
        return self.log.read_text('utf-8')

    def wait(self, seconds=300):
        until(lambda: 'claimd is ready' in self.text() or self.process.poll() is not None, seconds, 'script/server is ready')
        assert self.process.poll() is None, self.text()
        return time.monotonic() - self.begun

    def stop(self, sig=signal.SIGTERM):
        self.process.send_signal(sig)
        status = self.process.wait(30)
        self.output.close()
        return status

    def left(self):
        """What still runs of it: claimd or PostgreSQL on its directory, or anyone on its port."""
        with socket.socket() as probe:
            serving = probe.connect_ex(('127.0.0.1', self.port)) == 0
        return processes(str(self.data)) or serving


@pytest.fixture
def data():
    # Where PostgreSQL's own user may go, which pytest's directories are not.
    path = pathlib.Path(tempfile.mkdtemp(prefix='claimd-server.', dir='/tmp'))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def abandoned_socket_directories():
    return {path for path in pathlib.Path('/tmp').glob('claimd-pg.*') if not list(path.glob('.s.PGSQL.*'))}


def test_first_and_second_start(data):
    before = abandoned_socket_directories()
    first = Running(data)
    first.wait()
    try:
        assert len(first.client.rows('/claims?actor=china')) == 21
        assert 'loaded the sample' in first.text()
    finally:
        assert first.stop() == 0
    until(lambda: not first.left(), 10, 'nothing left')
    assert abandoned_socket_directories() <= before
    second = Running(data)
    seconds = second.wait(30)
    try:
        assert seconds < 10, f'{seconds:.1f} s'
        assert len(second.client.rows('/claims?actor=china')) == 21
        assert 'loaded the sample' not in second.text()
        third = Running(data)
        assert third.process.wait(20) == 1 and 'another script/server' in third.text()
    finally:
        assert second.stop(signal.SIGINT) == 0
    until(lambda: not second.left(), 10, 'nothing left')


def command(*arguments):
    """What script/claimd did, without a DATABASE_URL."""
    settings = {key: value for key, value in os.environ.items() if key != 'DATABASE_URL'}
    return subprocess.run([ROOT / 'script/claimd', *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env=settings, timeout=60, check=False)


def test_who_starts_it_may_write(data):
    running = Running(data)
    running.wait()
    try:
        asked = shlex.split(next(line for line in running.text().splitlines() if 'key create' in line))
        assert asked[0] == 'script/claimd'
        key = command(*asked[1:]).stdout.strip()
        answer = Client(running.port, key=key).send('PUT', '/actors/bear', {
            'slug': 'bear', 'kind': 'company', 'name': 'Bear', 'language': 'en'}, {'If-None-Match': '*'})
        assert answer.status == 201, answer.body
        assert '"slug":"bear"' in command('--data', str(data), 'export', '-').stdout
        health = command('--data', str(data), 'health')
        assert health.returncode == 0, health.stderr
    finally:
        running.stop()
    stopped = command('--data', str(data), 'key', 'list')
    assert stopped.returncode == 1 and 'no script/server is at work' in stopped.stderr
    assert not (data / 'claimd.sock').exists()


def test_killed_it_takes_all_with_it_and_recovers(data):
    running = Running(data)
    running.wait()
    running.process.kill()
    running.process.wait()
    until(lambda: not running.left(), 20, 'claimd and PostgreSQL end with script/server')
    again = Running(data)
    again.wait(60)
    try:
        assert len(again.client.rows('/claims?actor=china')) == 21
    finally:
        again.stop()


def test_stopped_half_way(data):
    running = Running(data)
    until(lambda: processes(f'{data}/postgres') or running.process.poll() is not None, 300, 'PostgreSQL begins')
    running.stop()
    until(lambda: not running.left(), 20, 'nothing left')


def test_stale_pid_file(data):
    running = Running(data)
    running.wait()
    running.stop()
    pid_file = data / 'postgres/postmaster.pid'
    # A number that another program has by now.
    pid_file.write_text(f'{os.getpid()}\n{pid_file.parent}\n1\n5432\n\n\n')
    again = Running(data)
    again.wait(60)
    again.stop()


@pytest.mark.skipif(os.getuid() != 0, reason='only root has to hand PostgreSQL to another user')
def test_where_postgres_may_not_go(data):
    closed = data / 'closed'
    closed.mkdir(mode=0o700)
    running = Running(closed)
    running.wait()
    assert len(running.client.rows('/claims?actor=china')) == 21
    elsewhere = pathlib.Path((closed / 'postgres').readlink())
    running.stop()
    assert not processes(str(elsewhere))
    shutil.rmtree(elsewhere.parent)


def test_port_taken(data):
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run([SERVER, '--port', str(port), '--data', str(data)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60, check=False)
    assert done.returncode == 1 and re.search(rf'port {port} is taken', done.stderr)
    assert not processes(f'{data}/postgres')


def test_no_sample(data):
    running = Running(data / 'empty', '--no-sample')
    running.wait()
    try:
        assert running.client.rows('/claims') == []
        assert running.client.get('/actors/china').json()['claims_against_count'] == 0
    finally:
        running.stop()


def test_a_database_of_its_own(data, cluster):
    cluster.execute('create database scripts_own template template0')
    # A throwaway cluster spares the disk, which a server refuses unless it is told to bear it.
    running = Running(data / 'own', environment={'DATABASE_URL': cluster.url('scripts_own'),
                                                 'CLAIMD_ALLOW_UNSAFE_DATABASE': 'yes'})
    running.wait()
    try:
        assert len(running.client.rows('/claims?actor=china')) == 21
        assert not processes(f'{data}/own/postgres')
    finally:
        running.stop()


@pytest.mark.parametrize('arguments', [['--port'], ['--port', '0'], ['--port', 'x'], ['--prot', '1'], ['8080']])
def test_mistakes(arguments):
    done = subprocess.run([SERVER, *arguments], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1 and done.stderr


@pytest.mark.parametrize('script', ['server', 'claimd', 'test'])
def test_help(script):
    done = subprocess.run([ROOT / 'script' / script, '--help'], capture_output=True, text=True, timeout=20, check=True)
    assert f'script/{script}' in done.stdout
