"""script/bootstrap says nothing and needs nothing where all is there."""
import subprocess
import time

from tests.support.service import ROOT


def test_silent_and_quick_where_nothing_is_missing():
    begun = time.monotonic()
    done = subprocess.run([ROOT / 'script/bootstrap'], capture_output=True, text=True, timeout=60, check=False,
                          env={'PATH': '/usr/bin:/bin', 'HOME': '/nonexistent', 'http_proxy': 'http://127.0.0.1:9',
                               'https_proxy': 'http://127.0.0.1:9'})
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
    assert time.monotonic() - begun < 5


def test_unknown_group():
    done = subprocess.run([ROOT / 'script/bootstrap', 'biuld'], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and 'no such group' in done.stderr


def test_summary_adds_up(tmp_path):
    """And fails when nothing ran, or when a result cannot be read."""
    summary = ['/usr/bin/python3', '-B', ROOT / 'tests/support/summary.py', tmp_path]
    def run():
        done = subprocess.run(summary, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1]
    assert run() == (1, '0 passed, 0 failed, 0 skipped')
    (tmp_path / 'build.result').write_text('pass gcc\nskip http there is no build\n')
    (tmp_path / 'unit.jsonl').write_text('{"name": "a", "result": "OK"}\n')
    assert run() == (0, '2 passed, 0 failed, 1 skipped')
    (tmp_path / 'http.xml').write_text(
        '<testsuites><testsuite><testcase classname="c" name="n"/><testcase classname="c" name="m">'
        '<failure message="no"/></testcase></testsuite></testsuites>')
    assert run() == (1, '3 passed, 1 failed, 1 skipped')
    (tmp_path / 'http.xml').write_text('<testsuites>')
    assert run() == (1, '2 passed, 1 failed, 1 skipped')
    (tmp_path / 'http.xml').unlink()
    (tmp_path / 'unit.jsonl').write_text('{"name": "a", "result": "TIMEOUT"}\n')
    assert run() == (1, '1 passed, 1 failed, 1 skipped')


def test_postgresql_that_is_installed_later_is_found(tmp_path):
    """A script reads its library first and then lets bootstrap install PostgreSQL."""
    lines = f'''
        . {ROOT}/script/lib/common.sh; . {ROOT}/script/lib/postgres.sh
        pg_lib={tmp_path}
        (pg_find) 2>/dev/null && exit 3
        mkdir -p {tmp_path}/16/bin && printf '' >{tmp_path}/16/bin/postgres && chmod +x {tmp_path}/16/bin/postgres
        pg_find && printf '%s' "$pg_bin"'''
    done = subprocess.run(['bash', '-c', lines], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, f'{tmp_path}/16/bin')
