#!/usr/bin/env python3
"""The rules that a C file of the service keeps, read from its text: layers, banned calls, length, guards.

    tests/lint/layers.py        prints what breaks them, and ends with 1 if anything does

main → serve → http → routes → <room>_api → { <room>_json, <room>_store } → db → loop → base. An arrow never runs back.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINES_MAX = 400

# A library's header, and the only files that may know it.
LIBRARIES = {
    'microhttpd.h': r'service/http/(server|guard)\w*\.[ch]',
    'libpq-fe.h': r'service/db/\w+\.[ch]',
    'jansson.h': r'service/(base/json_\w+|formats/\w+|history/\w+|import/\w+|quotes/citation\w+|records/\w+|texts/\w+|writing/write_stage)\.[ch]',
    'zlib.h': r'service/http/\w+\.[ch]',
    'sodium.h': r'service/(base|db|http|keys)/\w+\.[ch]',
    'utf8proc.h': r'service/(formats/slugs|quotes/\w+)\.[ch]',
    'sys/epoll.h': r'service/loop/\w+\.[ch]',
}

# What a folder, or a group of files beside the folders, may include besides itself. What stands lower uses what stands
# higher, never the other way round.
USES = {
    'base': (),
    'loop': ('base',),
    'db': ('base', 'loop'),
    'quotes': ('base',),
    'records': ('base',),
    'keys': ('base', 'db'),
    'past': ('base', 'db'),
    'lookup': ('base', 'db'),
    'refs': ('base', 'db'),
    'search': ('base', 'db'),
    'listing': ('base', 'db', 'past', 'lookup', 'search'),
    'writing': ('base', 'db', 'records', 'listing', 'quotes'),
    'statements': ('base', 'db', 'past', 'listing', 'lookup', 'refs', 'search'),
    'actors': ('base', 'db', 'listing', 'lookup', 'refs', 'search', 'writing'),
    'sources': ('base', 'db', 'listing', 'lookup', 'refs', 'search', 'writing'),
    'incidents': ('base', 'db', 'listing', 'lookup', 'refs', 'search', 'writing', 'actors', 'sources'),
    'claims': ('base', 'db', 'listing', 'lookup', 'refs', 'search', 'writing', 'statements', 'actors', 'sources', 'incidents'),
    'responses': ('base', 'db', 'listing', 'lookup', 'refs', 'search', 'writing', 'statements', 'actors', 'sources', 'incidents', 'claims'),
    'facets': ('base', 'db', 'listing', 'lookup', 'past', 'refs', 'search', 'statements'),
    'quarrel': ('base', 'past', 'db', 'listing', 'lookup', 'refs', 'statements', 'claims', 'responses'),
    'suggest': ('base', 'db', 'refs'),
    'history': ('base', 'db', 'listing', 'lookup', 'refs'),
    'texts': ('base', 'db', 'records', 'quotes', 'writing'),
    'pages': ('base',),
    'status': ('base', 'db'),
    'upkeep': ('base', 'loop', 'db'),
    'formats': ('base',),
    'resolve': ('base', 'db'),
    'import': ('base', 'db', 'formats', 'records', 'quotes', 'resolve', 'writing'),
    'export': ('base', 'db'),
    # One a line: every room that has routes is here.
    'routes': (
        'actors',
        'base',
        'claims',
        'facets',
        'history',
        'import',
        'incidents',
        'listing',
        'pages',
        'past',
        'quarrel',
        'responses',
        'search',
        'sources',
        'statements',
        'status',
        'suggest',
        'texts',
        'writing',
    ),
    'http': ('base', 'loop', 'db', 'keys'),
    'config': ('base', 'db'),
    'health': ('base', 'loop', 'config'),
    'serve': ('base', 'loop', 'db', 'http', 'routes', 'upkeep', 'config', 'import'),
    'main': ('base', 'db', 'export', 'formats', 'import', 'keys', 'resolve', 'routes', 'config', 'health', 'serve'),
}
# Within a room and between rooms: what writes JSON knows no statements, and neither knows the handlers.
PARTS = {'_json': ('_api', '_store'), '_store': ('_api', '_json')}

BANNED = {
    r'\b(strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|alloca|setjmp|longjmp|system|popen)\s*\(':
        'an unbounded or hidden call',
    r'\b(atoi|atol|atoll|atof|sscanf|scanf|fscanf)\s*\(': 'an unchecked conversion',
    r'\b(rand|srand|random|drand48)\s*\(': 'predictable numbers',
    r'\b(localtime|gmtime|ctime|asctime)\s*\(': 'not for threads',
    r'\b(isalpha|isdigit|isalnum|isspace|isupper|islower|isxdigit|isprint|ispunct|iscntrl|tolower|toupper)\s*\(':
        'depends on the locale; see base/ascii.h',
    r'\bgoto\b': 'cleanup is an attribute',
    r'\btypedef\s+(struct|union|enum)\b[^(]*;': "structs are not typedef'd",
    r'^\s*#\s*define\b(?:[^\n]*\\\n)*[^\n]*\breturn\b': 'a macro never returns',
    r'^static (?!.*\b(?:const|inline|_Thread_local)\b)[^(){}=;]+[=;]': 'no mutable globals',
    r'^static (?:const )?char \*(?!const\b)\w+(?:\[\w*\])?\s*[=;]': 'no mutable globals: const behind the asterisk too',
    r'\bPQ(fn|escape\w*)\s*\(': 'parameters only',
    r'\bMHD_create_post_processor\b': 'the post processor of this version is unsafe',
    r'\bJSON_DECODE_ANY\b': 'top-level scalars are refused',
    r'\bjson_pack\w*\s*\(': 'not on input',
}

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)
NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)


def module_of(name):
    """The folder under service/ that a file or an included header lies in; of those beside the folders, their group."""
    parts = name.removeprefix('service/').split('/')
    return parts[0] if len(parts) > 1 else re.split(r'[_.]', parts[0])[0]


def part_of(name):
    return next((part for part in ('_api', '_store', '_json') if name.rsplit('.', 1)[0].endswith(part)), None)


def library_faults(name, includes):
    for header in includes:
        if header in LIBRARIES and not re.fullmatch(LIBRARIES[header], name):
            yield f'{header} is not for this file'


def layer_faults(name, includes):
    if name.startswith('include/'):
        yield from (f'includes {header}, which is private' for header in includes
                    if not header.startswith('claimd/') and (ROOT / 'service' / header).exists())
        return
    own = module_of(name)
    if own not in USES:
        yield f'{own} has no place among the layers: say in tests/lint/layers.py what it may use'
        return
    for header in includes:
        if not (ROOT / 'service' / header).exists():
            continue
        other = module_of(header)
        if other != own and other not in USES[own]:
            yield f'includes {header}: {own} must not use {other}'
        if part_of(header) in PARTS.get(part_of(name), ()):
            yield f'includes {header}: {part_of(name)} must not use {part_of(header)}'


def code_of(text):
    """The text without comments and what stands in quotes; its lines stay where they are."""
    return NOT_CODE.sub(lambda match: '\n' * match.group().count('\n') or '""', text)


def banned_faults(code):
    for pattern, why in BANNED.items():
        for found in re.finditer(pattern, code, re.MULTILINE):
            line = code[:found.start()].count('\n') + 1
            yield f'line {line}: {" ".join(found.group().split())} ({why})'


def form_faults(name, text):
    lines = text.count('\n')
    if lines > LINES_MAX:
        yield f'{lines} lines, more than {LINES_MAX}'
    if not name.endswith('.h'):
        return
    guard = re.search(r'^#ifndef (CLAIMD_\w+_H)\n#define (\w+)\n', text, re.MULTILINE)
    if not guard or guard.group(1) != guard.group(2) or not text.rstrip().endswith('#endif'):
        yield 'no guard CLAIMD_…_H around all of it'
    if not text.startswith('/*'):
        yield 'a header begins with what it is for'


def faults_of(name, text):
    """What is wrong with a file of that name (from the root, with slashes) and text."""
    includes = INCLUDE.findall(text)
    return [*library_faults(name, includes), *layer_faults(name, includes), *banned_faults(code_of(text)),
            *form_faults(name, text)]


def sources():
    return sorted(path for folder in ('service', 'include') for path in (ROOT / folder).rglob('*.[ch]'))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def main():
    faults = [f'{name_of(path)}: {fault}' for path in sources() for fault in faults_of(name_of(path), path.read_text('utf-8'))]
    print(*faults, sep='\n', end='\n' if faults else '')
    return bool(faults)


if __name__ == '__main__':
    sys.exit(main())
