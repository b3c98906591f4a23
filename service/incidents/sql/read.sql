-- Incidents: one, or a page of a list, or how many.
--
-- `found` has the words that are searched for; in the order of relevance (by_rank) what bears just that name comes first.
-- `run` is planned for a page and not for a tenth of all; only as many of its rows are made as `page` takes.
-- What has no date counts as before all others in falling order and as behind them in rising order: it comes last.
\set limit 51
\set collections '{0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11}'
\set victim_countries '{FR}'
\set sectors '{government}'
\set from 2021-01-01
\set to infinity
--! explain (format json) --? estimate
with found as materialized (
    select document.record as id, ts_rank(document.words, :'query'::tsquery) as rank
      from claimd.search_record as document
     where document.type = 'incident' and document.words @@ :'query'::tsquery
),
hit as not materialized (
    --?{ !by_name !by_record !by_rank
    select coalesce(incident.started_from, '-infinity'::date) as key, incident.id --? falling
    --! select coalesce(incident.started_from, 'infinity'::date) as key, incident.id --? !falling
    --?}
    --! select incident.sort_name as key, incident.id --? by_name !by_record
    --?{ by_rank !by_name !by_record
    --! select (case when exists (select from claimd.incident_name as name where name.incident = incident.id and name.folded = :'folded') then '1' else '0' end
    --!         || to_char(1000000 * found.rank, 'FM0000000')) collate "C" as key, incident.id
    --?}
    --?{ !by_record
      from claimd.incident
    --! join found on found.id = incident.id --? by_rank
     cross join lateral (select * from claimd.record where record.id = incident.id limit 1) as record
     where true
    --?}
    --?{ by_record
    --! select record.created_at as key, record.id --? !by_updated
    --! select record.updated_at as key, record.id --? by_updated
    --!   from claimd.record
    --!  cross join lateral (select * from claimd.incident where incident.id = record.id limit 1) as incident
    --!  where record.type = 'incident'
    --?}
       and record.retracted_at is null and record.withheld_at is null
    --! and incident.id in (select found.id from found) --? searched !by_rank
       and record.collection = any (:'collections'::uuid[]) --? collection
    --! and incident.id in (select origin.record from claimd.origin where origin.missing_since is not null) --? missing
    --! and incident.id not in (select origin.record from claimd.origin where origin.missing_since is not null) --? present
    --?{ victim_country
       and incident.id in (
           select victim.incident from claimd.incident_victim_country as victim
            where victim.country = any (:'victim_countries'::text[]))
    --?}
    --?{ sector
       and incident.id in (
           select victim.incident from claimd.incident_victim_sector as victim
            where victim.sector = any (lower(:'sectors'::text)::text[]))
    --?}
    --?{ dates
       and (incident.first_day <= :'to'::date and incident.last_day >= :'from'::date
            or incident.first_day is null --? undated
           )
    --?}
)
--?{ !count
, run as materialized (
    --?{ !one
    select key, id
      from hit
    --?{ after
    --! where (key, id) < --? descending
    --! where (key, id) > --? !descending
    --?{ !by_name !by_record !by_rank
    --!     (coalesce(:'after_key'::date, '-infinity'::date), :'after_id'::uuid) --? falling
    --!     (coalesce(:'after_key'::date, 'infinity'::date), :'after_id'::uuid) --? !falling
    --?}
    --!     (:'after_key'::text, :'after_id'::uuid) --? by_name !by_record
    --!     (:'after_key'::text, :'after_id'::uuid) --? by_rank !by_name !by_record
    --!     (:'after_key'::timestamptz, :'after_id'::uuid) --? by_record
    --?}
     order by key desc, id desc --? descending
    --! order by key, id --? !descending
     limit 101 --? !long
    --! limit 1001 --? long
    --?}
    --! select null::date as key, incident.id from claimd.incident where incident.slug = :'slug' --? one !by_id !by_ids
    --! select null::date as key, incident.id from claimd.incident where incident.id = :'id'::uuid --? one by_id !by_ids
    --! select null::date as key, incident.id from claimd.incident where incident.id = any (:'ids'::uuid[]) --? one by_ids
),
page as materialized (
    select key, id from run
     limit :'limit'::int --? !one
)
select page.id, record.revision,
    --! page.key as rank, 0::int8 as ranked, --? by_rank
    --! highlight.*, --? highlight
       incident.slug, incident.name, incident.sort_name, incident.language,
       names.texts as name_texts, names.languages as name_languages, names.kinds as name_kinds,
       names.source_ids as name_source_ids, names.source_slugs as name_source_slugs,
       names.source_titles as name_source_titles,
       incident.description, incident.description_language, incident.started_on, incident.started_from,
       incident.ended_on, incident.ended_to, incident.victim_count_min, incident.victim_count_max,
       array(select victim.country from claimd.incident_victim_country as victim
              where victim.incident = page.id order by victim.position) as victim_countries,
       array(select victim.sector from claimd.incident_victim_sector as victim
              where victim.incident = page.id order by victim.position) as victim_sectors,
       victims.ids as victim_ids, victims.slugs as victim_slugs, victims.names as victim_names,
       victims.kinds as victim_kinds,
       wider.id as wider_id, wider.slug as wider_slug, wider.name as wider_name,
       others.schemes, others.values as scheme_values, others.urls as scheme_urls, claims.count as claims,
       collection.slug as collection, collection.licence, collection.citation as collection_citation, record.key,
       record.created_at, record.updated_at, record.retracted_at, record.retraction_reason, record.withheld_at, record.withholding_reason
    --! , origin.version as origin_version, origin.seen_at as origin_seen_at, --? one !by_ids
    --!   origin.missing_since as origin_missing_since, origin.missing_version as origin_missing_version --? one !by_ids
  from page
  join claimd.incident on incident.id = page.id
  join claimd.record on record.id = page.id
  left join claimd.collection on collection.id = record.collection
--?{ highlight
--! cross join lateral (
--!    select json_agg(json_build_object('field', part.field, 'text', part.text, 'spans', part.spans::json)
--!                    order by part.place)::text as highlight
--!      from (select told.*, claimd.search_spans(told.text, told.language, :'marks'::tsquery) as spans
--!              from (select 0, 'name', incident.name, incident.language
--!                     union all
--!                    select 1 + row_number() over (order by name.position),
--!                           'names/' || row_number() over (order by name.position) - 1 || '/text', name.text, name.language
--!                      from claimd.incident_name as name where name.incident = page.id and name.position >= 0
--!                     union all
--!                    select 1000000, 'description', incident.description, incident.description_language) as told (place, field, text, language)
--!             where told.text is not null) as part
--!     where part.spans is not null) as highlight
--?}
--! left join claimd.origin on origin.record = page.id --? one !by_ids
  left join claimd.incident as wider on wider.id = incident.part_of
 cross join lateral (
    select array_agg(one.text) as texts, array_agg(one.language) as languages, array_agg(one.kind) as kinds,
           array_agg(one.source_id) as source_ids, array_agg(one.source_slug) as source_slugs,
           array_agg(one.source_title) as source_titles
      from (select name.text, name.language, name.kind::text,
                   source.id as source_id, source.slug as source_slug, source.title as source_title
              from claimd.incident_name as name
              left join claimd.source on source.id = name.seen_in
             where name.incident = page.id and name.position >= 0
             order by name.position) as one) as names
 cross join lateral (
    select array_agg(one.id) as ids, array_agg(one.slug) as slugs, array_agg(one.name) as names,
           array_agg(one.kind) as kinds
      from (select actor.id, actor.slug, actor.name, actor.kind::text
              from claimd.incident_victim as victim
              join claimd.actor on actor.id = victim.actor
             where victim.incident = page.id
             order by victim.position) as one) as victims
 cross join lateral (
    select array_agg(one.scheme) as schemes, array_agg(one.value) as values, array_agg(one.url) as urls
      from (select other.scheme, other.value, other.url
              from claimd.incident_external_id as other
             where other.incident = page.id
             order by other.position) as one) as others
 -- Those of its parts count too, as in a list of claims about it.
 cross join lateral (
    with recursive part (id) as (
        select page.id
         union
        select narrower.id from part join claimd.incident as narrower on narrower.part_of = part.id)
    select coalesce(sum(state.claims), 0) as count
      from part join claimd.incident_state as state on state.incident = part.id) as claims
 order by page.key desc, page.id desc --? falling
--! order by page.key, page.id --? !falling
--?}
--?{ count
--! select count(*) as count from hit --? !estimate !drawn
--! select id from hit --? estimate
--?{ drawn !estimate
--! select distinct collection.slug as collection, collection.licence, collection.citation as collection_citation
--!   from hit as fitting
--!   join claimd.record on record.id = fitting.id
--!   join claimd.collection on collection.id = record.collection
--!  order by collection.slug
--?}
--?}
;
