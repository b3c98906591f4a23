"""EuRepoC: small files of the same form, what becomes of them, and files that are refused whole."""
import json
import os
import pathlib
import re
import subprocess

import pytest

from tests.support.service import Database, program

HERE = pathlib.Path(__file__).with_name('formats')
ATTRIBUTIONS, INCIDENTS = HERE / 'eurepoc-attributions.csv', HERE / 'eurepoc-incidents.csv'


def imported(database, attributions=ATTRIBUTIONS, incidents=INCIDENTS):
    done = subprocess.run([program(), 'import', '--quiet', '--json', '--format', 'eurepoc', '--attributions',
                           attributions, '--incidents', incidents], capture_output=True, text=True,
                          env=dict(os.environ, DATABASE_URL=database.url), timeout=120, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report['written'] else 1), done.stderr
    return report


@pytest.fixture(scope='module')
def empty(cluster):
    return Database(cluster, 'eurepoc_empty')


@pytest.fixture(scope='module')
def small(cluster):
    database = Database(cluster, 'eurepoc_small')
    database.report = imported(database)
    return database


def query(database, statement, *values):
    return database.cluster.execute(statement, *values, database=database.name)


def bodies(database, prefix):
    """Bodies by key, with refs as keys, or slugs of states."""
    names = dict(query(database, '''select r.id::text, case when a.kind = 'state' then a.slug else r.key end from claimd.record r
                                      left join claimd.actor a on a.id = r.id'''))
    rows = query(database, '''select r.key, b.body from claimd.record r join claimd.revision v on v.record = r.id
        join claimd.revision_body b using (seq) where r.key like %s''', prefix + '%')
    return {key: json.loads(re.sub(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
                                   lambda match: names.get(match.group(), match.group()), body)) for key, body in rows}


@pytest.fixture(scope='module')
def claims(small):
    return {key.removeprefix('attribution/'): body for key, body in bodies(small, 'attribution/').items()}


def test_sums(small):
    rows, incidents = small.report['inputs']
    assert (rows['read'], rows['made'], rows['merged'], rows['refused']) == (23, 11, 9, 3)
    assert {one['reason']: one['count'] for one in rows['reasons']} == {
        'nobody is accused: the incident alone': 2, 'no attribution_ID: the incident alone': 1}
    assert (incidents['read'], incidents['made']) == (5, 5)


# Who is accused, and by whom.
PARTIES = {
    '1/11': ({'russia', 'actor/grey-heron'}, {'actor/harbour-office', 'actor/the-white-house'}),
    '1/12': ({'actor/grey-heron'}, {'unnamed/claimant/it-security-community'}),
    '2/21': ({'actor/tulip-crew'}, {'actor/tulip-crew'}),
    '2/22': ({'unnamed/unknown/turkey'}, {'unnamed/claimant/it-security-community'}),
    '3/31': ({'united-kingdom', 'united-states', 'actor/nsa', 'actor/gchq'}, {'unnamed/claimant/third-party'}),
    '4/41': ({'unnamed/state-affiliated/china'}, {'actor/jane-roe'}),
    '5/51': ({'china'}, {'actor/delta-lab'}),
    '5/52': ({'north-korea', 'actor/small-wren'}, {'unnamed/claimant/receiver-government/united-states'}),
    '5/53': ({'actor/polo'}, {'unnamed/claimant/it-security-community'}),
    '5/54': ({'unnamed/state/asia-region'}, {'unnamed/claimant/media'}),
    '5/55': ({'actor/lone-wolf'}, {'unnamed/claimant/media'}),
}


@pytest.mark.parametrize('key', PARTIES)
def test_parties(claims, key):
    assert (set(claims[key]['actors']), set(claims[key]['claimants'])) == PARTIES[key]


def test_no_other_claims(claims):
    assert set(claims) == set(PARTIES)


def test_dates(claims):
    """A first of January is the year, and no date is none."""
    assert [claims[key]['claimed_on'] for key in ('1/11', '1/12', '2/21')] == ['2021-07-19', '2020', None]


