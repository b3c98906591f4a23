"""What a list's statement does to answer: its plan as the lanes have it."""
import psycopg2

from tests.support.service import Database


def filled(cluster, name, script):
    """A database with what `script` (SQL) makes, statistics gathered, the session set up as the lanes set theirs."""
    connection = psycopg2.connect(Database(cluster, name).owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(script)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute('vacuum analyze')
        cursor.execute('set plan_cache_mode = force_generic_plan; set jit = off; set max_parallel_workers_per_gather = 0')
    return connection


def nodes(plan):
    yield plan
    for child in plan.get('Plans', []):
        yield from nodes(child)


def explain(connection, statement, *shape, **values):
    text, names = statement.compose(*shape)
    with connection.cursor() as cursor:
        cursor.execute('deallocate all')
        cursor.execute('prepare list as ' + text)
        arguments = cursor.mogrify(', '.join(['%s'] * len(names)), [values.get(name) for name in names]).decode()
        cursor.execute('explain (analyze, timing off, format json) execute list' + (f' ({arguments})' if names else ''))
        return list(nodes(cursor.fetchone()[0][0]['Plan']))


def read_rows(plan, *relations):
    """Rows that came out of an index or a table, for all loops."""
    return sum((node['Actual Rows'] + node.get('Rows Removed by Filter', 0)) * node['Actual Loops'] for node in plan
               if node.get('Relation Name') in relations)


def indexes(plan):
    return {node['Index Name'] for node in plan if 'Index Name' in node and node['Actual Loops']}
