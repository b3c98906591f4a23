"""Bodies that strangers made up: JSONTestSuite, the Big List of Naughty Strings, and what text may hide."""
import json
import socket
import time

import pytest

from tests.support.service import ROOT

TESTDATA = ROOT / 'tests/testdata'
SUITE = sorted((TESTDATA / 'JSONTestSuite').glob('*.json'))
NAUGHTY = json.loads((TESTDATA / 'blns.json').read_text('utf-8'))

# What RFC 8259 allows and this service does not: valid JSON that no record can be, refused by the reader.
SCALAR = 'a record is an object; the reader takes no document whose top is no object or array (json_read.h)'
TWICE = 'a key twice: I-JSON (RFC 7493) forbids it, and readers differ over which one counts'
NUL = 'NUL cannot be stored by PostgreSQL, and ends strings in C'
REFUSED = {
    'y_object_duplicated_key.json': TWICE,
    'y_object_duplicated_key_and_value.json': TWICE,
    'y_object_escaped_null_in_key.json': NUL,
    'y_string_null_escape.json': NUL,
    'y_string_space.json': SCALAR,
    'y_structure_lonely_false.json': SCALAR,
    'y_structure_lonely_int.json': SCALAR,
    'y_structure_lonely_negative_real.json': SCALAR,
    'y_structure_lonely_null.json': SCALAR,
    'y_structure_lonely_string.json': SCALAR,
    'y_structure_lonely_true.json': SCALAR,
    'y_structure_string_empty.json': SCALAR,
}


def post(writer, body):
    headers = {'Content-Type': 'application/json', 'Authorization': f'Bearer {writer.key}'}
    return writer.request('POST', '/claims', headers, body=body)


def test_the_suite_is_whole():
    assert [sum(path.name.startswith(kind) for path in SUITE) for kind in 'ny'] == [188, 95]
    assert len(NAUGHTY) == 515


@pytest.mark.parametrize('path', SUITE, ids=lambda path: path.name)
def test_json(writer, path):
    answer = post(writer, path.read_bytes())
    if path.name.startswith('n_') or path.name in REFUSED:
        assert answer.status == 400
        assert answer.json().get('errors') or not path.read_bytes(), 'where it stops is told'
    elif path.name.startswith('y_'):
        assert answer.status == 422
    else:
        assert answer.status in (400, 422)


def describe(writer, slug, text):
    """Makes an actor with that description; gives it back as it is read then."""
    made = writer.send('POST', '/actors', {'slug': slug, 'kind': 'unnamed', 'name': 'N', 'language': 'en', 'description': text,
                                           'description_language': 'en'})
    assert made.status == 201, made.body
    read = writer.get(made.header('Location')).json()['description']
    assert made.json()['description'] == read
    return read


@pytest.mark.parametrize('number', [n for n, text in enumerate(NAUGHTY) if text])
def test_naughty_strings_come_back_as_they_were(writer, number):
    assert describe(writer, f'naughty-{number}', NAUGHTY[number]) == NAUGHTY[number]


def test_all_naughty_strings_come_back_in_one(writer):
    """The empty one too, which stands between two bounds."""
    bound, chunk, sent, back = '\u241e\u241e', [], [], []
    for text in [*NAUGHTY, None]:
        if text is None or sum(map(len, chunk)) + len(chunk) + len(text) > 9000:
            sent.append(bound.join(chunk))
            chunk = []
        chunk.append(text)
    for number, joined in enumerate(sent):
        back += describe(writer, f'naughty-all-{number}', joined).split(bound)
    assert len(back) == 515 and back == NAUGHTY


# Of the naughty strings only the empty one has no field: no text of the model may be empty, since what is not known is
# null, and an empty text beside null would say the same in a second way. Only the text of a source that comes along with
# a citation may be; it is compared, and never given back.
NO_FIELD = {'': 422}


def test_all_but_the_empty_string_have_a_field():
    assert {text: 422 for text in NAUGHTY if not text} == NO_FIELD


