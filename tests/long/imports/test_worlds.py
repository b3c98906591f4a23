"""More of the worlds that tests/db/test_export.py sends out and takes in again."""
import pytest

from tests.db.test_export import base, migrated, wander  # noqa: F401
from tests.support.bases import goes_round


@pytest.mark.parametrize('withhold', [False, True])
@pytest.mark.parametrize('seed', range(100, 120))
def test_worlds_go_round(base, seed, withhold):
    before = base()
    wander(before, seed, withhold, turns=40)
    goes_round(base, before, derived=not withhold)
