"""The MISP galaxy and ATT&CK: small files of the same form, and what becomes of them."""
import contextlib
import json
import os
import pathlib
import re
import subprocess

import pytest

from tests.support.service import Database, program
from tests.support.terminal import review

HERE = pathlib.Path(__file__).with_name('formats')
MISP = HERE / 'misp-threat-actor.json'
MICROSOFT = HERE / 'misp-microsoft.json'
ATTACK = HERE / 'attack.json'


def command(database, *words, **more):
    return subprocess.run([program(), *map(str, words)], env=dict(os.environ, DATABASE_URL=database.url),
                          capture_output=True, text=True, timeout=120, check=False, **more)


def imported(database, name, *paths, flags=()):
    done = command(database, 'import', '--quiet', '--json', *flags, '--format', name, *paths)
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report['written'] or report['dry_run'] else 1), done.stderr
    return report


@pytest.fixture(scope='module')
def template(cluster, request):
    return Database(cluster, re.sub(r'\W+', '_', request.module.__name__))


@contextlib.contextmanager
def copy_of(template, name):
    template.cluster.execute(f'create database {name} template {template.name}')
    copy = Database.__new__(Database)
    copy.cluster, copy.name = template.cluster, name
    copy.url, copy.owner_url = copy.cluster.url(name, copy.SERVICE_ROLE), copy.cluster.url(name)
    yield copy
    copy.cluster.execute(f'drop database {name} with (force)')


@pytest.fixture
def empty(template):
    """A migrated database."""
    with copy_of(template, 'galaxy_copy') as copy:
        yield copy


@pytest.fixture(scope='module')
def full(template):
    """All three files, in order; `reports` has what was said of each."""
    with copy_of(template, 'galaxy_full') as copy:
        copy.reports = [imported(copy, 'misp-galaxy', MISP, MICROSOFT), imported(copy, 'attack', ATTACK)]
        yield copy


def query(database, statement, *values):
    return database.cluster.execute(statement, *values, database=database.name)


def body(database, key):
    return query(database, '''
        select b.body::json from claimd.record r join claimd.revision v on v.record = r.id and v.number = 1
          join claimd.revision_body b using (seq) where r.key = %s''', key)[0][0]


def named(database, value):
    return sorted(slug for slug, in query(database, 'select slug from claimd.resolve_actor(%s)', value))


def slug_of(database, identity):
    return query(database, 'select slug from claimd.actor where id = %s', identity)[0][0]


def test_sums(full):
    """Whatever was read was made, merged or refused, and the last with a reason."""
    for report in full.reports:
        for one in report['inputs']:
            assert one['read'] == one['made'] + one['merged'] + one['refused'], one
            assert one['refused'] == sum(reason['count'] for reason in one['reasons']), one
    assert [one['made'] for one in full.reports[0]['inputs']] == [4, 2]
    attack = full.reports[1]['inputs'][0]
    assert (attack['read'], attack['made'], attack['merged']) == (9, 5, 2)
    assert {reason['reason']: reason['count'] for reason in attack['reasons']} == {'withdrawn': 1, 'other-type': 1}


def test_country_accuses_nobody(full):
    """A country is where a group is from. Only cfr-suspected-state-sponsor accuses, and "Unknown" nobody."""
    links = query(full, '''select a.slug, l.type::text, s.slug, l.note from claimd.actor_link l
        join claimd.actor a on a.id = l.actor join claimd.actor s on s.id = l.target where a.kind = 'intrusion_set' order by 1''')
    assert links == [('cut-throat-misp-microsoft', 'based_in', 'russia', None),
                     ('cut-throat-misp-threat-actor', 'based_in', 'turkey', 'confidence in the country of origin: 75 of 100'),
                     ('mole-group-misp-threat-actor', 'based_in', 'iran', None),
                     ('sand-mole-misp-microsoft', 'based_in', 'iran', None)]
    claims = query(full, '''select claimant.name, accused.slug, subject.slug, s.confidence_level::text, s.basis::text
        from claimd.claim c join claimd.statement s using (id) join claimd.actor subject on subject.id = c.subject
        join claimd.claim_accused a on a.claim = c.id join claimd.actor accused on accused.id = a.actor
        join claimd.statement_claimant w on w.statement = c.id join claimd.actor claimant on claimant.id = w.actor''')
    assert claims == [('Council on Foreign Relations', 'iran', 'mole-group-misp-threat-actor', 'unstated', 'unstated')]


