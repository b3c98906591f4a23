"""Measures what derived reach costs and spares, on many generated claims: docs/decisions/0003-derived-reach-tables.md.

    /usr/bin/python3 -m bench.reach                        all of it, on a throwaway PostgreSQL
    /usr/bin/python3 -m bench.reach --at URL --claims 20000 make derive pages

URL is a superuser's. The database `reach` there is made anew by `make` and stays.
"""
import argparse
import contextlib
import os
import pathlib
import signal
import statistics
import time

import psycopg2

from tests.db import claimd_db
from tests.db.statements import ROOT, Statement
from tests.support.service import Cluster

HERE = pathlib.Path(__file__).parent
READ = Statement(ROOT / 'service/statements/sql/read.sql')
PLAIN = Statement(HERE / 'plain_list.sql')
NAME = 'reach'
REPEATS = 5
# As import_apply sets them for itself.
WRITER = 'set search_path = claimd; set jit = off; set work_mem = \'64MB\'; set plan_cache_mode = force_custom_plan'
# As the service sets its connections; the plain list is planned for its values, which is better for it.
READER = 'set search_path = claimd; set jit = off; set max_parallel_workers_per_gather = 0; set plan_cache_mode = '

FALLING, RISING = ('falling', 'descending', 'gate'), ('gate',)


def connect(*settings):
    connection = psycopg2.connect(claimd_db.DSN, dbname=NAME)
    connection.autocommit = True
    for setting in settings:
        ask(connection, setting)
    return connection


