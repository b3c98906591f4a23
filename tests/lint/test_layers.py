"""The rules of tests/lint/layers.py: every file keeps them, and each rule sees what breaks it."""
import subprocess
import sys

import pytest

from tests.lint import layers

HEADER = '/* What it is. */\n#ifndef CLAIMD_X_H\n#define CLAIMD_X_H\n%s\n#endif\n'


@pytest.mark.parametrize('path', layers.sources(), ids=layers.name_of)
def test_every_file(path):
    assert layers.faults_of(layers.name_of(path), path.read_text('utf-8')) == []


def test_there_are_files():
    assert len(layers.sources()) > 100


@pytest.mark.parametrize('module', layers.USES)
def test_arrows_never_run_back(module):
    """What a module uses stands before it, so there is no circle."""
    order = list(layers.USES)
    assert [used for used in layers.USES[module] if order.index(used) >= order.index(module)] == []


@pytest.mark.parametrize('used', sorted({used for uses in layers.USES.values() for used in uses}))
def test_what_is_used_is_there(used):
    assert (layers.ROOT / 'service' / used).is_dir() or list((layers.ROOT / 'service').glob(f'{used}*.c'))


# name, text, a word of the one fault
BROKEN = [
    ('service/actors/actors_api.c', '#include <microhttpd.h>\n', 'microhttpd.h is not for this file'),
    ('service/http/problem.c', '#include <microhttpd.h>\n', 'microhttpd.h is not for this file'),
    ('service/http/server_reply.c', '#  include "libpq-fe.h"\n', 'libpq-fe.h is not for this file'),
    ('service/claims/claims_json.c', '#include <jansson.h>\n', 'jansson.h is not for this file'),
    ('service/base/json_reader/x.c', '#include <jansson.h>\n', 'jansson.h is not for this file'),
    ('service/http/server.c', '#include <sys/epoll.h>\n', 'sys/epoll.h is not for this file'),
    ('service/db/lane.c', '#include "http/problem.h"\n', 'db must not use http'),
    ('service/base/text.c', '#include "db/link.h"\n', 'base must not use db'),
    ('service/actors/actors_api.c', '#include "claims/claims_api.h"\n', 'actors must not use claims'),
    ('service/claims/claims_api.c', '#include "responses/responses_api.h"\n', 'claims must not use responses'),
    ('service/pages/problem_pages.c', '#include "http/negotiate.h"\n', 'pages must not use http'),
    ('service/routes.c', '#include "http/server.h"\n', 'routes must not use http'),
    ('service/http/server.c', '#include "serve.h"\n', 'http must not use serve'),
    ('service/actors/actors_json.c', '#include "actors/actors_store.h"\n', '_json must not use _store'),
    ('service/actors/actors_store.c', '#include "actors/actors_json.h"\n', '_store must not use _json'),
    ('service/actors/actors_store.c', '#include "actors/actors_api.h"\n', '_store must not use _api'),
    ('service/nowhere/x.c', '', 'nowhere has no place among the layers'),
    ('service/nowhere.c', '', 'nowhere has no place among the layers'),
    ('include/claimd/x.h', HEADER % '#include "base/utf8.h"', 'which is private'),
    *[('service/base/x.c', f'void f(void)\n{{\n    {call}(a);\n}}\n', f'line 3: {call}')
      for call in ('strcpy', 'strcat', 'sprintf', 'vsprintf', 'gets', 'strtok', 'alloca', 'system', 'popen', 'setjmp',
                   'atoi', 'atol', 'sscanf', 'rand', 'localtime', 'isdigit', 'PQescapeLiteral', 'PQfn', 'json_pack',
                   'MHD_create_post_processor')],
    ('service/base/x.c', '    strcpy (a, b);\n', 'line 1: strcpy ('),
    ('service/base/x.c', '/*\n * Two lines.\n */\nvoid f(void)\n{\n    goto out;\n}\n', 'line 6: goto'),
    ('service/base/x.c', 'typedef struct {\n    int a;\n} pair;\n', "typedef'd"),
    ('service/base/x.c', 'typedef struct pair pair_t;\n', "typedef'd"),
    ('service/base/x.c', 'typedef enum { A, B } letter;\n', "typedef'd"),
    ('service/base/x.c', '#define TRY(x) if (!(x)) return false\n', 'a macro never returns'),
    ('service/base/x.c', '#define TRY(x) \\\n    do { \\\n        return 1; \\\n    } while (0)\n', 'a macro never returns'),
    ('service/base/x.c', 'static int count;\n', 'no mutable globals'),
    ('service/base/x.c', 'static struct log log = {.fd = 2};\n', 'no mutable globals'),
    ('service/base/x.c', 'static char line[80];\n', 'no mutable globals'),
    ('service/base/x.c', 'static const char *name = NULL;\n', 'no mutable globals'),
    ('service/base/x.c', 'static const char *names[] = {"a"};\n', 'no mutable globals'),
    ('service/base/x.c', 'flags = JSON_DECODE_ANY;\n', 'top-level scalars'),
    ('service/base/x.c', '\n' * 401, '401 lines'),
    ('service/base/x.h', '/* What it is. */\nvoid f(void);\n', 'no guard'),
    ('service/base/x.h', '/* What it is. */\n#ifndef CLAIMD_X_H\n#define CLAIMD_Y_H\n#endif\n', 'no guard'),
    ('service/base/x.h', '/* What it is. */\n#ifndef CLAIMD_X_H\n#define CLAIMD_X_H\n#endif\nvoid f(void);\n', 'no guard'),
    ('service/base/x.h', HEADER.removeprefix('/* What it is. */\n') % '', 'begins with what it is for'),
]


