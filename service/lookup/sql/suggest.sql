-- For values that name nothing: the slugs of what is nearest, the nearest first.
\set kinds '{actor}'
\set values '{chnia}'
select array(
    select slug from claimd.suggest_actor(asked.value) where asked.kind in ('actor', 'country')
     union all
    select slug from claimd.suggest_incident(asked.value) where asked.kind = 'incident'
     union all
    select slug from claimd.suggest_source(asked.value) where asked.kind = 'source'
     union all
    select slug from claimd.suggest_collection(asked.value) where asked.kind = 'collection'
     union all
    select sector from claimd.suggest_sector(asked.value) as sector where asked.kind = 'sector') as slugs
  from unnest(:'kinds'::text[], :'values'::text[]) with ordinality as asked (kind, value, position)
 order by asked.position;
