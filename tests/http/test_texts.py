"""Texts of sources over HTTP, and imports that are checked against them."""
import hashlib
import json
import os
import subprocess

import pytest

from tests.conftest import SAMPLE
from tests.support.client import Client
from tests.support.service import ROOT, Database, Service, program

TEXT = 'Le groupe est soutenu par l’État, dit-on. Pékin « nie » tout.'
ARTICLES = ROOT.parent / 'shared' / 'seeds'


def put(client, source, text, **headers):
    return client.request('PUT', f'/sources/{source}/text', body=text.encode() if isinstance(text, str) else text,
                          headers={'Content-Type': 'text/plain; charset=utf-8', 'If-Match': '*',
                                   'Authorization': f'Bearer {client.key}', **headers})


def run(database, records):
    return subprocess.run([program(), 'import', '-'], env=dict(os.environ, DATABASE_URL=database.url), text=True,
                          input=''.join(json.dumps(record) + '\n' for record in records), capture_output=True,
                          timeout=300, check=False)


def source(slug, **fields):
    return {'type': 'source', 'slug': slug, 'kind': 'news', 'title': 'A note', 'language': 'fr', **fields}


def claim(key, slug, quote, **fields):
    return {'type': 'claim', 'collection': 'world', 'key': key, 'claimants': ['aurora'], 'actors': ['atlantis'],
            'subject': {'type': 'incident', 'incident': 'tide-2021'}, 'statement': 'S.', 'language': 'en',
            'confidence': {'level': 'unstated'}, 'basis': 'media',
            'citations': [{'source': slug, 'form': 'direct_speech', 'language': 'fr', 'quote': quote, **fields}]}


def citation(database, key):
    (row,), = database.cluster.execute("""
        select row_to_json(citation) from claimd.citation join claimd.record on record.id = statement where key = %s""",
                                       key, database=database.name)
    return {name: row[name] for name in ('exact', 'quote_start', 'quote_end', 'verified_how')}


@pytest.mark.parametrize('size, status', [(2 << 20, 201), ((2 << 20) + 1, 413)])
def test_two_mebibytes_and_no_more(writer, size, status):
    slug = f'long-text-{status}'
    made = writer.send('POST', '/sources', source(slug))
    assert made.status == 201, made.body
    answer = put(writer, slug, b'a' * size)
    assert answer.status == status, answer.body
    if status == 201:
        assert writer.send('GET', f'/sources/{slug}/text').body == b'a' * size


@pytest.mark.parametrize('body, says', [(b'', 'empty'), (b'a\xffb', 'UTF-8'), (b'a\0b', 'NUL'), (b'\xed\xa0\x80', 'UTF-8')])
def test_what_is_no_text(writer, body, says):
    answer = put(writer, 'old-blog', body)
    assert answer.status in (400, 422) and (not body or says in answer.json()['errors'][0]['detail']), answer.body


def test_an_import_is_checked_against_the_text_on_file(writer, writing_database):
    database = writing_database
    assert run(database, [source('import-text'), source('import-text-2')]).returncode == 0
    assert put(writer, 'import-text', TEXT).status == 201
    good = run(database, [claim('quoted', 'import-text', {'exact': 'par l\'État, dit-on. Pékin "nie"'}),
                          claim('unchecked', 'import-text-2', {'exact': 'Pas de texte.'})])
    assert good.returncode == 0, good.stdout + good.stderr
    assert citation(database, 'quoted') == {'exact': 'par l’État, dit-on. Pékin « nie »', 'quote_start': 22, 'quote_end': 55,
                                            'verified_how': 'text'}
    assert citation(database, 'unchecked')['verified_how'] is None
    assert run(database, [claim('quoted', 'import-text', {'exact': 'par l\'État, dit-on. Pékin "nie"'})]).returncode == 0
    assert database.cluster.execute("select revision from claimd.record where key = 'quoted'", database=database.name) == [(1,)]
    bad = run(database, [claim('misquoted', 'import-text', {'exact': 'soutenu par la mairie'})])
    said = bad.stdout + bad.stderr
    assert bad.returncode != 0 and '/citations/0/quote/exact' in said and 'soutenu par l’État' in said, said
    declared = run(database, [claim('declared', 'import-text', {'exact': 'soutenu', 'start': 14, 'end': 21},
                                    verified_how='declared')])
    assert declared.returncode == 0 and citation(database, 'declared')['verified_how'] == 'text', declared.stdout


def post(client, records):
    return client.request('POST', '/imports', body=''.join(json.dumps(record) + '\n' for record in records).encode(),
                          headers={'Content-Type': 'application/x-ndjson', 'Authorization': f'Bearer {client.key}'})


