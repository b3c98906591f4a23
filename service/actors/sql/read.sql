-- Actors: one, or a page of a list, or how many.
--
-- `found` has the words that are searched for; in the order of relevance (by_rank) what bears just that name comes first.
-- `run` is planned for a page and not for a tenth of all; only as many of its rows are made as `page` takes.
\set limit 51
\set kinds '{state}'
\set countries '{CN,US}'
\set collections '{0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11}'
--! explain (format json) --? estimate
with found as materialized (
    select document.record as id, ts_rank(document.words, :'query'::tsquery) as rank
      from claimd.search_record as document
     where document.type = 'actor' and document.words @@ :'query'::tsquery
),
hit as not materialized (
    select actor.slug as key, actor.id --? !by_name !by_record !by_rank
    --! select actor.sort_name as key, actor.id --? by_name !by_record
    --?{ by_rank !by_name !by_record
    --! select ((case when exists (select from claimd.actor_name as name where name.actor = actor.id and name.folded = :'folded')
    --!               then 1 + (actor.sort_name = :'folded')::int + 2 * (actor.merged_into is null)::int else 0 end)::text
    --!         || to_char(1000000 * found.rank, 'FM0000000')) collate "C" as key, actor.id
    --?}
    --?{ !by_record
      from claimd.actor
    --! join found on found.id = actor.id --? by_rank
     cross join lateral (select * from claimd.record where record.id = actor.id limit 1) as record
     where true
    --?}
    --?{ by_record
    --! select record.created_at as key, record.id --? !by_updated
    --! select record.updated_at as key, record.id --? by_updated
    --!   from claimd.record
    --!  cross join lateral (select * from claimd.actor where actor.id = record.id limit 1) as actor
    --!  where record.type = 'actor'
    --?}
       and record.retracted_at is null and record.withheld_at is null
    --! and actor.id in (select found.id from found) --? searched !by_rank
       and actor.kind = any (:'kinds'::claimd.actor_kind[]) --? kind
       and actor.country = any (:'countries'::text[]) --? country
       and record.collection = any (:'collections'::uuid[]) --? collection
    --?{ ambiguous
    --! -- Borne by another too, by whatever name either was merged with; what names a state names that alone. Step by
    --! -- step, from index to index: joined freely, all names are set against all; and a span
    --! -- of one name keeps to the index of names, where equality would take the slow one of trigrams.
    --!    and actor.merged_into is null
    --!    and exists (
    --!        select
    --!          from (select member from claimd.actor_reach
    --!                 where (root, role, via) = (actor.id, 'claimant', 'self') offset 0) as mine
    --!         cross join lateral (select folded from claimd.actor_name
    --!                              where actor_name.actor = mine.member and actor_name.kind <> 'demonym' offset 0) as name
    --!         cross join lateral (
    --!            select sharer.kind
    --!              from (select actor_name.actor from claimd.actor_name
    --!                     where actor_name.folded between name.folded and name.folded and actor_name.kind <> 'demonym' offset 0) as same
    --!             cross join lateral (select root from claimd.actor_reach
    --!                                  where (member, role, via) = (same.actor, 'claimant', 'self') offset 0) as theirs
    --!             cross join lateral (select kind from claimd.actor as one where one.id = theirs.root offset 0) as sharer
    --!             cross join lateral (select retracted_at from claimd.record where record.id = theirs.root offset 0) as live
    --!             where theirs.root <> actor.id and live.retracted_at is null offset 0) as sharer
    --!         where (actor.kind = 'state') = (sharer.kind = 'state')
    --!           and (actor.kind = 'state' or not exists (
    --!                select from (select actor_name.actor from claimd.actor_name
    --!                              where actor_name.folded between name.folded and name.folded offset 0) as bearer
    --!                 cross join lateral (select kind from claimd.actor as one where one.id = bearer.actor offset 0) as state
    --!                 where state.kind = 'state')))
    --?}
       and actor.merged_into is null --? standing
       and actor.merged_into is not null --? merged
    --! and actor.id in (select origin.record from claimd.origin where origin.missing_since is not null) --? missing
    --! and actor.id not in (select origin.record from claimd.origin where origin.missing_since is not null) --? present
)
--?{ !count
, run as materialized (
    --?{ !one
    select key, id
      from hit
    --?{ after
    --! where (key, id) < --? descending
    --! where (key, id) > --? !descending
    --!     (:'after_key'::text, :'after_id'::uuid) --? !by_record
    --!     (:'after_key'::timestamptz, :'after_id'::uuid) --? by_record
    --?}
     order by key, id --? !descending
    --! order by key desc, id desc --? descending
     limit 101 --? !long
    --! limit 1001 --? long
    --?}
    --! select actor.slug as key, actor.id from claimd.actor where actor.slug = :'slug' --? one !by_id !by_ids
    --! select actor.slug as key, actor.id from claimd.actor where actor.id = :'id'::uuid --? one by_id !by_ids
    --! select actor.slug as key, actor.id from claimd.actor where actor.id = any (:'ids'::uuid[]) --? one by_ids
),
page as materialized (
    select key, id from run
     limit :'limit'::int --? !one
)
select page.id, record.revision,
    --! page.key as rank, 0::int8 as ranked, --? by_rank
    --! highlight.*, --? highlight
       actor.slug, actor.kind, actor.name, actor.sort_name, actor.language, actor.country,
       actor.description, actor.description_language,
       names.texts as name_texts, names.languages as name_languages, names.kinds as name_kinds, names.notes as name_notes,
       names.user_ids, names.user_slugs, names.user_names, names.user_kinds,
       names.source_ids as name_source_ids, names.source_slugs as name_source_slugs,
       names.source_titles as name_source_titles, names.own as own_names,
       links.types as link_types, links.since as link_since, links.until as link_until, links.notes as link_notes,
       links.target_ids, links.target_slugs, links.target_names, links.target_kinds,
       links.source_ids as link_source_ids, links.source_slugs as link_source_slugs,
       links.source_titles as link_source_titles,
       others.schemes, others.values as scheme_values, others.urls as scheme_urls,
       standing.id as standing_id, standing.slug as standing_slug, standing.name as standing_name,
       standing.kind as standing_kind,
       null::text[] as shared_texts, null::uuid[] as sharer_ids, null::text[] as sharer_slugs, null::text[] as sharer_names, --? !ambiguous
       null::text[] as sharer_kinds, --? !ambiguous
       --! shared.texts as shared_texts, shared.ids as sharer_ids, shared.slugs as sharer_slugs, shared.names as sharer_names, --? ambiguous
       --! shared.kinds as sharer_kinds, --? ambiguous
       coalesce(state.claims_against, 0) as claims_against, coalesce(state.claims_by, 0) as claims_by,
       collection.slug as collection, collection.licence, collection.citation as collection_citation, record.key,
       record.created_at, record.updated_at, record.retracted_at, record.retraction_reason, record.withheld_at, record.withholding_reason
    --! , origin.version as origin_version, origin.seen_at as origin_seen_at, --? one !by_ids
    --!   origin.missing_since as origin_missing_since, origin.missing_version as origin_missing_version --? one !by_ids
  from page
  join claimd.actor on actor.id = page.id
  join claimd.record on record.id = page.id
  left join claimd.collection on collection.id = record.collection
--?{ highlight
--! cross join lateral (
--!    select json_agg(json_build_object('field', part.field, 'text', part.text, 'spans', part.spans::json)
--!                    order by part.place)::text as highlight
--!      from (select told.*, claimd.search_spans(told.text, told.language, :'marks'::tsquery) as spans
--!              from (select 0, 'name', actor.name, actor.language
--!                     union all
--!                    select 1 + row_number() over (order by added.created_at nulls first, name.position),
--!                           'names/' || row_number() over (order by added.created_at nulls first, name.position) - 1 || '/text', name.text, name.language
--!                      from claimd.actor_name as name
--!                      left join claimd.record as added on added.id = nullif(name.record, name.actor)
--!                      where name.actor = page.id and name.position >= 0
--!                     union all
--!                    select 1000000, 'description', actor.description, actor.description_language) as told (place, field, text, language)
--!             where told.text is not null) as part
--!     where part.spans is not null) as highlight
--?}
--! left join claimd.origin on origin.record = page.id --? one !by_ids
  left join claimd.actor as standing on standing.id = actor.merged_into
  -- What was merged has the claims of the actor that stands for it.
  left join lateral (
    select * from claimd.actor_state
     where actor_state.actor = (
        select own.root from claimd.actor_reach as own
         where (own.member, own.role, own.via) = (page.id, 'claimant', 'self'))
     limit 1) as state on true
-- Its own names first, then those that other records add.
 cross join lateral (
    select array_agg(one.text) as texts, array_agg(one.language) as languages, array_agg(one.kind) as kinds,
           array_agg(one.note) as notes, array_agg(one.user_id) as user_ids, array_agg(one.user_slug) as user_slugs,
           array_agg(one.user_name) as user_names, array_agg(one.user_kind) as user_kinds,
           array_agg(one.source_id) as source_ids, array_agg(one.source_slug) as source_slugs,
           array_agg(one.source_title) as source_titles, count(*) filter (where one.own) as own
      from (select name.text, name.language, name.kind::text, name.note,
                   named_by.id as user_id, named_by.slug as user_slug, named_by.name as user_name,
                   named_by.kind::text as user_kind,
                   source.id as source_id, source.slug as source_slug, source.title as source_title,
                   name.record = name.actor as own
              from claimd.actor_name as name
              left join claimd.actor as named_by on named_by.id = name.used_by
              left join claimd.source on source.id = name.seen_in
              left join claimd.record as added on added.id = nullif(name.record, name.actor)
             where name.actor = page.id and name.position >= 0
             order by added.created_at nulls first, name.position) as one) as names
 cross join lateral (
    select array_agg(one.type) as types, array_agg(one.valid_from) as since, array_agg(one.valid_to) as until,
           array_agg(one.note) as notes, array_agg(one.target_id) as target_ids,
           array_agg(one.target_slug) as target_slugs, array_agg(one.target_name) as target_names,
           array_agg(one.target_kind) as target_kinds, array_agg(one.source_id) as source_ids,
           array_agg(one.source_slug) as source_slugs, array_agg(one.source_title) as source_titles
      from (select link.type::text, link.valid_from, link.valid_to, link.note,
                   target.id as target_id, target.slug as target_slug, target.name as target_name,
                   target.kind::text as target_kind,
                   source.id as source_id, source.slug as source_slug, source.title as source_title
              from claimd.actor_link as link
              join claimd.actor as target on target.id = link.target
              left join claimd.source on source.id = link.source
             where link.actor = page.id
             order by link.position) as one) as links
 cross join lateral (
    select array_agg(one.scheme) as schemes, array_agg(one.value) as values, array_agg(one.url) as urls
      from (select other.scheme, other.value, other.url
              from claimd.actor_external_id as other
             where other.actor = page.id
             order by other.position) as one) as others
--?{ ambiguous
--! cross join lateral (
--!    select array_agg(one.text) as texts, array_agg(one.id) as ids, array_agg(one.slug) as slugs,
--!           array_agg(one.name) as names, array_agg(one.kind) as kinds
--!      from (select min(name.text) as text, sharer.id, sharer.slug, sharer.name, sharer.kind::text
--!              from (select member from claimd.actor_reach
--!                     where (root, role, via) = (page.id, 'claimant', 'self') offset 0) as mine
--!             cross join lateral (select text, folded from claimd.actor_name
--!                                  where actor_name.actor = mine.member and actor_name.kind <> 'demonym' offset 0) as name
--!             cross join lateral (
--!                select one.id, one.slug, one.name, one.kind
--!                  from (select actor_name.actor from claimd.actor_name
--!                         where actor_name.folded between name.folded and name.folded and actor_name.kind <> 'demonym' offset 0) as same
--!                 cross join lateral (select root from claimd.actor_reach
--!                                      where (member, role, via) = (same.actor, 'claimant', 'self') offset 0) as theirs
--!                 cross join lateral (select id, slug, name, kind from claimd.actor as it
--!                                      where it.id = theirs.root offset 0) as one
--!                 cross join lateral (select retracted_at from claimd.record where record.id = theirs.root offset 0) as live
--!                 where theirs.root <> page.id and live.retracted_at is null offset 0) as sharer
--!             where (actor.kind = 'state') = (sharer.kind = 'state')
--!               and (actor.kind = 'state' or not exists (
--!                    select from (select actor_name.actor from claimd.actor_name
--!                                  where actor_name.folded between name.folded and name.folded offset 0) as bearer
--!                     cross join lateral (select kind from claimd.actor as it where it.id = bearer.actor offset 0) as state
--!                     where state.kind = 'state'))
--!             group by name.folded, sharer.id, sharer.slug, sharer.name, sharer.kind
--!             order by name.folded, sharer.slug) as one) as shared
--?}
 order by page.key, page.id --? !falling
--! order by page.key desc, page.id desc --? falling
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
