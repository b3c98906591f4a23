"""`fields` and `include`: the same records as at their own addresses, in a number of statements that the page does not change."""
import json
import random
import re

import psycopg2
import pytest

from tests.conftest import FIXTURE
from tests.support.client import description
from tests.support.editor import Editor
from tests.support.service import Database, Service, logs

EVERY_STATUS = 'status=uncontested,answered,disputed,superseded,retracted,withheld'
INCLUDES = {'claims': ['counter_claims', 'endorsements', 'sources', 'actor', 'claimant', 'incident', 'citations'],
            'counter-claims': ['counter_claims', 'claims', 'sources', 'claimant', 'citations'],
            'endorsements': ['claims', 'sources', 'claimant', 'citations']}
ALL = {resource: ','.join(names) for resource, names in INCLUDES.items()}


def fields_of(template):
    parameters = description().parameters(description().document['paths'][template]['get'])
    return parameters['fields']['schema']['items']['enum']


def listed(client, resource):
    """Every row as its list has it, by id."""
    query = f'&{EVERY_STATUS}' if resource in INCLUDES else ''
    return {row['id']: row for row in client.every_row(f'/{resource}?limit=1000{query}')}


@pytest.fixture(scope='module')
def records(world_service):
    """All records as their own addresses show them, by id, and the rows of lists."""
    client = world_service.client
    rows = {resource: listed(client, resource)
            for resource in ('claims', 'counter-claims', 'endorsements', 'sources', 'incidents')}
    rows['actors'] = {row['id']: row for row in client.every_row('/actors?limit=1000&collection=world')}
    single = {resource: {at: client.get(f'/{resource}/{at}').json() for at in these} for resource, these in rows.items()}
    return {**{f'{resource} listed': these for resource, these in rows.items()}, **single}


def live(records, resource, field, at):
    """Those that answer the statement, the oldest first."""
    found = [row for row in records[resource].values()
             if at in [target['id'] if isinstance(target, dict) else target for target in row[field]]
             and row['status'] in ('uncontested', 'answered', 'disputed')]
    return sorted(map(nested, found), key=lambda row: (row['claimed_from'] or '9999', row['id']))


def nested(record):
    """As another record has it: `origin` is there where the record itself is asked for."""
    return {name: value for name, value in record.items() if name != 'origin'}


def expected(records, resource, row):
    """What each include adds to the row."""
    by_id = lambda kind, ids: [nested(records[kind][at]) for at in ids if at in records[kind]]
    result = {'sources': by_id('sources', row['source_ids']),
              'claimant': by_id('actors', [actor['id'] for actor in row['claimants']]),
              'citations': records[resource][row['id']]['citations']}
    if resource != 'endorsements':
        result['counter_claims'] = live(records, 'counter-claims', 'counters', row['id'])
    if resource == 'claims':
        result['endorsements'] = live(records, 'endorsements', 'endorses', row['id'])
        result['actor'] = by_id('actors', [actor['id'] for actor in row['actors']])
        subject = row['subject']
        result['incident'] = nested(records['incidents'][subject['id']]) if subject['type'] == 'incident' else None
    if resource == 'counter-claims':
        result['claims'] = by_id('claims', [target['id'] for target in row['counters']])
    if resource == 'endorsements':
        result['claims'] = by_id('claims', row['endorses'])
    return result


def shaped(records, resource, row, fields, include):
    """The row as it must be with these parameters."""
    if 'withheld_at' in row:
        return row
    added = expected(records, resource, row) if resource in INCLUDES else {}
    shown = {name: value for name, value in row.items() if not fields or name in fields or name == 'id'}
    if fields and 'citations' in fields:
        include = [*include, 'citations']
    return {**shown, **{name: added[name] for name in include}}


