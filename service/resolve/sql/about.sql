-- The actors and incidents that a value names, as an array's text; empty where it names none.
\set value 'microsoft-exchange-2021'
select coalesce(array_agg(id)::text, '') as named
  from (select id from claimd.resolve_actor(:'value') union select id from claimd.resolve_incident(:'value')) as found;
