"""Deadlines, limits, clients that leave, databases that break."""
import argparse
import asyncio
import os
import signal
import socket
import threading
import time

import pytest

from tests.engine.conftest import timed
from tests.support.service import until


def test_slow_statements_do_not_stand_before_quick_ones(toy):
    one = toy().wait()
    slow = [one.ask('/sleep-slow?seconds=1') for _ in range(20)]
    time.sleep(0.1)
    _, seconds = timed(lambda: one.get('/answer'))
    assert seconds < 0.3
    for connection in slow[:2]:
        assert connection.recv(100).startswith(b'HTTP/1.1 200')
    for connection in slow:
        connection.close()


def test_full_queue(toy):
    one = toy(slow_links=1, slow_queue=2).wait()
    until(lambda: one.get('/sleep-slow?seconds=0').status == 200, 10, 'the slow lane is up')
    waiting = [one.ask('/sleep-slow?seconds=1') for _ in range(3)]
    time.sleep(0.2)
    answer, seconds = timed(lambda: one.get('/sleep-slow?seconds=1'))
    assert answer.status == 503 and answer.json()['type'].endswith('/overloaded') and seconds < 0.3
    assert int(answer.header('Retry-After')) > 0
    for connection in waiting:
        assert connection.recv(100).startswith(b'HTTP/1.1 200')
        connection.close()


def test_deadline(toy):
    one = toy(read_ms=400).wait()
    answer, seconds = timed(lambda: one.get('/sleep-fast?seconds=2'))
    assert answer.status == 503 and answer.json()['type'].endswith('/deadline') and 0.35 < seconds < 1
    # The late result belongs to nobody.
    time.sleep(2)
    assert one.get('/answer?n=3').json() == {'n': 6}


def test_statement_timeout(toy):
    one = toy(slow_statement_ms=300).wait()
    answer, seconds = timed(lambda: one.get('/sleep-slow?seconds=3'))
    assert answer.status == 503 and answer.json()['type'].endswith('/deadline') and seconds < 1


def test_header_and_body_deadlines(toy):
    one = toy(header_ms=700, idle_ms=700, body_ms=700)
    for sent in (b'', b'GET', b'GET /plain HTTP/1.1\r\n', b'GET /plain HTTP/1.1\r\nHost: a\r\nX: ',
                 b'GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'):
        with one.connect() as connection:
            connection.sendall(sent)
            begin = time.monotonic()
            # A byte now and then is no excuse.
            connection.settimeout(0.1)
            closed = False
            while not closed and time.monotonic() - begin < 5:
                try:
                    closed = connection.recv(100) == b''
                except socket.timeout:
                    if sent:
                        connection.sendall(b'x')
                except ConnectionError:
                    closed = True
            assert closed and 0.5 < time.monotonic() - begin < 1.5, sent
    with one.ask('/plain') as connection:
        assert connection.recv(1000)
        assert timed(lambda: connection.recv(10))[1] < 1.5


def test_connection_limits(toy):
    one = toy(per_address=5)
    # The look whether it listens was a connection too.
    time.sleep(0.2)
    held = [one.connect() for _ in range(5)]
    time.sleep(0.1)
    with one.connect() as refused:
        refused.settimeout(2)
        try:
            assert refused.recv(10) == b''
        except ConnectionError:
            pass
    with one.connect(source=('127.0.0.9', 0)) as other:
        one.ask('/plain', other)
        assert other.recv(100).startswith(b'HTTP/1.1 200')
    for connection in held:
        connection.close()
    time.sleep(0.2)
    assert one.get('/plain').status == 200


def test_stalled_stream_is_closed_and_frees_its_connection(toy):
    one = toy(rate=1000, rate_ms=500, stream_links=1).wait()
    until(lambda: one.get('/stream?n=1').status == 200, 10, 'the stream lane is up')
    memory = one.status('VmRSS')
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(('127.0.0.1', one.port))
    one.ask('/stream?n=100000', connection)
    assert connection.recv(1000)
    assert one.get('/answer').status == 200
    answer, seconds = timed(lambda: one.get('/stream?n=2'))
    assert answer.status == 200 and seconds < 5
    assert one.status('VmRSS') < memory + 20000
    connection.close()


