"""Twenty thousand lines; tests/long has two hundred thousand."""
from tests.db.test_import_command import database, template  # noqa: F401
from tests.support import large_import


def test_bounded_memory_and_nothing_behind(database, tmp_path):
    large_import.check(database, tmp_path, 20_000)