@pytest.mark.parametrize('seed', range(40))
def test_random_choices(world, records, seed):
    """Each answer is held against the description too."""
    chance = random.Random(seed)
    resource = chance.choice(['claims', 'claims', 'counter-claims', 'endorsements', 'actors', 'incidents', 'sources'])
    include = chance.sample(INCLUDES.get(resource, []), chance.randint(0, len(INCLUDES.get(resource, []))))
    fields = chance.choice([[], chance.sample(fields_of(f'/{resource}'), chance.randint(1, 8))])
    query = ''.join(f'&{name}={",".join(values)}' for name, values in (('include', include), ('fields', fields)) if values)
    narrow = f'{EVERY_STATUS}' if resource in INCLUDES else 'collection=world'
    rows = world.every_row(f'/{resource}?limit={chance.choice([7, 1000])}&{narrow}{query}')
    assert [row['id'] for row in rows] == [row['id'] for row in world.every_row(f'/{resource}?limit=1000&{narrow}')]
    for row in rows:
        assert row == shaped(records, resource, records[f'{resource} listed'][row['id']], fields, include)
    if seed % 2:
        lines = world.get(f'/{resource}.ndjson?{narrow}{query}').text().split('\n')[:-1]
        assert [json.loads(line) for line in lines] == rows
    else:
        assert world.get(f'/{resource}?shape=array&{narrow}{query}').json() == rows
    one = chance.choice(rows)
    alone = world.get(f'/{resource}/{one["id"]}?{query.lstrip("&")}').json()
    assert alone == shaped(records, resource, records[resource][one['id']], fields, include)


def test_order_is_fixed(world):
    row = world.get('/claims?limit=1&fields=status,statement,id,citations&include=sources,counter_claims').json()['data'][0]
    assert list(row) == ['id', 'statement', 'status', 'citations', 'counter_claims', 'sources']


def test_csv_columns(world):
    whole = world.get('/claims.csv').text().split('\r\n')
    assert whole[0].split(',') == fields_of('/claims.csv')
    some = world.get('/claims.csv?fields=status,claimant_slugs').text().split('\r\n')
    assert some[0] == 'id,claimant_slugs,status' and len(some) == len(whole)
    assert some[1].split(',')[0] == whole[1].split(',')[0]


def test_they_are_part_of_what_is_cached_and_not_of_the_cursor(world):
    plain = world.get('/claims?limit=2')
    shaped_page = world.get('/claims?limit=2&fields=status&include=sources')
    assert plain.header('ETag') != shaped_page.header('ETag')
    assert world.get('/claims?limit=2&fields=status&include=sources').header('ETag') == shaped_page.header('ETag')
    cursor = re.search('cursor=([^&]+)', shaped_page.json()['page']['next']).group(1)
    assert world.rows(f'/claims?limit=2&cursor={cursor}') == world.rows(plain.json()['page']['next'])
    assert 'fields=status' in shaped_page.json()['page']['next'] and 'include=sources' in shaped_page.json()['page']['next']
    links = shaped_page.header('Link')
    assert '/claims.ndjson?include=sources&fields=status' in links or '/claims.ndjson?fields=status&include=sources' in links
    assert '</claims.csv>' in links
    at = plain.json()['data'][0]['id']
    revision = {world.get(f'/claims/{at}{query}').header('ETag').split('-')[0] for query in ('', '?fields=status', '?include=actor')}
    assert len(revision) == 1


def test_collections_of_what_is_included_are_told(world):
    """Every state is from the record itself, and from no collection."""
    assert [one['collection'] for one in world.get('/claims?include=actor,incident').json()['meta']['licenses']] == ['world']


@pytest.fixture(scope='module')
def own(cluster):
    """A database of its own, whose statements are in the log of PostgreSQL; a client, an editor, a moderator."""
    database = Database(cluster, 'included', FIXTURE)
    cluster.execute("alter database included set log_statement = 'all'")
    service = Service(database.url, 'included').wait()
    yield database, service.client, Editor(database, service.client, 'claims:write', 'sources:write'), Editor(
        database, service.client, 'moderate')
    service.stop()


def executed(database):
    """How many statements that read records the log of PostgreSQL has."""
    log = (logs() / f'{database.cluster.name}-postgres.log').read_text('utf-8', 'replace')
    entries = re.split(r'\n(?=[^\n]*LOG:  )', log)
    return sum('LOG:  execute ' in entry and 'claimd.record' in entry for entry in entries)


@pytest.mark.parametrize('target', [f'/{resource}?{EVERY_STATUS}&include={names}' for resource, names in ALL.items()]
                         + ['/claims?actor=atlantis&include=' + ALL['claims'], '/claims?fields=statement'])
def test_no_statement_for_a_row(own, target):
    database, client, *_ = own

    def count(limit):
        before = executed(database)
        rows = client.rows(f'{target}&limit={limit}')
        return len(rows), executed(database) - before

    (one, few), (many, as_few) = count(1), count(1000)
    assert one == 1 and many > 1
    assert few == as_few <= 8


