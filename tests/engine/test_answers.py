"""What every answer of the engine is like, whatever the route."""
import gzip
import re
import zlib

import pytest

from tests.http.raw import run as raw


@pytest.fixture(scope='module')
def one(cluster, tmp_path_factory):
    from tests.engine.conftest import Toy
    toy = Toy(cluster.url('postgres'), 'answers', loops=2).wait()
    yield toy
    assert toy.stop() == 0


def get(one, target, method='GET', **headers):
    return one.client.request(method, target, {name.replace('_', '-'): value for name, value in headers.items()}, check=False)


def test_raw_cases(one):
    count, failures = raw.run('127.0.0.1', one.port, '/plain')
    assert count > 90 and not failures, failures


def test_head_is_get_without_the_body(one):
    for target in ('/plain', '/plain?n=5000', '/answer?n=3', '/nowhere', '/plain?n=x', '/stream?n=2'):
        for coding in ('identity', 'gzip'):
            full, head = get(one, target, Accept_Encoding=coding), get(one, target, 'HEAD', Accept_Encoding=coding)
            drop = ('date', 'x-request-id')
            assert head.status == full.status and head.body == b''
            assert [h for h in head.headers if h[0].lower() not in drop] == [h for h in full.headers if h[0].lower() not in drop]


def test_entity_tags(one):
    first = get(one, '/answer?n=3')
    tag = first.header('ETag')
    assert re.fullmatch(r'"7-[A-Za-z0-9_-]{22}"', tag)
    assert get(one, '/answer?n=3').header('ETag') == tag
    assert get(one, '/answer?n=4').header('ETag') != tag
    for known in (tag, f'W/{tag}', f'"x", {tag}', '*'):
        again = get(one, '/answer?n=3', If_None_Match=known)
        assert again.status == 304 and again.body == b'' and again.header('ETag') == tag
        assert again.header('Cache-Control') == first.header('Cache-Control') and again.header('Vary') == first.header('Vary')
    for other in ('"x"', tag[1:-1], f'"{tag}"'):
        assert get(one, '/answer?n=3', If_None_Match=other).status == 200


def test_gzip(one):
    plain = get(one, '/plain?n=5000')
    packed = get(one, '/plain?n=5000', Accept_Encoding='gzip, br')
    assert packed.header('Content-Encoding') == 'gzip' and gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < 500 and plain.header('Content-Encoding') is None
    assert packed.header('ETag') == plain.header('ETag')[:-1] + '-gz"'
    again = get(one, '/plain?n=5000', Accept_Encoding='gzip', If_None_Match=packed.header('ETag'))
    assert again.status == 304 and again.header('ETag') == packed.header('ETag')
    assert get(one, '/plain?n=5000', If_None_Match=packed.header('ETag')).status == 200
    assert get(one, '/plain?n=1023', Accept_Encoding='gzip').header('Content-Encoding') is None
    assert get(one, '/plain?n=1024', Accept_Encoding='gzip').header('Content-Encoding') == 'gzip'
    assert get(one, '/plain?n=5000', Accept_Encoding='gzip;q=0').header('Content-Encoding') is None


def test_answers_that_may_be_kept_name_no_request(one):
    for target in ('/plain', '/answer', '/stream?n=1'):
        answer = get(one, target)
        assert answer.header('X-Request-Id') is None
        assert answer.header('Cache-Control') == 'public, max-age=0, must-revalidate'
        assert answer.header('Vary') == 'Accept, Accept-Encoding'
    problem = get(one, '/nowhere')
    assert problem.header('X-Request-Id') == problem.json()['request_id'] and problem.header('Cache-Control') == 'no-store'
    assert get(one, '/nowhere').json()['request_id'] != problem.json()['request_id']


def test_every_answer_is_safe_and_open(one):
    for method, target in (('GET', '/plain'), ('GET', '/nowhere'), ('GET', '/divided?n=0'), ('OPTIONS', '/plain'), ('PUT', '/plain'),
                           ('GET', '/stream')):
        answer = get(one, target, method)
        assert answer.header('X-Content-Type-Options') == 'nosniff'
        assert answer.header('Access-Control-Allow-Origin') == '*' and 'ETag' in answer.header('Access-Control-Expose-Headers')
        assert answer.header('Server') is None


def test_methods(one):
    options = get(one, '/plain', 'OPTIONS')
    assert options.status == 204 and options.body == b'' and options.header('Allow') == 'GET, HEAD, OPTIONS'
    assert options.header('Access-Control-Allow-Methods') == 'GET, HEAD, OPTIONS' and int(options.header('Access-Control-Max-Age'))
    assert 'If-None-Match' in options.header('Access-Control-Allow-Headers')
    for method in ('POST', 'PUT', 'PATCH', 'DELETE'):
        refused = get(one, '/plain', method)
        assert refused.status == 405 and refused.header('Allow') == 'GET, HEAD, OPTIONS'
        assert get(one, '/nowhere', method).status == 404
    assert get(one, '/nowhere', 'OPTIONS').status == 404