def test_names_and_their_users(full):
    names = query(full, '''select n.text, n.kind::text, u.name, s.url from claimd.actor_name n
        join claimd.actor a on a.id = n.actor left join claimd.actor u on u.id = n.used_by
        left join claimd.source s on s.id = n.seen_in
        where a.slug = 'mole-group-misp-threat-actor' order by n.position''')
    assert names == [('Mole Group', 'canonical', None, None),
                     ('Mole Group', 'canonical', None, 'https://example.org/mole'),
                     ('Mole Group', 'canonical', None, 'https://www.cfr.org/cyber-operations/mole'),
                     ('Sand Mole', 'alias', 'Microsoft', None),
                     ('G9001', 'alias', 'The MITRE Corporation', None),
                     ('Mole-1', 'alias', None, None),
                     ('Mole', 'alias', None, None)]


def test_attack(full):
    group = body(full, 'intrusion-set--30000000-0000-4000-8000-000000000002')
    assert group['description'] == 'Mole digs.'
    assert [(n['text'], n['note']) for n in group['names']] == [
        ('G9001', None), ('Half Kitten', 'It may be the same as Half Kitten.'), ('Tunneller', None)]
    source = query(full, "select title, published_on, url from claimd.source where url = 'https://example.org/dig'")
    assert source == [('How Moles Dig', '2020-11-05', 'https://example.org/dig')]
    campaign = body(full, 'campaign--30000000-0000-4000-8000-000000000004')
    # The first midnight of October somewhere east of Greenwich; a day that is none.
    assert (campaign['started_on'], campaign['ended_on']) == ('2019-10', '2020-08-15')
    claim = body(full, 'relationship--30000000-0000-4000-8000-000000000005')
    assert claim['confidence'] == {'level': 'high', 'score': 85, 'scale': 'none-low-med-high', 'stated_as': None}
    assert claim['claimed_on'] == '2024-08-07'
    revoked = body(full, 'intrusion-set--30000000-0000-4000-8000-000000000003')
    assert slug_of(full, revoked['merged_into']) == 'mole-mitre-attack'


def test_what_is_certain(full):
    """Mole: by a number of ATT&CK that each has alone; Sand Mole: by the name that its user uses; never by a mere name."""
    decided = query(full, '''select a.slug, b.slug, d.rule from claimd.likeness_decision d join claimd.actor a on a.id = d.one
        join claimd.actor b on b.id = d.other order by 1''')
    assert decided == [
        ('microsoft-misp-microsoft', 'microsoft-misp-threat-actor', 'canonical_name'),
        ('misp-project-misp-microsoft', 'misp-project-misp-threat-actor', 'canonical_name'),
        ('mole-mitre-attack', 'mole-group-misp-threat-actor', 'id'),
        ('sand-mole-misp-microsoft', 'mole-group-misp-threat-actor', 'name_of_its_user'),
        ('the-mitre-corporation-mitre-attack', 'the-mitre-corporation-misp-threat-actor', 'canonical_name')]
    assert named(full, 'G9001') == named(full, 'Sand mole') == ['mole-group-misp-threat-actor']
    assert named(full, 'tunneller') == named(full, 'Old Mole') == ['mole-group-misp-threat-actor']
    # Of two countries.
    assert named(full, 'Cut Throat') == ['cut-throat-misp-threat-actor']
    assert named(full, 'Cut-Throat') == ['cut-throat-misp-microsoft']
    assert named(full, 'Half Kitten') == ['kitten-misp-threat-actor', 'mole-group-misp-threat-actor']


def test_state_is_what_its_names_mean(full):
    """A group that calls itself China is found by its other names."""
    for name in ('CN', 'china', 'China', 'CHN', 'PRC', "People's Republic of China", 'Chinese'):
        assert named(full, name) == ['china'], name
    assert named(full, 'Name Thief') == ['name-thief-misp-threat-actor']


def test_left_to_people(full):
    listed = json.loads(command(full, 'resolve', 'list', '--json').stdout)
    found = {(one['one']['slug'], one['other']['slug']): one for one in listed}
    cut = found['cut-throat-misp-microsoft', 'cut-throat-misp-threat-actor']
    assert (cut['rule'], cut['against'], cut['names']) == ('canonical_name', 'countries', ['Cut-Throat / Cut Throat'])
    # One collection keeps Mole Group and Kitten apart.
    assert not any({'kitten-misp-threat-actor', 'name-thief-misp-threat-actor'} == set(pair) for pair in found)
    half = next(one for pair, one in found.items() if 'kitten-misp-threat-actor' in pair)
    assert half['against'] == 'kept_apart'


