-- All keys, without their secrets, the newest first.
select id,
       name,
       array_to_string(scopes, ',') as scopes,
       case when revoked_at is not null then 'revoked'
            when expires_at <= clock_timestamp() then 'expired'
            else 'valid' end as state,
       created_at,
       expires_at,
       revoked_at,
       last_used_at
  from claimd.api_key
 order by created_at desc, id;