def ask(connection, text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return cursor.fetchall() if cursor.description else None


def cpu(connection):
    """Seconds of CPU that the server's process has used for a connection, which is steadier than the clock."""
    try:
        numbers = pathlib.Path(f'/proc/{connection.info.backend_pid}/stat').read_text().rpartition(')')[2].split()
    except OSError:
        return float('nan')
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf('SC_CLK_TCK')


@contextlib.contextmanager
def timed(what, connection):
    begun, used = time.monotonic(), cpu(connection)
    yield
    print(f'{what:60} {time.monotonic() - begun:9.2f} s, CPU {cpu(connection) - used:9.2f} s', flush=True)


def throwaway():
    """One whose buffers hold it all."""
    cluster = Cluster('bench')
    for setting in ("shared_buffers = '3GB'", "max_wal_size = '8GB'"):
        cluster.execute('alter system set ' + setting)
    os.kill(cluster.pid, signal.SIGINT)
    while pathlib.Path(f'/proc/{cluster.pid}').exists():
        time.sleep(0.1)
    cluster.start()
    return cluster


def fill(connection, claims):
    with timed(f'{claims} claims', connection), connection, connection.cursor() as cursor:
        cursor.execute((HERE / 'skewed_claims.sql').read_text().replace(':claims', str(claims)))
    connection.close()


def make(claims):
    fill(claimd_db.database(NAME), claims)
    ask(connect(), 'vacuum analyze')


def derive(_):
    connection = connect(WRITER)
    ask(connection, 'truncate claim_state, actor_reach, claim_reach, actor_state, incident_state, source_state')
    for step in ('derive_claim_state(array(select id from statement))',
                 'derive_actor_reach(array(select id from actor)) is null',
                 'derive_claim_reach(array(select id from claim))',
                 'derive_corroboration(array(select distinct subject from claim where subject is not null))'):
        with timed(step.split('(')[0], connection):
            ask(connection, 'select ' + step)
            # As reach_analyze() does after many rows.
            ask(connection, 'analyze claim_state; analyze actor_reach; analyze claim_reach')
    ask(connection, 'vacuum analyze')


def sizes(_):
    rows = ask(connect(), '''
        select relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) from pg_class
         where relnamespace = 'claimd'::regnamespace and relkind = 'r' and reltuples > 1000
         order by pg_total_relation_size(oid) desc''')
    for name, count, table, index in rows:
        print(f'{name:30} {count:9} rows {table >> 20:6} MB, indexes {index >> 20:6} MB')
    print(ask(connect(), "select via, role, count(*) from claimd.claim_reach group by 1, 2 order by 2, 1"))


def check(_):
    connection = connect()
    with timed('derived_check', connection):
        faults = ask(connection, 'select * from claimd.derived_check() limit 5')
    assert faults == [], faults


def actors(connection):
    """Slug and how many claims are against it: the most common, a middling, a rare one, one that there are none against."""
    return {what: ask(connection, f'''
        select actor.id::text, slug, coalesce(claims_against, 0) from actor left join actor_state on actor = id
         where kind <> 'alliance' order by {order}, slug limit 1''')[0]
            for what, order in (('common', 'claims_against desc nulls last'),
                                ('middling', 'abs(coalesce(claims_against, 0) - 5000)'),
                                ('rare', 'abs(coalesce(claims_against, 0) - 20)'),
                                ('absent', 'coalesce(claims_against, 0), slug'))}


def milliseconds(connection, statement, *shape, **values):
    """Median execution time and buffers hit, warm; of what takes more than a second, one run."""
    text, names = statement.compose(*shape)
    with connection.cursor() as cursor:
        cursor.execute('deallocate all')
        cursor.execute('prepare list as ' + text)
        arguments = cursor.mogrify(', '.join(['%s'] * len(names)), [values.get(name) for name in names]).decode()
        explain = f'explain (analyze, buffers, timing off, format json) execute list ({arguments})'
        runs = []
        for _ in range(REPEATS + 1):
            cursor.execute(explain)
            runs.append(cursor.fetchone()[0][0])
            if len(runs) > 1 and runs[-1]['Execution Time'] > 1000:
                break
    warm = runs[1:] or runs
    hit = warm[-1]['Plan']['Shared Hit Blocks'] + warm[-1]['Plan']['Shared Read Blocks']
    return statistics.median(run['Execution Time'] for run in warm), hit, runs[-1]['Plan']['Actual Rows']


def scans(connection, statement, *shape, **values):
    """The tables that a plan reads whole."""
    def nodes(plan):
        yield plan
        for child in plan.get('Plans', []):
            yield from nodes(child)
    text, names = statement.compose(*shape)
    with connection.cursor() as cursor:
        cursor.execute('deallocate all')
        cursor.execute('prepare list as ' + text)
        arguments = cursor.mogrify(', '.join(['%s'] * len(names)), [values.get(name) for name in names]).decode()
        cursor.execute(f'explain (analyze, timing off, format json) execute list ({arguments})')
        plan = cursor.fetchone()[0][0]['Plan']
    return sorted({node['Relation Name'] for node in nodes(plan)
                   if node['Node Type'] == 'Seq Scan' and node['Actual Loops'] > 0})


def middle(connection, root, key='claimed_from'):
    return dict(zip(('after_key', 'after_id'), (ask(connection, f'''
        select {key}::text, claim::text from claim_reach
         where root = %s and role = 'accused' and status >= 'disputed' and {key} is not null
         order by {key}, claim offset (select count(*) / 2 from claim_reach
            where root = %s and role = 'accused' and status >= 'disputed' and {key} is not null) limit 1''',
                                                            root, root) or [(None, None)])[0]))


def filters(connection):
    """Tags and values of the service's list, and of the plain one where it has the filter."""
    def source(nearest):
        return ask(connection, 'select source::text from source_state order by abs(claims - %s), source limit 1', nearest)[0][0]

    def incident(nearest):
        return ask(connection, 'select incident::text from incident_state order by abs(claims - %s), incident limit 1', nearest)[0][0]

    claimant = ask(connection, "select actor::text from actor_state order by claims_by desc limit 1")[0][0]
    year = {'from': '2015-01-01', 'to': '2015-12-31'}
    month = {'from': '2011-03-01', 'to': '2011-03-31'}
    return [
        ('status=disputed', ('one_status',), {'one_status': 'disputed'}, ('disputed',)),
        ('status=retracted', ('one_status',), {'one_status': 'retracted'}, None),
        ('status=disputed,answered', ('status',), {'statuses': '{disputed,answered}'}, None),
        ('a year', ('claimed_dates', 'only_dated'), year, ('dates',)),
        ('a month, long ago', ('claimed_dates', 'only_dated'), month, ('dates',)),
        ('a day of recording', ('recorded_dates',), {'from': '2025-06-01', 'to': '2025-06-01'}, None),
        ('basis=technical', ('basis',), {'bases': '{technical}', 'basis': 'technical'}, ('basis',)),
        ('basis=unstated', ('basis',), {'bases': '{unstated}', 'basis': 'unstated'}, ('basis',)),
        ('confidence=high', ('confidence',), {'confidences': '{high}'}, None),
        ('a large source', ('source',), {'sources': f'{{{source(3000)}}}', 'source': source(3000)}, ('source',)),
        ('a small source', ('source',), {'sources': f'{{{source(5)}}}', 'source': source(5)}, ('source',)),
        ('a large incident', ('incident',), {'incidents': f'{{{incident(20000)}}}'}, None),
        ('a small incident', ('incident',), {'incidents': f'{{{incident(5)}}}'}, None),
        ('scope=exact', ('scope',), {'scope': 'self'}, None),
        ('a claimant too', ('others',), {'others': 1, 'claimant': claimant}, None),
    ]


def report(what, figures, *plain):
    took, hit, rows = figures
    best = min(plain, default=None)
    ratio = '' if best is None else ' | plain ' + ', '.join(f'{p:.1f}' for p in plain) + f' ms: {best / took:.0f} times'
    print(f'{what:60} {took:9.2f} ms {hit:8} buffers {rows:4} rows{ratio}', flush=True)


def asked(root, values):
    if 'claimant' in values:
        return {'asked_parameters': '{1,2}', 'asked_roots': f'{{{root},{values["claimant"]}}}',
                'asked_roles': '{accused,claimant}', **values}
    return {'asked_parameters': '{1}', 'asked_roots': f'{{{root}}}', 'asked_roles': '{accused}', **values}


def pages(_, with_plain=False):
    connection = connect(READER + 'force_generic_plan')
    plain = connect(READER + 'force_custom_plan', "set work_mem = '64MB'",
                    "set statement_timeout = '10s'") if with_plain else None

    def without(shape, values):
        try:
            return milliseconds(plain, PLAIN, *shape, **values)[0]
        except psycopg2.errors.QueryCanceled:
            return float('inf')

    def row(what, shape, values, plain_shape=None):
        theirs = () if plain is None or plain_shape is None else [
            without((*plain_shape, *way), values) for way in ((), ('walk',))]
        shape = tuple(tag for tag in shape if tag != 'gate' or 'only_dated' not in shape)
        report(what, milliseconds(connection, READ, 'claims', 'reach', *shape, limit=51, **values), *theirs)
        whole = scans(connection, READ, 'claims', 'reach', *shape, limit=51, **values)
        if whole:
            print(f'    reads all of {", ".join(whole)}')

    for what, (root, slug, count) in actors(connection).items():
        print(f'-- {what}: {slug}, {count} claims')
        at, deep = {'root': root}, middle(connection, root)
        row('first page, newest first', FALLING, asked(root, at), ())
        row('first page, oldest first', RISING, asked(root, at), ('rising',))
        if deep['after_key']:
            row('from the middle, newest first', (*FALLING, 'after'), asked(root, {**at, **deep}), ('after',))
            row('from the middle, oldest first', (*RISING, 'after'), asked(root, {**at, **deep}), ('after', 'rising'))
            row('from the middle, back', ('falling', 'reversed', 'after', 'only_dated'), asked(root, {**at, **deep}))
            recorded = middle(connection, root, 'created_at')
            row('from the middle, by created_at', ('falling', 'descending', 'by_created', 'only_dated', 'after'),
                asked(root, {**at, **recorded}))
        row('first page, by updated_at', ('falling', 'descending', 'by_updated', 'only_dated'), asked(root, at))
        for name, tags, values, plain_tags in filters(connection):
            row(name, (*FALLING, *tags), asked(root, {**at, **values}), plain_tags)
            if what == 'common' and deep['after_key']:
                row(name + ', from the middle', (*FALLING, *tags, 'after'), asked(root, {**at, **deep, **values}))
    print('-- no actor')
    report('first page', milliseconds(connection, READ, 'claims', *FALLING, limit=51))
    claimant = ask(connection, "select actor::text from actor_state order by claims_by desc limit 1")[0][0]
    for stance in ('denies', 'counter_accuses'):
        report(f'counter-claims of the most common claimant, stance={stance}', milliseconds(
            connection, READ, 'counter_claims', 'answerer', 'stance', *FALLING, limit=51, stances=f'{{{stance}}}',
            asked_parameters='{1}', asked_roots=f'{{{claimant}}}', asked_roles='{claimant}'))


def compare(_):
    connection = connect()
    with timed('indexes for the plain list', connection):
        ask(connection, 'create index plain_1 on claimd.statement (claimed_from, id) where type = \'claim\'')
        ask(connection, 'create index plain_2 on claimd.claim (subject_actor) where subject_actor is not null')
        ask(connection, 'vacuum analyze')
    pages(None, with_plain=True)
    ask(connection, 'drop index claimd.plain_1; drop index claimd.plain_2')


def written(connection, line):
    """Milliseconds that import_apply takes and what its functions take of it. The transaction stays open."""
    with connection.cursor() as cursor:
        number = claimd_db.stage(cursor, [claimd_db.full(line)])
        faults = claimd_db.faults(cursor, number)
        assert not faults, faults
        claimd_db.write_bodies(cursor, number)
        counted = "select funcname, total_time from pg_stat_xact_user_functions where schemaname = 'claimd'"
        cursor.execute(counted)
        before = dict(cursor.fetchall())
        begun = time.monotonic()
        cursor.execute("select * from claimd.import_apply(%s, 'bench')", (number,))
        took = (time.monotonic() - begun) * 1000
        cursor.execute(counted)
        return took, {name: spent - before.get(name, 0) for name, spent in cursor.fetchall()}


def writes(_):
    connection = connect("set track_functions = 'pl'", 'set search_path = claimd')
    who = actors(connection)

    def incident(nearest):
        return ask(connection, '''select slug, claims from incident_state join incident on id = incident
                                   order by abs(claims - %s), slug limit 1''', nearest)[0]

    def claim(accused, subject, **fields):
        return {'type': 'claim', 'claimants': ['company-1'], 'actors': [accused], 'subject': subject,
                'citations': [{'source': 'source-9'}], **fields}

    def answered(nearest):
        return ask(connection, '''
            select claim.id::text from claim join claim_state on statement = claim.id
             where incident = (select incident from incident_state order by abs(claims - %s), incident limit 1)
               and status = 'uncontested' order by claim.id limit 1''', nearest)[0][0]

    about = {nearest: {'type': 'incident', 'incident': incident(nearest)[0]} for nearest in (3, 500, 4900, 20000)}
    print({nearest: incident(nearest) for nearest in about})
    counter = {'type': 'counter_claim', 'claimants': ['company-2'], 'citations': [{'source': 'source-9'}]}
    cases = [(f'claim against {slug}, about an incident of {nearest} claims', claim(slug, subject))
             for what, (_, slug, _) in who.items() if what in ('common', 'rare') for nearest, subject in about.items()]
    cases += [(f'claim against {who["common"][1]}, about a pattern', claim(who['common'][1], {'type': 'pattern', 'description': 'x'}))]
    cases += [(f'counter-claim to a claim about an incident of {nearest} claims', {**counter, 'counters': [answered(nearest)]})
              for nearest in about]
    cases += [(f'attribution of {slug} to iran', claim('iran', {'type': 'actor', 'actor': slug}))
              for slug in ('group-1', 'group-100', 'group-1900')]
    connection.autocommit = False
    for what, line in cases:
        runs = []
        for _ in range(REPEATS + 1):
            runs.append(written(connection, line))
            with connection.cursor() as cursor:
                cursor.execute('select task, claims_total from reach_job')
                jobs = cursor.fetchall()
            connection.rollback()
        runs = runs[1:]
        took = statistics.median(run[0] for run in runs)
        parts = {name: statistics.median(run[1].get(name, 0) for run in runs) for name in
                 ('derive', 'derive_claim_state', 'derive_actor_reach', 'derive_claim_reach', 'derive_corroboration',
                  'reach_follow')}
        print(f'{what:70} {took:8.1f} ms: ' + ', '.join(f'{name} {value:.1f}' for name, value in parts.items() if value)
              + (f' queued {jobs}' if jobs else ''), flush=True)


def attribute(_):
    """Attributes the largest group to a state that it does not reach yet, and does what is queued for it."""
    connection = connect("set track_functions = 'pl'", 'set search_path = claimd')
    state = ask(connection, """
        select slug from actor where kind = 'state' and not exists (
            select from actor_reach join actor as member on member.id = actor_reach.member
             where member.slug = 'lone-wolf' and root = actor.id)
         order by slug <> 'iran', slug limit 1""")[0][0]
    connection.autocommit = False
    line = {'type': 'claim', 'claimants': ['company-1'], 'actors': [state], 'subject': {'type': 'actor', 'actor': 'lone-wolf'},
            'citations': [{'source': 'source-9'}]}
    took, parts = written(connection, line)
    connection.commit()
    print(f'the transaction: {took:.1f} ms, of which derive {parts["derive"]:.1f}')
    connection.autocommit = True
    print(ask(connection, 'select task, claims_total from reach_job'))
    calls, begun, used, left = [], time.monotonic(), cpu(connection), 1
    while left:
        task = ask(connection, 'select task from reach_job order by task desc, id limit 1')
        before = time.monotonic()
        left, claims_left = ask(connection, 'select * from reach_work()')[0]
        calls.append((task[0][0] if task else None, time.monotonic() - before))
        if len(calls) % 50 == 0:
            print(f'  {len(calls)} calls, {time.monotonic() - begun:.0f} s, {left} jobs, {claims_left} claims left', flush=True)
    for task in sorted({task for task, _ in calls if task}):
        times = [seconds * 1000 for name, seconds in calls if name == task]
        print(f'{task}: {len(times)} calls, {sum(times) / 1000:.1f} s; a call: median {statistics.median(times):.0f} ms, '
              f'longest {max(times):.0f} ms')
    print(f'in all {time.monotonic() - begun:.1f} s, CPU {cpu(connection) - used:.1f} s')


STEPS = {step.__name__: step for step in (make, derive, sizes, check, pages, compare, writes, attribute)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--at')
    parser.add_argument('--claims', type=int, default=1_000_000)
    parser.add_argument('steps', nargs='*', metavar='step', help=', '.join(STEPS))
    arguments = parser.parse_args()
    claimd_db.DSN = arguments.at or throwaway().url('postgres')
    for step in arguments.steps or ['make', 'derive', 'sizes', 'check', 'compare', 'writes', 'attribute', 'check']:
        print(f'== {step}', flush=True)
        STEPS[step](arguments.claims)


if __name__ == '__main__':
    main()
