"""Every statement of the service stands on the migrated schema, in every shape that two tags can make."""
import psycopg2
import pytest

from tests.db.statements import Statement, files
from tests.support.service import Database


@pytest.fixture(scope='module')
def connection(cluster):
    connection = psycopg2.connect(Database(cluster, 'shapes').url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        # As the lanes set their sessions up.
        cursor.execute('set search_path = claimd')
    yield connection
    connection.close()


# Those that read records can be asked for the past too.
FORMS = [(path, schema) for path in files() for schema in ('claimd', 'claimd_as_of')
         if schema == 'claimd' or path.stem == 'read' and path.parents[1].name not in ('import', 'history')
         or path.parents[1].name in ('lookup', 'quarrel')]
# … and what reads statements for what had been said.
FORMS += [(path, schema) for path in files() for schema in ('claimd_known', 'claimd_known_as_of')
          if (path.parents[1].name, path.stem) == ('statements', 'read') or path.parents[1].name == 'quarrel']


@pytest.mark.parametrize('path, schema', FORMS, ids=lambda part: getattr(part, 'stem', part))
def test_every_shape_is_prepared(connection, path, schema):
    statement = Statement(path)
    wrong = []
    with connection.cursor() as cursor:
        for shape in statement.shapes():
            # PREPARE takes no EXPLAIN; the protocol, by which the service prepares, does.
            text = statement.compose(*shape, schema=schema)[0].removeprefix('explain (format json)\n')
            try:
                cursor.execute('prepare shape as ' + text)
                cursor.execute('deallocate shape')
            except psycopg2.Error as error:
                wrong.append(f'{" ".join(shape) or "no tag"}: {str(error).strip()}')
    assert not wrong, '\n'.join(wrong[:10])