def test_accept(one):
    assert get(one, '/answer', Accept='application/json;q=0.1, text/html').status == 200
    assert get(one, '/answer', Accept='application/*').status == 200
    refused = get(one, '/answer', Accept='text/html')
    assert refused.status == 406 and refused.json()['accepts'] == ['application/json']
    assert get(one, '/stream?n=2', Accept='application/json').status == 406


def test_paths(one):
    assert get(one, '/v1/answer?n=3').body == get(one, '/answer?n=3').body
    assert get(one, '/answer/%C3%A9').status == 200
    for target in ('/answer/', '/answer/a/b', '/v1', '/', '/v1/v1/answer'):
        assert get(one, target).status == 404, target
    assert get(one, '/answer/%FF').status == 400


def test_faults_of_the_database_stay_here(one):
    for target, state in (('/divided?n=0', b'22012'), ('/broken', b'42P01'), ('/numeric', b'toy/numeric')):
        answer = get(one, target)
        assert answer.status == 500 and answer.json()['type'].endswith('/internal')
        assert b'zero' not in answer.body and b'nowhere' not in answer.body
        assert state in one.output()
    assert get(one, '/answer').status == 200


def test_steps(one):
    assert get(one, '/steps?n=12').json() == {'n': 22}
    assert get(one, '/steps?n=13').status == 500


def test_budget(one):
    for target in ('/sleep-slow', '/sleep-fast'):
        assert get(one, f'{target}?seconds=5&budget=50').json() == {'ran_out': True}
        assert get(one, f'{target}?seconds=0.05&budget=2000').json() == {'n': 1}
        # The setting was the statement's alone.
        assert get(one, f'{target}?seconds=0.2').json() == {'n': 1}


def test_more_shapes_than_are_kept(one):
    for n in [*range(1, 700), *range(1, 20)]:
        assert get(one, f'/shape?n={n}').json() == {'n': 2 * n}


def test_streams(one):
    answer = get(one, '/stream?n=30')
    lines = answer.body.splitlines()
    assert answer.header('Transfer-Encoding') == 'chunked' and answer.header('Content-Length') is None
    assert [int(line.split()[0]) for line in lines] == list(range(30000))
    assert len({line.split()[2] for line in lines}) == 1, 'one snapshot'
    packed = get(one, '/stream?n=30', Accept_Encoding='gzip')
    assert packed.header('Content-Encoding') == 'gzip' and len(packed.body) < len(answer.body) / 5
    assert re.sub(rb' \S+\n', b'\n', gzip.decompress(packed.body)) == re.sub(rb' \S+\n', b'\n', answer.body)


def test_each_stream_has_a_snapshot_of_its_own(toy, cluster):
    one = toy(stream_links=1).wait()
    snapshots = set()
    for _ in range(3):
        answer = one.get('/stream?n=2')
        assert answer.status == 200
        snapshots |= {line.split()[2] for line in answer.body.splitlines()}
        cluster.execute('select txid_current()')
    assert len(snapshots) == 3


def test_a_long_stream_has_memory_to_its_end(one):
    assert get(one, '/stream?n=100').body.count(b'\n') == 100000


def test_stream_is_refused_to_http_1_0(one):
    with one.connect() as connection:
        connection.sendall(b'GET /stream?n=1 HTTP/1.0\r\n\r\n')
        got = b''.join(iter(lambda: connection.recv(65536), b''))
    assert got.startswith(b'HTTP/1.1 426') and b'upgrade-required' in got


@pytest.mark.parametrize('coding', ['identity', 'gzip'])
def test_failing_stream_is_broken_off(one, coding):
    with one.ask('/stream?n=10&budget=5', headers=f'Accept-Encoding: {coding}\r\n') as connection:
        got = b''.join(iter(lambda: connection.recv(65536), b''))
    head, _, body = got.partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 200') and not got.endswith(b'0\r\n\r\n')
    if coding == 'gzip':
        unpacked, packed = b'', zlib.decompressobj(31)
        while body:
            size, _, body = body.partition(b'\r\n')
            unpacked += packed.decompress(body[:int(size, 16)])
            body = body[int(size, 16) + 2:]
        assert unpacked.endswith(b'\n') and unpacked.count(b'\n') == 4000 and not packed.eof
    assert get(one, '/stream?n=10&budget=1').status == 500
    assert get(one, '/stream?n=2').status == 200