def test_bases(claims):
    assert {key: body['basis'] for key, body in claims.items()} == {
        '1/11': 'political', '1/12': 'technical', '2/21': 'self', '2/22': 'technical', '3/31': 'technical',
        '4/41': 'technical', '5/51': 'technical', '5/52': 'legal', '5/53': 'technical', '5/54': 'media',
        '5/55': 'media'}


def test_words(claims):
    assert 'contested' in claims['5/51']['statement']
    assert 'affiliation with Russia is suggested for this incident' in claims['1/12']['statement']


def test_actors(small):
    actors = bodies(small, 'actor/')
    heron = actors['actor/grey-heron']
    assert [name['text'] for name in heron['names']] == ['TEMP.Heron']
    assert [(one['scheme'], one['value']) for one in heron['external_ids']] == [('mitre-attack', 'G9001')]
    # Whom the brackets name, is no link: it would carry the claims on.
    assert heron['links'] == [] and 'GRU, Unit 9' in heron['description']
    links = {key: [(one['type'], one['actor']) for one in body['links']] for key, body in actors.items()}
    assert links['actor/small-wren'] == [('part_of', 'actor/grey-heron')]
    assert links['actor/tulip-crew'] == [('based_in', 'turkey')]
    assert links['actor/nsa'] == [('part_of', 'united-states')] and links['actor/gchq'] == [('part_of', 'united-kingdom')]
    # Who accuses is an organ by its name; the countries beside it are two.
    assert links['actor/the-white-house'] == [('part_of', 'united-states')] and links['actor/harbour-office'] == []
    kinds = {key: body['kind'] for key, body in actors.items()}
    assert kinds['actor/jane-roe'] == kinds['actor/lone-wolf'] == 'person'
    assert 'actor/plain-name' not in actors


def test_incidents(small):
    incidents = bodies(small, 'incident/')
    tide = incidents['incident/1']
    assert (tide['started_on'], tide['ended_on']) == ('2021', '2021-03-04')
    assert tide['victim_countries'] == ['US'] and tide['victims'] == ['actor/harbour-ministry-of-defence-atlantis']
    assert tide['victim_sectors'] == ['state-institutions-political-system', 'corporate-targets']
    assert 'Other receivers: Plain Name; EU (region)' in tide['description']
    assert 'Countries of political responses: Russia' in tide['description']
    # It cannot have ended before it began.
    assert incidents['incident/5']['ended_on'] is None
    assert [incidents[f'incident/{one}']['ended_on'] for one in (2, 3, 4)] == ['2013', None, None]


def test_sources(small, claims):
    sources = {row[0]: row[1:] for row in query(small, '''select r.key, s.title, s.kind::text, s.url from claimd.source s
        join claimd.record r using (id)''')}
    cited = {key: [sources[one['source']] for one in body['citations']] for key, body in claims.items()}
    assert cited['1/11'] == [('https://www.justice.gov/x.pdf', 'government_statement', 'https://www.justice.gov/x.pdf')]
    assert cited['2/21'] == [('https://twitter.com/tulip', 'social_post', 'https://twitter.com/tulip')]
    assert cited['3/31'][0][1] == 'dataset'
    assert cited['4/41'] == [('https://example.org/with space', 'news', None)]


def test_again(small):
    counts = imported(small)['counts']
    assert all(one['created'] == one['updated'] == 0 for one in counts.values()), counts


