"""Measures searches among many generated claims: docs/decisions/0042-search.md.

    /usr/bin/python3 -m bench.search --at URL make       a million claims with texts
    claimd import data/sample.ndjson                     the sample among them
    /usr/bin/python3 -m bench.search --at URL            the 46 searches of tests/sample/searches.tsv and some of made-up words
    /usr/bin/python3 -m bench.search --at URL suggest    what completing names costs

URL is a superuser's, of a migrated database. A row for each search: milliseconds in the database, of the statement that
reads the question and of the one that finds the page, each with its planning; their CPU together, which is steadier than
the clock; how many fit; whether the page is the one that a reading of all that fit gives; whether the expected rows came
first; what a word was taken for.
"""
import argparse
import csv
import pathlib
import statistics

import psycopg2

from tests.db.statements import ROOT, Statement

HERE = pathlib.Path(__file__).parent
PLAN = Statement(ROOT / 'service/search/sql/plan.sql')
KINDS = {'claims': 'claim', 'counter-claims': 'counter_claim', 'endorsements': 'endorsement', 'actors': 'actor',
         'incidents': 'incident', 'sources': 'source'}
READER = '''set search_path = claimd; set jit = off; set max_parallel_workers_per_gather = 0;
            set plan_cache_mode = force_generic_plan'''
# Of made-up texts: words that most have, that one in a hundred has, that few have, that none has.
MADE = ['attack', 'attaque attribuée', 'government campaign', 'treaty norms', 'sovereignty', 'oléoduc', 'sabotage satellite',
        'attack -government', '"attack attributed"', 'fancy bear', 'Sandwurm', 'attack quixotic', 'zzzabsent', 'volt typhoon attack',
        'braabda OR attack', 'embassy*', '"réseau pirates" attaque', 'crowdstrike sabotage', 'kaspersky', 'company-1']
TYPED = ['a', 'ch', 'gov', 'attack', 'att', 'sec', 'attack gov', 'government sec', 'volt ty', 'incident', 'group-1', 'china', 'c', 'mandient',
         'secureworsk', 'volt tyfoon', 'zzzzzz', 'attack zzzzzz', 'attak goverment', 'braabda', 'bra', 'syst', 'rep', 'the attack of the ta']
REPEATS = 5
# As in service/search/search.c.
COMMON = 20000
# Texts and derived rows, without what follows each write.
MAKE = '''
    set search_path = claimd; set jit = off; set work_mem = '64MB'; set plan_cache_mode = force_custom_plan;
    alter table claim_state disable trigger search_follows_new, disable trigger search_follows_changed;
    select derive_claim_state(array(select id from statement));
    analyze claim_state;
    select derive_actor_reach(array(select id from actor)) is null;
    analyze actor_reach;
    select derive_claim_reach(array(select id from claim));
    analyze claim_reach;
    select derive_corroboration(array(select distinct subject from claim where subject is not null));
    alter table claim_state enable trigger search_follows_new, enable trigger search_follows_changed;
    drop index search_claim_words;
    select cardinality(derive_search_record(array(select id from record)));
    select derive_search_statement(array(select id from statement));
    set maintenance_work_mem = '512MB';
    create index search_claim_words on search_statement using gin (words) with (fastupdate = off) where type = 'claim';
    vacuum analyze'''


def make(connection, claims):
    """Claims with texts, in a migrated database that has none."""
    with connection.cursor() as cursor:
        for file in ('skewed_claims.sql', 'search_texts.sql'):
            cursor.execute('begin')
            cursor.execute((HERE / file).read_text().replace(':claims', str(claims)))
            cursor.execute('commit')
            cursor.execute('discard temp')
            cursor.execute('analyze')
        for step in MAKE.split(';'):
            cursor.execute(step)


def cpu(cursor):
    """Milliseconds that the server's process has used."""
    return int(pathlib.Path(f'/proc/{cursor.connection.info.backend_pid}/schedstat').read_text().split()[0]) / 1e6


def prepared(cursor, statement, tags, values):
    """What executes a statement, as the service prepares and plans it."""
    text, names = statement.compose(*tags)
    cursor.execute('deallocate all')
    cursor.execute('prepare asked as ' + text)
    return cursor.mogrify('execute asked' + f'({", ".join(["%s"] * len(names))})' * bool(names),
                          [values.get(name) for name in names])


def rows(cursor, statement, tags, values):
    cursor.execute(prepared(cursor, statement, tags, values))
    columns = [column.name for column in cursor.description]
    return [dict(zip(columns, row)) for row in cursor.fetchall()]


