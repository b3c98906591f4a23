-- A new key; no row where it would have expired already.
\set id 00000000-0000-4000-8000-000000000000
\set name 'An editor'
\set hash ''
\set scopes '{claims:write}'
\set day 2027-06-30
\set seconds 60
insert into claimd.api_key (id, name, secret_hash, scopes, expires_at)
select :'id'::uuid, :'name', decode(:'hash', 'hex'), :'scopes'::text[], until.at
  from (select coalesce((:'day'::date + 1)::timestamp at time zone 'UTC',
                        date_trunc('second', clock_timestamp()) + make_interval(secs => :'seconds'::float8)) as at) as until
 where until.at is null or until.at > clock_timestamp()
returning expires_at;
