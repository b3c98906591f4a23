"""The claim of the documents: two hundred thousand lines in one transaction, in bounded memory, in proportional time."""
import os
import subprocess
import time

from tests.db.test_import_command import counts, database, query, run, template  # noqa: F401
from tests.support import large_import
from tests.support.service import program


def test_bounded_memory_and_nothing_behind(database, tmp_path):
    small, taken = large_import.check(database, tmp_path, 200_000)
    print(f'{small} kB for 1,000 lines, {taken} kB for 200,000')
    assert query(database, 'select * from claimd.derived_check()') == []


def seconds(database, path):
    """Of the database's processor: what else the machine does does not count."""
    process = subprocess.Popen([program(), 'import', '--quiet', str(path)], env=dict(os.environ, DATABASE_URL=database.url),
                               stdout=subprocess.DEVNULL)
    spent, backend = 0, None
    while process.poll() is None:
        time.sleep(0.1)
        if backend is None:
            found = query(database, "select pid from pg_stat_activity where application_name = 'claimd import'")
            backend = found[0][0] if found else None
            continue
        try:
            with open(f'/proc/{backend}/stat', encoding='ascii') as stat:
                fields = stat.read().rsplit(')', 1)[1].split()
            spent = (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
        except (FileNotFoundError, ProcessLookupError):
            pass
    assert process.returncode == 0
    return spent


def test_time_is_in_proportion(database, tmp_path):
    """Ten times the lines take no more than twenty times as long, though what they touch has grown."""
    short = seconds(database, large_import.write(tmp_path / 'short.ndjson', 20_000))
    path = large_import.write(tmp_path / 'long.ndjson', 200_000)
    long = seconds(database, path)
    print(f'{short:.0f} s of the processor for 20,000 lines, {long:.0f} s for 200,000')
    assert long < 20 * short


def test_in_batches(database, tmp_path):
    path = large_import.write(tmp_path / 'a.ndjson', 100_000, ordered=True)
    began = time.monotonic()
    done = run(database, path, '--batch', '2000', '--json')
    print(f'{time.monotonic() - began:.0f} s for 100,000 lines in batches of 2,000')
    assert done.returncode == 0 and sum(created for created, _, _ in counts(done).values()) == 100_000
