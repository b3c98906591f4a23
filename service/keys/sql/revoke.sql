-- From now on the key is not taken; one that was revoked already keeps its time.
\set id 00000000-0000-4000-8000-000000000000
update claimd.api_key
   set revoked_at = coalesce(revoked_at, clock_timestamp())
 where id = :'id'::uuid
returning name, revoked_at;
