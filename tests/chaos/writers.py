"""
Writers who note what was acknowledged and repeat what they have no answer for, and a service and a PostgreSQL that are
killed meanwhile. Afterwards the notes are held against the rows.
"""
import contextlib
import http.client
import json
import random
import signal
import threading
import time
import uuid

from tests.conftest import FIXTURE
from tests.support.service import Cluster, Database, Service, until

CLAIM = {'claimants': ['aurora'], 'actors': ['grey-heron'], 'subject': {'type': 'incident', 'incident': 'tide-2021'},
         'language': 'en', 'basis': 'unstated', 'confidence': {'level': 'unstated'},
         'citations': [{'source': 'old-blog', 'form': 'reference'}]}
# No answer, or one that says that it is not known: the same request again, with the same key.
AGAIN = {500, 503}


class Place:
    """A cluster, a database and a service that may be killed. Whoever asks, asks the service that is there now."""

    def __init__(self, name):
        self.name, self.cluster = name, Cluster(name)
        self.database = Database(self.cluster, 'chaos', FIXTURE)
        self.key = self.database.key('claims:write')
        self.service = Service(self.database.url, name).wait()

    def rows(self, statement, *values):
        return self.cluster.execute(statement, *values, database=self.database.name)

    def kill_service(self):
        self.service.process.kill()
        self.service.process.wait()
        self.service.log.close()

    def start_service(self):
        self.service = Service(self.database.url, self.name)

    def kill_database(self):
        """The postmaster and all that it started, at once."""
        self.cluster.signal(signal.SIGKILL)
        until(lambda: not any(alive(pid) for pid in self.cluster.processes()), 20, 'PostgreSQL is dead')

    def strike(self, what):
        if what != 'database':
            self.kill_service()
        if what != 'service':
            self.kill_database()
            self.cluster.start()
        if what != 'database':
            self.start_service()
            self.service.wait()

    def stop(self):
        if self.service.process.poll() is None:
            self.service.stop()
        self.cluster.stop()


def alive(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as stat:
            return stat.read().rsplit(')', 1)[1].split()[0] not in 'ZX'
    except OSError:
        return False


class Writers:
    """Threads that make claims and change some of them."""

    def __init__(self, place, count=8, with_keys=True):
        self.place, self.with_keys = place, with_keys
        self.made = {}      # marker: id, of those acknowledged
        self.changed = {}   # marker: how many changes were acknowledged
        self.sent = set()   # markers
        self.unsettled = [] # nobody knows
        self.odd = []       # answers that should not be
        self.repeats = 0
        self.stopping = threading.Event()
        self.give_up = None
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.write, args=(n,)) for n in range(count)]
        for thread in self.threads:
            thread.start()

    def stop(self, seconds=30):
        """Lets each finish what it is at."""
        self.give_up = time.monotonic() + seconds
        self.stopping.set()
        for thread in self.threads:
            thread.join(seconds + 60)
            assert not thread.is_alive()

    def once(self, method, target, value, headers):
        """Until there is an answer that settles it; None: there was none."""
        if self.with_keys:
            headers = {**headers, 'Idempotency-Key': str(uuid.uuid4())}
        headers = {**headers, 'Authorization': f'Bearer {self.place.key}',
                   'Content-Type': 'application/merge-patch+json' if method == 'PATCH' else 'application/json'}
        while not self.stopping.is_set() or time.monotonic() < self.give_up:
            connection = http.client.HTTPConnection('127.0.0.1', self.place.service.port, timeout=20)
            with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
                connection.request(method, target, json.dumps(value), headers)
                answer = connection.getresponse()
                body = answer.read()
                running = answer.status == 409 and b'idempotency-running' in body
                if answer.status not in AGAIN and not running:
                    return answer.status, answer.getheader('ETag'), body
                if answer.status == 500:
                    self.odd.append(body)
            self.repeats += 1
            time.sleep(0.05)
        return None

    def write(self, seed):
        chance = random.Random(seed)
        while not self.stopping.is_set():
            marker = str(uuid.uuid4())
            self.sent.add(marker)
            answer = self.once('POST', '/claims', {**CLAIM, 'statement': f'chaos {marker}'}, {})
            if answer is None or answer[0] != 201:
                (self.unsettled if answer is None else self.odd).append(marker if answer is None else answer)
                continue
            record = json.loads(answer[2])
            with self.lock:
                self.made[marker] = record['id']
            if self.with_keys and chance.random() < 0.3:
                answer = self.once('PATCH', f'/claims/{record["id"]}', {'date_note': None, 'basis': 'technical'},
                                   {'If-Match': answer[1]})
                if answer is None or answer[0] != 200:
                    (self.unsettled if answer is None else self.odd).append(marker if answer is None else answer)
                else:
                    self.changed[marker] = 1

    def held_against_rows(self):
        """(lost, doubled): markers that were acknowledged and are not there as they were; that are there twice."""
        found = {}
        for identity, statement, revisions in self.place.rows("""
                select record.id::text, statement, record.revision from claimd.statement join claimd.record using (id)
                 where statement like 'chaos %'"""):
            found.setdefault(statement.removeprefix('chaos '), []).append((identity, revisions))
        lost = [marker for marker, identity in self.made.items()
                if identity not in [one for one, _ in found.get(marker, [])]
                or marker not in self.unsettled and (identity, 1 + self.changed.get(marker, 0)) not in found[marker]]
        doubled = [marker for marker, rows in found.items() if len(rows) > 1]
        assert set(found) <= self.sent
        return lost, doubled


def storm(place, strikes, writers, seed=0):
    """Strikes while the writers write; after each, waits until something was acknowledged again."""
    chance = random.Random(seed)
    for what in strikes:
        time.sleep(chance.uniform(0.1, 0.6))
        place.strike(what)
        before = len(writers.made)
        until(lambda before=before: len(writers.made) > before, 30, f'writes go on after {what} was killed')
