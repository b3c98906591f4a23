-- The records that the values of a request's parameters name, each by the first tier that has any.
\set kinds '{actor}'
\set values '{china}'
select (asked.position - 1)::int4 as asked, found.tier, found.id, found.slug, found.name, found.kind, actor.country,
       coalesce(actor_state.claims_against, source_state.claims, about.claims, 0) as claims_against, coalesce(actor_state.claims_by, 0) as claims_by,
       found.merged_from,
       array(select alias.member::text from claimd.actor_reach as alias
              where alias.root = actor.id and alias.role = 'claimant' and alias.via = 'self'
                and alias.member <> actor.id) as aliases
  from unnest(:'kinds'::text[], :'values'::text[]) with ordinality as asked (kind, value, position)
 cross join lateral (
    select tier, id, slug, name, kind, merged_from from claimd.resolve_actor(asked.value) where asked.kind = 'actor'
     union all
    select tier, id, slug, name, kind, merged_from from claimd.resolve_actor(asked.value)
     where asked.kind = 'country' and kind = 'state'
     union all
    select tier, id, slug, name, null, null from claimd.resolve_incident(asked.value) where asked.kind = 'incident'
     union all
    select tier, id, slug, name, null, null from claimd.resolve_source(asked.value) where asked.kind = 'source'
     union all
    select tier, id, slug, name, null, null from claimd.resolve_collection(asked.value) where asked.kind = 'collection'
     union all
    select 'slug', '00000000-0000-0000-0000-000000000000'::uuid, known.sector, null, null, null
      from claimd.resolve_sector(asked.value) as known (sector)
     where asked.kind = 'sector' and known.sector is not null
     union all
    select 'id', record.id, null, null, null, null from claimd.record
     where record.id = claimd.to_uuid(asked.value)
       and (asked.kind = 'claim' and record.type = 'claim'
            or asked.kind = 'statement' and record.type in ('claim', 'counter_claim'))
     union all
    select 'key', record.id, null, null, null, null
      from claimd.collection join claimd.record on record.collection = collection.id
     where collection.slug = split_part(asked.value, '/', 1)
       and record.key = substr(asked.value, strpos(asked.value, '/') + 1)
       and (asked.kind = 'claim' and record.type = 'claim'
            or asked.kind = 'statement' and record.type in ('claim', 'counter_claim'))
 ) as found
  left join claimd.actor on actor.id = found.id
  left join claimd.actor_state on actor_state.actor = found.id
  left join claimd.source_state on source_state.source = found.id
 cross join lateral (
    with recursive part (id) as (
        select found.id where asked.kind = 'incident'
         union
        select narrower.id from part join claimd.incident as narrower on narrower.part_of = part.id)
    select sum(state.claims)::int as claims
      from part join claimd.incident_state as state on state.incident = part.id) as about
 order by asked.position, found.slug, found.id;
