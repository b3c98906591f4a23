"""pandas reads the service as it stands."""
import pytest

pandas = pytest.importorskip('pandas')


def test_read_json(world):
    frame = pandas.read_json(f'{world.base}/claims?actor=atlantis&shape=array')
    assert len(frame) == 12
    assert {'claimed_on', 'claimed_from', 'statement', 'status', 'claimants'} <= set(frame.columns)
    # A partial date stays the text that it is: no day is made up.
    partial = frame[frame['key'] == 'lemuria-tide'].iloc[0]
    assert partial['claimed_on'] == '2021-07'
    assert pandas.api.types.is_datetime64_any_dtype(frame['created_at'])


def test_whole_list_whatever_its_size(world):
    assert len(pandas.read_json(f'{world.base}/actors?shape=array')) > 250
