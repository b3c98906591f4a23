"""Threads and positions are what the lists say, wider incidents have the claims of their parts, and caps say so."""
import json

import pytest

from tests.conftest import FIXTURE
from tests.support.editor import Editor
from tests.support.service import Database, Service

LIVE = ('uncontested', 'answered', 'disputed')
DEPTH, ANSWERS = 12, 500


@pytest.fixture(scope='module', params=['world', 'sample'])
def quarrel(request):
    """A client, and all live statements by id."""
    client = request.getfixturevalue(f'{request.param}_service').client
    return client, {resource: {row['id']: row for row in client.every_row(f'/{resource}?limit=1000')}
                    for resource in ('claims', 'counter-claims', 'endorsements', 'incidents')}


def answers_to(live, at):
    return [row for row in live['counter-claims'].values() if at in [target['id'] for target in row['counters']]]


def all_answers(live, claims):
    """Every live counter-claim that leads to one of the claims by live ones."""
    found, edge = {}, list(claims)
    while edge:
        edge = [row['id'] for at in edge for row in answers_to(live, at) if row['id'] not in found
                and not found.update({row['id']: row})]
    return found


def parts_of(live, incident):
    return {incident} | {part for row in live['incidents'].values()
                         if row['part_of'] and row['part_of']['id'] == incident for part in parts_of(live, row['id'])}


def stands(live, incident):
    """Who takes which side towards whom, by which statements; and when each spoke."""
    parts = parts_of(live, incident)
    claims = {at: row for at, row in live['claims'].items() if row['subject'].get('id') in parts}
    answers = all_answers(live, claims)
    sides, spoke = {}, {}

    def note(row, speaker, side, stance, other):
        sides.setdefault((speaker['slug'], side, stance, other['slug']), set()).add(row['id'])
        if side != 'accused_by':
            spoke.setdefault(speaker['slug'], []).append(row)

    for row in claims.values():
        for speaker in row['claimants']:
            for other in row['actors']:
                note(row, speaker, 'accuses', None, other)
                note(row, other, 'accused_by', None, speaker)
    known = {**claims, **answers}
    for row in answers.values():
        for target in row['counters']:
            for speaker in row['claimants'] if target['id'] in known else ():
                for other in known[target['id']]['claimants']:
                    note(row, speaker, 'answers', row['stance'], other)
    for row in live['endorsements'].values():
        for target in set(row['endorses']) & set(claims):
            for speaker in row['claimants']:
                for other in claims[target]['claimants']:
                    note(row, speaker, 'backs', row['stance'], other)
    return sides, spoke


IDS = {'accuses': 'claims', 'accused_by': 'claims', 'answers': 'counter_claims', 'backs': 'endorsements'}


def test_positions_are_what_the_lists_say(quarrel):
    client, live = quarrel
    for at, incident in live['incidents'].items():
        answer = client.get(f'/incidents/{incident["slug"]}/positions').json()
        sides, spoke = stands(live, at)
        shown = {(row['actor']['slug'], side, one.get('stance'), one['actor']['slug']): set(one[ids])
                 for row in answer['data'] for side, ids in IDS.items() for one in row[side]}
        assert shown == sides, incident['slug']
        for row in answer['data']:
            said = spoke.get(row['actor']['slug'], [])
            assert row['silent'] == (not said)
            assert row['claimed_from'] == min((one['claimed_from'] for one in said if one['claimed_from']), default=None)
            assert row['claimed_to'] == max((one['claimed_to'] for one in said if one['claimed_to']), default=None)


def test_a_wider_incident_has_the_claims_of_its_parts(quarrel):
    client, live = quarrel
    wider = 0
    for at, incident in live['incidents'].items():
        parts = parts_of(live, at)
        wider += len(parts) > 1
        expected = {row['id'] for row in live['claims'].values() if row['subject'].get('id') in parts}
        page = client.get(f'/claims?incident={incident["slug"]}&limit=1000&count=exact').json()
        assert {row['id'] for row in page['data']} == expected
        assert incident['claim_count'] == len(expected) == page['meta']['count']
        assert client.get(f'/facets?by=status&incident={incident["slug"]}').json()['meta']['count'] == len(expected)
    assert wider or 'Tide' not in str(live['incidents'])


def test_lists_of_an_actor_are_those_of_the_filters(quarrel):
    client, live = quarrel
    slugs = {actor['slug'] for row in live['claims'].values() for actor in row['actors'] + row['claimants']}
    for slug in sorted(slugs)[:25]:
        for path, name in (('claims-against', 'actor'), ('claims-by', 'claimant')):
            rows = client.rows(f'/actors/{slug}/{path}?limit=1000')
            assert [row['id'] for row in rows] == [row['id'] for row in client.rows(f'/claims?{name}={slug}&limit=1000')]
            assert client.get(f'/actors/{slug}').json()[path.replace('-', '_') + '_count'] == len(rows)


