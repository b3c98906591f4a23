"""docs/how-to/edit-with-curl.md, run from its first command to its last in one shell."""
import os
import re
import subprocess

import pytest

from tests.support.service import ROOT, Database, Service, program

DOCUMENT = ROOT / 'docs/how-to/edit-with-curl.md'
BLOCK = re.compile(r'<!-- (walk|output) -->\n+```(\w*)\n(.*?)^```', re.MULTILINE | re.DOTALL)
ADDRESS = '127.0.0.1:8080'
END = '--- end of a step ---'


@pytest.fixture
def service(cluster):
    database = Database(cluster, 'walk')
    service = Service(database.url, 'walk').wait()
    service.owner_url = database.owner_url
    yield service
    service.stop()


def test_the_walk(service, tmp_path):
    blocks = [(role, text) for role, _, text in BLOCK.findall(DOCUMENT.read_text('utf-8'))]
    steps = [text for role, text in blocks if role == 'walk']
    assert len(steps) >= 8
    (tmp_path / 'claimd').symlink_to(os.path.abspath(program()))
    script = ''.join(f'{step}\necho "{END}"\n' for step in steps).replace(ADDRESS, f'127.0.0.1:{service.port}')
    done = subprocess.run(['bash', '-euo', 'pipefail', '-c', script], cwd=tmp_path, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
                          env={**os.environ, 'PATH': f'{tmp_path}:{os.environ["PATH"]}', 'DATABASE_URL': service.owner_url,
                               'LC_ALL': 'C.UTF-8'})
    assert done.returncode == 0, done.stdout + done.stderr
    said = [part.strip() for part in done.stdout.split(END)][:-1]
    expected = []
    for role, text in blocks:
        expected += [''] if role == 'walk' else []
        if role == 'output':
            expected[-1] = text.strip()
    assert said == expected
