"""Streams of many claims: whole, of one instant, and never a short file that looks whole."""
import csv
import http.client
import io
import json
import shutil
import socket
import subprocess

import pandas
import pytest

from tests.http.conftest import CLAIMS, end_streams
from tests.support.service import Database, until

ORDER = 'claimed_from desc nulls last, statement desc'


def ids(many):
    rows = many.cluster.execute(f"""select statement::text from claimd.claim_state where type = 'claim'
                                     order by {ORDER}""", database=many.name)
    return [row[0] for row in rows]


def test_csv_has_every_claim_in_order(many, exporter):
    answer = exporter.client.get('/claims.csv')
    assert answer.header('Transfer-Encoding') == 'chunked' and answer.header('ETag') is None
    rows = list(csv.DictReader(io.StringIO(answer.text(), newline=''), strict=True))
    assert [row['id'] for row in rows] == ids(many) and len(rows) == CLAIMS
    assert {row['statement'] for row in rows} == {f'Claim {n}' for n in range(1, CLAIMS + 1)}


def test_lines_have_every_claim_in_order(many, exporter):
    lines = exporter.client.request('GET', '/claims.ndjson', headers={'Accept-Encoding': 'gzip'}).text().splitlines()
    assert [json.loads(line)['id'] for line in lines] == ids(many)


def test_a_limit_ends_within_a_piece(many, exporter):
    rows = exporter.client.get('/claims.csv?limit=2500').text().split('\r\n')
    assert [row.split(',')[0] for row in rows[1:-1]] == ids(many)[:2500]


def slowly(port, target):
    """A request whose answer waits in the service until it is read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(('127.0.0.1', port))
    connection.sendall(f'GET {target} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())
    response = http.client.HTTPResponse(connection)
    response.begin()
    return connection, response


def test_all_of_it_is_of_one_instant(many, exporter):
    before = ids(many)
    connection, response = slowly(exporter.port, '/claims.csv')
    first = response.read(1000)
    many.cluster.execute(f"""with last as (select statement from claimd.claim_state where type = 'claim'
                              order by {ORDER.replace(' desc', '').replace('nulls last', 'nulls first')} limit 100)
                            update claimd.claim_state set status = 'retracted'
                             where statement in (table last)""", database=many.name)
    assert len(ids(many)) == len(before)
    rows = (first + response.read()).decode().split('\r\n')
    connection.close()
    assert [row.split(',')[0] for row in rows[1:-1]] == before
    now = exporter.client.get('/claims.csv').text().split('\r\n')
    assert len(now) == len(rows) - 100


def test_a_broken_stream_is_an_error_to_who_reads_it(many, exporter):
    connection, response = slowly(exporter.port, '/claims.csv')
    response.read(1000)
    until(lambda: end_streams(many) > 0, 10, 'a stream holds a snapshot')
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    connection.close()
    until(exporter.is_ready, 20, 'claimd is ready again')


def test_a_broken_stream_is_an_error_to_curl(many, exporter):
    curl = subprocess.Popen([shutil.which('curl'), '-s', '--limit-rate', '200k', '-o', '/dev/null',
                             f'{exporter.client.base}/claims.ndjson'])
    until(lambda: end_streams(many) > 0, 10, 'a stream holds a snapshot')
    assert curl.wait(60) == 18
    until(exporter.is_ready, 20, 'claimd is ready again')


def test_a_stream_needs_chunks(exporter):
    with socket.create_connection(('127.0.0.1', exporter.port)) as connection:
        connection.sendall(b'GET /claims.csv HTTP/1.0\r\n\r\n')
        assert connection.makefile('rb').readline().split()[1] == b'426'


def test_pandas_reads_both(exporter):
    table = pandas.read_csv(f'{exporter.client.base}/claims.csv?limit=3000', dtype={'claimed_on': str})
    lines = pandas.read_json(f'{exporter.client.base}/claims.ndjson?limit=3000', lines=True)
    assert list(table['id']) == list(lines['id']) and len(table) == 3000
    # Partial dates stay what they are.
    assert list(table['claimed_on'].dropna()) == list(lines['claimed_on'].dropna())


def test_jq_reads_lines(many, exporter):
    curl = subprocess.Popen(['curl', '-sf', f'{exporter.client.base}/claims.ndjson?limit=2500'], stdout=subprocess.PIPE)
    found = subprocess.run(['jq', '-r', '.id'], stdin=curl.stdout, capture_output=True, text=True, check=True).stdout
    assert curl.wait(20) == 0 and found.split() == ids(many)[:2500]


def test_formulas_are_guarded_by_request(many, exporter):
    many.cluster.execute("update claimd.actor set name = '=1+1' where slug = 'actor-7'", database=many.name)
    names = [next(row['name'] for row in csv.DictReader(io.StringIO(exporter.client.get(f'/actors.csv{asked}').text()))
                  if row['slug'] == 'actor-7') for asked in ('', '?csv_safe=0', '?csv_safe=1')]
    assert names == ['=1+1', '=1+1', "'=1+1"]


@pytest.mark.parametrize('form', ['csv', 'ndjson'])
def test_head_of_a_stream_lets_go_of_it(many, exporter, form):
    head = exporter.client.request('HEAD', f'/claims.{form}')
    assert head.status == 200 and head.body == b'' and f'/claims.{"ndjson" if form == "csv" else "csv"}>' in head.header('Link')
    until(lambda: not many.cluster.execute("""select from pg_stat_activity where datname = %s and usename = %s
                                                 and state = 'idle in transaction'""", many.name, Database.SERVICE_ROLE),
          10, 'no snapshot is held')
