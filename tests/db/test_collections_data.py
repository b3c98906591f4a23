"""The sample and the published collections in one base: who is found by which name, and what stands side by side.

The files are not redistributed: without them beside the repository (../shared/data) there is nothing to test here, and
tests/db/test_galaxy.py stands alone."""
import json
import os
import subprocess
import time

import pytest

from tests.support.service import ROOT, Database, Service, program

DATA = ROOT.parent / 'shared/data'
if not DATA.is_dir():
    DATA = ROOT.parents[1] / 'shared/data'
if not DATA.is_dir():
    pytest.skip(f'{DATA} is not there', allow_module_level=True)

FORMATS = {
    'eurepoc': ['--attributions', DATA / 'eurepoc/EuRepoC_Attribution_dataset_1.1.csv',
                '--incidents', DATA / 'eurepoc/EuRepoC_Global_Database_1.1.csv'],
    'misp-galaxy': [DATA / 'misp-galaxy' / f'{name}.json' for name in
                    ('threat-actor', 'microsoft-activity-group', 'intelligence-agencies', '360net')],
    'attack': [DATA / 'mitre-attack/attack-groups-campaigns-attributed-to.json'],
}
SHOTGIANT = '''{"type":"incident","slug":"operation-shotgiant","name":"Operation Shotgiant","language":"en","started_on":"2009"}
'''


def command(database, *words, text=None):
    return subprocess.run([program(), *map(str, words)], env=dict(os.environ, DATABASE_URL=database.url), input=text,
                          capture_output=True, text=True, timeout=180, check=False)


def imported(database, name):
    begin = time.monotonic()
    done = command(database, 'import', '--quiet', '--json', '--format', name, *FORMATS[name])
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return dict(json.loads(done.stdout), seconds=time.monotonic() - begin)


@pytest.fixture(scope='module')
def base(cluster):
    database = Database(cluster, 'collections', ROOT / 'data/sample.ndjson')
    database.reports = {name: imported(database, name) for name in FORMATS}
    return database


@pytest.fixture(scope='module')
def client(base):
    service = Service(base.url, 'collections').wait()
    yield service.client
    service.stop()


def query(database, statement, *values):
    return database.cluster.execute(statement, *values, database=database.name)


def found(database, value):
    """{slug: collections} of the actors that a name finds; merged ones count with whom they were merged into."""
    return {slug: set(collections) for slug, collections in query(database, '''
        select found.slug, array(select coalesce(c.slug, 'by hand') from claimd.likeness_member m
                                  left join claimd.collection c on c.id = m.collection where m.root = found.id)
          from claimd.resolve_actor(%s) as found''', value)}


def test_sums_and_times(base):
    for name, report in base.reports.items():
        assert report['seconds'] < 60, name
        for one in report['inputs']:
            assert one['read'] == one['made'] + one['merged'] + one['refused'], (name, one)
    read = [[one['read'] for one in base.reports[name]['inputs']] for name in ('misp-galaxy', 'attack')]
    assert read == [[1041, 179, 436, 42], [281]]


# By name: the collections that know it, one set for each actor that is found. Several actors are several on purpose.
GALAXY, MICROSOFT, NET, AGENCIES, ATTACK, EUREPOC, SAMPLE = (
    'misp-threat-actor', 'misp-microsoft', 'misp-360net', 'misp-intelligence-agencies', 'mitre-attack', 'eurepoc', 'sample')
NAMES = {
    'APT1': [{GALAXY, ATTACK, EUREPOC}],
    'Comment Crew': [{GALAXY, ATTACK, EUREPOC}],
    # The group, and the unit whose it is said to be.
    'PLA Unit 61398': [{GALAXY, ATTACK, EUREPOC}, {AGENCIES, EUREPOC}],
    # EuRepoC writes "NSA/Equation Group" of the agency.
    'Equation Group': [{GALAXY, ATTACK}, {EUREPOC}],
    'Volt Typhoon': [{SAMPLE, GALAXY, MICROSOFT, ATTACK}],
}


@pytest.mark.parametrize('name', NAMES)
def test_names(base, name):
    assert sorted(map(sorted, found(base, name).values())) == sorted(map(sorted, NAMES[name]))


# What must be among what is found.
AMONG = {'Lazarus': {GALAXY, ATTACK}, 'HIDDEN COBRA': {GALAXY, ATTACK}, 'Sandworm': {GALAXY, ATTACK, MICROSOFT}, 'Fancy Bear': {GALAXY, ATTACK, MICROSOFT},
         'APT28': {GALAXY, ATTACK, MICROSOFT}}


@pytest.mark.parametrize('name', AMONG)
def test_names_that_several_bear(base, name):
    """360.net and an older name of Microsoft's list have the same names, and nothing proves that they are one."""
    assert any(AMONG[name] <= collections for collections in found(base, name).values()), found(base, name)


def test_one_name_of_two_groups(base, client):
    """Both are found, and the answer says so."""
    kitten = found(base, 'Charming Kitten')
    assert {'charming-kitten-misp-threat-actor', 'mint-sandstorm-misp-microsoft'} < set(kitten) and len(kitten) >= 3
    assert any(ATTACK in collections for collections in kitten.values())
    navy = found(base, 'PLA Navy')
    assert 'samurai-panda-misp-threat-actor' in navy and len(navy) == 3
    resolved = client.get('/claims?actor=PLA+Navy').json()['meta']['resolved']
    assert {match['slug'] for match in resolved[0]['matches']} == set(navy)
    shared = client.get('/actors?ambiguous=true&limit=1000').json()['data']
    assert set(navy) <= {row['slug'] for row in shared}


