"""Searches find the right rows first, in every list, in pages, in files, in facets and in the past."""
import csv
import json
import re
import time
import unicodedata
from urllib.parse import quote, urlencode

import pytest

from tests.support.service import ROOT

with open(ROOT / 'tests/sample/searches.tsv', encoding='utf-8') as file:
    SEARCHES = list(csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE))
LISTS = {'claims': 'china', 'counter-claims': 'chine', 'endorsements': 'china', 'actors': 'china', 'incidents': 'exploitation OR intrusion',
         'sources': 'chine'}


def search(client, list_, q, **more):
    return client.request('GET', f'/{list_}?{urlencode(dict(more, q=q), quote_via=quote)}')


def keys(answer):
    return [row['key'] for row in answer.rows()]


@pytest.mark.parametrize('one', SEARCHES, ids=lambda one: f'{one["list"]}: {one["q"]}')
def test_the_right_rows_come_first(sample, one):
    answer = search(sample, one['list'], one['q'])
    first = [] if one['first'] == '-' else one['first'].split()
    assert answer.status == 200 and set(keys(answer)[:max(1, len(first))]) == set(first)
    widened = [warning['code'] for warning in answer.json()['meta']['warnings']]
    assert widened == (['search-widened'] if one['what'] == 'misspelt' else [])


@pytest.mark.parametrize('list_, q', LISTS.items())
def test_pages_in_the_order_of_relevance_are_the_list(sample, list_, q):
    whole = search(sample, list_, q, limit=1000)
    assert len(whole.rows()) > 2 and whole.json()['page']['next'] is None
    page, found, back = search(sample, list_, q, limit=2), [], []
    while True:
        found += page.rows()
        if page.json()['page']['next'] is None:
            break
        page = sample.get(page.json()['page']['next'])
    assert found == whole.rows()
    while page.json()['page']['prev'] is not None:
        page = sample.get(page.json()['page']['prev'])
        back = page.rows() + back
    assert back == found[:len(back)] and len(back) >= len(found) - 2


@pytest.mark.parametrize('list_, q', LISTS.items())
def test_every_order_and_every_form_has_the_same_rows(sample, list_, q):
    found = {row['id'] for row in search(sample, list_, q, limit=1000).rows()}
    counted = search(sample, list_, q, limit=1, count='exact').json()['meta']
    assert (counted['count'], counted['count_is']) == (len(found), 'exact')
    for sort in ('created_at', '-updated_at'):
        answer = search(sample, list_, q, sort=sort, limit=1000)
        assert {row['id'] for row in answer.rows()} == found
        assert [row[sort.strip('-')] for row in answer.rows()] == sorted(
            (row[sort.strip('-')] for row in answer.rows()), reverse=sort.startswith('-'))
    lines = [json.loads(line) for line in search(sample, f'{list_}.ndjson', q).text().splitlines()]
    assert {line['id'] for line in lines} == found and len(lines) == len(found)
    assert len(list(csv.reader(search(sample, f'{list_}.csv', q).text().splitlines()[:1])))
    assert {row['id'] for row in search(sample, list_, q, shape='array').rows()} == found


def test_the_lists_own_order_is_kept_from_page_to_page(sample):
    whole = search(sample, 'claims', 'china', sort='-claimed_on', limit=1000)
    page = search(sample, 'claims', 'china', sort='-claimed_on', limit=3)
    second = sample.get(page.json()['page']['next'])
    assert page.rows() + second.rows() == whole.rows()[:6]
    assert whole.rows() != search(sample, 'claims', 'china', limit=1000).rows()


@pytest.mark.parametrize('filters', [{'actor': 'china'}, {'claimant': 'microsoft'}, {'actor': 'united-states', 'claimant': 'mss'},
                                     {'party': 'china'}, {'status': 'disputed'}, {'incident': 'microsoft-exchange-2021'},
                                     {'from': '2021', 'to': '2021'}, {'collection': 'sample'}, {'basis': 'political'},
                                     {'status': 'retracted,superseded,disputed'}])
def test_words_go_with_every_other_filter(sample, filters):
    fitting = {row['id'] for row in sample.get(f'/claims?{urlencode(dict(filters, limit=1000))}').rows()}
    having = {row['id'] for row in search(sample, 'claims', 'china OR espionage', limit=1000).rows()}
    both = search(sample, 'claims', 'china OR espionage', limit=1000, **filters)
    assert {row['id'] for row in both.rows()} == fitting & having
    assert search(sample, 'claims', 'china OR espionage', limit=1, count='exact', **filters).json()['meta']['count'] == len(
        fitting & having)


def test_facets_count_what_is_searched_for(sample):
    answer = search(sample, 'facets', 'china', by='year,actor,status').json()
    rows = search(sample, 'claims', 'china', limit=1000).rows()
    assert answer['meta']['count'] == len(rows)
    for value in answer['data']['status']['values']:
        assert value['count'] == sum(row['status'] == value['value'] for row in rows)
    assert search(sample, 'facets', 'Mandient', by='year').json()['meta']['warnings'][0]['instead'] == 'mandiant'


