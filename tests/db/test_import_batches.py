"""claimd import --batch and --resume: what is committed when, and how it goes on."""
import json
import os
import signal
import subprocess
import time

import pytest

from tests.db.test_import_command import counts, database, query, run, template, written  # noqa: F401
from tests.support import many_lines
from tests.support.service import program


def claim(number, actors='china', **fields):
    """Without a key: written twice, it would be two."""
    return {'type': 'claim', 'claimants': ['france'], 'actors': [actors], 'statement': f'Statement {number}.',
            'language': 'en', 'subject': {'type': 'pattern', 'description': 'Spying'}, 'confidence': {'level': 'unstated'},
            'basis': 'unstated', 'citations': [{'source': 'paper', 'form': 'reference'}], **fields}


PAPER = {'type': 'source', 'slug': 'paper', 'kind': 'news', 'title': 'A paper', 'language': 'en'}


def write(path, lines):
    path.write_text(''.join(json.dumps(line) + '\n' for line in lines), 'utf-8')
    return path


def statements(database):
    return query(database, 'select count(*) from claimd.claim')[0][0]


def test_batches_before_a_fault_stay(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER, *map(claim, range(8)), claim(8, actors='chnia'), claim(9)])
    done = run(database, path, '--batch', '4', '--json')
    report = json.loads(done.stdout)
    assert done.returncode == 1 and statements(database) == 7
    assert report['written'] is False and report['written_to'] == 8
    assert counts(done) == {'source': (1, 0, 0), 'claim': (7, 0, 0)}
    assert [(fault['line'], fault['code']) for fault in report['faults']] == [(10, 'unknown-reference')]
    assert 'lines 1 to 8 are written' in run(database, path, '--batch', '4').stderr
    assert query(database, 'select count(*) from claimd.import_line')[0][0] == 0


def test_a_reference_to_a_later_line(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [*map(claim, range(3)), PAPER])
    done = run(database, path, '--batch', '2', '--json')
    fault = json.loads(done.stdout)['faults'][0]
    assert done.returncode == 1 and fault['code'] == 'unknown-reference'
    assert 'nor is it among the lines up to 2: in batches a line refers to earlier ones' in fault['detail']
    assert run(database, path, '--batch', '4').returncode == 0


def test_a_dry_run_in_batches_sees_its_own_lines(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER, *map(claim, range(8))])
    before = written(database)
    done = run(database, path, '--batch', '2', '--dry-run', '--json')
    assert done.returncode == 0 and counts(done) == {'source': (1, 0, 0), 'claim': (8, 0, 0)}
    assert written(database) == before and query(database, 'select count(*) from claimd.import_progress') == [(0,)]


def test_it_is_resumed_where_it_was_killed(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER, *map(claim, range(1499))])
    process = subprocess.Popen([program(), 'import', '--quiet', '--batch', '20', str(path)],
                               env=dict(os.environ, DATABASE_URL=database.url))
    while query(database, 'select lines from claimd.import_progress where lines >= 100') == []:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    # Its connection may take a moment to notice.
    while query(database, "select from pg_stat_activity where application_name = 'claimd import'"):
        time.sleep(0.01)
    there = statements(database) + 1
    (line, ended), = query(database, 'select lines, ended from claimd.import_progress')
    assert there == line < 1500 and not ended
    done = run(database, path, '--batch', '20', '--resume', '--json')
    assert done.returncode == 0 and json.loads(done.stdout)['records'] == 1500 - line
    assert statements(database) == 1499
    again = run(database, path, '--batch', '20', '--resume', '--json')
    assert again.returncode == 0 and json.loads(again.stdout)['records'] == 0 and statements(database) == 1499


def test_a_changed_file_is_not_resumed(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', [PAPER, *map(claim, range(5)), claim(5, actors='chnia')])
    assert run(database, path, '--batch', '2').returncode == 1
    write(path, [PAPER, *map(claim, range(6))])
    done = run(database, path, '--batch', '2', '--resume')
    assert done.returncode == 1 and 'the file has changed since 6 lines of it were written' in done.stderr
    assert statements(database) == 5
    # What was never begun is begun.
    assert run(database, write(tmp_path / 'b.ndjson', [PAPER]), '--batch', '2', '--resume').returncode == 0


@pytest.mark.parametrize('flags, status, words', [
    (['--resume'], 2, '--resume goes with --batch'),
    (['--resume', '--batch', '2', '--dry-run'], 2, '--resume does not go with --dry-run'),
    (['--resume', '--batch', '2'], 1, 'needs a file that can be read twice')])
def test_what_cannot_be_resumed(database, flags, status, words):
    done = run(database, json.dumps(PAPER), *flags)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr


def test_batches_and_one_transaction_write_the_same(database, tmp_path):
    path = write(tmp_path / 'a.ndjson', many_lines.lines(600))
    assert run(database, path, '--batch', '70').returncode == 0
    assert query(database, 'select * from claimd.derived_check()') == []
    assert all(created == updated == 0 for created, updated, _ in counts(run(database, path, '--json')).values())
