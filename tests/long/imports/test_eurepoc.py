"""EuRepoC 1.1 whole, against counts from its files by tests/support/eurepoc.py. The files are not redistributed: without
them beside the repository (../shared/data/eurepoc) there is nothing to test, and tests/db/test_eurepoc.py stands alone."""
import collections
import concurrent.futures
import csv
import json
import os
import pathlib
import pty
import random
import re
import subprocess
import time
from urllib.parse import urlencode

import pytest

from tests.conftest import SAMPLE
from tests.support import eurepoc, feeds
from tests.support.service import Database, Service, program


def importing(database):
    return {'args': [program(), 'import', '--json', '--format', 'eurepoc', '--attributions', eurepoc.ATTRIBUTIONS,
                     '--incidents', eurepoc.INCIDENTS],
            'env': dict(os.environ, DATABASE_URL=database.url), 'stdout': subprocess.PIPE}


def imported(database):
    done = subprocess.run(**importing(database), stderr=subprocess.PIPE, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout)


def imported_on_a_terminal(database):
    """The report, and what the terminal was told meanwhile."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(**importing(database), stderr=theirs) as process, os.fdopen(ours, 'rb', 0) as terminal:
        os.close(theirs)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            told = pool.submit(lambda: b''.join(iter(lambda: read_or_end(terminal), b'')))
            report = json.loads(process.communicate(timeout=120)[0])
            return report, told.result(10).decode()


def read_or_end(terminal):
    try:
        return terminal.read(4096)
    except OSError:
        return b''


@pytest.fixture(scope='module')
def whole(cluster):
    database = Database(cluster, 'eurepoc_whole')
    begin = time.monotonic()
    database.report, database.told = imported_on_a_terminal(database)
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


def every(client, **query):
    """All rows of the list, which is too long to be held against the description in little time."""
    rows, target = [], '/claims?' + urlencode(dict(query, collection='eurepoc', limit=1000))
    while target:
        page = client.get(target, check=False).json()
        rows += page['data']
        target = page['page']['next']
    return rows


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


def test_a_bar_grows_on_the_terminal(whole):
    """And is wiped away at the end."""
    bars = re.findall(r'\r\x1b\[Kclaimd import: \[(#*)(\.*)\] (\d+) %', whole.told)
    shares = [int(percent) for _, _, percent in bars]
    assert shares == sorted(shares) and len(set(shares)) > 5 and shares[0] < 30 and shares[-1] > 70
    assert all(len(done) + len(left) == 24 and len(done) == int(percent) * 24 // 100 for done, left, percent in bars)
    assert whole.told.endswith('\r\x1b[K') or '\r\x1b[K' in whole.told.rsplit('%', 1)[1]


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
    years = collections.Counter(one.year for one in expected)
    assert facet(client, 'year') == years
    assert years[None] > 600


@pytest.fixture(scope='module')
def reached(client, expected):
    """The states that each claim accuses, itself or by an organ."""
    found = {f'attribution/{one.incident}/{one.identity}': set() for one in expected}
    for state in sorted({state for one in expected for state in one.states}):
        for claim in every(client, actor=state, scope='organs'):
            found[claim['key']].add(state)
    return found


def test_each_attribution(reached, expected):
    assert reached == {f'attribution/{one.incident}/{one.identity}': one.states for one in expected}


def test_incidents_with_several_accused_states(reached, expected):
    def several(pairs):
        states = collections.defaultdict(set)
        for incident, accused in pairs:
            states[incident] |= accused
        return {incident: accused for incident, accused in states.items() if len(accused) > 1}

    wanted = several((one.incident, one.states) for one in expected)
    assert several((key.split('/')[1], states) for key, states in reached.items()) == wanted and len(wanted) == 15


def test_contested_and_confessed(client, expected):
    claims = {claim['key']: claim for claim in every(client)}
    for one in expected:
        claim = claims[f'attribution/{one.incident}/{one.identity}']
        bases, speakers = one.values['attribution_basis'], one.values['attributing_actor'] + one.values['attribution_it_company']
        assert ('contested' in claim['statement']) == ('Contested attribution' in bases)
        if bases == ['Attacker confirms'] and not set(speakers) - eurepoc.NOBODY:
            accused = {actor['id'] for actor in claim['actors'] if actor['kind'] != 'state'}
            assert {actor['id'] for actor in claim['claimants']} == accused or not accused


def read_by_eye():
    """tests/long/imports/eurepoc-rows.txt: by attribution the states, the date and the names; None where nobody is accused."""
    found = {}
    for line in pathlib.Path(__file__).with_name('eurepoc-rows.txt').read_text('utf-8').splitlines():
        if not line.startswith('#'):
            key, *rest = [cell.strip() for cell in line.split('|')]
            found[key] = None if rest == ['none'] else (rest[0], rest[1], sorted(filter(None, rest[2].split('; '))))
    return found


def drawn():
    """The attributions of 200 rows."""
    with eurepoc.ATTRIBUTIONS.open(encoding='utf-8', newline='') as file:
        rows = [f"{row['incident_ID']}/{row['attribution_ID'].removesuffix('.0')}" for row in csv.DictReader(file)]
    return {rows[at] for at in random.Random(2643).sample(range(len(rows)), 200)}


def accused_as_told(claim):
    """The states, the date and the names of the claim, in the form of the table."""
    states = {actor['country'] for actor in claim['actor'] if actor['kind'] == 'state'}
    names = sorted('?' if actor['kind'] == 'unnamed' else actor['name'] for actor in claim['actor']
                   if actor['kind'] != 'state')
    return states, claim['claimed_on'] or '-', names


def test_rows_read_by_eye(client, reached):
    table, keys = read_by_eye(), drawn()
    assert set(table) == keys
    claims = {claim['key'].removeprefix('attribution/'): claim for claim in every(client, include='actor')}
    told = dict.fromkeys(keys)
    for key in keys & set(claims):
        states, date, names = accused_as_told(claims[key])
        found = reached[f'attribution/{key}']
        assert states <= found, key
        told[key] = (' '.join(sorted(code if code in states else f'({code})' for code in found)) or '-', date, names)
    assert told == table


def test_again_nothing_changes(whole, client):
    counts = imported(whole)['counts']
    assert all(one['created'] == one['updated'] == 0 for one in counts.values()), counts


def test_what_is_linked_with_other_collections_accuses_nobody_else(whole, client, expected):
    """A group that another collection has too carries no claim of EuRepoC to a state that the file does not accuse."""
    env = dict(os.environ, DATABASE_URL=whole.url)
    files = feeds.whole()
    for words in ([SAMPLE], *(feeds.words(name, files[name]) for name in ('misp-galaxy', 'attack'))):
        done = subprocess.run([program(), 'import', '--quiet', *words], env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
    counts = collections.Counter(state for one in expected for state in one.states)
    assert {state: count(client, actor=state, scope='organs') for state in counts} == counts
