"""claimd import --report: the result of every line."""
import json
import os
import pty
import re
import subprocess
import time

from tests.db.test_import_batches import PAPER, claim, statements, write
from tests.db.test_import_command import CASES, database, query, run, template, written  # noqa: F401
from tests.support import many_lines
from tests.support.service import program


def report(database, path, tmp_path, *flags):
    out = tmp_path / 'report.ndjson'
    done = run(database, path, '--report', str(out), *flags)
    return done, [json.loads(line) for line in out.read_text('utf-8').splitlines()]


def test_outcomes(database, tmp_path):
    paper = {**PAPER, 'title': 'The paper'}
    path = write(tmp_path / 'a.ndjson', [PAPER, {'type': 'actor', 'slug': 'bear', 'name': 'Bear', 'kind': 'intrusion_set',
                                                 'language': 'en'}])
    done, lines = report(database, path, tmp_path)
    ids = dict(query(database, "select slug, id::text from claimd.actor where slug = 'bear' union select slug, id::text from claimd.source"))
    assert done.returncode == 0 and lines == [
        {'line': 1, 'type': 'source', 'id': ids['paper'], 'outcome': 'created', 'faults': []},
        {'line': 2, 'type': 'actor', 'id': ids['bear'], 'outcome': 'created', 'faults': []}]
    query(database, f"select claimd.withhold_body('{ids['bear']}', null, 'A reason', 'test')")
    write(path, [paper, {'type': 'actor', 'slug': 'bear', 'name': 'Bear', 'kind': 'intrusion_set', 'language': 'en'}])
    before = written(database)
    dry, expected = report(database, path, tmp_path, '--dry-run')
    assert dry.returncode == 0 and written(database) == before
    done, lines = report(database, path, tmp_path)
    assert [line['outcome'] for line in lines] == ['updated', 'withheld'] and lines == expected
    assert [line['outcome'] for line in report(database, write(path, [paper]), tmp_path)[1]] == ['unchanged']


def test_every_line_of_what_is_refused(database, tmp_path):
    path = tmp_path / 'a.ndjson'
    path.write_text('\n'.join([json.dumps(PAPER), '', '{', json.dumps({'type': 'actor'}), json.dumps(claim(1, actors='chnia'))]))
    done, lines = report(database, path, tmp_path)
    assert done.returncode == 1 and [line['line'] for line in lines] == [1, 3, 4, 5]
    assert [(line['type'], line['outcome'], [fault['code'] for fault in line['faults']]) for line in lines] == [
        ('source', 'refused', []), (None, 'refused', ['invalid-json']), ('actor', 'refused', ['missing'] * 4),
        ('claim', 'refused', ['unknown-reference'])]
    assert all(set(fault) == {'pointer', 'code', 'detail', 'allowed', 'suggestions'}
               for line in lines for fault in line['faults'])
    assert lines[3]['faults'][0]['suggestions'][0] == 'china'


def test_all_faults_though_few_are_shown(database, tmp_path):
    path = tmp_path / 'a.ndjson'
    path.write_text('{"type":"actor"}\n' * 600)
    done, lines = report(database, path, tmp_path, '--json')
    assert len(json.loads(done.stdout)['faults']) == 1000
    assert len(lines) == 600 and {len(line['faults']) for line in lines} == {4}


def test_what_the_tables_refuse(database, tmp_path):
    done, lines = report(database, CASES / 'kept-by-the-tables/input.ndjson', tmp_path)
    shown = re.findall(r'^\S*input.ndjson:(\d+): broken-rule', done.stderr, re.M)
    assert done.returncode == 1 and len(shown) == 1
    assert [str(line['line']) for line in lines if line['faults']] == shown
    assert {line['outcome'] for line in lines} == {'refused'}


def test_batches_report_what_stays(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER, *map(claim, range(5)), claim(5, actors='chnia'), claim(6), claim(7)])
    _, lines = report(database, path, tmp_path, '--batch', '2')
    assert [line['outcome'] for line in lines] == ['created'] * 6 + ['refused'] * 2
    assert statements(database) == 5


def test_a_report_that_cannot_be_written_stops_the_import(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER])
    before = written(database)
    done = run(database, path, '--report', str(tmp_path / 'none/report'))
    assert done.returncode == 1 and 'none/report: No such file' in done.stderr and written(database) == before


def on_terminal(database, *arguments):
    """What an import says to a terminal on standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([program(), 'import', *arguments], env=dict(os.environ, DATABASE_URL=database.url),
                               stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    said = b''
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:
        pass
    os.close(ours)
    assert process.wait() == 0
    return said.decode()


def test_a_bar_on_a_terminal(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', many_lines.lines(3000))
    drawn = on_terminal(database, str(path)).split('\r\x1b[K')
    assert drawn[0] == drawn[-1] == '', 'it begins and ends with an empty line'
    shares = []
    for line in drawn[1:-1]:
        found = re.fullmatch(r'claimd import: \[(#*)(\.*)\] (\d+) %, (?:reading|resolving references|writing|applying), '
                             r'\d+ lines(, \d+ a second)?(, about \d+:\d\d left)?', line)
        assert found, line
        assert len(found[1]) + len(found[2]) == 24 and len(found[1]) == int(found[3]) * 24 // 100
        shares.append(int(found[3]))
    assert len(shares) > 3 and shares == sorted(shares) and shares[-1] > 40
    assert re.search(r'reading, \d+ lines, \d+ a second', ''.join(drawn)) and 'left' in ''.join(drawn)
    assert on_terminal(database, '--quiet', str(path)) == ''


def test_plain_lines_elsewhere(database):
    process = subprocess.Popen([program(), 'import', '-'], env=dict(os.environ, DATABASE_URL=database.url), text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = [json.dumps({**PAPER, 'slug': f'paper-{number}'}) + '\n' for number in range(640)]
    process.stdin.write(''.join(lines[:320]))
    process.stdin.flush()
    time.sleep(5.1)
    out, errors = process.communicate(''.join(lines[320:]))
    assert process.returncode == 0 and '640 records' in out
    first = errors.splitlines()[0]
    # Of a pipe nobody knows how much is to come.
    assert re.fullmatch(r'claimd import: reading, \d+ lines, \d+ a second', first), errors
    assert '\r' not in errors and '\x1b' not in errors
