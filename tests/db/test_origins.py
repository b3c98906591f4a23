"""Imports that run again: what editors changed stays, what is missing is marked, and all of it is told."""
import json
import os
import re
import subprocess

import pytest

from tests.support.editor import Editor
from tests.support.service import Database, Service, program

COLLECTION = {'type': 'collection', 'slug': 'feed', 'name': 'A feed', 'version': '1.0'}


def actor(key='bear', **fields):
    return {'type': 'actor', 'collection': 'feed', 'key': key, 'slug': key, 'kind': 'intrusion_set', 'name': key.title(),
            'language': 'en', **fields}


def claim(key='c1', **fields):
    return {'type': 'claim', 'collection': 'feed', 'key': key, 'claimants': ['france'], 'actors': ['feed/bear'],
            'statement': f'Statement {key}.', 'language': 'en', 'basis': 'unstated', 'confidence': {'level': 'unstated'},
            'subject': {'type': 'pattern', 'description': 'Spying'}, 'citations': [{'source': 'feed/paper', 'form': 'reference'}],
            **fields}


PAPER = {'type': 'source', 'collection': 'feed', 'key': 'paper', 'slug': 'paper', 'kind': 'news', 'title': 'A paper',
         'language': 'en'}
RAID = {'type': 'incident', 'collection': 'feed', 'key': 'raid', 'slug': 'raid', 'name': 'Raid', 'language': 'en'}


