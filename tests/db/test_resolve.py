"""What people decide: on a terminal, from a script, and what the service then answers. The sample, and small files of the
form of EuRepoC and of the MISP galaxy."""
import csv
import json
import os
import pathlib
import subprocess
from urllib.parse import quote

import pytest

from tests.support.service import ROOT, Database, Service, program
from tests.support.terminal import review

FORMATS = pathlib.Path(__file__).with_name('formats')
# By its number in the file: an incident as the sample has it, and part of it only.
RENAMED = {'1': ('Microsoft Exchange Hack: Harbour Office', '2021-03-01', '2021-03-10'),
           '5': ('Microsoft Exchange Hack: Ruritania', '2021-01-01', '2021-01-01')}
HARBOUR, RURITANIA = 'microsoft-exchange-hack-harbour-office-eurepoc-1', 'microsoft-exchange-hack-ruritania-eurepoc-5'
WIDE = 'microsoft-exchange-2021'


def command(database, *words, **more):
    return subprocess.run([program(), *map(str, words)], env=dict(os.environ, DATABASE_URL=database.url),
                          capture_output=True, text=True, timeout=120, check=False, **more)


def listed(database, *words):
    done = command(database, 'resolve', 'list', '--json', *words)
    assert done.returncode == 0, done.stderr
    return {(one['one']['slug'], one['other']['slug']): one for one in json.loads(done.stdout)}


