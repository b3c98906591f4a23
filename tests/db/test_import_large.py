"""Twenty thousand lines; tests/long has two hundred thousand."""
from tests.db.test_import_command import database, template  # noqa: F401
from tests.support import large_import


def test_bounded_memory_and_nothing_behind(database, tmp_path):
    large_import.check(database, tmp_path, 20_000)


def looks(database):
    """When the planner was last told of each table that has rows, by somebody and not by autovacuum."""
    return dict(database.cluster.execute("""
        select format('%I.%I', schemaname, relname), last_analyze from pg_stat_user_tables
         where schemaname in ('claimd', 'claimd_past') and n_live_tup > 0 and starts_with(relname, 'import') is false""",
                                         database=database.name))


def test_the_planner_hears_of_many_rows_at_once(database, tmp_path):
    lines = tmp_path / 'lines.ndjson'
    large_import.peak_memory(database, large_import.write(lines, 1500))
    first = looks(database)
    assert {'claimd.statement', 'claimd.search_statement', 'claimd.claim_reach'} <= first.keys()
    missing = [table for table, at in first.items() if at is None and table != 'claimd.schema_migration']
    assert not missing
    large_import.peak_memory(database, large_import.write(lines, 1600))
    again = looks(database)
    assert {table: again[table] for table in first} == first, 'a hundred lines more are not worth it'
