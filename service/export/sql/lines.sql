-- The records of a type, those that are withheld first, and in the order in which they came, as an import makes them: what an import needs to have them again. Those that migrations
-- made, and nobody has touched, are in every database.
-- The outer joins are nested loops in that order, whose rows come one at a time: nothing wide is sorted.
\set type 'claim'
\set collection 'sample'
select record.id, record.type::text as type, record.collection, record.key, slugs.slug, slugs.kind, slugs.country,
       slugs.text_sha256, slugs.text_length,
       case when record.withheld_at is null then said.body end as body, record.retraction_reason, record.withholding_reason,
       origin.version, origin.record is not null as with_origin, origin.missing_since is not null as missing,
       origin.missing_version,
       case when record.withheld_at is not null or origin.revision is null then null
            when origin.revision = record.revision and aside.fields is null then '{}'
            else claimd.origin_imported(
                (select base.body from claimd.revision as once join claimd.revision_body as base on base.seq = once.seq
                  where once.record = record.id and once.number = origin.revision), aside.fields, said.body) end as imported,
       null as decisions --? !decisions
       --! decided.told as decisions --? decisions
  from (select first.seq, first.actor_label, first.record as id, one.withheld_at is null as shown
          from claimd.record as one
          join claimd.revision as first on first.record = one.id and first.number = 1
          left join claimd.collection on collection.id = one.collection --? collection
         where one.type = :'type'::claimd.record_type
           and (collection.slug = :'collection' or one.id = (select id from claimd.collection where slug = :'collection')) --? collection
         order by shown, first.seq offset 0) as listed
 cross join lateral (select * from claimd.record where record.id = listed.id limit 1) as record
  left join lateral (
    select newest.seq, told.body from claimd.revision as newest
      left join claimd.revision_body as told on told.seq = newest.seq
     where newest.record = listed.id and newest.number = record.revision limit 1) as said on true
  left join lateral (select * from claimd.origin where origin.record = listed.id limit 1) as origin on true
  left join lateral (select * from claimd.origin_aside where origin_aside.record = listed.id limit 1) as aside on true
  --?{ decisions
  left join lateral (
    select '[' || string_agg('{"label":' || to_json(one.label) || ',"other":"' || one.other
                             || coalesce('","reason":' || to_json(one.reason) || ',', '",')
                             || coalesce('"rule":' || to_json(one.rule) || ',', '')
                             || '"verdict":"' || one.verdict || '"}', ',' order by one.other) || ']' as told
      from claimd.likeness_decision as one
      join claimd.record as whom on whom.id = one.other and whom.withheld_at is null
     where one.one = listed.id and record.withheld_at is null
       and not exists (select from claimd.likeness_decision as later
                        where later.likeness = one.likeness and later.number > one.number)
     limit 1) as decided on true
  --?}
  -- Of what is withheld, what is told of it wherever it is named.
  left join lateral (
    select slug, kind::text, country, null as text_sha256, null::int as text_length from claimd.actor where actor.id = listed.id
     union all select slug, null, null, null, null from claimd.incident where incident.id = listed.id
     union all select slug, kind::text, null, text_sha256, text_length from claimd.source where source.id = listed.id
     union all select slug, null, null, null, null from claimd.collection where collection.id = listed.id
     limit 1) as slugs on record.withheld_at is not null
 where not coalesce(
       listed.actor_label like 'migration %' and origin.record is null and record.retracted_at is null
       and record.withheld_at is null and (record.key is not null or record.type = 'collection')
       and said.body = (select body from claimd.revision_body where revision_body.seq = listed.seq), false)
 order by listed.shown, listed.seq;
