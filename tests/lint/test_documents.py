"""Links in the documents lead somewhere, and text files are plain."""
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, capture_output=True, text=True,
                         check=True).stdout.splitlines()
DOCUMENTS = [name for name in TRACKED if name.endswith('.md') and (ROOT / name).exists()]
TEXTS = [name for name in TRACKED if (ROOT / name).is_file() and not name.startswith('tests/testdata/')
         and name.endswith(('.c', '.h', '.py', '.sql', '.md', '.yaml', '.build', '.sh', '.mjs', '.json', '.ini', '.txt'))]


def anchor(heading):
    plain = re.sub(r'[^\w\- ]', '', heading.strip().lower().replace('`', ''))
    return plain.replace(' ', '-')


def anchors(path):
    return {anchor(line.lstrip('#')) for line in path.read_text('utf-8').splitlines() if line.startswith('#')}


@pytest.mark.parametrize('name', DOCUMENTS)
def test_links(name):
    path = ROOT / name
    text = re.sub(r'```.*?```|`[^`\n]*`', '', path.read_text('utf-8'), flags=re.DOTALL)
    for target in re.findall(r'\]\(([^)\s]+)\)', text) + re.findall(r'src="([^"]+)"', text):
        if re.match(r'https?://|mailto:', target):
            continue
        file, _, fragment = target.partition('#')
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), f'{name}: {target}'
        if fragment and linked.suffix == '.md':
            assert fragment in anchors(linked), f'{name}: {target}'


@pytest.mark.parametrize('name', TEXTS)
def test_plain_text(name):
    content = (ROOT / name).read_bytes()
    text = content.decode('utf-8')
    assert '\r' not in text, 'a carriage return'
    assert not text or text.endswith('\n'), 'no newline at the end'
    for number, line in enumerate(text.split('\n'), 1):
        assert not line.endswith((' ', '\t')) or name.endswith('.md'), f'line {number} ends in white space'


def test_problems_are_documented():
    header = (ROOT / 'include/claimd/err.h').read_text('utf-8')
    page = (ROOT / 'docs/reference/problems.md').read_text('utf-8')
    listed = header[header.index('#define ERR_LIST'):header.index('enum err {')]
    known = re.findall(r'X\(\w+, (\d+), "([^"]+)"', listed)
    assert known
    for status, slug in known:
        assert f'| `{slug}` | {status} |' in page, slug
    codes = re.findall(r'X\(\w+, "([a-z-]+)"', header[header.index('#define FAULT_LIST'):])
    for code in codes:
        assert f'| `{code}` |' in page, code


def test_parameters_are_documented():
    from tests.support.client import description
    page = (ROOT / 'docs/reference/parameters.md').read_text('utf-8')
    names = {name for _, _, operation in description().operations() for name in description().parameters(operation)}
    told_by_the_description = {'victim_country', 'sector', 'country', 'kind', 'publisher', 'language', 'stance', 'basis',
                               'responsibility', 'confidence', 'confidence_min', 'sort', 'collection', 'cursor'}
    for name in names - told_by_the_description:
        assert f'`{name}' in page, name