def test_the_empty_string_is_refused_with_a_reason(writer):
    answer = writer.send('POST', '/actors', {'slug': 'empty', 'kind': 'unnamed', 'name': 'N', 'language': 'en',
                                             'description': '', 'description_language': 'en'})
    fault, = answer.json()['errors']
    assert answer.status == 422 and fault['pointer'] == '/description'


@pytest.mark.parametrize('what, body', [
    ('NUL as it is', b'{"name":"a\x00b"}'), ('NUL escaped', b'{"name":"a\\u0000b"}'), ('NUL behind the end', b'{"name":"a"}\x00'),
    ('a lone high surrogate', b'{"name":"\\ud800"}'), ('a lone low surrogate', b'{"name":"\\udc00"}'),
    ('surrogates the wrong way round', b'{"name":"\\udc00\\ud800"}'), ('a surrogate in UTF-8', b'{"name":"\xed\xa0\x80"}'),
    ('overlong UTF-8', b'{"name":"\xc0\xaf"}'), ('beyond Unicode', b'{"name":"\xf4\x90\x80\x80"}'),
    ('a byte order mark', b'\xef\xbb\xbf{}'), ('UTF-16', '{"name":"a"}'.encode('utf-16'))])
def test_what_is_no_text_is_refused_with_a_reason(writer, what, body):
    answer = post(writer, body)
    fault, = answer.json()['errors']
    assert answer.status == 400 and fault['code'] == 'malformed', what
    assert fault['pointer'] == '' and '(line 1, column ' in fault['detail'], 'the whole document, and where reading stopped'


BIDI = [*map(chr, [*range(0x202a, 0x202f), *range(0x2066, 0x206a)])]


@pytest.mark.parametrize('control', [*BIDI, ''.join(BIDI), '\u200f', '\u200e', '\u061c'], ids=lambda text: '-'.join(f'{ord(c):04x}' for c in text))
def test_bidi_controls_are_kept(writer, control):
    """Exactly, whether they came as UTF-8 or escaped: docs/reference/records.md."""
    text = f'a{control}b'
    slug = 'bidi-' + '-'.join(f'{ord(c):x}' for c in control)
    assert describe(writer, slug, text) == text
    body = json.dumps({'slug': f'{slug}-escaped', 'kind': 'unnamed', 'name': f'N {control}', 'language': 'en', 'description': text,
                       'description_language': 'en'}).encode('ascii')
    made = writer.request('POST', '/actors', {'Content-Type': 'application/json', 'Authorization': f'Bearer {writer.key}'}, body=body)
    assert made.status == 201, made.body
    assert made.json()['description'] == text and made.json()['name'] == f'N {control}'


def raw(port, head, body=b'', pause=0):
    """Sends a head, perhaps a beginning of the body, and reads what comes until the other side closes."""
    with socket.create_connection(('127.0.0.1', port), timeout=20) as connection:
        connection.sendall(head)
        sent = 0
        while sent < len(body):
            try:
                sent += connection.send(body[sent:sent + 65536])
            except (BrokenPipeError, ConnectionResetError):
                break
            time.sleep(pause)
        answer = b''
        try:
            while piece := connection.recv(65536):
                answer += piece
                if b'\r\n\r\n' in answer and b'}' in answer:
                    break
        except ConnectionResetError:
            pass
        return answer, sent


HEAD = 'POST /claims HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer {}\r\n{}\r\n\r\n'


def test_two_mebibytes_are_refused_unread(writing_service):
    """By their length before a byte of them came, and without a length as soon as they are too many."""
    key = writing_service.keys['editor']
    answer, _ = raw(writing_service.port, HEAD.format(key, f'Content-Length: {2 << 20}').encode())
    assert answer.startswith(b'HTTP/1.1 413 '), answer[:200]
    chunk = b'4000\r\n' + b' ' * 0x4000 + b'\r\n'
    answer, sent = raw(writing_service.port, HEAD.format(key, 'Transfer-Encoding: chunked').encode(), chunk * 1024, 0.0005)
    assert answer.startswith(b'HTTP/1.1 413 '), answer[:200]
    assert sent < 16 << 20, 'sixteen mebibytes were offered'
    assert writing_service.client.get('/claims?limit=1').status == 200
