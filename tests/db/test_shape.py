"""What the migrations leave behind as a whole."""
from tests.db import claimd_db
from tests.db.claimd_db import MIGRATIONS, query


SCHEMAS = ["claimd", "claimd_past", "claimd_as_of", "claimd_known", "claimd_known_as_of"]


def test_everything_has_a_comment(db):
    assert query(db, """
        SELECT relname FROM pg_class WHERE relnamespace::regnamespace = ANY (%s::regnamespace[]) AND relkind IN ('r', 'v', 'm', 'p')
           AND obj_description(oid, 'pg_class') IS NULL
        UNION ALL
        SELECT relname || '.' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
         WHERE relnamespace::regnamespace = ANY (%s::regnamespace[]) AND relkind IN ('r', 'v', 'm', 'p') AND attnum > 0 AND NOT attisdropped
           AND col_description(attrelid, attnum) IS NULL
        UNION ALL
        SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace = ANY (%s::regnamespace[])
           AND obj_description(oid, 'pg_proc') IS NULL
           AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
        UNION ALL
        SELECT typname FROM pg_type WHERE typnamespace::regnamespace = ANY (%s::regnamespace[]) AND typtype IN ('e', 'd')
           AND obj_description(oid, 'pg_type') IS NULL
        UNION ALL
        SELECT nspname FROM pg_namespace WHERE oid::regnamespace = ANY (%s::regnamespace[])
           AND obj_description(oid, 'pg_namespace') IS NULL""", *[SCHEMAS] * 5) == []


def test_definers_have_a_fixed_search_path(db):
    assert query(db, """
        SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace = ANY (%s::regnamespace[]) AND prosecdef
           AND NOT coalesce(proconfig::text LIKE '%%search_path=claimd, pg_temp%%', false)""", SCHEMAS) == []


def test_every_foreign_key_is_indexed(db):
    """A change of what is pointed at must not read the whole table that points. Claims have one index for both subjects."""
    assert query(db, """
        SELECT conname FROM pg_constraint con WHERE connamespace = 'claimd'::regnamespace AND contype = 'f'
           AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])
         ORDER BY 1""") == [("claim_incident_fkey",), ("claim_subject_actor_fkey",)]


def test_migrations_have_the_form_of_their_names():
    names = [path.name for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert [int(name[:4]) for name in names] == list(range(len(names)))
    assert all(line[:1] != "\\" for path in MIGRATIONS.glob("*.sql") for line in path.read_text().splitlines())


def test_an_owner_who_is_no_superuser_can_migrate(template):
    """The extensions are trusted ones and the role exists: owning the database is enough."""
    name = f"{template}_owned"
    admin = claimd_db.psycopg2.connect(claimd_db.DSN)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{name}" LOGIN')
        cursor.execute(f'CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0 ENCODING \'UTF8\'')
    connection = claimd_db.psycopg2.connect(claimd_db.DSN, dbname=name)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(f'SET SESSION AUTHORIZATION "{name}"')
        for path in sorted(MIGRATIONS.glob("*.sql")):
            with connection, connection.cursor() as cursor:
                cursor.execute(path.read_text())
        assert query(connection, "SELECT count(*) FROM claimd.actor") == [(250,)]
    finally:
        connection.close()
        with admin.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            cursor.execute(f'DROP ROLE "{name}"')
        admin.close()


def test_states(db):
    assert query(db, "SELECT count(*), count(DISTINCT country), bool_and(kind = 'state') FROM actor "
                     "JOIN record USING (id) JOIN collection ON collection.id = record.collection "
                     "WHERE collection.slug = 'iso-3166'") == [(250, 250, True)]
    assert query(db, "SELECT id::text FROM actor WHERE slug = 'china'") == [("5910ac90-af69-4305-887e-dd3466dc81e3",)]
    assert query(db, """SELECT slug FROM actor a WHERE kind = 'state' AND NOT EXISTS (
        SELECT FROM actor_name n WHERE n.actor = a.id AND n.language = 'fr' AND n.kind <> 'demonym')""") == []


def test_bodies_of_the_states_are_canonical(db):
    for body, in query(db, "SELECT body FROM revision_body"):
        assert claimd_db.canonical(claimd_db.json.loads(body)) == body