def test_states_are_what_their_names_mean(base):
    for name in ('CN', 'china', 'China', 'CHN', 'PRC', 'Pékin', 'Chinese', "People's Republic of China"):
        assert list(found(base, name)) == ['china'], name
    every = query(base, '''
        select n.text, s.slug from claimd.actor_name n join claimd.actor s on s.id = n.actor
          join lateral claimd.resolve_actor(n.text) as f on f.kind <> 'state'
         where s.kind = 'state' ''')
    assert every == []


def test_no_state_is_accused_by_a_country(base):
    """Of the galaxy's claims each is a suspicion of cfr.org, against the state that the entry names there."""
    with open(FORMATS['misp-galaxy'][0], encoding='utf-8') as file:
        entries = json.load(file)['values']
    named = {entry['uuid']: entry['meta']['cfr-suspected-state-sponsor'] for entry in entries
             if entry['meta'].get('cfr-suspected-state-sponsor', 'Unknown') != 'Unknown'}
    codes = {'China': 'CN', "People's Republic of China": 'CN', 'Iran (Islamic Republic of)': 'IR', 'Russian Federation': 'RU',
             "Korea (Democratic People's Republic of)": 'KP', 'United States': 'US', 'US': 'US', 'Palestine': 'PS',
             'Korea (Republic of)': 'KR', 'Pakistan': 'PK', 'India': 'IN', 'Belarus': 'BY', 'France': 'FR',
             'United Arab Emirates': 'AE', 'Vietnam': 'VN', 'Spain': 'ES', 'Israel': 'IL', 'Lebanon': 'LB'}
    made = query(base, '''select split_part(r.key, '/', 1), a.country from claimd.record r join claimd.collection c on c.id = r.collection
        join claimd.claim_accused x on x.claim = r.id join claimd.actor a on a.id = x.actor
        where c.slug like 'misp-%%' and r.type = 'claim' ''')
    assert sorted(made) == sorted((uuid, codes[sponsor]) for uuid, sponsor in named.items())
    assert query(base, '''select count(*) from claimd.actor_link l join claimd.record r on r.id = l.actor
        join claimd.collection c on c.id = r.collection join claimd.actor a on a.id = l.actor
        where c.slug like 'misp-%%' and a.kind = 'intrusion_set' and l.type <> 'based_in' ''') == [(0,)]


def test_side_by_side(base, client):
    """The sample's Exchange with EuRepoC's three parts of it, and Shotgiant's with Huawei's, by reviewed links."""
    listed = json.loads(command(base, 'resolve', 'list', '--json').stdout)
    parts = {one['one']['slug'].rpartition('-')[2]: one['id'] for one in listed
             if one['type'] == 'wider_incident' and one['other']['slug'] == 'microsoft-exchange-2021'}
    shotgiant = [one['one']['slug'] for one in listed if one['other']['slug'] == 'huawei-2009']
    assert any(slug.endswith('-108') for slug in shotgiant)
    done = command(base, 'resolve', 'accept', parts['1332'], parts['1333'], parts['1334'], '--reviewer', 'Ann Example')
    assert done.returncode == 0, done.stderr
    wide = client.get('/incidents/microsoft-exchange-2021/positions').json()
    told = json.dumps(wide)
    collections = {collection for collection, in query(base, '''
        select distinct c.slug from claimd.claim k join claimd.incident i on i.id = k.subject
          left join claimd.incident up on up.id = i.part_of join claimd.record r on r.id = k.id
          join claimd.collection c on c.id = r.collection
         where 'microsoft-exchange-2021' in (i.slug, up.slug)''')}
    assert collections == {SAMPLE, EUREPOC}
    assert '"denies"' in told or '"rejects"' in told
    assert command(base, 'import', '--quiet', '-', text=SHOTGIANT).returncode == 0
    names = ['nsa-vs-chinese-telecommunication-operation-shotgiant-eurepoc-108', 'nsa-vs-tshinghua-university-operation-shotgiant-eurepoc-109',
             'nsa-vs-pacnet-operation-shotgiant-eurepoc-110', 'huawei-2009']
    for name in names:
        done = command(base, 'resolve', 'part-of', name, 'operation-shotgiant', '--reviewer', 'Ann Example')
        assert (done.returncode, done.stdout) == (0, 'linked\n'), done.stderr
    claims = client.get('/claims?incident=operation-shotgiant&limit=100').json()['data']
    assert {row['collection'] for row in claims} == {SAMPLE, EUREPOC}
    assert 'Ann Example' in json.dumps(client.get('/incidents/huawei-2009/history').json()['data'])


def test_again(base):
    """What is run again changes nothing, what was linked and reviewed included."""
    for name in ('attack', 'misp-galaxy'):
        report = imported(base, name)
        assert all(not counts['created'] and not counts['updated'] for counts in report['counts'].values()), (name, report['counts'])
        assert report['linked'] == 0
