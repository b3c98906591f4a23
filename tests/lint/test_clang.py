"""clang-format and clang-tidy, over every C file."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / 'build-clang'
FILES = sorted(path for folder in ('service', 'include', 'tests') for path in (ROOT / folder).rglob('*.[ch]'))


def name(path):
    return str(path.relative_to(ROOT))


def test_format():
    done = subprocess.run(['clang-format', '--dry-run', '-Werror', *map(str, FILES)], capture_output=True, text=True,
                          cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[:4000]


def compiled():
    """The C files of the build that are not generated."""
    if not (BUILD / 'compile_commands.json').exists():
        return []
    entries = json.loads((BUILD / 'compile_commands.json').read_text('utf-8'))
    paths = {(BUILD / entry['file']).resolve() for entry in entries}
    return sorted(path for path in paths if ROOT in path.parents and BUILD not in path.parents)


@pytest.fixture(scope='session')
def surroundings():
    """A digest of all that a file's verdict rests on but for the file itself."""
    digest = hashlib.sha256()
    generated = sorted(BUILD.rglob('*_sql.h'))
    for path in [ROOT / '.clang-tidy', *[path for path in FILES if path.suffix == '.h'], *generated]:
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope='session')
def verdicts(surroundings):
    """clang-tidy's words on each file, as many at once as there are cores; a file that passed is not asked again."""
    def ask(path):
        stamp = BUILD / 'tidy' / hashlib.sha256(surroundings.encode() + path.read_bytes()).hexdigest()
        if stamp.exists():
            return ''
        done = subprocess.run(['clang-tidy', '--quiet', '-p', str(BUILD), str(path)], capture_output=True, text=True,
                              cwd=ROOT, check=False)
        if done.returncode == 0:
            stamp.parent.mkdir(exist_ok=True)
            stamp.touch()
            return ''
        return (done.stdout + done.stderr)[-4000:] or f'status {done.returncode}'

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(compiled(), pool.map(ask, compiled())))


def test_there_is_a_build_to_look_at():
    assert compiled(), 'build-clang/ has no compile_commands.json'


@pytest.mark.parametrize('path', compiled(), ids=name)
def test_tidy(path, verdicts):
    assert not verdicts[path], verdicts[path]