@pytest.fixture(scope='module')
def base(cluster, tmp_path_factory):
    incidents = tmp_path_factory.mktemp('resolve') / 'incidents.csv'
    with open(FORMATS / 'eurepoc-incidents.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row['ID'] in RENAMED:
            row['name'], row['start_date'], row['end_date'] = RENAMED[row['ID']]
    with open(incidents, 'w', encoding='utf-8', newline='') as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    database = Database(cluster, 'resolve', ROOT / 'data/sample.ndjson')
    database.reports = {}
    for name, words in {'eurepoc': ['--attributions', FORMATS / 'eurepoc-attributions.csv', '--incidents', incidents],
                        'misp-galaxy': [FORMATS / 'misp-threat-actor.json', FORMATS / 'misp-microsoft.json'],
                        'attack': [FORMATS / 'attack.json']}.items():
        done = command(database, 'import', '--quiet', '--json', '--format', name, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        database.reports[name] = json.loads(done.stdout)
        database.reports[name]['text'] = command(database, 'import', '--quiet', '--format', name, *words).stdout
    return database


@pytest.fixture(scope='module')
def client(base):
    service = Service(base.url, 'resolve').wait()
    yield service.client
    service.stop()


def test_side_by_side(base, client):
    """Two collections cut an incident differently; reviewed, what both say of it stands together, contradictions too."""
    apart = client.get(f'/incidents/{WIDE}/positions').json()['data']
    assert not {'delta-lab-eurepoc', 'north-korea'} & {row['actor']['slug'] for row in apart}
    parts = listed(base, WIDE)
    assert set(parts) == {(HARBOUR, WIDE), (RURITANIA, WIDE)}
    shown = review(base, ['y', 'y'], WIDE, '--reviewer', 'Ann Example', '--reason', 'The same flaw')
    assert '1 of 2: ' in shown and 'part of the wider incident?' in shown and 'words in common: exchange, microsoft' in shown
    assert 'Delta Lab accuses China' in shown and 'United States accuses China' in shown and 'One line' in shown
    assert shown.count('\nlinked\n') == 2 and '2 decided, 0 left' in shown
    assert listed(base, WIDE) == {} and 'there is nothing to decide' in review(base, [], WIDE, '--reviewer', 'Ann Example')
    rows = {row['actor']['slug']: row for row in client.get(f'/incidents/{WIDE}/positions').json()['data']}

    def accused_by(slug):
        return {one['actor']['slug'] for one in rows[slug]['accused_by']}

    # China, says the sample, and denies it; of its parts EuRepoC accuses China, North Korea and Russia.
    assert {'united-states', 'canada', 'delta-lab-eurepoc'} <= accused_by('china')
    assert ('denies', 'united-states') in {(one['stance'], one['actor']['slug']) for one in rows['china']['answers']}
    assert accused_by('north-korea') and accused_by('russia') and rows['north-korea']['silent']
    claims = client.get(f'/claims?incident={WIDE}&limit=100').json()['data']
    assert {(row['collection'], row['subject']['slug']) for row in claims} == {
        ('sample', WIDE), ('eurepoc', HARBOUR), ('eurepoc', RURITANIA)}
    change = client.get(f'/incidents/{RURITANIA}/history').json()['data']
    assert [(one['by']['label'], one['reason']) for one in change if one['revision'] == 2] == [('Ann Example', 'The same flaw')]


def test_under_one_that_none_had(base, client):
    """Where no collection has the wider incident it is made first; what stands under one is not moved by the way."""
    wider = '{"type":"incident","slug":"tulips-and-wires","name":"Tulips and wires","language":"en","started_on":"2013"}\n'
    assert command(base, 'import', '--quiet', '-', input=wider).returncode == 0
    for value, said in (('tulips-eurepoc-2', 'linked\n'), ('Wire, "tapped"', 'linked\n'),
                        ('tulips-eurepoc-2', 'it is part of it already\n')):
        done = command(base, 'resolve', 'part-of', value, 'tulips-and-wires', '--reviewer', 'Ann Example')
        assert (done.returncode, done.stdout) == (0, said), done.stderr
    assert {row['part_of']['slug'] for row in client.get('/incidents?q=tulips+OR+tapped').json()['data'] if row['part_of']} == {
        'tulips-and-wires'}
    done = command(base, 'resolve', 'part-of', 'tulips-eurepoc-2', WIDE, '--reviewer', 'Ann Example')
    assert done.returncode == 1 and '"tulips-eurepoc-2" is part of tulips-and-wires already' in done.stderr
    done = command(base, 'resolve', 'part-of', 'tulips-and-wires', 'tulips-eurepoc-2', '--reviewer', 'Ann Example')
    assert done.returncode == 1 and 'would be part of itself' in done.stderr
    assert client.get('/incidents/tulips-eurepoc-2').json()['part_of']['slug'] == 'tulips-and-wires'


MISTAKES = [
    (['resolve'], 2, 'who decides? --reviewer NAME (CLAIMD_REVIEWER)'),
    (['resolve', 'frobnicate'], 2, 'it is one of review [NAME], list [NAME], accept ID…'),
    (['resolve', 'list', 'a', 'b'], 2, 'review and list take one name'),
    (['resolve', 'list', 'nonesuch'], 1, '"nonesuch" names no actor and no incident'),
    (['resolve', 'accept', '--reviewer', 'A'], 2, 'ids of likenesses, which `claimd resolve list` shows'),
    (['resolve', 'accept', '0123456789ab', '--reviewer', 'A'], 1, 'there is nothing to decide of the id 0123456789ab'),
    (['resolve', 'part-of', WIDE, '--reviewer', 'A'], 2, 'two incidents, the narrower and the wider'),
    (['resolve', 'part-of', 'nonesuch', WIDE, '--reviewer', 'A'], 1, '"nonesuch" names no incident'),
]


@pytest.mark.parametrize('words, status, said', MISTAKES, ids=lambda value: value if isinstance(value, str) else None)
def test_mistakes(base, words, status, said):
    done = command(base, *words)
    assert done.returncode == status and said in done.stderr and done.stdout == '', done.stderr


def test_reports_count(base):
    """What was linked and what is left to people, as JSON and as text; a second run links nothing more."""
    for name, report in base.reports.items():
        assert {'linked', 'ambiguous', 'wider'} <= set(report), name
        assert report['text'].splitlines()[-2].startswith('0 actors linked, '), report['text']
    assert base.reports['misp-galaxy']['linked'] and base.reports['attack']['ambiguous']
    pairs = [one for one in listed(base).values() if one['type'] == 'same_actor']
    assert len(pairs) == base.reports['attack']['ambiguous']


def test_one_name_of_two_groups(client):
    """Both are found and the answer says so; a name of a state stays the state's."""
    resolved, = client.get('/claims?actor=Half+Kitten').json()['meta']['resolved']
    assert (resolved['value'], resolved['by']) == ('Half Kitten', 'name')
    two = {one['slug'] for one in resolved['matches']}
    assert len(two) == 2 and 'kitten-misp-threat-actor' in two
    shared = {row['slug']: {(one['text'], one['actor']['slug']) for one in row['shared_names']}
              for row in client.get('/actors?ambiguous=true').json()['data']}
    for slug in two:
        assert any(text.casefold() == 'half kitten' and other in two - {slug} for text, other in shared[slug])
    assert 'china' not in shared and not any(text == 'China' for names in shared.values() for text, _ in names)
    for name in ('CN', 'china', 'China', 'PRC', "People's Republic of China", 'Chinese'):
        found = client.get(f'/claims?actor={quote(name)}&scope=exact&limit=1').json()
        assert {one['slug'] for one in found['meta']['resolved'] for one in one['matches']} <= {'china'}
        assert [one['slug'] for one in found['data'][0]['actors']] == ['china']