def test_whole_answer_that_nobody_reads(toy):
    one = toy(rate=50000000, rate_ms=300).wait()
    time.sleep(0.3)
    before = one.descriptors()
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(('127.0.0.1', one.port))
    one.ask('/plain?n=40000000', connection)
    assert connection.recv(100).startswith(b'HTTP/1.1 200') and one.descriptors() == before + 1
    until(lambda: one.descriptors() == before, 10, 'the connection is given up')
    connection.close()


@pytest.mark.parametrize('pause', [0, 0.01])
def test_stream_has_an_end(toy, pause):
    one = toy(stream_ms=1000, rate=1, rate_ms=200).wait()
    connection = one.ask('/stream?n=1000000')
    begin, got = time.monotonic(), 0
    while True:
        try:
            piece = connection.recv(20000)
        except ConnectionError:
            break
        if not piece:
            break
        got += len(piece)
        time.sleep(pause)
        assert time.monotonic() - begin < 10
    assert got > 100000 and time.monotonic() - begin > 0.9


def test_clients_that_leave(toy):
    one = toy(slow_links=2, stream_links=2).wait()
    descriptors = None
    for _ in range(3):
        leavers = [one.ask(target) for target in
                   ['/sleep-slow?seconds=0.3', '/stream?n=1000', '/answer', '/sleep-fast?seconds=0.2'] * 8]
        time.sleep(0.1)
        for connection in leavers:
            connection.close()
        until(lambda: one.get('/stream?n=2').status == 200, 20, 'the lanes are free again')
        assert one.get('/sleep-slow?seconds=0', timeout=20).status == 200
        until(lambda: descriptors is None or one.descriptors() <= descriptors, 10, 'no descriptor is left')
        descriptors = one.descriptors()


def test_slow_statements_of_leavers_are_not_run(toy):
    one = toy(slow_links=1).wait()
    until(lambda: one.get('/sleep-slow?seconds=0').status == 200, 10, 'the slow lane is up')
    leavers = [one.ask('/sleep-slow?seconds=0.7') for _ in range(10)]
    time.sleep(0.2)
    for connection in leavers:
        connection.close()
    # The one that ran already runs to its end; the nine that waited do not.
    answer, seconds = timed(lambda: one.get('/sleep-slow?seconds=0'))
    assert answer.status == 200 and seconds < 2
    # Quick answers go to who has only closed its own side, too.
    half = one.ask('/sleep-fast?seconds=0.2')
    half.shutdown(socket.SHUT_WR)
    assert half.recv(100).startswith(b'HTTP/1.1 200')
    half.close()


def test_memory_of_a_stream(toy):
    one = toy().wait()
    one.get('/stream?n=50')
    before = one.status('VmHWM')
    one.get('/stream?n=500', timeout=60)
    # A stream that grew would have taken 38 MB.
    assert one.status('VmHWM') - before < 12000


def test_no_database_at_the_start(toy, breakable):
    one = toy('postgresql:///postgres?host=/nowhere&user=nobody')
    assert one.get('/plain').status == 200
    until(lambda: one.get('/answer').status == 503, 5, 'it is known that there is no database')
    answer, seconds = timed(lambda: one.get('/answer'))
    assert answer.json()['type'].endswith('/unavailable') and seconds < 0.3


def kill(cluster, sig):
    """All of the service's connections. The postmaster may be quicker with some."""
    for pid in backends(cluster):
        try:
            os.kill(pid, sig)
        except ProcessLookupError:
            pass


def backends(cluster):
    return [pid for (pid,) in cluster.execute("select pid from pg_stat_activity where application_name like 'claimd %'")]


