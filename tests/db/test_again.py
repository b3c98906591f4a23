"""Foreign collections that are imported again, in small files of their form: tests/long has them whole."""
import pytest

from tests.conftest import SAMPLE
from tests.support import again, feeds
from tests.support.bases import Base, goes_round


def test_collections_come_again_and_go_round(cluster, tmp_path):
    empty = Base(cluster, 'again_template').name
    before = Base(cluster, 'again', empty)
    before.take(SAMPLE.read_bytes())
    again.check(before, feeds.small(), tmp_path)
    apart, *still = before.open_likenesses()
    before.claimd('resolve', 'apart', apart, '--reviewer', 'Ann Example', '--reason', 'Two "names"\n\tof two')
    after, _ = goes_round(lambda: Base(cluster, 'again_after', empty), before)
    assert after.open_likenesses() == before.open_likenesses() == still
    # What the other base knows of the collections is what this one did.
    for name, paths in feeds.small().items():
        assert [0, 0, 0, 0] == list(again.bases.changes(again.take(after, name, paths))), name
