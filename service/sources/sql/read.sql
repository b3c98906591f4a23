-- Sources: one, or a page of a list, or how many.
--
-- `found` has the words that are searched for; in the order of relevance (by_rank) what bears just that name comes first.
-- `run` is planned for a page and not for a tenth of all; only as many of its rows are made as `page` takes.
-- What has no date counts as before all others in falling order and as behind them in rising order: it comes last.
\set limit 51
\set kinds '{news}'
\set publishers '{0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11}'
\set collections '{0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11}'
\set languages '{fr}'
\set from 2021-01-01
\set to infinity
--! explain (format json) --? estimate
with found as materialized (
    select document.record as id, ts_rank(document.words, :'query'::tsquery) as rank
      from claimd.search_record as document
     where document.type = 'source' and document.words @@ :'query'::tsquery
),
hit as not materialized (
    --?{ !by_title !by_record !by_rank
    select coalesce(source.published_from, '-infinity'::date) as key, source.id --? falling
    --! select coalesce(source.published_from, 'infinity'::date) as key, source.id --? !falling
    --?}
    --! select source.sort_title as key, source.id --? by_title !by_record
    --?{ by_rank !by_title !by_record
    --! select (case when source.sort_title = left(:'folded', 80) then '1' else '0' end
    --!         || to_char(1000000 * found.rank, 'FM0000000')) collate "C" as key, source.id
    --?}
    --?{ !by_record
      from claimd.source
    --! join found on found.id = source.id --? by_rank
     cross join lateral (select * from claimd.record where record.id = source.id limit 1) as record
     where true
    --?}
    --?{ by_record
    --! select record.created_at as key, record.id --? !by_updated
    --! select record.updated_at as key, record.id --? by_updated
    --!   from claimd.record
    --!  cross join lateral (select * from claimd.source where source.id = record.id limit 1) as source
    --!  where record.type = 'source'
    --?}
       and record.retracted_at is null and record.withheld_at is null
    --! and source.id in (select found.id from found) --? searched !by_rank
       and source.kind = any (:'kinds'::claimd.source_kind[]) --? kind
       and source.publisher = any (:'publishers'::uuid[]) --? publisher
       and record.collection = any (:'collections'::uuid[]) --? collection
    --! and source.id in (select origin.record from claimd.origin where origin.missing_since is not null) --? missing
    --! and source.id not in (select origin.record from claimd.origin where origin.missing_since is not null) --? present
    --?{ language
       and exists (
           select from unnest(:'languages'::text[]) as wanted (tag)
            where lower(source.language) = lower(wanted.tag)
               or starts_with(lower(source.language), lower(wanted.tag) || '-'))
    --?}
    --?{ dates
       -- Where `run` bounds the key, the date's beginning is not asked for again: the planner would count it twice.
       and (source.published_to >= :'from'::date
            and source.published_from <= :'to'::date --? undated
    --!     and source.published_from <= :'to'::date --? !undated by_title
    --!     and source.published_from <= :'to'::date --? !undated by_rank
    --!     and source.published_from <= :'to'::date --? !undated by_record
    --!     and source.published_from <= :'to'::date --? !undated count
            or source.published_from is null --? undated
           )
    --?}
)
--?{ !count
, run as materialized (
    --?{ !one
    select key, id
      from hit
     where true
    --?{ dates !undated !by_title !by_record !by_rank
       -- A date spans a year at most, which bounds the stretch of the index. Written as rows, since of a range the planner
       -- thinks that it is short and is best sorted.
       and (key, id) >= (:'from'::date - 366, '00000000-0000-0000-0000-000000000000'::uuid)
       and (key, id) <= (:'to'::date, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    --?}
    --?{ after
    --! and (key, id) < --? descending
    --! and (key, id) > --? !descending
    --?{ !by_title !by_record !by_rank
    --!     (coalesce(:'after_key'::date, '-infinity'::date), :'after_id'::uuid) --? falling
    --!     (coalesce(:'after_key'::date, 'infinity'::date), :'after_id'::uuid) --? !falling
    --?}
    --!     (:'after_key'::text, :'after_id'::uuid) --? by_title !by_record
    --!     (:'after_key'::text, :'after_id'::uuid) --? by_rank !by_title !by_record
    --!     (:'after_key'::timestamptz, :'after_id'::uuid) --? by_record
    --?}
     order by key desc, id desc --? descending
    --! order by key, id --? !descending
     limit 101 --? !long
    --! limit 1001 --? long
    --?}
    --! select null::date as key, source.id from claimd.source where source.slug = :'slug' --? one !by_id !by_ids
    --! select null::date as key, source.id from claimd.source where source.id = :'id'::uuid --? one by_id !by_ids
    --! select null::date as key, source.id from claimd.source where source.id = any (:'ids'::uuid[]) --? one by_ids
),
page as materialized (
    select key, id from run
     limit :'limit'::int --? !one
)
select page.id, record.revision,
    --! page.key as rank, 0::int8 as ranked, --? by_rank
    --! highlight.*, --? highlight
       source.slug, source.kind, source.title, source.sort_title, source.language,
       source.translated_from,
       publisher.id as publisher_id, publisher.slug as publisher_slug, publisher.name as publisher_name,
       publisher.kind as publisher_kind,
       array(select author.name from claimd.source_author as author
              where author.source = page.id order by author.position) as authors,
       agency.id as agency_id, agency.slug as agency_slug, agency.name as agency_name, agency.kind as agency_kind,
       source.url, source.published_on, source.published_precision, source.published_basis, source.published_note,
       source.published_from, source.published_to, source.text_sha256, source.text_length, source.reliability,
       grader.id as grader_id, grader.slug as grader_slug, grader.name as grader_name, grader.kind as grader_kind,
       coalesce(state.claims, 0) as claims,
       collection.slug as collection, collection.licence, collection.citation as collection_citation, record.key,
       record.created_at, record.updated_at, record.retracted_at, record.retraction_reason, record.withheld_at, record.withholding_reason
    --! , origin.version as origin_version, origin.seen_at as origin_seen_at, --? one !by_ids
    --!   origin.missing_since as origin_missing_since, origin.missing_version as origin_missing_version --? one !by_ids
  from page
  join claimd.source on source.id = page.id
  join claimd.record on record.id = page.id
  left join claimd.collection on collection.id = record.collection
--?{ highlight
--! cross join lateral (
--!    select json_agg(json_build_object('field', part.field, 'text', part.text, 'spans', part.spans::json)
--!                    order by part.place)::text as highlight
--!      from (select told.*, claimd.search_spans(told.text, told.language, :'marks'::tsquery) as spans
--!              from (select 0, 'title', source.title, source.language
--!                     union all
--!                    select 1 + author.position, 'authors/' || author.position, author.name, 'und'
--!                      from claimd.source_author as author where author.source = page.id) as told (place, field, text, language)
--!             where told.text is not null) as part
--!     where part.spans is not null) as highlight
--?}
--! left join claimd.origin on origin.record = page.id --? one !by_ids
  left join claimd.actor as publisher on publisher.id = source.publisher
  left join claimd.actor as agency on agency.id = source.agency
  left join claimd.actor as grader on grader.id = source.reliability_by
  left join lateral (select * from claimd.source_state where source_state.source = page.id limit 1) as state on true
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
