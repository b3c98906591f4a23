-- Keeps an answer beside its Idempotency-Key.
\set api_key '00000000-0000-4000-8000-000000000000'
\set key k
\set status 201
\set body '{}'
select claimd.idempotency_end(:'api_key'::uuid, :'key', :'status'::int, :'revision', :'location', :'body') as kept;
