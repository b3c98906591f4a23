"""A million claims as CSV and as lines of JSON: all of them, in flat memory, never a part that looks whole, and readers
beside them hardly notice."""
import csv
import hashlib
import http.client
import io
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import pytest

from tests.long.exports.conftest import CLAIMS
from tests.support.service import until

# A line for each claim, made by the database without the statements of the service.
EXPECTED = """
    select count(*), md5(string_agg(line, E'\n' order by claimed_from desc nulls last, id desc))
      from (select state.statement as id, state.claimed_from,
                   concat_ws('|', state.statement, record.revision, statement.statement,
                             coalesce(statement.claimed_on, ''), state.status, state.counter_claim_count,
                             (select string_agg(slug, ';' order by place)
                                from unnest(state.claimants) with ordinality as named (id, place) join claimd.actor using (id)),
                             (select string_agg(slug, ';' order by place)
                                from unnest(state.accused) with ordinality as named (id, place) join claimd.actor using (id)))
                   as line
              from claimd.claim_state as state
              join claimd.statement on statement.id = state.statement
              join claimd.record on record.id = state.statement
             where state.type = 'claim' and state.status >= 'disputed') as listed"""


def of_csv(body):
    for row in csv.DictReader(io.TextIOWrapper(body, 'utf-8', newline=''), strict=True):
        yield (row['id'], row['revision'], row['statement'], row['claimed_on'], row['status'], row['counter_claim_count'],
               row['claimant_slugs'].replace('; ', ';'), row['actor_slugs'].replace('; ', ';'))


def of_ndjson(body):
    for line in body:
        row = json.loads(line)
        yield (row['id'], str(row['revision']), row['statement'], row['claimed_on'] or '', row['status'],
               str(row['counter_claim_count']), *(';'.join(actor['slug'] for actor in row[side])
                                                  for side in ('claimants', 'actors')))


FORMS = {'csv': of_csv, 'ndjson': of_ndjson}


def memory(process):
    """kB that it has now."""
    pages = pathlib.Path(f'/proc/{process.pid}/statm').read_text('ascii').split()[1]
    return int(pages) * os.sysconf('SC_PAGE_SIZE') // 1024


def cpu(pid):
    """Seconds of the processor."""
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text('utf-8').rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def opened(service, target):
    connection = http.client.HTTPConnection('127.0.0.1', service.port, timeout=120)
    connection.request('GET', target)
    response = connection.getresponse()
    assert response.status == 200
    return response


@pytest.fixture(scope='session')
def expected(ask):
    return ask(EXPECTED)[0]


@pytest.mark.parametrize('form', FORMS)
def test_every_claim_in_flat_memory(service, expected, form):
    begun, spent = time.monotonic(), cpu(service.process.pid)
    digest, count, seen = hashlib.md5(), 0, []
    for line in FORMS[form](opened(service, f'/claims.{form}')):
        digest.update(('\n' if count else '').encode() + '|'.join(line).encode())
        count += 1
        if count % (CLAIMS // 100) == 0:
            seen.append(memory(service.process))
    assert (count, digest.hexdigest()) == expected
    assert count > 0.9 * CLAIMS
    warm, most = max(seen[:len(seen) // 10]), max(seen)
    print(f'{form}: {count} claims in {time.monotonic() - begun:.0f} s, {cpu(service.process.pid) - spent:.1f} s of the '
          f'service\'s processor; memory {warm} kB after a tenth, {most} kB at most')
    assert most - warm <= 1024


def curl(service, form, folder):
    path = folder / f'claims.{form}'
    return path, subprocess.Popen(['curl', '-s', '-o', path, f'{service.client.base}/claims.{form}'])


@pytest.mark.parametrize('how', ['database', 'service'])
@pytest.mark.parametrize('form', FORMS)
def test_killed_half_way(service, ask, tmp_path, form, how):
    path, running = curl(service, form, tmp_path)
    until(lambda: path.exists() and path.stat().st_size > 150 * CLAIMS, 600, 'a good part of it is there')
    if how == 'database':
        ask("""select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'claimd stream' and datname = current_database() and xact_start is not null""")
    else:
        service.process.kill()
        service.process.wait()
    # A killed service may leave the connection reset (56).
    assert running.wait(60) in ((18,) if how == 'database' else (18, 56))
    print(f'{form}, {how} killed: curl says {running.returncode} after {path.stat().st_size >> 20} MB')


def quantile(times, share):
    return sorted(times)[int(len(times) * share)]


def test_readers_beside_two_exports(service, ask, tmp_path):
    ids = [row[0] for row in ask("select statement::text from claimd.claim_state where type = 'claim' limit 200")]
    targets = ['/claims', '/claims?actor=china', '/claims?actor=iran&status=disputed', *(f'/claims/{one}' for one in ids[:9])]

    def measured(seconds=20):
        done = subprocess.run([sys.executable, pathlib.Path(__file__).with_name('readers.py'), str(service.port),
                               str(seconds), *targets], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return [float(line) for line in done.stdout.split()]

    def beside():
        exports = [curl(service, form, tmp_path)[1] for form in FORMS]
        time.sleep(1)
        times = measured()
        assert all(one.poll() is None for one in exports), 'an export was over before the readers were'
        for one in exports:
            one.terminate()
            one.wait()
        until(lambda: not ask("""select 1 from pg_stat_activity where application_name = 'claimd stream'
                                    and datname = current_database() and xact_start is not null"""), 30, 'exports are over')
        return times

    measured(5)
    runs = [(measured(), beside()) for _ in range(3)]
    quiet, busy = ([quantile(run[which], 0.99) for run in runs] for which in (0, 1))
    middle = [statistics.median(run[which][len(run[which]) // 2] for run in [tuple(map(sorted, one)) for one in runs])
              for which in (0, 1)]
    print(f'64 readers: p50 {middle[0]:.1f} ms alone, {middle[1]:.1f} ms beside two exports; p99 '
          f'{", ".join(f"{one:.1f}" for one in quiet)} ms alone, {", ".join(f"{one:.1f}" for one in busy)} ms beside them')
    assert statistics.median(busy) <= 2 * statistics.median(quiet)