def test_review(empty):
    """Decisions are revisions with a name; what was set apart stays so."""
    imported(empty, 'misp-galaxy', MISP, MICROSOFT)
    listed = json.loads(command(empty, 'resolve', 'list', '--json').stdout)
    cut = next(one for one in listed if one['one']['slug'] == 'cut-throat-misp-microsoft')
    assert command(empty, 'resolve', 'accept', cut['id']).returncode == 2
    done = command(empty, 'resolve', 'apart', cut['id'], '--reviewer', 'Ann Example', '--reason', 'Two states')
    assert done.returncode == 0, done.stderr
    assert cut['id'] not in command(empty, 'resolve', 'list').stdout
    imported(empty, 'attack', ATTACK)
    assert cut['id'] not in command(empty, 'resolve', 'list').stdout
    assert command(empty, 'resolve', 'apart', cut['id'], '--reviewer', 'Ann Example').returncode == 1
    assert query(empty, "select label, reason from claimd.likeness_decision where verdict = 'apart'") == [('Ann Example', 'Two states')]


def test_review_on_a_terminal(empty):
    imported(empty, 'misp-galaxy', MISP, MICROSOFT)
    text = review(empty, ['?', 'y', 'l', 'q'], '--reviewer', 'Ann Example')
    assert text.count('one of the letters y, t, a, l, q') == 1
    assert 'the same actor?' in text and 'names in common: Cut-Throat / Cut Throat' in text and 'merged' in text
    assert '1 decided' in text
    merged = query(empty, '''select v.actor_label, v.reason from claimd.actor a join claimd.revision v on v.record = a.id
        where a.merged_into is not null and v.number = 2 and v.actor_label = 'Ann Example' ''')
    assert merged == [('Ann Example', 'The same actor, as reviewed')]


def test_unmerged_by_hand_stays_apart(empty):
    """Who takes back what the rules had linked is not overruled by the next import."""
    imported(empty, 'misp-galaxy', MISP, MICROSOFT)
    mole, = query(empty, "select id::text, merged_into::text from claimd.actor where slug = 'sand-mole-misp-microsoft'")
    query(empty, '''select claimd.likeness_write('merged_into', array[%s]::uuid[], array[null]::uuid[], 'Ann Example', 'No')''', mole[0])
    report = imported(empty, 'attack', ATTACK)
    assert query(empty, 'select merged_into from claimd.actor where id = %s', mole[0]) == [(None,)]
    assert report['linked'] == 2
    pairs = [{one['one']['slug'], one['other']['slug']} for one in json.loads(command(empty, 'resolve', 'list', '--json').stdout)]
    assert pairs and {'sand-mole-misp-microsoft', 'mole-group-misp-threat-actor'} not in pairs


def replaced(old, new):
    return lambda text: text.replace(old, new, 1)


