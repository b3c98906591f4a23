"""Measures searches among many generated claims: docs/decisions/0042-search.md.

    /usr/bin/python3 -m bench.search --at URL            the 46 searches of tests/sample/searches.tsv and some of made-up words

URL is a superuser's, of a database with the claims of skewed_claims.sql, the texts of search_texts.sql, the derived tables
and the sample. A row for each search: milliseconds in the database, of the statement that reads the question and of the one
that finds the page, their CPU together (which is steadier than the clock), the rows that it came with, and whether those that are expected came first.
"""
import argparse
import csv
import os
import pathlib
import statistics

import psycopg2

from tests.db.statements import ROOT, Statement

PLAN = Statement(ROOT / 'service/search/sql/plan.sql')
KINDS = {'claims': 'claim', 'counter-claims': 'counter_claim', 'endorsements': 'endorsement', 'actors': 'actor',
         'incidents': 'incident', 'sources': 'source'}
READER = '''set search_path = claimd; set jit = off; set max_parallel_workers_per_gather = 0;
            set plan_cache_mode = force_generic_plan'''
# Of made-up texts: words that most have, that one in a hundred has, that few have, that none has.
MADE = ['attack', 'attaque attribuée', 'government campaign', 'treaty norms', 'sovereignty', 'oléoduc', 'sabotage satellite',
        'attack -government', '"attack attributed"', 'fancy bear', 'Sandwurm', 'attack quixotic', 'zzzabsent', 'volt typhoon attack',
        'braabda OR attack', 'embassy*', '"réseau pirates" attaque', 'crowdstrike sabotage', 'kaspersky', 'company-1']
REPEATS = 5


def cpu(cursor):
    numbers = pathlib.Path(f'/proc/{cursor.connection.info.backend_pid}/stat').read_text().rpartition(')')[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf('SC_CLK_TCK')


def explained(cursor, statement, tags, values):
    text, names = statement.compose(*tags)
    cursor.execute('deallocate all')
    cursor.execute('prepare asked as ' + text)
    given = ', '.join('%s' for _ in names)
    call = f'execute asked({given})' if names else 'execute asked'
    times, used = [], cpu(cursor)
    for _ in range(REPEATS):
        cursor.execute('explain (analyze, timing off, format json) ' + call, [values.get(name) for name in names])
        times.append(cursor.fetchone()[0][0]['Execution Time'])
    used = (cpu(cursor) - used) * 1000 / REPEATS
    cursor.execute(call, [values.get(name) for name in names])
    columns = [column.name for column in cursor.description]
    return (statistics.median(times), used), [dict(zip(columns, row)) for row in cursor.fetchall()]


def search(cursor, list_, q, limit=51):
    kind = KINDS[list_]
    reading, (plan,) = explained(cursor, PLAN, (), {'asked': q, 'kind': kind})
    values = {'query': plan['query'], 'recent': plan['recent'], 'folded': plan['folded'], 'limit': limit}
    if kind in ('claim', 'counter_claim', 'endorsement'):
        read = Statement(ROOT / 'service/statements/sql/read.sql')
        walked = plan['documents'] > 20000 and not plan['recent']
        tags = [list_.replace('-', '_'), 'searched', 'common' if walked else 'plain', 'by_rank', 'falling', 'descending', 'only_dated']
        tags += ['recent'] if plan['recent'] else []
    else:
        read = Statement(ROOT / f'service/{list_}/sql/read.sql')
        tags = ['searched', 'by_rank', 'falling', 'descending']
    finding, rows = explained(cursor, read, tags, values)
    return reading, finding, plan, [row['key'] or row.get('slug') for row in rows], rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--at', required=True)
    connection = psycopg2.connect(parser.parse_args().at)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(READER)
    with open(ROOT / 'tests/sample/searches.tsv', encoding='utf-8') as file:
        asked = [(one['what'], one['list'], one['q'], one['first'])
                 for one in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)]
    print(f'{"":12} {"list":15} {"q":52} {"read ms":>8} {"find ms":>8} {"CPU":>6} {"fit":>9} first')
    worst = 0
    for what, list_, q, first in asked + [('made up', 'claims', q, None) for q in MADE]:
        reading, finding, plan, keys, rows = search(cursor, list_, q)
        cursor.execute('select count(*) from claimd.%s where type = %%s and words @@ %%s::tsquery' % (
            'search_statement' if KINDS[list_] in ('claim', 'counter_claim', 'endorsement') else 'search_record'),
            (KINDS[list_], plan['query']))
        fit, = cursor.fetchone()
        wanted = [] if first in (None, '-') else first.split()
        good = '' if first is None else 'as expected' if set(keys[:max(1, len(wanted))]) == set(wanted) else f'{keys[:3]}'
        worst = max(worst, reading[1] + finding[1])
        print(f'{what:12} {list_:15} {q:52} {reading[0]:8.1f} {finding[0]:8.1f} {reading[1] + finding[1]:6.0f} {fit:9} {good} {plan["meant"] or ""}', flush=True)
    print(f'the slowest: {worst:.0f} ms of CPU')


if __name__ == '__main__':
    main()
