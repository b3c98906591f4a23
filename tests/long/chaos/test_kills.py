"""As tests/chaos, for as long as it takes to meet what is rare."""
import pytest

from tests.chaos.writers import Place, Writers, storm


@pytest.mark.parametrize('what, cycles', [('service', 200), ('database', 200), ('both', 50)])
def test_nothing_is_lost_and_nothing_doubled(what, cycles):
    place = Place(f'chaos-{what}')
    try:
        writers = Writers(place, 16)
        try:
            storm(place, [what] * cycles, writers)
        finally:
            writers.stop()
        lost, doubled = writers.held_against_rows()
        print(f'{what}: {cycles} kills, {len(writers.made)} claims and {len(writers.changed)} changes acknowledged, '
              f'{writers.repeats} repeats, {len(lost)} lost, {len(doubled)} doubled')
        assert (lost, doubled, writers.odd, writers.unsettled) == ([], [], [], [])
        assert place.rows('select * from claimd.derived_check()') == []
    finally:
        place.stop()
