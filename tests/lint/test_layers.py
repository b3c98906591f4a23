"""The layers: main → loop → http → routes → <room>_api → { <room>_json, <room>_store } → db → base."""
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ('service', 'include') for path in (ROOT / folder).rglob('*.[ch]'))
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)

# A library, and the only files that may know it.
LIBRARIES = {
    'microhttpd.h': r'service/http/(server|guard)\w*\.[ch]',
    'libpq-fe.h': r'service/db/\w+\.[ch]',
    'jansson.h': r'service/(base/json_\w+|import/\w+|records/\w+)\.[ch]|include/claimd/json_read\.h',
    'zlib.h': r'service/http/\w+\.[ch]',
    'sys/epoll.h': r'service/loop/\w+\.[ch]',
}
# Folders by height: what lies in one may include its own and what is below.
HEIGHTS = {
    # The loop's own folder is what the others build on: epoll, timers, wake-ups.
    'base': 0, 'loop': 1, 'db': 1,
    'records': 2, 'statements': 3, 'actors': 3, 'sources': 3, 'incidents': 4, 'claims': 5, 'responses': 6,
    'import': 7, 'routes': 7, 'http': 8, 'health': 8, 'serve': 9, 'main': 10,
}
BANNED = {
    r'\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|strtok|alloca|setjmp|longjmp|system|popen)\s*\(':
        'an unbounded or hidden call',
    r'\b(atoi|atol|atoll|atof|sscanf|scanf)\s*\(': 'an unchecked conversion',
    r'\bgoto\b': 'cleanup is an attribute',
    r'\btypedef\s+struct\b': 'structs are not typedef\'d',
    r'\bPQ(fn|escape\w*)\s*\(': 'parameters only',
    r'\bMHD_create_post_processor\b': 'the post processor of this version is unsafe',
    r'\bJSON_DECODE_ANY\b': 'top-level scalars are refused',
    r'\bjson_pack\b': 'not on input',
}
LINES_MAX = 450


def name(path):
    return str(path.relative_to(ROOT))


def code_of(path):
    """The text without comments and string contents."""
    text = path.read_text('utf-8')
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', lambda match: '\n' * match.group().count('\n') or '""',
                  text, flags=re.DOTALL)


def height(path):
    relative = path.relative_to(ROOT / 'service')
    folder = relative.parts[0] if len(relative.parts) > 1 else relative.stem
    return HEIGHTS.get(folder)


@pytest.mark.parametrize('path', SOURCES, ids=name)
def test_libraries_stay_where_they_belong(path):
    for header in INCLUDE.findall(path.read_text('utf-8')):
        if header in LIBRARIES:
            assert re.fullmatch(LIBRARIES[header], name(path)), f'{header} is not for {name(path)}'


@pytest.mark.parametrize('path', [path for path in SOURCES if 'service' in path.parts], ids=name)
def test_arrows_point_downwards(path):
    own = height(path)
    if own is None:
        # config.c and the like at the top: below main, above nothing that would include them unseen.
        return
    for header in INCLUDE.findall(path.read_text('utf-8')):
        target = ROOT / 'service' / header
        if '/' in header and target.exists() and height(target) is not None:
            assert height(target) <= own, f'{name(path)} includes {header} from above'


@pytest.mark.parametrize('path', SOURCES, ids=name)
def test_nothing_banned(path):
    code = code_of(path)
    for pattern, why in BANNED.items():
        found = re.search(pattern, code)
        assert found is None, f'{name(path)}:{code[:found.start()].count(chr(10)) + 1}: {found.group()} ({why})'


@pytest.mark.parametrize('path', SOURCES, ids=name)
def test_a_file_has_one_job(path):
    lines = path.read_text('utf-8').count('\n')
    assert lines <= LINES_MAX, f'{lines} lines'


@pytest.mark.parametrize('path', [path for path in SOURCES if path.suffix == '.h'], ids=name)
def test_headers_are_guarded_and_say_what_they_are(path):
    text = path.read_text('utf-8')
    guard = re.search(r'#ifndef (CLAIMD_\w+_H)\n#define (\w+)\n', text)
    assert guard and guard.group(1) == guard.group(2)
    assert text.startswith('/*'), 'a header begins with what it is for'
