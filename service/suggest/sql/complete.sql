-- Actors, incidents and sources that a name which is being typed may be going to be, the most useful first.
--
-- `typed` is what begins so, word by word; with less than three letters, whole names alone. Names and titles are read in
-- their order, so that what is looked at does not grow with them. Where nothing begins so, `near` has words that are like it.
\set typed 'chi'
\set kinds '{actor,incident,source}'
\set limit 10
with asked as materialized (
    select claimd.fold(:'typed') as folded, left(claimd.fold(:'typed'), 80) collate "C" as first,
           left(claimd.fold(:'typed'), 79) || U&'\+10FFFF' collate "C" as behind,
           case when char_length(claimd.fold(:'typed')) >= 3 then claimd.search_typed(:'typed') end as query
),
typed (type, id) as materialized (
    (select 'actor', name.actor from asked join claimd.actor_name as name on name.folded >= asked.first and name.folded < asked.behind
      where 'actor' = any (:'kinds'::text[]) order by name.folded limit 300)
     union
    (select 'incident', incident.id
       from asked join claimd.incident on incident.sort_name >= asked.first and incident.sort_name < asked.behind
      where 'incident' = any (:'kinds'::text[]) order by incident.sort_name limit 300)
     union
    (select 'source', source.id
       from asked join claimd.source on source.sort_title >= asked.first and source.sort_title < asked.behind
      where 'source' = any (:'kinds'::text[]) order by source.sort_title limit 300)
     union
    (select 'actor', document.record from asked join claimd.search_record as document on document.words @@ asked.query
      where document.type = 'actor' and 'actor' = any (:'kinds'::text[]) limit 500)
     union
    (select 'incident', document.record from asked join claimd.search_record as document on document.words @@ asked.query
      where document.type = 'incident' and 'incident' = any (:'kinds'::text[]) limit 500)
     union
    (select 'source', document.record from asked join claimd.search_record as document on document.words @@ asked.query
      where document.type = 'source' and 'source' = any (:'kinds'::text[]) limit 500)
),
near_words as materialized (
    select claimd.search_typed_near(:'typed') as query
      from asked where not exists (select from typed) and char_length(asked.folded) >= 4
),
near (type, id) as materialized (
    (select 'actor', document.record from near_words join claimd.search_record as document on document.words @@ near_words.query
      where document.type = 'actor' and 'actor' = any (:'kinds'::text[]) limit 500)
     union
    (select 'incident', document.record from near_words join claimd.search_record as document on document.words @@ near_words.query
      where document.type = 'incident' and 'incident' = any (:'kinds'::text[]) limit 500)
),
named as (
    select found.type, found.id, found.typed, actor.slug, actor.name, actor.kind::text as kind, matched.text as matched, matched.folded,
           coalesce(state.claims_against, 0) + coalesce(state.claims_by, 0) as claims
      from (select type, id, true as typed from typed union all select type, id, false from near) as found
      join claimd.actor on actor.id = found.id
      left join claimd.actor_state as state on state.actor = found.id
     cross join asked
     cross join lateral (
        select name.text, name.folded from claimd.actor_name as name where name.actor = found.id
         order by name.folded = asked.folded desc, starts_with(name.folded, asked.folded) desc,
                  claimd.search_lexemes('und', name.text) @@ asked.query desc nulls last,
                  claimd.word_similarity(asked.folded, name.folded) desc, name.record <> name.actor, name.position limit 1) as matched
     where found.type = 'actor'
     union all
    select found.type, found.id, found.typed, incident.slug, incident.name, null, matched.text, matched.folded, coalesce(state.claims, 0)
      from (select type, id, true as typed from typed union all select type, id, false from near) as found
      join claimd.incident on incident.id = found.id
      left join claimd.incident_state as state on state.incident = found.id
     cross join asked
     cross join lateral (
        select name.text, name.folded from claimd.incident_name as name where name.incident = found.id
         order by name.folded = asked.folded desc, starts_with(name.folded, asked.folded) desc,
                  claimd.search_lexemes('und', name.text) @@ asked.query desc nulls last,
                  claimd.word_similarity(asked.folded, name.folded) desc, name.position limit 1) as matched
     where found.type = 'incident'
     union all
    select found.type, found.id, found.typed, source.slug, source.title, source.kind::text, source.title, source.sort_title,
           coalesce(state.claims, 0)
      from (select type, id, true as typed from typed) as found
      join claimd.source on source.id = found.id
      left join claimd.source_state as state on state.source = found.id
     where found.type = 'source'
)
select named.type, named.id, named.slug, named.name, named.matched, named.kind, named.claims::int8 as claims
  from named
  join asked on true
  join claimd.record on record.id = named.id and record.retracted_at is null and record.withheld_at is null
 order by named.folded = asked.folded desc, named.typed desc,
          case when not named.typed then claimd.word_similarity(asked.folded, named.folded) end desc,
          starts_with(named.folded, asked.folded) desc, named.claims desc, named.name, named.id
 limit :'limit'::int;
