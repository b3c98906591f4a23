"""What README.md and the documents tell a reader to type, does what they say.

A code block after `<!-- run -->` is run (sh, js or python) with the sample data served; one after `<!-- output -->` is
what it printed, to the letter.
"""
import os
import pathlib
import re
import subprocess

import pytest

from tests.support.service import ROOT

BLOCK = re.compile(r'<!-- (run|output) -->\n+```(\w+)\n(.*?)^```', re.MULTILINE | re.DOTALL)
ADDRESS = '127.0.0.1:8080'
RUNNERS = {
    'sh': ['bash', '-euo', 'pipefail', '-c'],
    'js': ['node', '--input-type=module', '-e'],
    'python': ['/usr/bin/python3', '-c'],
}
DOCUMENTS = [ROOT / 'README.md', *sorted((ROOT / 'docs').rglob('*.md')), *sorted((ROOT / 'examples').rglob('*.md'))]


def steps():
    for path in DOCUMENTS:
        if not path.exists():
            continue
        found = [(match.group(1), match.group(2), match.group(3), match.start()) for match in BLOCK.finditer(path.read_text('utf-8'))]
        for index, (role, language, code, position) in enumerate(found):
            if role == 'run':
                following = found[index + 1] if index + 1 < len(found) else ('', '', '', 0)
                line = path.read_text('utf-8')[:position].count('\n') + 2
                yield pytest.param(language, code, following[2] if following[0] == 'output' else None,
                                   id=f'{path.relative_to(ROOT)}:{line}')


def plain(text):
    """Without what no reader sees: white space at the end of lines and of the whole."""
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize('language,code,expected', steps())
def test_command(sample_service, language, code, expected):
    address = f'127.0.0.1:{sample_service.port}'
    done = subprocess.run([*RUNNERS[language], code.replace(ADDRESS, address)], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, stdin=subprocess.DEVNULL, check=False,
                          env=dict(os.environ, TZ='UTC', COLUMNS='120'))
    assert done.returncode == 0, done.stderr
    if expected is not None:
        assert plain(done.stdout.replace(address, ADDRESS)) == plain(expected)


def test_the_readme_has_commands():
    readme = [parameter.id for parameter in steps() if parameter.id.startswith('README.md')]
    assert len(readme) >= 3
    assert pathlib.Path(ROOT / 'README.md').read_text('utf-8').count('script/server') >= 1
