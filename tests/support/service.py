"""Starts what the tests talk to: a throwaway PostgreSQL, databases in it, and claimd itself."""
import base64
import hashlib
import itertools
import os
import pathlib
import re
import secrets
import signal
import socket
import subprocess
import time
import uuid

import psycopg2

from tests.support.client import Client

ROOT = pathlib.Path(__file__).resolve().parents[2]
SANITIZER_REPORT = re.compile(rb'^.*(ERROR: \w+Sanitizer|runtime error:).*$', re.MULTILINE)


def program():
    """CLAIMD, or the build that is there."""
    candidates = [os.environ.get('CLAIMD')] if 'CLAIMD' in os.environ else [
        ROOT / build / 'service/claimd' for build in ('build-test', 'build', 'build-release')]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise FileNotFoundError(f'no claimd among {candidates}')


def logs():
    path = pathlib.Path(os.environ.get('TEST_LOGS', ROOT / 'var/log/test'))
    path.mkdir(parents=True, exist_ok=True)
    return path


def new_log(name):
    """A path for a log that no earlier process of the name has."""
    paths = (logs() / f'{name}{number or ""}.log' for number in itertools.count())
    return next(path for path in paths if not path.exists())


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def until(condition, seconds, what):
    """Polls until `condition()` is true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f'not within {seconds} s: {what}'
        time.sleep(0.02)


def heed_interrupts():
    """For a child process: a shell that runs tests in the background has SIGINT ignored, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Cluster:
    """A throwaway PostgreSQL. It ends with this process, however that ends: its keeper reads our end of a pipe."""

    def __init__(self, name):
        self.keeper = subprocess.Popen([ROOT / 'script/lib/throwaway-postgres', logs() / f'{name}-postgres.log'],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.name = name
        self._read()

    def _read(self):
        word, self.directory, pid = (self.keeper.stdout.readline().split() or ['', '', '0'])
        assert word == 'ready', f'PostgreSQL did not start, see {logs()}/{self.name}-postgres.log'
        self.pid = int(pid)

    def processes(self):
        """The postmaster and its children."""
        children = subprocess.run(['pgrep', '-P', str(self.pid)], capture_output=True, text=True, check=False).stdout
        return [self.pid, *map(int, children.split())]

    def signal(self, sig):
        """Sends it to each process of the cluster."""
        for pid in self.processes():
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                pass

    def start(self):
        """Again, after it was killed."""
        self.keeper.stdin.write('start\n')
        self.keeper.stdin.flush()
        self._read()

    def url(self, database, role='postgres'):
        return f'postgresql:///{database}?host={self.directory}&user={role}'

    def execute(self, statement, *values, database='postgres'):
        connection = psycopg2.connect(self.url(database))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def stop(self):
        self.keeper.stdin.close()
        self.keeper.stdout.close()
        self.keeper.wait(60)


class Database:
    """A migrated database in a cluster, with the service's role beside its owner's."""

    SERVICE_ROLE = 'claimd_test'

    def __init__(self, cluster, name, *imports):
        self.cluster, self.name = cluster, name
        cluster.execute(f"""do $$ begin
            if not exists (select from pg_roles where rolname = '{self.SERVICE_ROLE}') then
                create role {self.SERVICE_ROLE} login;
            end if; end $$""")
        cluster.execute(f'create database {name} template template0')
        self.owner_url = cluster.url(name)
        self.url = cluster.url(name, self.SERVICE_ROLE)
        self.run('migrate', '--grant-to', self.SERVICE_ROLE, url=self.owner_url)
        for path in imports:
            self.run('import', str(path), url=self.url)

    def key(self, *scopes, name='An editor'):
        """A key that may do that, as `claimd key create` makes them."""
        number, secret = str(uuid.uuid4()), secrets.token_bytes(32)
        self.cluster.execute("""insert into claimd.api_key (id, name, secret_hash, scopes)
                                values (%s, %s, %s, %s)""", number, name, hashlib.sha256(secret).digest(), list(scopes),
                             database=self.name)
        return f'ck_{number}_{base64.urlsafe_b64encode(secret).decode().rstrip("=")}'

    def run(self, *arguments, url=None, check=True):
        done = subprocess.run([program(), *arguments], env=dict(os.environ, DATABASE_URL=url or self.url),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
        assert not check or done.returncode == 0, f'claimd {" ".join(arguments)}: {done.stdout}{done.stderr}'
        return done


class Service:
    """claimd at work on a database."""

    def __init__(self, url, name, environment=None):
        self.port, self.private_port = free_port(), free_port()
        self.log_path = new_log(f'{name}-claimd')
        self.client = Client(self.port)
        self.private = Client(self.private_port)
        self.log = open(self.log_path, 'wb')
        settings = {
            'DATABASE_URL': url,
            'CLAIMD_LISTEN': f'127.0.0.1:{self.port}',
            'CLAIMD_PRIVATE_LISTEN': f'127.0.0.1:{self.private_port}',
            # The throwaway PostgreSQL spares the disk: it is killed, but the machine does not crash.
            'CLAIMD_ALLOW_UNSAFE_DATABASE': 'yes',
            **(environment or {}),
        }
        self.process = subprocess.Popen([program(), 'serve'], env=dict(os.environ, **settings),
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                                        preexec_fn=heed_interrupts)

    def wait(self, seconds=20):
        until(lambda: self.is_ready() or self.process.poll() is not None, seconds, 'claimd is ready')
        assert self.process.poll() is None, f'claimd ended:\n{self.output()[-3000:].decode(errors="replace")}'
        return self

    def is_ready(self):
        try:
            return self.private.request('GET', '/readyz', check=False, timeout=5).status == 200
        except OSError:
            return False

    def output(self):
        return self.log_path.read_bytes()

    def stop(self, sig=signal.SIGTERM, seconds=20):
        """Ends it and gives its exit status. What a sanitizer said of it is a failure."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f'claimd does not stop within {seconds} s') from None
        self.log.close()
        report = SANITIZER_REPORT.search(self.output())
        assert report is None, f'{self.log_path}: {report.group().decode(errors="replace")}'
        return self.process.returncode
