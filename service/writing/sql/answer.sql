-- The answer that was given to this Idempotency-Key; no row: it is new, and ours.
\set api_key '00000000-0000-4000-8000-000000000000'
\set key k
\set hash '\\x0000000000000000000000000000000000000000000000000000000000000000'
select given.same, given.status, given.revision, given.location, given.body
  from claimd.idempotency_begin(:'api_key'::uuid, :'key', :'hash'::bytea) as given;
