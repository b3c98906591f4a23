-- How many records there are, of one collection or (empty) of all, and whether there is that collection; of all, what stays behind.
\set collection ''
select count(*) filter (where :'collection' = '' or collection.slug = :'collection' or own.slug = :'collection') as records,
       :'collection' = '' or exists (select from claimd.collection where slug = :'collection') as known,
       case when :'collection' = '' then (select count(*) from claimd.revision) - count(*) end as revisions,
       case when :'collection' = '' then (select count(*) from claimd.source_text where stored) end as texts,
       case when :'collection' = '' then count(*) filter (where record.withheld_at is not null) end as withheld
  from claimd.record
  left join claimd.collection on collection.id = record.collection
  left join claimd.collection as own on own.id = record.id;
