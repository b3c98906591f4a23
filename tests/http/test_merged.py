"""Two actors that turned out to be one."""
import csv
import io
import json
import urllib.parse

import pytest

from tests.conftest import FIXTURE
from tests.support.service import Database, Service


def changed(slug, **fields):
    for line in FIXTURE.read_text().splitlines():
        record = json.loads(line)
        if record.get('slug') == slug and record['type'] == 'actor':
            return {**record, **fields}
    raise KeyError(slug)


@pytest.fixture(scope='module')
def merged(cluster, tmp_path_factory):
    """Night Jar is Grey Heron, and the Daily Echo is the Wire Agency, which is called so, too; Aurora is called Nimbus."""
    path = tmp_path_factory.mktemp('merged') / 'merges.ndjson'
    path.write_text('\n'.join(json.dumps(line) for line in (
        changed('night-jar', merged_into='grey-heron', names=[{'text': 'The Churrer', 'language': 'en', 'kind': 'alias'}]),
        changed('the-daily-echo', merged_into='wire-agency'),
        changed('wire-agency', names=[{'text': 'The Daily Echo', 'language': 'en', 'kind': 'alias'}]),
        changed('aurora', names=[{'text': 'Nimbus', 'language': 'en', 'kind': 'alias'}]))))
    database = Database(cluster, 'merged', FIXTURE, path)
    service = Service(database.url, 'merged').wait()
    yield service.client
    service.stop()


def keys(answer):
    return {row['key'] for row in answer.json()['data']}


@pytest.mark.parametrize('value, by', [('night-jar', 'slug'), ('Night Jar', 'name'), ('the churrer', 'name')])
def test_the_one_is_asked_for_as_the_other(merged, value, by):
    answer = merged.get('/claims?actor=' + urllib.parse.quote(value))
    assert keys(answer) == keys(merged.get('/claims?actor=grey-heron')) >= {'night-jar-alone', 'aurora-tide'}
    resolved, = answer.json()['meta']['resolved']
    match, = resolved['matches']
    assert (resolved['parameter'], resolved['value'], resolved['by']) == ('actor', value, by)
    assert (match['slug'], match['merged_from']) == ('grey-heron', 'night-jar')


def test_who_is_asked_for_himself_needs_no_telling(merged):
    assert merged.get('/claims?actor=grey-heron').json()['meta']['resolved'] == []


def test_whoever_is_blamed_for_the_one_is_for_the_other(merged):
    row, = [row for row in merged.get('/claims?actor=atlantis').json()['data'] if row['key'] == 'night-jar-alone']
    assert [way['via'] for way in row['matched']] == ['attributed_to']
    assert [actor['slug'] for actor in row['actors']] == ['night-jar'], 'the claim still names whom it named'


def test_the_record_stays(merged):
    record = merged.get('/actors/night-jar').json()
    assert (record['slug'], record['merged_into']['slug']) == ('night-jar', 'grey-heron')
    other = merged.get('/actors/grey-heron').json()
    assert other['merged_into'] is None
    assert record['claims_against_count'] == other['claims_against_count'] == len(
        merged.get('/claims?actor=grey-heron&limit=1000').json()['data'])


def test_lists_of_those_who_stand_and_of_those_who_do_not(merged):
    every = {row['slug']: row for row in merged.every_row('/actors?limit=1000')}
    stands = {row['slug'] for row in merged.every_row('/actors?merged=false&limit=1000')}
    others = {row['slug']: row['merged_into']['slug'] for row in merged.get('/actors?merged=true').rows()}
    assert others == {'night-jar': 'grey-heron', 'the-daily-echo': 'wire-agency'}
    assert stands == every.keys() - others.keys()
    rows = {row['slug']: row for row in csv.DictReader(io.StringIO(merged.get('/actors.csv').text()))}
    assert {slug: row['merged_into_slug'] for slug, row in rows.items() if row['merged_into_slug']} == others
    assert rows['night-jar']['merged_into'] == rows['grey-heron']['name']


def test_whoever_bears_the_name_and_stands_comes_first(merged):
    assert [row['slug'] for row in merged.get('/actors?q=nimbus').rows()][:2] == ['nimbus', 'aurora']
    assert [row['slug'] for row in merged.get('/actors?q=the+daily+echo').rows()][:2] == ['wire-agency', 'the-daily-echo']


def test_its_address_leads_to_the_claims_of_both(merged):
    answer = merged.get('/actors/night-jar/claims-against')
    assert keys(answer) == keys(merged.get('/actors/grey-heron/claims-against'))
    resolved, = answer.json()['meta']['resolved']
    assert (resolved['parameter'], resolved['matches'][0]['merged_from']) == ('id', 'night-jar')


def test_what_the_one_published_did_the_other(merged):
    assert keys(merged.get('/sources?publisher=wire-agency')) == {'source/echo-2021'}
    assert keys(merged.get('/sources?publisher=the-daily-echo')) == {'source/echo-2021'}