def timed(cursor, statement, tags, values):
    """Milliseconds, planning included: medians, by the clock and of CPU."""
    call = prepared(cursor, statement, tags, values)
    times, used = [], []
    for _ in range(REPEATS):
        begun = cpu(cursor)
        cursor.execute(b'explain (analyze, timing off, format json) ' + call)
        plan, = cursor.fetchone()[0]
        times.append(plan['Planning Time'] + plan['Execution Time'])
        used.append(cpu(cursor) - begun)
    return statistics.median(times), statistics.median(used)


def ways(list_, plan):
    """The statement of a list and the tags of each way through it: the one that the service takes first, then others."""
    kind = KINDS[list_]
    if kind not in ('claim', 'counter_claim', 'endorsement'):
        return Statement(ROOT / f'service/{list_}/sql/read.sql'), [['searched', 'by_rank', 'falling', 'descending']]
    tags = [list_.replace('-', '_'), 'searched', 'by_rank', 'falling', 'descending', 'only_dated']
    every = {'recent': ['plain', 'recent'], 'walked': ['common'], 'all': ['plain'], 'filtered': []}
    if not plan['recent']:
        del every['recent']
    first = 'recent' if plan['recent'] else 'walked' if plan['documents'] > COMMON else 'all'
    return (Statement(ROOT / 'service/statements/sql/read.sql'),
            [tags + every.pop(first), *(tags + more for more in every.values())])


def read(cursor, list_, q):
    """How the question is read, and what a page by each way is asked with."""
    asked = {'asked': q, 'kind': KINDS[list_]}
    plan, = rows(cursor, PLAN, (), asked)
    return asked, plan, {'query': plan['query'], 'recent': plan['recent'], 'folded': plan['folded'], 'limit': 51}


def ask(connection):
    cursor = connection.cursor()
    cursor.execute(READER)
    with open(ROOT / 'tests/sample/searches.tsv', encoding='utf-8') as file:
        searches = [(one['what'], one['list'], one['q'], one['first'])
                    for one in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)]
    print(f'{"":10} {"list":14} {"q":49} {"read":>6} {"find":>6} {"CPU":>4} {"fit":>7} way    page')
    most_clock = most_cpu = 0
    for what, list_, q, first in searches + [('made up', 'claims', q, None) for q in MADE]:
        asked, plan, values = read(cursor, list_, q)
        statement, (chosen, *others) = ways(list_, plan)
        page = rows(cursor, statement, chosen, values)
        reading, finding = timed(cursor, PLAN, (), asked), timed(cursor, statement, chosen, values)
        cursor.execute('select count(*) from claimd.%s where type = %%s and words @@ %%s::tsquery' % (
            'search_statement' if KINDS[list_] in ('claim', 'counter_claim', 'endorsement') else 'search_record'),
            (KINDS[list_], plan['query']))
        fit, = cursor.fetchone()
        same = all(rows(cursor, statement, other, values) == page for other in others if 'plain' in other)
        keys = [row['key'] or row.get('slug') for row in page]
        wanted = [] if first in (None, '-') else first.split()
        good = first is None or set(keys[:max(1, len(wanted))]) == set(wanted)
        clock, used = reading[0] + finding[0], reading[1] + finding[1]
        most_clock, most_cpu = max(most_clock, clock), max(most_cpu, used)
        print(f'{what:10} {list_:14} {q:49} {reading[0]:6.1f} {finding[0]:6.1f} {used:4.0f} {fit:7} '
              f'{"recent" if "recent" in chosen else "walked" if "common" in chosen else "all":6} '
              f'{"" if same else "DIFFERS "}{"" if first is None else "as expected" if good else keys[:3]} '
              f'{" ".join(plan["meant"])}', flush=True)
    print(f'at most {most_clock:.0f} ms by the clock, {most_cpu:.0f} ms of CPU')


def suggest(connection):
    cursor = connection.cursor()
    cursor.execute(READER)
    statement = Statement(ROOT / 'service/suggest/sql/complete.sql')
    most_clock = most_cpu = 0
    for typed in TYPED:
        values = {'typed': typed, 'kinds': '{actor,incident,source}', 'limit': 10}
        clock, used = timed(cursor, statement, (), values)
        most_clock, most_cpu = max(most_clock, clock), max(most_cpu, used)
        print(f'suggest {typed:30} {clock:6.1f} {used:4.0f} ' + ', '.join(row['slug'] for row in rows(cursor, statement, (), values)[:3]), flush=True)
    print(f'at most {most_clock:.0f} ms by the clock, {most_cpu:.0f} ms of CPU')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--at', required=True)
    parser.add_argument('--claims', type=int, default=1_000_000)
    parser.add_argument('step', nargs='?', choices=('make', 'ask', 'suggest'), default='ask')
    arguments = parser.parse_args()
    connection = psycopg2.connect(arguments.at)
    connection.autocommit = True
    if arguments.step == 'make':
        make(connection, arguments.claims)
    else:
        {'ask': ask, 'suggest': suggest}[arguments.step](connection)


if __name__ == '__main__':
    main()
