"""Every count of a facet is the count of the list with the same filters and that value."""
import random
from urllib.parse import urlencode

import psycopg2
import pytest

# What a value of the facet is to the list; stance and source_kind are no filters of a list of claims.
FILTERS = {
    'actor': lambda value: {'actor': value},
    'claimant': lambda value: {'claimant': value},
    'year': lambda value: {'from': value, 'to': value},
    'status': lambda value: {'status': value},
    'basis': lambda value: {'basis': value},
    'confidence': lambda value: {'confidence': value},
    'language': lambda value: {'language': value},
    'responsibility': lambda value: {'responsibility': value},
    'victim_country': lambda value: {'victim_country': value},
    'sector': lambda value: {'sector': value},
    'collection': lambda value: {'collection': value},
}
POOL = {
    'actor': ['atlantis', 'grey-heron', 'lemuria', 'unit-7', 'harbour-office', 'atlantis,lemuria'],
    'claimant': ['aurora', 'zenith', 'lemuria', 'nimbus'],
    'party': ['atlantis', 'thule'],
    'scope': ['exact', 'organs', 'all'],
    'incident': ['tide-2021', 'ebb-2019'],
    'from': ['2019', '2021-03'],
    'to': ['2021', '2023'],
    'undated': ['include'],
    'date_field': ['claimed', 'published', 'incident', 'recorded'],
    'basis': ['technical', 'political,technical'],
    'confidence_min': ['moderate'],
    'status': ['disputed', 'uncontested,disputed', 'retracted,superseded,uncontested'],
    'language': ['en'],
    'collection': ['world'],
    'victim_country': ['FR'],
}


def filters(seed):
    chance = random.Random(seed)
    return {name: chance.choice(POOL[name]) for name in chance.sample(sorted(POOL), chance.randint(0, 4))}


def counted(client, query):
    return client.get(f'/claims?{urlencode(dict(query, limit=1, count="exact"))}').json()['meta']['count']


@pytest.mark.parametrize('seed', range(200))
def test_counts_are_those_of_the_lists(world, seed):
    chance, query = random.Random(-seed - 1), filters(seed)
    by = chance.sample(sorted(FILTERS), 3)
    answer = world.get(f'/facets?{urlencode(dict(query, by=",".join(by), limit=1000))}').json()
    assert list(answer['data']) == by
    assert answer['meta']['count'] == counted(world, query)
    for facet in by:
        values = answer['data'][facet]['values']
        assert answer['data'][facet]['of'] == len(values)
        assert [value['count'] for value in values] == sorted((value['count'] for value in values), reverse=True)
        free = not set(FILTERS[facet]('2021')) & set(query)
        usable = [value for value in values if free and value['value'] is not None]
        # What has no date is in the list of each year, where it is asked for.
        beside = sum(value['count'] for value in values
                     if facet == 'year' and 'undated' in query and value['value'] is None)
        for value in chance.sample(usable, min(2, len(usable))):
            assert counted(world, dict(query, **FILTERS[facet](value['value']))) == value['count'] + beside, (facet, value, query)
        if facet == 'year' and query.get('date_field') in (None, 'claimed', 'recorded'):
            assert sum(value['count'] for value in values) == answer['meta']['count']


@pytest.mark.parametrize('scope', POOL['scope'])
def test_scope_is_that_of_the_actors_counted(world, scope):
    data = world.get(f'/facets?by=actor,claimant&scope={scope}&limit=1000').json()['data']
    for facet, counts in data.items():
        for value in counts['values']:
            assert counted(world, {facet: value['value'], 'scope': scope}) == value['count'], (facet, value)


@pytest.mark.parametrize('time', ['as_of', 'known_on'])
@pytest.mark.parametrize('field', POOL['date_field'])
def test_years_of_the_past(world, field, time):
    at = world.get('/claims?sort=-updated_at&limit=1').json()['data'][0]['updated_at'] if time == 'as_of' else '2022'
    query = {time: at, 'date_field': field}
    for value in world.get(f'/facets?{urlencode(dict(query, by="year"))}').json()['data']['year']['values']:
        if value['value']:
            assert counted(world, dict(query, **FILTERS['year'](value['value']))) == value['count'], value


def test_what_has_no_value_is_counted_too(world):
    year = world.get('/facets?by=year').json()
    assert sum(value['count'] for value in year['data']['year']['values']) == year['meta']['count']
    assert None in [value['value'] for value in year['data']['year']['values']]


def test_stances_are_those_of_live_answers(world):
    by_stance = {value['value']: value['count'] for value in world.get('/facets?by=stance').json()['data']['stance']['values']}
    targets = {}
    for row in world.every_row('/counter-claims?limit=100'):
        for target in row['counters']:
            if target['type'] == 'claim':
                targets.setdefault(row['stance'], set()).add(target['id'])
    live = {row['id'] for row in world.every_row('/claims?limit=100')}
    expected = {stance: len(ids & live) for stance, ids in targets.items()}
    assert by_stance == {stance: count for stance, count in expected.items() if count}


def test_what_cannot_be_counted_in_time_says_so(world_database, world):
    """Whoever locks the statements keeps it waiting, and no other route."""
    connection = psycopg2.connect(world_database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute('lock table claimd.claim_state in access exclusive mode')
        answer = world.get('/facets?by=status,actor&undated=include').json()
    connection.close()
    assert answer['data'] == {'status': None, 'actor': None} and answer['meta']['count'] is None
    assert [(one['code'], one['parameter'], one['value']) for one in answer['meta']['warnings']] == [
        ('ran-out', 'by', 'status'), ('ran-out', 'by', 'actor')]
    assert world.get('/facets?by=status').json()['data']['status']['of'] > 1
