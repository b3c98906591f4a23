"""The lists read their page out of an index: no sort of all that fits, whatever the actor."""
import pathlib

import pytest

from tests.db import plans
from tests.db.plans import indexes, read_rows
from tests.db.statements import ROOT, Statement

CLAIMS = 20_000
READ = Statement(ROOT / 'service/statements/sql/read.sql')
POSITIONS, THREAD = (Statement(ROOT / f'service/quarrel/sql/{name}.sql') for name in ('positions', 'thread'))


@pytest.fixture(scope='module')
def database(cluster):
    script = pathlib.Path(__file__).with_name('many_claims.sql').read_text()
    connection = plans.filled(cluster, 'plans', script.replace(':claims', str(CLAIMS)))
    yield connection
    connection.close()


def explain(connection, *shape, **values):
    return plans.explain(connection, READ, *shape, **values)


def asked(connection, slug, role='accused'):
    with connection.cursor() as cursor:
        cursor.execute('select id from claimd.actor where slug = %s', (slug,))
        return {'asked_parameters': '{1}', 'asked_roots': f'{{{cursor.fetchone()[0]}}}', 'asked_roles': f'{{{role}}}'}


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


FILTERS = {'source': ('sources', 'select source from claimd.citation order by source, statement offset {n} limit 1'),
           'incident': ('incidents', 'select subject from claimd.claim where subject is not null order by id offset {n} limit 1'),
           'basis': ('bases', "select ('{{technical,legal,political,self}}'::text[])[{n} % 4 + 1]"),
           'confidence': ('confidences', "select ('{{low,high,unstated}}'::text[])[{n} % 3 + 1]"),
           'responsibility': ('responsibilities', "select ('{{state_executed,state_ignored}}'::text[])[{n} % 2 + 1]")}


def rows_of(connection, *shape, **values):
    text, names = READ.compose(*shape)
    with connection.cursor() as cursor:
        cursor.execute('deallocate all')
        cursor.execute('prepare list as ' + text)
        cursor.execute('execute list (' + ', '.join(['%s'] * len(names)) + ')', [values.get(name) for name in names])
        place = [column.name for column in cursor.description].index('id')
        return [row[place] for row in cursor.fetchall()]


@pytest.mark.parametrize('who', ['much-accused', 'actor-7', None])
@pytest.mark.parametrize('names', [(name,) for name in FILTERS] + [('source', 'basis'), ('incident', 'confidence')])
def test_every_way_through_a_list_has_the_same_rows(database, names, who):
    base = ('claims', *(('reach',) if who else ()), *names)
    for number in (0, 77, 4321):
        values = asked(database, who) if who else {}
        for name in names:
            with database.cursor() as cursor:
                cursor.execute(FILTERS[name][1].format(n=number))
                values[FILTERS[name][0]] = f'{{{cursor.fetchone()[0]}}}'
        for order in (FALLING, ('gate',), ('by_created', 'only_dated')):
            rows = rows_of(database, *base, *order, limit=40, **values)
            assert rows_of(database, *base, *order, 'narrow', limit=40, **values) == rows
            if who and 'incident' in names:
                assert rows_of(database, *base, *order, 'each', limit=40, **values) == rows


def test_along_a_filter_that_nothing_fits_nothing_is_passed_over(database):
    shape = ('claims', 'reach', *FALLING, 'basis')
    plan = explain(database, *shape, 'narrow', limit=51, bases='{unstated}', **asked(database, 'much-accused'))
    assert read_rows(plan, 'claim_reach') == 0
    plan = explain(database, *shape, limit=51, bases='{unstated}', **asked(database, 'much-accused'))
    assert read_rows(plan, 'claim_reach') > CLAIMS / 10


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


def test_corroboration_costs_in_proportion_to_the_claims(database):
    with database.cursor() as cursor:
        cursor.execute('begin')
        # As where most incidents have a claim or two, which is what is then expected of the largest.
        cursor.execute('alter table claimd.claim alter column subject set (n_distinct = -1); analyze claimd.claim')
        cursor.execute("select id from claimd.incident where slug = 'incident-1'")
        largest = cursor.fetchone()[0]
        cursor.execute('update claimd.claim set incident = %s where id in (select id from claimd.claim order by id limit 3000)',
                       (largest,))
        cursor.execute('explain (analyze, timing off, format json) select * from claimd.want_corroboration(%s)',
                       ('{' + largest + '}',))
        plan = list(plans.nodes(cursor.fetchone()[0][0]['Plan']))
        cursor.execute('rollback')
    assert plan[0]['Actual Rows'] >= 3000 and len(plan) > 10
    assert sum(node.get('Rows Removed by Join Filter', 0) * node['Actual Loops'] for node in plan) < 3000


def test_a_write_about_one_incident_reads_no_whole_table(database):
    with database.cursor() as cursor:
        cursor.execute("select array_agg(id)::text from claimd.incident where slug = 'incident-2'")
        subject = cursor.fetchone()[0]
        cursor.execute('begin')
        whole = 'select relname, seq_tup_read from pg_stat_xact_user_tables where seq_tup_read > 0 order by 1'
        cursor.execute(whole)
        before = cursor.fetchall()
        cursor.execute('select claimd.derive_corroboration(%s)', (subject,))
        cursor.execute(whole)
        assert cursor.fetchall() == before
        cursor.execute('rollback')


def test_a_quarrel_reads_what_belongs_to_it(database):
    """The planner expects thousands of statements of each incident, and would read and hash all there are."""
    with database.cursor() as cursor:
        cursor.execute('select id::text, incident::text from claimd.claim where incident is not null order by id limit 1')
        claim, incident = cursor.fetchone()
    for plan in (plans.explain(database, POSITIONS, incident=incident),
                 plans.explain(database, THREAD, claim=claim, depth=12, limit=501)):
        whole = {node['Relation Name'] for node in plan if node['Node Type'] == 'Seq Scan' and node['Actual Loops']}
        assert not whole & {'claim', 'claim_state', 'statement', 'record', 'actor'}


FACETS = '{actor,claimant,year,status,stance,basis,confidence,language,responsibility,source_kind,victim_country,sector,collection}'


@pytest.mark.parametrize('who', ['much-accused', 'actor-7'])
def test_facets_of_few_claims_read_these_alone(database, who):
    """One by one or among all, they are the same counts."""
    values = asked(database, who)
    values.update(driving_roots=values['asked_roots'], driving_roles='{accused}', facets=FACETS, facet_limit=50)
    counts = []
    for way in ((), ('few',)):
        text, names = READ.compose('claims', 'reach', 'count', 'facets', *way)
        with database.cursor() as cursor:
            cursor.execute('deallocate all')
            cursor.execute('prepare facets as ' + text)
            cursor.execute('execute facets (' + ', '.join(['%s'] * len(names)) + ')', [values.get(name) for name in names])
            counts.append(cursor.fetchall())
    assert counts[0] == counts[1] and len({row[0] for row in counts[0]}) > 6
    if who == 'actor-7':
        plan = explain(database, 'claims', 'reach', 'count', 'facets', 'few', **values)
        whole = {node['Relation Name'] for node in plan if node['Node Type'] == 'Seq Scan' and node['Actual Loops']}
        assert not whole & {'claim', 'claim_state', 'claim_reach', 'statement', 'record', 'citation'}
