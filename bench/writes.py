"""Measures POST with commit against pgbench that INSERTs the same rows into the same tables, in one run, A B A B.

    CLAIMD=build-release/service/claimd /usr/bin/python3 -m bench.writes [--clients 16] [--seconds 10] [--rounds 3]

Results: bench/RESULTS.md. A throwaway PostgreSQL of its own, with the settings that it comes with (fsync on).
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import threading
import time

from tests.conftest import FIXTURE
from tests.support.service import Cluster, Database, Service

# A pattern: its corroboration is not counted, as for nobody else's claim in pgbench.
CLAIM = {'claimants': ['aurora'], 'actors': ['grey-heron'], 'subject': {'type': 'pattern', 'description': 'Spying'},
         'language': 'en', 'basis': 'unstated', 'confidence': {'level': 'unstated'},
         'citations': [{'source': 'old-blog', 'form': 'reference'}]}
# Whatever a claim has rows in, parents first, and the column that has its id.
TABLES = {'record': 'id', 'revision': 'record', 'revision_body': None, 'statement': 'id', 'statement_claimant': 'statement',
          'citation': 'statement', 'claim': 'id', 'claim_accused': 'claim', 'claim_state': 'statement', 'claim_reach': 'claim'}


def used(pids):
    """Seconds of CPU of these processes and of those that they waited for."""
    ticks = 0
    for pid in pids:
        try:
            numbers = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
        except OSError:
            continue
        ticks += sum(map(int, numbers[11:15]))
    return ticks / os.sysconf('SC_CLK_TCK')


def told_to_pgbench(literal, model):
    """The claim's id as its variable; a colon that pgbench would take for one, as an escape."""
    if literal == f"'{model}'":
        return ':id::uuid'
    return re.sub("^E?'", "E'", literal.replace(':', r'\x3a')) if ':' in literal else literal


class Place:
    def __init__(self):
        self.cluster = Cluster('bench-writes')
        self.database = Database(self.cluster, 'writes', FIXTURE)
        self.service = Service(self.database.url, 'bench-writes').wait()
        self.key = self.database.key('claims:write')

    def rows(self, statement, *values):
        return self.cluster.execute(statement, *values, database=self.database.name)

    def post(self, connection, number):
        connection.request('POST', '/claims', json.dumps({**CLAIM, 'statement': f'Statement {number} of the measurement.'}),
                           {'Authorization': f'Bearer {self.key}', 'Content-Type': 'application/json'})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 201, body
        return json.loads(body)['id']

    def connect(self):
        return http.client.HTTPConnection('127.0.0.1', self.service.port, timeout=60)

    def posts(self, clients, seconds):
        """Rate, latencies and CPU a post of the service and of PostgreSQL."""
        took, end = [], time.monotonic() + seconds

        def one():
            connection = self.connect()
            while time.monotonic() < end:
                begun = time.perf_counter()
                self.post(connection, begun)
                took.append(time.perf_counter() - begun)

        before = used([self.service.process.pid]), used(self.cluster.processes())
        threads = [threading.Thread(target=one) for _ in range(clients)]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = len(took) / (time.monotonic() - begun)
        after = used([self.service.process.pid]), used(self.cluster.processes())
        took.sort()
        return {'rate': rate, 'median': statistics.median(took) * 1e3, 'p99': took[int(len(took) * 0.99)] * 1e3,
                'service': (after[0] - before[0]) / len(took) * 1e3, 'database': (after[1] - before[1]) / len(took) * 1e3}

    def script(self):
        """A pgbench script that makes the rows of one claim, those that triggers make aside."""
        model = self.post(self.connect(), 'model')
        lines = ['select gen_random_uuid() as id \\gset', 'begin;', 'set local search_path = claimd;']
        for table, column in TABLES.items():
            columns = [name for name, in self.rows("""select quote_ident(attname) from pg_attribute
                where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
                  and attname <> 'since' order by attnum""", f'claimd.{table}')]
            where = f'{column} = %s' if column else 'seq in (select seq from claimd.revision where record = %s)'
            for row in self.rows(f"select {', '.join(f'quote_nullable({name})' for name in columns)} from claimd.{table} where {where}",
                                 model):
                values = dict(zip(columns, row))
                if table == 'revision':
                    values['recorded_at'] = 'clock_timestamp() + random() * interval \'1 second\''
                if table == 'revision_body':
                    values['seq'] = 'currval(\'claimd.revision_seq_seq\')'
                told = ', '.join(told_to_pgbench(value, model) for value in values.values())
                lines.append(f"insert into claimd.{table} ({', '.join(columns)}) values ({told});")
        lines.append('commit;')
        return '\n'.join(lines) + '\n', len(lines) - 4

    def inserts(self, script, clients, seconds):
        # Each INSERT is planned once a connection, as the service's statements are.
        with tempfile.NamedTemporaryFile('w', suffix='.sql') as file:
            file.write(script)
            file.flush()
            before = used(self.cluster.processes())
            done = subprocess.run(['pgbench', '-n', '-M', 'prepared', '-c', str(clients), '-j', '1', '-T', str(seconds), '-f', file.name,
                                   '-h', self.cluster.directory, '-U', 'postgres', 'writes'],
                                  capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-2000:]
            after = used(self.cluster.processes())
        rate = float(re.search(r'tps = ([\d.]+)', done.stdout).group(1))
        return {'rate': rate, 'median': float(re.search(r'latency average = ([\d.]+)', done.stdout).group(1)),
                'database': (after - before) / (rate * seconds) * 1e3}

    def stop(self):
        self.service.stop()
        self.cluster.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--clients', type=int, nargs='*', default=[1, 16])
    parser.add_argument('--seconds', type=int, default=10)
    parser.add_argument('--rounds', type=int, default=3)
    arguments = parser.parse_args()
    place = Place()
    try:
        script, rows = place.script()
        print(f'{rows} rows a claim in {len(TABLES)} tables, those of triggers aside')
        place.posts(max(arguments.clients), 2)
        for clients in arguments.clients:
            ratios = []
            for _ in range(arguments.rounds):
                ours = place.posts(clients, arguments.seconds)
                theirs = place.inserts(script, clients, arguments.seconds)
                ratios.append(ours['rate'] / theirs['rate'])
                print(f"{clients:3} clients: POST {ours['rate']:6.0f}/s, median {ours['median']:.1f} ms, p99 {ours['p99']:.1f} ms, "
                      f"CPU a post: claimd {ours['service']:.2f} ms, PostgreSQL {ours['database']:.2f} ms | pgbench "
                      f"{theirs['rate']:6.0f}/s, mean {theirs['median']:.1f} ms, CPU {theirs['database']:.2f} ms | {ratios[-1]:.3f}",
                      flush=True)
            print(f'{clients:3} clients: ratio {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})')
    finally:
        place.stop()


if __name__ == '__main__':
    main()
