"""The lists read their page out of an index: no sort of all that fits, whatever the actor."""
import pathlib

import psycopg2
import pytest

from tests.db.statements import ROOT, Statement
from tests.support.service import Database

CLAIMS = 20_000
READ = Statement(ROOT / 'service/statements/sql/read.sql')


@pytest.fixture(scope='module')
def database(cluster):
    connection = psycopg2.connect(Database(cluster, 'plans').owner_url)
    with connection, connection.cursor() as cursor:
        script = pathlib.Path(__file__).with_name('many_claims.sql').read_text()
        cursor.execute(script.replace(':claims', str(CLAIMS)))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute('vacuum analyze')
        # As the lanes set their sessions up.
        cursor.execute('set plan_cache_mode = force_generic_plan; set jit = off; set max_parallel_workers_per_gather = 0')
    yield connection
    connection.close()


def nodes(plan):
    yield plan
    for child in plan.get('Plans', []):
        yield from nodes(child)


def explain(connection, *shape, **values):
    text, names = READ.compose(*shape)
    with connection.cursor() as cursor:
        cursor.execute('deallocate all')
        cursor.execute('prepare list as ' + text)
        arguments = cursor.mogrify(', '.join(['%s'] * len(names)), [values.get(name) for name in names]).decode()
        cursor.execute(f'explain (analyze, timing off, format json) execute list ({arguments})')
        return list(nodes(cursor.fetchone()[0][0]['Plan']))


def asked(connection, slug, role='accused'):
    with connection.cursor() as cursor:
        cursor.execute('select id from claimd.actor where slug = %s', (slug,))
        return {'asked_parameters': '{1}', 'asked_roots': f'{{{cursor.fetchone()[0]}}}', 'asked_roles': f'{{{role}}}'}


def read_rows(plan, relation):
    """Rows that came out of an index or a table, for all loops."""
    return sum((node['Actual Rows'] + node.get('Rows Removed by Filter', 0)) * node['Actual Loops'] for node in plan
               if node.get('Relation Name') == relation)


def indexes(plan):
    return {node['Index Name'] for node in plan if 'Index Name' in node and node['Actual Loops']}


FALLING = ('falling', 'descending', 'gate')


@pytest.mark.parametrize('order, index', [((), 'claim_reach_claimed_idx'),
                                          (('by_created', 'only_dated'), 'claim_reach_created_idx'),
                                          (('by_updated', 'only_dated'), 'claim_reach_updated_idx')])
@pytest.mark.parametrize('direction', [FALLING, ('gate',)], ids=['falling', 'rising'])
@pytest.mark.parametrize('slug', ['much-accused', 'actor-7'])
def test_an_actors_list_reads_its_page_alone(database, slug, direction, order, index):
    plan = explain(database, 'claims', 'reach', *direction, *order, limit=51, **asked(database, slug))
    assert index in indexes(plan)
    # The page, and a look at its rows for `matched`.
    assert read_rows(plan, 'claim_reach') <= 51 + 51 * 4


@pytest.mark.parametrize('order, index', [((), 'claim_state_claimed_idx'),
                                          (('by_created', 'only_dated'), 'claim_state_created_idx'),
                                          (('by_updated', 'only_dated'), 'claim_state_updated_idx')])
@pytest.mark.parametrize('direction', [FALLING, ('gate',)], ids=['falling', 'rising'])
def test_the_whole_list_reads_its_page_alone(database, direction, order, index):
    plan = explain(database, 'claims', *direction, *order, limit=51)
    assert index in indexes(plan)
    assert read_rows(plan, 'claim_state') <= 51 + 51


def test_a_late_page_costs_what_the_first_does(database):
    plan = explain(database, 'claims', 'reach', *FALLING, 'after', limit=51, after_key='2011-01-01',
                   after_id='00000000-0000-4000-8000-000000000000', **asked(database, 'much-accused'))
    assert read_rows(plan, 'claim_reach') <= 51 + 51 * 4


def test_the_undated_are_read_only_where_the_page_has_room(database):
    plan = explain(database, 'claims', *FALLING, limit=51)
    gated = [node for node in plan if node.get('Subplan Name') == 'CTE undated_run']
    assert all(node['Actual Loops'] == 0 for node in gated)
    plan = explain(database, 'claims', 'falling', 'descending', 'after_undated', 'only_undated', limit=51,
                   after_id='ffffffff-0000-4000-8000-000000000000')
    assert read_rows(plan, 'claim_state') <= 51 + 51


def test_a_selective_filter_leads(database):
    with database.cursor() as cursor:
        cursor.execute("select id from claimd.source where slug = 'source-7'")
        source = cursor.fetchone()[0]
    plan = explain(database, 'claims', 'source', *FALLING, limit=51, sources=f'{{{source}}}')
    assert 'citation_source_idx' in indexes(plan)


def test_one_statement_is_read_by_its_key(database):
    with database.cursor() as cursor:
        cursor.execute('select id from claimd.claim limit 1')
        claim = cursor.fetchone()[0]
    plan = explain(database, 'claims', 'one', 'citations', id=claim, type='claim')
    assert {node['Node Type'] for node in plan if node.get('Relation Name') in ('record', 'statement', 'claim', 'citation')} \
        <= {'Index Scan', 'Index Only Scan'}


def test_filters_that_are_not_asked_for_join_nothing(database):
    plan = explain(database, 'claims', 'reach', *FALLING, limit=51, **asked(database, 'much-accused'))
    assert not [node for node in plan if node.get('Relation Name') in ('counter_claim', 'endorsement')]
    assert len([node for node in plan if node.get("Relation Name") == "statement"]) == 1