def test_backends_killed(toy, breakable):
    one = toy(breakable.url('postgres')).wait()
    for sig in (signal.SIGTERM, signal.SIGKILL):
        slow = one.ask('/sleep-slow?seconds=0.5')
        stream = one.ask('/stream?n=100000')
        assert stream.recv(1000)
        time.sleep(0.2)
        kill(breakable, sig)
        # A read that was under way is asked again, or told that it cannot be; nobody hangs.
        begin = time.monotonic()
        assert slow.recv(1000)[9:12] in (b'200', b'503')
        assert time.monotonic() - begin < 11
        got = b''.join(iter(lambda: stream.recv(1 << 20), b''))
        assert not got.endswith(b'0\r\n\r\n')
        until(lambda: one.get('/answer').status == 200, 20, 'the database answers again')
        until(lambda: one.get('/stream?n=3').status == 200, 20, 'streams too')
        slow.close()
        stream.close()


def test_terminated_reads_are_asked_again(toy, breakable):
    one = toy(breakable.url('postgres')).wait()
    before = one.get('/backend').json()
    slow = one.ask('/sleep-slow?seconds=0.7')
    time.sleep(0.3)
    kill(breakable, signal.SIGTERM)
    assert slow.recv(1000).startswith(b'HTTP/1.1 200')
    assert one.get('/backend').json() != before
    slow.close()


def test_hung_database(toy, breakable):
    one = toy(breakable.url('postgres'), read_ms=1000, search_ms=1500, loops=2).wait()
    hung = [*backends(breakable), breakable.pid]
    answers = []

    def ask(target, limit):
        answer, seconds = timed(lambda: one.get(target, timeout=20))
        answers.append((target, answer.status, seconds < limit))

    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(2):
            threads = [threading.Thread(target=ask, args=case) for case in
                       [('/answer', 2)] * 20 + [('/sleep-slow?seconds=0', 2.5)] * 5 + [('/plain', 0.5)] * 5]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    finally:
        for pid in hung:
            os.kill(pid, signal.SIGCONT)
    assert all(status == (200 if target == '/plain' else 503) and quick for target, status, quick in answers), answers
    begin = time.monotonic()
    until(lambda: one.get('/answer').status == 200 and one.get('/stream?n=1').status == 200, 10, 'ready again')
    assert time.monotonic() - begin < 5


def test_drain(toy):
    one = toy(loops=2, grace_ms=5000).wait()
    idle = one.connect()
    kept = one.ask('/plain')
    kept.recv(1000)
    busy = one.ask('/sleep-slow?seconds=1')
    time.sleep(0.3)
    one.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    with socket.socket() as probe:
        assert probe.connect_ex(('127.0.0.1', one.port)) != 0
    assert idle.recv(10) == b'' and kept.recv(10) == b''
    got = busy.recv(1000)
    assert got.startswith(b'HTTP/1.1 200') and b'Connection: close' in got and busy.recv(10) == b''
    assert one.process.wait(10) == 0


def test_drain_has_an_end(toy):
    one = toy(grace_ms=500).wait()
    busy = one.ask('/sleep-slow?seconds=8')
    stream = one.ask('/stream?n=1000000')
    assert stream.recv(1000)
    time.sleep(0.2)
    begin = time.monotonic()
    one.process.send_signal(signal.SIGTERM)
    got = busy.recv(1000)
    assert got.startswith(b'HTTP/1.1 503') and b'shutting-down' in got
    assert one.process.wait(20) == 0 and time.monotonic() - begin < 5
    busy.close()
    stream.close()


def test_everything_at_once(toy):
    from tests.engine import stress
    one = toy(loops=2, slow_links=8, stream_links=4).wait()
    run = asyncio.run(stress.drive(one, None, argparse.Namespace(seconds=4, clients=48, breaking=False)))
    assert not run.wrong and sum(run.outcomes.values()) > 500, (run.wrong[:5], run.outcomes)
    assert run.outcomes['divided 500'] > 5 and run.outcomes['sleep-slow 200'] > 5
