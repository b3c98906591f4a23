"""Lists of actors, incidents and sources read their page out of an index, as late as it may be."""
import pathlib

import pytest

from tests.db import plans
from tests.db.statements import ROOT, Statement

ROOMS = {room: Statement(ROOT / f'service/{room}/sql/read.sql') for room in ('actors', 'incidents', 'sources')}
ORDERS = [
    ('actors', '', 'actor_slug_key', 'actor-5'),
    ('actors', 'by_name', 'actor_sort_name_idx', 'actor 5'),
    ('actors', 'by_record', 'record_created_idx', '2026-01-01'),
    ('actors', 'by_record by_updated', 'record_updated_idx', '2026-01-01'),
    ('incidents', '', 'incident_started_{}_idx', '2015-01-01'),
    ('incidents', 'by_name', 'incident_sort_name_idx', 'incident 5'),
    ('incidents', 'by_record', 'record_created_idx', '2026-01-01'),
    ('incidents', 'by_record by_updated', 'record_updated_idx', '2026-01-01'),
    ('sources', '', 'source_published_{}_idx', '2015-01-01'),
    ('sources', 'by_title', 'source_sort_title_idx', 'source 5'),
    ('sources', 'by_record', 'record_created_idx', '2026-01-01'),
    ('sources', 'by_record by_updated', 'record_updated_idx', '2026-01-01'),
]
PAGE = 51
NOWHERE = '80000000-0000-4000-8000-000000000000'


@pytest.fixture(scope='module')
def database(cluster):
    script = pathlib.Path(__file__).with_name('many_records.sql').read_text()
    connection = plans.filled(cluster, 'plans_of_records', script)
    yield connection
    connection.close()


def own_rows(plan):
    """Of the tables that the lists are of; names, links and their like aside."""
    return plans.read_rows(plan, 'record', 'actor', 'incident', 'source', 'actor_state', 'incident_state', 'source_state')


@pytest.mark.parametrize('after', [None, 'after'], ids=['first', 'late'])
@pytest.mark.parametrize('direction', ['falling', 'rising'])
@pytest.mark.parametrize('room, order, index, key', ORDERS)
def test_a_list_reads_its_page_alone(database, room, order, index, key, direction, after):
    shape = [*order.split(), *(('falling', 'descending') if direction == 'falling' else ()), *([after] if after else [])]
    plan = plans.explain(database, ROOMS[room], *shape, limit=PAGE, after_key=key, after_id=NOWHERE)
    assert index.format(direction) in plans.indexes(plan)
    # The row and its record, to choose and to show; its state; who is referred to.
    assert own_rows(plan) <= PAGE * 8


@pytest.mark.parametrize('direction', ['falling', 'rising'])
def test_sources_of_a_period_are_read_from_its_end(database, direction):
    shape = ['dates', *(('falling', 'descending') if direction == 'falling' else ())]
    plan = plans.explain(database, ROOMS['sources'], *shape, limit=PAGE, **{'from': '2010-01-01', 'to': '2019-12-31'})
    assert f'source_published_{direction}_idx' in plans.indexes(plan)
    # What is dated to the year may begin a year before the period.
    assert own_rows(plan) <= PAGE * 8 + 20_000 / 7000 * 366


@pytest.mark.parametrize('room, relation', [('actors', 'actor'), ('incidents', 'incident'), ('sources', 'source')])
@pytest.mark.parametrize('shape', [('one',), ('one', 'by_id')], ids=['slug', 'id'])
def test_one_record_is_read_by_its_key(database, room, relation, shape):
    with database.cursor() as cursor:
        cursor.execute(f'select id, slug from claimd.{relation} where slug = %s', (f'{relation}-777',))
        number, slug = cursor.fetchone()
    plan = plans.explain(database, ROOMS[room], *shape, id=number, slug=slug)
    assert plan[0]['Actual Rows'] == 1
    assert own_rows(plan) <= 8
