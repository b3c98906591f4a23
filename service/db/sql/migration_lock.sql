-- One migration at a time in a database. Held by the session.
select pg_try_advisory_lock(:'key'::bigint) as locked --? !wait
--! select pg_advisory_lock(:'key'::bigint) as locked --? wait
;
