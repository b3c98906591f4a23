"""Lists as CSV and as lines of JSON: the same rows as the JSON page has, whole, and safe to open."""
import csv
import gzip
import io
import json
import re

import pytest

from tests.support.service import ROOT

LISTS = ['/claims', '/counter-claims', '/endorsements', '/actors', '/incidents', '/sources', '/actors/atlantis/claims-against',
         '/actors/aurora/claims-by', '/sources/echo-2021/claims']


def table(answer):
    assert answer.header('Content-Type') == 'text/csv; charset=utf-8'
    return list(csv.DictReader(io.StringIO(answer.body.decode('utf-8'), newline=''), strict=True))


def whole(world, target):
    return world.get(f'{target}{"&" if "?" in target else "?"}shape=array').json()


@pytest.mark.parametrize('target', LISTS)
def test_lines_are_the_items_of_the_list(world, target):
    answer = world.get(f'{target}.ndjson')
    assert answer.body.endswith(b'\n') and [json.loads(line) for line in answer.body.splitlines()] == whole(world, target)


def flat(value):
    return '' if value is None else str(value)


@pytest.mark.parametrize('target', LISTS)
def test_rows_of_csv_are_the_items_of_the_list(world, target):
    rows, items = table(world.get(f'{target}.csv')), whole(world, target)
    assert [row['id'] for row in rows] == [item['id'] for item in items] and items
    plain = [name for name in rows[0] if name in items[0] and not isinstance(items[0][name], (dict, list))]
    assert {'id', 'revision', 'collection', 'key', 'created_at', 'updated_at'} <= set(plain)
    for row, item in zip(rows, items):
        shared = [name for name in plain if not isinstance(item[name], (dict, list))]
        assert {name: row[name] for name in shared} == {name: flat(item[name]) for name in shared}


def test_columns_of_claims(world):
    for row, claim in zip(table(world.get('/claims.csv?actor=atlantis')), whole(world, '/claims?actor=atlantis')):
        for side in ('claimants', 'actors'):
            assert row[side] == '; '.join(actor['name'] for actor in claim[side])
            for part in ('slug', 'id'):
                assert row[f'{side[:-1]}_{part}s'] == '; '.join(actor[part] for actor in claim[side])
        assert row['matched_via'] == '; '.join(match['via'] for match in claim['matched'])
        assert row['subject'] == flat(claim['subject'].get('name')) and row['subject_type'] == claim['subject']['type']
        assert row['confidence'] == claim['confidence']['level'] and row['source_ids'] == '; '.join(claim['source_ids'])
        assert row['likelihood'] == flat((claim['likelihood'] or {}).get('level'))


def test_columns_of_answers(world):
    for row, answer in zip(table(world.get('/counter-claims.csv')), whole(world, '/counter-claims')):
        assert row['counters'] == '; '.join(target['id'] for target in answer['counters'])
        assert row['quotes'] == '; '.join((cited['quote'] or {}).get('exact', '') for cited in answer['citations'])
        assert row['source_slugs'] == '; '.join(cited['source']['slug'] for cited in answer['citations'])


@pytest.mark.parametrize('target', LISTS)
def test_the_header_is_there_without_rows_and_always_the_same(world, target):
    filters = '?on_unknown=empty&collection=no-such' if target.count('/') == 1 else ''
    if not filters:
        return
    empty = world.get(f'{target}.csv{filters}').body
    assert empty.endswith(b'\r\n') and empty.count(b'\r\n') == 1
    assert world.get(f'{target}.csv').body.startswith(empty)


def test_nothing_is_no_line(world):
    assert world.get('/claims.ndjson?actor=thule').body == b''


def test_limit_and_cursor(world):
    first = world.get('/claims.csv?limit=4')
    assert len(table(first)) == 4
    following = first.header('Link').split('>; rel="next"')[0].lstrip('<')
    assert following.startswith('/claims.csv?')
    ids = [row['id'] for row in table(first) + table(world.get(following))]
    assert ids == [claim['id'] for claim in world.rows('/claims?limit=8')]
    # A cursor is of the list, in whatever form.
    cursor = following.split('cursor=')[1]
    assert world.rows(f'/claims?limit=4&cursor={cursor}') == world.rows('/claims?limit=8')[4:]


def test_more_than_a_page(world):
    actors = [actor['id'] for actor in whole(world, '/actors')]
    assert [row['id'] for row in table(world.get('/actors.csv?limit=1000000'))] == actors
    assert len(world.get('/actors.ndjson?limit=260').body.splitlines()) == 260 < len(actors)


def test_a_byte_order_mark_by_request(world):
    plain, marked = world.get('/actors.csv').body, world.get('/actors.csv?bom=1').body
    assert not plain.startswith(b'\xef\xbb\xbf') and marked == b'\xef\xbb\xbf' + plain


def test_gzip(world):
    packed = world.request('GET', '/actors.csv', headers={'Accept-Encoding': 'gzip'})
    assert packed.header('Content-Encoding') == 'gzip' and gzip.decompress(packed.body) == world.get('/actors.csv').body


@pytest.mark.parametrize('resource', ['claims', 'counter-claims', 'endorsements', 'actors', 'incidents', 'sources'])
def test_columns_are_those_of_the_documentation(world, resource):
    line = re.search(rf'^\*\*{resource}\*\*: (.*)$', (ROOT / 'docs/reference/formats.md').read_text('utf-8'), re.M)
    header = world.get(f'/{resource}.csv?limit=1').text().split('\r\n')[0]
    assert re.findall(r'`(\w+)`', line.group(1)) == header.split(',')


@pytest.mark.parametrize('limit', ['', '&limit=3'])
def test_licences_go_with_the_file_by_request(world, limit):
    page = world.get('/claims?actor=atlantis&limit=1000').json()
    licences = page['meta']['licenses']
    assert licences
    plain, lined = (world.get(f'/claims.ndjson?actor=atlantis{limit}{more}') for more in ('', '&licenses=1'))
    assert json.loads(lined.body.splitlines()[0]) == {'licenses': licences}
    assert lined.body.split(b'\n', 1)[1] == plain.body
    plain, lined = (world.get(f'/claims.csv?actor=atlantis{limit}{more}') for more in ('', '&licenses=1'))
    lines = lined.text().split('\r\n')
    assert lines[:len(licences)] == [f'# {one["collection"]}: {one["licence"]}' + (f'; {one["citation"]}' if one['citation'] else '')
                                     for one in licences]
    assert '\r\n'.join(lines[len(licences):]) == plain.text()


@pytest.mark.parametrize('target', LISTS)
def test_licences_are_those_of_the_whole_list(world, target):
    wanted = {one['collection'] for one in json.loads(world.get(f'{target}.ndjson?licenses=1').text().split('\n')[0])['licenses']}
    assert wanted == {item['collection'] for item in whole(world, target)} - {None}
