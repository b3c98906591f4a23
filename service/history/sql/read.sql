-- The revisions of one record: a page of them, how many, or some by their numbers, with what they say.
--
-- The number, written as a UUID, is a row's id within the list.
\set limit 51
\set type actor
\set slug china
\set numbers '{1}'
--! explain (format json) --? estimate
with asked as materialized (
    select record.id, record.collection
      from claimd.record
     where record.type = :'type'::claimd.record_type
    --! and record.id = :'id'::uuid --? by_id
    --! and record.key = :'key' and record.collection = (select collection.id from claimd.collection where collection.slug = :'collection') --? by_key !by_id
    --?{ !by_id !by_key
       and record.id in (select actor.id from claimd.actor where actor.slug = :'slug'
                         union all select incident.id from claimd.incident where incident.slug = :'slug'
                         union all select source.id from claimd.source where source.slug = :'slug')
    --?}
),
hit as not materialized (
    select revision.recorded_at as key, lpad(to_hex(revision.number), 32, '0')::uuid as id, revision.seq, asked.collection
      from asked join claimd.revision on revision.record = asked.id
     where true
       and revision.number = any (:'numbers'::int[]) --? one
)
--?{ !count
, page as materialized (
    select * from hit
     where true
    --! and (key, id) < (:'after_key'::timestamptz, :'after_id'::uuid) --? after descending
    --! and (key, id) > (:'after_key'::timestamptz, :'after_id'::uuid) --? after !descending
     order by key desc, id desc --? descending
    --! order by key, id --? !descending
     limit :'limit'::int --? !one
)
select page.id, revision.number, revision.op, revision.recorded_at, revision.api_key, api_key.name as key_name,
       revision.actor_label as label, revision.reason, encode(revision.body_hash, 'hex') as body_hash,
       hidden.withheld_at, hidden.reason as withholding_reason,
    --?{ one
    --! revision_body.body, encode(revision_body.salt, 'hex') as salt,
    --?}
       collection.slug as collection, collection.licence, collection.citation as collection_citation
  from page
  join claimd.revision on revision.seq = page.seq
  left join claimd.api_key on api_key.id = revision.api_key
  left join claimd.collection on collection.id = page.collection
  left join claimd.revision_body on revision_body.seq = page.seq --? one
  left join lateral (
    select withheld.withheld_at, withheld.reason from claimd.withheld
     where withheld.seq = page.seq order by withheld.withheld_at desc limit 1) as hidden on true
 order by page.key desc, page.id desc --? falling
--! order by page.key, page.id --? !falling
--?}
--?{ count
--! select count(*) as count from hit --? !estimate
--! select id from hit --? estimate
--?}
;