# Of a cluster: what is done to the file, the fault's line (None: wherever) and its code.
BROKEN = {
    'truncated': (lambda text: text[:len(text) // 2], None, 'invalid-json'),
    'not UTF-8': (replaced(b'A group.', b'A gr\xff\xfeoup.'), 11, 'invalid-json'),
    'UTF-16': (lambda text: text.decode().encode('utf-16'), 1, 'invalid-json'),
    'nothing': (lambda text: b'', 1, 'invalid-json'),
    'another file': (lambda text: b'{"type": "ransomware", "values": []}', 1, 'wrong-format'),
    'a list': (lambda text: b'[]', 1, 'wrong-format'),
    'values that are no list': (lambda text: b'{"type": "threat-actor", "values": {"a": 1}}', 1, 'wrong-format'),
    'an entry that is a text': (replaced(b'"values": [', b'"values": ["x",'), 9, 'required'),
    'a version that is a text': (replaced(b'"version": 7', b'"version": "7"'), 1, 'wrong-type'),
    'authors that are a text': (replaced(b'["Ann Example", "Various"]', b'"Ann Example"'), 1, 'wrong-type'),
    'no uuid': (replaced(b'"uuid": "10000000-0000-4000-8000-000000000002"', b'"uuid": "7"'), 23, 'required'),
    'twice': (lambda text: text.replace(b'000000000002', b'000000000001'), 23, 'duplicate'),
    'meta that is a list': (replaced(b'{"attribution-confidence": "75", "country": "tr", "refs": ["https://example.org/cut"]}', b'[]'),
                            23, 'wrong-type'),
    'a country that is a number': (replaced(b'"country": "tr"', b'"country": 90'), 23, 'wrong-type'),
    'a country that is null': (replaced(b'"country": "tr"', b'"country": null'), 23, 'wrong-type'),
    'references that are a text': (replaced(b'["https://example.org/cut"]', b'"https://example.org/cut"'), 23, 'wrong-type'),
    'a synonym that is a number': (replaced(b'"Half Kitten"', b'7'), 33, 'wrong-type'),
    'a formula': (replaced(b'"Cut Throat"', b'"=cmd|\' /C calc\'!A0"'), 23, 'formula'),
    'a formula among synonyms': (replaced(b'"Half Kitten"', b'"@SUM(1)"'), 33, 'formula'),
    'a control character': (replaced(b'"Cut Throat"', b'"Cut\\u0007Throat"'), 23, None),
    'ten megabytes in a name': (replaced(b'Cut Throat', b'x' * 10_000_000), 23, 'too-long'),
}
# Of a bundle.
BROKEN_BUNDLES = {
    'truncated': (lambda text: text[:len(text) // 2], None, 'invalid-json'),
    'not UTF-8': (replaced(b'"Somebody dug."', b'"Somebody d\xffg."'), 20, 'invalid-json'),
    'another file': (lambda text: b'{"type": "report", "objects": []}', 1, 'wrong-format'),
    'objects that are no list': (lambda text: b'{"type": "bundle", "objects": 7}', 1, 'wrong-format'),
    'an object that is a text': (replaced(b'"objects": [', b'"objects": ["x",'), 3, 'required'),
    'a reference to what is not there': (replaced(b'"target_ref": "intrusion-set--30000000-0000-4000-8000-000000000002"',
                                                  b'"target_ref": "intrusion-set--30000000-0000-4000-8000-00000000000f"'),
                                         23, 'unknown-reference'),
    'a target that is a list': (replaced(b'"target_ref": "intrusion-set--30000000-0000-4000-8000-000000000002"', b'"target_ref": []'),
                                23, 'wrong-type'),
    'aliases that are a text': (replaced(b'["Mole", "Half Kitten", "Tunneller"]', b'"Mole"'), 8, 'wrong-type'),
    'revoked, as a text': (replaced(b'"attributed-to", "revoked": true', b'"attributed-to", "revoked": "true"'), 30, 'wrong-type'),
    'a confidence in words': (replaced(b'"confidence": 85', b'"confidence": "high"'), 23, 'wrong-type'),
    'references that are texts': (replaced(b'[{"source_name": "Dig 2020", "url": "https://example.org/dig"}]', b'["Dig 2020"]'), 23, 'wrong-type'),
    'a link that is a number': (replaced(b'"url": "https://example.org/dig"', b'"url": 7'), 8, 'wrong-type'),
    'a day that there is not': (replaced(b'"first_seen": "2019-09-30T', b'"first_seen": "2019-09-31T'), 19, 'wrong-type'),
    'a name that is a list': (replaced(b'"name": "The Dig"', b'"name": ["The Dig"]'), 19, 'wrong-type'),
    'a formula': (replaced(b'"name": "Old Mole"', b'"name": "=1+1"'), 16, 'formula'),
    'ten megabytes in a name': (replaced(b'"name": "Old Mole"', b'"name": "' + b'x' * 10_000_000 + b'"'), 16, 'too-long'),
}


def test_bundle_with_a_long_list_of_itself(empty, tmp_path):
    """As those have that MITRE publishes whole: longer than an object may be that becomes a record."""
    bundle = json.loads(ATTACK.read_text('utf-8'))
    contents = [{'object_ref': f'attack-pattern--{number:012}', 'object_modified': '2025-04-16T21:55:34.508Z'} for number in range(5000)]
    bundle['objects'].insert(0, {'type': 'x-mitre-collection', 'id': 'x-mitre-collection--30000000-0000-4000-8000-00000000000c',
                                 'x_mitre_version': '17.1', 'x_mitre_contents': contents})
    path = tmp_path / 'whole.json'
    path.write_text(json.dumps(bundle), 'utf-8')
    report = imported(empty, 'attack', path)
    assert report['written'], report['faults']
    assert query(empty, "select version from claimd.collection where slug = 'mitre-attack'") == [('17.1',)]


def check_broken(template, tmp_path, name, content, line, code):
    """Refused with line and column, and nothing stays of it."""
    path = tmp_path / 'broken.json'
    path.write_bytes(content)
    report = imported(template, name, path)
    assert not report['written']
    fault = report['faults'][0]
    assert fault['line'] >= 1 and fault['column'] >= 1, fault
    assert (line or fault['line'], code or fault['code']) == (fault['line'], fault['code']), fault
    assert query(template, "select count(*) from claimd.collection where slug ~ '^m'") == [(0,)]
    assert query(template, "select count(*) from claimd.record join claimd.actor using (id) where kind <> 'state'") == [(0,)]


@pytest.mark.parametrize('how', BROKEN)
def test_broken(template, tmp_path, how):
    change, line, code = BROKEN[how]
    assert change(MISP.read_bytes()) != MISP.read_bytes()
    check_broken(template, tmp_path, 'misp-galaxy', change(MISP.read_bytes()), line, code)


@pytest.mark.parametrize('how', BROKEN_BUNDLES)
def test_broken_bundle(template, tmp_path, how):
    change, line, code = BROKEN_BUNDLES[how]
    assert change(ATTACK.read_bytes()) != ATTACK.read_bytes()
    check_broken(template, tmp_path, 'attack', change(ATTACK.read_bytes()), line, code)