def test_an_import_brings_texts_along(writer, writing_database):
    """Checked as over HTTP, against the hash that the source has by the lines of the import itself, and kept nowhere."""
    hashed = {'text_sha256': hashlib.sha256(TEXT.encode()).hexdigest(), 'text_length': len(TEXT)}
    quote = {'exact': 'par l\'État, dit-on. Pékin "nie"'}
    lines = [claim('brought', 'brought-text', quote, source_text=TEXT), source('brought-text', **hashed)]
    answer = post(writer, lines)
    assert answer.status == 200, answer.body
    assert citation(writing_database, 'brought') == {'exact': 'par l’État, dit-on. Pékin « nie »', 'quote_start': 22,
                                                     'quote_end': 55, 'verified_how': 'text'}
    assert post(writer, lines).json()['counts']['claim'] == {'created': 0, 'updated': 0, 'unchanged': 1}
    told = run(writing_database, [claim('brought', 'brought-text', quote, source_text=TEXT),
                                  claim('brought-2', 'brought-text', {'exact': 'soutenu'}, source_text=TEXT)])
    assert told.returncode == 0 and citation(writing_database, 'brought-2')['quote_start'] == 14, told.stderr
    (text, staged), = writing_database.cluster.execute(
        "select (select count(*) from claimd.source_text join claimd.source on id = source where slug = 'brought-text'), "
        "(select count(*) from claimd.import_line)", database=writing_database.name)
    assert text == staged == 0


@pytest.mark.parametrize('fields, pointer, code, words', [
    ({'source_text': TEXT + ' '}, '/citations/0/source_text', 'conflict', 'not the text'),
    ({'source_text': 7}, '/citations/0/source_text', 'malformed', 'text, or null'),
    ({'source_text': TEXT, 'quote': {'exact': 'soutenu par la mairie'}}, '/citations/0/quote/exact', 'quote-not-found', 'nearest'),
    ({'source_text': TEXT, 'quote': {'exact': 'soutenu', 'start': 15, 'end': 22}}, '/citations/0/quote/start', 'broken-rule',
     'stand at 14 to 21'),
    ({'source_text': TEXT, 'source': 'old-blog'}, '/citations/0/source_text', 'conflict', 'records no hash'),
    ({'source_text': TEXT, 'verified_how': 'text'}, '/citations/0/verified_how', None, ''),
])
def test_an_import_is_held_to_the_texts_that_it_brings(writer, writing_database, fields, pointer, code, words):
    hashed = {'text_sha256': hashlib.sha256(TEXT.encode()).hexdigest(), 'text_length': len(TEXT)}
    lines = [source('held-text', **hashed),
             claim('held', 'held-text', **{'quote': {'exact': 'soutenu'}, **fields})]
    answer = post(writer, lines)
    assert answer.status == 422
    fault = next(fault for fault in answer.json()['errors'] if fault['pointer'] == pointer)
    assert fault['line'] == 2 and code in (None, fault['code']) and words in fault['detail']
    assert pointer in run(writing_database, lines).stderr


if ARTICLES.is_dir():
    @pytest.fixture(scope='module')
    def articles(cluster):
        """The sample with the texts of its sources on file."""
        database = Database(cluster, 'articles', SAMPLE)
        service = Service(database.url, 'articles').wait()
        client = Client(service.port, key=database.key('sources:write', 'claims:write'))
        texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes() for path in ARTICLES.glob('*.txt')}
        for record in map(json.loads, SAMPLE.read_text('utf-8').splitlines()):
            if record['type'] == 'source':
                answer = put(client, record['slug'], texts[record['text_sha256']])
                assert answer.status == 201 and answer.json()['revision'] == 1, answer.body
        yield client, database
        service.stop()

    def test_every_quote_of_the_sample_is_found_where_it_says(articles):
        """Without its offsets, and with another hand's typography."""
        client, database = articles
        plain = str.maketrans({'’': "'", '«': '"', '»': '"', '–': '-', '\u00a0': ' '})
        quotes = 0
        for record in map(json.loads, SAMPLE.read_text('utf-8').splitlines()):
            for cited in record.get('citations', []):
                quote = {'exact': cited['quote']['exact'].translate(plain)}
                body = {name: value for name, value in record.items() if name not in ('type', 'key', 'collection', 'id')}
                body |= {'citations': [{**cited, 'quote': quote, 'verified_how': None}], 'supersedes': None}
                path = {'claim': 'claims', 'counter_claim': 'counter-claims', 'endorsement': 'endorsements'}[record['type']]
                answer = client.send('POST', f'/{path}', body)
                assert answer.status == 201, answer.body
                found = answer.json()['citations'][0]
                assert found['verified_how'] == 'text'
                assert [found['quote'][name] for name in ('exact', 'start', 'end')] == [
                    cited['quote'][name] for name in ('exact', 'start', 'end')]
                quotes += 1
        assert quotes >= 47

    def test_the_sample_imported_again_is_checked_anew(articles):
        _, database = articles
        done = subprocess.run([program(), 'import', SAMPLE], env=dict(os.environ, DATABASE_URL=database.url),
                              capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert database.cluster.execute("""
            select distinct verified_how::text from claimd.citation join claimd.record on record.id = statement
             where collection is not null""", database=database.name) == [('text',)]
else:
    print('tests/http: the articles are not at hand, the sample is not checked against them')
