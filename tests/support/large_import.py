"""Imports so many lines and looks at what that takes and leaves."""
import itertools
import json
import os
import subprocess
import sys

from tests.support import many_lines
from tests.support.service import program


def write(path, count, bad_last=False, ordered=False):
    """`count` lines, some before what they name unless ordered; the last of them names nobody, if it shall be bad."""
    lines = many_lines.lines(count - bad_last)
    lines = itertools.chain(lines if ordered else many_lines.forward(lines), many_lines.bad() if bad_last else ())
    with path.open('w', encoding='utf-8') as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + '\n')
    return path


def peak_memory(database, path, *flags, status=0):
    """kB that claimd took at most while it imported."""
    child = ('import resource, subprocess, sys; status = subprocess.run(sys.argv[1:]).returncode; '
             'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)')
    environment = dict(os.environ, DATABASE_URL=database.url, ASAN_OPTIONS='quarantine_size_mb=1:detect_leaks=0')
    done = subprocess.run([sys.executable, '-c', child, program(), 'import', *flags, str(path)], env=environment,
                          capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode == status, done.stderr[-3000:]
    return int(done.stdout.splitlines()[-1])


def rows(database):
    """How many rows every table has."""
    tables = database.cluster.execute("""
        select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where relkind = 'r' and nspname like 'claimd%'""", database=database.name)
    return {table: database.cluster.execute(f'select count(*) from {table}', database=database.name)[0][0]
            for table, in tables}


def check(database, tmp_path, count):
    """A fault in the last line leaves nothing; what it takes does not follow the number of lines; returns kB of both."""
    small = peak_memory(database, write(tmp_path / 'small.ndjson', 1000))
    large, bad = write(tmp_path / 'large.ndjson', count), write(tmp_path / 'bad.ndjson', count, bad_last=True)
    before = rows(database)
    refused = peak_memory(database, bad, '--report', str(tmp_path / 'report.ndjson'), status=1)
    assert rows(database) == before
    with (tmp_path / 'report.ndjson').open() as report:
        assert sum(1 for line in report if '"outcome":"refused"' in line) == count
    taken = peak_memory(database, large)
    assert rows(database)['claimd.import_line'] == 0
    assert rows(database)['claimd.revision'] - before['claimd.revision'] == count - 1000
    # The file is several times as long as what it may take more than a thousand lines do.
    assert max(taken, refused) < small + 6_000 < small + large.stat().st_size / 2_000, \
        f'{small} kB for 1,000 lines, {taken} and, refused, {refused} for {count}'
    return small, taken
