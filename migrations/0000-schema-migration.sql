-- What `claimd migrate` keeps of its own work. It is the first migration, so it records itself.
CREATE SCHEMA IF NOT EXISTS claimd;
CREATE TABLE claimd.schema_migration (
    version integer PRIMARY KEY CHECK (version >= 0),
    name text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE claimd.schema_migration IS 'The migrations that were applied; written by claimd migrate alone';
COMMENT ON COLUMN claimd.schema_migration.version IS 'Number of the file, without a gap';
COMMENT ON COLUMN claimd.schema_migration.name IS 'What it does, from the file''s name';
COMMENT ON COLUMN claimd.schema_migration.sha256 IS 'Of the file''s bytes; a service that carries others refuses to serve';
COMMENT ON COLUMN claimd.schema_migration.applied_at IS 'When it was applied';
COMMENT ON COLUMN claimd.schema_migration.applied_by IS 'The role that applied it';