TEXT = ATTRIBUTIONS.read_bytes()
LAST = TEXT.count(b'\n') + 1
# What is appended to, or done with, the attributions; and where which fault is told.
BROKEN = {
    'cut off': (TEXT[:-30], (LAST - 1, 1, 'wrong-columns')),
    'cut off in the last cell': (TEXT[:-10], (LAST - 1, 123, 'invalid-cell')),
    'a quote that is not closed': (TEXT + b'1,"13', (LAST, 3, 'invalid-csv')),
    'Latin-1': (TEXT + '1,13.0,,,,Réseau,,,,China,State\n'.encode('latin-1'), (LAST, 12, 'invalid-csv')),
    'UTF-16': (TEXT.decode().encode('utf-16'), (1, 4, 'invalid-csv')),
    'another head': (TEXT.replace(b'attributed_initiator_category', b'category'), (1, 1, 'missing-column')),
    'a cell too many': (TEXT + b'1,13.0,,,,,,,,China,State,\n', (LAST, 1, 'wrong-columns')),
    'ten megabytes': (TEXT + b'1,13.0,,,,' + b'x' * 10_000_000 + b',,,,China,State\n', (LAST, 11, 'invalid-csv')),
    'a formula': (TEXT + b'1,13.0,,,,,,,"=HYPERLINK(""x"")",China,State\n', (LAST, 14, 'invalid-cell')),
    'an unknown category': (TEXT + b'1,13.0,,,,,,,X,China,Sta\n', (LAST, 22, 'invalid-cell')),
    'an unknown country': (TEXT + b'1,13.0,,,,,,,X,Chinaa,State\n', (LAST, 16, 'invalid-cell')),
    'an unknown incident': (TEXT + b'9,91.0,,,,,,,X,China,State\n', (LAST, 1, 'unknown-incident')),
    'a NUL': (TEXT + b'1,13.0,,,,a\0b,,,,China,State\n', (LAST, 12, 'invalid-csv')),
    'nothing': (b'', (1, 1, 'missing-column')),
}


ROWS = INCIDENTS.read_bytes()
END = ROWS.count(b'\n') + 1
BLANK = b',' * 18
# The same of the incidents.
BROKEN_INCIDENTS = {
    'cut off': (ROWS[:-30], (END - 2, 1, 'wrong-columns')),
    'a quote that is not closed': (ROWS + b'6,"Flo', (END, 3, 'invalid-csv')),
    'Latin-1': (ROWS + '6,Marée'.encode('latin-1') + BLANK + b'\n', (END, 6, 'invalid-csv')),
    'the other file': (TEXT, (1, 1, 'missing-column')),
    'ten megabytes': (ROWS + b'6,' + b'x' * 10_000_000 + BLANK + b'\n', (END, 3, 'invalid-csv')),
    'a formula': (ROWS + b'6,=1+1' + BLANK + b'\n', (END, 3, 'invalid-cell')),
    'an ID in words': (ROWS + b'six,Flood' + BLANK + b'\n', (END, 1, 'invalid-cell')),
    'a date in words': (ROWS + b'6,Flood,,yesterday' + b',' * 16 + b'\n', (END, 10, 'invalid-cell')),
    'twice': (ROWS + b'2,Tulips' + BLANK + b'\n', (END, 1, 'duplicate')),
    'a list that does not end': (ROWS + b"6,Flood,,,,,,['Harbour" + b',' * 12 + b'\n', (END, 1, 'invalid-cell')),
}


def assert_nothing_stays(database):
    assert query(database, "select count(*) from claimd.collection where slug = 'eurepoc'") == [(0,)]
    assert query(database, 'select count(*) from claimd.incident') == [(0,)]


@pytest.mark.parametrize('what', BROKEN)
def test_broken(empty, tmp_path, what):
    """Line and column of what is wrong, and nothing on record."""
    content, where = BROKEN[what]
    path = tmp_path / 'attributions.csv'
    path.write_bytes(content)
    report = imported(empty, attributions=path)
    assert not report['written']
    told = [(fault['line'], fault['column'], fault['code']) for fault in report['faults'] if fault['input'] == str(path)]
    assert told[0] == where, report['faults'][:3]
    assert_nothing_stays(empty)


@pytest.mark.parametrize('what', BROKEN_INCIDENTS)
def test_broken_incidents(empty, tmp_path, what):
    content, where = BROKEN_INCIDENTS[what]
    path = tmp_path / 'incidents.csv'
    path.write_bytes(content)
    report = imported(empty, incidents=path)
    assert not report['written']
    told = [(fault['line'], fault['column'], fault['code']) for fault in report['faults'] if fault['input'] == str(path)]
    assert told[0] == where, report['faults'][:3]
    assert_nothing_stays(empty)
