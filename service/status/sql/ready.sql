-- What readiness rests on: the migrations that the database has, and work that it still owes its derived tables.
SELECT (SELECT coalesce(max(version), 0) FROM schema_migration)::int AS version,
       (SELECT sha256 FROM schema_migration ORDER BY version DESC LIMIT 1) AS sha256,
       pg_is_in_recovery() AS recovering,
       (SELECT count(*) FROM reach_job)::bigint AS reach_jobs;
