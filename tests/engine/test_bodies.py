"""Bodies of requests: what is taken, how much, and when it is said."""
import contextlib
import json
import socket
import time

import pytest


@pytest.fixture(scope='module')
def one(cluster, tmp_path_factory):
    from tests.engine.conftest import Toy
    toy = Toy(cluster.url('postgres'), 'bodies', loops=2, body_ms=1500).wait()
    yield toy
    assert toy.stop() == 0


def send(one, method, target, body=None, kind='application/json', **headers):
    headers = {name.replace('_', '-'): value for name, value in headers.items()}
    if kind is not None and body is not None:
        headers['Content-Type'] = kind
    return one.client.request(method, target, headers, check=False, body=body)


def raw(one, request, *more, wait=0.0):
    """Everything that comes back until the connection is closed."""
    with one.connect() as connection:
        connection.sendall(request)
        for piece in more:
            time.sleep(wait)
            connection.sendall(piece)
        return read_all(connection)


def read_all(connection):
    connection.settimeout(10)
    got = b''
    while True:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return got + b'RESET'
        if not piece:
            return got
        got += piece


def test_a_body_reaches_its_handler(one):
    for body in (b'{}', b'x' * 99_999, b'\0\xff' * 50_000):
        answer = send(one, 'POST', '/echo', body)
        assert answer.status == 200 and answer.json() == {'length': len(body), 'sum': sum(body), 'media': 1, 'caller': None}
    assert send(one, 'POST', '/echo', b'abc', 'text/plain; charset=UTF-8').json()['media'] == 4
    assert send(one, 'POST', '/echo', b'abc', 'TEXT/plain;charset="utf-8"; x=y').json()['media'] == 4


def test_a_chunked_body_reaches_its_handler(one):
    head = b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n'
    got = raw(one, head, b'3\r\nabc\r\n', b'2710\r\n' + b'd' * 10000 + b'\r\n', b'0\r\n\r\n', wait=0.05)
    assert b' 200 ' in got.splitlines()[0] and b'"length":10003' in got


def test_media_types(one):
    cases = [('application/xml', None), ('text/plain; charset=latin1', 'charset'), (None, 'Content-Type'),
             ('application/merge-patch+json', None), ('', None)]
    for kind, word in cases:
        answer = send(one, 'POST', '/echo', b'{}', kind)
        problem = answer.json()
        assert answer.status == 415 and problem['type'] == '/problems/unsupported-media'
        assert answer.header('Accept-Post') == 'application/json, text/plain' and answer.header('Accept-Patch') is None
        assert problem['accepts'] == ['application/json', 'text/plain']
        assert word is None or word in problem['detail']
    packed = send(one, 'POST', '/echo', b'{}', Content_Encoding='gzip')
    assert packed.status == 415 and 'Content-Encoding' in packed.json()['detail']
    assert send(one, 'POST', '/echo', b'{}', Content_Encoding='identity').status == 200
    patch = send(one, 'PATCH', '/echo', b'{}', 'application/json')
    assert patch.status == 415 and patch.header('Accept-Patch') == 'application/merge-patch+json' and patch.header('Accept-Post') is None


def test_options_tell_what_is_taken(one):
    answer = send(one, 'OPTIONS', '/echo')
    assert answer.status == 204 and answer.header('Allow') == 'POST, PATCH, OPTIONS'
    assert answer.header('Accept-Post') == 'application/json, text/plain'
    assert answer.header('Accept-Patch') == 'application/merge-patch+json'
    assert send(one, 'GET', '/echo').header('Allow') == 'POST, PATCH, OPTIONS'


def test_a_missing_body(one):
    for body in (None, b''):
        answer = send(one, 'POST', '/echo', body)
        assert answer.status == 400 and answer.json()['type'] == '/problems/invalid-json' and 'no body' in answer.json()['detail']
        assert send(one, 'PATCH', '/echo', body, 'application/merge-patch+json').json()['length'] == 0


