"""DuckDB reads both forms, and finds the types by itself."""
import json
import subprocess

from tests.long.readers.conftest import PYTHON


def duckdb(statement):
    program = 'import duckdb, json, sys; print(json.dumps(duckdb.sql(sys.argv[1]).fetchall(), default=str))'
    done = subprocess.run([PYTHON, '-c', program, statement], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return [tuple(row) for row in json.loads(done.stdout)]


def claims(service):
    return service.client.get('/claims?shape=array').json()


def test_csv(fetched, sample_service):
    path = fetched('/claims.csv')
    assert duckdb(f"select id, statement, claimed_on, claimed_from from '{path}'") == [
        (claim['id'], claim['statement'], claim['claimed_on'], claim['claimed_from']) for claim in claims(sample_service)]


def test_types_of_csv(fetched):
    types = {row[0]: row[1] for row in duckdb(f"describe select * from '{fetched('/claims.csv')}'")}
    assert types['claimed_on'] == 'VARCHAR' and types['claimed_from'] == types['claimed_to'] == 'DATE'
    assert types['created_at'] == 'TIMESTAMP WITH TIME ZONE' and types['counter_claim_count'] == 'BIGINT'


def test_lines(fetched, sample_service):
    path = fetched('/claims.ndjson')
    assert duckdb(f"select id, claimants[1].name, list_transform(actors, lambda actor: actor.slug) from '{path}'") == [
        (claim['id'], claim['claimants'][0]['name'], [actor['slug'] for actor in claim['actors']])
        for claim in claims(sample_service)]


def test_licences_before_the_lines(fetched):
    path = fetched('/claims.csv?licenses=1')
    assert duckdb(f"select count(*), count(distinct id) from read_csv('{path}', comment = '#')") == [(37, 37)]
