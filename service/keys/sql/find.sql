-- The key that a request came with.
\set id 00000000-0000-4000-8000-000000000000
select name,
       secret_hash,
       scopes,
       revoked_at is not null as revoked,
       coalesce(expires_at <= clock_timestamp(), false) as expired,
       last_used_at is null or last_used_at < date_trunc('hour', clock_timestamp()) as stale
  from claimd.api_key
 where id = :'id'::uuid;