def nodes(node):
    for answer in node['answers']:
        yield answer
        yield from nodes(answer) if not answer['repeated'] else ()


def test_threads_are_what_the_lists_say(quarrel):
    client, live = quarrel
    for at in live['claims']:
        answer = client.get(f'/claims/{at}/thread').json()
        expected = all_answers(live, [at])
        whole = [node for node in nodes(answer['data']) if not node['repeated']]
        assert sorted(node['id'] for node in whole) == sorted(expected) and answer['meta']['answers'] == len(expected)
        for node in whole:
            assert node['statement'] == expected[node['id']]
            assert {below['id'] for below in node['answers']} == {row['id'] for row in answers_to(live, node['id'])}
        backing = {row['id'] for row in live['endorsements'].values() if at in row['endorses']}
        assert {row['id'] for row in answer['data']['endorsements']} == backing
        assert answer['meta']['complete']


def denial(key, target, number=0):
    return {'type': 'counter_claim', 'collection': 'world', 'key': key, 'claimants': ['atlantis'], 'stance': 'denies',
            'statement': f'No, {number}.', 'language': 'en', 'claimed_on': f'20{10 + number % 80:02}', 'date_basis': 'stated',
            'counters': [target], 'basis': 'political', 'confidence': {'level': 'unstated'},
            'citations': [{'source': 'old-blog', 'form': 'reference'}]}


@pytest.fixture(scope='module')
def own(cluster, tmp_path_factory):
    """A client of claims with a chain of answers that is too long, and with too many of them; an editor, a moderator."""
    database = Database(cluster, 'quarrel', FIXTURE)
    chain = [denial('deep-1', 'world/guard-ebb')] + [denial(f'deep-{n}', f'world/deep-{n - 1}', n) for n in range(2, DEPTH + 3)]
    many = [denial(f'wide-{n}', 'world/atlantis-accuses', n) for n in range(ANSWERS + 1)]
    lines = tmp_path_factory.mktemp('quarrel') / 'answers.ndjson'
    lines.write_text(''.join(json.dumps(line) + '\n' for line in chain + many), 'utf-8')
    database.run('import', str(lines))
    service = Service(database.url, 'quarrel').wait()
    yield service.client, Editor(database, service.client, 'claims:write'), Editor(database, service.client, 'moderate')
    service.stop()


def depth(node):
    return max((1 + depth(answer) for answer in node['answers']), default=0)


def thread(client, key, query=''):
    return client.get(f'/claims/world%2F{key}/thread{query}').json()


def test_too_deep_a_thread_says_so(own):
    answer = thread(own[0], 'guard-ebb')
    assert depth(answer['data']) == DEPTH and answer['meta']['answers'] == DEPTH and not answer['meta']['complete']
    assert [one['code'] for one in answer['meta']['warnings']] == ['thread-cut']


def test_too_wide_a_thread_says_so(own):
    answer = thread(own[0], 'atlantis-accuses')
    assert len(answer['data']['answers']) == answer['meta']['answers'] == ANSWERS and not answer['meta']['complete']
    assert own[0].get('/counter-claims?claim=world%2Fatlantis-accuses&count=exact&limit=1').json()['meta']['count'] == ANSWERS + 1


def test_withheld_and_retracted_answers_are_out_of_it(own):
    client, writer, moderator = own
    before = thread(client, 'lemuria-tide')
    first = before['data']['answers'][0]
    last = first['answers'][0]
    address = f'/counter-claims/{last["id"]}'
    moderator.send('PUT', f'{address}/withholding', {'reason': 'By order of a court'}, 200, match=True)
    withheld = thread(client, 'lemuria-tide')
    assert last['id'] not in [node['id'] for node in nodes(withheld['data'])]
    assert withheld['meta']['answers'] == before['meta']['answers'] - 1
    moderator.send('DELETE', f'{address}/withholding?reason=Lifted', None, 200, match=True)
    assert thread(client, 'lemuria-tide')['meta']['answers'] == before['meta']['answers']
    # What answers a statement that was taken back answers nothing that stands.
    instant = client.get(address).json()['updated_at']
    writer.send('DELETE', f'/counter-claims/{first["id"]}?reason=An%20error', None, 200, match=True)
    after = thread(client, 'lemuria-tide')
    assert not {first['id'], last['id']} & {node['id'] for node in nodes(after['data'])}
    past = thread(client, 'lemuria-tide', f'?as_of={instant}')
    assert [node['id'] for node in nodes(past['data'])] == [node['id'] for node in nodes(before['data'])]
    claim = client.get('/claims/world%2Flemuria-tide').json()
    writer.send('DELETE', f'/claims/{claim["id"]}?reason=An%20error', None, 200, match=True)
    assert thread(client, 'lemuria-tide')['data']['statement']['status'] == 'retracted'