class World:
    def __init__(self, cluster):
        self.database = Database(cluster, 'origins')
        self.service = Service(self.database.url, 'origins').wait()
        self.client = self.service.client
        self.editor = Editor(self.database, self.client, 'claims:write', 'sources:write', 'moderate', 'admin')
        self.run_count = 0

    def run(self, *lines, flags=(), status=0, json_report=True):
        text = ''.join(json.dumps(line) + '\n' for line in lines)
        done = subprocess.run([program(), 'import', '--quiet', *(['--json'] if json_report else []), *flags, '-'],
                              env=dict(os.environ, DATABASE_URL=self.database.url), input=text, capture_output=True,
                              text=True, timeout=60, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return json.loads(done.stdout) if json_report else done.stdout + done.stderr

    def query(self, statement, *values):
        return self.database.cluster.execute(statement, *values, database=self.database.name)

    def get(self, path):
        return self.client.get(path).json()

    def ops(self, path):
        return [one['op'] for one in self.get(f'{path}/history?sort=recorded_at')['data']]


@pytest.fixture(scope='module')
def shared(cluster):
    world = World(cluster)
    yield world
    world.service.stop()


@pytest.fixture
def world(shared, request):
    """The service with a collection of this test's own."""
    shared.slug = re.sub(r'\W+', '-', request.node.name.removeprefix('test_')).replace('_', '-').strip('-').lower()[:80]
    return shared


def own(world, *lines):
    """The lines, their collection, slugs and references renamed for this test."""
    text = json.dumps(lines)
    text = text.replace('"feed', f'"{world.slug}')
    for slug in ('bear', 'wolf', 'raid', 'paper'):
        text = text.replace(f'"slug": "{slug}"', f'"slug": "{world.slug}-{slug}"')
    return json.loads(text)


def changed(report):
    """{type: (created, updated)}, types where nothing changed left out."""
    return {kind: (one['created'], one['updated']) for kind, one in report['counts'].items() if one['created'] + one['updated']}


def path(world, name, room='actors'):
    return f'/{room}/{world.slug}-{name}'


def test_a_record_tells_its_origin(world):
    world.run(*own(world, COLLECTION, actor(), PAPER, claim()))
    found = world.get(path(world, 'bear'))['origin']
    assert found == {'version': '1.0', 'seen_at': found['seen_at'], 'missing_since': None, 'missing_version': None}
    assert world.get(f'/claims/{world.slug}%2Fc1')['origin']['version'] == '1.0'
    assert world.get('/actors/france')['origin'] is None
    assert 'origin' not in world.client.rows(f'/actors?collection={world.slug}')[0]


def test_a_second_run_changes_nothing(world):
    lines = own(world, COLLECTION, actor(), PAPER, RAID, claim())
    world.run(*lines)
    before = world.query('select * from claimd.origin order by record'), world.query('select count(*) from claimd.revision')
    report = world.run(*lines)
    assert changed(report) == {} and report['kept'] == [] and report['missing'] == report['found'] == 0
    assert before == (world.query('select * from claimd.origin order by record'),
                      world.query('select count(*) from claimd.revision'))


def test_edits_outlive_the_same_file(world):
    lines = own(world, COLLECTION, actor(), actor('wolf'), PAPER, RAID, claim())
    world.run(*lines)
    world.editor.send('PATCH', path(world, 'bear'), {'merged_into': f'{world.slug}-wolf', 'description': 'Better.',
                                                     'description_language': 'en'}, 200, True)
    world.editor.send('PATCH', path(world, 'raid', 'incidents'), {'ended_on': '2022'}, 200, True)
    for _ in range(2):
        assert changed(world.run(*lines)) == {}
    bear = world.get(path(world, 'bear'))
    assert bear['merged_into']['slug'] == f'{world.slug}-wolf' and bear['description'] == 'Better.'
    assert world.ops(path(world, 'bear')) == ['create', 'update']


def test_what_an_editor_replaced_and_retracted_hinders_no_import(world):
    lines = own(world, COLLECTION, actor(), actor('wolf'), PAPER, claim())
    world.run(*lines)
    number = world.get(f'/claims/{world.slug}%2Fc1')['id']
    world.editor.send('PATCH', f'/claims/{number}', {'actors': [f'{world.slug}-wolf']}, 200, True)
    world.editor.send('DELETE', path(world, 'bear') + '?reason=There+is+none', None, 200, True)
    assert changed(world.run(*lines)) == {}
    assert [one['slug'] for one in world.get(f'/claims/{number}')['actors']] == [f'{world.slug}-wolf']
    answer = world.editor.send('PATCH', f'/claims/{number}', {'actors': [f'{world.slug}-bear']}, 422, True)
    assert 'was retracted' in answer.json()['errors'][0]['detail']


def test_a_newer_file_changes_only_what_it_changes(world):
    world.run(*own(world, COLLECTION, actor(country='RU'), PAPER))
    world.editor.send('PATCH', path(world, 'bear'), {'description': 'Better.', 'description_language': 'en'}, 200, True)
    newer = own(world, {**COLLECTION, 'version': '1.1'}, actor(country='CN', names=[
        {'text': 'Big Bear', 'language': 'en', 'kind': 'alias'}]), PAPER)
    report = world.run(*newer)
    assert changed(report) == {'collection': (0, 1), 'actor': (0, 1)} and report['kept'] == []
    bear = world.get(path(world, 'bear'))
    assert (bear['country'], bear['description'], bear['names'][0]['text']) == ('CN', 'Better.', 'Big Bear')
    assert bear['origin']['version'] == '1.1'
    assert changed(world.run(*newer)) == {}


def test_what_both_changed_stays_as_the_editor_has_it_and_is_told(world):
    line = actor(description='One.', description_language='en', country='RU')
    world.run(*own(world, COLLECTION, line))
    world.editor.send('PATCH', path(world, 'bear'), {'description': 'Mine.'}, 200, True)
    newer = own(world, COLLECTION, {**line, 'description': 'Two.', 'country': 'CN'})
    report = world.run(*newer)
    assert report['kept'] == [{'line': 2, 'pointer': '/description'}] and changed(report) == {'actor': (0, 1)}
    bear = world.get(path(world, 'bear'))
    assert (bear['description'], bear['country']) == ('Mine.', 'CN')
    # Told once; and it is known what the collection says, so that it is not told of what it does not change.
    assert world.run(*newer)['kept'] == []
    again = own(world, COLLECTION, {**line, 'description': 'Two.', 'country': 'IR'})
    assert world.run(*again)['kept'] == [] and world.get(path(world, 'bear'))['description'] == 'Mine.'
    assert 'stays as an editor has it' in world.run(*own(world, COLLECTION, {**line, 'description': 'Three.'}), json_report=False)
    # Where the editor agrees at last, the collection leads again.
    world.editor.send('PATCH', path(world, 'bear'), {'description': 'Three.'}, 200, True)
    world.run(*own(world, COLLECTION, {**line, 'description': 'Four.'}))
    assert world.get(path(world, 'bear'))['description'] == 'Four.'


def test_fields_that_go_together_stay_together(world):
    line = actor(description='Un.', description_language='fr')
    world.run(*own(world, COLLECTION, line))
    world.editor.send('PATCH', path(world, 'bear'), {'description': None, 'description_language': None}, 200, True)
    report = world.run(*own(world, COLLECTION, {**line, 'description_language': 'en'}))
    assert report['kept'] == [{'line': 2, 'pointer': '/description'}, {'line': 2, 'pointer': '/description_language'}]


def test_what_was_withheld_does_not_come_back(world):
    line = actor(description='A libel.', description_language='en')
    world.run(*own(world, COLLECTION, line))
    world.editor.send('PATCH', path(world, 'bear'), {'description': 'Fair.'}, 200, True)
    newer = {**line, 'description': 'Another libel.'}
    assert world.run(*own(world, COLLECTION, newer))['kept']
    number = world.query('select id::text from claimd.actor where slug = %s', f'{world.slug}-bear')[0][0]
    assert 'Another libel.' in world.query('select fields from claimd.origin_aside where record = %s', number)[0][0]
    world.editor.send('PUT', f'/actors/{number}/withholding', {'reason': 'A court says so.', 'revision': 1}, 200, True)
    assert world.query('select count(*) from claimd.origin_aside where record = %s', number) == [(0,)]
    for _ in range(2):
        assert world.run(*own(world, COLLECTION, newer))['kept'] == [{'line': 2, 'pointer': '/description'}]
    assert world.get(path(world, 'bear'))['description'] == 'Fair.'
    assert world.query('select count(*) from claimd.origin_aside where record = %s', number) == [(0,)]


def test_what_is_missing_is_marked_and_found_again(world):
    lines = own(world, COLLECTION, actor(), actor('wolf'), PAPER, claim(), claim('c2'))
    whole = ['--complete', world.slug]
    assert world.run(*lines, flags=whole)['missing'] == 0
    newer = own(world, {**COLLECTION, 'version': '2'}, actor(), PAPER, claim())
    assert world.run(*newer)['missing'] == 0, 'a file that is not said to be all tells nothing of the rest'
    report = world.run(*newer, flags=whole)
    assert report['missing'] == 2 and changed(report) == {}
    between = world.get('/claims?limit=1&sort=-updated_at')['data'][0]['updated_at']
    gone = world.get(f'/claims/{world.slug}%2Fc2')
    assert gone['origin']['missing_since'] and gone['origin']['missing_version'] == '2' and gone['origin']['version'] == '1.0'
    assert gone['status'] == 'uncontested'
    assert [one['key'] for one in world.client.rows(f'/claims?collection={world.slug}&missing=true')] == ['c2']
    assert [one['key'] for one in world.client.rows(f'/claims?collection={world.slug}&missing=false')] == ['c1']
    assert [one['key'] for one in world.client.rows(f'/actors?collection={world.slug}&missing=true')] == ['wolf']
    assert [one['key'] for one in world.client.rows(f'/actors?collection={world.slug}&missing=false')] == ['bear']
    for room in ('incidents', 'sources', 'counter-claims', 'endorsements'):
        assert world.client.rows(f'/{room}?collection={world.slug}&missing=true') == []
    assert world.ops(f'/claims/{gone["id"]}') == ['create', 'missing']
    assert world.run(*newer, flags=whole)['missing'] == 0, 'a second run changes nothing'

    report = world.run(*lines, flags=whole)
    assert report['found'] == 2 and report['missing'] == 0
    assert world.get(f'/claims/{world.slug}%2Fc2')['origin']['missing_since'] is None
    assert world.ops(f'/claims/{gone["id"]}') == ['create', 'missing', 'found']
    # The past knows.
    assert world.get(f'/claims/{gone["id"]}?as_of={between}')['origin']['missing_version'] == '2'
    assert world.client.rows(f'/claims?collection={world.slug}&missing=true&as_of={between}')[0]['key'] == 'c2'
    assert world.query('select * from claimd.derived_check()') == []


def test_what_was_entered_by_hand_is_not_missing(world):
    world.run(*own(world, COLLECTION, actor()))
    world.editor.send('POST', '/actors', own(world, {**actor('wolf'), 'collection': 'feed'})[0], 201)
    assert world.get(path(world, 'wolf'))['origin'] is None
    assert world.run(*own(world, COLLECTION, actor()), flags=['--complete', world.slug])['missing'] == 0


@pytest.mark.parametrize('slug', ['nowhere', None])
def test_an_import_without_any_of_a_collection_is_not_all_of_it(world, slug):
    world.run(*own(world, COLLECTION, actor()))
    report = world.run({'type': 'collection', 'slug': 'other', 'name': 'Other'}, status=1,
                       flags=['--complete', slug or world.slug])
    assert report['written'] is False and 'cannot be all of it' in report['faults'][0]['detail']


def test_the_record_goes_back_as_it_came(world):
    world.run(*own(world, COLLECTION, actor()))
    bear = world.get(path(world, 'bear'))
    world.editor.send('PUT', path(world, 'bear'), bear, 200, True)
    answer = world.editor.send('PUT', path(world, 'bear'), {**bear, 'origin': None}, 422, True)
    assert answer.json()['errors'][0]['pointer'] == '/origin'


def test_marks_are_for_the_command_line(world):
    line = own(world, {**PAPER, 'retracted': {'reason': 'No.'}, 'origin': None})[0]
    answer = world.client.request('POST', '/imports', body=(json.dumps(line) + '\n').encode(), headers={
        'Content-Type': 'application/x-ndjson', 'Authorization': f'Bearer {world.editor.key}'})
    assert answer.status == 422
    assert {one['pointer'] for one in answer.json()['errors']} >= {'/retracted', '/origin'}