def folded(text):
    return ''.join(c for c in unicodedata.normalize('NFKD', text.lower()) if not unicodedata.combining(c))


@pytest.mark.parametrize('list_, q, words', [
    ('claims', 'exchange', {'exchange'}), ('claims', 'etat ecosysteme', {'etat', 'etats', 'ecosysteme', 'ecosystem'}),
    ('claims', 'l’attaque', {'attaque', 'attaques'}), ('claims', 'polytech*', {'polytechnical'}),
    ('claims', '"pirates informatiques" -zzz', {'pirates', 'informatiques', 'informatique', 'pirate'}),
    ('counter-claims', 'alliances', {'alliance', 'alliances'}),
    ('actors', 'chine', {'chine'}), ('incidents', 'piratages', {'piratage'}), ('sources', 'dement piratages', {'dement', 'piratage'})])
def test_marked_words_stand_where_it_is_said(sample, list_, q, words):
    marked = []
    for row in search(sample, list_, q, highlight='true', limit=1000).rows():
        for one in row['highlight']:
            at = row
            for step in one['field'].split('/'):
                if isinstance(at, dict) and step not in at:
                    break
                at = at[int(step)] if isinstance(at, list) else at[step]
            else:
                assert at == one['text']
            assert one['spans'] == sorted(one['spans'])
            marked += [one['text'][start:end] for start, end in one['spans']]
    assert marked and {folded(word) for word in marked} <= words
    assert not any(re.search(r'\W', word) for word in marked)


def test_the_whole_record_has_the_field_that_is_named(sample):
    row = next(row for row in search(sample, 'claims', '"grande confiance"', highlight='true').rows())
    claim = sample.get(f'/claims/{row["id"]}').json()
    one, = [one for one in row['highlight'] if one['field'].startswith('citations/')]
    place = int(one['field'].split('/')[1])
    assert one['field'] == f'citations/{place}/quote/exact' and claim['citations'][place]['quote']['exact'] == one['text']
    assert [one['text'][a:b] for a, b in one['spans']] == ['grande', 'confiance']


@pytest.mark.parametrize('q, code', [('on', 'malformed'), ('!!! ...', 'malformed'), ('-china', 'malformed'), ('OR', 'malformed'),
                                     ('', 'empty-value'), ('x' * 501, 'too-long'), ('ch*', 'malformed'), ("china l'e*", 'malformed')])
def test_what_asks_for_nothing_is_refused(sample, q, code):
    answer = search(sample, 'claims', q)
    assert answer.status == 400
    assert [(fault['parameter'], fault['code']) for fault in answer.json()['errors']] == [('q', code)]


@pytest.mark.parametrize('q', ["'", '"', '\\', "a'b:c*", '((((', '& | !', '<-> x', ':*', "x'; drop table claim", '* china', 'china:A',
                               '"', '" "', 'a"b"c', '-"', '—', '𝔠𝔥𝔦𝔫𝔞', 'x\u0300', '中国', 'ss ß', '\u200b', 'OR OR china OR', '㌀' * 500, '中国*',
                               ' '.join(['zqxj'] * 100)])
def test_no_sign_is_a_fault_of_the_service(sample, q):
    assert search(sample, 'claims', q, highlight='true').status in (200, 400)
    assert search(sample, 'actors', q).status in (200, 400)
    assert sample.request('GET', '/suggest?' + urlencode({'q': q}, quote_via=quote)).status in (200, 400)


def test_marking_needs_words(sample):
    answer = sample.request('GET', '/claims?highlight=true')
    assert answer.status == 400 and answer.json()['errors'][0]['parameter'] == 'highlight'


