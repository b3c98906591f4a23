"""EuRepoC 1.1 whole, against counts from its files by tests/support/eurepoc.py. The files are not redistributed: without
them beside the repository (../shared/data/eurepoc) there is nothing to test, and tests/db/test_eurepoc.py stands alone."""
import collections
import json
import os
import subprocess
import time
from urllib.parse import urlencode

import pytest

from tests.support import eurepoc
from tests.support.service import Database, Service, program

if not eurepoc.DATA.is_dir():
    pytest.skip(f'{eurepoc.DATA} is not there', allow_module_level=True)


def imported(database):
    done = subprocess.run([program(), 'import', '--quiet', '--json', '--format', 'eurepoc', '--attributions',
                           eurepoc.ATTRIBUTIONS, '--incidents', eurepoc.INCIDENTS], capture_output=True, text=True,
                          env=dict(os.environ, DATABASE_URL=database.url), timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.fixture(scope='module')
def whole(cluster):
    database = Database(cluster, 'eurepoc_whole')
    begin = time.monotonic()
    database.report = imported(database)
    database.seconds = time.monotonic() - begin
    return database


@pytest.fixture(scope='module')
def client(whole):
    service = Service(whole.url, 'eurepoc').wait()
    yield service.client
    service.stop()


@pytest.fixture(scope='module')
def expected():
    return eurepoc.claims()


def count(client, **query):
    query = dict(query, collection='eurepoc', limit=1, count='exact')
    return client.get(f'/claims?{urlencode(query)}').json()['meta']['count']


def facet(client, by, **query):
    query = dict(query, collection='eurepoc', by=by, limit=1000)
    return {one['value']: one['count'] for one in client.get(f'/facets?{urlencode(query)}').json()['data'][by]['values']}


def test_sums(whole, expected):
    assert whole.seconds < 60
    rows, incidents = whole.report['inputs']
    for one in (rows, incidents):
        assert one['read'] == one['made'] + one['merged'] + one['refused']
    assert (rows['read'], incidents['read'], incidents['made']) == (2643, 1643, 1643)
    assert rows['made'] == len(expected) == 1702
    assert rows['merged'] == sum(one.rows - 1 for one in expected)
    assert {one['reason']: one['count'] for one in rows['reasons']} == {
        'no attribution_ID: the incident alone': 12,
        'nobody is accused: the incident alone':
            sum(one.rows for one in eurepoc.attributions() if one.identity and one.accuses_nobody)}


def test_states(client, expected):
    """The ten that are most often accused, and after them every other state of the file: none more, none fewer."""
    counts = collections.Counter(state for one in expected for state in one.states)
    assert [state for state, _ in counts.most_common(5)] == ['RU', 'US', 'CN', 'GB', 'IR']
    for state, number in counts.most_common():
        assert (state, count(client, actor=state, scope='organs')) == (state, number)
    for state in sorted(set(eurepoc.CODES.values()) - set(counts)):
        assert (state, count(client, actor=state, scope='organs')) == (state, 0)


def test_country_without_state_accuses_nobody(client, expected):
    """44 attributions name Turkey; 43 of them mean hacktivists."""
    named = [one for one in expected if 'Turkey' in one.values['attributed_initiator_country']]
    assert len(named) == 44
    assert count(client, actor='TR', scope='all') == count(client, actor='TR', scope='organs') == 1


def test_bases_and_years(client, expected):
    assert facet(client, 'basis') == collections.Counter(one.basis for one in expected)
    years = collections.Counter(one.year and int(one.year) for one in expected)
    assert facet(client, 'year') == years
    assert years[None] > 600


def test_incidents_with_several_accused_states(client, whole, expected):
    states = collections.defaultdict(set)
    for one in expected:
        states[one.incident] |= one.states
    several = {incident for incident, found in states.items() if len(found) > 1}
    held = collections.defaultdict(set)
    for state in sorted({state for one in expected for state in one.states}):
        after = ''
        while after is not None:
            page = client.get('/claims?' + urlencode(dict({'collection': 'eurepoc', 'actor': state, 'scope': 'organs',
                                                           'limit': 500}, **({'cursor': after} if after else {})))).json()
            for claim in page['data']:
                held[claim['key'].split('/')[1]].add(state)
            after = page['page']['next'] and page['page']['next'].split('cursor=')[1].split('&')[0]
    assert held == {incident: found for incident, found in states.items() if found}
    assert {incident for incident, found in held.items() if len(found) > 1} == several and len(several) > 10


def test_again_nothing_changes(whole, client):
    counts = imported(whole)['counts']
    assert all(one['created'] == one['updated'] == 0 for one in counts.values()), counts
