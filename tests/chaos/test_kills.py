"""kill -9 of the service, of PostgreSQL, of both, under load: what was acknowledged is there, once."""
import pytest

from tests.chaos.writers import Place, Writers, storm

CYCLES = 20


@pytest.fixture
def place(request):
    place = Place(f'chaos-{request.node.name}'.replace('[', '-').strip(']'))
    yield place
    place.stop()


@pytest.mark.parametrize('what', ['service', 'database', 'both'])
def test_nothing_is_lost_and_nothing_doubled(place, what):
    writers = Writers(place)
    try:
        storm(place, [what] * CYCLES, writers)
    finally:
        writers.stop()
    assert writers.odd == [] and writers.unsettled == []
    assert len(writers.made) >= CYCLES and writers.repeats > 0
    assert writers.held_against_rows() == ([], [])
    assert place.rows('select * from claimd.derived_check()') == []
    assert place.rows("""select count(*) from claimd.record where revision <>
        (select count(*) from claimd.revision where revision.record = record.id)""") == [(0,)]


def test_without_keys_some_are_doubled(place):
    """The control: what would go wrong does go wrong where nothing prevents it."""
    writers, doubled = Writers(place, with_keys=False), []
    try:
        for cycle in range(5 * CYCLES):
            storm(place, ['service'], writers, cycle)
            doubled = writers.held_against_rows()[1]
            if doubled:
                break
    finally:
        writers.stop()
    assert doubled, f'none in {5 * CYCLES} cycles: the test above proves nothing'