def test_a_withheld_text_is_found_by_nothing_now_or_then(writer, writing_service):
    from tests.support.client import Client
    moderator = Client(writing_service.port, key=writing_service.keys['moderator'])
    source = writer.get('/sources?limit=1').rows()[0]['id']
    body = {'claimants': ['aurora'], 'actors': ['lemuria'], 'subject': {'type': 'pattern', 'description': 'Quizzaciously veiled'},
            'statement': 'A zygomorphic whisper.', 'language': 'en', 'basis': 'unstated', 'confidence': {'level': 'unstated'},
            'citations': [{'source': source, 'form': 'direct_speech', 'language': 'fr', 'quote': {'exact': 'le borborygme secret'},
                           'translation': {'language': 'en', 'text': 'a xylotomous secret'}}]}

    def send(client, method, target, value, **headers):
        return client.request(method, target, body=json.dumps(value).encode(), headers=dict(
            {'Authorization': f'Bearer {client.key}', 'Content-Type': 'application/json'}, **headers))
    made = send(writer, 'POST', '/claims', body)
    assert made.status == 201, made.text()
    at, then = f'/claims/{made.json()["id"]}', made.json()['created_at']
    for word in ('zygomorphic', 'quizzaciously', 'borborygmes', 'xylotomous', 'aurora'):
        assert made.json()['id'] in [row['id'] for row in search(writer, 'claims', word).rows()], word
        assert made.json()['id'] in [row['id'] for row in search(writer, 'claims', word, as_of=then).rows()], word
        assert made.json()['id'] not in [row['id'] for row in search(writer, 'claims', word, as_of='2020-01-01').rows()]
    tag = writer.get(at).header('ETag')
    assert send(moderator, 'PUT', f'{at}/withholding', {'reason': 'By order'}, **{'If-Match': tag}).status == 200
    every = 'retracted,superseded,withheld,disputed,answered,uncontested'
    for word in ('zygomorphic', 'quizzaciously', 'borborygme', 'xylotomous'):
        for more in ({}, {'as_of': then}, {'status': every}, {'status': every, 'as_of': then}):
            assert search(writer, 'claims', word, **more).rows() == [], (word, more)
            assert search(writer, 'facets', word, by='year', **more).json()['meta']['count'] == 0
    tag = writer.get(at).header('ETag')
    assert moderator.request('DELETE', f'{at}/withholding?reason=Mistaken', headers={
        'Authorization': f'Bearer {moderator.key}', 'If-Match': tag}).status == 200
    for more in ({}, {'as_of': then}):
        assert made.json()['id'] in [row['id'] for row in search(writer, 'claims', 'borborygmes', **more).rows()]


def test_a_new_name_leads_to_old_claims_and_the_past_keeps_the_old_one(writer):
    def send(method, target, value, **headers):
        kind = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
        return writer.request(method, target, body=json.dumps(value).encode(), headers=dict(
            {'Authorization': f'Bearer {writer.key}', 'Content-Type': kind}, **headers))
    actor = send('POST', '/actors', {'slug': 'plover', 'kind': 'intrusion_set', 'name': 'Dotterel Plover', 'language': 'en'})
    assert actor.status == 201, actor.text()
    source = writer.get('/sources?limit=1').rows()[0]['id']
    claim = send('POST', '/claims', {
        'claimants': ['aurora'], 'actors': ['plover'], 'subject': {'type': 'pattern', 'description': 'Of a bird'}, 'statement': 'It sings.',
        'language': 'en', 'basis': 'unstated', 'confidence': {'level': 'unstated'}, 'citations': [{'source': source, 'form': 'reference'}]}).json()
    time.sleep(0.01)
    tag = writer.get('/actors/plover').header('ETag')
    assert send('PATCH', '/actors/plover', {'name': 'Whimbrel Plover'}, **{'If-Match': tag}).status == 200
    found = [[row['id'] for row in search(writer, 'claims', word, **more).rows()]
             for word in ('dotterel', 'whimbrel') for more in ({}, {'as_of': claim['created_at']})]
    assert found == [[], [claim['id']], [claim['id']], []]


@pytest.mark.parametrize('typed, first', [
    ('volt ty', ['volt-typhoon']), ('VOLT', ['volt-typhoon', 'volt-typhoon-critical-infrastructure']), ('ch', ['china']),
    ('typhoon', ['volt-typhoon']), ('chine pop', ['china']), ('République pop', ['china']), ("l'armée pop", ['pla']), ('nsa', ['nsa']),
    ('mandient', ['mandiant']), ('mandie', ['mandiant']), ('volt tyfoon', ['volt-typhoon']), ('volt zzzzz', []), ('secureworsk', ['secureworks']), ('mic', ['microsoft', 'microsoft-exchange-2021']),
    ('farf', ['chine-rapport-farfelu']), ('exch', ['microsoft-exchange-2021']), ('zzzzzzzz', []), ('%', []), ("'", [])])
def test_names_are_completed(sample, typed, first):
    rows = sample.get(f'/suggest?{urlencode({"q": typed})}').rows()
    assert [row['slug'] for row in rows][:max(1, len(first))] == first
    assert len(rows) <= 10


def test_completions_keep_to_a_kind_and_a_limit(sample):
    rows = sample.get('/suggest?q=chi&kind=source,incident&limit=2').rows()
    assert len(rows) == 2 and {row['type'] for row in rows} <= {'source', 'incident'}
    assert {row['type'] for row in sample.get('/suggest?q=ch&limit=50').rows()} >= {'actor'}
    answer = sample.request('GET', '/suggest?limit=3')
    assert answer.status == 400 and answer.json()['errors'][0]['parameter'] == 'q'


def test_counts_of_completions_are_those_of_the_lists(sample):
    row = sample.get('/suggest?q=volt+typhoon&kind=incident').rows()[0]
    assert row['claim_count'] == sample.get(f'/claims?incident={row["slug"]}&limit=1&count=exact').json()['meta']['count']
    row = sample.get('/suggest?q=farfelu').rows()[0]
    assert row['claim_count'] == sample.get(f'/claims?source={row["slug"]}&limit=1&count=exact').json()['meta']['count']
