-- Claims, counter-claims or endorsements: one, some, or a page of a list, or how many. A row for each statement, or for
-- each of its citations where these are asked for.
--
-- `hit` is every statement that fits the filters. It is never materialised: each use of it reads a stretch of an index.
-- `page` is the ids of one page, out of those that have a sort key and those that have none (nulls come last in either
-- direction). Only these are joined with what is shown. A list for actor, claimant or party reads claim_reach, a stretch
-- for each actor asked for; any other reads claim_state. What a page shows is joined row by row (`limit 1`): of the views of
-- the past the planner cannot know that an id is there once.
--
-- Tags: what is read (claims, counter_claims, endorsements; one, by_key, by_ids, answers to by_ids; count, estimate, drawn, facets of few or many; citations),
-- the way through the list (reach; narrow, each; by_created, by_updated; falling as shown, descending as read, reversed where these
-- differ; after, after_undated, only_dated, only_undated, gate), and the filters. Words that are searched for (searched)
-- are one of these: `found` is all that has them, unless so many have that the list is walked instead (common). In the
-- order of relevance (by_rank) the 1,000 newest that fit are ranked; with no other filter (plain) they are taken from
-- `found`, which then reads the newest years alone where these have enough (recent). With highlight, marks are looked for.
\set limit 51
--! explain (format json) --? estimate
with recursive asked as materialized (
    -- Those of parameter 1 say where the list is read, the others which rows to keep.
    select asked.*, asked.parameter = 1 as driving
      from unnest(:'asked_parameters'::int[], :'asked_roots'::uuid[], :'asked_roles'::claimd.reach_role[])
           with ordinality as asked (parameter, root, role, position)
),
incident_part (id) as (
    select unnest(:'incidents'::uuid[])
     union
    select part.id from incident_part join claimd.incident as part on part.part_of = incident_part.id
),
found as materialized (
    select document.statement as id, document.claimed_from
    --!  , document.words --? plain by_rank !count
      from claimd.search_statement as document
     where true
       and document.type = 'claim' --? claims
    --! and document.type = 'counter_claim' --? counter_claims
    --! and document.type = 'endorsement' --? endorsements
    --?{ plain by_rank !count
    --! and document.live
    --! and document.words @@ :'query'::tsquery --? !recent
    --! and document.words @@ :'recent'::tsquery --? recent
    --! order by document.claimed_from desc nulls last, document.statement desc limit 1000
    --?}
       and document.words @@ :'query'::tsquery --? !plain
    --! and document.words @@ :'query'::tsquery --? plain !by_rank
    --! and document.words @@ :'query'::tsquery --? plain by_rank count
),
--?{ narrow
-- What one filter leaves, where that is less than what the list would pass over.
--! narrow as materialized (
--!     select distinct cited.statement as id from claimd.citation as cited where cited.source = any (:'sources'::uuid[]) --? source
--!     select about.id from claimd.claim as about where about.subject = any (array(select id from incident_part)) --? !source incident
--!     select said.id from claimd.statement as said where said.basis = any (:'bases'::claimd.claim_basis[]) --? !source !incident basis
--!     select said.id from claimd.statement as said where said.confidence_level = any (:'confidences'::claimd.confidence_level[]) --? !source !incident !basis confidence
--!     select said.id from claimd.claim as said where said.responsibility = any (:'responsibilities'::claimd.responsibility[]) --? !source !incident !basis !confidence
--! ),
--?}
hit as not materialized (
    select listed.id,
           listed.claimed_from as key --? !by_created !by_updated
    --!    listed.created_at as key --? by_created
    --!    listed.updated_at as key --? by_updated !by_created
    --!  , listed.root, listed.role --? reach
      from (select statement as id, * from claimd.claim_state) as listed --? !reach !narrow
    --! from (select claim as id, * from claimd.claim_reach) as listed --? reach !narrow
    --?{ narrow
    --! from narrow
    --! cross join asked as wanted --? reach
    --! cross join lateral (
    --!    select reached.claim as id, reached.* from claimd.claim_reach as reached --? reach
    --!     where (reached.claim, reached.role, reached.root) = (narrow.id, wanted.role, wanted.root) --? reach
    --!    select state.statement as id, state.* from claimd.claim_state as state --? !reach
    --!     where state.statement = narrow.id --? !reach
    --!     limit 1) as listed
    --?}
      left join claimd.record on record.id = listed.id --? collection
      left join claimd.statement on statement.id = listed.id --? answerer|spoken_by|claimed_dates|confidence|basis|language
      left join claimd.claim on claim.id = listed.id --? incident|victim_country|sector|incident_dates|responsibility
      left join claimd.incident on incident.id = claim.incident --? incident_dates
    --! left join claimd.counter_claim on counter_claim.id = listed.id --? stance counter_claims
    --! left join claimd.endorsement on endorsement.id = listed.id --? stance endorsements !counter_claims
     where true
       and listed.type = 'claim' --? claims !reach
    --! and listed.type = 'counter_claim' --? counter_claims !reach
    --! and listed.type = 'endorsement' --? endorsements !reach
    --?{ reach
    --! and listed.via <= :'scope'::claimd.reach_via --? scope
    --?}
       and listed.status >= 'disputed' --? !status !one_status
    --! and listed.status = :'one_status'::claimd.statement_status --? one_status
    --! and listed.status = any (:'statuses'::claimd.statement_status[]) --? status !one_status
    --?{ others
    --! and (
    --!     select count(distinct asked.parameter)
    --!       from asked
    --!       join claimd.claim_reach as other
    --!         on (other.claim, other.role, other.root) = (listed.id, asked.role, asked.root)
    --!      where not asked.driving
    --!        and other.via <= :'scope'::claimd.reach_via --? scope
    --!     ) = :'others'::int
    --?}
    --?{ searched
    --! and listed.id in (select found.id from found) --? !common
    --! and listed.id in (select found.id from found) --? common count
    --?{ common !count
    --! -- Row by row: as a join, all documents would be read.
    --! and (select document.words @@ :'query'::tsquery
    --!        from claimd.search_statement as document where document.statement = listed.id)
    --?}
    --?}
    --?{ answerer
    --! and exists (
    --!     select from claimd.statement_claimant as answerer
    --!       join claimd.actor_reach as way on way.member = answerer.actor
    --!       join asked on asked.root = way.root and asked.role = way.role
    --!      where answerer.statement = listed.id
    --!        and way.via <= :'scope'::claimd.reach_via --? scope
    --!        and (statement.claimed_from is null
    --!             or way.valid && daterange(statement.claimed_from, statement.claimed_to, '[]'))
    --!     )
    --?}
       and statement.spoken_by_actor = any (:'speakers'::uuid[]) --? spoken_by
       and claim.subject = any (array(select id from incident_part)) --? incident !each
    --?{ incident each
    --! -- Asked of each row: joined, all about the incident would be gathered first.
    --! and (select about.subject from claimd.claim as about where about.id = listed.id limit 1)
    --!     = any (array(select id from incident_part))
    --?}
       and listed.id in (select cited.statement from claimd.citation as cited where cited.source = any (:'sources'::uuid[])) --? source
       and record.collection = any (:'collections'::uuid[]) --? collection
    --! and listed.id in (select origin.record from claimd.origin where origin.missing_since is not null) --? missing
    --! and listed.id not in (select origin.record from claimd.origin where origin.missing_since is not null) --? present
    --?{ victim_country
       and claim.incident in (
           select victim.incident from claimd.incident_victim_country as victim
            where victim.country = any (:'victim_countries'::text[]))
    --?}
    --?{ sector
       and claim.incident in (
           select victim.incident from claimd.incident_victim_sector as victim
            where victim.sector = any (lower(:'sectors'::text)::text[]))
    --?}
    --?{ claimed_dates
       -- A date spans a year at most, which bounds the stretch of the index at its far end.
       and (listed.claimed_from <= :'to'::date and listed.claimed_from > :'from'::date - 366
            and statement.claimed_to >= :'from'::date
            or listed.claimed_from is null --? undated
           )
    --?}
    --?{ published_dates
       and (exists (
                select from claimd.citation as cited join claimd.source on source.id = cited.source
                 where cited.statement = listed.id
                   and source.published_from <= :'to'::date and source.published_to >= :'from'::date)
            or not exists ( --? undated
                select from claimd.citation as cited join claimd.source on source.id = cited.source --? undated
                 where cited.statement = listed.id and source.published_from is not null) --? undated
           )
    --?}
    --?{ incident_dates
       and (incident.first_day <= :'to'::date and incident.last_day >= :'from'::date
            or incident.first_day is null --? undated
           )
    --?}
    --?{ recorded_dates
       and listed.created_at >= :'from'::date::timestamp at time zone 'UTC'
       and listed.created_at < (:'to'::date + 1)::timestamp at time zone 'UTC'
    --?}
       and statement.confidence_level = any (:'confidences'::claimd.confidence_level[]) --? confidence
       and statement.basis = any (:'bases'::claimd.claim_basis[]) --? basis
       and claim.responsibility = any (:'responsibilities'::claimd.responsibility[]) --? responsibility
    --?{ language
       and exists (
           select from unnest(:'languages'::text[]) as wanted (tag)
            where lower(statement.language) = lower(wanted.tag)
               or starts_with(lower(statement.language), lower(wanted.tag) || '-'))
    --?}
    --! and counter_claim.stance = any (:'stances'::claimd.counter_stance[]) --? stance counter_claims
    --! and endorsement.stance = any (:'stances'::claimd.endorsement_stance[]) --? stance endorsements !counter_claims
    --?{ answered
    --! and listed.id in (select answer.counter_claim from claimd.counter_target as answer where answer.target = any (:'answered'::uuid[])) --? counter_claims
    --! and listed.id in (select answer.endorsement from claimd.endorsement_target as answer where answer.target = any (:'answered'::uuid[])) --? endorsements
    --?}
),
--?{ !count
--?{ by_rank
--?{ !plain !reach
--! newest_dated as materialized (
--!     select hit.id, hit.key from hit where hit.key is not null order by hit.key desc, hit.id desc limit 1000
--! ),
--?}
--! newest as materialized (
    --?{ plain
    --! select id, claimed_from, words from found
    --?{ recent
    --!  where (select count(*) from found) = 1000
    --!  union all (
    --! select document.statement, document.claimed_from, document.words
    --!   from claimd.search_statement as document
    --!  where (select count(*) from found) < 1000
    --!    and document.type = 'claim' --? claims
    --!    and document.type = 'counter_claim' --? counter_claims
    --!    and document.type = 'endorsement' --? endorsements
    --!    and document.live and document.words @@ :'query'::tsquery
    --!  order by document.claimed_from desc nulls last, document.statement desc limit 1000)
    --?}
    --?}
    --?{ !plain !reach
    --! select id, key as claimed_from from newest_dated
    --!  union all (
    --! select hit.id, hit.key from hit
    --!  where hit.key is null and (select count(*) from newest_dated) < 1000
    --!  order by hit.key desc, hit.id desc limit 1000)
    --!  limit 1000
    --?}
    --?{ !plain reach
    --! select distinct hit.id, hit.key as claimed_from from hit
    --!  where hit.root = any (:'driving_roots'::uuid[]) and hit.role = any (:'driving_roles'::claimd.reach_role[])
    --!  order by claimed_from desc nulls last, hit.id desc limit 1000
    --?}
--! ),
--! ranked as materialized (
--!     select newest.id, (to_char(1000000 * ts_rank(words, :'query'::tsquery), 'FM0000000')
--!                        || coalesce(to_char(newest.claimed_from, 'YYYYMMDD'), '')) collate "C" as key
--!       from newest
--!       join claimd.search_statement as document on document.statement = newest.id --? !plain
--! ),
--! dated as materialized (
--!     select key, id from ranked
--!      where (key, id) < (:'after_key'::text, :'after_id'::uuid) --? after descending
--!      where (key, id) > (:'after_key'::text, :'after_id'::uuid) --? after !descending
--!      order by key desc, id desc --? descending
--!      order by key, id --? !descending
--!      limit :'limit'::int
--! ),
--! undated as (select null::text as key, null::uuid as id where false),
--?}
--?{ !by_rank
-- The run of the longest page is a step of its own, so that it is planned for that many rows and not for a tenth of all.
--! dated as materialized (select distinct best.key, best.id from asked cross join lateral ( --? reach
dated_run as materialized ( --? !reach
    select hit.key, hit.id
      from hit
     where hit.key is not null
    --! and hit.root = asked.root and hit.role = asked.role --? reach
    --?{ after
    --! and (hit.key, hit.id) < --? descending
    --! and (hit.key, hit.id) > --? !descending
    --!     (:'after_key'::date, :'after_id'::uuid) --? !by_created !by_updated
    --!     (:'after_key'::timestamptz, :'after_id'::uuid) --? by_created
    --!     (:'after_key'::timestamptz, :'after_id'::uuid) --? by_updated !by_created
    --?}
     order by hit.key desc, hit.id desc --? descending
    --! order by hit.key, hit.id --? !descending
     limit 1001 --? !reach
    --! limit :'limit'::int --? reach
), dated as materialized (select * from dated_run --? !reach
    --?{ reach
    --! ) as best where asked.driving
    --! order by best.key desc, best.id desc --? descending
    --! order by best.key, best.id --? !descending
    --?}
     limit :'limit'::int
),
-- Ordered by the key too, for the index's sake: the planner does not know that nulls are alike.
--! undated as materialized (select distinct best.key, best.id from asked cross join lateral ( --? reach
undated_run as materialized ( --? !reach
    select hit.key, hit.id
      from hit
     where hit.key is null
    --! and hit.root = asked.root and hit.role = asked.role --? reach
    --! and hit.id < :'after_id'::uuid --? after_undated descending
    --! and hit.id > :'after_id'::uuid --? after_undated !descending
     order by hit.key desc, hit.id desc --? descending
    --! order by hit.key, hit.id --? !descending
     limit 1001 --? !reach
    --! limit :'limit'::int --? reach
), undated as materialized (select * from undated_run --? !reach
    --?{ reach
    --! ) as best where asked.driving
    --! order by best.key desc, best.id desc --? descending
    --! order by best.key, best.id --? !descending
    --?}
     limit :'limit'::int
           - (select count(*) from dated) --? gate
),
--?}
--! page as ( --? one
page as materialized ( --? !one
    --?{ !one
    select key, id from dated
    --! where false --? only_undated
     union all
    select key, id from undated
    --! where false --? only_dated
     order by key desc nulls last, id desc --? descending !reversed
    --! order by key nulls last, id --? !descending !reversed
    --! order by key desc nulls first, id desc --? descending reversed
    --! order by key nulls first, id --? !descending reversed
     limit :'limit'::int
    --?}
    --?{ one !answers
    --! select null::date as key, record.id
    --!   from claimd.record left join claimd.collection on collection.id = record.collection
    --!  where record.type = :'type'::claimd.record_type
    --!    and record.id = :'id'::uuid --? !by_key !by_ids
    --!    and record.id = any (:'ids'::uuid[]) --? by_ids
    --!    and (collection.slug, record.key) = (:'collection', :'key') --? by_key
    --?}
    --?{ one answers
    --! -- The first of the live ones to each.
    --! select distinct answer.claimed_from as key, answer.id
    --!   from unnest(:'ids'::uuid[]) as answered (id)
    --!  cross join lateral (
    --!     select state.claimed_from, state.statement as id
    --!       from claimd.counter_target as target --? !endorsements
    --!       join claimd.claim_state as state on state.statement = target.counter_claim and state.status >= 'disputed' --? !endorsements
    --!       from claimd.endorsement_target as target --? endorsements
    --!       join claimd.claim_state as state on state.statement = target.endorsement and state.status >= 'disputed' --? endorsements
    --!      where target.target = answered.id
    --!      order by state.claimed_from, state.statement
    --!      limit :'limit'::int) as answer
    --?}
)
select page.id, record.revision,
    --! page.key as rank, (select count(*) from newest) as ranked, --? by_rank
    --! highlight.*, --? highlight
       cardinality(state.claimants) as claimant_count, state.claimants || state.accused as actor_ids, actors.*,
    --?{ claims
       claim.subject_type, claim.subject as subject_id, coalesce(incident.slug, subject_actor.slug) as subject_slug,
       coalesce(incident.name, subject_actor.name) as subject_name, claim.pattern, claim.responsibility,
       state.corroboration,
    --?}
    --?{ counter_claims
    --! counter_claim.stance as counter_stance, counter_claim.raises_claim, state.targets as counter_ids,
    --! array(select target.target_type::text from claimd.counter_target as target
    --!        where target.counter_claim = page.id order by target.position) as counter_types,
    --?}
    --?{ endorsements
    --! endorsement.stance as endorsement_stance, state.targets as endorsed_ids,
    --?}
    --! matched.*, --? reach
    --! matched.*, --? answerer !reach
       statement.spoken_by_actor as speaker_id, speaker.slug as speaker_slug, speaker.name as speaker_name,
       statement.spoken_by_role as speaker_role, statement.statement, statement.language, statement.claimed_on,
       statement.claimed_precision, statement.claimed_from, statement.claimed_to, statement.date_basis, statement.date_note,
       statement.confidence_level, statement.confidence_stated_as, statement.confidence_score, statement.confidence_scale,
       statement.likelihood_level, statement.likelihood_stated_as, statement.basis, statement.supersedes,
       state.status, state.counter_claim_count, state.endorsement_count, state.sources as source_ids,
    --?{ citations
       source.id as source_id, source.slug as source_slug, source.title as source_title, source.kind as source_kind,
       source.url as source_url, source.published_on as source_published_on,
       citation.form, citation.exact, citation.prefix, citation.suffix, citation.quote_start, citation.quote_end,
       citation.language as quote_language, citation.translated_from, citation.translation, citation.translation_language,
       citation.verified_how, reporter.id as reporter_id, reporter.slug as reporter_slug, reporter.name as reporter_name,
       reporter.kind as reporter_kind,
    --?}
       collection.slug as collection, collection.licence, collection.citation as collection_citation, record.key,
       record.created_at, record.updated_at, record.retracted_at, record.retraction_reason, record.withheld_at, record.withholding_reason
    --! , origin.version as origin_version, origin.seen_at as origin_seen_at, --? one !by_ids !answers
    --!   origin.missing_since as origin_missing_since, origin.missing_version as origin_missing_version --? one !by_ids !answers
  from page
  cross join lateral (select * from claimd.record where record.id = page.id limit 1) as record
  cross join lateral (select * from claimd.statement where statement.id = page.id limit 1) as statement
  cross join lateral (select * from claimd.claim_state where claim_state.statement = page.id limit 1) as state
--?{ highlight
--! cross join lateral (
--!    select json_agg(json_build_object('field', part.field, 'text', part.text, 'spans', part.spans::json)
--!                    order by part.place, part.field)::text as highlight
--!      from (select told.*, claimd.search_spans(told.text, told.language, :'marks'::tsquery) as spans
--!              from (select 0 as place, 'statement' as field, statement.statement as text, statement.language
--!                     union all
--!                    select 1, case when named.place <= cardinality(state.claimants)
--!                                   then 'claimants/' || named.place - 1
--!                                   else 'actors/' || named.place - cardinality(state.claimants) - 1 end || '/name',
--!                           actor.name, actor.language
--!                      from unnest(state.claimants || state.accused) with ordinality as named (id, place)
--!                      join claimd.actor on actor.id = named.id
--!                     union all
--!                    select 1, 'subject/description', claim.pattern, statement.language
--!                      from claimd.claim where claim.id = page.id
--!                     union all
--!                    select 2, 'subject/name', incident.name, incident.language
--!                      from claimd.claim join claimd.incident on incident.id = claim.incident where claim.id = page.id
--!                     union all
--!                    select 3 + marked.position, 'citations/' || marked.position || '/quote/exact', marked.exact, marked.language
--!                      from claimd.citation as marked where marked.statement = page.id
--!                     union all
--!                    select 3 + marked.position, 'citations/' || marked.position || '/translation/text', marked.translation,
--!                           marked.translation_language
--!                      from claimd.citation as marked where marked.statement = page.id
--!                     union all
--!                    select 3 + marked.position, 'citations/' || marked.position || '/source/title', published.title,
--!                           published.language
--!                      from claimd.citation as marked join claimd.source as published on published.id = marked.source
--!                     where marked.statement = page.id) as told
--!             where told.text is not null) as part
--!     where part.spans is not null) as highlight
--?}
  left join lateral (select * from claimd.collection where collection.id = record.collection limit 1) as collection on true
--! left join lateral (select * from claimd.origin where origin.record = page.id limit 1) as origin on true --? one !by_ids !answers
  left join lateral (select * from claimd.actor where actor.id = statement.spoken_by_actor limit 1) as speaker on true
  -- The claimants, then the accused. `limit 1` keeps the planner to nested loops, which keep the order.
 cross join lateral (
    select array_agg(actor.slug) as actor_slugs, array_agg(actor.name) as actor_names,
           array_agg(actor.kind::text) as actor_kinds
      from unnest(state.claimants || state.accused) as named (id)
     cross join lateral (select * from claimd.actor where actor.id = named.id limit 1) as actor) as actors
--?{ claims
  cross join lateral (select * from claimd.claim where claim.id = page.id limit 1) as claim
  left join lateral (select * from claimd.incident where incident.id = claim.incident limit 1) as incident on true
  left join lateral (select * from claimd.actor where actor.id = claim.subject_actor limit 1) as subject_actor on true
--?}
--! cross join lateral (select * from claimd.counter_claim where counter_claim.id = page.id limit 1) as counter_claim --? counter_claims
--! cross join lateral (select * from claimd.endorsement where endorsement.id = page.id limit 1) as endorsement --? endorsements
--?{ reach
--! cross join lateral (
--!    select array_agg(asked.position::int4) as matched_asked, array_agg(reach.via::text) as matched_via,
--!           array_agg(array_to_string(way.claims, ',')) as matched_claims,
--!           array_agg(coalesce(way.claimants, 0)) as matched_claimants
--!      from asked
--!     cross join lateral (
--!        select * from claimd.claim_reach as reached
--!         where (reached.claim, reached.role, reached.root) = (page.id, asked.role, asked.root)
--!           and reached.via <= :'scope'::claimd.reach_via --? scope
--!         limit 1) as reach
--!      left join lateral (
--!        select * from claimd.actor_reach as attributed
--!         where reach.via = 'attributed_to'
--!           and (attributed.member, attributed.role, attributed.root, attributed.via)
--!               = (reach.member, reach.role, reach.root, reach.via)
--!         limit 1) as way on true) as matched
--?}
--?{ answerer !reach
--! cross join lateral (
--!    select array_agg(one.position) as matched_asked, array_agg(one.via) as matched_via,
--!           array_agg(one.claims) as matched_claims, array_agg(one.claimants) as matched_claimants
--!      from (select asked.position::int4, min(way.via)::text as via, ''::text as claims, 0 as claimants
--!              from asked
--!              join claimd.actor_reach as way on way.root = asked.root and way.role = asked.role
--!               and way.member = any (state.claimants)
--!               and (statement.claimed_from is null
--!                    or way.valid && daterange(statement.claimed_from, statement.claimed_to, '[]'))
--!               and way.via <= :'scope'::claimd.reach_via --? scope
--!             group by asked.position
--!             order by asked.position) as one) as matched
--?}
--?{ citations
  join claimd.citation on citation.statement = page.id
  cross join lateral (select * from claimd.source where source.id = citation.source limit 1) as source
  left join lateral (select * from claimd.actor where actor.id = citation.reported_by limit 1) as reporter on true
--?}
 order by page.key desc nulls last, page.id desc --? falling
--! order by page.key nulls last, page.id --? !falling
        , citation.position --? citations
--?}
--?{ count
--! total as materialized ( --? facets
--! total as ( --? !facets
--!     select hit.id from hit --? !reach
--!     select distinct hit.id from hit --? reach
--!      -- By value and not through `asked`, so that an estimate knows how common each is.
--!      where hit.root = any (:'driving_roots'::uuid[]) and hit.role = any (:'driving_roles'::claimd.reach_role[]) --? reach
--! )
--! select count(*) as count from total --? !estimate !facets !drawn
--! select id from total --? estimate !facets
--?{ drawn !estimate !facets
--! select distinct collection.slug as collection, collection.licence, collection.citation as collection_citation
--!   from total as fitting
--!   join claimd.record on record.id = fitting.id
--!   join claimd.collection on collection.id = record.collection
--!  order by collection.slug
--?}
--?{ facets
--! -- A branch whose facet is not asked for is not run: its condition needs no row. With few claims (few) each is looked up
--! -- by its id: the plan does not know that they are, and would read and hash all there are.
--! , facet (facet, value, name, count) as (
--!     select 'all', null, null, count(*) from total
--!      union all
--!     select 'actor', actor.slug, actor.name, count(*)
--!       from total
--!       join claimd.claim_reach as reach on reach.claim = total.id and reach.role = 'accused' --? !few
--!      cross join lateral (select * from claimd.claim_reach as found --? few
--!                           where found.claim = total.id and found.role = 'accused' offset 0) as reach --? few
--!       join claimd.actor on actor.id = reach.root
--!      where 'actor' = any (:'facets'::text[])
--!        and reach.via <= :'scope'::claimd.reach_via --? scope
--!      group by actor.id, actor.slug, actor.name
--!      union all
--!     select 'claimant', actor.slug, actor.name, count(*)
--!       from total
--!       join claimd.claim_reach as reach on reach.claim = total.id and reach.role = 'claimant' --? !few
--!      cross join lateral (select * from claimd.claim_reach as found --? few
--!                           where found.claim = total.id and found.role = 'claimant' offset 0) as reach --? few
--!       join claimd.actor on actor.id = reach.root
--!      where 'claimant' = any (:'facets'::text[])
--!        and reach.via <= :'scope'::claimd.reach_via --? scope
--!      group by actor.id, actor.slug, actor.name
--!      union all
--!     select 'status', state.status::text, null, count(*)
--!       from total
--!       join claimd.claim_state as state on state.statement = total.id --? !few
--!      cross join lateral (select * from claimd.claim_state as found where found.statement = total.id limit 1) as state --? few
--!      where 'status' = any (:'facets'::text[])
--!      group by state.status
--!      union all
--!     select 'year', to_char(state.claimed_from, 'FMYYYY'), null, count(*)
--!       from total
--!       join claimd.claim_state as state on state.statement = total.id --? !few
--!      cross join lateral (select * from claimd.claim_state as found where found.statement = total.id limit 1) as state --? few
--!      where 'year' = any (:'facets'::text[])
--!      group by 2
--!      union all
--!     select 'year', to_char(state.created_at at time zone 'UTC', 'FMYYYY'), null, count(*)
--!       from total
--!       join claimd.claim_state as state on state.statement = total.id --? !few
--!      cross join lateral (select * from claimd.claim_state as found where found.statement = total.id limit 1) as state --? few
--!      where 'year recorded' = any (:'facets'::text[])
--!      group by 2
--!      union all
--!     select 'year', to_char(source.published_from, 'FMYYYY'), null, count(distinct total.id)
--!       from total
--!       left join (claimd.citation as cited join claimd.source on source.id = cited.source and source.published_from is not null) --? !few
--!         on cited.statement = total.id --? !few
--!       left join lateral ( --? few
--!         select found.* from claimd.citation as cited --? few
--!          cross join lateral (select * from claimd.source where source.id = cited.source limit 1) as found --? few
--!          where cited.statement = total.id and found.published_from is not null offset 0) as source on true --? few
--!      where 'year published' = any (:'facets'::text[])
--!        and (source.id is null or source.published_from <= :'to'::date and source.published_to >= :'from'::date) --? published_dates
--!      group by 2
--!      union all
--!     select 'year', year::text, null, count(*)
--!       from total
--!       join claimd.claim on claim.id = total.id --? !few
--!      cross join lateral (select * from claimd.claim as found where found.id = total.id limit 1) as claim --? few
--!       left join lateral ( --? few
--!         select * from claimd.incident as found where found.id = claim.incident limit 1) as incident on true --? few
--!       left join claimd.incident on incident.id = claim.incident --? !few
--!       left join lateral generate_series(
--!           extract(year from incident.first_day)::int, extract(year from incident.last_day)::int) as year on true --? !incident_dates
--!           case when incident.first_day is not null then extract(year from greatest(incident.first_day, :'from'::date))::int end, --? incident_dates
--!           extract(year from least(incident.last_day, :'to'::date))::int) as year on true --? incident_dates
--!      where 'year incident' = any (:'facets'::text[])
--!      group by 2
--!      union all
--!     select 'basis', statement.basis::text, null, count(*)
--!       from total
--!       join claimd.statement on statement.id = total.id --? !few
--!      cross join lateral (select * from claimd.statement as found where found.id = total.id limit 1) as statement --? few
--!      where 'basis' = any (:'facets'::text[])
--!      group by statement.basis
--!      union all
--!     select 'confidence', statement.confidence_level::text, null, count(*)
--!       from total
--!       join claimd.statement on statement.id = total.id --? !few
--!      cross join lateral (select * from claimd.statement as found where found.id = total.id limit 1) as statement --? few
--!      where 'confidence' = any (:'facets'::text[])
--!      group by statement.confidence_level
--!      union all
--!     select 'language', statement.language, null, count(*)
--!       from total
--!       join claimd.statement on statement.id = total.id --? !few
--!      cross join lateral (select * from claimd.statement as found where found.id = total.id limit 1) as statement --? few
--!      where 'language' = any (:'facets'::text[])
--!      group by statement.language
--!      union all
--!     select 'responsibility', claim.responsibility::text, null, count(*)
--!       from total
--!       join claimd.claim on claim.id = total.id --? !few
--!      cross join lateral (select * from claimd.claim as found where found.id = total.id limit 1) as claim --? few
--!      where 'responsibility' = any (:'facets'::text[])
--!      group by claim.responsibility
--!      union all
--!     select 'stance', counter_claim.stance::text, null, count(distinct total.id)
--!       from total
--!       join claimd.counter_target as answering on answering.target = total.id --? !few
--!      cross join lateral (select * from claimd.counter_target as found where found.target = total.id offset 0) as answering --? few
--!       join claimd.claim_state as answer on answer.statement = answering.counter_claim --? !few
--!      cross join lateral (select * from claimd.claim_state as found where found.statement = answering.counter_claim limit 1) as answer --? few
--!       join claimd.counter_claim on counter_claim.id = answering.counter_claim --? !few
--!      cross join lateral (select * from claimd.counter_claim as found where found.id = answering.counter_claim limit 1) as counter_claim --? few
--!      where 'stance' = any (:'facets'::text[]) and answer.status >= 'disputed'
--!      group by counter_claim.stance
--!      union all
--!     select 'source_kind', source.kind::text, null, count(distinct total.id)
--!       from total
--!       join claimd.citation as cited on cited.statement = total.id --? !few
--!      cross join lateral (select * from claimd.citation as found where found.statement = total.id offset 0) as cited --? few
--!       join claimd.source on source.id = cited.source --? !few
--!      cross join lateral (select * from claimd.source as found where found.id = cited.source limit 1) as source --? few
--!      where 'source_kind' = any (:'facets'::text[])
--!      group by source.kind
--!      union all
--!     select 'collection', collection.slug, collection.name, count(*)
--!       from total
--!       join claimd.record on record.id = total.id --? !few
--!      cross join lateral (select * from claimd.record as found where found.id = total.id limit 1) as record --? few
--!       left join claimd.collection on collection.id = record.collection
--!      where 'collection' = any (:'facets'::text[])
--!      group by collection.slug, collection.name
--!      union all
--!     select 'victim_country', victim.country, state.name, count(*)
--!       from total
--!       join claimd.claim on claim.id = total.id --? !few
--!      cross join lateral (select * from claimd.claim as found where found.id = total.id limit 1) as claim --? few
--!       join claimd.incident_victim_country as victim on victim.incident = claim.incident --? !few
--!      cross join lateral (select * from claimd.incident_victim_country as found where found.incident = claim.incident offset 0) as victim --? few
--!       left join claimd.actor as state on state.country = victim.country and state.kind = 'state'
--!      where 'victim_country' = any (:'facets'::text[])
--!      group by victim.country, state.name
--!      union all
--!     select 'sector', victim.sector, null, count(*)
--!       from total
--!       join claimd.claim on claim.id = total.id --? !few
--!      cross join lateral (select * from claimd.claim as found where found.id = total.id limit 1) as claim --? few
--!       join claimd.incident_victim_sector as victim on victim.incident = claim.incident --? !few
--!      cross join lateral (select * from claimd.incident_victim_sector as found where found.incident = claim.incident offset 0) as victim --? few
--!      where 'sector' = any (:'facets'::text[])
--!      group by victim.sector
--! )
--! select facet, value, name, count, of
--!   from (select facet.*, count(*) over (partition by facet) as of,
--!                row_number() over (partition by facet order by count desc, value nulls last) as place
--!           from facet) as placed
--!  where place <= :'facet_limit'::int
--!  order by facet, place
--?}
--?}
;