def test_too_much_is_refused_at_once(one):
    """The length is told, so nothing of the body is waited for."""
    got = raw(one, b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2097152\r\n\r\n')
    assert got.startswith(b'HTTP/1.1 413') and b'Connection: close' in got and b'100000 bytes' in got


def test_who_sends_too_much_gets_the_answer(one):
    """Not a reset connection, although most of the body was not read when it was sent."""
    for _ in range(5):
        answer = send(one, 'POST', '/echo', b'x' * (4 << 20))
        assert answer.status == 413 and answer.header('Connection') == 'close'


def test_too_much_in_chunks_is_cut_off(one):
    head = b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'
    chunk = b'4000\r\n' + b'x' * 0x4000 + b'\r\n'
    with one.connect() as connection:
        connection.sendall(head + chunk * 7)
        got = read_all(connection)
    assert got.startswith(b'HTTP/1.1 413') and got.count(b'HTTP/1.1') == 1 and b'/problems/body-too-large' in got
    # Exactly the limit is taken.
    got = raw(one, head.replace(b'chunked', b'chunked\r\nConnection: close') + b'186A0\r\n' + b'x' * 100000 + b'\r\n0\r\n\r\n')
    assert got.startswith(b'HTTP/1.1 200')


def test_expect_100_continue(one):
    head = b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nExpect: 100-continue\r\nContent-Length: %d\r\nConnection: close\r\n\r\n'
    with one.connect() as connection:
        connection.sendall(head % (b'text/plain', 3))
        assert connection.recv(100) == b'HTTP/1.1 100 Continue\r\n\r\n'
        connection.sendall(b'abc')
        assert b'"length":3' in read_all(connection)
    assert raw(one, head % (b'text/plain', 100001)).startswith(b'HTTP/1.1 413')


def test_a_slow_body_is_not_waited_for(one):
    begin = time.monotonic()
    got = raw(one, b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc')
    assert 1 < time.monotonic() - begin < 5
    head, _, body = got.partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 408 ') and b'\r\nContent-Type: application/problem+json' in head
    assert b'\r\nConnection: close' in head and json.loads(body)['type'].endswith('/body-too-slow')
    assert json.loads(body)['instance'] == '/echo'


def test_the_answer_reaches_one_who_still_sends(one):
    """A byte now and then is no excuse, and no reason to lose what is said of it."""
    with one.connect() as connection:
        connection.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n')
        with contextlib.suppress(OSError):
            for _ in range(40):
                connection.sendall(b'x')
                time.sleep(0.1)
        assert connection.recv(100).startswith(b'HTTP/1.1 408 ')


def test_a_refused_request_leaves_the_connection(one):
    """A short body is read and dropped, and the next request is answered."""
    refused = b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/css\r\nContent-Length: 3\r\n\r\nabc'
    last = b'GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    got = raw(one, refused + refused + last)
    assert got.count(b'HTTP/1.1 415') == 2 and got.count(b'HTTP/1.1 200') == 1


def test_a_body_that_nobody_asked_for_is_dropped(one):
    assert send(one, 'GET', '/plain', b'x' * 1000, 'text/css').status == 200
    assert send(one, 'POST', '/plain', b'x' * 1000, 'text/css').status == 405


def test_bodies_leave_no_memory(one):
    for _ in range(20):
        send(one, 'POST', '/echo', b'x' * 90_000)
    before = one.status('VmRSS')
    for _ in range(300):
        assert send(one, 'POST', '/echo', b'x' * 90_000).status == 200
    # Of 27 MB that came and went; what the sanitizer holds back of freed memory is the rest.
    assert one.status('VmRSS') - before < 12_288
    assert one.descriptors() < 60


def test_lingering_ends(one):
    before = one.descriptors()
    sockets = []
    for _ in range(20):
        connection = socket.create_connection(('127.0.0.1', one.port))
        connection.sendall(b'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 9999999\r\n\r\n')
        sockets.append(connection)
    time.sleep(4)
    assert one.descriptors() <= before
    for connection in sockets:
        connection.close()