def denial(number, target):
    return {'type': 'counter_claim', 'claimants': ['atlantis'], 'statement': f'No, for the {number}th time.', 'language': 'en', 'claimed_on': '2022',
            'date_basis': 'stated', 'stance': 'denies', 'counters': [target], 'basis': 'political',
            'confidence': {'level': 'unstated'}, 'citations': [{'source': 'old-blog', 'form': 'reference'}]}


def test_more_than_are_shown(own, tmp_path):
    database, client, *_ = own
    target = client.rows('/claims?actor=lemurian-guard&limit=1')[0]['id']
    lines = tmp_path / 'denials.ndjson'
    lines.write_text(''.join(json.dumps(denial(number, target)) + '\n' for number in range(105)), 'utf-8')
    database.run('import', str(lines))
    page = client.get('/claims?actor=lemurian-guard&include=counter_claims,sources').json()
    rows = {row['id']: row for row in page['data']}
    assert len(rows[target]['counter_claims']) == 20 and rows[target]['counter_claim_count'] == 105
    assert [(one['code'], one['value']) for one in page['meta']['warnings']] == [('include-cut', 'counter_claims')]
    single = client.get(f'/claims/{target}?include=counter_claims').json()
    assert len(single['counter_claims']) == 100 and single['counter_claim_count'] == 105
    first = client.rows(f'/claims/{target}/counter-claims?sort=claimed_on&limit=20')
    assert rows[target]['counter_claims'] == first == single['counter_claims'][:20]


def test_withheld_retracted_and_of_the_past(own):
    _, client, writer, moderator = own
    at = next(row['id'] for row in client.rows('/claims?limit=1000') if row['key'] == 'lemuria-tide')
    before = client.get(f'/claims/{at}?include={ALL["claims"]}').json()
    then = client.get('/claims?limit=1').json() and now(own)
    answer, source = before['counter_claims'][0], before['sources'][0]
    moderator.send('PUT', f'/counter-claims/{answer["id"]}/withholding', {'reason': 'By order of a court'}, 200, match=True)
    moderator.send('PUT', f'/sources/{source["id"]}/withholding', {'reason': 'By order of a court'}, 200, match=True)
    writer.send('PATCH', f'/actors/{before["actor"][0]["slug"]}', {'description': 'An island.', 'description_language': 'en'}, 200, match=True)
    after = client.get(f'/claims/{at}?include={ALL["claims"]}').json()
    assert answer['id'] not in [one['id'] for one in after['counter_claims']]
    assert after['sources'][0]['withholding_reason'] == 'By order of a court' and 'title' not in after['sources'][0]
    assert after['actor'][0]['description'] == 'An island.'
    past = client.get(f'/claims/{at}?include={ALL["claims"]}&as_of={then}').json()
    assert past['actor'][0]['description'] is None and past['actor'][0]['revision'] == before['actor'][0]['revision']
    assert past['incident']['slug'] == before['incident']['slug']
    # What is withheld is so of the past too.
    assert [one['id'] for one in past['counter_claims']] == [one['id'] for one in before['counter_claims']]
    assert 'statement' not in past['counter_claims'][0] and 'title' not in past['sources'][0]
    rows = client.rows(f'/claims?limit=1000&as_of={then}&include={ALL["claims"]}')
    assert next(row for row in rows if row['id'] == at) == {**next(
        row for row in client.rows(f'/claims?limit=1000&as_of={then}') if row['id'] == at),
        **{name: past[name] for name in INCLUDES['claims']}}
    moderator.send('PUT', f'/claims/{at}/withholding', {'reason': 'By order of a court'}, 200, match=True)
    hidden = client.get(f'/claims/{at}?include={ALL["claims"]}&fields=statement').json()
    assert 'withheld_at' in hidden and not set(hidden) & {'statement', *INCLUDES['claims']}
    writer.send('DELETE', f'/counter-claims/{client.rows("/counter-claims?limit=1")[0]["id"]}?reason=An%20error', None, 200, match=True)


def now(own):
    connection = psycopg2.connect(own[0].owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("""select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""")
        instant = cursor.fetchone()[0]
    connection.close()
    return instant
