-- Actors, incidents and sources that a name which is being typed may be going to be, the most useful first.
--
-- `typed` is what begins so, word by word; with less than three letters, whole names alone. Names and titles are read in
-- their order, so that what is looked at does not grow with them: subqueries make their ends known before they are read.
-- Where nothing begins so, `near` has words that are like it. Which name it is, is only asked of those that are shown.
\set typed 'chi'
\set kinds '{actor,incident,source}'
\set limit 10
with asked as materialized (
    select claimd.fold(:'typed') as folded, left(claimd.fold(:'typed'), 80) collate "C" as first,
           left(claimd.fold(:'typed'), 79) || U&'\+10FFFF' collate "C" as behind,
           case when char_length(claimd.fold(:'typed')) >= 3 then claimd.search_typed(:'typed') end as query
),
typed (type, id, folded) as materialized (
    (select 'actor', name.actor, name.folded from claimd.actor_name as name
      where 'actor' = any (:'kinds'::text[])
        and name.folded >= (select first from asked) and name.folded < (select behind from asked)
      order by name.folded limit 200)
     union all
    (select 'incident', incident.id, incident.sort_name from claimd.incident
      where 'incident' = any (:'kinds'::text[])
        and incident.sort_name >= (select first from asked) and incident.sort_name < (select behind from asked)
      order by incident.sort_name limit 200)
     union all
    (select 'source', source.id, source.sort_title from claimd.source
      where 'source' = any (:'kinds'::text[])
        and source.sort_title >= (select first from asked) and source.sort_title < (select behind from asked)
      order by source.sort_title limit 200)
     union all
    (select 'actor', document.record, null from claimd.search_record as document
      where 'actor' = any (:'kinds'::text[]) and document.type = 'actor'
        and document.words @@ (select query from asked) limit 500)
     union all
    (select 'incident', document.record, null from claimd.search_record as document
      where 'incident' = any (:'kinds'::text[]) and document.type = 'incident'
        and document.words @@ (select query from asked) limit 200)
     union all
    (select 'source', document.record, null from claimd.search_record as document
      where 'source' = any (:'kinds'::text[]) and document.type = 'source'
        and document.words @@ (select query from asked) limit 200)
),
near_words as materialized (
    select claimd.search_typed_near(:'typed') as query
      from asked where not exists (select from typed) and char_length(asked.folded) >= 4
),
near (type, id, alike) as materialized (
    select 'actor', document.record,
           (select max(claimd.word_similarity(asked.folded, name.folded)) from claimd.actor_name as name, asked
             where name.actor = document.record)
      from (select * from claimd.search_record as document
             where 'actor' = any (:'kinds'::text[]) and document.type = 'actor'
               and document.words @@ (select query from near_words) limit 200) as document
     union all
    select 'incident', document.record,
           (select max(claimd.word_similarity(asked.folded, name.folded)) from claimd.incident_name as name, asked
             where name.incident = document.record)
      from (select * from claimd.search_record as document
             where 'incident' = any (:'kinds'::text[]) and document.type = 'incident'
               and document.words @@ (select query from near_words) limit 200) as document
),
found (type, id, just_so, begins, alike) as (
    select typed.type, typed.id, coalesce(bool_or(typed.folded = asked.folded), false),
           coalesce(bool_or(starts_with(typed.folded, asked.folded)), false), null::real
      from typed, asked group by typed.type, typed.id
     union all
    select type, id, false, false, alike from near
),
best as materialized (
    select found.*, claims.count,
           coalesce(actor.slug, incident.slug, source.slug) as slug, coalesce(actor.name, incident.name, source.title) as name,
           coalesce(actor.kind::text, source.kind::text) as kind
      from found
      join claimd.record on record.id = found.id and record.retracted_at is null and record.withheld_at is null
      left join claimd.actor on actor.id = found.id and found.type = 'actor'
      left join claimd.incident on incident.id = found.id and found.type = 'incident'
      left join claimd.source on source.id = found.id and found.type = 'source'
     cross join lateral (
        select coalesce(case found.type
            when 'actor' then (select claims_against + claims_by from claimd.actor_state where actor_state.actor = found.id)
            when 'incident' then (select claims from claimd.incident_state where incident_state.incident = found.id)
            else (select claims from claimd.source_state where source_state.source = found.id) end, 0) as count) as claims
     order by found.just_so desc, found.alike desc nulls last, found.begins desc, claims.count desc, name, found.id
     limit :'limit'::int
)
select best.type, best.id, best.slug, best.name, coalesce(matched.text, best.name) as matched, best.kind,
       best.count::int8 as claims
  from best cross join asked
  left join lateral (
    select name.text
      from (select text, folded, record <> actor as of_another, position from claimd.actor_name
             where best.type = 'actor' and actor = best.id
             union all
            select text, folded, false, position from claimd.incident_name
             where best.type = 'incident' and incident = best.id) as name
     order by name.folded = asked.folded desc, starts_with(name.folded, asked.folded) desc,
              claimd.search_lexemes('und', name.text) @@ asked.query desc nulls last,
              claimd.word_similarity(asked.folded, name.folded) desc, name.of_another, name.position limit 1) as matched on true
 order by best.just_so desc, best.alike desc nulls last, best.begins desc, best.count desc, best.name, best.id;
