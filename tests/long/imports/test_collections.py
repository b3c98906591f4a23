"""The files of EuRepoC, the MISP galaxy and ATT&CK whole, one command each, on a base with the sample: once, again, newer, the
old ones again; then out, in and out. They are not redistributed: without them beside the repository (../shared/data) there
is nothing to test, and tests/db/test_again.py stands alone."""
import pytest

from tests.conftest import SAMPLE
from tests.support import again, feeds
from tests.support.bases import Base, changes, goes_round

if not feeds.WHOLE.is_dir():
    pytest.skip(f'{feeds.WHOLE} is not there', allow_module_level=True)


def test_collections_come_again_and_go_round(cluster, tmp_path):
    empty = Base(cluster, 'collections_template').name
    before = Base(cluster, 'collections', empty)
    before.take(SAMPLE.read_bytes())
    seconds = again.check(before, feeds.whole(), tmp_path)
    assert max(seconds.values()) < 60, seconds
    after, lines = goes_round(lambda: Base(cluster, 'collections_after', empty), before)
    assert len(lines) > 15_000
    assert after.open_likenesses() == before.open_likenesses() != []
    for name, paths in feeds.whole().items():
        assert changes(again.take(after, name, paths)) == (0, 0, 0, 0), name


def test_few_lines_are_held_against_many_records_by_what_they_name(cluster):
    """Not by all that is on record: 122 lines took 5 seconds so."""
    base = Base(cluster, 'collections_few', 'collections')
    reads = "select sum(idx_scan + seq_scan * 1000) from pg_stat_user_tables where relname = 'record'"
    before = base.query(reads)[0][0]
    assert changes(base.take(SAMPLE.read_bytes())) == (0, 0, 0, 0)
    base.query('select pg_stat_force_next_flush()')
    assert base.query(reads)[0][0] - before < 100_000
