"""The reference pages have what the program says of itself."""
import re
import subprocess

import pytest

from tests.support.service import ROOT, program

OPTION = re.compile(r'^  --([\w-]+)( VALUE)?(?:  (\S+))?\n((?:      .*\n)+)', re.MULTILINE)


def commands():
    words = subprocess.run([program(), '--help'], capture_output=True, text=True, check=True, timeout=20).stdout
    return re.findall(r'^  claimd ([a-z]+) ', words, re.MULTILINE)


def rows(command):
    """A row of the page's table for each setting of a command."""
    words = subprocess.run([program(), command, '--help'], capture_output=True, text=True, check=True, timeout=20).stdout
    for flag, _, choices, text in OPTION.findall(words):
        lines = [line.strip() for line in text.splitlines()]
        variable, default = '', ''
        if len(lines) > 1:
            last = lines.pop()
            variable = (re.findall(r'[A-Z]+_[A-Z_]+', last) or [''])[0]
            default = (re.findall(r'default (.+)$', last) or [''])[0]
        if flag in ('help', 'check-config'):
            continue
        help_text = ' '.join(lines) + (f' ({choices.replace("|", ", ")})' if choices else '')
        cells = [f'`--{flag}`', f'`{variable}`' if variable else '', f'`{default}`' if default else '', help_text]
        yield '| ' + ' | '.join(cells) + ' |'


@pytest.mark.parametrize('command', commands())
def test_settings_are_documented(command):
    page = (ROOT / 'docs/reference/configuration.md').read_text('utf-8')
    section = page[page.index(f'## claimd {command}\n'):].split('\n## ')[0]
    missing = [row for row in rows(command) if row.replace('|  |', '| |') not in section.replace('|  |', '| |')]
    assert not missing, 'the page lacks:\n' + '\n'.join(missing)
    documented = set(re.findall(r'^\| `--([\w-]+)`', section, re.MULTILINE))
    assert documented == {re.match(r'\| `--([\w-]+)`', row).group(1) for row in rows(command)}


@pytest.mark.parametrize('command', commands())
def test_commands_are_documented(command):
    assert f'claimd {command}' in (ROOT / 'docs/reference/command-line.md').read_text('utf-8')
