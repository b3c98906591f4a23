"""The cases of raw/cases.yaml against the service itself."""
from tests.http.raw import run


def test_raw_cases(world_service):
    count, failures = run.run('127.0.0.1', world_service.port, '/claims')
    assert count > 90 and not failures, failures
