"""examples/typescript: its types are those of the API's description, and its program compiles against them and runs."""
import os
import shutil
import subprocess

import pytest

from tests.support.service import ROOT

FOLDER = ROOT / 'examples/typescript'
TOOLS = FOLDER / 'node_modules/.bin'
ADDRESS = '127.0.0.1:8080'


def run(*command, cwd=FOLDER):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False,
                          env=dict(os.environ, NO_COLOR='1'))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_types_are_those_of_the_description(tmp_path):
    run(TOOLS / 'openapi-typescript', ROOT / 'openapi/openapi.yaml', '--output', tmp_path / 'claimd.d.ts')
    fresh, kept = (folder.joinpath('claimd.d.ts').read_text('utf-8') for folder in (tmp_path, FOLDER))
    assert fresh == kept, 'openapi.yaml has changed: npm --prefix examples/typescript run types'


@pytest.fixture(scope='module')
def compiled(tmp_path_factory):
    folder = tmp_path_factory.mktemp('typescript')
    run(TOOLS / 'tsc', '--noEmit', 'false', '--outDir', folder)
    return (folder / 'denials.mjs').read_text('utf-8')


def test_the_program_runs(compiled, sample_service, tmp_path):
    assert compiled.count(ADDRESS) == 1
    (tmp_path / 'denials.mjs').write_text(compiled.replace(ADDRESS, f'127.0.0.1:{sample_service.port}'), 'utf-8')
    printed = run(shutil.which('node'), tmp_path / 'denials.mjs')
    assert len(printed.splitlines()) == 5
    assert '2021-07-20 China denies: China categorically denies the US allegation' in printed