@pytest.mark.parametrize('name,text,fault', BROKEN, ids=[fault for _, _, fault in BROKEN])
def test_what_breaks_a_rule_is_seen(name, text, fault):
    faults = layers.faults_of(name, text)
    assert len(faults) == 1 and fault in faults[0], faults


FINE = [
    ('service/http/server_peer.c', '#include <microhttpd.h>\n#include "db/lane.h"\n#include "loop/timer.h"\n'),
    ('service/db/link.c', '#include <libpq-fe.h>\n'),
    ('service/routes.c', '#include "claims/claims_api.h"\n#include "claimd/route.h"\n#include <string.h>\n'),
    ('service/serve_config.c', '#include "http/server.h"\n#include "serve.h"\n'),
    ('service/claims/claims_api.c', '#include "claims/claims_json.h"\n#include "statements/statement_list.h"\n'),
    ('service/base/x.c', '/* goto and strcpy(a) are banned. */\nvoid f(void)\n{\n    g("goto strcpy(", \'"\', "x"); // rand()\n}\n'),
    ('service/base/x.c', 'int my_system(int);\nvoid f(void)\n{\n    my_system(1);\n    a->system = 1;\n}\n'),
    ('service/base/x.c', 'typedef enum err handler_fn(struct request *request);\n'),
    ('service/base/x.c', 'static const char *const names[] = {"a"};\nstatic const struct pair pairs[2];\n'),
    ('service/base/x.c', 'static int f(void);\nstatic struct text g(int a)\n{\n    return a;\n}\nstatic inline int h(void)\n{\n}\n'),
    ('service/base/x.c', '#define ONE 1\nint f(void)\n{\n    return ONE;\n}\n'),
    ('service/base/x.c', '\n' * 400),
    ('service/base/x.h', HEADER % 'void f(void);'),
]


@pytest.mark.parametrize('name,text', FINE)
def test_what_keeps_the_rules_passes(name, text):
    assert layers.faults_of(name, text) == []


def test_the_program_says_the_same():
    faults = [f'{layers.name_of(path)}: {fault}\n' for path in layers.sources()
              for fault in layers.faults_of(layers.name_of(path), path.read_text('utf-8'))]
    done = subprocess.run([sys.executable, '-B', layers.__file__], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (int(bool(faults)), ''.join(faults), '')
