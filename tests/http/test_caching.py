"""Validators, compression and CORS."""
import gzip

import pytest

PLACES = ['/claims?actor=atlantis', '/actors/atlantis', '/openapi.json', '/problems/not-found', '/claims?shape=array&limit=3']


@pytest.mark.parametrize('target', PLACES)
def test_not_modified(world, target):
    first = world.get(target)
    tag = first.header('ETag')
    assert not tag.startswith('W/')
    for sent in (tag, f'"x", {tag}', '*', f'W/{tag}'):
        again = world.request('GET', target, headers={'If-None-Match': sent})
        assert again.status == 304 and again.header('ETag') == tag, sent
        assert again.header('Cache-Control') == first.header('Cache-Control')
    changed = world.request('GET', target, headers={'If-None-Match': '"something-else"'})
    assert changed.status == 200 and changed.body == first.body


@pytest.mark.parametrize('target', PLACES)
def test_head_has_the_headers_of_get(world, target):
    get, head = world.get(target), world.request('HEAD', target)
    unlike = {'date', 'content-length', 'transfer-encoding', 'connection'}
    fields = [[(name.lower(), value) for name, value in answer.headers if name.lower() not in unlike]
              for answer in (get, head)]
    assert sorted(fields[0]) == sorted(fields[1])
    if head.header('Content-Length') is not None:
        assert int(head.header('Content-Length')) == len(get.body)


def test_answers_are_the_same_byte_for_byte(world):
    assert world.get('/claims?actor=atlantis').body == world.get('/claims?actor=atlantis').body


def test_gzip(world):
    plain = world.get('/claims?limit=50')
    packed = world.request('GET', '/claims?limit=50', headers={'Accept-Encoding': 'gzip'})
    assert packed.status == 200 and packed.header('Content-Encoding') == 'gzip'
    assert gzip.decompress(packed.body) == plain.body and len(packed.body) < len(plain.body)
    assert packed.header('ETag') != plain.header('ETag'), 'a strong validator is of these very bytes'
    assert 'Accept-Encoding' in packed.header('Vary') and 'Accept-Encoding' in plain.header('Vary')
    again = world.request('GET', '/claims?limit=50',
                          headers={'Accept-Encoding': 'gzip', 'If-None-Match': packed.header('ETag')})
    assert again.status == 304


@pytest.mark.parametrize('accepted', ['gzip;q=0', 'identity', 'br', 'identity;q=1, gzip;q=0'])
def test_no_gzip_when_it_is_not_wanted(world, accepted):
    answer = world.request('GET', '/claims?limit=50', headers={'Accept-Encoding': accepted})
    assert answer.status == 200 and answer.header('Content-Encoding') is None


def test_small_answers_are_not_packed(world):
    answer = world.request('GET', '/claims?actor=thule', headers={'Accept-Encoding': 'gzip'})
    assert answer.status == 200 and answer.header('Content-Encoding') is None


@pytest.mark.parametrize('target,status', [('/claims', 200), ('/claims/nope', 404), ('/claims?limit=0', 400)])
def test_any_origin_may_read(world, target, status):
    answer = world.get(target, status=status, headers={'Origin': 'https://elsewhere.example'})
    assert answer.header('Access-Control-Allow-Origin') == '*'
    assert answer.header('Access-Control-Allow-Credentials') is None
    exposed = {name.strip().lower() for name in answer.header('Access-Control-Expose-Headers').split(',')}
    assert {'link', 'etag', 'retry-after'} <= exposed


def test_preflight(world):
    answer = world.request('OPTIONS', '/claims', headers={
        'Origin': 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'if-none-match'})
    assert answer.status == 204
    assert answer.header('Access-Control-Allow-Origin') == '*'
    assert 'GET' in answer.header('Access-Control-Allow-Methods')
    assert 'if-none-match' in answer.header('Access-Control-Allow-Headers').lower()


@pytest.mark.parametrize('target', ['/claims', '/nope', '/claims?limit=0', '/openapi.json', '/problems/not-found'])
def test_nothing_is_given_away(world, target):
    answer = world.request('GET', target)
    assert answer.header('X-Content-Type-Options') == 'nosniff'
    assert not any(word in (answer.header('Server') or '').lower() for word in ('microhttpd', '0.'))


def test_problems_are_not_cached(world):
    for target in ('/nope', '/claims?limit=0'):
        assert 'no-store' in (world.request('GET', target).header('Cache-Control') or 'no-store')


def test_a_page_says_nothing_that_a_browser_would_run(world):
    page = world.get('/problems/not-found', headers={'Accept': 'text/html'})
    assert "default-src 'none'" in page.header('Content-Security-Policy')
