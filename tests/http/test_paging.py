"""Walking a list with small pages, in both directions, gives the whole list and nothing twice."""
import re

import pytest

from tests.support.client import description

LISTS = [template for template, _, operation in description().operations()
         if 'cursor' in description().parameters(operation) and not set(template) & set('{.')]


def orders():
    for template, _, operation in description().operations():
        parameters = description().parameters(operation)
        if template in LISTS:
            for order in parameters['sort']['schema']['enum']:
                yield template, order


def whole(client, target):
    """All rows, in one page as far as the list allows."""
    return [row['id'] for row in client.every_row(f'{target}limit=1000')]


def narrowed(template):
    # All states of the world are actors: enough for pages of one are those of the fixture.
    return f'{template}?collection=world&'


@pytest.mark.parametrize('template,order', orders())
def test_walk_forwards_and_back(world, template, order):
    start = f'{narrowed(template)}sort={order}&'
    expected = whole(world, start)
    assert len(expected) == len(set(expected)) > 1
    seen, target, last = [], f'{start}limit=1', None
    while target:
        page = world.get(target).json()
        assert page['page']['returned'] == len(page['data']) <= 1
        seen += [row['id'] for row in page['data']]
        last, target = target, page['page']['next']
        assert len(seen) <= len(expected)
    assert seen == expected
    back, target = [], last
    while target:
        page = world.get(target).json()
        back += [row['id'] for row in page['data']]
        target = page['page']['prev']
        assert len(back) <= len(expected)
    assert back == expected[::-1]


@pytest.mark.parametrize('template,order', orders())
def test_order_holds_and_null_is_last(world, template, order):
    field = order.lstrip('-')
    field = {'claimed_on': 'claimed_from', 'started_on': 'started_from', 'published_on': 'published_from'}.get(field, field)
    rows = world.every_row(f'{narrowed(template)}sort={order}&limit=1000')
    values = [row[field] for row in rows if row[field] is not None]
    assert [row[field] for row in rows[len(values):]] == [None] * (len(rows) - len(values)), 'null is not last'
    if field not in ('name', 'title'):
        assert values == sorted(values, reverse=order.startswith('-'))
    ascending = f'{narrowed(template)}sort={field if field in order else order.lstrip("-")}&limit=1000'
    if order.startswith('-') and field in ('name', 'title'):
        assert values == [row[field] for row in world.every_row(ascending)][::-1]


@pytest.mark.parametrize('limit', [2, 3, 7])
def test_pages_of_other_sizes(world, limit):
    expected = whole(world, '/claims?actor=atlantis&')
    assert [row['id'] for row in world.every_row(f'/claims?actor=atlantis&limit={limit}')] == expected


def test_limit_may_change_on_the_way(world):
    expected = whole(world, '/claims?')
    first = world.get('/claims?limit=4').json()
    rest = world.get(first['page']['next'].replace('limit=4', 'limit=1000')).json()
    assert [row['id'] for row in first['data'] + rest['data']] == expected


def test_link_header_says_what_the_page_says(world):
    middle = world.get(world.get('/claims?limit=4').json()['page']['next'])
    page = middle.json()['page']
    links = dict((rel, target) for target, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', middle.header('Link')))
    assert links['next'] == page['next'] and links['prev'] == page['prev']


def cursor_of(client, target):
    return re.search(r'cursor=([\w-]+)', client.get(target).json()['page']['next']).group(1)


@pytest.mark.parametrize('target', [
    '/claims?limit=1&actor=lemuria', '/claims?limit=1&sort=claimed_on', '/counter-claims?limit=1', '/claims?scope=exact'])
def test_foreign_cursor(world, target):
    cursor = cursor_of(world, '/claims?limit=1&actor=atlantis')
    errors = world.get(f'{target}&cursor={cursor}', status=400).json()['errors']
    assert [(error['parameter'], error['code']) for error in errors] == [('cursor', 'bad-cursor')]


def test_damaged_cursors(world):
    cursor = cursor_of(world, '/claims?limit=1')
    for index in range(len(cursor)):
        damaged = cursor[:index] + ('A' if cursor[index] != 'A' else 'B') + cursor[index + 1:]
        answer = world.request('GET', f'/claims?limit=1&cursor={damaged}')
        assert answer.status in (200, 400)
        if answer.status == 400:
            assert [error['code'] for error in answer.json()['errors']] == ['bad-cursor']
    for damaged in (cursor[:-1], cursor[:-4], cursor + 'AAAA', cursor[:5], 'A' * 500):
        world.get(f'/claims?limit=1&cursor={damaged}', status=400)


def test_no_cursor_parameter_where_everything_is_given(world):
    page = world.get('/claims?limit=1000').json()['page']
    assert page['next'] is None and page['prev'] is None
    assert world.get('/claims?limit=1000').header('Link') is None or 'next' not in world.get(
        '/claims?limit=1000').header('Link')
